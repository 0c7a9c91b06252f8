/*
 * The template compiler: templates HEADER SOURCE FILE.html…
 * All templates become one C header and source; see templates/FORMAT.
 */
#include "gen/template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX ((size_t)256 * 1024 * 1024)
#define TEXT_MAX (1024 * 1024)

void
complain(const char *path, int line, const char *format, ...)
{
	va_list args;
	fprintf(stderr, "%s:%d: ", path, line);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static struct slice
read_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		complain(path, 1, "cannot be read");
	char *text = arena_alloc(arena, TEXT_MAX);
	size_t len = fread(text, 1, TEXT_MAX, file);
	if (ferror(file) || len == TEXT_MAX)
		complain(path, 1, "cannot be read, or is too large");
	fclose(file);
	return (struct slice){text, len};
}

static void
write_file(const char *path, const struct str *text)
{
	FILE *file = fopen(path, "wb");
	if (!file || text->full || fwrite(text->at, 1, text->len, file) != text->len ||
	    fclose(file) != 0)
		complain(path, 1, "cannot be written");
}

static void
add_template(struct compiler *compiler, const char *path)
{
	struct template *template = arena_alloc(compiler->arena, sizeof *template);
	*template = (struct template){
	    .path = path, .text = read_file(compiler->arena, path), .next = compiler->templates};
	compiler->templates = template;
	declarations_read(compiler, template);
	const char *content = "{content}";
	size_t len = strlen(content);
	for (size_t at = template->body_at; at + len <= template->text.len; at++)
		if (memcmp(template->text.at + at, content, len) == 0)
			template->has_content = true;
}

int
main(int argc, char **argv)
{
	if (argc < 4) {
		fputs("usage: templates HEADER SOURCE FILE.html…\n", stderr);
		return 2;
	}
	struct compiler compiler = {.arena = arena_new(ARENA_MAX)};
	for (int i = argc; i-- > 3;)
		add_template(&compiler, argv[i]);
	struct str header;
	str_init(&header, compiler.arena, ARENA_MAX / 8);
	str_add_text(&header, "/* Written by lib/gen/templates.c. */\n#pragma once\n"
			      "#include \"base/slice.h\"\n#include \"base/str.h\"\n\n");
	declarations_write(&compiler, &header);
	str_init(&compiler.code, compiler.arena, ARENA_MAX / 8);
	const char *slash = strrchr(argv[1], '/');
	str_addf(&compiler.code,
	    "/* Written by lib/gen/templates.c. */\n#include \"%s\"\n#include \"codec/html.h\"\n",
	    slash ? slash + 1 : argv[1]);
	for (struct template *t = compiler.templates; t; t = t->next)
		template_compile(&compiler, t);
	write_file(argv[1], &header);
	write_file(argv[2], &compiler.code);
	arena_free(compiler.arena);
	return 0;
}
