#include <stdbool.h>
#include <string.h>

#include "filters/ingest/language.h"

/* Tags that BCP 47 has replaced. */
static const char *const old_tags[][2] = {{"iw", "he"}, {"in", "id"}, {"ji", "yi"}, {"jw", "jv"}, {"mo", "ro"}};

static bool
is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* Whether the first n bytes are parts of letters and digits, the first of two or three letters. */
static bool
is_tag(const char *tag, size_t n)
{
	size_t part = 0, parts = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i == n || tag[i] == '-' || tag[i] == '_') {
			if (part == 0 || part > 8 || (parts++ == 0 && (part < 2 || part > 3)))
				return false;
			part = 0;
		} else if (is_letter(tag[i]) || (parts > 0 && tag[i] >= '0' && tag[i] <= '9')) {
			part++;
		} else {
			return false;
		}
	}
	return true;
}

/* The case that the standard recommends: en, Arab, IQ. */
static void
set_case(char *part, size_t n, bool first)
{
	for (size_t i = 0; i < n; i++) {
		bool capital = !first && (n == 2 || (n == 4 && i == 0));

		if (is_letter(part[i]))
			part[i] = (char)(capital ? part[i] & ~0x20 : part[i] | 0x20);
	}
}

size_t
language_normalise(char *tag, size_t n)
{
	size_t cut = n, begin = 0;

	for (size_t i = n; i-- > 0;)
		if (tag[i] == '.' || tag[i] == '@') /* en_US.UTF-8 of programs */
			cut = i;
	if (!is_tag(tag, cut))
		return n;
	for (size_t i = 0; i <= cut; i++)
		if (i == cut || tag[i] == '-' || tag[i] == '_') {
			set_case(tag + begin, i - begin, begin == 0);
			if (i < cut)
				tag[i] = '-';
			begin = i + 1;
		}
	for (size_t i = 0; i < sizeof(old_tags) / sizeof(old_tags[0]); i++)
		if (memcmp(tag, old_tags[i][0], 2) == 0 && (cut == 2 || tag[2] == '-'))
			memcpy(tag, old_tags[i][1], 2);
	return cut;
}
