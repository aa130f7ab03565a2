#include "common/url.h"

#include <string.h>

#include "common/buf.h"
#include "tests/unit/check.h"

static const struct {
	const char *url, *canonical; /* NULL: refused */
} canonical[] = {
	{"http://Example.ORG", "http://example.org/"},
	{"HTTPS://Example.org:443/A/b?x=1#top", "https://example.org/A/b?x=1"},
	{"http://example.org:80/", "http://example.org/"},
	{"http://example.org:8080/", "http://example.org:8080/"},
	{"http://example.org:/", "http://example.org/"},
	{"http://example.org:443/", "http://example.org:443/"},
	{"http://a/b/c/./../../g", "http://a/g"},
	{"http://a/b/..", "http://a/"},
	{"http://a/../../g/.", "http://a/g/"},
	{"http://a/%7Euser/%2e%2E/x%2fy", "http://a/x%2Fy"},
	{"http://a/?utm_source=x&b=2&a=1&UTM_Medium=y", "http://a/?b=2&a=1"},
	{"http://a/?fbclid=1", "http://a/"},
	{"http://a/?%66bclid=1&\tutm_x=1&\t", "http://a/"},
	{"http://a/?utm_=1&utmx=2", "http://a/?utm_=1&utmx=2"},
	{"http://a/?", "http://a/"},
	{"http://a?q=1", "http://a/?q=1"},
	{"http://a/?q", "http://a/?q"},
	{"http://User:Pass@Host/", "http://User:Pass@host/"},
	{"http://[2001:DB8::1]:80/", "http://[2001:db8::1]/"},
	{"http://[2001:db8::/", NULL},
	{"  http://a/b c\n", "http://a/b%20c"},
	{"http://a/b\nc", "http://a/bc"},
	{"http://a/\xD8\xB3", "http://a/%D8%B3"},
	{"http://a/%d8%b3", "http://a/%D8%B3"},
	{"http://a/100%", "http://a/100%25"},
	{"http://a/%%330", "http://a/%2530"},
	{"gopher://a:70/1", "gopher://a/1"},
	{"mailto:a@b", NULL},
	{"/a/b", NULL},
	{"http:///a", NULL},
	{"http://", NULL},
	{"http://:80/", NULL},
	{"http://a:b/", NULL},
	{"http://a b/", NULL},
	{"1http://a/", NULL},
	{"", NULL},
};

/* RFC 3986 sections 5.4.1 and 5.4.2, base http://a/b/c/d;p?q */
static const struct {
	const char *reference, *url;
} resolved[] = {
	{"g:h", "g:h"}, {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"},
	{"/g", "http://a/g"}, {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"},
	{"g?y", "http://a/b/c/g?y"}, {"#s", "http://a/b/c/d;p?q#s"}, {"g#s", "http://a/b/c/g#s"},
	{"g?y#s", "http://a/b/c/g?y#s"}, {";x", "http://a/b/c/;x"}, {"g;x", "http://a/b/c/g;x"},
	{"g;x?y#s", "http://a/b/c/g;x?y#s"}, {"", "http://a/b/c/d;p?q"}, {".", "http://a/b/c/"},
	{"./", "http://a/b/c/"}, {"..", "http://a/b/"}, {"../", "http://a/b/"}, {"../g", "http://a/b/g"},
	{"../..", "http://a/"}, {"../../", "http://a/"}, {"../../g", "http://a/g"},
	{"../../../g", "http://a/g"}, {"../../../../g", "http://a/g"}, {"/./g", "http://a/g"},
	{"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."}, {".g", "http://a/b/c/.g"},
	{"g..", "http://a/b/c/g.."}, {"..g", "http://a/b/c/..g"}, {"./../g", "http://a/b/g"},
	{"./g/.", "http://a/b/c/g/"}, {"g/./h", "http://a/b/c/g/h"}, {"g/../h", "http://a/b/c/h"},
	{"g;x=1/./y", "http://a/b/c/g;x=1/y"}, {"g;x=1/../y", "http://a/b/c/y"},
	{"g?y/./x", "http://a/b/c/g?y/./x"}, {"g#s/../x", "http://a/b/c/g#s/../x"},
	{" g\n", "http://a/b/c/g"},
};

static void
check_resolved(struct buf *out, const char *base, const char *reference, const char *want)
{
	buf_clear(out);
	url_resolve(base, strlen(base), reference, strlen(reference), out);
	check_string(buf_str(out), want, "a reference against '%s' gives '%s'", base, want);
}

int
main(void)
{
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(canonical) / sizeof(canonical[0]); i++) {
		bool ok;

		buf_clear(&out);
		ok = url_canonical(canonical[i].url, strlen(canonical[i].url), &out);
		if (canonical[i].canonical == NULL)
			check(!ok && out.len == 0, "'%s' is refused", canonical[i].url);
		else
			check_string(buf_str(&out), canonical[i].canonical, "URL %zu has the form '%s'", i + 1,
			             canonical[i].canonical);
	}
	for (size_t i = 0; i < sizeof(resolved) / sizeof(resolved[0]); i++)
		check_resolved(&out, "http://a/b/c/d;p?q", resolved[i].reference, resolved[i].url);
	check_resolved(&out, "http://a", "g", "http://a/g");
	check_resolved(&out, "", "../g", "../g");
	check_resolved(&out, "mailto:x@y", "g", "g");
	check_resolved(&out, "/x/y", "g", "g");
	check_resolved(&out, "http://a/b?q", "?", "http://a/b?");
	buf_free(&out);
	return check_done();
}
