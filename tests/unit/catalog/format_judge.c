/*
 * For tests/judges: reads lines "KIND TEXT" and prints those whose text the format takes.
 * Kinds: country, currency, language, phone, state.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalog/formats.h"

static const struct {
	const char *kind;
	bool (*check)(struct slice text);
} formats[] = {
    {"country", format_is_country},
    {"currency", format_is_currency},
    {"language", format_is_language},
    {"phone", format_is_phone},
    {"state", format_is_state},
};

static bool
is_taken(struct slice kind, struct slice text)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (slice_is(kind, formats[i].kind))
			return formats[i].check(text);
	fprintf(stderr, "format_judge: unknown kind\n");
	exit(2);
}

int
main(void)
{
	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 0) {
		struct slice kind, text;
		line[strcspn(line, "\n")] = '\0';
		slice_cut(slice_from(line), ' ', &kind, &text);
		if (is_taken(kind, text))
			puts(line);
	}
	free(line);
	return 0;
}
