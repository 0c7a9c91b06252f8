/*
 * Writes the web server's own answers as files, from the table of problems:
 * STATUS.problem for machines and STATUS.html for people.
 *
 *     error-documents TEMPLATE FOLDER PUBLIC_URL
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "codec/html.h"
#include "codec/json.h"
#include "web/problem.h"

#define DOCUMENT_MAX 65536

/* What the web server may say for itself, status by status. */
static const enum problem said[] = {
    PROBLEM_BAD_REQUEST,
    PROBLEM_FORBIDDEN,
    PROBLEM_NOT_FOUND,
    PROBLEM_METHOD_NOT_ALLOWED,
    PROBLEM_REQUEST_TIMEOUT,
    PROBLEM_BODY_TOO_LARGE,
    PROBLEM_URI_TOO_LONG,
    PROBLEM_EXPECTATION_FAILED,
    PROBLEM_HEADERS_TOO_LARGE,
    PROBLEM_INTERNAL_ERROR,
    PROBLEM_NOT_IMPLEMENTED,
    PROBLEM_BAD_GATEWAY,
    PROBLEM_UNAVAILABLE,
    PROBLEM_GATEWAY_TIMEOUT,
};

static void
compose_problem(struct str *out, const struct problem_kind *kind, const char *public_url)
{
	struct str type;
	str_init(&type, out->arena, DOCUMENT_MAX);
	str_addf(&type, "%s/hub/docs/problems/%s", public_url, kind->code);
	struct json_writer w = json_writer(out);
	json_begin_object(&w);
	json_name(&w, "type");
	json_put_string(&w, str_slice(&type));
	json_name(&w, "title");
	json_put_text(&w, kind->title);
	json_name(&w, "status");
	json_put_integer(&w, kind->status);
	json_name(&w, "detail");
	json_put_text(&w, kind->advice);
	json_name(&w, "code");
	json_put_text(&w, kind->code);
	json_end_object(&w);
	str_add_char(out, '\n');
}

static void
put_value(struct str *out, struct slice name, const struct problem_kind *kind, const char *home)
{
	if (slice_is(name, "TITLE"))
		html_text(out, slice_from(kind->title));
	else if (slice_is(name, "DETAIL"))
		html_text(out, slice_from(kind->advice));
	else if (slice_is(name, "HOME"))
		html_url(out, slice_from(home));
	else
		out->full = true;
}

/* Text and names alternate between the template's @ signs. */
static void
compose_page(
    struct str *out, struct slice template, const struct problem_kind *kind, const char *home)
{
	struct slice part;
	bool more = true;
	for (bool is_name = false; more; is_name = !is_name) {
		more = slice_cut(template, '@', &part, &template);
		if (is_name)
			put_value(out, part, kind, home);
		else
			str_add(out, part);
	}
}

static bool
write_file(const char *folder, int status, const char *suffix, const struct str *text)
{
	char path[4096];
	int len = snprintf(path, sizeof path, "%s/%d.%s", folder, status, suffix);
	if (text->full || len < 0 || len >= (int)sizeof path)
		return false;
	FILE *file = fopen(path, "we");
	if (!file)
		return false;
	bool written = fwrite(text->at, 1, text->len, file) == text->len;
	return fclose(file) == 0 && written;
}

static bool
read_template(struct str *text, const char *path)
{
	char chunk[4096];
	size_t count;
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	while ((count = fread(chunk, 1, sizeof chunk, file)) > 0)
		str_add(text, (struct slice){chunk, count});
	bool whole = !ferror(file) && !text->full;
	fclose(file);
	return whole;
}

static bool
write_documents(struct arena *arena, struct slice template, const char *folder, const char *url)
{
	struct str home, problem, page;
	str_init(&home, arena, DOCUMENT_MAX);
	str_addf(&home, "%s/hub", url);
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
		const struct problem_kind *kind = &problem_kinds[said[i]];
		str_init(&problem, arena, DOCUMENT_MAX);
		compose_problem(&problem, kind, url);
		str_init(&page, arena, DOCUMENT_MAX);
		compose_page(&page, template, kind, str_text(&home));
		if (!write_file(folder, kind->status, "problem", &problem) ||
		    !write_file(folder, kind->status, "html", &page))
			return false;
	}
	return true;
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new(4 * 1024 * 1024);
	struct str template;
	if (argc != 4) {
		fputs("usage: error-documents TEMPLATE FOLDER PUBLIC_URL\n", stderr);
		return 2;
	}
	str_init(&template, arena, DOCUMENT_MAX);
	bool done = read_template(&template, argv[1]) &&
		    write_documents(arena, str_slice(&template), argv[2], argv[3]);
	if (!done)
		fprintf(stderr, "error-documents: %s\n", strerrorname_np(errno));
	arena_free(arena);
	return done ? 0 : 1;
}
