#include "filters/ingest/html_element.h"

static const struct html_element elements[] = {
	/* in alphabetical order, for a binary search */
	{"a", LINK},
	{"address", BLOCK},
	{"article", BLOCK},
	{"aside", BLOCK},
	{"blockquote", PARAGRAPH},
	{"body", BLOCK},
	{"br", BREAK},
	{"caption", BLOCK},
	{"center", BLOCK},
	{"dd", BLOCK},
	{"details", BLOCK},
	{"dir", BLOCK},
	{"div", BLOCK},
	{"dl", BLOCK},
	{"dt", BLOCK},
	{"fieldset", BLOCK},
	{"figcaption", BLOCK},
	{"figure", PARAGRAPH},
	{"footer", BLOCK},
	{"form", BLOCK},
	{"h1", PARAGRAPH},
	{"h2", PARAGRAPH},
	{"h3", PARAGRAPH},
	{"h4", PARAGRAPH},
	{"h5", PARAGRAPH},
	{"h6", PARAGRAPH},
	{"head", HEAD},
	{"header", BLOCK},
	{"hr", PARAGRAPH},
	{"img", IMAGE},
	{"legend", BLOCK},
	{"li", BLOCK},
	{"listing", PRE},
	{"main", BLOCK},
	{"math", SKIPPED},
	{"menu", BLOCK},
	{"nav", BLOCK},
	{"noscript", SKIPPED},
	{"ol", BLOCK},
	{"option", BLOCK},
	{"p", PARAGRAPH},
	{"pre", PRE},
	{"script", SKIPPED},
	{"section", BLOCK},
	{"select", BLOCK},
	{"style", SKIPPED},
	{"summary", BLOCK},
	{"svg", SKIPPED},
	{"table", PARAGRAPH},
	{"tbody", BLOCK},
	{"td", CELL},
	{"template", SKIPPED},
	{"tfoot", BLOCK},
	{"th", CELL},
	{"thead", BLOCK},
	{"tr", ROW},
	{"ul", BLOCK},
	{"xmp", PRE},
};

static int
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

int
html_name_compare(const char *name, size_t n, const char *word)
{
	size_t i = 0;

	for (; i < n && word[i] != '\0'; i++)
		if (lower(name[i]) != word[i])
			return lower(name[i]) - word[i];
	return i < n ? 1 : word[i] == '\0' ? 0 : -1;
}

const struct html_element *
html_element_find(const char *name, size_t n)
{
	size_t low = 0, high = sizeof elements / sizeof elements[0];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = html_name_compare(name, n, elements[middle].name);

		if (order == 0)
			return &elements[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

bool
html_name_is_one_of(const char *name, size_t n, const char *const *words)
{
	for (; *words != NULL; words++)
		if (html_name_compare(name, n, *words) == 0)
			return true;
	return false;
}
