/* Addresses in rules: what a term says. */
#include "filters/tag/address.h"

#include <string.h>
#include <strings.h>

#include "filters/tag/address_parse.h"

#define ADDRESS_MAX 2048

static const char *const schemes[] = {"https://", "http://", "hxxps://", "hxxp://", "ftp://"};

static const char *const telegram[] = {"t.me", "telegram.me", "telegram.dog"};

/* First parts of Telegram links that name no channel. */
static const char *const no_channels[] = {
	"joinchat", "c", "s", "share", "proxy", "socks", "addstickers", "addemoji", "addtheme", "addlist",
	"iv", "bg", "login", "confirmphone", "setlanguage", "invoice", "boost", "giftcode", "contact",
};

static bool
is_name_letter(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

const char *
address_name_end(const char *p, const char *end)
{
	const char *begin = p;

	while (p < end && (is_name_letter(*p) ||
	                   (*p == '.' && p > begin && p + 1 < end && is_name_letter(p[1]))))
		p++;
	return p;
}

const char *
address_port_end(const char *p, const char *end)
{
	const char *q = p + 1;

	if (p == end || *p != ':')
		return p;
	while (q < end && *q >= '0' && *q <= '9')
		q++;
	return q > p + 1 ? q : p;
}

bool
address_is_telegram(const struct host *host, size_t label)
{
	for (size_t i = 0; i < sizeof(telegram) / sizeof(telegram[0]); i++)
		if (label < host->count && strcmp(host->name + host->at[label], telegram[i]) == 0)
			return true;
	return false;
}

const char *
address_channel(const char *path, const char *end, const char **name_end)
{
	const char *p = path + 1, *q;

	if (path == end || *path != '/')
		return NULL;
	if (end - p > 2 && memcmp(p, "s/", 2) == 0)
		p += 2;
	for (q = p; q < end && is_name_letter(*q); q++)
		;
	for (size_t i = 0; i < sizeof(no_channels) / sizeof(no_channels[0]); i++)
		if (strlen(no_channels[i]) == (size_t)(q - p) && strncasecmp(no_channels[i], p, (size_t)(q - p)) == 0)
			return NULL;
	*name_end = q;
	return q > p ? p : NULL;
}

static bool
has_letter(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_name_letter(s[i]) && s[i] != '_')
			return true;
	return false;
}

/* @name or @name@host, from behind the first @ on. */
static bool
parse_handle(const char *p, const char *end, struct address *address)
{
	const char *stop = address_name_end(p, end);

	address->kind = ADDRESS_HANDLE;
	address->name = p;
	address->name_len = (size_t)(stop - p);
	if (!has_letter(p, address->name_len))
		return false;
	if (stop == end)
		return true;
	address->has_host = true;
	return *stop == '@' && host_read(stop + 1, end, &address->host) && address->host.end == end &&
	       address->host.count > 1;
}

/* Behind the host. */
static bool
parse_path(const char *p, const char *end, struct address *address, bool scheme)
{
	const char *stop = address_port_end(p, end), *name_end;

	address->port = p;
	address->port_len = (size_t)(stop - p);
	if (stop < end && *stop != '/' && *stop != '?' && *stop != '#')
		return false;
	if (address_is_telegram(&address->host, 0) && address->port_len == 0 &&
	    (address->name = address_channel(stop, end, &name_end)) != NULL &&
	    (name_end == end || (name_end + 1 == end && *name_end == '/'))) {
		address->kind = ADDRESS_HANDLE;
		address->name_len = (size_t)(name_end - address->name);
		return has_letter(address->name, address->name_len);
	}
	address->kind = scheme || stop > p || stop < end ? ADDRESS_URL : ADDRESS_DOMAIN;
	while (end > stop && end[-1] == '/')
		end--;
	address->path = stop;
	address->path_len = (size_t)(end - stop);
	return true;
}

bool
address_parse(const char *s, size_t n, struct address *address)
{
	const char *p = s, *end = s + n;

	*address = (struct address){.kind = ADDRESS_URL};
	if (n < 2 || n > ADDRESS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)s[i] <= ' ' || s[i] == 0x7f || s[i] == '*')
			return false;
	if (*s == '@')
		return parse_handle(s + 1, end, address);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t len = strlen(schemes[i]);

		if (n > len && strncasecmp(s, schemes[i], len) == 0) {
			p = s + len;
			break;
		}
	}
	if (!host_read(p, end, &address->host) || address->host.count < 2)
		return false;
	if (p == s && !host_is_public(&address->host))
		return false;
	return parse_path(address->host.end, end, address, p > s);
}

bool
address_is(const char *s, size_t n)
{
	struct address address;

	return address_parse(s, n, &address);
}
