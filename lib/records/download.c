/* GET …/documents/{id}/content: the whole or one range of it, piece by piece. */
#include "catalog/etag.h"
#include "catalog/resources.h"
#include "codec/http.h"
#include "codec/media.h"
#include "codec/partial.h"
#include "records/body.h"
#include "records/contents.h"
#include "records/documents.h"
#include "records/one.h"
#include "records/records.h"
#include "web/problem.h"

#define MEMORY_MAX ((size_t)4 * 1024 * 1024)
#define HEADER_MAX 4096
#define POLICY "default-src 'none'; frame-ancestors 'none'; sandbox"

const struct shape content_shape = {SHAPE_BYTES, NULL, NULL};

struct download {
	struct content content;
	uint64_t realm_id;
	struct byte_range range;
};

static bool
send_piece(struct call *call, struct arena *arena, const struct download *download, uint64_t seq)
{
	struct slice piece;
	const struct byte_range *range = &download->range;
	uint64_t before = seq * CONTENT_PIECE_BYTES, left = download->content.size_bytes - before;
	uint64_t whole = left < CONTENT_PIECE_BYTES ? left : CONTENT_PIECE_BYTES;
	enum db_status status = contents_get(
	    call->db, arena, call->secrets, download->realm_id, &download->content, seq, &piece);
	if (status != DB_OK) {
		fail_late(call, "documents.content.read", (long)db_errno(call->db));
		return false;
	}
	if (piece.at == NULL || piece.len != whole) {
		fail_late(call, "documents.content.unseal", (long)seq);
		return false;
	}
	if (range->last < before + whole - 1)
		piece = slice_head(piece, (size_t)(range->last - before + 1));
	if (range->first > before)
		piece = slice_skip(piece, (size_t)(range->first - before));
	return call_write(call, piece);
}

static bool
send_pieces(struct call *call, void *context)
{
	const struct download *download = context;
	uint64_t last = download->range.last / CONTENT_PIECE_BYTES;
	struct arena *arena = arena_new(MEMORY_MAX);
	bool going = true;
	for (uint64_t seq = download->range.first / CONTENT_PIECE_BYTES; going && seq <= last;
	     seq++) {
		going = send_piece(call, arena, download, seq);
		arena_reset(arena);
	}
	arena_free(arena);
	return going;
}

struct slice
document_content_etag(struct arena *arena, const struct content *content)
{
	struct slice id = {(const char *)content->id.byte, sizeof content->id.byte};
	return arena_printf(arena, "\"%llu-%08lx\"", (unsigned long long)content->version,
	    (unsigned long)crc32c(id));
}

/* The document's own name for it, or one made of its id. */
static struct slice
filename_of(struct call *call, const struct record *document, const struct media *media)
{
	const struct db_value *filename = record_at(document, "filename");
	if (!filename->null)
		return filename->text;
	return arena_printf(call->arena, "%.*s.%s",
	    SLICE_ARG(id_text(call->arena, document->resource->prefix, record_id(document))),
	    media->extension);
}

static void
add_disposition(struct call *call, const struct record *document, const struct media *media)
{
	struct str value;
	str_init(&value, call->arena, HEADER_MAX);
	disposition_write(&value, filename_of(call, document, media));
	answer_header(call, "Content-Disposition", str_slice(&value));
}

/* Ranges are of GET alone (RFC 9110 section 14.2); If-Range wants this very tag (13.1.5). */
static enum range
range_asked(struct call *call, uint64_t size_bytes, struct slice etag, struct byte_range *range)
{
	struct slice wanted = call_header(call, "HTTP_RANGE");
	struct slice condition = call_header(call, "HTTP_IF_RANGE");
	bool stale = condition.at != NULL && !slice_eq(slice_trim(condition), etag);
	*range = (struct byte_range){0, size_bytes - 1};
	if (wanted.at == NULL || call->request.head_only || stale)
		return RANGE_WHOLE;
	return range_read(wanted, size_bytes, range);
}

static void
refuse_range(struct call *call, uint64_t size_bytes)
{
	refuse(call, PROBLEM_RANGE_NOT_SATISFIABLE, NULL);
	answer_header(call, "Content-Range",
	    arena_printf(call->arena, "bytes */%llu", (unsigned long long)size_bytes));
}

static void
answer_bytes(struct call *call, const struct record *document, struct download *download,
    const struct media *media, struct slice etag)
{
	uint64_t size_bytes = download->content.size_bytes;
	bool text = slice_is(download->content.media_type, "text/plain");
	enum range asked = range_asked(call, size_bytes, etag, &download->range);
	if (asked == RANGE_UNSATISFIABLE) {
		refuse_range(call, size_bytes);
		return;
	}
	answer_begin(call, asked == RANGE_PART ? 206 : 200,
	    text ? "text/plain; charset=utf-8" : media->type);
	answer_header(call, "ETag", etag);
	answer_header(call, "Accept-Ranges", SLICE_OF("bytes"));
	add_disposition(call, document, media);
	if (asked == RANGE_PART)
		answer_header(call, "Content-Range",
		    arena_printf(call->arena, "bytes %llu-%llu/%llu",
			(unsigned long long)download->range.first,
			(unsigned long long)download->range.last, (unsigned long long)size_bytes));
	call->answer.content_security_policy = POLICY;
	call->answer.stream = send_pieces;
	call->answer.stream_context = download;
	call->answer.stream_bytes = download->range.last - download->range.first + 1;
}

static bool
accepts(struct call *call, const char *type)
{
	return http_accepts(call_header(call, "HTTP_ACCEPT"), type);
}

/* Before anything is known of the content: one of the types that contents may have. */
static bool
accepts_any(struct call *call)
{
	int at = resource_field(&resource_documents, SLICE_OF("media_type"));
	const struct choice *choice = resource_documents.fields[at].choices;
	for (; choice->value != NULL; choice++)
		if (accepts(call, choice->value))
			return true;
	refuse(call, PROBLEM_NOT_ACCEPTABLE, "Contents are of none of the types in Accept.");
	return false;
}

static void
answer_content(struct call *call, const struct record *document, struct download *download)
{
	const struct media *media = media_find(download->content.media_type);
	struct slice etag = document_content_etag(call->arena, &download->content);
	if (media == NULL) {
		fail(call, "documents.content.media_type", 0);
		return;
	}
	if (!accepts(call, media->type)) {
		refuse(call, PROBLEM_NOT_ACCEPTABLE, "Accept does not allow the content's type.");
		return;
	}
	switch (etag_if_none_match(call->arena, call_header(call, "HTTP_IF_NONE_MATCH"), etag)) {
	case ETAG_MALFORMED:
		refuse(call, PROBLEM_INVALID_HEADER, "If-None-Match is not well formed.");
		break;
	case ETAG_UNMET:
		answer_begin(call, 304, NULL);
		answer_header(call, "ETag", etag);
		break;
	case ETAG_ABSENT:
	case ETAG_MET:
		answer_bytes(call, document, download, media, etag);
		break;
	}
}

static void
answer(struct call *call, const struct record *document)
{
	struct download *download = arena_alloc(call->arena, sizeof *download);
	download->realm_id = call->caller.realm_id;
	enum db_status status = contents_find(
	    call->db, call->arena, download->realm_id, record_id(document), &download->content);
	if (status != DB_OK && status != DB_NO_ROW)
		fail_db(call, "documents.download", status);
	else if (status == DB_NO_ROW)
		refuse(call, PROBLEM_NOT_FOUND, NULL);
	else if (uuid_is_nil(download->content.id))
		refuse(call, PROBLEM_NOT_FOUND, "The document has no content yet.");
	else
		answer_content(call, document, download);
}

void
documents_download(struct call *call)
{
	static const struct one_reading reading = {
	    "documents.download", body_has_no_parameters, answer};
	if (accepts_any(call))
		one_read(call, &reading);
}
