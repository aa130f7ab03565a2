#include "filters/ingest/encoding.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "tests/unit/check.h"

#define HTML5LIB "../shared/data/html5lib/encoding/*.dat"

static void
collect(const char *s, size_t n, uint64_t offset, void *context)
{
	(void)offset;
	buf_add(context, s, n);
}

/* Decodes in pieces of the size given, each in memory of its own. */
static const char *
decode(struct decoder *d, const char *s, size_t n, size_t piece, enum markup_mode mode)
{
	decoder_begin(d, s, n, mode, NULL);
	for (size_t i = 0; i < n; i += piece) {
		size_t length = n - i < piece ? n - i : piece;
		char *copy = malloc(length);

		memcpy(copy, s + i, length);
		decoder_push(d, copy, length);
		free(copy);
	}
	decoder_end(d);
	return decoder_name(d);
}

#define XML(encoding, text) "<?xml version='1.0' encoding='" encoding "'?>" text

struct test_case {
	const char *name;
	const char *bytes;
	size_t n;
	const char *encoding;
	const char *text;   /* behind the declaration, if there is one */
	const char *repair;
};

#define BYTES(s) (s), sizeof(s) - 1

static const struct test_case cases[] = {
	{"a mark of UTF-8 is taken off", BYTES("\xEF\xBB\xBF<a>\xD9\x85"), "utf-8", "<a>\xD9\x85", NULL},
	{"a mark wins over the declaration", BYTES("\xEF\xBB\xBF" XML("windows-1251", "\xD9\x85")), "utf-8",
	 "\xD9\x85", NULL},
	{"undeclared and valid is UTF-8", BYTES("<a>\xD9\x85\xD9\x86"), "utf-8", "<a>\xD9\x85\xD9\x86", NULL},
	{"undeclared and invalid is windows-1252", BYTES("<a>caf\xE9 \x93x\x94 \x81"), "windows-1252",
	 "<a>caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D \xC2\x81", NULL},
	{"declared UTF-8 but invalid is mended", BYTES(XML("utf-8", "a\xFF\xE2\x82z\xC0\xAF\xED\xA0\x80\xF0\x9F\x98")),
	 "utf-8",
	 "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	 "invalid-utf8"},
	{"UTF-16 declared in single bytes is a lie", BYTES(XML("utf-16", "\xD9\x85")), "utf-8", "\xD9\x85", NULL},
	{"an unknown encoding is not heeded", BYTES(XML("x-unknown", "\xE9")), "windows-1252", "\xC3\xA9", NULL},
	{"latin 1 is windows-1252", BYTES(XML("ISO-8859-1", "\x93\xE9")), "windows-1252", "\xE2\x80\x9C\xC3\xA9",
	 NULL},
	{"windows-1256 is Arabic", BYTES(XML("windows-1256", "\xE3\xD1\xCD\xC8\xC7")), "windows-1256",
	 "\xD9\x85\xD8\xB1\xD8\xAD\xD8\xA8\xD8\xA7", NULL},
	{"iso-8859-6 is Arabic", BYTES(XML("iso-8859-6", "\xE5\xC1\xA1")), "iso-8859-6", "\xD9\x85\xD8\xA1\xEF\xBF\xBD",
	 "invalid-bytes"},
	{"windows-1255 keeps its points", BYTES(XML("windows-1255", "\xE0\xC8\xF9\xD1")), "windows-1255",
	 "\xD7\x90\xD6\xB8\xD7\xA9\xD7\x81", NULL},
	{"koi8-r is Cyrillic", BYTES(XML("koi8-r", "\xF0\xD2")), "koi8-r", "\xD0\x9F\xD1\x80", NULL},
	{"shift_jis by pairs, a bad byte replaced", BYTES(XML("Shift_JIS", "\x93\xFA\xFF\x96\x7B")), "shift_jis",
	 "\xE6\x97\xA5\xEF\xBF\xBD\xE6\x9C\xAC", "invalid-bytes"},
	{"a pair cut off at the end is replaced", BYTES(XML("euc-kr", "\xB3\xE2\xB3")), "euc-kr",
	 "\xEB\x85\x84\xEF\xBF\xBD", "invalid-bytes"},
	{"gb2312 is gbk", BYTES(XML("gb2312", "\xD6\xD0")), "gbk", "\xE4\xB8\xAD", NULL},
	{"big5", BYTES(XML("big5", "\xA4\xA4")), "big5", "\xE4\xB8\xAD", NULL},
	{"iso-2022-jp has states", BYTES(XML("iso-2022-jp", "a\x1B$B\x46\x7C\x1B(Bb")), "iso-2022-jp",
	 "a\xE6\x97\xA5" "b", NULL},
	{"UTF-16 by its mark, with a pair and a lone half", BYTES("\xFF\xFE<\0a\0>\0\x3D\xD8\x00\xDE\x00\xDC" "b\0c"),
	 "utf-16le", "<a>\xF0\x9F\x98\x80\xEF\xBF\xBD" "b\xEF\xBF\xBD", "invalid-bytes"},
	{"UTF-16 without a mark", BYTES("\0<\0a\0>\x06\x45"), "utf-16be", "<a>\xD9\x85", NULL},
	{"UTF-32 by its mark", BYTES("\xFF\xFE\0\0<\0\0\0a\0\0\0"), "utf-32le", "<a", NULL},
};

static void
run_case(const struct test_case *t)
{
	struct buf out = {0};
	struct decoder *d = decoder_new(collect, &out);
	bool same = true;

	for (size_t piece = 1; piece <= t->n && same; piece++) {
		size_t n = strlen(t->text);
		const char *name, *repair;

		buf_clear(&out);
		name = decode(d, t->bytes, t->n, piece, MARKUP_XML);
		repair = decoder_repair(d);
		same = strcmp(name, t->encoding) == 0 && out.len >= n &&
		       memcmp(out.data + out.len - n, t->text, n) == 0 &&
		       (out.len == n || out.data[out.len - n - 1] == '>') &&
		       strcmp(repair ? repair : "", t->repair ? t->repair : "") == 0;
		if (!same)
			printf("# pieces of %zu: %s, %s: %s\n", piece, name, repair, buf_str(&out));
	}
	check(same, "%s", t->name);
	decoder_free(d);
	buf_free(&out);
}

/* A long document whose first byte that is not ASCII comes late. */
static void
test_late(void)
{
	struct buf in = {0}, out = {0};
	struct decoder *d = decoder_new(collect, &out);
	const char *name;

	for (int i = 0; i < 100000; i++)
		buf_addc(&in, 'a');
	for (int i = 0; i < 10000; i++)
		buf_adds(&in, "\xE9\xE8 ");
	name = decode(d, in.data, in.len, 1000, MARKUP_HTML);
	check_string(name, "windows-1252", "the encoding is guessed when it first matters");
	check(out.len == 150000, "and all of the text is converted");
	decoder_free(d);
	buf_free(&in);
	buf_free(&out);
}

struct places {
	uint64_t next;
	bool right;
	enum markup_width width;
};

/* Whether pieces follow on each other in the file. */
static void
follow(const char *s, size_t n, uint64_t offset, void *context)
{
	struct places *places = context;

	places->right = places->right && offset == places->next;
	for (size_t i = 0; i < n; i++)
		if (places->width == MARKUP_WIDTH_BYTE || (s[i] & 0xC0) != 0x80)
			places->next++;
}

static void
test_offsets(void)
{
	static const char latin[] = XML("iso-8859-1", "\xE9 a \x93");
	static const char utf8[] = "\xEF\xBB\xBF\xD9\x85 a \xF0\x9F\x98\x80";
	struct places places = {.right = true, .width = MARKUP_WIDTH_CHARACTER};
	struct decoder *d = decoder_new(follow, &places);

	decode(d, latin, sizeof latin - 1, 3, MARKUP_XML);
	check(places.right && places.next == sizeof latin - 1, "offsets of a single-byte encoding");
	places = (struct places){.next = 3, .right = true, .width = MARKUP_WIDTH_BYTE};
	decode(d, utf8, sizeof utf8 - 1, 3, MARKUP_XML);
	check(places.right && places.next == sizeof utf8 - 1, "offsets of UTF-8 behind its mark");
	decoder_free(d);
}

/* The end of the line at s. */
static const char *
line_end(const char *s, const char *end)
{
	const char *newline = memchr(s, '\n', (size_t)(end - s));

	return newline == NULL ? end : newline;
}

/* Runs the tests of one file: "#data", lines, "#encoding", a label. */
static void
run_tests(const char *path, const char *s, const char *end)
{
	static const char data[] = "#data\n", label[] = "\n#encoding\n";
	size_t count = 0, passed = 0, mark;

	while ((s = memmem(s, (size_t)(end - s), data, sizeof data - 1)) != NULL) {
		const char *from = s + sizeof data - 1, *to, *name, *stop;
		const struct encoding *want, *got;

		to = memmem(from, (size_t)(end - from), label, sizeof label - 1);
		if (to == NULL)
			break;
		name = to + sizeof label - 1;
		stop = line_end(name, end);
		want = encoding_find(name, (size_t)(stop - name));
		got = encoding_mark(from, (size_t)(to - from), &mark);
		if (got == NULL)
			got = encoding_declared(from, (size_t)(to - from), MARKUP_HTML);
		if (got == NULL)
			got = encoding_find("windows-1252", 12);
		count++;
		passed += want == got;
		if (want != got)
			printf("# %.*s is %s\n# %.*s\n", (int)(stop - name), name, got->name,
			       (int)(to - from < 300 ? to - from : 300), from);
		s = stop;
	}
	check(count > 0 && passed == count, "html5lib: %s, %zu of %zu tests", strrchr(path, '/') + 1,
	      passed, count);
}

static void
run_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buf text = {0};
	size_t n;

	if (file == NULL)
		return;
	do {
		buf_reserve(&text, 65536);
		n = fread(text.data + text.len, 1, 65536, file);
		text.len += n;
	} while (n > 0);
	fclose(file);
	run_tests(path, text.data, text.data + text.len);
	buf_free(&text);
}

static void
run_html5lib(void)
{
	glob_t paths;

	if (glob(HTML5LIB, 0, NULL, &paths) != 0) {
		check(true, "html5lib's tests # SKIP no " HTML5LIB);
		return;
	}
	for (size_t i = 0; i < paths.gl_pathc; i++)
		run_file(paths.gl_pathv[i]);
	globfree(&paths);
}

static void
test_labels(void)
{
	check(encoding_find(" \tUTF8\n", 7) == encoding_find("utf-8", 5) && encoding_find("utf-8", 5),
	      "labels without regard to case and white space");
	check(encoding_find("", 0) == NULL && encoding_find("utf", 3) == NULL &&
	      encoding_find("utf-8 utf8", 10) == NULL && encoding_find("UTF-7", 5) == NULL,
	      "labels that are not on the list");
}

int
main(void)
{
	test_labels();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		run_case(&cases[i]);
	test_late();
	test_offsets();
	run_html5lib();
	return check_done();
}
