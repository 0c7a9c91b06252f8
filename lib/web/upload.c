/* Reading a body piece by piece, one byte ahead of what has been handed out. */
#include "web/upload.h"

#include "web/server.h"

struct upload
upload_open(struct call *call, uint64_t max_bytes)
{
	struct upload upload = {.call = call, .max_bytes = max_bytes};
	struct slice length = call_header(call, "CONTENT_LENGTH");
	upload.is_declared = slice_to_u64(length, INT64_MAX, &upload.declared_bytes);
	return upload;
}

bool
upload_is_too_large(const struct upload *upload)
{
	return upload->is_declared && upload->declared_bytes > upload->max_bytes;
}

static size_t
read_some(struct upload *upload, char *bytes, size_t room)
{
	size_t count = upload->call->server->read(bytes, room);
	upload->call->request.body_bytes += count;
	return count;
}

static size_t
fill(struct upload *upload, char *bytes, size_t room)
{
	size_t len = 0, count = 1;
	if (upload->has_ahead && room > 0)
		bytes[len++] = upload->ahead;
	while (len < room && (count = read_some(upload, bytes + len, room - len)) > 0)
		len += count;
	upload->has_ahead = len == room && read_some(upload, &upload->ahead, 1) > 0;
	return len;
}

enum upload_state
upload_take(struct upload *upload, char *bytes, size_t room, size_t *len)
{
	*len = fill(upload, bytes, room);
	upload->taken_bytes += *len;
	if (upload->taken_bytes + upload->has_ahead > upload->max_bytes)
		return UPLOAD_TOO_LARGE;
	if (upload->has_ahead)
		return UPLOAD_MORE;
	return upload->is_declared && upload->taken_bytes < upload->declared_bytes
		   ? UPLOAD_CUT_SHORT
		   : UPLOAD_END;
}
