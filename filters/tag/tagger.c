#include "filters/tag/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/table.h"

/* The tags that a tag brings with it, directly or not. */
struct closure {
	const char **tags; /* borrowed from the rules */
	size_t count, cap;
};

struct tagset {
	struct rule_set *rules;
	struct matcher *matcher;
	struct evaluator *evaluator;
	const char *fields[EVALUATE_FIELDS]; /* borrowed: the usual ones, then others of rules, sorted */
	size_t field_count, usual;
	struct closure *closures; /* by rule */
	struct table by_tag;      /* rules that bring other tags with them, by tag */
};

static bool
has_name(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static bool
add_field(struct tagset *set, const char *name, struct problem *problem)
{
	if (has_name(set->fields, set->field_count, name))
		return true;
	if (set->field_count == EVALUATE_FIELDS)
		return problem_set(problem, 0, 0, "more than %d fields: '%s' is one too many",
		                   EVALUATE_FIELDS, name);
	set->fields[set->field_count++] = name;
	return true;
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool
add_fields(struct tagset *set, const char *const *fields, size_t count, struct problem *problem)
{
	for (size_t i = 0; i < count; i++)
		if (!add_field(set, fields[i], problem))
			return false;
	set->usual = set->field_count;
	for (size_t i = 0; i < rules_count(set->rules); i++) {
		const struct rule *rule = rules_get(set->rules, i);

		for (size_t j = 0; j < rule->field_count; j++)
			if (!add_field(set, rule->fields[j], problem))
				return false;
	}
	qsort(set->fields + set->usual, set->field_count - set->usual, sizeof(*set->fields), compare_names);
	return true;
}

/* What rule i implies, what that implies, and so on; each tag once. */
static void
close_rule(struct tagset *set, size_t i)
{
	struct closure *closure = &set->closures[i];
	const struct rule *rule = rules_get(set->rules, i);

	for (size_t next = 0; rule != NULL || next < closure->count;) {
		size_t *found;

		for (size_t j = 0; rule != NULL && j < rule->implies_count; j++) {
			if (strcmp(rule->implies[j], rules_get(set->rules, i)->tag) == 0 ||
			    has_name(closure->tags, closure->count, rule->implies[j]))
				continue;
			closure->tags = xgrow(closure->tags, &closure->cap, closure->count + 1,
			                      sizeof(*closure->tags));
			closure->tags[closure->count++] = rule->implies[j];
		}
		rule = NULL;
		if (next == closure->count)
			break;
		found = table_find(&set->by_tag, closure->tags[next], strlen(closure->tags[next]));
		if (found != NULL)
			rule = rules_get(set->rules, *found);
		next++;
	}
}

static void
close_rules(struct tagset *set)
{
	size_t count = rules_count(set->rules);

	set->closures = xcalloc(count, sizeof(*set->closures));
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = rules_get(set->rules, i);

		if (rule->implies_count > 0)
			table_add(&set->by_tag, rule->tag, strlen(rule->tag), i);
	}
	for (size_t i = 0; i < count; i++)
		if (rules_get(set->rules, i)->implies_count > 0)
			close_rule(set, i);
}

struct tagset *
tagset_new(struct rule_set *rules, const char *const *fields, size_t count, struct problem *problem)
{
	struct tagset *set = xcalloc(1, sizeof(*set));

	set->rules = rules;
	if (!add_fields(set, fields, count, problem)) {
		tagset_free(set);
		return NULL;
	}
	set->matcher = matcher_new(rules);
	set->evaluator = evaluator_new(rules, set->fields, set->field_count, set->usual);
	close_rules(set);
	return set;
}

void
tagset_free(struct tagset *set)
{
	if (set == NULL)
		return;
	for (size_t i = 0; set->closures != NULL && i < rules_count(set->rules); i++)
		free(set->closures[i].tags);
	free(set->closures);
	table_free(&set->by_tag);
	matcher_free(set->matcher);
	evaluator_free(set->evaluator);
	rules_free(set->rules);
	free(set);
}

const struct rule_set *
tagset_rules(const struct tagset *set)
{
	return set->rules;
}

const char *
tagset_field(const struct tagset *set, uint32_t field)
{
	return set->fields[field];
}

uint64_t
tagset_fields_of(const struct tagset *set, const struct rule *rule)
{
	uint64_t fields = 0;

	for (size_t i = 0; i < set->field_count; i++)
		if (rule->field_count > 0 ? has_name(rule->fields, rule->field_count, set->fields[i])
		                          : i < set->usual)
			fields |= (uint64_t)1 << i;
	return fields;
}

const struct evaluator *
tagset_evaluator(const struct tagset *set)
{
	return set->evaluator;
}

/* Searches a field's text. It is kept, for evidence. */
static void
search(struct tagger *t, size_t field, const char *s, size_t n)
{
	text_fold(&t->texts[field], s, n);
	matcher_find(t->set->matcher, &t->texts[field], (uint32_t)field, &t->matches);
}

/* Searches a field's value, if it is a text: as it stands in the record, if nothing
 * in it is escaped. */
static void
search_value(struct tagger *t, size_t field, const struct json_value *value)
{
	struct buf *unescaped = &t->unescaped[field];

	if (value->type != JSON_STR)
		return;
	if (memchr(value->text, '\\', value->len) == NULL) {
		search(t, field, value->text + 1, value->len - 2);
		return;
	}
	buf_clear(unescaped);
	json_unescape(value, unescaped);
	search(t, field, unescaped->data, unescaped->len);
}

/* The tags that others bring with them: those the record had, and those found. */
static void
add_implied(struct tagger *t)
{
	size_t count = t->tags.count;

	if (t->set->by_tag.count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		size_t *rule = table_find(&t->set->by_tag, t->tags.items[i].text, t->tags.items[i].n);

		if (rule == NULL)
			continue;
		for (size_t j = 0; j < t->set->closures[*rule].count; j++)
			tags_add(&t->tags, t->set->closures[*rule].tags[j]);
	}
}

/* Weighs the rules by the hits there are; gives tags and evidence. */
static void
conclude(struct tagger *t, const char *language)
{
	struct evaluation *e = &t->evaluation;

	evidence_clear(&t->evidence);
	t->evidence.omitted = t->matches.omitted;
	if (t->matches.count > 0) {
		struct evaluate_input input = {
			.hits = t->matches.hits, .count = t->matches.count, .language = language,
			.texts = t->texts, .tags = t->tags.items, .tag_count = t->tags.count,
		};

		evaluate(t->set->evaluator, &input, e);
		for (size_t i = 0; i < e->count; i++) {
			const struct finding *finding = &e->findings[i];
			const char *tag = rules_get(t->set->rules, finding->rule)->tag;

			tags_add(&t->tags, tag);
			for (size_t j = finding->begin; t->want_evidence && j < finding->begin + finding->count; j++) {
				const struct hit *hit = &t->matches.hits[e->evidence[j]];

				evidence_add(&t->evidence, tag, hit->field, hit->start, hit->end);
			}
		}
	}
	add_implied(t);
}

/* The record's language, if a rule asks for it. */
static const char *
language_of(struct tagger *t, const struct record *rec)
{
	buf_clear(&t->language);
	if (t->matches.count == 0 || !evaluator_wants_language(t->set->evaluator) ||
	    !record_string(rec, "language", &t->language))
		return NULL;
	return buf_str(&t->language);
}

bool
tagger_apply(struct tagger *t, struct record *rec)
{
	struct evidence_fields fields = {
		.names = t->set->fields, .texts = t->texts, .count = t->set->field_count,
		.usual = t->set->usual,
	};

	if (!tags_read(&t->tags, rec))
		return false;
	matches_clear(&t->matches);
	for (size_t i = 0; i < t->set->field_count; i++) {
		struct json_value value = record_lookup(rec, t->set->fields[i]);

		search_value(t, i, &value);
	}
	conclude(t, language_of(t, rec));
	tags_write(&t->tags, rec);
	return evidence_write(&t->evidence, &fields, rec);
}

/* Where a text is put for a rule: in content_text if it sees that, else in its first field. */
static size_t
field_for(const struct tagset *set, const struct rule *rule)
{
	const char *const *names = set->fields;
	size_t count = set->usual, i = 0;
	const char *name;

	if (rule != NULL && rule->field_count > 0) {
		names = rule->fields;
		count = rule->field_count;
	}
	name = has_name(names, count, "content_text") ? "content_text" : names[0];
	while (i < set->field_count && strcmp(set->fields[i], name) != 0)
		i++;
	return i;
}

void
tagger_try(struct tagger *t, const struct rule *rule, const char *text, size_t n)
{
	t->tags.count = 0;
	matches_clear(&t->matches);
	search(t, field_for(t->set, rule), text, n);
	conclude(t, NULL);
	tags_sort(&t->tags);
}

void
tagger_free(struct tagger *t)
{
	for (size_t i = 0; i < EVALUATE_FIELDS; i++) {
		text_free(&t->texts[i]);
		buf_free(&t->unescaped[i]);
	}
	buf_free(&t->language);
	matches_free(&t->matches);
	evaluation_free(&t->evaluation);
	tags_free(&t->tags);
	evidence_free(&t->evidence);
}
