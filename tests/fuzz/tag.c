/* Tagging as a whole: rules and a record out of the input's bytes. Where evidence
 * points there is its match; no tag comes without; what comes out is a record, of which nothing
 * but the tags has changed; tagging it again changes nothing; and one set of rules after
 * another does what both do at once. */
#include "filters/tag/tagger.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: %s\n%s\n%s\n%s\n", __FILE__, __LINE__, #condition, \
			        buf_str(&yaml), buf_str(&line), buf_str(&out)); \
			abort(); \
		} \
	} while (0)

static struct buf yaml, line, out;

static const char *const terms[] = {
	"attack", "attack*", "*ment", "base", "military base", "movement*", "US", "=us", "U.S.", "café",
	"حشد", "الحشد الشعبي", "قاسم", "قاسم سليماني", "شعب*", "漢字", "字", "b", "attack base", "Hajj Qassem",
	"נסיון", "=Base", "a b", "тест*",
	"~Qassem Soleimani", "~~Hajj Qassem", "~قاسم", "/b[a-z]*e/i", "/\\bU\\.?S/", "@handle", "example.com",
	"https://example.com/a",
};

/* Stretches of a JSON string. */
static const char *const pieces[] = {
	" ", " ", " ", ". ", ", ", "-", "_", "#", "\\n", "\\n\\n", "\\\"", "\\u201c", "\\u201d", "«", "»", "'", "“", "”",
	"attack", "Attacks", "\\u0061ttack", "base", "Base", "military", "movement", "US", "us", "U.S.",
	"café", "cafe\\u0301", "الحشد", "وبالحشد", "حَشد", "الشعبي", "\\u0627\\u0644", "قاسم", "سليماني",
	"漢", "字", "🙂", "\\ud83d\\ude42", "b", "a", "Hajj", "Qassem", "נסיון", "ה", "тесты", "\\u0000",
	"\u200c", "\\u200f", "\\/", "x",
	"@handle", "t.me/handle", "example.com/a", "news.Example.com", "Soleimani", "Ghassem", "Suleymani",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const uint8_t *bytes;
static size_t byte_count;

static uint8_t
next(void)
{
	if (byte_count == 0)
		return 0;
	byte_count--;
	return *bytes++;
}

static void
add_term(struct buf *to)
{
	const char *term = terms[next() % COUNT(terms)];

	json_add_string(to, term, strlen(term));
}

static void
add_flag(struct buf *to, const char *key, bool flag)
{
	buf_addf(to, ", %s: %s", key, flag ? "true" : "false");
}

/* A term with conditions of its own; with `weighed`, a weight. */
static void
add_object(struct buf *to, bool weighed)
{
	uint8_t choice = next();

	buf_adds(to, "{text: ");
	add_term(to);
	if (weighed)
		buf_addf(to, ", weight: %d", next() % 9 - 3);
	if (choice & 1) {
		buf_adds(to, ", near: [");
		add_term(to);
		buf_adds(to, "]");
		if (choice & 2)
			buf_addf(to, ", words: %d", next() % 5);
		if (choice & 4)
			buf_adds(to, choice & 8 ? ", same: sentence" : ", same: paragraph");
	}
	if (choice & 16)
		add_flag(to, "quoted", choice & 8);
	if (choice & 32)
		buf_adds(to, choice & 64 ? ", fields: title" : ", lang: [en, ar]");
	if ((choice & 192) == 128)
		add_flag(to, "proclitics", choice & 2);
	if ((choice & 192) == 192) {
		buf_adds(to, ", deny: ");
		add_term(to);
	}
	buf_addc(to, '}');
}

/* A term, mostly. */
static void
add_group(struct buf *to)
{
	uint8_t choice = next();

	if (choice % 8 == 7) {
		add_object(to, false);
	} else if (choice % 8 == 6) {
		buf_adds(to, "{any: ");
		add_term(to);
		add_flag(to, "quoted", choice & 8);
		buf_addc(to, '}');
	} else {
		add_term(to);
	}
}

/* A list of groups or, with `lists`, of lists of two. */
static void
add_list(struct buf *to, size_t least, bool lists)
{
	uint8_t choice = next();
	size_t count = least + (choice & 1);

	buf_addc(to, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_adds(to, ", ");
		if (lists && choice & 2) {
			buf_addc(to, '[');
			add_group(to);
			buf_adds(to, ", ");
			add_group(to);
			buf_addc(to, ']');
		} else if (lists) {
			add_group(to);
		} else {
			add_term(to);
		}
	}
	buf_addc(to, ']');
}

static void
add_near(struct buf *to)
{
	static const char *const sames[] = {"", "same: sentence, ", "same: paragraph, ", "ordered: true, "};

	buf_addf(to, "near: {words: %d, ", next() % 9 + 1);
	buf_addf(to, "%sof: ", sames[next() % 4]);
	add_list(to, 2, true);
	buf_adds(to, "}");
}

static void
add_score(struct buf *to)
{
	uint8_t choice = next();

	buf_addf(to, "score: {threshold: %d, ", choice % 5 + 1);
	if (choice & 64)
		buf_addf(to, "cap: %d, ", choice % 4 + 1);
	buf_adds(to, "terms: [");
	add_term(to);
	for (int i = 0; i < choice % 3; i++) {
		buf_adds(to, ", ");
		add_object(to, true);
	}
	buf_adds(to, "]}");
}

static void
add_at_least(struct buf *to)
{
	buf_addf(to, "at-least: {n: %d, of: ", next() % 2 + 1);
	add_list(to, 2, true);
	buf_addc(to, '}');
}

static void
add_condition(struct buf *to, uint8_t choice)
{
	buf_adds(to, "    ");
	switch (choice / 4 % 2 * (next() % 3) + choice % 4) {
	case 0:
		buf_adds(to, "any: ");
		add_list(to, 1, true);
		break;
	case 1:
		buf_adds(to, "all: ");
		add_list(to, 2, true);
		break;
	case 2:
		add_near(to);
		break;
	case 4:
		add_score(to);
		break;
	case 5:
		add_at_least(to);
		break;
	default:
		buf_adds(to, "any:\n      - ");
		add_term(to);
		buf_adds(to, "\n      - {");
		add_near(to);
		buf_addc(to, '}');
	}
	buf_addc(to, '\n');
}

static void
add_rule(struct buf *to, int number)
{
	uint8_t choice = next();

	buf_addf(to, "  r%d:\n", number);
	add_condition(to, choice);
	if (choice & 4) {
		buf_adds(to, "    except: ");
		add_list(to, 1, false);
		buf_addc(to, '\n');
	}
	if ((choice & 24) == 24) {
		buf_adds(to, choice & 64 ? "    none: [{tag: z/*}, " : "    none: [");
		add_group(to);
		buf_adds(to, "]\n");
	}
	if ((choice & 80) == 80)
		buf_adds(to, choice & 32 ? "    quoted: true\n" : "    quoted: false\n");
	if (choice & 32)
		buf_addf(to, "    implies: [i/x%d]\n", number);
	if ((choice & 24) == 8)
		buf_adds(to, choice & 64 ? "    fields: [title]\n" : "    fields: [_source.note, content_text]\n");
	if (choice & 128)
		buf_adds(to, "    lang: en\n");
}

static void
add_text(const char *name)
{
	size_t count = next() % 40;

	buf_addf(&line, ",\"%s\":\"", name);
	for (size_t i = 0; i < count && byte_count > 0; i++)
		buf_adds(&line, pieces[next() % COUNT(pieces)]);
	buf_addc(&line, '"');
}

/* A record; what it has already is marked with x. */
static void
make_record(void)
{
	static const char *const had[] = {
		"", ",\"tags\":[\"z/old\",\"t/r0\"]", ",\"tags\" : [ ]", ",\"tags\":[\"\\u0069/x1\",\"a\"]",
		",\"_evidence\":[{\"tag\":\"t/r1\",\"field\":\"title\",\"start\":0,\"end\":6,\"match\":\"attack\",\"x\":1}]",
		",\"tags\":[\"t/r1\"],\"_evidence\":[7,{\"field\":\"summary\",\"start\":3,\"end\":1,\"x\":{}}]",
		",\"tags\":[1]", ",\"_evidence\":{}",
	};
	uint8_t choice = next();

	buf_clear(&line);
	buf_adds(&line, "{\"id\":\"1\"");
	if (choice & 1)
		buf_adds(&line, had[next() % COUNT(had)]);
	if (choice & 2)
		add_text("title");
	if (choice & 4)
		add_text("summary");
	if (choice & 8)
		buf_adds(&line, ",\"language\":\"en\", \"n\": 1.50");
	add_text("content_text");
	if (choice & 16) {
		buf_adds(&line, ",\"_source\":{\"x\":1");
		add_text("note");
		buf_addc(&line, '}');
	}
	buf_addc(&line, '}');
}

/* The rules, from number `from` on; NULL if they are refused. */
static struct tagset *
compile(const struct buf *rules, size_t from)
{
	static const char *const fields[] = {"title", "summary", "content_text"};
	struct problem problem = {.text = ""};
	struct buf text = {0};
	char *said = NULL;
	size_t said_len;
	FILE *errors = open_memstream(&said, &said_len);
	struct rule_set *set;

	buf_adds(&text, "topic: t\nrules:\n");
	buf_add(&text, rules->data + from, rules->len - from);
	set = rules_load_text(text.data, text.len, "rules", errors);
	fclose(errors);
	free(said);
	buf_free(&text);
	return set != NULL ? tagset_new(set, fields, COUNT(fields), &problem) : NULL;
}

/* Whether the record was taken; then what comes out is in `to`. */
static bool
apply(const struct tagset *set, const struct buf *from, bool evidence, struct buf *to)
{
	struct tagger *tagger = xcalloc(1, sizeof(*tagger));
	struct record rec = {0};
	bool taken;

	tagger->set = set;
	tagger->want_evidence = tagger->want_verify = evidence;
	must(record_scan(&rec, from->data, from->len));
	taken = tagger_apply(tagger, &rec);
	must(taken || rec.problem.text[0] != '\0');
	must(tagger->unverified == 0);
	buf_clear(to);
	if (taken)
		record_write(&rec, to);
	record_free(&rec);
	tagger_free(tagger);
	free(tagger);
	return taken;
}

static bool
same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* The bytes of n code points. */
static size_t
bytes_of(const struct buf *text, size_t points)
{
	const char *s = text->data, *end = s + text->len;

	for (; points > 0; points--) {
		must(s < end);
		utf8_decode(&s, end);
	}
	return (size_t)(s - text->data);
}

static size_t
number(const struct json_value *item, const char *name)
{
	struct json_value value = json_get(item, name, strlen(name));

	must(value.type == JSON_NUM);
	return strtoul(value.text, NULL, 10);
}

static void
check_item(const struct record *rec, const struct json_value *item)
{
	struct json_value match = json_get(item, "match", 5), field = json_get(item, "field", 5);
	struct buf name = {0}, text = {0}, wanted = {0};
	size_t start, end;

	must(match.type == JSON_STR && field.type == JSON_STR);
	json_unescape(&field, &name);
	must(record_string(rec, buf_str(&name), &text));
	start = bytes_of(&text, number(item, "start"));
	end = bytes_of(&text, number(item, "end"));
	json_unescape(&match, &wanted);
	must(start < end && wanted.len == end - start &&
	     memcmp(text.data + start, wanted.data, wanted.len) == 0);
	buf_free(&name);
	buf_free(&text);
	buf_free(&wanted);
}

/* Whether the array has the string, or an item of that tag. */
static bool
has(const struct json_value *array, const struct json_value *tag)
{
	struct json_member item;
	size_t cursor = 0;

	while (array->type == JSON_ARR && json_next(array, &cursor, &item)) {
		struct json_value value = item.value;

		if (value.type == JSON_OBJ)
			value = json_get(&item.value, "tag", 3);
		if (value.len == tag->len && memcmp(value.text, tag->text, tag->len) == 0)
			return true;
	}
	return false;
}

static void
check_evidence(const struct record *was, const struct record *rec)
{
	struct json_value evidence = record_get(rec, "_evidence"), tags = record_get(rec, "tags");
	struct json_value old = record_get(was, "tags");
	struct json_member item;
	size_t cursor = 0;

	while (evidence.type == JSON_ARR && json_next(&evidence, &cursor, &item)) {
		struct json_value tag = json_get(&item.value, "tag", 3);

		if (item.value.type != JSON_OBJ || json_get(&item.value, "x", 1).type != JSON_ABSENT)
			continue;
		check_item(rec, &item.value);
		must(has(&tags, &tag));
	}
	cursor = 0;
	while (tags.type == JSON_ARR && json_next(&tags, &cursor, &item))
		must(item.value.text[1] != 't' || has(&old, &item.value) || has(&evidence, &item.value));
}

/* All members that were there are, in order, the same but for those of tag. */
static void
check_members(const struct record *was, const struct record *rec)
{
	must(rec->members.count >= was->members.count);
	for (size_t i = 0; i < was->members.count; i++) {
		const struct json_member *a = &was->members.items[i], *b = &rec->members.items[i];

		must(a->key_len == b->key_len && memcmp(a->key, b->key, a->key_len) == 0);
		if (json_key_is(a, "tags", 4) || json_key_is(a, "_evidence", 9))
			continue;
		must(a->value.len == b->value.len && memcmp(a->value.text, b->value.text, a->value.len) == 0);
	}
}

static void
check(const struct tagset *set)
{
	struct record was = {0}, rec = {0}, bare = {0};
	struct buf again = {0};
	struct json_value tags, plain;

	must(record_scan(&was, line.data, line.len));
	must(record_scan(&rec, out.data, out.len));
	check_members(&was, &rec);
	check_evidence(&was, &rec);
	must(apply(set, &out, true, &again) && same(&out, &again));
	must(apply(set, &line, false, &again) && record_scan(&bare, again.data, again.len));
	tags = record_get(&rec, "tags");
	plain = record_get(&bare, "tags");
	must(tags.len == plain.len && (tags.len == 0 || memcmp(tags.text, plain.text, tags.len) == 0));
	record_free(&was);
	record_free(&rec);
	record_free(&bare);
	buf_free(&again);
}

/* Whether the record has every member of the other, the hashes of the rules apart: in which order
 * ours stand depends on which came first. */
static bool
has_members(const struct record *rec, const struct record *other)
{
	for (size_t i = 0; i < other->members.count; i++) {
		const struct json_member *member = &other->members.items[i];
		size_t j = 0;

		if (json_key_is(member, "_rules", 6))
			continue;
		for (; j < rec->members.count; j++) {
			const struct json_member *found = &rec->members.items[j];

			if (found->key_len == member->key_len && memcmp(found->key, member->key, member->key_len) == 0 &&
			    found->value.len == member->value.len &&
			    memcmp(found->value.text, member->value.text, member->value.len) == 0)
				break;
		}
		if (j == rec->members.count)
			return false;
	}
	return true;
}

static bool
same_members(const struct buf *a, const struct buf *b)
{
	struct record x = {0}, y = {0};
	bool equal;

	must(record_scan(&x, a->data, a->len) && record_scan(&y, b->data, b->len));
	equal = has_members(&x, &y) && has_members(&y, &x);
	record_free(&x);
	record_free(&y);
	return equal;
}

/* The first rule and then the others: the same but for the hashes. */
static void
check_halves(const struct buf *rules, size_t half)
{
	struct buf head = {.data = rules->data, .len = half}, one = {0}, two = {0};
	struct tagset *first = compile(&head, 0), *second = compile(rules, half);

	if (first != NULL && second != NULL) {
		must(apply(first, &line, true, &one) && apply(second, &one, true, &two));
		must(same_members(&out, &two));
	}
	tagset_free(first);
	tagset_free(second);
	buf_free(&one);
	buf_free(&two);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tagset *set;
	size_t half = 0;
	int count;

	bytes = data;
	byte_count = size;
	buf_clear(&yaml);
	count = next() % 4 + 1;
	for (int i = 0; i < count; i++) {
		add_rule(&yaml, i);
		half = i == 0 ? yaml.len : half;
	}
	set = compile(&yaml, 0);
	make_record();
	if (set != NULL && apply(set, &line, true, &out)) {
		check(set);
		if (count > 1)
			check_halves(&yaml, half);
	}
	tagset_free(set);
	return 0;
}
