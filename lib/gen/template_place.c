/*
 * Where in the HTML a byte stands, and what may be written there. A small, strict
 * reader of the HTML that we write: double quotes, explicit end tags.
 */
#include "gen/template.h"

#include <string.h>

#define DATA_LINK "data:text/plain;charset=utf-8,"

static const char *const voids[] = {
    "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL};
static const char *const refused_elements[] = {"style", "base", "embed", "object", "iframe",
    "applet", "frame", "frameset", "xmp", "plaintext", NULL};
static const char *const refused_attributes[] = {"style", "srcdoc", "http-equiv", NULL};
static const char *const link_attributes[] = {"href", "src", "action", "formaction", "poster",
    "cite", "data", "manifest", "ping", "background", "xlink:href", NULL};
static const char *const geometry[] = {"x", "y", "width", "height", "cx", "cy", "r", "rx", "ry",
    "x1", "x2", "y1", "y2", "d", "points", "viewBox", "transform", "stroke-width", "colspan",
    "rowspan", "tabindex", "size", "rows", "cols", NULL};
static const char *const text_attributes[] = {"id", "class", "title", "lang", "dir", "alt", "value",
    "name", "for", "form", "placeholder", "label", "datetime", "download", "autocomplete", "role",
    "min", "max", "step", "maxlength", "minlength", "list", "headers", NULL};
static const char *const closes_paragraph[] = {"address", "article", "aside", "blockquote",
    "details", "div", "dl", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul", NULL};
static const char *const not_in_itself[] = {
    "a", "button", "form", "label", "option", "select", "textarea", "title", NULL};

static bool
is_one_of(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

static bool
is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '-' || byte == ':';
}

static void
add_to_name(struct place *place, int line, char *name, char byte)
{
	size_t len = strlen(name);
	if (!is_name_byte(byte))
		complain(place->path, line, "'%c' may not stand in a name", byte);
	if (len == NAME_MAX_LEN)
		complain(place->path, line, "the name %s… is too long", name);
	name[len] = byte;
	name[len + 1] = '\0';
}

static bool
is_inside(const struct place *place, const char *name)
{
	for (size_t i = 0; i < place->depth; i++)
		if (strcmp(place->open[i].name, name) == 0)
			return true;
	return false;
}

static void
judge_nesting(const struct place *place, int line)
{
	const char *name = place->tag.name;
	if (is_one_of(refused_elements, name))
		complain(place->path, line, "<%s> is not written here", name);
	if (is_one_of(not_in_itself, name) && is_inside(place, name))
		complain(place->path, line, "<%s> inside <%s>", name, name);
	if (is_one_of(closes_paragraph, name) && is_inside(place, "p"))
		complain(place->path, line, "<%s> inside <p>", name);
}

static enum where
content_of(const struct place *place)
{
	if (place->depth == 0)
		return IN_TEXT;
	const char *name = place->open[place->depth - 1].name;
	if (strcmp(name, "script") == 0)
		return IN_SCRIPT;
	bool words = strcmp(name, "title") == 0 || strcmp(name, "textarea") == 0;
	return words ? IN_WORDS_ONLY : IN_TEXT;
}

static void
start_tag_ends(struct place *place, int line, bool self_closed)
{
	judge_nesting(place, line);
	if (self_closed && !is_inside(place, "svg") && !is_one_of(voids, place->tag.name))
		complain(place->path, line, "<%s/> closes itself outside <svg>", place->tag.name);
	if (!self_closed && !is_one_of(voids, place->tag.name)) {
		if (place->depth == DEPTH_MAX)
			complain(place->path, line, "elements nest too deep");
		place->open[place->depth++] = place->tag;
	}
	place->where = content_of(place);
}

static void
end_tag_ends(struct place *place, int line)
{
	const char *name = place->tag.name;
	if (place->depth == 0)
		complain(place->path, line, "</%s> closes nothing", name);
	const struct element *last = &place->open[place->depth - 1];
	if (strcmp(last->name, name) != 0)
		complain(place->path, line, "</%s> while <%s> of line %d is open", name, last->name,
		    last->line);
	if (place->depth <= place->floor)
		complain(
		    place->path, line, "</%s> closes an element opened outside these braces", name);
	place->depth--;
	place->where = content_of(place);
}

static void
judge_attribute(const struct place *place, int line)
{
	const char *name = place->attribute;
	if (is_one_of(refused_attributes, name) || strncmp(name, "on", 2) == 0)
		complain(place->path, line, "the attribute %s is not written here", name);
}

/* What a link begins with if no value stands first. */
static enum link
judge_link_start(const struct place *place, int line, bool ends)
{
	struct slice literal = {place->literal, place->nliteral};
	if (slice_has_prefix(literal, DATA_LINK))
		return LINK_DATA;
	bool path = *place->literal == '/' && place->literal[1] != '/' && place->literal[1] != '\\';
	if (path || *place->literal == '?' || *place->literal == '#')
		return LINK_PART;
	bool web = slice_has_prefix(literal, "https://") || slice_has_prefix(literal, "http://");
	if (web && (ends || slice_find(slice_skip(literal, 8), '/') > 0))
		return LINK_PART;
	complain(place->path, line,
	    "%s begins with / ? # https://host/ or a value of type url, not with '%s'",
	    place->attribute, place->literal);
}

static void
settle_link(struct place *place, int line, bool ends)
{
	if (!is_one_of(link_attributes, place->attribute) || place->link != LINK_START ||
	    place->nliteral == 0)
		return;
	place->link = judge_link_start(place, line, ends);
}

bool
place_settle(struct place *place, int line)
{
	if (place->where == IN_ATTRIBUTE)
		settle_link(place, line, false);
	if (place->where != IN_ATTRIBUTE_NAME && place->where != IN_TAG_NAME)
		return false;
	place_feed(place, line, ' ');
	return true;
}

static void
feed_text(struct place *place, int line, char byte)
{
	if (place->where == IN_SCRIPT && byte != '<')
		complain(place->path, line, "no inline script");
	if (byte == '<') {
		place->where = IN_TAG_START;
		place->tag = (struct element){.line = line};
	}
}

static void
feed_tag_start(struct place *place, int line, char byte)
{
	bool words_only = content_of(place) != IN_TEXT;
	if (byte == '/') {
		place->where = IN_END_TAG;
	} else if (byte == '!' && place->depth == 0) {
		place->where = IN_DOCTYPE;
	} else if (byte == '!') {
		complain(place->path, line, "comments are written {# … #}");
	} else if (words_only) {
		complain(place->path, line, "<%s> holds no elements",
		    place->open[place->depth - 1].name);
	} else {
		place->where = IN_TAG_NAME;
		add_to_name(place, line, place->tag.name, byte);
	}
}

static void
feed_doctype(struct place *place, int line, char byte)
{
	if (byte == '-')
		complain(place->path, line, "comments are written {# … #}");
	if (byte == '>')
		place->where = IN_TEXT;
}

static void
feed_tag(struct place *place, int line, char byte)
{
	if (byte == '>') {
		start_tag_ends(place, line, false);
	} else if (byte == '/') {
		place->where = IN_SELF_CLOSE;
	} else if (!is_blank(byte)) {
		place->where = IN_ATTRIBUTE_NAME;
		*place->attribute = '\0';
		add_to_name(place, line, place->attribute, byte);
	}
}

static void
feed_tag_name(struct place *place, int line, char byte)
{
	if (is_name_byte(byte)) {
		add_to_name(place, line, place->tag.name, byte);
		return;
	}
	place->where = IN_TAG;
	feed_tag(place, line, byte);
}

static void
feed_end_tag(struct place *place, int line, char byte)
{
	if (byte == '>')
		end_tag_ends(place, line);
	else
		add_to_name(place, line, place->tag.name, byte);
}

static void
feed_attribute_name(struct place *place, int line, char byte)
{
	if (is_name_byte(byte)) {
		add_to_name(place, line, place->attribute, byte);
		return;
	}
	judge_attribute(place, line);
	if (byte == '=') {
		place->where = IN_ATTRIBUTE_START;
		return;
	}
	*place->attribute = '\0';
	place->where = IN_TAG;
	feed_tag(place, line, byte);
}

static void
feed_attribute_start(struct place *place, int line, char byte)
{
	if (byte != '"')
		complain(
		    place->path, line, "the value of %s needs double quotes", place->attribute);
	place->where = IN_ATTRIBUTE;
	place->link = LINK_START;
	place->nliteral = 0;
	memset(place->literal, 0, sizeof place->literal);
}

static void
feed_attribute(struct place *place, int line, char byte)
{
	if (byte == '"') {
		settle_link(place, line, true);
		place->where = IN_TAG;
		place->link = LINK_START;
		place->nliteral = 0;
		memset(place->literal, 0, sizeof place->literal);
		*place->attribute = '\0';
	} else if (place->link == LINK_START && place->nliteral < LITERAL_MAX_LEN) {
		place->literal[place->nliteral++] = byte;
	}
}

static void
feed_self_close(struct place *place, int line, char byte)
{
	if (byte != '>')
		complain(place->path, line, "'>' is missing after '/'");
	start_tag_ends(place, line, true);
}

void
place_feed(struct place *place, int line, char byte)
{
	static void (*const feeds[])(struct place *, int, char) = {
	    [IN_TEXT] = feed_text,
	    [IN_WORDS_ONLY] = feed_text,
	    [IN_SCRIPT] = feed_text,
	    [IN_TAG_START] = feed_tag_start,
	    [IN_TAG_NAME] = feed_tag_name,
	    [IN_END_TAG] = feed_end_tag,
	    [IN_TAG] = feed_tag,
	    [IN_ATTRIBUTE_NAME] = feed_attribute_name,
	    [IN_ATTRIBUTE_START] = feed_attribute_start,
	    [IN_ATTRIBUTE] = feed_attribute,
	    [IN_SELF_CLOSE] = feed_self_close,
	    [IN_DOCTYPE] = feed_doctype,
	};
	feeds[place->where](place, line, byte);
}

bool
place_folds(const struct place *place)
{
	return place->where == IN_TAG || (place->where == IN_TEXT && !is_inside(place, "pre"));
}

static const char *
link_writer(struct place *place, int line, enum value_type type)
{
	settle_link(place, line, false);
	if (place->link == LINK_START) {
		if (type != VALUE_URL)
			complain(place->path, line, "only a value of type url may begin %s",
			    place->attribute);
		place->link = LINK_PART;
		return "html_url";
	}
	return place->link == LINK_DATA ? "html_data_text" : "html_query_part";
}

static const char *
number_writer(enum value_type type)
{
	switch (type) {
	case VALUE_I64:
		return "html_i64";
	case VALUE_U64:
		return "html_u64";
	case VALUE_COUNT:
		return "html_count";
	default:
		return NULL;
	}
}

static const char *
attribute_writer(struct place *place, int line, enum value_type type)
{
	const char *name = place->attribute;
	const char *number = number_writer(type);
	if (is_one_of(geometry, name)) {
		if (!number || type == VALUE_COUNT)
			complain(place->path, line, "%s takes numbers of type i64 or u64", name);
		return number;
	}
	if (is_one_of(link_attributes, name)) {
		const char *writer = link_writer(place, line, type);
		return type == VALUE_COUNT ? "html_u64" : number ? number : writer;
	}
	bool known = is_one_of(text_attributes, name) || strncmp(name, "aria-", 5) == 0 ||
		     strncmp(name, "data-", 5) == 0 ||
		     (strcmp(name, "type") == 0 && strcmp(place->tag.name, "input") == 0);
	if (!known)
		complain(place->path, line, "no value may stand in the attribute %s", name);
	return number ? number : "html_attribute";
}

const char *
place_writer(struct place *place, int line, enum value_type type)
{
	if (type == VALUE_BOOL || type == VALUE_LIST || type == VALUE_RECORD)
		complain(place->path, line, "only texts, urls and numbers can be shown");
	switch (place->where) {
	case IN_TEXT:
	case IN_WORDS_ONLY:
		return number_writer(type) ? number_writer(type) : "html_text";
	case IN_ATTRIBUTE:
		return attribute_writer(place, line, type);
	case IN_ATTRIBUTE_START:
		complain(
		    place->path, line, "the value of %s needs double quotes", place->attribute);
	case IN_SCRIPT:
		complain(place->path, line, "no value may stand in a script");
	default:
		complain(
		    place->path, line, "no value may stand inside a tag but in quoted attributes");
	}
}

bool
place_same(const struct place *a, const struct place *b)
{
	return a->where == b->where && a->link == b->link && a->depth == b->depth &&
	       strcmp(a->attribute, b->attribute) == 0;
}

void
place_finish(const struct place *place, int line)
{
	if (place->depth > 0) {
		const struct element *last = &place->open[place->depth - 1];
		complain(place->path, last->line, "<%s> is never closed", last->name);
	}
	if (place->where != IN_TEXT)
		complain(place->path, line, "the file ends inside a tag");
}
