/*
 * From a request to a write and from its end to the answer: what creations, patches,
 * deletions and actions share.
 */
#ifndef RECORDS_ALTER_H
#define RECORDS_ALTER_H

#include "records/replay.h"
#include "records/write.h"
#include "web/call.h"

/* A write on notes.resource by the call's caller. */
struct write *alter_new(struct call *call, enum write_kind kind);

/* Each false: refused. The query (`dry_run` alone); the {id} of the path. */
bool alter_read_parameters(struct call *call, struct write *write);
bool alter_read_id(struct call *call, struct write *write);

/* 403 unless notes.written, the fields that the request writes, are all granted. */
bool alter_is_permitted(struct call *call);

/* Keeps what alter_answer() would show. */
replay_compose alter_compose;

/*
 * Runs it; once more if the credential changed since it was identified, and still may. False:
 * the answer is there, a refusal or one that was kept; fault is that of a body not read.
 */
bool alter_run(struct call *call, struct write *write, const struct json_fault *fault);

/* The answer to a write that was done, or would be. */
void alter_answer(struct call *call, const struct write *write);

#endif
