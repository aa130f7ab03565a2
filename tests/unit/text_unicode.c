/* Folding against Unicode's own files, where they are at hand. */
#include "common/text.h"

#include <stdlib.h>

#include "common/buf.h"
#include "common/utf8.h"
#include "tests/unit/check.h"

#define DATA "../shared/data/unicode/"

static struct text one, two;

/* Appends the code points written in hexadecimal with blanks between them. */
static void
add_points(struct buf *out, const char *hex)
{
	char *end;

	for (;;) {
		unsigned long c = strtoul(hex, &end, 16);
		char bytes[4];

		if (end == hex)
			return;
		buf_add(out, bytes, utf8_encode((uint32_t)c, bytes));
		hex = end;
	}
}

/* Whether two strings of code points fold to the same bytes, however they are
 * cut into words. */
static bool
fold_alike(const char *hex_one, const char *hex_two)
{
	static struct buf a, b;
	size_t i = 0, j = 0;

	buf_clear(&a);
	buf_clear(&b);
	add_points(&a, hex_one);
	add_points(&b, hex_two);
	text_fold(&one, buf_str(&a), a.len);
	text_fold(&two, buf_str(&b), b.len);
	buf_clear(&a);
	buf_clear(&b);
	for (; i < one.count; i++)
		buf_add(&a, one.folded.data + one.words[i].fold, one.words[i].fold_len);
	for (; j < two.count; j++)
		buf_add(&b, two.folded.data + two.words[j].fold, two.words[j].fold_len);
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Splits a line at semicolons; returns the number of fields. */
static size_t
split(char *line, char *fields[], size_t max)
{
	size_t n = 0;

	line[strcspn(line, "#\n")] = '\0';
	while (n < max) {
		fields[n++] = line;
		line = strchr(line, ';');
		if (line == NULL)
			break;
		*line++ = '\0';
	}
	return n;
}

static void
test_case_folding(void)
{
	FILE *file = fopen(DATA "CaseFolding.txt", "r");
	char line[1024], *fields[4];
	size_t lines = 0, wrong = 0;

	if (file == NULL) {
		check(true, "CaseFolding # SKIP the file is not there");
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		if (split(line, fields, 4) < 3 || (strcmp(fields[1], " C") != 0 && strcmp(fields[1], " F") != 0))
			continue;
		lines++;
		if (!fold_alike(fields[0], fields[2]) && wrong++ < 10)
			printf("# U+%s is not%s\n", fields[0], fields[2]);
	}
	fclose(file);
	check(lines > 1500 && wrong == 0, "all %zu full case foldings fold alike", lines);
}

/* Lines of NormalizationTest that need not fold alike, by design. */
static bool
excepted(const char *source)
{
	static const struct {
		unsigned long first, last;
	} points[] = {
		{0x2120, 0x2120}, {0x2122, 0x2122}, /* TM and SM stay symbols */
		{0xFDFA, 0xFDFB},                   /* pious phrases too */
		{0x0E33, 0x0E33}, {0x0EB3, 0x0EB3}, /* sara am is typed as one */
	}, kept[] = {
		/* marks that are kept are not put in order: kana voicing, vowels and
		 * tones of Thai, Lao and Tibetan */
		{0x3099, 0x309A}, {0x0E38, 0x0E4B}, {0x0EB8, 0x0ECB}, {0x0F71, 0x0F80},
	};
	char *end;
	unsigned long c = strtoul(source, &end, 16);

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		if (c >= points[i].first && c <= points[i].last)
			return true;
	while (c == 0x61 && *end != '\0') {
		unsigned long mark = strtoul(end, &end, 16);

		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
			if (mark >= kept[i].first && mark <= kept[i].last)
				return true;
	}
	return false;
}

static void
test_normalization(void)
{
	FILE *file = popen("test -f " DATA "NormalizationTest.txt.bz2 && bzcat " DATA "NormalizationTest.txt.bz2", "r");
	char line[2048], *fields[6];
	size_t lines = 0, wrong = 0, exceptions = 0;

	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		if (line[0] == '@' || split(line, fields, 6) < 5)
			continue;
		lines++;
		for (int form = 1; form < 5; form++) {
			if (fold_alike(fields[0], fields[form]))
				continue;
			if (excepted(fields[0]))
				exceptions++;
			else if (wrong++ < 10)
				printf("# %s is not %s\n", fields[0], fields[form]);
		}
	}
	if (file != NULL)
		pclose(file);
	if (lines == 0)
		check(true, "NormalizationTest # SKIP the file or bzcat is not there");
	else
		check(lines > 18000 && exceptions < 800 && wrong == 0,
		    "all normal forms of %zu strings fold alike, %zu pairs excepted", lines, exceptions);
}

/* Letters of ArabicShaping.txt (field 3 is the joining group). */
static void
test_arabic_letters(void)
{
	static const struct {
		const char *group, *base;
	} groups[] = {
		{"ALEF", "0627"}, {"YEH", "064A"}, {"FARSI YEH", "064A"}, {"YEH BARREE", "064A"},
	};
	FILE *file = fopen(DATA "ArabicShaping.txt", "r");
	char line[1024], *fields[4];
	size_t letters = 0, levelled = 0, lost = 0;

	if (file == NULL) {
		check(true, "ArabicShaping # SKIP the file is not there");
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		unsigned long c;

		if (split(line, fields, 4) < 4)
			continue;
		c = strtoul(fields[0], NULL, 16);
		if (c < 0x620 || c > 0x6D5 || strcmp(fields[2], " T") == 0 || strcmp(fields[2], " C") == 0)
			continue;
		letters++;
		lost += c != 0x674 && fold_alike(fields[0], "");
		for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
			if (strcmp(fields[3] + 1, groups[i].group) == 0)
				levelled += fold_alike(fields[0], groups[i].base);
	}
	fclose(file);
	check(letters > 140 && lost == 0, "none of %zu Arabic letters is dropped, high hamza apart", letters);
	check(levelled >= 14, "%zu forms of alef and yeh fold to the letter", levelled);
}

int
main(void)
{
	test_case_folding();
	test_normalization();
	test_arabic_letters();
	text_free(&one);
	text_free(&two);
	return check_done();
}
