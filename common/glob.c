#include "common/glob.h"

/* Past the UTF-8 character at s. */
static size_t
character_end(const char *s, size_t n, size_t at)
{
	at++;
	while (at < n && (s[at] & 0xC0) == 0x80)
		at++;
	return at;
}

bool
glob_matches(const char *pattern, const char *s, size_t n)
{
	const char *star = NULL;
	size_t at = 0, retry = 0;

	/* Only the last star need ever take more: what stood before it has matched. */
	while (at < n) {
		if (*pattern == '*') {
			star = pattern++;
			retry = at;
		} else if (*pattern == '?') {
			pattern++;
			at = character_end(s, n, at);
		} else if (*pattern == s[at] && *pattern != '\0') {
			pattern++;
			at++;
		} else if (star) {
			pattern = star + 1;
			at = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
