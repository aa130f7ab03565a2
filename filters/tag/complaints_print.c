/* Printing complaints: for people, and in the forms that editors and build machines read. */
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/diag.h"
#include "common/json.h"
#include "common/utf8.h"
#include "common/version.h"
#include "filters/tag/complaints.h"

/* Columns of a quoted line that fit most terminals, and how many of them may stand
 * before the caret. */
#define QUOTED 100
#define QUOTED_BEFORE 60

struct range {
	uint32_t first, last;
};

/* Characters that take two columns: Unicode's EastAsianWidth.txt, W and F, by block. */
static const struct range wide[] = {
	{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
	{0xa000, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f}, {0xff00, 0xff60},
	{0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
	{0x20000, 0x3fffd},
};

/* Characters that take none: general categories Mn, Me and Cf of the scripts in
 * use here, by block (Unicode's UnicodeData.txt). */
static const struct range narrow[] = {
	{0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x05bf, 0x05bf}, {0x05c1, 0x05c2},
	{0x05c4, 0x05c5}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x0670, 0x0670}, {0x06d6, 0x06dc},
	{0x06df, 0x06e4}, {0x06e7, 0x06e8}, {0x06ea, 0x06ed}, {0x08d3, 0x08ff}, {0x0e31, 0x0e31},
	{0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d},
	{0x2060, 0x2064}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};

static bool
in_ranges(const struct range *ranges, size_t count, uint32_t c)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c < ranges[middle].first)
			high = middle;
		else if (c > ranges[middle].last)
			low = middle + 1;
		else
			return true;
	}
	return false;
}

#define IN(ranges, c) in_ranges(ranges, sizeof(ranges) / sizeof((ranges)[0]), c)

static size_t
width_of(uint32_t c)
{
	return c < 0x300 ? 1 : IN(wide, c) ? 2 : IN(narrow, c) ? 0 : 1;
}

static int
compare_sizes(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int
compare(const void *a, const void *b)
{
	const struct complaint *x = a, *y = b;
	size_t nx = x->source ? x->source->number + 1 : 0, ny = y->source ? y->source->number + 1 : 0;
	int order = compare_sizes(nx, ny);

	if (order == 0)
		order = compare_sizes(x->line, y->line);
	if (order == 0)
		order = compare_sizes(x->column, y->column);
	return order != 0 ? order : compare_sizes(x->number, y->number);
}

/* The bytes of a line, without its end. */
static const char *
line_of(const struct source *source, size_t line, size_t *n)
{
	const char *s = source->text, *end = s + source->n, *newline;

	while ((newline = memchr(s, '\n', (size_t)(end - s))) != NULL && --line > 0)
		s = newline + 1;
	if (newline == NULL)
		newline = end;
	if (newline > s && newline[-1] == '\r')
		newline--;
	*n = (size_t)(newline - s);
	return s;
}

/* Appends the line and a caret under the column. Of a long line, the part around the
 * column is shown. */
static void
quote(const struct complaint *complaint, struct buf *out)
{
	size_t n, column = 1, caret = 0, width = 0, margin = out->len;
	const char *s = line_of(complaint->source, complaint->line, &n), *end = s + n;

	buf_addf(out, "%4zu | ", complaint->line);
	margin = out->len - margin;
	if (complaint->column > QUOTED_BEFORE && utf8_count(s, n) > QUOTED) {
		for (; s < end && column + QUOTED_BEFORE < complaint->column; column++)
			utf8_decode(&s, end);
		buf_adds(out, "...");
		caret = width = 3;
	}
	for (; s < end && width < QUOTED; column++) {
		char bytes[4];
		uint32_t c = utf8_decode(&s, end);

		c = c == '\t' ? ' ' : shown_as_mark(c) ? '?' : c;
		buf_add(out, bytes, utf8_encode(c, bytes));
		width += width_of(c);
		if (column < complaint->column)
			caret += width_of(c);
	}
	buf_adds(out, s < end ? "...\n" : "\n");
	for (size_t i = 0; i + 2 < margin; i++)
		buf_addc(out, ' ');
	buf_adds(out, "| ");
	for (size_t i = 0; i < caret; i++)
		buf_addc(out, ' ');
	buf_adds(out, "^\n");
}

/* A path may be long, and is a stranger's: byte by byte. */
static void
add_path(const char *path, struct buf *out)
{
	for (; *path != '\0'; path++)
		buf_addc(out, (unsigned char)*path < 0x20 || *path == 0x7f ? '?' : *path);
}

static void
add_place(const struct complaint *complaint, struct buf *out)
{
	add_path(complaint->source->name, out);
	if (complaint->line > 0)
		buf_addf(out, ":%zu:%zu", complaint->line, complaint->column);
	buf_adds(out, ": ");
}

static const char *const severities[] = {
	[COMPLAINT_ERROR] = "error", [COMPLAINT_WARNING] = "warning", [COMPLAINT_NOTE] = "note",
};

static void
add_text(const struct complaint *complaint, struct buf *out)
{
	buf_addf(out, "%s: ", diag_program());
	if (complaint->source != NULL)
		add_place(complaint, out);
	if (complaint->severity != COMPLAINT_ERROR)
		buf_addf(out, "%s: ", severities[complaint->severity]);
	buf_addf(out, "%s\n", complaint->text);
	if (complaint->source != NULL && complaint->line > 0)
		quote(complaint, out);
}

static void
add_gcc(const struct complaint *complaint, struct buf *out)
{
	if (complaint->source != NULL)
		add_place(complaint, out);
	else
		buf_addf(out, "%s: ", diag_program());
	buf_addf(out, "%s: %s\n", severities[complaint->severity], complaint->text);
}

static void
add_string(struct buf *out, const char *key, const char *s, size_t n)
{
	json_add_key(out, key);
	json_add_string(out, s, n);
}

static void
add_json(const struct complaint *complaint, struct buf *out)
{
	const struct source *source = complaint->source;

	buf_addc(out, '{');
	if (source != NULL)
		add_string(out, "file", source->name, strlen(source->name));
	if (source != NULL && complaint->line > 0)
		buf_addf(out, ",\"line\":%zu,\"column\":%zu", complaint->line, complaint->column);
	add_string(out, "severity", severities[complaint->severity],
	           strlen(severities[complaint->severity]));
	add_string(out, "id", complaint->id, strlen(complaint->id));
	add_string(out, "message", complaint->text, strlen(complaint->text));
	if (source != NULL && complaint->line > 0) {
		size_t n;
		const char *line = line_of(source, complaint->line, &n);

		add_string(out, "source", line, n);
	}
	buf_adds(out, "}\n");
}

/* A path as a reference of RFC 3986: SARIF wants URIs. */
static void
add_uri(const char *path, struct buf *out)
{
	json_add_key(out, "uri");
	buf_adds(out, path[0] == '/' ? "\"file://" : "\"");
	for (; *path != '\0'; path++) {
		char c = *path;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    strchr("-._~/", c) != NULL)
			buf_addc(out, c);
		else
			buf_addf(out, "%%%02X", (unsigned char)c);
	}
	buf_addc(out, '"');
}

static void
add_sarif_location(const struct complaint *complaint, struct buf *out)
{
	size_t n;
	const char *line;

	buf_adds(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{");
	add_uri(complaint->source->name, out);
	buf_addc(out, '}');
	if (complaint->line > 0) {
		line = line_of(complaint->source, complaint->line, &n);
		buf_addf(out, ",\"region\":{\"startLine\":%zu,\"startColumn\":%zu,\"snippet\":{",
		         complaint->line, complaint->column);
		add_string(out, "text", line, n);
		buf_adds(out, "}}");
	}
	buf_adds(out, "}}]");
}

/* The kinds of complaints, each once. */
#define KINDS_MAX 32

struct kinds {
	const char *ids[KINDS_MAX];
	size_t count;
};

/* The number of a kind; a new one is added. */
static size_t
kind_of(struct kinds *kinds, const char *id)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->ids[i], id) == 0)
			return i;
	if (kinds->count == KINDS_MAX)
		return 0;
	kinds->ids[kinds->count] = id;
	return kinds->count++;
}

static void
add_sarif_tool(const struct kinds *kinds, struct buf *out)
{
	buf_adds(out, "\"tool\":{\"driver\":{");
	add_string(out, "name", diag_program(), strlen(diag_program()));
	add_string(out, "version", watchline_version, strlen(watchline_version));
	buf_adds(out, ",\"rules\":[");
	for (size_t i = 0; i < kinds->count; i++) {
		buf_adds(out, i > 0 ? ",{" : "{");
		add_string(out, "id", kinds->ids[i], strlen(kinds->ids[i]));
		buf_addc(out, '}');
	}
	buf_adds(out, "]}}");
}

static void
add_sarif(const struct complaints *complaints, size_t count, struct buf *out)
{
	struct kinds kinds = {.count = 0};

	for (size_t i = 0; i < count; i++)
		kind_of(&kinds, complaints->items[i].id);
	buf_adds(out, "{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	              "\"runs\":[{");
	add_sarif_tool(&kinds, out);
	buf_adds(out, ",\"columnKind\":\"unicodeCodePoints\",\"results\":[");
	for (size_t i = 0; i < count; i++) {
		const struct complaint *complaint = &complaints->items[i];

		buf_adds(out, i > 0 ? ",\n{" : "\n{");
		add_string(out, "ruleId", complaint->id, strlen(complaint->id));
		buf_addf(out, ",\"ruleIndex\":%zu", kind_of(&kinds, complaint->id));
		add_string(out, "level", severities[complaint->severity],
		           strlen(severities[complaint->severity]));
		buf_adds(out, ",\"message\":{");
		add_string(out, "text", complaint->text, strlen(complaint->text));
		buf_addc(out, '}');
		if (complaint->source != NULL)
			add_sarif_location(complaint, out);
		buf_addc(out, '}');
	}
	buf_adds(out, "]}]}\n");
}

/* How many there are that were not printed. */
static void
add_rest(size_t rest, enum complaint_severity severity, enum report_format format, struct buf *out)
{
	const char *kind = severities[severity];

	if (format == REPORT_TEXT)
		buf_addf(out, "%s: %zu more %ss in the rules\n", diag_program(), rest, kind);
	else if (format == REPORT_GCC)
		buf_addf(out, "%s: %s: %zu more %ss in the rules\n", diag_program(), kind, rest, kind);
	else if (format == REPORT_JSON)
		buf_addf(out, "{\"severity\":\"%s\",\"id\":\"more\",\"message\":\"%zu more %ss in the "
		         "rules\"}\n", kind, rest, kind);
}

/* The gravest of them. */
static enum complaint_severity
worst(const struct complaints *complaints)
{
	enum complaint_severity severity = COMPLAINT_NOTE;

	for (size_t i = 0; i < complaints->count; i++)
		if (complaints->items[i].severity < severity)
			severity = complaints->items[i].severity;
	return severity;
}

void
complaints_print(struct complaints *complaints, enum report_format format, FILE *out)
{
	static void (*const adders[])(const struct complaint *, struct buf *) = {
		[REPORT_TEXT] = add_text, [REPORT_GCC] = add_gcc, [REPORT_JSON] = add_json,
	};
	struct buf text = {0};
	size_t count = complaints->shown > 0 ? complaints->shown : COMPLAINTS_SHOWN;

	if (complaints->count > 1)
		qsort(complaints->items, complaints->count, sizeof(*complaints->items), compare);
	if (count > complaints->count)
		count = complaints->count;
	if (format == REPORT_SARIF)
		add_sarif(complaints, count, &text);
	for (size_t i = 0; format != REPORT_SARIF && i < count; i++)
		adders[format](&complaints->items[i], &text);
	if (complaints->total > count)
		add_rest(complaints->total - count, worst(complaints), format, &text);
	if (text.len > 0)
		fwrite(text.data, 1, text.len, out);
	fflush(out);
	buf_free(&text);
}
