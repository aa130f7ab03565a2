/* Recognises a feed by its beginning. */
#include <strings.h>

#include "filters/ingest/feed.h"

#define WITHIN ((size_t)8 * 1024) /* bytes in which the root must begin */
#define MAX_TAGS 50

static bool
is_delimiter(char c)
{
	return (unsigned char)c <= ' ' || c == '>' || c == '/';
}

static bool
is_one_of(const char *s, size_t n, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == n && strncasecmp(s, names[i], n) == 0)
			return true;
	return false;
}

/* Past a comment or the like at s. */
static const char *
skip_comment(const char *s, const char *end)
{
	const char *close = NULL;

	if (end - s >= 4 && memcmp(s, "<!--", 4) == 0)
		close = memmem(s + 4, (size_t)(end - s - 4), "-->", 3);
	return close == NULL ? s + 1 : close + 3;
}

bool
feed_begins(const char *s, size_t n)
{
	static const char *const roots[] = {"rss", "feed", "rdf", "channel"};
	static const char *const others[] = {"html", "body", "head"};
	const char *begin = s, *end = s + (n < WITHIN ? n : WITHIN);

	for (int tags = 0; tags < MAX_TAGS && (s = memchr(s, '<', (size_t)(end - s))) != NULL; tags++) {
		const char *name = s + 1, *stop = name, *colon;
		bool in_place = s == begin || s[-1] == '>' || (unsigned char)s[-1] <= ' ';

		if (stop < end && (*stop == '!' || *stop == '?')) {
			s = skip_comment(s, end);
			continue;
		}
		while (stop < end && !is_delimiter(*stop))
			stop++;
		if (stop == end)
			return false;
		colon = memchr(name, ':', (size_t)(stop - name));
		name = colon != NULL ? colon + 1 : name;
		if (is_one_of(name, (size_t)(stop - name), others, sizeof others / sizeof others[0]))
			return false;
		if (in_place && is_one_of(name, (size_t)(stop - name), roots, sizeof roots / sizeof roots[0]))
			return true;
		s = stop;
	}
	return false;
}
