#include "filters/tag/tagger.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "tests/unit/check.h"

static const char *const fields[] = {"title", "summary", "content_text"};

static struct tagset *
compile(const char *yaml)
{
	struct problem problem = {.text = ""};
	struct rule_set *rules = rules_load_text(yaml, strlen(yaml), "test", stderr);
	struct tagset *set = rules != NULL ? tagset_new(rules, fields, 3, &problem) : NULL;

	if (set == NULL) {
		printf("Bail out! the rules do not load: %s\n", problem.text);
		exit(1);
	}
	return set;
}

/* The record after tagging, in out; for a refused one the problem. */
static const char *
apply(const struct tagset *set, bool evidence, const char *line, struct buf *out)
{
	struct tagger *tagger = xcalloc(1, sizeof(*tagger));
	struct record rec = {0};

	tagger->set = set;
	tagger->want_evidence = tagger->want_verify = evidence;
	buf_clear(out);
	if (record_scan(&rec, line, strlen(line)) && tagger_apply(tagger, &rec))
		record_write(&rec, out);
	if (rec.problem.text[0] != '\0')
		buf_addf(out, "%s%s", out->len > 0 ? " " : "", rec.problem.text);
	record_free(&rec);
	tagger_free(tagger);
	free(tagger);
	return buf_str(out);
}

/* The same with HASH for the hash of the rules. */
static const char *
without_hash(const struct tagset *set, const char *line)
{
	static char copy[4000];
	const char *hash = rules_hash(tagset_rules(set)), *at = strstr(line, hash);

	if (at == NULL)
		return line;
	snprintf(copy, sizeof(copy), "%.*sHASH%s", (int)(at - line), line, at + strlen(hash));
	return copy;
}

static const char rules_a[] =
	"topic: t\nrules:\n"
	"  attack:\n    any: [attack*]\n    implies: [t/violence, x/alarm]\n"
	"  note:\n    fields: [_source.note]\n    any: [hidden]\n"
	"  french:\n    lang: fr\n    any: [attaque]\n";
static const char rules_b[] =
	"topic: u\nrules:\n"
	"  hashd:\n    any: [الحشد الشعبي]\n"
	"  alarm:\n    any: [alarm]\n    implies: [u/noise]\n"
	"  city:\n    any: [Paris]\n";

static void
test_records(void)
{
	struct tagset *set = compile(rules_a);
	struct buf out = {0};

	check_string(apply(set, false, "{\"id\":\"1\",\"content_text\":\"They attacked\"}", &out),
	             "{\"id\":\"1\",\"content_text\":\"They attacked\",\"tags\":[\"t/attack\",\"t/violence\",\"x/alarm\"]}",
	             "a rule's tag and those it implies are added");
	check_string(apply(set, false, "{ \"id\" : \"1\" ,\"content_text\":\"Peace\", \"n\":1.00 }", &out),
	             "{ \"id\" : \"1\" ,\"content_text\":\"Peace\", \"n\":1.00 }", "an untagged record keeps its bytes");
	check_string(apply(set, false, "{\"title\":[\"attack\"],\"content_text\":7,\"note\":\"attack\"}", &out),
	             "{\"title\":[\"attack\"],\"content_text\":7,\"note\":\"attack\"}", "only strings in the fields are looked at");
	check_string(apply(set, false, "{\"summary\":\"hidden\",\"_source\":{\"note\":\"hid\\u0064en\"}}", &out),
	             "{\"summary\":\"hidden\",\"_source\":{\"note\":\"hid\\u0064en\"},\"tags\":[\"t/note\"]}",
	             "a rule's own field, by dotted path, escaped");
	check_string(apply(set, false, "{\"title\":\"attaque\",\"language\":\"fr-CA\"}", &out),
	             "{\"title\":\"attaque\",\"language\":\"fr-CA\",\"tags\":[\"t/french\"]}", "a rule for one language");
	check_string(apply(set, false, "{\"title\":\"attaque\",\"language\":\"en\"}", &out),
	             "{\"title\":\"attaque\",\"language\":\"en\"}", "not for another");
	check_string(apply(set, false, "{\"title\":\"attack\",\"tags\":\"x\"}", &out),
	             "'tags' is not an array of strings", "tags that are no array are refused");
	check_string(apply(set, false, "{\"title\":\"peace\",\"tags\":[1]}", &out),
	             "'tags' is not an array of strings", "also where nothing is found");
	check_string(without_hash(set, apply(set, true, "{\"content_text\":\"Ünd\\n\\\"attack\\\"\",\"title\":\"attacks\"}", &out)),
	             "{\"content_text\":\"Ünd\\n\\\"attack\\\"\",\"title\":\"attacks\",\"tags\":[\"t/attack\",\"t/violence\",\"x/alarm\"],"
	             "\"_evidence\":[{\"tag\":\"t/attack\",\"field\":\"title\",\"start\":0,\"end\":7,\"match\":\"attacks\",\"quoted\":false,\"term\":\"attack*\"},"
	             "{\"tag\":\"t/attack\",\"field\":\"content_text\",\"start\":5,\"end\":11,\"match\":\"attack\",\"quoted\":true,\"term\":\"attack*\"}],"
	             "\"_rules\":\"HASH\"}",
	             "evidence of all fields, usual ones in order, offsets unescaped");
	tagset_free(set);
	buf_free(&out);
}

static const char rules_s[] =
	"topic: s\nrules:\n"
	"  low:\n    any: [attack]\n    severity: low\n    implies: [s/high]\n"
	"  high:\n    any: [bomb]\n    severity: high\n"
	"  sum:\n    score: {threshold: 3, terms: {attack: 2, bomb: 5, peace: -1}}\n    severity: medium\n"
	"  plain:\n    any: [plain]\n";

static void
test_scores(void)
{
	struct tagset *set = compile(rules_s);
	struct buf out = {0};
	const char *line;

	line = apply(set, true, "{\"title\":\"attack\"}", &out);
	check(strstr(line, "\"_score\":{\"s/high\":{\"severity\":\"high\"},\"s/low\":{\"severity\":\"low\"}},\"_rules\":\"") != NULL,
	      "severities of the rules that hold, and of the tags they imply");
	line = apply(set, true, "{\"title\":\"bomb attack, peace\"}", &out);
	check(strstr(line, "\"s/sum\":{\"score\":6,\"severity\":\"medium\"}") != NULL, "a score with its severity");
	line = apply(set, true, "{\"title\":\"plain\"}", &out);
	check(strstr(line, "_score") == NULL && strstr(line, "_rules") != NULL, "a rule without either has none");
	check_string(apply(set, true, "{\"title\":\"x\",\"tags\":[\"s/high\"],\"_score\":1,\"_rules\":2}", &out),
	             "{\"title\":\"x\",\"tags\":[\"s/high\"],\"_score\":1,\"_rules\":2}", "a record that gets no tag gets nothing");
	check_string(apply(set, true, "{\"title\":\"attack\",\"_score\":1}", &out), "'_score' is not an object",
	             "a score of another kind is refused");
	check_string(apply(set, true, "{\"title\":\"plain\",\"_rules\":1}", &out), "'_rules' is not a string", "rules too");
	line = apply(set, false, "{\"title\":\"bomb\"}", &out);
	check(strstr(line, "_score") == NULL && strstr(line, "_rules") == NULL, "and only with evidence");
	tagset_free(set);
	buf_free(&out);
}

/* In a pipe and in one run, both ways. */
static void
test_pipe(void)
{
	static const char *const lines[] = {
		"{\"content_text\":\"attack on Paris, Paris attack\",\"title\":\"وللحشد الشعبي attack\"}",
		"{\"content_text\":\"alarm\",\"tags\":[\"x/alarm\",\"0\"]}",
		"{\"content_text\":\"peace\",\"tags\":[\"t/attack\"]}",
		"{\"content_text\":\"Paris\",\"_source\":{\"note\":\"hidden\"},\"_evidence\":[{\"tag\":\"q\",\"field\":\"title\",\"start\":1,\"end\":2}]}",
	};
	static const char rules_c[] =
		"topic: x\nrules:\n  alarm:\n    any: [alarm, attack]\n    implies: [x/noise]\n"
		"  noise:\n    any: [noise]\n    implies: [x/sound]\n";
	struct buf joint = {0}, first = {0}, second = {0}, out = {0};
	struct tagset *a = compile(rules_a), *b = compile(rules_b), *c = compile(rules_c), *both;

	buf_adds(&joint, rules_a);
	buf_adds(&joint, strstr(rules_b, "  hashd"));
	both = compile(buf_str(&joint));
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		apply(a, true, lines[i], &first);
		apply(b, true, buf_str(&first), &second);
		apply(b, true, lines[i], &first);
		apply(a, true, buf_str(&first), &out);
		check_string(buf_str(&out), buf_str(&second), "rules in a pipe do the same in either order: %zu", i);
		apply(b, true, buf_str(&second), &out);
		check_string(buf_str(&out), buf_str(&second), "tagging again changes nothing: %zu", i);
	}
	apply(both, true, lines[0], &out);
	check(strstr(buf_str(&out), "\"t/hashd\"") != NULL && strstr(buf_str(&out), "\"match\":\"حشد الشعبي\"") != NULL,
	      "the evidence is the bare name");
	apply(c, false, "{\"title\":\"x\",\"tags\":[\"x/alarm\"]}", &out);
	check_string(buf_str(&out), "{\"title\":\"x\",\"tags\":[\"x/alarm\",\"x/noise\",\"x/sound\"]}",
	             "tags that came with the record imply theirs, and these theirs");
	tagset_free(a);
	tagset_free(b);
	tagset_free(c);
	tagset_free(both);
	buf_free(&joint);
	buf_free(&first);
	buf_free(&second);
	buf_free(&out);
}

static const char rules_r[] =
	"topic: r\nrules:\n"
	"  year:\n    any: ['/\\b(?:19|20)\\d\\d\\b/']\n"
	"  evil:\n    any: [fine]\n    none: ['/(a+)+$/']\n"
	"  note:\n    fields: [note]\n    any: ['/(a+)+$/']\n";

static void
test_regexes(void)
{
	struct tagset *set = compile(rules_r);
	struct buf out = {0};
	const char *line;

	line = apply(set, true, "{\"title\":\"in “2011”, 2012.\"}", &out);
	check(strstr(line, "\"start\":4,\"end\":8,\"match\":\"2011\",\"quoted\":true,\"term\":\"/\\\\b(?:19|20)\\\\d\\\\d\\\\b/\"}") != NULL &&
	      strstr(line, "\"start\":11,\"end\":15") != NULL, "matches of an expression are evidence");
	line = apply(set, false, "{\"title\":\"fine aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\",\"_errors\":[0]}", &out);
	check_string(line, "{\"title\":\"fine aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\","
	             "\"_errors\":[0,{\"tag\":\"r/evil\",\"field\":\"title\",\"term\":\"/(a+)+$/\",\"error\":\"gave up\"}],"
	             "\"tags\":[\"r/evil\"]} gave up '/(a+)+$/' in title: not known what it says of 'r/evil'",
	             "one that gives up marks the record, for the rule that sees the field");
	line = apply(set, false, "{\"note\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"}", &out);
	check(strstr(line, "\"tag\":\"r/note\"") != NULL && strstr(line, "r/evil") == NULL, "in its own field too");
	tagset_free(set);
	buf_free(&out);
}

/* Conditions on tags hold without any hit. */
static void
test_tags(void)
{
	struct tagset *set = compile("topic: g\nrules:\n  both:\n    all: [{tag: h/*}, {tag: i/*}]\n  later:\n    any: [{tag: g/both}]\n");
	struct buf out = {0};

	check_string(apply(set, false, "{\"tags\":[\"h/x\",\"i/y\"]}", &out), "{\"tags\":[\"g/both\",\"g/later\",\"h/x\",\"i/y\"]}",
	             "tags on the record are enough for a rule that asks for them");
	tagset_free(set);
	buf_free(&out);
}

static void
test_fields(void)
{
	struct buf yaml = {0};
	struct problem problem = {.text = ""};
	struct rule_set *rules;

	buf_adds(&yaml, "topic: t\nrules:\n  r:\n    any: [a1]\n    fields: [f0");
	for (int i = 1; i < 70; i++)
		buf_addf(&yaml, ", f%d", i);
	buf_adds(&yaml, "]\n");
	rules = rules_load_text(yaml.data, yaml.len, "test", stderr);
	check(rules != NULL, "rules with many fields load");
	check(rules == NULL || tagset_new(rules, fields, 3, &problem) == NULL, "but are too many to look at");
	check(strstr(problem.text, "more than 64 fields") != NULL, "which is told");
	buf_free(&yaml);
}

static void
test_try(void)
{
	struct tagset *set = compile(rules_a);
	struct tagger *tagger = xcalloc(1, sizeof(*tagger));

	tagger->set = set;
	tagger_try(tagger, rules_get(tagset_rules(set), 2), "hidden", 6);
	check(tagger->tags.count == 1 && tagger->tags.items[0].n == 6, "a text is tried in a field that the rule sees");
	tagger_try(tagger, rules_get(tagset_rules(set), 0), "hidden", 6);
	check(tagger->tags.count == 0, "and not in others");
	tagger_free(tagger);
	free(tagger);
	tagset_free(set);
}

int
main(void)
{
	test_records();
	test_scores();
	test_regexes();
	test_tags();
	test_pipe();
	test_fields();
	test_try();
	return check_done();
}
