#include "common/chars.h"
#include "common/url.h"

#include <string.h>
#include <strings.h>

/* The parts of a URL by RFC 3986, appendix B; borrowed. present says whether the
 * delimiter of a part that may be empty was there. */
struct parts {
	const char *scheme, *authority, *path, *query, *fragment;
	size_t scheme_n, authority_n, path_n, query_n, fragment_n;
	bool has_authority, has_query, has_fragment;
};

static const struct {
	const char *scheme, *port;
} default_ports[] = {
	{"http", "80"}, {"https", "443"}, {"ftp", "21"}, {"gopher", "70"}, {"ws", "80"}, {"wss", "443"},
	{"gemini", "1965"},
};

/* Parameters that name the way a reader came and not the page. */
static const char *const tracking[] = {
	"fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "yclid", "ref_src",
};

static int
hex_value(char c)
{
	if (char_is_digit(c))
		return c - '0';
	c = char_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_unreserved(char c)
{
	return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* Characters no URL may hold as they are (RFC 3986 section 2). */
static bool
must_escape(char c)
{
	unsigned char u = (unsigned char)c;

	return u <= 0x20 || u >= 0x7F || strchr("\"<>\\^`{|}", c) != NULL;
}

static void
trim(const char **s, size_t *n)
{
	while (*n > 0 && (unsigned char)**s <= 0x20) {
		(*s)++;
		(*n)--;
	}
	while (*n > 0 && (unsigned char)(*s)[*n - 1] <= 0x20)
		(*n)--;
	if (*n == 0)
		*s = ""; /* it may have been NULL */
}

/* The length of the scheme at the start of s, 0 if there is none. */
static size_t
scheme_length(const char *s, size_t n)
{
	size_t i = 0;

	if (n == 0 || !char_is_alpha(s[0]))
		return 0;
	while (i < n && (char_is_alpha(s[i]) || char_is_digit(s[i]) || s[i] == '+' || s[i] == '-' || s[i] == '.'))
		i++;
	return i < n && s[i] == ':' ? i : 0;
}

/* The first byte of s that is in set, or the end. */
static const char *
until(const char *s, const char *end, const char *set)
{
	while (s < end && (*s == '\0' || strchr(set, *s) == NULL))
		s++;
	return s;
}

static void
split(const char *s, size_t n, struct parts *parts)
{
	const char *end = s + n, *stop;

	*parts = (struct parts){.scheme = s, .scheme_n = scheme_length(s, n)};
	if (parts->scheme_n > 0)
		s += parts->scheme_n + 1;
	if (end - s >= 2 && s[0] == '/' && s[1] == '/') {
		parts->has_authority = true;
		parts->authority = s + 2;
		stop = until(s + 2, end, "/?#");
		parts->authority_n = (size_t)(stop - parts->authority);
		s = stop;
	}
	stop = until(s, end, "?#");
	parts->path = s;
	parts->path_n = (size_t)(stop - s);
	s = stop;
	if (s < end && *s == '?') {
		parts->has_query = true;
		parts->query = s + 1;
		stop = until(s, end, "#");
		parts->query_n = (size_t)(stop - parts->query);
		s = stop;
	}
	if (s < end) {
		parts->has_fragment = true;
		parts->fragment = s + 1;
		parts->fragment_n = (size_t)(end - parts->fragment);
	}
}

/* Appends s with the escapes of unreserved characters undone, the others in
 * upper case, and what must be escaped escaped. */
static void
add_escaped(struct buf *out, const char *s, size_t n)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c == '%' && i + 2 < n && hex_value(s[i + 1]) >= 0 && hex_value(s[i + 2]) >= 0) {
			c = (unsigned char)(hex_value(s[i + 1]) * 16 + hex_value(s[i + 2]));
			i += 2;
			if (is_unreserved((char)c)) {
				buf_addc(out, (char)c);
				continue;
			}
		} else if (c != '%' && !must_escape((char)c)) {
			buf_addc(out, (char)c);
			continue;
		}
		buf_addc(out, '%');
		buf_addc(out, hex[c >> 4]);
		buf_addc(out, hex[c & 15]);
	}
}

/* Takes the dot segments out of the path that begins at out->data[from]
 * (RFC 3986 section 5.2.4), in place. */
static void
remove_dots(struct buf *out, size_t from)
{
	char *path = out->data + from;
	size_t n = out->len - from, to = 0;

	for (size_t i = 0; i < n;) {
		size_t next = i + 1;
		bool last;

		while (next < n && path[next] != '/')
			next++;
		last = next == n;
		if (next - i == 2 && path[i] == '/' && path[i + 1] == '.') {
			if (last)
				path[to++] = '/';
		} else if (next - i == 3 && memcmp(path + i, "/..", 3) == 0) {
			while (to > 0 && path[--to] != '/')
				;
			if (last)
				path[to++] = '/';
		} else {
			memmove(path + to, path + i, next - i);
			to += next - i;
		}
		i = next;
	}
	out->len = from + to;
}

static bool
is_tracking(const char *s, size_t n)
{
	if (n > 4 && strncasecmp(s, "utm_", 4) == 0)
		return true;
	for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++)
		if (n == strlen(tracking[i]) && strncasecmp(s, tracking[i], n) == 0)
			return true;
	return false;
}

static void
add_query(struct buf *out, const char *s, size_t n)
{
	const char *end;
	char before = '?';

	if (n == 0)
		return;
	end = s + n;
	while (s < end) {
		const char *stop = until(s, end, "&"), *name;
		size_t from = out->len, n_escaped;

		buf_addc(out, before);
		add_escaped(out, s, (size_t)(stop - s));
		name = out->data + from + 1; /* judged in its final form */
		n_escaped = out->len - from - 1;
		if (n_escaped == 0 || is_tracking(name, (size_t)(until(name, name + n_escaped, "=") - name)))
			out->len = from;
		else
			before = '&';
		s = stop + (stop < end);
	}
}

static void
add_lower(struct buf *out, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_addc(out, char_lower(s[i]));
}

/* Appends user, host and port; false if there is no host or the port is none. */
static bool
add_authority(struct buf *out, const struct parts *parts)
{
	const char *s = parts->authority, *end = s + parts->authority_n, *host = s, *port;

	for (const char *at = s; at < end; at++)
		if (*at == '@')
			host = at + 1;
	add_escaped(out, s, (size_t)(host - s));
	port = end;
	while (port > host && char_is_digit(port[-1]))
		port--;
	if (port > host && port[-1] == ':')
		port--;
	else
		port = end;
	if (port == host || (host[0] != '[' && memchr(host, ':', (size_t)(port - host)) != NULL))
		return false;
	if (host[0] == '[' && port[-1] != ']')
		return false; /* or the next reading would take more of it for a port */
	for (const char *c = host; c < port; c++)
		if (must_escape(*c) && (unsigned char)*c < 0x80)
			return false; /* a name in other letters stays as it is */
	add_lower(out, host, (size_t)(port - host));
	for (size_t i = 0; i < sizeof(default_ports) / sizeof(default_ports[0]); i++)
		if (parts->scheme_n == strlen(default_ports[i].scheme)
		    && strncasecmp(parts->scheme, default_ports[i].scheme, parts->scheme_n) == 0
		    && (size_t)(end - port) == strlen(default_ports[i].port) + 1
		    && memcmp(port + 1, default_ports[i].port, (size_t)(end - port) - 1) == 0)
			return true;
	if (end - port > 1)
		buf_add(out, port, (size_t)(end - port));
	return true;
}

static bool
canonical(const char *url, size_t n, struct buf *out)
{
	struct parts parts;
	size_t start = out->len, path;

	split(url, n, &parts);
	if (parts.scheme_n == 0 || parts.authority_n == 0)
		return false;
	add_lower(out, parts.scheme, parts.scheme_n);
	buf_adds(out, "://");
	if (!add_authority(out, &parts)) {
		out->len = start;
		return false;
	}
	path = out->len;
	add_escaped(out, parts.path, parts.path_n);
	remove_dots(out, path);
	if (out->len == path)
		buf_addc(out, '/');
	add_query(out, parts.query, parts.query_n);
	return true;
}

/* Tabs and line ends inside a URL come from wrapped source text and are left
 * out, as browsers do. */
bool
url_canonical(const char *url, size_t n, struct buf *out)
{
	struct buf joined = {0};
	bool ok;

	trim(&url, &n);
	if (until(url, url + n, "\t\n\r") == url + n)
		return canonical(url, n, out);
	for (size_t i = 0; i < n; i++)
		if (url[i] != '\t' && url[i] != '\n' && url[i] != '\r')
			buf_addc(&joined, url[i]);
	ok = canonical(joined.data, joined.len, out);
	buf_free(&joined);
	return ok;
}

/* Appends base's path up to its last slash (section 5.2.3). */
static void
add_merged(struct buf *out, const struct parts *base)
{
	size_t n = base->path_n;

	while (n > 0 && base->path[n - 1] != '/')
		n--;
	if (n == 0)
		buf_addc(out, '/');
	else
		buf_add(out, base->path, n);
}

static void
add_path(struct buf *out, const struct parts *base, const struct parts *ref)
{
	size_t from = out->len;

	if (ref->path_n == 0) {
		buf_add(out, base->path, base->path_n);
		return;
	}
	if (ref->path[0] != '/')
		add_merged(out, base);
	buf_add(out, ref->path, ref->path_n);
	remove_dots(out, from);
}

void
url_resolve(const char *base_s, size_t base_n, const char *reference, size_t n, struct buf *out)
{
	struct parts base, ref;

	trim(&base_s, &base_n);
	trim(&reference, &n);
	split(base_s, base_n, &base);
	split(reference, n, &ref);
	if (ref.scheme_n > 0 || base.scheme_n == 0
	    || (!base.has_authority && (base.path_n == 0 || base.path[0] != '/'))) {
		buf_add(out, reference, n);
		return;
	}
	buf_add(out, base.scheme, base.scheme_n + 1);
	if (ref.has_authority) {
		buf_add(out, reference, n);
		return;
	}
	if (base.has_authority) {
		buf_adds(out, "//");
		buf_add(out, base.authority, base.authority_n);
	}
	add_path(out, &base, &ref);
	if (ref.has_query || (ref.path_n == 0 && base.has_query)) {
		buf_addc(out, '?');
		buf_add(out, ref.has_query ? ref.query : base.query,
		        ref.has_query ? ref.query_n : base.query_n);
	}
	if (ref.has_fragment) {
		buf_addc(out, '#');
		buf_add(out, ref.fragment, ref.fragment_n);
	}
}
