/*
 * For tests/judges: reads each file named on the command line as JSON and prints
 * accept or refuse, the reason and the name, with tabs between, one line a file.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "codec/json.h"

#define FILE_BYTES_MAX ((size_t)4 << 20)

static void
judge(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		exit(2);
	}
	char *bytes = arena_alloc(arena, FILE_BYTES_MAX);
	size_t len = fread(bytes, 1, FILE_BYTES_MAX, file);
	fclose(file);
	struct json_fault fault = {0};
	if (json_read(arena, (struct slice){bytes, len}, &fault))
		printf("accept\t\t%s\n", path);
	else
		printf("refuse\t%s\t%s\n", fault.reason, path);
	arena_reset(arena);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	for (int i = 1; i < argc; i++)
		judge(arena, argv[i]);
	arena_free(arena);
	return 0;
}
