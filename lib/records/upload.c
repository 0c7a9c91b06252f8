/*
 * PUT …/documents/{id}/content: pieces are stored as they come, below a new content id; one
 * short transaction then makes them the document's.
 */
#include "web/upload.h"

#include "catalog/documents.h"
#include "catalog/resources.h"
#include "codec/http.h"
#include "codec/media.h"
#include "records/alter.h"
#include "records/body.h"
#include "records/contents.h"
#include "records/documents.h"
#include "records/one.h"
#include "records/records.h"
#include "records/reply.h"

#define MEMORY_MAX ((size_t)1024 * 1024)
#define ACCEPT_MAX 1024

/* A content on its way in. */
struct incoming {
	struct call *call;
	const struct media *media;
	struct upload upload;
	uint64_t realm_id;
	struct uuid document_id, content_id;
	uint64_t npieces;
};

static bool
refuse_media(struct call *call, const char *detail)
{
	const struct field *field =
	    &resource_documents.fields[resource_field(&resource_documents, SLICE_OF("media_type"))];
	struct str accepted;
	str_init(&accepted, call->arena, ACCEPT_MAX);
	for (const struct choice *choice = field->choices; choice->value != NULL; choice++) {
		str_add_text(&accepted, accepted.len > 0 ? ", " : "");
		str_add_text(&accepted, choice->value);
	}
	refuse(call, PROBLEM_UNSUPPORTED_MEDIA_TYPE, detail);
	answer_header(call, "Accept", str_slice(&accepted));
	return false;
}

/* The type that the request declares; NULL after a refusal. */
static const struct media *
accept_media(struct call *call)
{
	struct media_type declared;
	const struct media *media = NULL;
	if (!body_is_uncoded(call))
		return NULL;
	if (media_type_read(call_header(call, "CONTENT_TYPE"), &declared))
		media = media_find(declared.type);
	if (media == NULL) {
		refuse_media(call, NULL);
		return NULL;
	}
	struct slice charset = media_type_parameter(call->arena, &declared, "charset");
	if (charset.at == NULL || slice_eq_nocase(charset, SLICE_OF("utf-8")))
		return media;
	refuse_media(call, "Texts are in UTF-8.");
	return NULL;
}

static bool
accept_length(struct call *call)
{
	struct upload upload = upload_open(call, DOCUMENT_BYTES_MAX);
	if (!upload_is_too_large(&upload))
		return true;
	refuse(call, PROBLEM_BODY_TOO_LARGE, "A content has at most 25 MiB.");
	return false;
}

static bool
refuse_state(struct call *call, enum upload_state state)
{
	if (state == UPLOAD_TOO_LARGE)
		refuse(call, PROBLEM_BODY_TOO_LARGE, "A content has at most 25 MiB.");
	else
		refuse(
		    call, PROBLEM_INVALID_HEADER, "The body is shorter than its declared length.");
	return false;
}

static bool
went(struct call *call, enum db_status status)
{
	if (status == DB_OK)
		return true;
	fail_db(call, "documents.upload", status);
	return false;
}

static bool
begin(struct incoming *in, struct slice first)
{
	if (first.len == 0) {
		refuse(in->call, PROBLEM_INVALID_HEADER, "A content has at least one byte.");
		return false;
	}
	if (!in->media->fits(first))
		return refuse_media(
		    in->call, "The content does not begin as its media type says it does.");
	in->content_id = uuid_v7();
	return went(
	    in->call, contents_begin(in->call->db, in->realm_id, in->content_id, clock_now()));
}

static bool
take_piece(struct incoming *in, char *room, bool *last)
{
	struct slice piece = {.at = room + SEAL_BEFORE};
	enum upload_state state =
	    upload_take(&in->upload, room + SEAL_BEFORE, CONTENT_PIECE_BYTES, &piece.len);
	if (state == UPLOAD_TOO_LARGE || state == UPLOAD_CUT_SHORT)
		return refuse_state(in->call, state);
	if (in->npieces == 0 && !begin(in, piece))
		return false;
	*last = state == UPLOAD_END;
	return went(in->call, contents_put(in->call->db, in->call->secrets, in->realm_id,
				  in->content_id, in->npieces++, *last, room, piece.len));
}

/* Not in the call's arena, which keeps its largest block for the next request. */
static bool
take_all(struct incoming *in)
{
	struct arena *arena = arena_new(MEMORY_MAX);
	char *room = arena_alloc(arena, CONTENT_ROOM_BYTES);
	bool last = false, going = true;
	while (going && !last)
		going = take_piece(in, room, &last);
	arena_free(arena);
	return going;
}

/* What was announced holds until there is a content; later ones may be of another type. */
static bool
check(struct write *write)
{
	const struct incoming *in = write->context;
	const struct db_value *announced = record_at(&write->before, "media_type");
	bool first = record_at(&write->before, "size_bytes")->null;
	return !first || announced->null || value_is(announced, in->media->type) ||
	       write_refuse(write, PROBLEM_UNSUPPORTED_MEDIA_TYPE,
		   "The document announces another media type.");
}

static bool
apply(struct write *write)
{
	const struct incoming *in = write->context;
	const struct db_value *last = record_at(&write->before, "content_updated_at");
	bool later = last->null || write->now_us > last->i64;
	record_set(&write->after, "media_type", value_text(slice_from(in->media->type)));
	record_set(&write->after, "size_bytes",
	    (struct db_value){.type = DB_I64, .i64 = (int64_t)in->upload.taken_bytes});
	record_set(
	    &write->after, "content_updated_at", value_time(later ? write->now_us : last->i64 + 1));
	enum db_status status = contents_point(
	    write->db, write->arena, in->realm_id, in->document_id, in->content_id, write->now_us);
	return write_went(write, status == DB_NO_ROW ? DB_FAULT : status);
}

static const struct deed deed_upload = {.check = check, .apply = apply};

static void
answer(struct call *call, const struct write *write, const struct incoming *in)
{
	struct content content = {.id = in->content_id, .version = record_version(&write->after)};
	struct fieldset shown = reply_shown_to_writer(call);
	bool first = record_at(&write->before, "size_bytes")->null;
	call->notes.shown = shown;
	answer_begin(call, first ? 201 : 200, "application/json");
	str_add(&call->answer.body, reply_record_body(call->arena, &write->after, shown, false));
	answer_header(call, "ETag", document_content_etag(call->arena, &content));
	reply_withheld(call);
}

static bool
make_final(struct incoming *in)
{
	struct json_fault fault;
	struct write *write = alter_new(in->call, WRITE_UPDATE);
	write->id = in->document_id;
	write->deed = &deed_upload;
	write->context = in;
	write->body = json_read(in->call->arena, SLICE_OF("{}"), &fault);
	if (!alter_run(in->call, write, &fault))
		return false;
	answer(in->call, write, in);
	return true;
}

/* Orphans that are left here, for whatever reason, are swept by daily work. */
static void
receive(struct call *call, const struct record *document)
{
	struct incoming in = {
	    .call = call,
	    .media = accept_media(call),
	    .upload = upload_open(call, DOCUMENT_BYTES_MAX),
	    .realm_id = call->caller.realm_id,
	    .document_id = record_id(document),
	};
	if ((!take_all(&in) || !make_final(&in)) && !uuid_is_nil(in.content_id))
		(void)contents_drop(call->db, in.realm_id, in.content_id);
}

struct fieldset
documents_upload_fields(void)
{
	struct fieldset fields = {0};
	fieldset_add(&fields, resource_field(&resource_documents, SLICE_OF("media_type")));
	return fields;
}

static bool
may(struct call *call)
{
	call->notes.written = documents_upload_fields();
	return alter_is_permitted(call);
}

void
documents_upload(struct call *call)
{
	static const struct one_reading reading = {"documents.upload", may, receive};
	if (body_accept_answer(call) && body_has_no_parameters(call) &&
	    accept_media(call) != NULL && accept_length(call))
		one_read(call, &reading);
}
