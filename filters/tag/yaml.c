#include "filters/tag/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "common/diag.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/table.h"

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* the current one */
	struct arena *arena;
	const struct source *source;
	struct complaints *complaints;
	struct yaml_value **stack; /* values of the collections being read */
	size_t count, cap;
};

/* libyaml's words and ours. A problem of libyaml's begins with `found`; at
 * context, the place is where the thing began that is wrong. */
static const struct {
	const char *found;
	bool at_context;
	const char *say;
} translations[] = {
	{"mapping values are not allowed", false,
	 "': ' where no key can stand; mend the indentation, or quote the text"},
	{"could not find expected ':'", true,
	 "a key without ':', or a text that is not indented under its key"},
	{"did not find expected ',' or ']'", true, "'[' is never closed, or a ',' is missing after it"},
	{"did not find expected ',' or '}'", true, "'{' is never closed, or a ',' is missing after it"},
	{"did not find expected key", false,
	 "no key here; mend the indentation"},
	{"did not find expected '-' indicator", false,
	 "no item here; begin it with '- ', or mend the indentation"},
	{"found unexpected end of stream", true, "the quotation that begins here is never closed"},
	{"found unexpected document indicator", true, "the quotation that begins here is never closed"},
	{"found unknown escape character", false,
	 "unknown escape after '\\'; double it, or use single quotes"},
	{"did not find expected hexdecimal number", false,
	 "hexadecimal digits must follow this escape; double the '\\', or use single quotes"},
	{"found invalid Unicode character escape code", false,
	 "the escape names no character; write the character itself"},
	{"found character that cannot start any token", false,
	 "an unquoted text cannot begin with this character; quote it"},
	{"block sequence entries are not allowed", false,
	 "'- ' cannot stand here; begin the list on a line of its own"},
	{"did not find expected node content", false, "a value is missing here; write it, or \"\""},
	{"did not find expected <document start>", false,
	 "the file's one value ends before this; mend the indentation"},
	{"did not find expected comment or line break", false,
	 "an unquoted text cannot begin with '|' or '>'; quote it"},
	{"found a tab character", false, "a tab cannot indent; use blanks"},
	{"block mapping keys are not allowed", false, "'? ' cannot stand here; quote the text"},
};

/* libyaml's place may lie behind the last line; messages want a line there is. */
static void
place_of(const struct reader *reader, yaml_mark_t mark, size_t *line, size_t *column)
{
	const char *s = reader->source->text, *end = s + reader->source->n, *newline;

	*line = 1;
	*column = mark.column + 1;
	while (*line <= mark.line && (newline = memchr(s, '\n', (size_t)(end - s))) != NULL &&
	       newline + 1 < end) {
		s = newline + 1;
		++*line;
	}
	if (*line <= mark.line) {
		newline = memchr(s, '\n', (size_t)(end - s));
		*column = utf8_count(s, (size_t)((newline ? newline : end) - s)) + 1;
	}
}

static void
complain_syntax(struct reader *reader)
{
	const char *problem = reader->parser.problem ? reader->parser.problem : "unreadable";
	yaml_mark_t mark = reader->parser.problem_mark;
	const char *say = NULL;
	size_t line, column;

	if (reader->parser.error == YAML_MEMORY_ERROR)
		die(STATUS_FAILED, NULL, "out of memory");
	for (size_t i = 0; i < sizeof(translations) / sizeof(translations[0]); i++) {
		if (strncmp(problem, translations[i].found, strlen(translations[i].found)) != 0)
			continue;
		say = translations[i].say;
		if (translations[i].at_context && reader->parser.context != NULL)
			mark = reader->parser.context_mark;
		break;
	}
	place_of(reader, mark, &line, &column);
	/* What was found wrong before on this line has led libyaml astray. */
	if (complained_at(reader->complaints, reader->source, line))
		return;
	if (say != NULL)
		complain(reader->complaints, reader->source, line, column, "%s", say);
	else
		complain(reader->complaints, reader->source, line, column, "YAML: %s", problem);
}

/* Steps to the next event; false at an error, which is then complained about. */
static bool
next_event(struct reader *reader)
{
	yaml_event_delete(&reader->event);
	if (yaml_parser_parse(&reader->parser, &reader->event))
		return true;
	reader->event = (yaml_event_t){0};
	complain_syntax(reader);
	return false;
}

#define HERE(reader) \
	(reader)->complaints, (reader)->source, (reader)->event.start_mark.line + 1, \
		(reader)->event.start_mark.column + 1

/* A text with control characters, which only escapes can bring in, would reach a
 * terminal some day. */
static void
check_text(struct reader *reader, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ||
		    (c == 0xc2 && i + 1 < n && (unsigned char)s[i + 1] < 0xa0)) {
			complain(HERE(reader), "the text holds a control character; take the escape out");
			return;
		}
	}
}

static void
fill_scalar(struct reader *reader, struct yaml_value *value)
{
	const char *text = (const char *)reader->event.data.scalar.value;
	size_t n = reader->event.data.scalar.length;
	char *copy;

	check_text(reader, text, n);
	value->kind = YAML_SCALAR;
	value->plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	value->text = copy = arena_copy(reader->arena, text, n);
	value->n = n;
	for (size_t i = 0; i < n; i++)
		if (copy[i] == '\0')
			copy[i] = ' ';
}

static void
push(struct reader *reader, struct yaml_value *value)
{
	reader->stack = xgrow(reader->stack, &reader->cap, reader->count + 1, sizeof(*reader->stack));
	reader->stack[reader->count++] = value;
}

/* Takes what was pushed since `from` as the collection's items. */
static void
pop_items(struct reader *reader, struct yaml_value *value, size_t from)
{
	value->count = reader->count - from;
	value->items = arena_get(reader->arena, value->count * sizeof(*value->items));
	if (value->count > 0)
		memcpy(value->items, reader->stack + from, value->count * sizeof(*value->items));
	reader->count = from;
}

static struct yaml_value *read_value(struct reader *reader, size_t depth);

static bool
fill_sequence(struct reader *reader, struct yaml_value *value, size_t depth)
{
	size_t from = reader->count;

	value->kind = YAML_SEQUENCE;
	for (;;) {
		struct yaml_value *item;

		if (!next_event(reader))
			return false;
		if (reader->event.type == YAML_SEQUENCE_END_EVENT)
			break;
		item = read_value(reader, depth + 1);
		if (item == NULL)
			return false;
		push(reader, item);
	}
	pop_items(reader, value, from);
	return true;
}

/* Whether a key can be taken: a scalar that is new in its mapping. */
static bool
check_key(struct reader *reader, struct table *seen, const struct yaml_value *key)
{
	size_t *first;

	if (key->kind != YAML_SCALAR) {
		complain(reader->complaints, reader->source, key->line, key->column,
		         "a list or mapping cannot be a key; write a name");
		return false;
	}
	if (key->plain && strcmp(key->text, "<<") == 0) {
		complain(reader->complaints, reader->source, key->line, key->column,
		         "merge keys are not used in rule files; write the keys out, or quote \"<<\"");
		return false;
	}
	first = table_find(seen, key->text, key->n);
	if (first != NULL) {
		complain(reader->complaints, reader->source, key->line, key->column,
		         "duplicate key '%s', first on line %zu; take one of them out",
		         shown(key->text, key->n).text, *first);
		return false;
	}
	table_add(seen, key->text, key->n, key->line);
	return true;
}

static bool
read_pairs(struct reader *reader, struct table *seen, size_t depth)
{
	for (;;) {
		struct yaml_value *key, *value;

		if (!next_event(reader))
			return false;
		if (reader->event.type == YAML_MAPPING_END_EVENT)
			return true;
		if ((key = read_value(reader, depth + 1)) == NULL || !next_event(reader) ||
		    (value = read_value(reader, depth + 1)) == NULL)
			return false;
		if (check_key(reader, seen, key)) {
			push(reader, key);
			push(reader, value);
		}
	}
}

static bool
fill_mapping(struct reader *reader, struct yaml_value *value, size_t depth)
{
	struct table seen = {0};
	size_t from = reader->count;
	bool done;

	value->kind = YAML_MAPPING;
	done = read_pairs(reader, &seen, depth);
	table_free(&seen);
	if (done)
		pop_items(reader, value, from);
	return done;
}

/* The scan has seen these before; this is for what it may have missed. */
static void
check_properties(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		complain(HERE(reader), "'&' begins a YAML anchor, and rule files have none; quote the text");
	if (tag != NULL)
		complain(HERE(reader), "'!' begins a YAML tag, and rule files have none; quote the text");
}

/* The value that the current event begins; NULL after an error. */
static struct yaml_value *
read_value(struct reader *reader, size_t depth)
{
	const yaml_event_t *event = &reader->event;
	struct yaml_value *value = arena_get(reader->arena, sizeof(*value));

	value->line = event->start_mark.line + 1;
	value->column = event->start_mark.column + 1;
	if (depth > YAML_DEPTH_MAX) {
		complain(HERE(reader), "nested more than %d levels deep", YAML_DEPTH_MAX);
		return NULL;
	}
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		check_properties(reader, event->data.scalar.anchor, event->data.scalar.tag);
		fill_scalar(reader, value);
		return value;
	case YAML_SEQUENCE_START_EVENT:
		check_properties(reader, event->data.sequence_start.anchor, event->data.sequence_start.tag);
		return fill_sequence(reader, value, depth) ? value : NULL;
	case YAML_MAPPING_START_EVENT:
		check_properties(reader, event->data.mapping_start.anchor, event->data.mapping_start.tag);
		return fill_mapping(reader, value, depth) ? value : NULL;
	case YAML_ALIAS_EVENT:
		complain(HERE(reader), "'*' begins a YAML alias, and rule files have none; quote the term");
		value->text = "alias";
		value->n = 5;
		return value;
	default:
		complain(HERE(reader), "YAML that a rule file cannot hold");
		return NULL;
	}
}

/* The one document of the stream. */
static struct yaml_value *
read_stream(struct reader *reader)
{
	struct yaml_value *top;

	if (!next_event(reader) || !next_event(reader)) /* the stream's start, then the document's */
		return NULL;
	if (reader->event.type == YAML_STREAM_END_EVENT) {
		complain(reader->complaints, reader->source, 0, 0,
		         "the file is empty; it wants 'topic:' and 'rules:'");
		return NULL;
	}
	if (!next_event(reader) || (top = read_value(reader, 1)) == NULL)
		return NULL;
	if (!next_event(reader) || !next_event(reader)) /* the document's end, then the stream's */
		return NULL;
	if (reader->event.type != YAML_STREAM_END_EVENT) {
		complain(HERE(reader), "a second document begins; put it into a file of its own");
		return NULL;
	}
	return top;
}

struct yaml_value *
yaml_tree(struct arena *arena, const struct source *source, struct complaints *complaints)
{
	struct reader reader = {.arena = arena, .source = source, .complaints = complaints};
	struct yaml_value *top;
	char *mended = yaml_scan(source, complaints);

	if (mended == NULL)
		return NULL;
	if (!yaml_parser_initialize(&reader.parser))
		die(STATUS_FAILED, NULL, "out of memory");
	yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader.parser, (const unsigned char *)mended, source->n);
	top = read_stream(&reader);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	free(reader.stack);
	free(mended);
	return top;
}
