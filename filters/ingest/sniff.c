#include "filters/ingest/sniff.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/json.h"
#include "common/utf8.h"
#include "filters/ingest/csv.h"
#include "filters/ingest/json_shape.h"
#include "filters/ingest/mail.h"
#include "filters/ingest/page.h"
#include "filters/ingest/telegram_page.h"
#include "filters/ingest/sfeed.h"
#include "filters/ingest/warc.h"
#include "filters/ingest/encoding.h"
#include "filters/ingest/feed.h"

#define ENOUGH_TEXT ((size_t)4096) /* of plain text, to tell that it is */

static const struct format formats[] = {
	{"text", read_report, "plain text: a report with title, date line, body and notes", false},
	{"feed", read_feed, "RSS 0.9x and 2.0, RDF, Atom 0.3 and 1.0", false},
	{"rss", read_feed, NULL, false},
	{"atom", read_feed, NULL, false},
	{"rdf", read_feed, NULL, false},
	{"html", read_page, "a page of HTML: its main text, title, author and date", false},
	{"telegram", read_telegram_export, "result.json of Telegram Desktop: one chat or a whole account", false},
	{"telegram-html", read_telegram_html, "messages*.html of Telegram Desktop", false},
	{"telegram-web", read_telegram_web, "pages of t.me/s/CHANNEL, and of single posts with ?embed=1", false},
	{"jsonl", read_jsonl, "JSON lines: records, known tools' dumps, or any objects with --map", true},
	{"json", read_json, "JSON: a list of objects, an object that holds one, objects one after another", true},
	{"jsonfeed", read_jsonfeed, "JSON Feed 1.0 and 1.1", false},
	{"csv", read_csv, "tables with a header: CSV, separated by , ; tab or |", true},
	{"tsv", read_tsv, "tables separated by tabs", true},
	{"sfeed", read_sfeed, "the TSV of sfeed(5)", false},
	{"mbox", read_mbox, "mailboxes: mboxo, mboxrd, mboxcl, mboxcl2", false},
	{"mail", read_mail, "one message of mail: .eml, a file of a Maildir", false},
	{"eml", read_mail, NULL, false},
	{"warc", read_warc, "WARC and WET archives; of one that is compressed: zcat FILE | ingest", false},
};

const char *const format_names[] = {
	"auto", "text", "feed", "rss", "atom", "rdf", "telegram", "jsonl",
	"json", "jsonfeed", "csv", "tsv", "sfeed",
	"mbox", "mail", "eml", "warc",
	"html", "telegram-html", "telegram-web",
	NULL,
};

const struct format *
format_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}

bool
format_takes_map(const char *name)
{
	const struct format *format = format_find(name);

	return format != NULL && format->maps;
}

void
format_list(struct output *out)
{
	char line[160];

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (formats[i].what != NULL)
			output_add(out, line, (size_t)snprintf(line, sizeof(line), "%-14s %s\n", formats[i].name,
			                                       formats[i].what));
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static enum sniffed
found(const struct format **format, const char *name)
{
	*format = format_find(name);
	return SNIFFED;
}

/* Says what was seen, and what might help. */
static enum sniffed
nothing(struct problem *problem, const char *s, size_t n, const char *what)
{
	char hex[32 * 3 + 1] = "";

	for (size_t i = 0; i < n && i < 32; i++)
		snprintf(hex + 3 * i, 4, "%02x ", (unsigned char)s[i]);
	hex[n < 32 ? n * 3 - (n > 0) : 95] = '\0';
	problem_set(problem, 0, 1, "%s; it begins with %s", what, hex);
	return SNIFFED_NOTHING;
}

/* Whether bytes are text: no control characters but white space, and all but a
 * few of them UTF-8, or characters of an encoding that can be guessed. */
static bool
is_text(const char *s, size_t n, bool whole)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] < ' ' && !is_space(s[i]))
			return false;
	for (const char *p = s, *end = s + n; p < end;) {
		p += utf8_valid(p, (size_t)(end - p));
		if (p == end || (!whole && end - p < 4))
			break;
		bad++;
		p++;
	}
	return bad <= n / 50 || encoding_reads(encoding_guess(s, n), s, n);
}

/* --- What is known, and not read */

static const struct {
	size_t at;
	const char *begins;
	size_t n;
	const char *what;
} others[] = {
#define SEEN(at, begins, what) {at, begins, sizeof(begins) - 1, what}
	SEEN(0, "%PDF-", "a PDF, which is not read; pdftotext FILE - | ingest -f text reads its text"),
	SEEN(0, "\x1F\x8B", "compressed with gzip; zcat FILE | ingest reads what is in it"),
	SEEN(0, "BZh", "compressed with bzip2; bzcat FILE | ingest reads what is in it"),
	SEEN(0, "\xFD" "7zXZ", "compressed with xz; xzcat FILE | ingest reads what is in it"),
	SEEN(0, "\x28\xB5\x2F\xFD", "compressed with zstd; zstdcat FILE | ingest reads what is in it"),
	SEEN(0, "7z\xBC\xAF", "a 7z archive; unpack it first, then ingest its directory"),
	SEEN(0, "Rar!\x1A", "a RAR archive; unpack it first, then ingest its directory"),
	SEEN(257, "ustar", "a tar archive; unpack it first, then ingest its directory"),
	SEEN(0, "\xD0\xCF\x11\xE0", "an old document of an office (doc, xls); save it as text or CSV first (-f text, -f csv)"),
	SEEN(0, "{\\rtf", "rich text (RTF); save it as plain text first (-f text)"),
	SEEN(0, "\x89PNG", "an image (PNG), which is not read"),
	SEEN(0, "\xFF\xD8\xFF", "an image (JPEG), which is not read"),
	SEEN(0, "GIF8", "an image (GIF), which is not read"),
	SEEN(0, "RIFF", "a picture, sound or film (RIFF), which is not read"),
	SEEN(4, "ftyp", "a film or picture (MP4, HEIC), which is not read"),
	SEEN(0, "ID3", "sound (MP3), which is not read"),
	SEEN(0, "OggS", "sound (Ogg), which is not read"),
	SEEN(0, "SQLite format 3", "a database of SQLite; export what you need with sqlite3 -csv -header (-f csv) or -json (-f json)"),
	SEEN(0, "\x7F" "ELF", "a program, which is not read (-f text reads what text is in it)"),
#undef SEEN
};

/* Archives of zip, by what is in them. */
static const char *
zip_of(const char *s, size_t n)
{
	if (n > 2048)
		n = 2048;
	if (memmem(s, n, "word/", 5) != NULL || memmem(s, n, "[Content_Types].xml", 19) != NULL)
		return "a document of an office in a zip (docx, xlsx, pptx); save it as text, HTML or CSV first (-f text, -f html, -f csv)";
	if (memmem(s, n, "opendocument", 12) != NULL)
		return "a document of an office in a zip (odt, ods); save it as text, HTML or CSV first (-f text, -f html, -f csv)";
	if (memmem(s, n, "epub+zip", 8) != NULL)
		return "a book (EPUB); unpack it first, then ingest -f html reads its pages";
	return "a zip archive; unpack it first, then ingest its directory";
}

/* What the document is, if it is known and not read, and what helps; NULL else. */
static const char *
other_of(const char *s, size_t n)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (n >= others[i].at + others[i].n && memcmp(s + others[i].at, others[i].begins, others[i].n) == 0
		    && (others[i].n > 4 || memchr(s, '\0', n) != NULL || !is_text(s, n, false)))
			return others[i].what;
	return n >= 4 && memcmp(s, "PK\003\004", 4) == 0 ? zip_of(s, n) : NULL;
}

/* Roots of markup that is something else. */
static const char *
other_markup(const char *name, size_t n)
{
	static const struct {
		const char *root, *what;
	} roots[] = {
		{"opml", "a list of feeds (OPML), no feed; fetch the addresses in it and ingest what they give (-f feed)"},
		{"urlset", "a site map, no feed; fetch the addresses in it and ingest what they give (-f html)"},
		{"sitemapindex", "an index of site maps, no feed; fetch the addresses in it"},
		{"svg", "an image (SVG), which is not read (-f html reads the words in it)"},
	};

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (n == strlen(roots[i].root) && strncasecmp(name, roots[i].root, n) == 0)
			return roots[i].what;
	return NULL;
}

/* --- JSON */

/* Walks the first object as far as it is there and looks at its keys. */
struct json_look {
	bool telegram;  /* a key that only an export has */
	bool about;     /* one that an export of an account begins with */
	bool feed;      /* a version of JSON Feed */
	bool ended;     /* the object is whole, and */
	bool more_text; /* something follows it on a later line, or */
	bool line_end;  /* at least the line ends */
	bool one_line;  /* no line end in the object */
};

static const char *
skip_string(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++)
		p += *p == '\\';
	return p < end ? p + 1 : end;
}

/* A key of the object itself; value is where its value begins. */
static void
look_at_key(struct json_look *look, const char *key, size_t n, const char *value, const char *end)
{
	static const struct {
		const char *key;
		char begins;
	} exports[] = {{"messages", '['}, {"chats", '{'}, {"left_chats", '{'},
	               {"personal_information", '{'}};
	static const char *const account[] = {"profile_pictures", "stories", "contacts", "frequent_contacts",
	                                      "sessions", "web_sessions", "other_data"};
	size_t left = (size_t)(end - value);

	for (size_t i = 0; i < sizeof(exports) / sizeof(exports[0]); i++)
		if (n == strlen(exports[i].key) && memcmp(key, exports[i].key, n) == 0 && value < end
		    && *value == exports[i].begins)
			look->telegram = true;
	if (n == 5 && memcmp(key, "about", 5) == 0 && value < end && *value == '"')
		look->about = true;
	for (size_t i = 0; i < sizeof(account) / sizeof(account[0]); i++)
		if (look->about && n == strlen(account[i]) && memcmp(key, account[i], n) == 0)
			look->telegram = true;
	if (n == 7 && memcmp(key, "version", 7) == 0
	    && memmem(value, left < 60 ? left : 60, "jsonfeed.org", 12) != NULL)
		look->feed = true;
}

static const char *
skip_space(const char *p, const char *end)
{
	while (p < end && is_space(*p))
		p++;
	return p;
}

static void
look_at_json(struct json_look *look, const char *p, const char *end)
{
	size_t depth = 0;

	*look = (struct json_look){.one_line = true};
	while (p < end && !look->ended) {
		if (*p == '"') {
			const char *key = p + 1, *after;

			p = skip_string(p, end);
			after = skip_space(p, end);
			if (depth == 1 && after < end && *after == ':' && p > key)
				look_at_key(look, key, (size_t)(p - 1 - key), skip_space(after + 1, end), end);
			continue;
		}
		depth += *p == '{' || *p == '[';
		if (*p == '}' || *p == ']')
			look->ended = --depth == 0;
		look->one_line &= *p != '\n';
		p++;
	}
	for (; p < end; p++) {
		look->line_end |= *p == '\n';
		look->more_text |= look->line_end && !is_space(*p);
	}
}

static enum sniffed
sniff_json(const char *s, size_t n, bool whole, const struct format **format, struct problem *problem)
{
	struct json_look look;
	struct json_shape shape;
	bool lines;

	look_at_json(&look, s, s + n);
	if (look.feed)
		return found(format, "jsonfeed");
	json_shape(s, n < SNIFF_MAX ? n : SNIFF_MAX, &shape);
	lines = look.ended && look.one_line;
	if (lines && (look.more_text || (look.line_end && !look.telegram)))
		return found(format, shape.depth > 0 && shape.known && !look.telegram ? "json" : "jsonl");
	if (look.telegram && (!lines || whole || n >= SNIFF_MAX))
		return found(format, "telegram");
	if (!whole && n < SNIFF_MAX && !(look.ended && look.more_text))
		return SNIFFED_LITTLE;
	if (lines || (look.one_line && !whole && shape.depth == 0))
		return found(format, shape.depth > 0 && shape.known ? "json" : "jsonl");
	return found(format, "json");
}

/* --- Markup */

/* Past a comment, a declaration or an instruction at p, which is `<`; NULL if it
 * does not end. A DTD inside may hold some more. */
static const char *
skip_markup(const char *p, const char *end)
{
	size_t depth = 0;

	if (end - p >= 4 && memcmp(p, "<!--", 4) == 0) {
		p = memmem(p, (size_t)(end - p), "-->", 3);
		return p != NULL ? p + 3 : NULL;
	}
	for (; p < end; p++) {
		depth += *p == '<';
		if (*p == '>' && --depth == 0)
			return p + 1;
	}
	return NULL;
}

static bool
is_root(const char *name, size_t n)
{
	static const char *const roots[] = {"rss", "feed", "RDF", "rdf", "channel"};
	const char *colon = memchr(name, ':', n);

	if (colon != NULL) {
		n -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (n == strlen(roots[i]) && strncasecmp(name, roots[i], n) == 0)
			return true;
	return false;
}

static enum sniffed
sniff_markup(const char *s, size_t n, bool whole, const struct format **format,
             struct problem *problem)
{
	const char *p = s, *end = s + n, *stop;
	bool html = false;

	while (p != NULL && p + 1 < end) {
		p = skip_space(p, end);
		if (end - p < 2 || *p != '<')
			break;
		if (p[1] == '!' || p[1] == '?') {
			html = html || page_is_doctype(p, (size_t)(end - p));
			p = skip_markup(p, end);
			continue;
		}
		stop = p + 1;
		while (stop < end && !is_space(*stop) && *stop != '>' && *stop != '/')
			stop++;
		if (stop == end && !whole)
			break;
		if (!html && other_markup(p + 1, (size_t)(stop - p - 1)) != NULL)
			return nothing(problem, s, n, other_markup(p + 1, (size_t)(stop - p - 1)));
		if (is_root(p + 1, (size_t)(stop - p - 1)))
			return found(format, "feed");
		if (feed_begins(stop, (size_t)(end - stop)))
			return found(format, "feed");
		if (telegram_page_sniff(s, n) != NULL)
			return found(format, telegram_page_sniff(s, n));
		html = html || page_is_element(p + 1, (size_t)(stop - p - 1));
		if (html && !whole && n < SNIFF_MAX)
			break;
		if (html)
			return found(format, "html");
		return nothing(problem, s, n, "markup, but no feed and no page (if it is one: -f feed, -f html; as plain text: -f text)");
	}
	if (html && (whole || n >= SNIFF_MAX || (p != NULL && end - p >= 2 && *p != '<')))
		return found(format, "html");
	if (!whole && n < SNIFF_MAX)
		return SNIFFED_LITTLE;
	return nothing(problem, s, n, "markup without a root (-f feed, -f html, -f text)");
}

/* --- Text */

/* Text in UTF-16 that has its mark, and blanks or line ends. */
static bool
is_wide_text(const char *s, size_t n)
{
	return n >= 4 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0) &&
	       (s[2] == '\0') + (s[3] == '\0') < 2 && memchr(s, '\0', n < 512 ? n : 512) != NULL;
}

static enum sniffed
sniff_text(const char *s, size_t n, bool whole, const struct format **format, struct problem *problem)
{
	if (other_of(s, n) != NULL)
		return nothing(problem, s, n, other_of(s, n));
	if (mbox_sniff(s, n, whole))
		return found(format, "mbox");
	if (warc_sniff(s, n))
		return found(format, "warc");
	if (mail_sniff(s, n, whole))
		return found(format, "mail");
	/* a warning of the program that made it may stand before a feed */
	if (memmem(s, n < 4096 ? n : 4096, "\n<", 2) != NULL && feed_begins(s, n))
		return found(format, "feed");
	if (sfeed_sniff(s, n, whole))
		return found(format, "sfeed");
	if (!whole && n < ENOUGH_TEXT)
		return SNIFFED_LITTLE;
	if (csv_sniff(s, n < SNIFF_MAX ? n : SNIFF_MAX, whole))
		return found(format, "csv");
	if (!is_text(s, n, whole))
		return nothing(problem, s, n, "not a format we know, nor text (-f text reads it all the same)");
	if (!whole && n < ENOUGH_TEXT)
		return SNIFFED_LITTLE;
	return found(format, "text");
}

/* Markup in UTF-16, with its mark or by its first two characters. */
static bool
is_wide_markup(const char *s, size_t n)
{
	return (n >= 4 && (memcmp(s, "\xFF\xFE<\0", 4) == 0 || memcmp(s, "\xFE\xFF\0<", 4) == 0))
	       || (n >= 4 && (memcmp(s, "<\0?\0", 4) == 0 || memcmp(s, "\0<\0?", 4) == 0));
}

/* A feed or a page in UTF-16, by its beginning. */
static enum sniffed
sniff_wide(const char *s, size_t n, bool whole, const struct format **format)
{
	struct problem problem = {0};
	char narrow[2048];

	if (!whole && n < 2 * sizeof(narrow) + 2)
		return SNIFFED_LITTLE;
	if (sniff_markup(narrow, page_narrow(s, n, narrow, sizeof(narrow)), true, format, &problem) == SNIFFED)
		return SNIFFED;
	return found(format, "feed");
}

/* A table in UTF-16, by its mark and its beginning: what spreadsheets call Unicode text. */
static bool
is_wide_table(const char *s, size_t n, bool whole)
{
	char narrow[2048];

	if (n < 4 || (memcmp(s, "\xFF\xFE", 2) != 0 && memcmp(s, "\xFE\xFF", 2) != 0) || (!whole && n < 2 * sizeof(narrow) + 2))
		return false;
	return csv_sniff(narrow, page_narrow(s, n, narrow, sizeof(narrow)), whole && n <= 2 * sizeof(narrow));
}

/* Whether a text that begins with a bracket is JSON: one that begins a list of objects, or is
 * wholly a JSON value. "[Updated] A title" is not. */
static bool
is_array(const char *s, size_t n, bool whole)
{
	const char *first = skip_space(s + 1, s + n);
	struct problem problem = {0};
	struct json_value value;

	return first == s + n || *first == '{' || (whole && json_scan_value(s, n, &value, &problem));
}

enum sniffed
sniff(const char *head, size_t n, bool whole, const struct format **format, struct problem *problem)
{
	const char *s, *end;

	if (n == 0)
		return whole ? SNIFFED_EMPTY : SNIFFED_LITTLE;
	s = head;
	end = head + n;
	if (is_wide_markup(s, n))
		return sniff_wide(s, n, whole, format);
	if (is_wide_table(s, n, whole))
		return found(format, "csv");
	if (is_wide_text(s, n))
		return found(format, "text");
	if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
		s += 3;
	s = skip_space(s, end);
	if (end - s < 8 && !whole && n < SNIFF_MAX)
		return SNIFFED_LITTLE;
	n = (size_t)(end - s);
	if (n == 0 && whole)
		return SNIFFED_EMPTY;
	if (n == 0)
		return nothing(problem, head, 32, "only white space");
	if (*s == '{' && other_of(s, n) != NULL)
		return nothing(problem, s, n, other_of(s, n));
	if (*s == '{')
		return sniff_json(s, n, whole, format, problem);
	if (*s == '[' && n > 1 && is_array(s, n, whole))
		return found(format, "json");
	if (*s == '<')
		return sniff_markup(s, n, whole, format, problem);
	return sniff_text(s, n, whole, format, problem);
}
