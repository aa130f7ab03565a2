/* Folding against Unicode's own files, where they are at hand. */
#include "common/text.h"

#include <stdlib.h>
#include <utf8proc.h>

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

#define PAGE "common/watchline-folding.7"

/* What the page says that a letter folds to, as UTF-8: true if it names the letter. */
static bool
page_says(uint32_t wanted, struct buf *fold)
{
	static char page[65536];
	char row[32], *at;

	if (page[0] == '\0') {
		FILE *file = fopen(PAGE, "r");

		if (file != NULL) {
			page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
			fclose(file);
		}
	}
	snprintf(row, sizeof(row), "\n.It U+%04X Ta ", (unsigned)wanted);
	at = strstr(page, row);
	if (at == NULL)
		return false;
	at += strlen(row);
	if (strncmp(at, "U+", 2) == 0)
		add_points(fold, at + 2);
	else if (strncmp(at, "nothing", 7) != 0)
		buf_add(fold, at, strcspn(at, " "));
	return true;
}

static bool
folds_to(uint32_t c, const struct buf *fold)
{
	char bytes[4];

	text_fold(&one, bytes, utf8_encode(c, bytes));
	if (one.count == 0 || fold->len == 0)
		return one.count == 0 && fold->len == 0;
	return one.words[0].fold_len == fold->len &&
	       memcmp(one.folded.data + one.words[0].fold, fold->data, fold->len) == 0;
}

/* The letters that the page lists fold to what it says. */
static void
test_page(void)
{
	struct buf fold = {0};
	size_t rows = 0, wrong = 0;

	for (uint32_t c = 0x80; c < 0x3000; c++) {
		buf_clear(&fold);
		if (!page_says(c, &fold))
			continue;
		rows++;
		if (!folds_to(c, &fold) && wrong++ < 10)
			printf("# U+%04X\n", (unsigned)c);
	}
	check(rows > 45 && wrong == 0, "%zu letters fold as watchline-folding(7) says", rows);
	buf_free(&fold);
}

/* Every letter of ArabicShaping.txt: the page names it, or it decomposes, or it folds to itself. */
static void
test_arabic_letters(void)
{
	FILE *file = fopen(DATA "ArabicShaping.txt", "r");
	char line[1024], *fields[4];
	size_t letters = 0, listed = 0, wrong = 0;
	struct buf fold = {0};

	if (file == NULL) {
		check(true, "ArabicShaping # SKIP the file is not there");
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL) {
		utf8proc_int32_t parts[8];
		char bytes[4];
		uint32_t c;
		int boundary = 0;

		if (split(line, fields, 4) < 4)
			continue;
		c = (uint32_t)strtoul(fields[0], NULL, 16);
		if (c < 0x620 || c > 0x8FF || (c >= 0x700 && c < 0x750) || (c >= 0x780 && c < 0x870) ||
		    utf8proc_category((utf8proc_int32_t)c) != UTF8PROC_CATEGORY_LO)
			continue;
		letters++;
		buf_clear(&fold);
		if (page_says(c, &fold)) {
			listed++;
			continue;
		}
		buf_add(&fold, bytes, utf8_encode(c, bytes));
		if (!folds_to(c, &fold) && utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &boundary) < 2 && wrong++ < 10)
			printf("# U+%04X is levelled, and the page does not say so\n", (unsigned)c);
	}
	fclose(file);
	buf_free(&fold);
	check(letters > 200 && listed > 20 && wrong == 0,
	    "of %zu Arabic letters %zu are levelled as the page says, the others not", letters, listed);
}

int
main(void)
{
	test_case_folding();
	test_normalization();
	test_page();
	test_arabic_letters();
	text_free(&one);
	text_free(&two);
	return check_done();
}
