#include "filters/emit/html_facts.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"

#define MAX_SCORES 400

static enum rank
severity_of(const struct json_value *value)
{
	static const struct {
		const char *name;
		enum rank rank;
	} severities[] = {
		{"\"critical\"", RANK_CRITICAL}, {"\"high\"", RANK_HIGH},
		{"\"medium\"", RANK_MEDIUM}, {"\"low\"", RANK_LOW},
	};

	for (size_t i = 0; i < sizeof(severities) / sizeof(*severities); i++)
		if (value->len == strlen(severities[i].name)
		    && memcmp(value->text, severities[i].name, value->len) == 0)
			return severities[i].rank;
	return RANK_NONE;
}

static size_t
find_tag(const struct facts *facts, const struct view *view, const char *tag, size_t n)
{
	size_t i = 0;

	while (i < facts->tag_count
	       && (view->tags[i].len != n || memcmp(view_slice(view, view->tags[i]), tag, n) != 0))
		i++;
	return i;
}

static bool
same(const struct view *view, struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(view_slice(view, a), view_slice(view, b), a.len) == 0;
}

static void
read_score(struct facts *facts, const struct view *view, const struct json_member *member)
{
	struct json_value severity = json_get(&member->value, "severity", 8);
	struct json_value score = json_get(&member->value, "score", 5);
	struct tag_score *tag;
	size_t i;

	buf_clear(&facts->scratch);
	json_unescape_raw(member->key, member->key_len, &facts->scratch);
	i = find_tag(facts, view, facts->scratch.data, facts->scratch.len);
	if (i == facts->tag_count)
		return;
	tag = &facts->tags[i];
	tag->severity = severity_of(&severity);
	if (score.type == JSON_NUM && score.len < sizeof(tag->score)) {
		memcpy(tag->score, score.text, score.len);
		tag->score[score.len] = '\0';
	}
	if (tag->severity > facts->rank)
		facts->rank = tag->severity;
}

/* Counts the places of each tag; evidence is sorted by field and place, and what
 * overlaps with the same tag's evidence before it is one mention with it. */
static void
count_mentions(struct facts *facts, const struct view *view)
{
	struct {
		size_t end;
		enum view_field field;
	} last[FACTS_TAGS] = {{0}};
	size_t tag = 0;

	for (size_t i = 0; i < view->evidence_count && facts->tag_count > 0; i++) {
		const struct evidence *evidence = &view->evidence[i];
		bool joined;

		if (i == 0 || !same(view, evidence->tag, view->evidence[i - 1].tag))
			tag = find_tag(facts, view, view_slice(view, evidence->tag), evidence->tag.len);
		if (tag == facts->tag_count)
			continue;
		joined = facts->tags[tag].mentions > 0 && evidence->field != VIEW_ELSEWHERE
		         && last[tag].field == evidence->field && evidence->start < last[tag].end;
		facts->tags[tag].mentions += !joined;
		if (!joined || evidence->end > last[tag].end)
			last[tag].end = evidence->end;
		last[tag].field = evidence->field;
	}
	for (size_t i = 0; i < facts->tag_count; i++) {
		facts->tags[i].implied = view->evidence_count > 0 && facts->tags[i].mentions == 0;
		facts->tags[i].mentions += facts->tags[i].mentions == 0;
	}
}

/* Percent of a number from 0 to 1, as 0.8571; -1 for any other value. */
static int
percent_of(const struct json_value *value)
{
	int percent = 0;

	if (value->type != JSON_NUM || value->text[0] == '-' || value->len > 40
	    || memchr(value->text, 'e', value->len) || memchr(value->text, 'E', value->len))
		return -1;
	if (value->text[0] == '1')
		return 100;
	if (value->len < 3 || value->text[0] != '0')
		return value->text[0] == '0' ? 0 : -1;
	percent = (value->text[2] - '0') * 10;
	if (value->len > 3)
		percent += value->text[3] - '0';
	return percent;
}

static void
read_copy(struct facts *facts, const struct record *rec)
{
	struct json_value duplicate = record_get(rec, "_duplicate");
	struct json_value kind = json_get(&duplicate, "kind", 4);
	struct json_value alike = json_get(&duplicate, "similarity", 10);
	struct json_value seen = json_get(&duplicate, "seen", 4);
	struct json_value first = json_get(&duplicate, "first_seen", 10);

	facts->copy = duplicate.type == JSON_OBJ;
	buf_clear(&facts->kind);
	facts->alike = percent_of(&alike);
	facts->seen = 0;
	facts->has_first = first.type == JSON_STR
	                   && date_parse_rfc3339(first.text + 1, first.len - 2, &facts->first);
	if (kind.type == JSON_STR)
		json_unescape(&kind, &facts->kind);
	for (size_t i = 0; seen.type == JSON_NUM && seen.len < 10 && i < seen.len; i++) {
		if (seen.text[i] < '0' || seen.text[i] > '9') {
			facts->seen = 0;
			break;
		}
		facts->seen = facts->seen * 10 + (uint64_t)(seen.text[i] - '0');
	}
}

void
facts_read(struct facts *facts, const struct record *rec, const struct view *view)
{
	struct json_value scores = record_get(rec, "_score");
	struct json_member member;
	size_t cursor = 0;

	facts->tag_count = view->tag_count < FACTS_TAGS ? view->tag_count : FACTS_TAGS;
	memset(facts->tags, 0, facts->tag_count * sizeof(*facts->tags));
	facts->rank = view->tag_count > 0 ? RANK_TOPIC : RANK_NONE;
	for (size_t i = 0; i < MAX_SCORES && scores.type == JSON_OBJ
	                   && json_next(&scores, &cursor, &member); i++)
		read_score(facts, view, &member);
	count_mentions(facts, view);
	read_copy(facts, rec);
}

void
facts_free(struct facts *facts)
{
	buf_free(&facts->kind);
	buf_free(&facts->scratch);
}
