#include "filters/emit/intel_text.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "common/utf8.h"

/* A character that a reader must not meet raw. */
static bool
is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x202D || c == 0x202E || (c & 0xFFFE) == 0xFFFE;
}

static bool
is_line_end(uint32_t c)
{
	return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* As Python's isspace(). */
static bool
is_space(uint32_t c)
{
	return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680
	       || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F
	       || c == 0x3000;
}

void
intel_add_text(struct buf *out, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		const char *from = s;
		uint32_t c = utf8_decode(&s, end);

		if (c == '\r' && s < end && *s == '\n')
			continue;
		if (is_line_end(c))
			buf_addc(out, '\n');
		else if (c != '\t' && is_harmful(c))
			buf_addf(out, "<U+%04X>", (unsigned)c);
		else
			buf_add(out, from, (size_t)(s - from));
	}
}

void
intel_add_line(struct buf *out, const char *s, size_t n, size_t most)
{
	const char *end = s + n;
	size_t begin = out->len, count = 0, cut = begin; /* where an ellipsis would stand */
	bool space = false;

	while (s < end) {
		const char *from = s;
		uint32_t c = utf8_decode(&s, end);
		char shown[16];
		int length;

		if (is_space(c)) {
			space = out->len > begin;
			continue;
		}
		length = is_harmful(c) ? snprintf(shown, sizeof(shown), "<U+%04X>", (unsigned)c) : 1;
		if (count + space + (size_t)length > most) {
			out->len = cut;
			buf_adds(out, "\xE2\x80\xA6");
			return;
		}
		if (space)
			buf_addc(out, ' ');
		if (length > 1)
			buf_add(out, shown, (size_t)length);
		else
			buf_add(out, from, (size_t)(s - from));
		count += space + (size_t)length;
		space = false;
		if (count < most)
			cut = out->len;
	}
}

void
intel_add_markdown(struct buf *out, const char *s, size_t n)
{
	struct buf text = {0};
	bool at_start = true;

	intel_add_text(&text, s, n);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c == '\n') {
			/* A backslash makes a line end stay one; before an empty line it would be seen. */
			if (!at_start && i + 1 < text.len && text.data[i + 1] != '\n')
				buf_addc(out, '\\');
			buf_addc(out, '\n');
			at_start = true;
			continue;
		}
		if (at_start && (c == ' ' || c == '\t'))
			continue; /* four of them would begin code */
		at_start = false;
		if (c > ' ' && c < 0x7F && strchr("\\`*_{}[]()#+-.!|<>~@&$=^\"':", c))
			buf_addc(out, '\\');
		buf_addc(out, c);
	}
	buf_free(&text);
}

static bool
is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void
add_escaped(struct buf *out, const char *s, size_t n, const char *allowed)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool triplet = c == '%' && i + 2 < n && is_hex(s[i + 1]) && is_hex(s[i + 2]);

		if (is_plain(c) || triplet || (c && c < 0x80 && strchr(allowed, c))) {
			buf_addc(out, (char)c);
			continue;
		}
		buf_addc(out, '%');
		buf_addc(out, digits[c >> 4]);
		buf_addc(out, digits[c & 15]);
	}
}

/* A host in brackets must be an address. */
static bool
is_address(const char *s, size_t n)
{
	char text[INET6_ADDRSTRLEN];
	unsigned char address[16];

	if (n < 2 || n - 2 >= sizeof(text) || s[n - 1] != ']')
		return false;
	memcpy(text, s + 1, n - 2);
	text[n - 2] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

/* user@host:port */
static bool
add_authority(struct buf *out, const char *s, size_t n)
{
	const char *at = n ? memrchr(s, '@', n) : NULL;
	const char *host = at ? at + 1 : s, *end = s + n, *colon;

	if (at) {
		add_escaped(out, s, (size_t)(at - s), "-._~!$&'()*+,;=:");
		buf_addc(out, '@');
	}
	colon = host < end ? memrchr(host, ':', (size_t)(end - host)) : NULL;
	if (colon && memchr(colon, ']', (size_t)(end - colon)))
		colon = NULL;
	for (const char *digit = colon ? colon + 1 : end; digit < end; digit++)
		if (*digit < '0' || *digit > '9')
			return false;
	if (!colon)
		colon = end;
	if (colon == host)
		return false;
	if (*host == '[') {
		if (!is_address(host, (size_t)(colon - host)))
			return false;
		buf_add(out, host, (size_t)(colon - host));
	} else {
		add_escaped(out, host, (size_t)(colon - host), "-._~!$&'()*+,;=");
	}
	buf_add(out, colon, (size_t)(end - colon));
	return true;
}

static size_t
scheme_length(const char *url, size_t n)
{
	static const char *const schemes[] = {"http://", "https://"};

	for (size_t i = 0; i < 2; i++)
		if (n > strlen(schemes[i]) && strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return strlen(schemes[i]);
	return 0;
}

bool
intel_add_uri(struct buf *out, const char *url, size_t n)
{
	const char *end = url + n, *at, *hash;
	size_t begin = out->len, scheme = scheme_length(url, n);

	if (scheme == 0)
		return false;
	buf_add(out, url, scheme);
	for (at = url + scheme; at < end && *at != '/' && *at != '?' && *at != '#'; at++)
		if ((unsigned char)*at <= ' ' || *at == '\\' || *at == 0x7F)
			break;
	if ((at < end && !strchr("/?#", *at)) || !add_authority(out, url + scheme, (size_t)(at - url) - scheme)) {
		out->len = begin;
		return false;
	}
	hash = at < end ? memchr(at, '#', (size_t)(end - at)) : NULL;
	add_escaped(out, at, (size_t)((hash ? hash : end) - at), "-._~!$&'()*+,;=:@/?");
	if (hash) {
		buf_addc(out, '#');
		add_escaped(out, hash + 1, (size_t)(end - hash - 1), "-._~!$&'()*+,;=:@/?");
	}
	return true;
}

void
intel_add_canonical(struct buf *out, const char *s, size_t n)
{
	static const char shorts[] = "btn\0fr"; /* from U+0008 on; U+000B has none */

	buf_addc(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '"' || c == '\\') {
			buf_addc(out, '\\');
			buf_addc(out, (char)c);
		} else if (c >= 8 && c <= 13 && c != 11) {
			buf_addc(out, '\\');
			buf_addc(out, shorts[c - 8]);
		} else if (c < 0x20) {
			buf_addf(out, "\\u%04x", c);
		} else {
			buf_addc(out, (char)c);
		}
	}
	buf_addc(out, '"');
}

void
intel_strip(const char **s, size_t *n)
{
	const char *end = *s + *n, *last = *s;

	for (const char *at = *s; at < end;)
		if (!is_space(utf8_decode(&at, end)))
			last = at;
	while (*s < last) {
		const char *at = *s;

		if (!is_space(utf8_decode(&at, end)))
			break;
		*s = at;
	}
	*n = (size_t)(last - *s);
}

static bool
is_cased(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL
	       || category == UTF8PROC_CATEGORY_LT;
}

/* Passed over when a sigma asks whether a letter stands beside it (Unicode, Final_Sigma). */
static bool
is_passed_over(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME
	       || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_LM
	       || category == UTF8PROC_CATEGORY_SK || c == '\'' || c == '.' || c == ':' || c == 0xB7
	       || c == 0x2018 || c == 0x2019 || c == 0x2024 || c == 0x2027;
}

static bool
letter_follows(const char *s, const char *end)
{
	while (s < end) {
		uint32_t c = utf8_decode(&s, end);

		if (!is_passed_over(c))
			return is_cased(c);
	}
	return false;
}

void
intel_add_lower(struct buf *out, const char *s, size_t n)
{
	const char *end;
	bool letter = false; /* before this place */

	intel_strip(&s, &n);
	end = s + n;
	while (s < end) {
		uint32_t c = utf8_decode(&s, end);
		char bytes[4];

		if (c == 0x130)
			buf_adds(out, "i\xCC\x87");
		else if (c == 0x3A3 && letter && !letter_follows(s, end))
			buf_adds(out, "\xCF\x82");
		else
			buf_add(out, bytes, utf8_encode((uint32_t)utf8proc_tolower((utf8proc_int32_t)c), bytes));
		if (!is_passed_over(c))
			letter = is_cased(c);
	}
}
