#include "filters/tag/scores.h"

#include "filters/tag/troubles.h"
#include "tests/unit/check.h"

struct added {
	const char *tag;
	enum severity severity;
	const long *score;
};

static const long seven = 7, minus = -3;

/* The record after these were added; for a refused one the problem. */
static const char *
with_scores(const char *line, const struct added *added, size_t count, struct buf *out)
{
	static struct scores scores; /* used again and again */
	struct record rec = {0};

	buf_clear(out);
	scores_clear(&scores);
	for (size_t i = 0; i < count; i++)
		scores_add(&scores, added[i].tag, added[i].severity, added[i].score);
	if (record_scan(&rec, line, strlen(line)) && scores_write(&scores, &rec))
		record_write(&rec, out);
	else
		buf_addf(out, "%zu: %s", rec.problem.column, rec.problem.text);
	record_free(&rec);
	if (count == 0)
		scores_free(&scores);
	return buf_str(out);
}

#define ADDED(...) (const struct added[]){__VA_ARGS__}, \
	sizeof((const struct added[]){__VA_ARGS__}) / sizeof(struct added)

static void
test_scores(void)
{
	struct buf out = {0};
	static const char old[] = "{\"_score\": { \"t/b\" : [1], \"t\\/a\":{\"score\":7} , \"t/b\":2} }";

	check_string(with_scores("{}", ADDED({"t/y", SEVERITY_LOW, &seven}, {"t/x", SEVERITY_HIGH, NULL},
	                                     {"t/z", SEVERITY_UNSET, &minus}), &out),
	             "{\"_score\":{\"t/x\":{\"severity\":\"high\"},\"t/y\":{\"score\":7,\"severity\":\"low\"},\"t/z\":{\"score\":-3}}}",
	             "severities and scores by tag, sorted");
	check_string(with_scores(old, ADDED({"t/a", SEVERITY_UNSET, &seven}), &out), old, "what is there already changes nothing");
	check_string(with_scores(old, ADDED({"t/c", SEVERITY_CRITICAL, NULL}), &out),
	             "{\"_score\": {\"t\\/a\":{\"score\":7},\"t/b\":2,\"t/c\":{\"severity\":\"critical\"}} }",
	             "other tags keep their bytes; of equal ones the last counts");
	check_string(with_scores(old, ADDED({"t/a", SEVERITY_MEDIUM, NULL}), &out),
	             "{\"_score\": {\"t/a\":{\"severity\":\"medium\"},\"t/b\":2} }", "the same tag is replaced");
	check_string(with_scores("{\"_score\":1}", ADDED({"t/a", SEVERITY_MEDIUM, NULL}), &out), "11: '_score' is not an object",
	             "a score that is no object is refused");
	check_string(with_scores("{\"_score\":1}", NULL, 0, &out), "{\"_score\":1}", "unless there is nothing to add");
	buf_free(&out);
}

static const char *
with_rules(const char *line, const char *hash, struct buf *out)
{
	struct scores scores = {0};
	struct record rec = {0};

	buf_clear(out);
	if (record_scan(&rec, line, strlen(line)) && scores_write_rules(&scores, hash, &rec))
		record_write(&rec, out);
	else
		buf_addf(out, "%zu: %s", rec.problem.column, rec.problem.text);
	record_free(&rec);
	scores_free(&scores);
	return buf_str(out);
}

static void
test_rules(void)
{
	struct buf out = {0};

	check_string(with_rules("{}", "b1", &out), "{\"_rules\":\"b1\"}", "the hash of the rules");
	check_string(with_rules("{\"_rules\":\"\\u0062\\u0031\"}", "b1", &out), "{\"_rules\":\"\\u0062\\u0031\"}", "once only");
	check_string(with_rules("{\"_rules\":\"b1\"}", "a1", &out), "{\"_rules\":\"a1 b1\"}", "before a greater one");
	check_string(with_rules("{\"_rules\":\"b1\"}", "c1", &out), "{\"_rules\":\"b1 c1\"}", "behind a smaller one");
	check_string(with_rules("{\"_rules\":\"a1 c1\"}", "b1", &out), "{\"_rules\":\"a1 b1 c1\"}", "between two");
	check_string(with_rules("{\"_rules\":\"a1 b1 c1\"}", "b1", &out), "{\"_rules\":\"a1 b1 c1\"}", "among others once only");
	check_string(with_rules("{\"_rules\":\"b11\"}", "b1", &out), "{\"_rules\":\"b1 b11\"}", "no part of another");
	check_string(with_rules("{\"_rules\":\"\"}", "b1", &out), "{\"_rules\":\"b1\"}", "an empty one is filled");
	check_string(with_rules("{\"_rules\":[]}", "b1", &out), "11: '_rules' is not a string", "another kind is refused");
	buf_free(&out);
}

static const char *
with_troubles(const char *line, size_t count, char *told, struct buf *out)
{
	struct troubles troubles = {0};
	struct record rec = {0};

	buf_clear(out);
	told[0] = '\0';
	if (count > 0)
		troubles_add(&troubles, "t/a", "title", "/\"+/");
	if (count > 1)
		troubles_add(&troubles, "t/b", "note", "/x/");
	if (record_scan(&rec, line, strlen(line))) {
		troubles_write(&troubles, &rec);
		record_write(&rec, out);
		strcpy(told, rec.problem.text);
	}
	record_free(&rec);
	troubles_free(&troubles);
	return buf_str(out);
}

#define A "{\"tag\":\"t/a\",\"field\":\"title\",\"term\":\"/\\\"+/\",\"error\":\"gave up\"}"
#define B "{\"tag\":\"t/b\",\"field\":\"note\",\"term\":\"/x/\",\"error\":\"gave up\"}"

static void
test_troubles(void)
{
	struct buf out = {0};
	char told[300];

	check_string(with_troubles("{}", 1, told, &out), "{\"_errors\":[" A "]}", "a term that gave up");
	check_string(told, "gave up '/\"+/' in title: not known what it says of 't/a'", "is told");
	check_string(with_troubles("{\"_errors\":[ ]}", 2, told, &out), "{\"_errors\":[" A "," B "]}", "two, into an empty list");
	check_string(told, "gave up '/\"+/' in title: not known what it says of 't/a'; and 1 more", "are told together");
	check_string(with_troubles("{\"_errors\":[" A " ]}", 1, told, &out), "{\"_errors\":[" A " ]}", "not added again");
	check(told[0] != '\0', "but told");
	check_string(with_troubles("{\"_errors\":[1, " B "]}", 2, told, &out), "{\"_errors\":[1, " B "," A "]}", "behind what is there");
	check_string(with_troubles("{\"_errors\":\"x\"}", 1, told, &out), "{\"_errors\":[\"x\"," A "]}", "what is no list becomes its first item");
	check_string(with_troubles("{\"_errors\":\"x\"}", 0, told, &out), "{\"_errors\":\"x\"}", "no trouble changes nothing");
	check_string(told, "", "and is not told");
	buf_free(&out);
}

int
main(void)
{
	test_scores();
	test_rules();
	test_troubles();
	return check_done();
}
