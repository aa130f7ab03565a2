/* Unquoted scalars that are no strings to readers of YAML 1.1: the types
 * bool, float, int, merge, null, timestamp and value of yaml.org/type. */
#include <string.h>

#include "filters/tag/yaml.h"

static const struct {
	const char *text, *what;
} words[] = {
	{"y", "a boolean"},    {"n", "a boolean"},     {"yes", "a boolean"}, {"no", "a boolean"},
	{"true", "a boolean"}, {"false", "a boolean"}, {"on", "a boolean"},  {"off", "a boolean"},
	{"null", "a null"},    {"~", "a null"},        {"=", "a default value"},
	{"<<", "a merge key"}, {".inf", "a number"},   {"-.inf", "a number"},
	{"+.inf", "a number"}, {".nan", "a number"},
};

static bool
same_word(const char *text, size_t n, const char *word)
{
	if (strlen(word) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]) != word[i])
			return false;
	return true;
}

/* The number of bytes from i that are digits of the base or underscores. */
static size_t
digits(const char *text, size_t n, size_t i, int base)
{
	size_t start = i;

	for (; i < n; i++) {
		char c = text[i];

		if (c == '_' || (c >= '0' && c <= '9' && c - '0' < base))
			continue;
		if (base == 16 && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
			continue;
		break;
	}
	return i - start;
}

static bool
is_number(const char *text, size_t n)
{
	size_t i = n > 0 && (text[0] == '+' || text[0] == '-'), whole, part = 0;

	if (i + 2 < n && text[i] == '0' && strchr("xXoObB", text[i + 1]) != NULL) {
		int base = strchr("xX", text[i + 1]) ? 16 : strchr("oO", text[i + 1]) ? 8 : 2;

		return digits(text, n, i + 2, base) == n - i - 2;
	}
	if (i < n && text[i] == '_')
		return false;
	i += whole = digits(text, n, i, 10);
	if (i < n && text[i] == '.')
		i += 1 + (part = digits(text, n, i + 1, 10));
	if (whole + part == 0)
		return false;
	if (i < n && (text[i] == 'e' || text[i] == 'E')) {
		i++;
		if (i < n && (text[i] == '+' || text[i] == '-'))
			i++;
		whole = digits(text, n, i, 10);
		i += whole;
		return i == n && whole > 0;
	}
	return i == n;
}

/* 12:30 is 750 in YAML 1.1, in base 60. */
static bool
is_time(const char *text, size_t n)
{
	size_t i = n > 0 && (text[0] == '+' || text[0] == '-'), parts = 0;

	for (;; i++) {
		size_t d = digits(text, n, i, 10);

		if (d == 0)
			return false;
		i += d;
		if (i >= n || text[i] != ':')
			break;
		parts++;
	}
	if (i < n && text[i] == '.')
		i += 1 + digits(text, n, i + 1, 10);
	return parts > 0 && i == n;
}

static bool
is_date(const char *text, size_t n)
{
	size_t i = digits(text, n, 0, 10), d;

	if (i != 4)
		return false;
	for (int part = 0; part < 2; part++) {
		if (i >= n || text[i] != '-')
			return false;
		d = digits(text, n, ++i, 10);
		if (d < 1 || d > 2)
			return false;
		i += d;
	}
	if (i == n)
		return true;
	while (i < n && (text[i] == ' ' || text[i] == 'T' || text[i] == 't'))
		i++;
	return i < n && digits(text, n, i, 10) > 0;
}

const char *
yaml_surprise(const char *text, size_t n)
{
	if (n == 0)
		return "a null";
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (same_word(text, n, words[i].text))
			return words[i].what;
	return is_number(text, n) ? "a number" : is_time(text, n) ? "a number in base 60" :
	       is_date(text, n)   ? "a date" : NULL;
}
