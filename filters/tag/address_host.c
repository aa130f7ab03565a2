#include "filters/tag/address_host.h"

#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "common/utf8.h"

/* Country codes of ISO 3166 that are top-level domains, two letters each, and eu, su, uk. */
static const char countries[] =
	"acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybzcacccdcfcgchcickclcmcn"
	"cocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofrgagdgegfggghgiglgmgngpgqgrgsgtgugwgy"
	"hkhmhnhrhthuidieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdme"
	"mgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpy"
	"qarerorsrurwsasbscsdsesgshsiskslsmsnsosrssstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtzuauguk"
	"usuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/* Generic ones, of the IANA's list, that sites of news, movements and deceit use; those in
 * other letters in punycode. */
static const char *const generic[] = {
	"academy", "aero", "africa", "agency", "app", "arab", "army", "art", "asia", "beauty", "best",
	"bid", "biz", "blog", "business", "buzz", "cafe", "care", "cat", "cc", "center", "charity", "chat",
	"church", "city", "click", "cloud", "club", "co", "com", "community", "company", "coop", "cyou",
	"date", "dev", "digital", "direct", "edu", "education", "email", "events", "exchange", "expert",
	"finance", "foundation", "fun", "fund", "gallery", "games", "global", "gov", "group", "guide",
	"guru", "health", "help", "host", "house", "icu", "info", "institute", "int", "international",
	"io", "jobs", "lat", "law", "legal", "life", "link", "live", "lol", "loan", "ltd",
	"market", "media", "men", "mil", "mobi", "money", "monster", "museum", "name", "net", "network",
	"news", "ngo", "ninja", "one", "ong", "online", "onion", "org", "page", "party", "photo", "plus",
	"post", "press", "pro", "pub", "quest", "radio", "report", "rest", "review", "rocks", "run",
	"sbs", "school", "science", "services", "shop", "show", "site", "social", "software", "solutions",
	"space", "store", "stream", "studio", "support", "surf", "systems", "team", "tech",
	"technology", "tel", "today", "tools", "top", "trade", "travel", "university", "vip", "video",
	"vision", "watch", "webcam", "website", "wiki", "win", "work", "works", "world", "wtf", "xxx", "xyz",
	"zone",
	"xn--p1ai", "xn--j1amh", "xn--90ais", "xn--80ao21a", "xn--90a3ac", "xn--d1alf", "xn--e1a4c",
	"xn--90ae", "xn--p1acf", "xn--80asehdb", "xn--80aswg", "xn--c1avg", "xn--j1aef",
	"xn--mgba3a4f16a", "xn--mgbaam7a8h", "xn--mgberp4a5d4ar", "xn--ogbpf8fl", "xn--wgbh1c",
	"xn--mgb9awbf", "xn--wgbl6a", "xn--mgbc0a9azcg", "xn--mgbayh7gpa", "xn--lgbbat1ad8j",
	"xn--pgbs0dh", "xn--ygbi2ammx", "xn--mgbtx2b", "xn--mgbah1a3hjkrd", "xn--mgbai9azgqp6j",
	"xn--ngbc5azd", "xn--4gbrim", "xn--fiqs8s", "xn--fiqz9s", "xn--j6w193g", "xn--kprw13d",
	"xn--kpry57d", "xn--3e0b707e", "xn--4dbrk0ce", "xn--o3cw4h", "xn--h2brj9c",
};

static const char *const stops[] = {".", "[.]", "(.)", "{.}", "[dot]", "(dot)"};

/* What a character is in a label. */
enum side { SIDE_NONE, SIDE_ANY, SIDE_WEST, SIDE_EAST };

static enum side
side_of(uint32_t c)
{
	if (c < 0x80) {
		if ((c >= '0' && c <= '9') || c == '-' || c == '_')
			return SIDE_ANY;
		return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? SIDE_WEST : SIDE_NONE;
	}
	switch (utf8proc_category((utf8proc_int32_t)c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
		return c < 0x590 ? SIDE_WEST : SIDE_EAST;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
		return c < 0x590 ? SIDE_ANY : SIDE_EAST;
	case UTF8PROC_CATEGORY_ND:
		return SIDE_EAST;
	default:
		return SIDE_NONE;
	}
}

size_t
host_stop(const char *p, const char *end)
{
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
		size_t n = strlen(stops[i]);

		if ((size_t)(end - p) >= n && strncasecmp(p, stops[i], n) == 0)
			return n;
	}
	return 0;
}

/* The length of the full stop that ends at p, or 0. */
static size_t
stop_before(const char *begin, const char *p)
{
	for (size_t i = sizeof(stops) / sizeof(stops[0]); i-- > 0;) {
		size_t n = strlen(stops[i]);

		if ((size_t)(p - begin) >= n && strncasecmp(p - n, stops[i], n) == 0)
			return n;
	}
	return 0;
}

/* The end of the label at p; all_ascii is told whether it is. */
static const char *
label_end(const char *p, const char *end, bool *all_ascii)
{
	enum side side = SIDE_ANY;
	const char *next = p;

	*all_ascii = true;
	while (next < end) {
		const char *at = next;
		uint32_t c = utf8_decode(&next, end);
		enum side here = side_of(c);

		if (here == SIDE_NONE || (here != SIDE_ANY && side != SIDE_ANY && here != side))
			return at;
		if (here != SIDE_ANY)
			side = here;
		*all_ascii &= c < 0x80;
	}
	return next;
}

const char *
host_begin(const char *begin, const char *dot, const char *end)
{
	enum side side = SIDE_ANY;
	const char *p = dot, *first = dot;

	if (dot - begin > 2 * HOST_NAME_MAX_BYTES)
		begin = dot - 2 * HOST_NAME_MAX_BYTES;
	while (p > begin) {
		const char *at = p, *next;
		enum side here;

		do
			at--;
		while (at > begin && ((unsigned char)*at & 0xc0) == 0x80);
		next = at;
		here = side_of(utf8_decode(&next, end));
		if (here == SIDE_NONE) {
			size_t stop = stop_before(begin, p);

			if (stop == 0 || first != p) /* two stops, or no label between */
				break;
			p -= stop;
			side = SIDE_ANY;
			continue;
		}
		if (here != SIDE_ANY && side != SIDE_ANY && here != side)
			break;
		if (here != SIDE_ANY)
			side = here;
		first = p = at;
	}
	return first;
}

static size_t
adapt(size_t delta, size_t points, bool first)
{
	size_t k = 0;

	delta = first ? delta / 700 : delta / 2;
	for (delta += delta / points; delta > 455; k += 36)
		delta /= 35;
	return k + 36 * delta / (delta + 38);
}

/* Writes one number of punycode; false if there is no room. */
static bool
put_delta(char *out, size_t *n, size_t delta, size_t bias)
{
	for (size_t k = 36;; k += 36) {
		size_t t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
		size_t digit = delta < t ? delta : t + (delta - t) % (36 - t);

		if (*n >= HOST_LABEL_MAX)
			return false;
		out[(*n)++] = (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);
		if (delta < t)
			return true;
		delta = (delta - t) / (36 - t);
	}
}

/* Punycode of code points (RFC 3492, section 6.3), xn-- before it. The number of bytes, 0 if they
 * are too many. */
static size_t
punycode(const int32_t *points, size_t count, char out[HOST_LABEL_MAX])
{
	size_t n = 4, basic = 0, delta = 0, bias = 72, done;
	int32_t next = 0x80;

	memcpy(out, "xn--", 4);
	for (size_t i = 0; i < count; i++) {
		if (points[i] >= 0x80)
			continue;
		if (n >= HOST_LABEL_MAX - 1)
			return 0;
		out[n++] = (char)points[i];
		basic++;
	}
	if (basic > 0)
		out[n++] = '-';
	for (done = basic; done < count; delta++, next++) {
		int32_t least = INT32_MAX;

		for (size_t i = 0; i < count; i++)
			if (points[i] >= next && points[i] < least)
				least = points[i];
		delta += (size_t)(least - next) * (done + 1);
		next = least;
		for (size_t i = 0; i < count; i++) {
			delta += points[i] < next;
			if (points[i] != next)
				continue;
			if (!put_delta(out, &n, delta, bias))
				return 0;
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return n;
}

/* A label with other letters than ASCII's, in punycode. */
static size_t
write_other(const char *p, size_t n, char out[HOST_LABEL_MAX])
{
	int32_t points[4 * HOST_LABEL_MAX];
	utf8proc_ssize_t count;

	if (n > 4 * HOST_LABEL_MAX)
		return 0;
	count = utf8proc_decompose((const uint8_t *)p, (utf8proc_ssize_t)n, points, 4 * HOST_LABEL_MAX,
	    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
	if (count <= 0 || count > 4 * HOST_LABEL_MAX)
		return 0;
	count = utf8proc_normalize_utf32(points, count, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	return count > 0 && count <= HOST_LABEL_MAX ? punycode(points, (size_t)count, out) : 0;
}

/* Writes the label of n bytes at p; false if it is longer than it may be. */
static bool
add_label(struct host *host, const char *p, size_t n, bool all_ascii)
{
	char label[HOST_LABEL_MAX];
	size_t len = n;

	if (all_ascii) {
		if (n > HOST_LABEL_MAX)
			return false;
		for (size_t i = 0; i < n; i++)
			label[i] = p[i] >= 'A' && p[i] <= 'Z' ? (char)(p[i] | 0x20) : p[i];
	} else {
		len = write_other(p, n, label);
	}
	if (len == 0 || host->count == HOST_LABELS_MAX || host->len + len + 1 > HOST_NAME_MAX_BYTES)
		return false;
	if (host->count > 0)
		host->name[host->len++] = '.';
	host->at[host->count] = host->len;
	host->from[host->count++] = p;
	memcpy(host->name + host->len, label, len);
	host->len += len;
	host->name[host->len] = '\0';
	host->end = p + n;
	return true;
}

bool
host_read(const char *p, const char *end, struct host *host)
{
	host->count = host->len = 0;
	for (;;) {
		bool all_ascii;
		const char *label = label_end(p, end, &all_ascii);
		size_t stop;

		if (label == p)
			return host->count > 0;
		if (!add_label(host, p, (size_t)(label - p), all_ascii))
			return false;
		stop = host_stop(label, end);
		if (stop == 0)
			return true;
		p = label + stop;
	}
}

bool
host_is_public(const struct host *host)
{
	const char *last = host->name + (host->count > 0 ? host->at[host->count - 1] : 0);

	if (host->count < 2)
		return false;
	if (strlen(last) == 2)
		for (size_t i = 0; countries[i] != '\0'; i += 2)
			if (memcmp(countries + i, last, 2) == 0)
				return true;
	for (size_t i = 0; i < sizeof(generic) / sizeof(generic[0]); i++)
		if (strcmp(generic[i], last) == 0)
			return true;
	return false;
}
