/*
 * Media types of a request, and its JSON body: what is judged before anything is
 * asked of the database (HTTP.md, order of judgement).
 */
#ifndef RECORDS_BODY_H
#define RECORDS_BODY_H

#include "codec/json.h"
#include "web/call.h"

enum body_kind { BODY_JSON, BODY_MERGE_PATCH };

/* 406 unless the client takes application/json. False: refused. */
bool body_accept_answer(struct call *call);

/* 415 if the body came with a coding. False: refused. */
bool body_is_uncoded(struct call *call);
/* 415 unless media type, charset and coding are ours. False: refused. */
bool body_accept_request(struct call *call, enum body_kind kind);

/*
 * The tree; NULL with *fault set if the body is empty or no JSON. Refusing it is the
 * caller's, who may have to look for the record first.
 */
const struct json *body_read(struct call *call, struct json_fault *fault);
/* 400 malformed_json with the fault's reason and place. */
void body_refuse(struct call *call, const struct json_fault *fault);

/* 400 unless the query can be decoded, and unless there is none. Each false: refused. */
bool body_query_is_sound(struct call *call);
bool body_has_no_parameters(struct call *call);

#endif
