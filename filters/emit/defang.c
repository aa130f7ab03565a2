#include "filters/emit/defang.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/ingest/entities.h"

/* Top level domains that a host without a scheme is known by: generic ones, those of countries that are
 * seen in what is watched, and those of examples. A choice from IANA's root zone and RFC 2606. */
static const char *const domains[] = {
	"com", "net", "org", "info", "biz", "edu", "gov", "mil", "int", "io", "co", "xyz", "top", "site", "online",
	"shop", "store", "club", "live", "news", "media", "tv", "cc", "ws", "pw", "link", "click", "app", "dev",
	"page", "blog", "press", "tech", "space", "website", "icu", "vip", "fun", "pro", "name", "mobi", "onion",
	"example", "test", "invalid", "cloud", "life", "world", "agency", "network", "digital", "zip", "buzz",
	"ru", "su", "ua", "by", "kz", "uz", "tm", "kg", "tj", "az", "ge", "md", "ir", "iq", "il", "ps", "lb", "sy",
	"jo", "eg", "ly", "tn", "dz", "ma", "sd", "ye", "sa", "ae", "qa", "kw", "bh", "om", "tr", "pk", "af", "bd",
	"so", "ml", "ng", "ke", "et", "za", "uk", "ie", "de", "fr", "eu", "nl", "be", "ch", "es", "pt", "pl", "se",
	"fi", "dk", "cz", "sk", "hr", "si", "lt", "lv", "ee", "ro", "bg", "gr", "hu", "rs", "cn", "jp", "kr", "tw",
	"hk", "sg", "vn", "th", "ph", "au", "nz", "ca", "mx", "br", "ar", "cl", "ai", "gg", "gl", "la", "li", "ga",
	"cf", "gq", "tk",
};

/* Words as well: a domain only where a path or a port follows. */
static const char *const wordy[] = {"me", "is", "it", "in", "to", "no", "at", "us", "as", "my", "am", "id", "do",
                                    "st", "re", "im", "fm", "ms", "sh", "py", "pl", "rs", "vc"};

/* Top level domains in other letters. */
static const char *const foreign[] = {"рф", "укр", "бел", "срб", "қаз", "مصر", "السعودية", "امارات", "ایران",
                                      "فلسطين", "سورية", "قطر", "تونس", "الجزائر", "الاردن", "عراق", "شبكة",
                                      "موقع", "ישראל", "中国", "한국"};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool
is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
}

static bool
is_foreign(char c)
{
	return (unsigned char)c >= 0x80;
}

/* What ends a host behind a scheme. */
static bool
is_delimiter(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7F || strchr("/?#\\\"'<>()[]{}|^`,;", c) != NULL;
}

static void
add_spot(struct defang *defang, size_t at, size_t len, enum defang_kind kind)
{
	defang->spots = xgrow(defang->spots, &defang->cap, defang->count + 1, sizeof(*defang->spots));
	defang->spots[defang->count++] = (struct defang_spot){at, (unsigned char)len, (unsigned char)kind};
}

/* Whether s ends with a word of small letters, whatever its own case. */
static bool
ends_with(const char *s, size_t n, const char *word)
{
	size_t length = strlen(word);

	if (n < length)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((s[n - length + i] | 0x20) != word[i])
			return false;
	return true;
}

/* Spoils the scheme that ends at `end`, where its colon stands. */
static void
spoil_scheme(struct defang *defang, const char *s, size_t end)
{
	size_t web = ends_with(s, end, "https") ? 4 : ends_with(s, end, "http") ? 3 : 0;
	size_t file = ends_with(s, end, "ftps") ? 3 : ends_with(s, end, "ftp") ? 2 : 0;

	if (web > 0) {
		add_spot(defang, end - web, 1, DEFANG_X);
		add_spot(defang, end - web + 1, 1, DEFANG_X);
	} else if (file > 0) {
		add_spot(defang, end - file, 1, DEFANG_X);
	}
}

/* The bytes of a dot here, also of those that browsers take for one; 0 if it is none. */
static size_t
dot_length(const char *s, size_t n)
{
	if (n > 0 && s[0] == '.')
		return 1;
	if (n >= 3 && (memcmp(s, "\xE3\x80\x82", 3) == 0 || memcmp(s, "\xEF\xBC\x8E", 3) == 0
	               || memcmp(s, "\xEF\xBD\xA1", 3) == 0))
		return 3;
	return 0;
}

/* Spoils the host that begins at `from` and returns its end. A dot at the end is a sentence's. */
static size_t
spoil_host(struct defang *defang, const char *s, size_t from, size_t n)
{
	size_t at = from;

	while (at < n && !is_delimiter(s[at]) && !(s[at] == ':' && n - at > 2 && s[at + 1] == '/' && s[at + 2] == '/')) {
		size_t dot = dot_length(s + at, n - at);

		if (dot > 0 && at + dot < n && !is_delimiter(s[at + dot]))
			add_spot(defang, at, dot, DEFANG_DOT);
		at += dot > 0 ? dot : 1;
	}
	return at;
}

static bool
is_among(const char *s, size_t n, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(list[i]) == n && ends_with(s, n, list[i]))
			return true;
	return false;
}

/* Four numbers of at most three digits. */
static bool
is_address(const char *s, size_t n)
{
	size_t digits = 0, parts = 1;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.' && digits > 0) {
			parts++;
			digits = 0;
		} else if (!is_digit(s[i]) || ++digits > 3) {
			return false;
		}
	}
	return parts == 4 && digits > 0;
}

/* Whether all is small letters, digits and hyphens, in three names of two characters or more, or in two before a
 * path: such a thing is a host, whatever its domain. */
static bool
looks_like_host(const char *s, size_t n, char behind)
{
	size_t dots = 0, length = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '.') {
			if (length < 2)
				return false;
			dots++;
			length = 0;
		} else if (s[i] == '_' || (s[i] >= 'A' && s[i] <= 'Z')) {
			return false;
		} else {
			length++;
		}
	}
	return length >= 2 && is_letter(s[n - 1]) && (dots >= 2 || behind == '/');
}

/* Whether a run of name characters is a host. before and behind: what stands around it, or 0. */
static bool
is_host(const char *s, size_t n, char before, char behind)
{
	size_t top = n;

	while (top > 0 && s[top - 1] != '.')
		top--;
	if (top == 0 || behind == '@')
		return false;
	if (is_address(s, n))
		return true;
	if (n > 4 && ends_with(s, 4, "www."))
		return true;
	if (before == '@' && n - top >= 2 && is_letter(s[n - 1]))
		return true;
	if (n - top > 4 && ends_with(s + top, 4, "xn--"))
		return true;
	if (is_among(s + top, n - top, domains, COUNT(domains)))
		return true;
	if ((behind == '/' || behind == ':') && is_among(s + top, n - top, wordy, COUNT(wordy)))
		return true;
	return looks_like_host(s, n, behind);
}

/* A run of name characters from `from` to `to`. */
static void
spoil_bare(struct defang *defang, const char *s, size_t from, size_t to, size_t n)
{
	char before = from > 0 ? s[from - 1] : '\0', behind = to < n ? s[to] : '\0';
	bool tail = is_foreign(before) && s[from] == '.'; /* of a host in other letters */

	for (; to > from && (s[to - 1] == '.' || s[to - 1] == '-'); behind = ' ')
		to--;
	while (from < to && !tail && (s[from] == '.' || s[from] == '-'))
		from++;
	if (from == to || !is_host(s + from, to - from, before, behind))
		return;
	for (size_t i = from; i < to; i++)
		if (s[i] == '.')
			add_spot(defang, i, 1, DEFANG_DOT);
}

/* A dot before a top level domain in other letters; `at` is behind the dot. */
static void
spoil_foreign(struct defang *defang, const char *s, size_t at, size_t n)
{
	if (at < 2 || (!is_name(s[at - 2]) && !is_foreign(s[at - 2])))
		return;
	for (size_t i = 0; i < COUNT(foreign); i++) {
		size_t length = strlen(foreign[i]);

		if (n - at >= length && memcmp(s + at, foreign[i], length) == 0
		    && (n - at == length || (!is_foreign(s[at + length]) && !is_name(s[at + length])))) {
			add_spot(defang, at - 1, 1, DEFANG_DOT);
			return;
		}
	}
}

/* Spoils the IPv6 address that begins here; returns its end, or `from` if it is none. */
static size_t
spoil_colons(struct defang *defang, const char *s, size_t from, size_t n)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;
	size_t at = from, colons = 0;

	for (; at < n && at - from < sizeof(text) - 1 && (is_hex(s[at]) || s[at] == ':'); at++)
		colons += s[at] == ':';
	if (at < n && (is_name(s[at]) || is_foreign(s[at]) || s[at] == ':'))
		return from;
	if (at > from && s[at - 1] == ':' && at - from > 2 && s[at - 2] != ':') /* punctuation */
		at--, colons--;
	memcpy(text, s + from, at - from);
	text[at - from] = '\0';
	if (colons < 2 || at - from < 5 || inet_pton(AF_INET6, text, &address) != 1)
		return from;
	for (size_t i = from; i < at; i++)
		if (s[i] == ':')
			add_spot(defang, i, 1, DEFANG_COLON);
	return at;
}

/* A colon with a slash or two behind it, as browsers take them. Returns how many bytes that is, or 0. */
static size_t
scheme_end(const char *s, size_t at, size_t n)
{
	size_t slashes = 0;

	if (s[at] != ':')
		return 0;
	while (slashes < 2 && at + 1 + slashes < n && (s[at + 1 + slashes] == '/' || s[at + 1 + slashes] == '\\'))
		slashes++;
	if (slashes == 2)
		return 3;
	return slashes == 1 && (ends_with(s, at, "http") || ends_with(s, at, "https")) ? 2 : 0;
}

/* Two slashes where an address without scheme may begin, as in an attribute. */
static bool
is_relative(const char *s, size_t at, size_t n)
{
	return n - at > 2 && s[at] == '/' && s[at + 1] == '/'
	       && (at == 0 || strchr("\"'=( \t\n", s[at - 1]) != NULL);
}

void
defang_find(struct defang *defang, const char *s, size_t n)
{
	size_t at = 0;

	defang->count = 0;
	if (n == 0 || (!memchr(s, '.', n) && !memchr(s, ':', n)))
		return;
	while (at < n) {
		size_t from = at, skip = scheme_end(s, at, n);

		if (skip > 0) {
			spoil_scheme(defang, s, at);
			at = spoil_host(defang, s, at + skip, n);
			continue;
		}
		if (is_relative(s, at, n)) {
			at = spoil_host(defang, s, at + 2, n);
			continue;
		}
		if ((is_hex(s[at]) || s[at] == ':') && (at == 0 || (!is_name(s[at - 1]) && s[at - 1] != ':'))) {
			at = spoil_colons(defang, s, at, n);
			if (at > from)
				continue;
		}
		while (at < n && is_name(s[at]))
			at++;
		if (at == from) {
			at++;
			continue;
		}
		spoil_bare(defang, s, from, at, n);
		if (s[at - 1] == '.' && at < n && is_foreign(s[at]))
			spoil_foreign(defang, s, at, n);
	}
}

/* A character reference at s: its length, 0 if it is none; *c is what it stands for, if that is ASCII. */
static size_t
read_reference(const char *s, size_t n, uint32_t *c)
{
	size_t at = 2, text_len;
	const char *text;
	uint32_t number = 0;
	bool hex = n > 2 && (s[2] | 0x20) == 'x';

	*c = 0x80;
	if (n > 1 && s[1] != '#') {
		at = entity_match(s + 1, n - 1, &text, &text_len);
		if (at > 0 && text_len == 1)
			*c = (unsigned char)text[0];
		return at > 0 ? at + 1 : 0;
	}
	for (at += hex; at < n && (hex ? is_hex(s[at]) : is_digit(s[at])); at++)
		if (number < 0x110000)
			number = number * (hex ? 16 : 10)
			         + (uint32_t)(is_digit(s[at]) ? s[at] - '0' : (s[at] | 0x20) - 'a' + 10);
	if (at == 2 + (size_t)hex)
		return 0;
	*c = number;
	return at + (at < n && s[at] == ';');
}

bool
defang_undress(const char *html, size_t n, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++) {
		const char *next = memchr(html + i, '&', n - i);
		size_t length;
		uint32_t c;

		if (!next)
			break;
		i = (size_t)(next - html);
		length = read_reference(html + i, n - i, &c);
		if (length == 0 || c >= 0x80 || c == 0 || !(is_name((char)c) || strchr(":/@", (int)c)))
			continue;
		buf_add(out, html + from, i - from);
		buf_addc(out, (char)c);
		from = i + length;
		i = from - 1;
	}
	if (from == 0)
		return false;
	buf_add(out, html + from, n - from);
	return true;
}

void
defang_free(struct defang *defang)
{
	free(defang->spots);
	*defang = (struct defang){0};
}
