/* Any template, with any record: the first line of the input is the template, the second the record. What
 * is no template is refused with its place; what comes out is UTF-8, and nothing of the record controls a
 * terminal. */
#include "filters/emit/template.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
refuse(const char *what)
{
	fprintf(stderr, "template: %s\n", what);
	abort();
}

/* Whether the template itself says nothing but visible ASCII, so that all else is the record's; and asks for
 * no JSON, where bidi controls stay what they are. */
static bool
is_plain(const char *template)
{
	if (strstr(template, "json"))
		return false;
	for (; *template; template++)
		if ((unsigned char)*template < ' ' || (unsigned char)*template >= 0x7F || *template == '\\')
			return false;
	return true;
}

static void
check_harmless(const char *s, size_t n)
{
	const char *end = s + n;
	long depth = 0;

	while (s < end) {
		uint32_t c = utf8_decode(&s, end);

		if ((c < ' ' && c != '\n') || (c >= 0x7F && c < 0xA0))
			refuse("a control character");
		if (c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) || c == 0x2066 || c == 0x2067)
			refuse("a bidi control or a line separator");
		depth += c == 0x2068 ? 1 : c == 0x2069 ? -1 : 0;
		if (depth < 0 || depth > 1)
			refuse("isolates that do not pair");
	}
	if (depth != 0)
		refuse("an isolate that is open");
}

static void
fill(const char *template, const char *line, size_t n)
{
	struct output output = {.fd = -1, .name = "none"};
	struct emitter emitter = {.format = &format_template, .out = &output};
	struct record rec = {0};

	emitter.options.template = template;
	format_template.begin(&emitter);
	if (record_scan(&rec, line, n)) {
		format_template.record(&emitter, &rec);
		if (utf8_valid(buf_str(&output.buf), output.buf.len) != output.buf.len)
			refuse("not UTF-8");
		if (is_plain(template))
			check_harmless(output.buf.data, output.buf.len);
	}
	format_template.end(&emitter);
	record_free(&rec);
	buf_free(&emitter.buf);
	buf_free(&output.buf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *end = size ? memchr(data, '\n', size) : NULL;
	size_t n = end ? (size_t)(end - text) : size;
	struct problem problem = {0};
	char *template;

	if (size > 8000)
		return 0;
	template = xmemdup(text, n);
	if (utf8_valid(template, strlen(template)) != strlen(template)) {
		free(template);
		return 0;
	}
	if (!template_check(template, &problem)) {
		if (problem.text[0] == '\0' || problem.column == 0 || problem.column > strlen(template) + 1)
			refuse("refused without reason or place");
	} else if (end) {
		fill(template, end + 1, size - n - 1);
	}
	free(template);
	return 0;
}
