#include "filters/tag/evidence.h"

#include "filters/tag/tags.h"
#include "tests/unit/check.h"

static const char *const names[] = {"title", "content_text", "note", "other"};

/* The record after the tags were added; "" if it was refused. */
static const char *
with_tags(const char *line, const char *const *added, struct buf *out)
{
	static struct tags tags;
	struct record rec = {0};

	buf_clear(out);
	if (record_scan(&rec, line, strlen(line)) && tags_read(&tags, &rec)) {
		for (; *added != NULL; added++)
			tags_add(&tags, *added);
		tags_write(&tags, &rec);
		record_write(&rec, out);
	} else if (rec.problem.text[0] != '\0') {
		buf_addf(out, "%zu: %s", rec.problem.column, rec.problem.text);
	}
	record_free(&rec);
	tags_free(&tags);
	return buf_str(out);
}

#define TAGS(...) (const char *const[]){__VA_ARGS__, NULL}

static void
test_tags(void)
{
	struct buf out = {0};

	check_string(with_tags("{\"id\":\"1\"}", TAGS("b/b", "a/a", "b/b"), &out),
	             "{\"id\":\"1\",\"tags\":[\"a/a\",\"b/b\"]}", "tags are added sorted, each once");
	check_string(with_tags("{\"tags\": [\"z\", \"b\"] ,\"id\":\"1\"}", TAGS("m"), &out),
	             "{\"tags\": [\"b\",\"m\",\"z\"] ,\"id\":\"1\"}", "tags are merged in their place");
	check_string(with_tags("{\"tags\": [\"z\", \"b\"]}", TAGS("b", "z"), &out),
	             "{\"tags\": [\"z\", \"b\"]}", "a record that has all tags keeps its bytes");
	check_string(with_tags("{\"tags\":[\"\\u0061\\/b\",\"a\\u0000\"]}", TAGS("a/b", "a"), &out),
	             "{\"tags\":[\"a\",\"a\\u0000\",\"\\u0061\\/b\"]}", "escaped tags are compared by what they mean and kept as written");
	check_string(with_tags("{\"tags\":[]}", TAGS("a"), &out), "{\"tags\":[\"a\"]}", "an empty array is filled");
	check_string(with_tags("{\"tags\":null}", TAGS("a"), &out), "9: 'tags' is not an array of strings",
	             "tags that are no array are refused, with their place");
	check_string(with_tags("{\"tags\":[\"a\",1]}", TAGS("a"), &out), "14: 'tags' is not an array of strings",
	             "tags that are no strings are refused, with their place");
	check_string(with_tags("{\"tags\":[\"é\",\"z\",\"ä\"]}", TAGS("e"), &out),
	             "{\"tags\":[\"e\",\"z\",\"ä\",\"é\"]}", "the order is that of the bytes");
	buf_free(&out);
}

struct wanted {
	const char *tag;
	uint32_t field;
	const char *match; /* its first place in the field is meant */
	int term;          /* of those in with_evidence() */
	bool evaded;
};

static const struct quotes *
quotes_of(void *context, uint32_t field)
{
	static struct quotes quotes;
	const struct text *texts = context;

	quotes_free(&quotes);
	quotes_find(&quotes, texts[field].original, texts[field].original_len);
	return &quotes;
}

/* The record after proofs for these matches were added. */
static const char *
in_units(enum offsets offsets, const char *line, const struct wanted *wanted, size_t count, struct buf *out)
{
	static const char *const originals[] = {"Über “Hajj Qassem” حشد", "a \"b\" a b\x7f", "x", "é😀 x"};
	struct text texts[4] = {{0}, {0}, {0}, {0}};
	struct evidence_fields fields = {.names = names, .texts = texts, .count = 4, .usual = 2,
		.quotes = quotes_of, .context = texts};
	static const struct term terms[] = {{.written = "~one"}, {.written = "tw\"o"}};
	struct evidence evidence = {.offsets = offsets};
	struct record rec = {0};

	buf_clear(out);
	for (size_t i = 0; i < 4; i++)
		text_fold(&texts[i], originals[i], strlen(originals[i]));
	for (size_t i = 0; i < count; i++) {
		const char *text = originals[wanted[i].field], *at = strstr(text, wanted[i].match);

		evidence_add(&evidence, &(struct proof){
			.tag = wanted[i].tag, .term = &terms[wanted[i].term], .field = wanted[i].field,
			.start = (uint32_t)(at - text), .evaded = wanted[i].evaded,
			.end = (uint32_t)(at - text + (long)strlen(wanted[i].match))});
	}
	if (record_scan(&rec, line, strlen(line)) && evidence_write(&evidence, &fields, &rec))
		record_write(&rec, out);
	else
		buf_addf(out, "%zu: %s", rec.problem.column, rec.problem.text);
	record_free(&rec);
	evidence_free(&evidence);
	for (size_t i = 0; i < 4; i++)
		text_free(&texts[i]);
	return buf_str(out);
}

static const char *
with_evidence(const char *line, const struct wanted *wanted, size_t count, struct buf *out)
{
	return in_units(OFFSETS_CODEPOINT, line, wanted, count, out);
}

#define WANTED(...) (const struct wanted[]){__VA_ARGS__}, \
	sizeof((const struct wanted[]){__VA_ARGS__}) / sizeof(struct wanted)

#define ITEM(tag, field, start, end, match, rest) \
	"{\"tag\":\"" tag "\",\"field\":\"" field "\",\"start\":" start ",\"end\":" end ",\"match\":\"" match "\",\"quoted\":" rest "}"
#define ONE ",\"term\":\"~one\""
#define TWO ",\"term\":\"tw\\\"o\""

static void
test_evidence(void)
{
	struct buf out = {0}, again = {0};
	static const char old[] =
		"{\"_evidence\":[ {\"tag\":\"b\",\"field\":\"title\",\"start\":2e0,\"end\":3},"
		"{\"end\":22, \"start\":19,\"term\":\"~\\u006fne\",\"field\":\"title\",\"tag\":\"a\",\"mine\":[1]} ]}";

	check_string(with_evidence("{}", WANTED({"b", 0, "حشد", 1, false}, {"a", 0, "Qassem", 0, false}), &out),
	             "{\"_evidence\":[" ITEM("a", "title", "11", "17", "Qassem", "true" ONE) ","
	             ITEM("b", "title", "19", "22", "حشد", "false" TWO) "]}",
	             "offsets count code points; order is that of the text");
	with_evidence("{}", WANTED({"b", 2, "x", 0, true}, {"b", 1, "a", 0, false}, {"a", 1, "a", 1, false}, {"a", 1, "a", 0, false},
	              {"a", 1, "a", 1, false}, {"c", 1, "b\x7f", 0, false}), &out);
	check_string(buf_str(&out),
	             "{\"_evidence\":[" ITEM("a", "content_text", "0", "1", "a", "false" TWO) ","
	             ITEM("a", "content_text", "0", "1", "a", "false" ONE) ","
	             ITEM("b", "content_text", "0", "1", "a", "false" ONE) ","
	             ITEM("c", "content_text", "8", "10", "b\\u007f", "false" ONE) ","
	             ITEM("b", "note", "0", "1", "x", "false" ONE ",\"evaded\":true") "]}",
	             "order is by field, place, tag, term; equal ones are one; controls are escaped; evasion is told");
	check_string(with_evidence(old, WANTED({"a", 0, "Qassem", 0, false}, {"a", 0, "حشد", 0, false}), &out),
	             "{\"_evidence\":[" ITEM("a", "title", "11", "17", "Qassem", "true" ONE) ","
	             "{\"end\":22, \"start\":19,\"term\":\"~\\u006fne\",\"field\":\"title\",\"tag\":\"a\",\"mine\":[1]},"
	             "{\"tag\":\"b\",\"field\":\"title\",\"start\":2e0,\"end\":3}]}",
	             "those there keep their bytes; what cannot be placed comes last");
	check_string(with_evidence(old, WANTED({"a", 0, "حشد", 0, false}), &out), old, "if nothing is new the bytes stay");
	check(strstr(with_evidence(old, WANTED({"a", 0, "حشد", 1, false}), &out), TWO) != NULL, "another term is new");
	with_evidence("{\"id\":\"1\"}", WANTED({"b", 0, "Qassem", 0, true}, {"a", 0, "حشد", 1, false}), &out);
	buf_add(&again, buf_str(&out), out.len + 1);
	check_string(with_evidence(again.data, WANTED({"b", 0, "Qassem", 0, true}, {"a", 0, "حشد", 1, false}), &out), again.data,
	             "added again, it is the same");
	check_string(with_evidence("{\"_evidence\":{}}", WANTED({"a", 0, "Qassem", 0, false}), &out),
	             "14: '_evidence' is not an array", "evidence that is no array is refused");
	check_string(with_evidence("{\"_evidence\":[1,null,\"x\"]}", WANTED({"a", 2, "x", 0, false}), &out),
	             "{\"_evidence\":[" ITEM("a", "note", "0", "1", "x", "false" ONE) ",1,null,\"x\"]}",
	             "items that are no evidence are kept in their order");
	buf_free(&out);
	buf_free(&again);
}

static void
test_offsets(void)
{
	static const struct wanted wanted[] = {{"a", 3, "x", 0, false}, {"a", 3, "😀", 0, false}};
	struct buf out = {0};

	check_string(in_units(OFFSETS_CODEPOINT, "{}", wanted, 2, &out),
	             "{\"_evidence\":[" ITEM("a", "other", "1", "2", "😀", "false" ONE) ","
	             ITEM("a", "other", "3", "4", "x", "false" ONE) "]}", "offsets in code points");
	check_string(in_units(OFFSETS_BYTE, "{}", wanted, 2, &out),
	             "{\"_evidence\":[" ITEM("a", "other", "2", "6", "😀", "false" ONE) ","
	             ITEM("a", "other", "7", "8", "x", "false" ONE) "]}", "offsets in bytes");
	check_string(in_units(OFFSETS_UTF16, "{}", wanted, 2, &out),
	             "{\"_evidence\":[" ITEM("a", "other", "1", "3", "😀", "false" ONE) ","
	             ITEM("a", "other", "4", "5", "x", "false" ONE) "]}", "offsets in units of UTF-16");
	buf_free(&out);
}

int
main(void)
{
	test_tags();
	test_evidence();
	test_offsets();
	return check_done();
}
