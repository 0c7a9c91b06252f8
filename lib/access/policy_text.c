/* Scopes: a scanner that goes on after what it refuses, and the writer of what is canonical. */
#include "access/policy_text.h"

#include <assert.h>
#include <string.h>

#include "base/str.h"

#define WRITES (OPERATION_CREATE | OPERATION_UPDATE | OPERATION_DELETE)
#define WITH_FIELDS (OPERATION_READ | OPERATION_CREATE | OPERATION_UPDATE)
#define WRITTEN_MAX ((size_t)1 << 20)
#define QUOTED_MAX 64

/* What can be wrong. */
static const struct fault {
	const char *code, *saying;
} too_long = {"too_long", "this is longer than any policy"},
  no_scope = {"malformed", "write scopes like employees:read or persons:read(business,personal)"},
  not_closed = {"malformed", "the list of fields needs commas between and a parenthesis behind"},
  no_resource = {"unknown_resource", "there is no such resource"},
  no_operation = {"unknown_operation", "an operation is create, read, update, delete, write, "
				       "download or reveal"},
  not_offered = {"not_offered", "the resource does not have this operation"},
  no_fields = {"fields_not_allowed", "this operation takes no list of fields"},
  no_field = {"unknown_field", "the resource has no such field"},
  no_class = {"empty_class", "the resource has no field of this class"};

static const struct {
	const char *word;
	enum privacy privacy;
	unsigned reach; /* the bit that keeps the word; 0: it is written out */
} classes[] = {
    {"open", PRIVACY_OPEN, REACH_OPEN},
    {"business", PRIVACY_BUSINESS, REACH_BUSINESS},
    {"personal", PRIVACY_PERSONAL, 0},
    {"sensitive", PRIVACY_SENSITIVE, 0},
};

#define CLASSES (sizeof classes / sizeof classes[0])

/* Reading */

struct reading {
	struct slice text;
	size_t at;
	struct grants grants;
	struct scope_faults *faults; /* NULL: what is not known is passed over */
	bool broken;                 /* the scope at hand */
};

/* What a scope has said so far. */
struct scope {
	const struct resource *resource; /* NULL: the feed, or unknown */
	bool feed;
	unsigned operations;
	struct reach reach;
};

static void
find_fault(struct reading *reading, const struct fault *fault, size_t at, size_t len)
{
	struct scope_faults *faults = reading->faults;
	reading->broken = true;
	if (faults && faults->count < SCOPE_FAULTS_MAX)
		faults->list[faults->count++] =
		    (struct scope_fault){fault->code, fault->saying, at, len};
}

static char
next_byte(const struct reading *reading)
{
	return reading->at < reading->text.len ? reading->text.at[reading->at] : '\0';
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void
skip_blanks(struct reading *reading)
{
	while (is_blank(next_byte(reading)))
		reading->at++;
}

static bool
take(struct reading *reading, char byte)
{
	if (reading->at >= reading->text.len || reading->text.at[reading->at] != byte)
		return false;
	reading->at++;
	return true;
}

static bool
is_of_a_name(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
	       byte == '-';
}

static struct slice
take_name(struct reading *reading)
{
	size_t from = reading->at;
	while (is_of_a_name(next_byte(reading)))
		reading->at++;
	return (struct slice){reading->text.at + from, reading->at - from};
}

static size_t
place_of(const struct reading *reading, struct slice part)
{
	return (size_t)(part.at - reading->text.at);
}

/* A scope that is none ends where the next blank stands outside of parentheses. */
static void
skip_scope(struct reading *reading, size_t from)
{
	bool inside = false;
	for (reading->at = from; reading->at < reading->text.len; reading->at++) {
		char byte = next_byte(reading);
		if (byte == '(')
			inside = true;
		else if (byte == ')')
			inside = false;
		else if (is_blank(byte) && !inside)
			return;
	}
}

static unsigned
operations_of(struct slice verb)
{
	if (slice_is(verb, "write"))
		return WRITES;
	for (unsigned bit = OPERATION_CREATE; bit <= OPERATION_REVEAL; bit <<= 1)
		if (slice_is(verb, operation_name((enum operation)bit)))
			return bit;
	return 0;
}

static void
take_verb(struct reading *reading, struct scope *scope, struct slice verb)
{
	unsigned operations = operations_of(verb);
	size_t at = place_of(reading, verb);
	if (operations == 0)
		find_fault(reading, &no_operation, at, verb.len);
	else if (scope->feed && operations != OPERATION_READ)
		find_fault(reading, &not_offered, at, verb.len);
	else if (scope->resource && !(operations & scope->resource->operations))
		find_fault(reading, &not_offered, at, verb.len);
	else if (scope->resource)
		scope->operations = operations & scope->resource->operations;
}

static void
take_subject(struct reading *reading, struct scope *scope, struct slice subject)
{
	scope->feed = slice_is(subject, "changes");
	scope->resource = catalog_find(subject);
	if (!scope->feed && !scope->resource)
		find_fault(reading, &no_resource, place_of(reading, subject), subject.len);
}

static void
take_class(struct reading *reading, struct scope *scope, struct slice word, enum privacy privacy)
{
	struct reach reach = reach_of_class(scope->resource, privacy);
	if (fieldset_is_empty(&reach.fields))
		find_fault(reading, &no_class, place_of(reading, word), word.len);
	scope->reach = reach_or(scope->resource, scope->reach, reach);
}

/* Only where resource and operation are known is there something to say about a field. */
static void
take_item(struct reading *reading, struct scope *scope, struct slice item)
{
	if (!(scope->operations & WITH_FIELDS))
		return;
	for (size_t i = 0; i < CLASSES; i++)
		if (slice_is(item, classes[i].word)) {
			take_class(reading, scope, item, classes[i].privacy);
			return;
		}
	int field = resource_field(scope->resource, item);
	if (field >= 0)
		fieldset_add(&scope->reach.fields, field);
	else
		find_fault(reading, &no_field, place_of(reading, item), item.len);
}

/* Behind the parenthesis that opens it. False: it is none. */
static bool
take_list(struct reading *reading, struct scope *scope)
{
	do {
		skip_blanks(reading);
		struct slice item = take_name(reading);
		if (item.len == 0)
			return false;
		take_item(reading, scope, item);
		skip_blanks(reading);
	} while (take(reading, ','));
	return take(reading, ')');
}

/* False: no scope, or more than one without a blank between. */
static bool
take_scope(struct reading *reading, struct scope *scope)
{
	size_t from = reading->at;
	struct slice subject = take_name(reading);
	bool parted = subject.len > 0 && take(reading, ':');
	struct slice verb = take_name(reading);
	if (!parted || verb.len == 0) {
		skip_scope(reading, from);
		find_fault(reading, &no_scope, from, reading->at - from);
		return false;
	}
	take_subject(reading, scope, subject);
	take_verb(reading, scope, verb);
	size_t list = reading->at;
	bool has_list = take(reading, '(');
	if (has_list && (scope->feed || (scope->operations && !(scope->operations & WITH_FIELDS))))
		find_fault(reading, &no_fields, list, 1);
	bool sound = !has_list || take_list(reading, scope);
	if (sound && (reading->at == reading->text.len || is_blank(next_byte(reading)))) {
		if (!has_list && scope->resource)
			scope->reach = reach_all(scope->resource);
		return true;
	}
	size_t stopped = reading->at;
	skip_scope(reading, from);
	find_fault(reading, &not_closed, stopped, reading->at - stopped);
	return false;
}

/* Of what is kept, a field that is not known is left out and the rest of its scope stands. */
static bool
says_something(const struct reading *reading, const struct scope *scope)
{
	if (reading->faults)
		return !reading->broken;
	if (scope->operations & WITH_FIELDS)
		return !fieldset_is_empty(&scope->reach.fields);
	return !reading->broken;
}

static void
read_scopes(struct reading *reading)
{
	for (skip_blanks(reading); reading->at < reading->text.len; skip_blanks(reading)) {
		struct scope scope = {0};
		reading->broken = false;
		if (!take_scope(reading, &scope) || !says_something(reading, &scope))
			continue;
		if (scope.feed)
			reading->grants.feed = true;
		else
			grants_allow(
			    &reading->grants, scope.resource, scope.operations, scope.reach);
	}
}

bool
grants_read(struct slice text, struct grants *grants, struct scope_faults *faults)
{
	struct reading reading = {.text = text, .faults = faults};
	faults->count = 0;
	if (text.len > SCOPES_READ_MAX)
		find_fault(&reading, &too_long, SCOPES_READ_MAX, text.len - SCOPES_READ_MAX);
	else
		read_scopes(&reading);
	if (faults->count > 0)
		return false;
	*grants = reading.grants;
	return true;
}

void
grants_load(struct slice stored, struct grants *grants)
{
	struct reading reading = {.text = stored};
	if (stored.len <= SCOPES_STORED_MAX)
		read_scopes(&reading);
	*grants = reading.grants;
}

void
grants_gather(struct slice stored, struct grants *sum, bool *chosen)
{
	struct grants grants;
	if (!stored.at)
		return;
	grants_load(stored, &grants);
	grants_add(sum, &grants);
	*chosen = true;
}

/* Writing */

struct writing {
	struct str out;
	bool stored; /* nothing that would stand for more one day */
};

struct listing {
	struct str *out;
	char separator;
};

static void
put_item(struct listing *listing, const char *item)
{
	str_add_char(listing->out, listing->separator);
	str_add_text(listing->out, item);
	listing->separator = ',';
}

/* Takes the class out of what is left to be named. */
static void
put_class(struct writing *writing, struct listing *listing, const struct resource *resource,
    size_t class, const struct reach *reach, struct fieldset *left)
{
	struct fieldset fields = fieldset_of_class(resource, classes[class].privacy);
	struct fieldset missing = fieldset_minus(fields, *left);
	bool word = classes[class].reach ? (reach->words & classes[class].reach) != 0
					 : !writing->stored && !fieldset_is_empty(&fields) &&
					       fieldset_is_empty(&missing);
	if (!word)
		return;
	put_item(listing, classes[class].word);
	*left = fieldset_minus(*left, fields);
}

static void
put_fields(struct writing *writing, const struct resource *resource, const struct reach *reach,
    bool with_id)
{
	struct listing listing = {&writing->out, '('};
	struct fieldset left = reach->fields, id = {0};
	if (reach->words & REACH_ALL)
		return;
	for (size_t i = 0; i < CLASSES; i++)
		put_class(writing, &listing, resource, i, reach, &left);
	/* Whoever reads anything reads the id, so it is named only where it stands alone. */
	fieldset_add(&id, 0);
	struct fieldset others = fieldset_minus(left, id);
	if (with_id && (listing.separator == ',' || !fieldset_is_empty(&others)))
		left = others;
	for (size_t i = 0; i < resource->nfields; i++)
		if (fieldset_has(&left, (int)i))
			put_item(&listing, resource->fields[i].name);
	assert(listing.separator == ',');
	str_add_char(&writing->out, ')');
}

static void
put_scope(struct writing *writing, const struct resource *resource, const char *verb,
    const struct reach *reach, bool reading)
{
	if (writing->out.len > 0)
		str_add_char(&writing->out, ' ');
	str_add_text(&writing->out, resource->name);
	str_add_char(&writing->out, ':');
	str_add_text(&writing->out, verb);
	if (reach)
		put_fields(writing, resource, reach, reading);
}

static bool
reach_same(const struct reach *a, const struct reach *b)
{
	return a->words == b->words && memcmp(&a->fields, &b->fields, sizeof a->fields) == 0;
}

/* All of the resource's writes with the same fields, so that one word says it. */
static bool
is_write(const struct resource *resource, const struct grant *grant)
{
	unsigned writes = resource->operations & WRITES;
	return (writes & OPERATION_CREATE) && (writes & OPERATION_UPDATE) &&
	       (grant->operations & writes) == writes && reach_same(&grant->create, &grant->update);
}

static const struct reach *
reach_of(const struct grant *grant, unsigned operation)
{
	switch (operation) {
	case OPERATION_READ:
		return &grant->read;
	case OPERATION_CREATE:
		return &grant->create;
	case OPERATION_UPDATE:
		return &grant->update;
	default:
		return NULL;
	}
}

static void
put_grant(struct writing *writing, const struct resource *resource, const struct grant *grant)
{
	unsigned rest = grant->operations;
	if (rest & OPERATION_READ)
		put_scope(writing, resource, operation_name(OPERATION_READ), &grant->read, true);
	rest &= ~(unsigned)OPERATION_READ;
	if (!writing->stored && is_write(resource, grant)) {
		put_scope(writing, resource, "write", &grant->update, false);
		rest &= ~(unsigned)WRITES;
	}
	for (unsigned bit = OPERATION_CREATE; bit <= OPERATION_REVEAL; bit <<= 1)
		if (rest & bit)
			put_scope(writing, resource, operation_name((enum operation)bit),
			    reach_of(grant, bit), false);
}

static struct slice
write_all(struct arena *arena, const struct grants *grants, bool stored)
{
	struct writing writing = {.stored = stored};
	str_init(&writing.out, arena, WRITTEN_MAX);
	for (size_t i = 0; catalog[i]; i++)
		put_grant(&writing, catalog[i], &grants->of[i]);
	if (grants->feed)
		str_addf(&writing.out, "%s%s", writing.out.len > 0 ? " " : "", POLICY_FEED_SCOPE);
	assert(!writing.out.full);
	return writing.out.len > 0 ? str_slice(&writing.out) : SLICE_OF("");
}

struct slice
grants_write(struct arena *arena, const struct grants *grants)
{
	return write_all(arena, grants, false);
}

struct slice
grants_store(struct arena *arena, const struct grants *grants)
{
	struct slice text = write_all(arena, grants, true);
	return text.len <= SCOPES_STORED_MAX ? text : SLICE_NONE;
}

struct slice
policy_scopes(struct arena *arena, const struct policy *policy)
{
	return grants_write(arena, &policy->granted);
}

struct slice
policy_scope(struct arena *arena, const struct resource *resource, unsigned operation)
{
	return arena_printf(
	    arena, "%s:%s", resource->name, operation_name((enum operation)operation));
}

/* Complaints */

/* Only what can be part of a name is repeated. */
static struct slice
quoted(struct arena *arena, struct slice word)
{
	bool harmless = word.len > 0 && word.len <= QUOTED_MAX;
	for (size_t i = 0; i < word.len && harmless; i++)
		harmless = is_of_a_name(word.at[i]);
	return harmless ? arena_printf(arena, ", “%.*s”", SLICE_ARG(word)) : SLICE_OF("");
}

void
scope_faults_complain(struct arena *arena, struct slice text, const struct scope_faults *faults,
    const char *control, struct complaints *complaints)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct scope_fault *fault = &faults->list[i];
		struct slice word = slice_head(slice_skip(text, fault->at), fault->len);
		act_complain(complaints, control, fault->code,
		    arena_printf(arena, "At %zu%.*s: %s.", fault->at + 1,
			SLICE_ARG(quoted(arena, word)), fault->saying));
	}
}
