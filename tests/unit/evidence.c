#include "filters/tag/evidence.h"

#include "filters/tag/tags.h"
#include "tests/unit/check.h"

static const char *const names[] = {"title", "content_text", "note"};

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
};

/* The record after proofs for these matches were added. */
static const char *
with_evidence(const char *line, const struct wanted *wanted, size_t count, struct buf *out)
{
	static const char *const originals[] = {"Über “Hajj Qassem” حشد", "a \"b\" a b\x7f", "x"};
	struct text texts[3] = {{0}, {0}, {0}};
	struct evidence_fields fields = {.names = names, .texts = texts, .count = 3, .usual = 2};
	struct evidence evidence = {0};
	struct record rec = {0};

	buf_clear(out);
	for (size_t i = 0; i < 3; i++)
		text_fold(&texts[i], originals[i], strlen(originals[i]));
	for (size_t i = 0; i < count; i++) {
		const char *text = originals[wanted[i].field], *at = strstr(text, wanted[i].match);

		evidence_add(&evidence, wanted[i].tag, wanted[i].field, (uint32_t)(at - text),
		             (uint32_t)(at - text + (long)strlen(wanted[i].match)));
	}
	if (record_scan(&rec, line, strlen(line)) && evidence_write(&evidence, &fields, &rec))
		record_write(&rec, out);
	else
		buf_addf(out, "%zu: %s", rec.problem.column, rec.problem.text);
	record_free(&rec);
	evidence_free(&evidence);
	for (size_t i = 0; i < 3; i++)
		text_free(&texts[i]);
	return buf_str(out);
}

#define WANTED(...) (const struct wanted[]){__VA_ARGS__}, \
	sizeof((const struct wanted[]){__VA_ARGS__}) / sizeof(struct wanted)

static void
test_evidence(void)
{
	struct buf out = {0}, again = {0};
	static const char old[] =
		"{\"_evidence\":[ {\"tag\":\"b\",\"field\":\"title\",\"start\":2e0,\"end\":3},"
		"{\"end\":22, \"start\":19,\"field\":\"title\",\"tag\":\"a\",\"mine\":[1]} ]}";

	check_string(with_evidence("{}", WANTED({"b", 0, "حشد"}, {"a", 0, "Qassem"}), &out),
	             "{\"_evidence\":[{\"tag\":\"a\",\"field\":\"title\",\"start\":11,\"end\":17,\"match\":\"Qassem\",\"quoted\":true},"
	             "{\"tag\":\"b\",\"field\":\"title\",\"start\":19,\"end\":22,\"match\":\"حشد\",\"quoted\":false}]}",
	             "offsets count code points; order is that of the text");
	with_evidence("{}", WANTED({"b", 2, "x"}, {"b", 1, "a"}, {"a", 1, "a"}, {"a", 1, "a"}, {"c", 1, "b\x7f"}), &out);
	check_string(buf_str(&out),
	             "{\"_evidence\":[{\"tag\":\"a\",\"field\":\"content_text\",\"start\":0,\"end\":1,\"match\":\"a\",\"quoted\":false},"
	             "{\"tag\":\"b\",\"field\":\"content_text\",\"start\":0,\"end\":1,\"match\":\"a\",\"quoted\":false},"
	             "{\"tag\":\"c\",\"field\":\"content_text\",\"start\":8,\"end\":10,\"match\":\"b\\u007f\",\"quoted\":false},"
	             "{\"tag\":\"b\",\"field\":\"note\",\"start\":0,\"end\":1,\"match\":\"x\",\"quoted\":false}]}",
	             "order is by field, place, tag; equal ones are one; controls are escaped");
	check_string(with_evidence(old, WANTED({"a", 0, "Qassem"}, {"a", 0, "حشد"}), &out),
	             "{\"_evidence\":[{\"tag\":\"a\",\"field\":\"title\",\"start\":11,\"end\":17,\"match\":\"Qassem\",\"quoted\":true},"
	             "{\"end\":22, \"start\":19,\"field\":\"title\",\"tag\":\"a\",\"mine\":[1]},"
	             "{\"tag\":\"b\",\"field\":\"title\",\"start\":2e0,\"end\":3}]}",
	             "those there keep their bytes; what cannot be placed comes last");
	check_string(with_evidence(old, WANTED({"a", 0, "حشد"}), &out), old, "if nothing is new the bytes stay");
	with_evidence("{\"id\":\"1\"}", WANTED({"b", 0, "Qassem"}, {"a", 0, "حشد"}), &out);
	buf_add(&again, buf_str(&out), out.len + 1);
	check_string(with_evidence(again.data, WANTED({"b", 0, "Qassem"}, {"a", 0, "حشد"}), &out), again.data,
	             "added again, it is the same");
	check_string(with_evidence("{\"_evidence\":{}}", WANTED({"a", 0, "Qassem"}), &out),
	             "14: '_evidence' is not an array", "evidence that is no array is refused");
	check_string(with_evidence("{\"_evidence\":[1,null,\"x\"]}", WANTED({"a", 2, "x"}), &out),
	             "{\"_evidence\":[{\"tag\":\"a\",\"field\":\"note\",\"start\":0,\"end\":1,\"match\":\"x\",\"quoted\":false},1,null,\"x\"]}",
	             "items that are no evidence are kept in their order");
	buf_free(&out);
	buf_free(&again);
}

int
main(void)
{
	test_tags();
	test_evidence();
	return check_done();
}
