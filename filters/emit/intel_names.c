#include "filters/emit/intel_names.h"

#include <stdint.h>
#include <string.h>

#include "filters/emit/intel_text.h"

/* Topics of tags whose rules name things; other topics say what a text is about. */
static const struct {
	const char *topic;
	enum intel_kind kind;
} topics[] = {
	{"figure", INTEL_FIGURE},
	{"organization", INTEL_ORGANIZATION},
	{"organisation", INTEL_ORGANIZATION},
	{"group", INTEL_ORGANIZATION},
	{"region", INTEL_REGION},
	{"country", INTEL_REGION},
	{"location", INTEL_REGION},
	{"place", INTEL_REGION},
};

/* Words that names do not begin with a capital, and those that are written in capitals. */
static const char *const small[] = {"al", "and", "bin", "bint", "for", "ibn", "in", "of", "the", "to", NULL};
static const char *const capitals[] = {"aqap", "aqim", "dc",   "eu",   "fbi", "hts", "idf", "irgc", "isil",
                                       "isis", "jnim", "nato", "pflp", "pij", "pkk", "pmu", "sdf",  "ttp",
                                       "uae",  "uk",   "un",   "us",   "usa", "ypg", NULL};

static bool
is_among(const char *const *words, const char *s, size_t n)
{
	for (; *words; words++)
		if (strlen(*words) == n && memcmp(*words, s, n) == 0)
			return true;
	return false;
}

static enum intel_kind
kind_of(const char *tag, size_t topic)
{
	for (size_t i = 0; i < sizeof(topics) / sizeof(*topics); i++)
		if (strlen(topics[i].topic) == topic && memcmp(topics[i].topic, tag, topic) == 0)
			return topics[i].kind;
	return INTEL_TOPIC;
}

/* A word of a slug, from `at` on in out. */
static void
dress(struct buf *out, size_t at, bool first)
{
	char *word = out->data + at;
	size_t n = out->len - at, up = 1;

	if (n == 0 || (!first && is_among(small, word, n)))
		return;
	if (is_among(capitals, word, n))
		up = n;
	for (size_t i = 0; i < up; i++)
		if (word[i] >= 'a' && word[i] <= 'z')
			word[i] = (char)(word[i] - 32);
}

/* kataib-al-x is Kataib al-X: the article keeps its hyphen, but at the beginning it is a word. */
static void
add_slug(struct buf *out, const char *slug, size_t n)
{
	size_t begin = out->len, word = begin;

	for (size_t i = 0; i < n; i++) {
		bool article;

		if (slug[i] != '-' && slug[i] != '_') {
			buf_addc(out, slug[i]);
			continue;
		}
		article = out->len - word == 2 && memcmp(out->data + word, "al", 2) == 0;
		dress(out, word, word == begin);
		buf_addc(out, article ? '-' : ' ');
		word = out->len;
	}
	dress(out, word, word == begin);
}

static const char *
label_of(const struct rule_set *rules, const char *tag, size_t n)
{
	size_t low = 0, high = rules ? rules_count(rules) : 0;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct rule *rule = rules_get(rules, middle);
		size_t rule_n = strlen(rule->tag);
		int order = memcmp(tag, rule->tag, n < rule_n ? n : rule_n);

		if (order == 0)
			order = n < rule_n ? -1 : n > rule_n;
		if (order == 0)
			return rule->label;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

static const struct intel_place *
place_of(const char *slug, size_t n)
{
	const struct intel_place *place = intel_place(slug, n);
	char code[2];

	if (place || n != 2)
		return place;
	for (size_t i = 0; i < 2; i++)
		code[i] = slug[i] >= 'a' && slug[i] <= 'z' ? (char)(slug[i] - 32) : slug[i];
	return intel_place_by_code(code);
}

void
intel_name_read(struct intel_name *name, const struct rule_set *rules, const char *tag, size_t n)
{
	const char *slash = n ? memchr(tag, '/', n) : NULL, *last = n ? memrchr(tag, '/', n) : NULL;
	const char *slug = last ? last + 1 : tag, *label = label_of(rules, tag, n);
	size_t slug_n = n - (size_t)(slug - tag);
	const struct intel_place *place = NULL;

	buf_clear(&name->label);
	buf_clear(&name->region);
	name->code = NULL;
	name->kind = slash && slug_n > 0 ? kind_of(tag, (size_t)(slash - tag)) : INTEL_TOPIC;
	if (name->kind == INTEL_REGION)
		place = place_of(slug, slug_n);
	if (place) {
		name->kind = place->kind;
		name->code = place->code;
		label = label ? label : place->label;
		if (place->region)
			buf_adds(&name->region, place->region);
	} else if (name->kind == INTEL_REGION) {
		intel_add_line(&name->region, slug, slug_n, SIZE_MAX);
	}
	if (label) {
		intel_add_line(&name->label, label, strlen(label), SIZE_MAX);
	} else {
		struct buf words = {0};

		add_slug(&words, slug, slug_n);
		intel_add_line(&name->label, words.data ? words.data : "", words.len, SIZE_MAX);
		buf_free(&words);
	}
	if (name->label.len == 0)
		name->kind = INTEL_TOPIC; /* nothing to call it by */
}

void
intel_name_free(struct intel_name *name)
{
	buf_free(&name->label);
	buf_free(&name->region);
}
