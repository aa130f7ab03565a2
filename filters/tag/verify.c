#include "filters/tag/verify.h"

#include <stdlib.h>
#include <string.h>

/* Moves a place on to one given in units; false if that is none between two characters. */
static bool
go_to(const struct verify *v, struct verify_place *place, enum offsets offsets, uint64_t units)
{
	if (units < place->units)
		*place = (struct verify_place){0};
	while (place->units < units && place->at < v->value.len) {
		unsigned char lead = (unsigned char)v->value.data[place->at];
		size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

		place->at += size;
		place->units += offsets == OFFSETS_BYTE ? size : offsets == OFFSETS_UTF16 && size == 4 ? 2 : 1;
	}
	return place->units == units && place->at <= v->value.len;
}

/* A whole number, all digits. */
static bool
read_units(const struct json_value *item, const char *key, uint64_t *units)
{
	struct json_value value = json_get(item, key, strlen(key));

	*units = 0;
	if (value.type != JSON_NUM || value.len > 18)
		return false;
	for (size_t i = 0; i < value.len; i++)
		*units = *units * 10 + (uint64_t)(value.text[i] - '0');
	return true;
}

static bool
read_text(const struct json_value *item, const char *key, struct buf *out)
{
	struct json_value value = json_get(item, key, strlen(key));

	buf_clear(out);
	if (value.type != JSON_STR)
		return false;
	json_unescape(&value, out);
	return true;
}

/* Whether the term is found in `before` (begin bytes) and a part of the value together: as that
 * part, or as all. */
static bool
has_whole(struct verify *v, const struct verify_finders *finders, const struct term *term,
          const char *before, size_t begin, size_t start, size_t end)
{
	buf_clear(&v->slice);
	buf_add(&v->slice, before, begin);
	buf_add(&v->slice, v->value.data + start, end - start);
	matches_clear(&v->matches);
	text_fold(&v->text, v->slice.data, v->slice.len);
	if (term->kind != TERM_NAME) {
		matcher_find(finders->matcher, &v->text, 0, &v->matches);
	} else if (finders->names != NULL) {
		if (v->name_search == NULL)
			v->name_search = name_search_new();
		names_find(finders->names, &v->text, 0, v->name_search, &v->matches);
	}
	for (size_t i = 0; i < v->matches.count; i++) {
		const struct hit *hit = &v->matches.hits[i];

		if (hit->term == term->id && (hit->start == begin || hit->start == 0) &&
		    hit->end == v->slice.len)
			return true;
	}
	return false;
}

/* Whether an expression has its match there, in its text: it may look around. */
static bool
has_expression(struct verify *v, const struct verify_finders *finders, const struct term *term,
               size_t start, size_t end)
{
	if (finders->regexes == NULL)
		return false;
	if (v->regex_search == NULL)
		v->regex_search = regex_search_new(finders->regexes);
	text_fold(&v->text, "", 0);
	v->text.original = v->value.data;
	v->text.original_len = v->value.len;
	return regexes_fit(finders->regexes, (uint32_t)term->id, &v->text, start, end, v->regex_search);
}

/* What a match may have lost that is no part of the bare name, yet tells how it is written. */
static const struct {
	const char *behind; /* it stands behind this, */
	const char *before; /* and is what it is with that before it */
} contexts[] = {
	{"", ""},
	{"", "@"},        /* a handle's mark is no part of it */
	{"", "#"},        /* words are joined in hashtags only */
	{"", "x "},       /* capitals tell something only where there are small letters, too */
	{"\u0644\u0644", "\u0627\u0644"}, /* lil-: li- and the article, of which the alef is not written */
	{"\u0644", "\u0627\u0644"}, /* li- before lam, likewise */
};

/* Letters, roughly. */
static bool
is_letter(char c)
{
	return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many bytes before a place, at most 24, are of the same word. */
static size_t
attached(const struct verify *v, size_t place)
{
	size_t n = 0;

	while (n < place && n < 24 && is_letter(v->value.data[place - n - 1]))
		n++;
	while (n > 0 && ((unsigned char)v->value.data[place - n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* Whether a term is what stands between two bytes of the value, taken out of it. A name may sound
 * otherwise than it would without the proclitic or article that is written as one with it. */
static bool
has_term(struct verify *v, const struct verify_finders *finders, const struct term *term,
         size_t start, size_t end)
{
	size_t before;

	if (term->kind == TERM_REGEX)
		return has_expression(v, finders, term, start, end);
	for (size_t i = 0; i < sizeof(contexts) / sizeof(contexts[0]); i++) {
		size_t n = strlen(contexts[i].behind);

		if (n <= start && memcmp(v->value.data + start - n, contexts[i].behind, n) == 0 &&
		    has_whole(v, finders, term, contexts[i].before, strlen(contexts[i].before), start, end))
			return true;
	}
	before = attached(v, start);
	return term->kind == TERM_NAME &&
	       has_whole(v, finders, term, v->value.data + start - before, before, start, end);
}

static bool
fail(struct problem *problem, const struct evidence_item *item, const char *what)
{
	return problem_set(problem, 0, 0, "evidence does not verify: %s: '%s' for '%s' in %s, %llu to %llu", what,
	                   item->term, item->tag, item->field, (unsigned long long)item->start,
	                   (unsigned long long)item->end);
}

/* Takes the field's value as it was written, unless it is that of the item before. */
static bool
take_field(struct verify *v, const struct json_value *item)
{
	size_t before = v->field.len;

	v->slice.len = 0;
	buf_add(&v->slice, v->field.data, before);
	if (!read_text(item, "field", &v->field))
		return false;
	if (before > 0 && v->field.len == before && memcmp(v->field.data, v->slice.data, before) == 0)
		return true;
	buf_clear(&v->value);
	v->start = (struct verify_place){0};
	return record_string(&v->rec, buf_str(&v->field), &v->value);
}

static bool
check(struct verify *v, const struct verify_finders *finders, enum offsets offsets,
      const struct json_value *written, const struct evidence_item *item, struct problem *problem)
{
	struct verify_place to;
	uint64_t start, end;
	size_t first, n;

	if (!take_field(v, written) || !read_text(written, "match", &v->match) ||
	    !read_units(written, "start", &start) || !read_units(written, "end", &end))
		return fail(problem, item, "it is not written as it should be");
	if (!go_to(v, &v->start, offsets, start))
		return fail(problem, item, "its start is no place in the text");
	to = v->start;
	first = to.at;
	if (!go_to(v, &to, offsets, end) || to.at <= first)
		return fail(problem, item, "its end is no place in the text");
	n = to.at - first;
	if (v->match.len != n || memcmp(v->match.data, v->value.data + first, n) != 0)
		return fail(problem, item, "something else stands there");
	if (!read_text(written, "term", &v->match) || v->match.len != strlen(item->term) ||
	    memcmp(v->match.data, item->term, v->match.len) != 0)
		return fail(problem, item, "it names another term");
	if (!has_term(v, finders, item->proof->term, first, to.at))
		return fail(problem, item, "the term is not what stands there");
	return true;
}

bool
verify_evidence(struct verify *v, const struct verify_finders *finders,
                const struct evidence *evidence, const struct record *rec, struct problem *problem)
{
	struct json_value list;
	struct json_member member;
	size_t cursor = 0, i = 0;

	if (evidence->item_count == 0)
		return true;
	buf_clear(&v->line);
	buf_clear(&v->field);
	record_write(rec, &v->line);
	if (!record_scan(&v->rec, v->line.data, v->line.len))
		return problem_set(problem, 0, 0, "evidence does not verify: no record: %s", v->rec.problem.text);
	list = record_get(&v->rec, "_evidence");
	for (; list.type == JSON_ARR && json_next(&list, &cursor, &member); i++)
		if (i < evidence->item_count && evidence->items[i].proof != NULL &&
		    !check(v, finders, evidence->offsets, &member.value, &evidence->items[i], problem))
			return false;
	if (i != evidence->item_count)
		return problem_set(problem, 0, 0, "evidence does not verify: %zu items, not %zu", i,
		                   evidence->item_count);
	return true;
}

void
verify_free(struct verify *v)
{
	buf_free(&v->line);
	buf_free(&v->field);
	buf_free(&v->value);
	buf_free(&v->match);
	buf_free(&v->slice);
	record_free(&v->rec);
	text_free(&v->text);
	matches_free(&v->matches);
	name_search_free(v->name_search);
	regex_search_free(v->regex_search);
	*v = (struct verify){0};
}
