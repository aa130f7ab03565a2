/* Whether markup is a page of HTML. */
#include "filters/ingest/html_element.h"
#include "filters/ingest/page.h"

bool
page_is_doctype(const char *s, size_t n)
{
	static const char doctype[] = "<!doctype";
	size_t length = sizeof(doctype) - 1;

	if (n < length || html_name_compare(s, length, doctype) != 0)
		return false;
	for (; length < n && (unsigned char)s[length] <= ' '; length++)
		;
	return n - length >= 5 && html_name_compare(s + length, 4, "html") == 0
	       && (s[length + 4] == '>' || (unsigned char)s[length + 4] <= ' ');
}

bool
page_is_element(const char *name, size_t n)
{
	/* elements that a fragment begins with, beside those of the tree; none that feeds or other
	 * vocabularies of XML begin with */
	static const char *const not_these[] = {"source", "link", "time", "summary", "label", "map", "dir",
	                                        "menu", "s", "q", "u", "i", "b", "x-other", "object", "param", "var",
	                                        "code", "section", "track", "cite", NULL};

	return tree_tag_find(name, n) != TREE_OTHER && !html_name_is_one_of(name, n, not_these);
}

size_t
page_narrow(const char *s, size_t n, char *out, size_t room)
{
	size_t at = n >= 2 && (memcmp(s, "\xFF\xFE", 2) == 0 || memcmp(s, "\xFE\xFF", 2) == 0) ? 2 : 0, len = 0;
	size_t high = n > at + 1 && s[at] == '\0' ? 0 : 1;

	for (; at + 1 < n && len < room; at += 2)
		out[len++] = s[at + high] == '\0' ? s[at + 1 - high] : '?';
	return len;
}
