#include "filters/tag/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/tag/fields.h"
#include "filters/tag/stakes.h"
#include "filters/tag/table.h"

/* The tags that a tag brings with it, directly or not. */
struct closure {
	const char **tags; /* borrowed from the rules */
	size_t count, cap;
};

struct tagset {
	struct rule_set *rules;
	struct matcher *matcher;
	struct names *names;     /* NULL if there are none */
	struct regexes *regexes;
	struct stakes stakes;    /* what hangs on regular expressions */
	struct evaluator *evaluator;
	struct fields fields;
	struct closure *closures; /* by rule */
	struct table by_tag;      /* rules that bring other tags with them, by tag */
	struct table severe;      /* rules that have a severity, by tag */
};

static bool
has_name(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
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
		if (rule->severity != SEVERITY_UNSET)
			table_add(&set->severe, rule->tag, strlen(rule->tag), i);
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
	if (!fields_find(&set->fields, rules, fields, count, problem)) {
		tagset_free(set);
		return NULL;
	}
	set->matcher = matcher_new(rules);
	set->names = names_new(rules);
	set->regexes = regexes_new(rules);
	set->evaluator = evaluator_new(rules, set->fields.names, set->fields.count, set->fields.usual);
	close_rules(set);
	if (set->regexes != NULL)
		stakes_find(&set->stakes, rules);
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
	stakes_free(&set->stakes);
	table_free(&set->by_tag);
	table_free(&set->severe);
	matcher_free(set->matcher);
	names_free(set->names);
	regexes_free(set->regexes);
	evaluator_free(set->evaluator);
	fields_free(&set->fields);
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
	return set->fields.names[field];
}

uint64_t
tagset_fields_of(const struct tagset *set, size_t rule)
{
	return set->fields.of_rules[rule];
}

const struct evaluator *
tagset_evaluator(const struct tagset *set)
{
	return set->evaluator;
}

/* A regular expression that reached its bound: what it is for may be missing. */
static void
give_up(uint32_t term, void *context)
{
	struct tagger *t = context;
	const struct tagset *set = t->set;
	size_t count;
	const struct stake *stakes = stakes_of(&set->stakes, term, &count), *told = NULL;

	for (size_t i = 0; i < count; i++) {
		if ((told != NULL && told->rule == stakes[i].rule) ||
		    !(tagset_fields_of(set, stakes[i].names) >> t->field & 1))
			continue;
		told = &stakes[i];
		troubles_add(&t->troubles, rules_get(set->rules, told->rule)->tag,
		             set->fields.names[t->field], rules_term(set->rules, term)->written);
	}
}

/* Searches a field's text. It is kept, for evidence. */
static void
search(struct tagger *t, size_t field, const char *s, size_t n)
{
	const struct tagset *set = t->set;
	struct text *text = &t->texts[field];

	text_fold(text, s, n);
	t->field = field;
	matcher_find(set->matcher, text, (uint32_t)field, &t->matches);
	if (set->names != NULL) {
		if (t->name_search == NULL)
			t->name_search = name_search_new();
		names_find(set->names, text, (uint32_t)field, t->name_search, &t->matches);
	}
	if (set->regexes != NULL) {
		if (t->regex_search == NULL)
			t->regex_search = regex_search_new(set->regexes);
		regexes_find(set->regexes, text, (uint32_t)field, t->regex_search, &t->matches, give_up, t);
	}
}

/* Searches a field's value, if it is a text: as it stands in the record, if nothing
 * in it is escaped. */
static void
search_value(struct tagger *t, size_t field, const struct json_value *value)
{
	struct buf *unescaped = &t->unescaped[field];

	if (value->type != JSON_STR) {
		t->texts[field].count = t->texts[field].original_len = 0;
		return;
	}
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

/* The evidence of a rule that holds. */
static void
add_evidence(struct tagger *t, const struct rule *rule, const struct finding *finding)
{
	const uint32_t *hits = t->evaluation.evidence + finding->begin;

	for (size_t i = 0; i < finding->count; i++) {
		const struct hit *hit = &t->matches.hits[hits[i]];
		struct proof proof = {
			.tag = rule->tag, .term = rules_term(t->set->rules, hit->term), .field = hit->field,
			.start = hit->start, .end = hit->end, .evaded = (hit->flags & HIT_EVADED) != 0,
		};

		evidence_add(&t->evidence, &proof);
	}
	if (finding->scored || rule->severity != SEVERITY_UNSET)
		scores_add(&t->scores, rule->tag, rule->severity, finding->scored ? &finding->score : NULL);
}

/* The severities of tags from `first` on that came with others. */
static void
add_severities(struct tagger *t, size_t first)
{
	for (size_t i = first; i < t->tags.count && t->set->severe.count > 0; i++) {
		size_t *found = table_find(&t->set->severe, t->tags.items[i].text, t->tags.items[i].n);
		const struct rule *rule = found != NULL ? rules_get(t->set->rules, *found) : NULL;

		if (rule != NULL)
			scores_add(&t->scores, rule->tag, rule->severity, NULL);
	}
}

/* Weighs the rules by the hits there are; gives tags and evidence. */
static void
conclude(struct tagger *t, const struct evaluate_input *input)
{
	struct evaluation *e = &t->evaluation;
	size_t implied;

	evidence_clear(&t->evidence);
	scores_clear(&t->scores);
	t->evidence.offsets = t->offsets;
	t->evidence.omitted = t->matches.omitted;
	if (input->count > 0 || (input->tag_count > 0 && evaluator_wants_tags(t->set->evaluator))) {
		evaluate(t->set->evaluator, input, e);
		for (size_t i = 0; i < e->count; i++) {
			const struct rule *rule = rules_get(t->set->rules, e->findings[i].rule);

			tags_add(&t->tags, rule->tag);
			if (t->want_evidence)
				add_evidence(t, rule, &e->findings[i]);
		}
	}
	implied = t->tags.count;
	add_implied(t);
	if (t->want_evidence)
		add_severities(t, implied);
}

/* The record's language, if a rule asks for it. */
static const char *
language_of(struct tagger *t, const struct record *rec)
{
	buf_clear(&t->language);
	if (!evaluator_wants_language(t->set->evaluator) || !record_string(rec, "language", &t->language))
		return NULL;
	return buf_str(&t->language);
}

static void
fill_input(struct tagger *t, const struct record *rec, struct evaluate_input *input)
{
	*input = (struct evaluate_input){
		.hits = t->matches.hits, .count = t->matches.count, .texts = t->texts,
		.tags = t->tags.items, .tag_count = t->tags.count,
	};
	if (rec != NULL && (input->count > 0 || input->tag_count > 0))
		input->language = language_of(t, rec);
}

bool
tagger_look(struct tagger *t, struct record *rec, struct evaluate_input *input)
{
	if (!tags_read(&t->tags, rec))
		return false;
	matches_clear(&t->matches);
	troubles_clear(&t->troubles);
	for (size_t i = 0; i < t->set->fields.count; i++) {
		struct json_value value = record_lookup(rec, t->set->fields.names[i]);

		search_value(t, i, &value);
	}
	fill_input(t, rec, input);
	return true;
}

/* Whether the evidence in the record holds; if not that is told in rec->problem. */
static void
verify(struct tagger *t, struct record *rec)
{
	struct verify_finders finders = {t->set->matcher, t->set->names, t->set->regexes};
	struct problem problem = {.text = ""};

	if (verify_evidence(&t->verify, &finders, &t->evidence, rec, &problem))
		return;
	t->unverified++;
	rec->problem = problem;
}

/* The record that was evaluated. */
struct evaluated {
	struct tagger *tagger;
	const struct evaluate_input *input;
};

static const struct quotes *
quotes_of(void *context, uint32_t field)
{
	struct evaluated *evaluated = context;

	return evaluation_quotes(&evaluated->tagger->evaluation, evaluated->input, field);
}

bool
tagger_apply(struct tagger *t, struct record *rec)
{
	struct evaluate_input input;
	struct evaluated evaluated = {t, &input};
	struct evidence_fields fields = {
		.names = t->set->fields.names, .texts = t->texts, .count = t->set->fields.count,
		.usual = t->set->fields.usual, .quotes = quotes_of, .context = &evaluated,
	};
	size_t before;
	bool found;

	if (!tagger_look(t, rec, &input))
		return false;
	before = t->tags.count;
	conclude(t, &input);
	found = t->tags.count > before;
	tags_write(&t->tags, rec);
	if (t->want_evidence && found &&
	    (!evidence_write(&t->evidence, &fields, rec) || !scores_write(&t->scores, rec) ||
	     !scores_write_rules(&t->scores, rules_hash(t->set->rules), rec)))
		return false;
	troubles_write(&t->troubles, rec);
	if (t->want_verify && t->want_evidence && found)
		verify(t, rec);
	return true;
}

/* Where a text is put for a rule: in content_text if it sees that, else in its first field. */
static size_t
field_for(const struct tagset *set, const struct rule *rule)
{
	const char *const *names = set->fields.names;
	size_t count = set->fields.usual, i = 0;
	const char *name;

	if (rule != NULL && rule->field_count > 0) {
		names = rule->fields;
		count = rule->field_count;
	}
	name = has_name(names, count, "content_text") ? "content_text" : names[0];
	while (i < set->fields.count && strcmp(set->fields.names[i], name) != 0)
		i++;
	return i;
}

void
tagger_try(struct tagger *t, const struct rule *rule, const char *text, size_t n)
{
	struct evaluate_input input;

	t->tags.count = 0;
	matches_clear(&t->matches);
	troubles_clear(&t->troubles);
	search(t, field_for(t->set, rule), text, n);
	fill_input(t, NULL, &input);
	conclude(t, &input);
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
	name_search_free(t->name_search);
	regex_search_free(t->regex_search);
	evaluation_free(&t->evaluation);
	tags_free(&t->tags);
	evidence_free(&t->evidence);
	scores_free(&t->scores);
	troubles_free(&t->troubles);
	verify_free(&t->verify);
}
