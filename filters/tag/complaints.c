#include "filters/tag/complaints.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"

/* More than are printed are kept, since they are found out of order. */
#define KEPT 4

bool
shown_as_mark(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0x061c ||
	       (c >= 0x2028 && c <= 0x2029) || c == UTF8_REPLACEMENT;
}

struct shown
shown(const char *text, size_t n)
{
	struct shown out;
	const char *s = text, *end = text + n;
	size_t len = 0;

	while (s < end && len < sizeof(out.text) - 8) {
		uint32_t c = utf8_decode(&s, end);

		len += utf8_encode(shown_as_mark(c) ? '?' : c, out.text + len);
	}
	if (s < end) {
		memcpy(out.text + len, "...", 3);
		len += 3;
	}
	out.text[len] = '\0';
	return out;
}

void
complaints_take(struct complaints *complaints, struct source *source)
{
	source->number = complaints->source_count;
	complaints->sources = xgrow(complaints->sources, &complaints->source_cap,
	                            complaints->source_count + 1, sizeof(*complaints->sources));
	complaints->sources[complaints->source_count++] = source;
}

const struct source *
complaints_source(struct complaints *complaints, const char *name)
{
	struct source *source;

	for (size_t i = complaints->source_count; i > 0; i--)
		if (strcmp(complaints->sources[i - 1]->name, name) == 0)
			return complaints->sources[i - 1];
	source = source_read(name, SOURCE_LIST_MAX);
	if (source == NULL)
		source = source_new(name, "", 0);
	complaints_take(complaints, source);
	return source;
}

static size_t
room(const struct complaints *complaints)
{
	return KEPT * (complaints->shown > 0 ? complaints->shown : COMPLAINTS_SHOWN);
}

static void
add(struct complaints *complaints, struct complaint complaint, const char *format, va_list arguments)
{
	char text[512];

	complaints->total++;
	if (complaints->count >= room(complaints))
		return;
	vsnprintf(text, sizeof(text), format, arguments);
	complaint.text = xstrdup(text);
	complaint.number = complaints->count;
	complaints->items = xgrow(complaints->items, &complaints->cap, complaints->count + 1,
	                          sizeof(*complaints->items));
	complaints->items[complaints->count++] = complaint;
}

void
complain(struct complaints *complaints, const struct source *source, size_t line, size_t column,
         const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(complaints, (struct complaint){.source = source, .line = line, .column = column,
	                                   .severity = COMPLAINT_ERROR, .id = "invalid"},
	    format, arguments);
	va_end(arguments);
}

void
complain_of(struct complaints *complaints, enum complaint_severity severity, const char *id,
            const struct source *source, size_t line, size_t column, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(complaints, (struct complaint){.source = source, .line = line, .column = column,
	                                   .severity = severity, .id = id},
	    format, arguments);
	va_end(arguments);
}

bool
complained_at(const struct complaints *complaints, const struct source *source, size_t line)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (complaints->items[i].source == source && complaints->items[i].line == line)
			return true;
	return false;
}

bool
complaints_full(const struct complaints *complaints)
{
	return complaints->count >= room(complaints);
}

void
complaints_free(struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		free(complaints->items[i].text);
	for (size_t i = 0; i < complaints->source_count; i++)
		source_free(complaints->sources[i]);
	free(complaints->items);
	free(complaints->sources);
	*complaints = (struct complaints){0};
}
