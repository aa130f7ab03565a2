/* Finding addresses in a text: at every @ and every full stop between letters, the handle or the
 * host name that stands there is read and looked up. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"
#include "common/xalloc.h"
#include "filters/tag/address.h"
#include "filters/tag/address_parse.h"

/* Bytes of a key: @name@host or host. */
#define KEY_MAX 600

struct entry {
	enum address_kind kind;
	uint32_t term;
	uint32_t hash;      /* of the key */
	uint32_t next;      /* with the same key or place in the table, or 0; counted from 1 */
	bool telegram;      /* ADDRESS_URL of Telegram: its path in whatever case, /s/ left out */
	char *key, *path, *port;
};

struct addresses {
	struct entry *entries;
	size_t count;
	uint32_t *heads; /* by hash; entries counted from 1 */
	uint32_t mask;
};

/* A search under way. */
struct scan {
	const struct addresses *addresses;
	const struct text *text;
	struct matches *out;
	uint32_t field;
	const char *begin, *end;
};

static size_t
write_key(char *key, const char *name, size_t n, const struct host *host)
{
	size_t len = 0;

	if (n + 2 + (host != NULL ? host->len : 0) > KEY_MAX)
		return 0;
	key[len++] = '@';
	for (size_t i = 0; i < n; i++)
		key[len++] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
	if (host != NULL) {
		key[len++] = '@';
		memcpy(key + len, host->name, host->len);
		len += host->len;
	}
	return len;
}

/* The label a page's host begins with, www. left out. */
static size_t
skip_www(const struct host *host)
{
	return host->count > 2 && strncmp(host->name, "www.", 4) == 0 ? 1 : 0;
}

/* The path of a Telegram link, without the /s of its preview. */
static const char *
skip_preview(const char *path, const char *end)
{
	return path != NULL && end - path > 3 && memcmp(path, "/s/", 3) == 0 ? path + 2 : path;
}

static void
add_entry(struct addresses *all, const struct address *address, uint32_t term)
{
	struct entry *entry = &all->entries[all->count++];
	const struct host *host = &address->host;
	const char *path = address->path != NULL ? address->path : "", *end = path + address->path_len;
	char key[KEY_MAX];
	size_t n;

	*entry = (struct entry){.kind = address->kind, .term = term};
	if (address->kind == ADDRESS_HANDLE) {
		n = write_key(key, address->name, address->name_len, address->has_host ? host : NULL);
	} else {
		size_t skip = address->kind == ADDRESS_URL ? host->at[skip_www(host)] : 0;

		n = host->len - skip;
		memcpy(key, host->name + skip, n);
		entry->telegram = address_is_telegram(host, 0);
		if (address->kind == ADDRESS_URL && entry->telegram) {
			path = skip_preview(path, end);
			memcpy(key, "t.me", n = 4);
		}
		entry->path = xmemdup(path, address->kind == ADDRESS_URL ? (size_t)(end - path) : 0);
		entry->port = xmemdup(address->port, address->port_len);
	}
	entry->key = xmemdup(key, n);
	entry->hash = text_hash(key, n);
	entry->next = all->heads[entry->hash & all->mask];
	all->heads[entry->hash & all->mask] = (uint32_t)all->count;
}

struct addresses *
addresses_new(const struct term *const *terms, size_t count)
{
	struct addresses *all;
	size_t addresses = 0;

	for (size_t i = 0; i < count; i++)
		addresses += terms[i]->kind == TERM_ADDRESS;
	if (addresses == 0)
		return NULL;
	all = xcalloc(1, sizeof(*all));
	all->entries = xcalloc(addresses, sizeof(*all->entries));
	for (all->mask = 15; all->mask < 2 * addresses; all->mask = 2 * all->mask + 1)
		;
	all->heads = xcalloc((size_t)all->mask + 1, sizeof(*all->heads));
	for (size_t i = 0; i < count; i++) {
		struct address address;

		if (terms[i]->kind == TERM_ADDRESS && address_parse(terms[i]->text, strlen(terms[i]->text), &address))
			add_entry(all, &address, (uint32_t)terms[i]->id);
	}
	return all;
}

void
addresses_free(struct addresses *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->count; i++) {
		free(all->entries[i].key);
		free(all->entries[i].path);
		free(all->entries[i].port);
	}
	free(all->entries);
	free(all->heads);
	free(all);
}

/* The first of the entries from `number` on that has the key, or NULL. */
static const struct entry *
next_entry(const struct addresses *all, uint32_t number, uint32_t hash, const char *key, size_t n)
{
	for (; number != 0; number = all->entries[number - 1].next) {
		const struct entry *entry = &all->entries[number - 1];

		if (entry->hash == hash && strlen(entry->key) == n && memcmp(entry->key, key, n) == 0)
			return entry;
	}
	return NULL;
}

static const struct entry *
first_entry(const struct addresses *all, uint32_t hash, const char *key, size_t n)
{
	return next_entry(all, all->heads[hash & all->mask], hash, key, n);
}

/* The first word that ends behind a byte. */
static size_t
word_behind(const struct text *text, size_t byte)
{
	size_t low = 0, high = text->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text->words[middle].end > byte)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void
add(struct scan *scan, const struct entry *entry, const char *from, const char *to)
{
	const struct text *text = scan->text;
	size_t start = (size_t)(from - scan->begin), end = (size_t)(to - scan->begin);
	size_t first = word_behind(text, start), last = word_behind(text, end - 1);

	if (first >= text->count || text->words[first].start >= end)
		return;
	if (last >= text->count || text->words[last].start >= end)
		last--;
	matches_add(scan->out, text, (struct hit){
		.term = entry->term, .field = scan->field, .first = (uint32_t)first, .last = (uint32_t)last,
		.start = (uint32_t)start, .end = (uint32_t)end,
	});
}

static void
add_handle(struct scan *scan, const char *name, size_t n, const struct host *host, const char *end)
{
	const struct addresses *all = scan->addresses;
	char key[KEY_MAX];
	size_t len = write_key(key, name, n, host);
	uint32_t hash = text_hash(key, len);

	for (const struct entry *entry = first_entry(all, hash, key, len); entry != NULL;
	     entry = next_entry(all, entry->next, hash, key, len))
		if (entry->kind == ADDRESS_HANDLE)
			add(scan, entry, name, end);
}

/* Whether what stands at p belongs to a URL no more, punctuation that ends a sentence or a bracket
 * apart. */
static bool
is_url_end(const char *p, const char *end)
{
	while (p < end && strchr(".,;:!'\")]}>*_", *p) != NULL && *p != '\0')
		p++;
	return p == end || (unsigned char)*p <= ' ' || (unsigned char)*p >= 0x80 || strchr("<\"|`\\^{}[]()", *p) != NULL;
}

/* Where a page's address ends whose path from p on is that of the entry or below it, or NULL. */
static const char *
page_end(const struct entry *entry, const char *p, const char *end)
{
	size_t n = strlen(entry->path);
	const char *q = p + n;

	if (n == 0)
		return p;
	if ((size_t)(end - p) < n || (entry->telegram ? strncasecmp(p, entry->path, n) : memcmp(p, entry->path, n)) != 0)
		return NULL;
	if (q == end || *q == '/' || *q == '#' || (*q == '?' && strchr(entry->path, '?') == NULL) ||
	    (*q == '&' && strchr(entry->path, '?') != NULL))
		return q;
	return is_url_end(q, end) ? q : NULL;
}

/* The entries for a host from one of its labels on. */
static void
add_host(struct scan *scan, const struct host *host, size_t label, bool mail)
{
	const struct addresses *all = scan->addresses;
	bool telegram = address_is_telegram(host, label), page = !mail && label <= skip_www(host);
	const char *port = address_port_end(host->end, scan->end), *key = host->name + host->at[label];
	size_t n = host->len - host->at[label];
	uint32_t hash = text_hash(key, n);

	for (const struct entry *entry = first_entry(all, hash, key, n); entry != NULL;
	     entry = next_entry(all, entry->next, hash, key, n))
		if (entry->kind == ADDRESS_DOMAIN)
			add(scan, entry, host->from[label], host->end);
	if (!page)
		return;
	if (telegram) {
		key = "t.me";
		hash = text_hash(key, n = 4);
	}
	for (const struct entry *entry = first_entry(all, hash, key, n); entry != NULL;
	     entry = next_entry(all, entry->next, hash, key, n)) {
		const char *path = entry->telegram ? skip_preview(port, scan->end) : port, *stop;

		if (entry->kind != ADDRESS_URL || (entry->port[0] != '\0' && (strlen(entry->port) != (size_t)(port - host->end) ||
		                                   memcmp(entry->port, host->end, strlen(entry->port)) != 0)))
			continue;
		stop = page_end(entry, path, scan->end);
		if (stop != NULL)
			add(scan, entry, host->from[label],
			    entry->path[0] == '\0' && entry->port[0] == '\0' ? host->end : stop);
	}
}

/* Handles that a link names: t.me/name, name.t.me, host/@name. */
static void
add_linked(struct scan *scan, const struct host *host)
{
	const char *path = address_port_end(host->end, scan->end), *stop;
	size_t www = skip_www(host);

	if (address_is_telegram(host, www)) {
		const char *name = address_channel(path, scan->end, &stop);

		if (name != NULL)
			add_handle(scan, name, (size_t)(stop - name), NULL, stop);
	} else if (host->count == 3 && address_is_telegram(host, 1)) {
		add_handle(scan, host->from[0], host->at[1] - 1, NULL, host->from[0] + host->at[1] - 1);
	} else if (scan->end - path > 2 && path[0] == '/' && path[1] == '@') {
		stop = address_name_end(path + 2, scan->end);
		if (stop > path + 2)
			add_handle(scan, path + 2, (size_t)(stop - path - 2), host, stop);
	}
}

/* At a full stop, plain or not, of `stop` bytes; returns where to go on. What is before `done` was read. */
static const char *
scan_host(struct scan *scan, const char *p, size_t stop, const char *done)
{
	const char *from = host_begin(done, p, scan->end);
	struct host host;
	bool mail;

	if (from == p)
		return p + stop;
	if (!host_read(from, scan->end, &host))
		return host.count > 0 && host.end > p ? host.end : p + stop;
	if (host.count < 2)
		return host.end > p ? host.end : p + stop;
	mail = from > scan->begin && from[-1] == '@';
	if (host.end == scan->end || *host.end != '@') { /* else a user's name in a URL */
		for (size_t i = 0; i + 1 < host.count; i++)
			add_host(scan, &host, i, mail);
		if (!mail)
			add_linked(scan, &host);
	}
	return host.end > p ? host.end : p + stop;
}

/* At an @. */
static void
scan_handle(struct scan *scan, const char *p)
{
	const char *name = p + 1, *stop = address_name_end(name, scan->end);
	unsigned char before = p > scan->begin ? (unsigned char)p[-1] : ' ';
	struct host host;

	if (stop == name)
		return;
	if (p > scan->begin && before < 0x80 &&
	    (address_name_end(p - 1, p) == p || strchr(".%+-", before) != NULL))
		return;
	if (stop == scan->end || *stop != '@')
		add_handle(scan, name, (size_t)(stop - name), NULL, stop);
	else if (host_read(stop + 1, scan->end, &host) && host.count > 1)
		add_handle(scan, name, (size_t)(stop - name), &host, host.end);
}

/* 1: begins a handle; 2: stands in a host. */
static const unsigned char marks[256] = {['@'] = 1, ['.'] = 2, ['['] = 2, ['('] = 2, ['{'] = 2};

/* Compilers make vector instructions of it only if told. */
typedef uint8_t sixteen __attribute__((vector_size(16)));

/* The next mark from p on, or the end: most of a text has none. */
static const char *
next_mark(const char *p, const char *end)
{
	for (; end - p >= (ptrdiff_t)sizeof(sixteen); p += sizeof(sixteen)) {
		uint64_t any[2];
		sixteen s, found;

		memcpy(&s, p, sizeof(s));
		found = (sixteen)(s == '@') | (sixteen)(s == '.') | (sixteen)(s == '(') | (sixteen)((s & 0xdf) == '[');
		memcpy(any, &found, sizeof(any));
		if ((any[0] | any[1]) != 0)
			break;
	}
	while (p < end && marks[(unsigned char)*p] == 0)
		p++;
	return p;
}

void
addresses_find(const struct addresses *addresses, const struct text *text, uint32_t field,
               struct matches *matches)
{
	struct scan scan = {
		.addresses = addresses, .text = text, .out = matches, .field = field,
		.begin = text->original, .end = text->original + text->original_len,
	};
	const char *done = scan.begin;

	if (text->original_len == 0)
		return;
	for (const char *p = scan.begin; (p = next_mark(p, scan.end)) < scan.end;) {
		unsigned char kind = marks[(unsigned char)*p];
		size_t stop;

		if (kind == 1)
			scan_handle(&scan, p);
		stop = kind == 2 ? host_stop(p, scan.end) : 0;
		if (stop > 0 && p > done && (size_t)(scan.end - p) > stop && (unsigned char)p[stop] > ' ')
			done = p = scan_host(&scan, p, stop, done);
		else
			p++;
	}
}
