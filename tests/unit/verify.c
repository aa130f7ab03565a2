#include "filters/tag/verify.h"

#include <stdlib.h>

#include "tests/unit/check.h"

static const char *const names[] = {"title"};

static const struct term terms[] = {
	{.written = "one", .text = "one", .kind = TERM_FOLDED, .id = 0},
	{.written = "/b.d/", .text = "b.d", .kind = TERM_REGEX, .flags = "", .id = 1},
	{.written = "~Qassem Soleimani", .text = "Qassem Soleimani", .kind = TERM_NAME, .id = 2},
	{.written = "الحشد", .text = "الحشد", .kind = TERM_FOLDED, .id = 3},
	{.written = "al qaeda", .text = "al qaeda", .kind = TERM_FOLDED, .id = 4},
};

#define TERMS (sizeof(terms) / sizeof(terms[0]))

static struct verify_finders finders;

static void
open_finders(void)
{
	const struct term *list[TERMS];

	for (size_t i = 0; i < TERMS; i++)
		list[i] = &terms[i];
	finders.matcher = matcher_new_terms(list, TERMS);
	finders.names = names_new_terms(list, TERMS);
	finders.regexes = regexes_new_terms(list, TERMS);
}

static const struct quotes *
no_quotes(void *context, uint32_t field)
{
	static const struct quotes none;

	return &none;
}

/* What the check says of the evidence that `match` in the title is a term's; if tampered is given, of
 * that in its place. */
static const char *
verdict(const char *title, const char *match, const struct term *term, const char *tampered)
{
	static struct verify verify; /* used again and again */
	static struct problem problem;
	const char *at = strstr(title, match);
	struct proof proof = {.tag = "t/x", .term = term, .start = (uint32_t)(at - title),
		.end = (uint32_t)(at - title + (long)strlen(match))};
	struct text text = {0};
	struct evidence_fields fields = {.names = names, .texts = &text, .count = 1, .usual = 1, .quotes = no_quotes};
	struct evidence evidence = {.offsets = OFFSETS_UTF16};
	struct record rec = {0};
	struct buf line = {0};

	problem = (struct problem){.text = ""};
	text_fold(&text, title, strlen(title));
	buf_adds(&line, "{\"title\":");
	json_add_string(&line, title, strlen(title));
	buf_addc(&line, '}');
	evidence_add(&evidence, &proof);
	check(record_scan(&rec, line.data, line.len) && evidence_write(&evidence, &fields, &rec), "evidence is written");
	if (tampered != NULL)
		record_set(&rec, "_evidence", tampered, strlen(tampered));
	if (verify_evidence(&verify, &finders, &evidence, &rec, &problem))
		problem.text[0] = '\0';
	record_free(&rec);
	evidence_free(&evidence);
	text_free(&text);
	buf_free(&line);
	verify_free(&verify);
	return problem.text;
}

static void
holds(const char *title, const char *match, int term)
{
	check_string(verdict(title, match, &terms[term], NULL), "", "'%s' for %s holds", match, terms[term].written);
}

static void
fails(const char *title, const char *match, int term, const char *tampered, const char *why)
{
	const char *said = verdict(title, match, &terms[term], tampered);

	check(strstr(said, why) != NULL, "told: %s", why);
	if (strstr(said, why) == NULL)
		printf("# %s\n", said);
}

#define WRITTEN(start, end, match, term) \
	"[{\"tag\":\"t/x\",\"field\":\"title\",\"start\":" start ",\"end\":" end ",\"match\":\"" match "\",\"quoted\":false,\"term\":\"" term "\"}]"

int
main(void)
{
	open_finders();
	holds("two ONÉ", "ONÉ", 0);
	holds("😀 bad", "bad", 1);
	holds("Ghasem Suleimani", "Ghasem Suleimani", 2);
	holds("قال للحشد", "حشد", 3);
	holds("#AlQaedaNow", "AlQaeda", 4);
	fails("two one", "two", 0, NULL, "the term is not what stands there: 'one'");
	fails("one two", "one two", 0, NULL, "the term is not what stands there");
	fails("a bad", "ba", 1, NULL, "the term is not what stands there");
	fails("a bad", "a bad", 1, NULL, "the term is not what stands there");
	fails("John Smith", "John Smith", 2, NULL, "the term is not what stands there");
	fails("AlQaedaNow", "AlQaedaNow", 4, NULL, "the term is not what stands there");
	fails("two one", "one", 0, WRITTEN("3", "6", "one", "one"), "something else stands there");
	fails("two one", "one", 0, WRITTEN("4", "7", "two", "one"), "something else stands there");
	fails("😀 one", "one", 0, WRITTEN("1", "3", "one", "one"), "its start is no place");
	fails("😀 one", "one", 0, WRITTEN("3", "9", "one", "one"), "its end is no place");
	fails("😀 one", "one", 0, WRITTEN("3", "3", "", "one"), "its end is no place");
	fails("two one", "one", 0, WRITTEN("4", "7", "one", "two"), "it names another term");
	fails("two one", "one", 0, WRITTEN("\"4\"", "7", "one", "one"), "it is not written as it should be");
	fails("two one", "one", 0, "[{}]", "it is not written as it should be");
	fails("two one", "one", 0, "[]", "0 items, not 1");
	fails("two one", "one", 0, "{}", "0 items, not 1");
	matcher_free((struct matcher *)finders.matcher);
	names_free((struct names *)finders.names);
	regexes_free((struct regexes *)finders.regexes);
	return check_done();
}
