/* The names of feeds: namespaces and elements (INPUT-FORMATS sections 4.4 to 7). */
#include <strings.h>

#include "filters/ingest/feed.h"

struct space_name {
	const char *name;
	enum feed_space space;
};

/* URIs without their trailing slash, compared without regard to case. */
static const struct space_name uris[] = {
	{"http://backend.userland.com/rss", SPACE_CORE},
	{"http://backend.userland.com/rss2", SPACE_CORE},
	{"http://blogs.law.harvard.edu/tech/rss", SPACE_CORE},
	{"http://purl.org/rss/1.0", SPACE_CORE},
	{"http://my.netscape.com/rdf/simple/0.9", SPACE_CORE},
	{"http://my.netscape.com/publish/formats/rss-0.91.dtd", SPACE_CORE},
	{"http://purl.org/net/rss1.1#", SPACE_CORE},
	{"http://purl.org/atom/ns#", SPACE_ATOM},
	{"http://www.w3.org/2005/atom", SPACE_ATOM},
	{"http://purl.org/echo", SPACE_ATOM},
	{"http://purl.org/rss/1.0/modules/content", SPACE_CONTENT},
	{"http://purl.org/dc/elements/1.1", SPACE_DC},
	{"http://purl.org/dc/elements/1.0", SPACE_DC},
	{"http://purl.org/dc/terms", SPACE_DCTERMS},
	{"http://search.yahoo.com/mrss", SPACE_MEDIA},
	{"http://www.itunes.com/dtds/podcast-1.0.dtd", SPACE_ITUNES},
	{"http://rssnamespace.org/feedburner/ext/1.0", SPACE_FEEDBURNER},
	{"http://www.w3.org/1999/02/22-rdf-syntax-ns#", SPACE_RDF},
	{"http://purl.org/rss/1.0/modules/slash", SPACE_SLASH},
	{"http://purl.org/rss/1.0/modules/threading", SPACE_THREAD},
	{"http://purl.org/syndication/thread/1.0", SPACE_THREAD},
	{"http://www.georss.org/georss", SPACE_GEORSS},
	{"http://www.w3.org/2003/01/geo/wgs84_pos#", SPACE_GEO},
	{"http://www.opengis.net/gml", SPACE_GEO},
	{"http://emm.jrc.it", SPACE_EMM},
	{"http://emm.jrc.ec.europa.eu", SPACE_EMM},
	{"http://emm.newsbrief.eu", SPACE_EMM},
	{"http://www.iso.org/3166", SPACE_ISO},
	{"http://creativecommons.org/ns#", SPACE_RIGHTS},
	{"http://web.resource.org/cc", SPACE_RIGHTS},
	{"http://backend.userland.com/creativecommonsrssmodule", SPACE_RIGHTS},
	{"http://www.w3.org/1999/xhtml", SPACE_XHTML},
	{"http://www.w3.org/tr/rec-html40", SPACE_XHTML},
};

static const struct space_name prefixes[] = {
	{"rss", SPACE_CORE},          {"atom", SPACE_ATOM},       {"atom10", SPACE_ATOM},
	{"atom03", SPACE_ATOM},       {"a10", SPACE_ATOM},        {"content", SPACE_CONTENT},
	{"dc", SPACE_DC},             {"dcterms", SPACE_DCTERMS}, {"media", SPACE_MEDIA},
	{"itunes", SPACE_ITUNES},     {"feedburner", SPACE_FEEDBURNER}, {"rdf", SPACE_RDF},
	{"slash", SPACE_SLASH},       {"xhtml", SPACE_XHTML},     {"thr", SPACE_THREAD},
	{"georss", SPACE_GEORSS},     {"geo", SPACE_GEO},         {"gml", SPACE_GEO},
	{"emm", SPACE_EMM},           {"iso", SPACE_ISO},         {"cc", SPACE_RIGHTS},
	{"creativecommons", SPACE_RIGHTS},
};

enum feed_space
feed_space_of(const char *uri, size_t n)
{
	while (n > 0 && uri[n - 1] == '/')
		n--;
	for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++)
		if (strlen(uris[i].name) == n && strncasecmp(uris[i].name, uri, n) == 0)
			return uris[i].space;
	return SPACE_OTHER;
}

enum feed_space
feed_space_usual(const char *prefix, size_t n)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strlen(prefixes[i].name) == n && strncasecmp(prefixes[i].name, prefix, n) == 0)
			return prefixes[i].space;
	return SPACE_OTHER;
}

static const struct {
	const char *name;
	enum feed_space space;
	enum feed_field field;
} elements[] = {
	{"item", SPACE_CORE, PLACE_ITEM},
	{"entry", SPACE_CORE, PLACE_ITEM},
	{"channel", SPACE_CORE, PLACE_CHANNEL},
	{"title", SPACE_CORE, FIELD_TITLE},
	{"link", SPACE_CORE, FIELD_LINK},
	{"description", SPACE_CORE, FIELD_DESCRIPTION},
	{"abstract", SPACE_CORE, FIELD_DESCRIPTION},
	{"tagline", SPACE_CORE, FIELD_DESCRIPTION},
	{"subtitle", SPACE_CORE, FIELD_DESCRIPTION},
	{"summary", SPACE_CORE, FIELD_SUMMARY},
	{"content", SPACE_CORE, FIELD_CONTENT},
	{"fullitem", SPACE_CORE, FIELD_ENCODED},
	{"content_encoded", SPACE_CORE, FIELD_ENCODED},
	{"body", SPACE_CORE, FIELD_ENCODED},
	{"guid", SPACE_CORE, FIELD_GUID},
	{"id", SPACE_CORE, FIELD_ID},
	{"pubdate", SPACE_CORE, FIELD_PUB_DATE},
	{"date", SPACE_CORE, FIELD_DATE},
	{"published", SPACE_CORE, FIELD_PUBLISHED},
	{"issued", SPACE_CORE, FIELD_ISSUED},
	{"created", SPACE_CORE, FIELD_CREATED},
	{"updated", SPACE_CORE, FIELD_UPDATED},
	{"modified", SPACE_CORE, FIELD_MODIFIED},
	{"author", SPACE_CORE, PLACE_AUTHOR},
	{"name", SPACE_CORE, FIELD_PERSON_NAME},
	{"email", SPACE_CORE, FIELD_PERSON_EMAIL},
	{"uri", SPACE_CORE, FIELD_PERSON_URI},
	{"url", SPACE_CORE, FIELD_PERSON_URI},
	{"homepage", SPACE_CORE, FIELD_PERSON_URI},
	{"managingeditor", SPACE_CORE, FIELD_EDITOR},
	{"webmaster", SPACE_CORE, FIELD_WEBMASTER},
	{"language", SPACE_CORE, FIELD_LANGUAGE},
	{"category", SPACE_CORE, FIELD_CATEGORY},
	{"keywords", SPACE_CORE, FIELD_KEYWORDS},
	{"rights", SPACE_CORE, FIELD_RIGHTS},
	{"copyright", SPACE_CORE, FIELD_RIGHTS},
	{"comments", SPACE_CORE, FIELD_COMMENTS},
	{"source", SPACE_CORE, PLACE_SOURCE},
	{"enclosure", SPACE_CORE, EMPTY_ENCLOSURE},
	{"encoded", SPACE_CONTENT, FIELD_ENCODED},
	{"body", SPACE_XHTML, FIELD_ENCODED},
	{"div", SPACE_XHTML, FIELD_ENCODED},
	{"title", SPACE_DC, FIELD_DC_TITLE},
	{"description", SPACE_DC, FIELD_DESCRIPTION},
	{"date", SPACE_DC, FIELD_DC_DATE},
	{"creator", SPACE_DC, FIELD_CREATOR},
	{"author", SPACE_DC, FIELD_CREATOR},
	{"subject", SPACE_DC, FIELD_CATEGORY},
	{"language", SPACE_DC, FIELD_DC_LANGUAGE},
	{"language", SPACE_DCTERMS, FIELD_DC_LANGUAGE},
	{"language", SPACE_ISO, FIELD_DC_LANGUAGE},
	{"rights", SPACE_DC, FIELD_RIGHTS},
	{"license", SPACE_RIGHTS, FIELD_RIGHTS},
	{"license", SPACE_MEDIA, FIELD_RIGHTS},
	{"copyright", SPACE_MEDIA, FIELD_RIGHTS},
	{"description", SPACE_DCTERMS, FIELD_DESCRIPTION},
	{"abstract", SPACE_DCTERMS, FIELD_DESCRIPTION},
	{"subject", SPACE_DCTERMS, FIELD_CATEGORY},
	{"date", SPACE_DCTERMS, FIELD_TERMS_CREATED},
	{"created", SPACE_DCTERMS, FIELD_TERMS_CREATED},
	{"issued", SPACE_DCTERMS, FIELD_TERMS_CREATED},
	{"modified", SPACE_DCTERMS, FIELD_TERMS_MODIFIED},
	{"title", SPACE_DCTERMS, FIELD_DC_TITLE},
	{"creator", SPACE_DCTERMS, FIELD_CREATOR},
	{"group", SPACE_MEDIA, PLACE_MEDIA},
	{"content", SPACE_MEDIA, PLACE_MEDIA},
	{"thumbnail", SPACE_MEDIA, EMPTY_THUMBNAIL},
	{"title", SPACE_MEDIA, FIELD_MEDIA_TITLE},
	{"description", SPACE_MEDIA, FIELD_MEDIA_DESCRIPTION},
	{"category", SPACE_MEDIA, FIELD_CATEGORY},
	{"keywords", SPACE_MEDIA, FIELD_KEYWORDS},
	{"credit", SPACE_MEDIA, FIELD_CREDIT},
	{"player", SPACE_MEDIA, EMPTY_ENCLOSURE},
	{"keywords", SPACE_ITUNES, FIELD_KEYWORDS},
	{"title", SPACE_ITUNES, FIELD_MEDIA_TITLE},
	{"image", SPACE_ITUNES, EMPTY_THUMBNAIL},
	{"owner", SPACE_ITUNES, PLACE_AUTHOR},
	{"name", SPACE_ITUNES, FIELD_PERSON_NAME},
	{"email", SPACE_ITUNES, FIELD_PERSON_EMAIL},
	{"in-reply-to", SPACE_THREAD, EMPTY_REPLY},
	{"point", SPACE_GEORSS, FIELD_POINT},
	{"where", SPACE_GEORSS, PLACE_MEDIA},
	{"point", SPACE_GEO, PLACE_MEDIA},
	{"pos", SPACE_GEO, FIELD_POINT},
	{"lat", SPACE_GEO, FIELD_LATITUDE},
	{"long", SPACE_GEO, FIELD_LONGITUDE},
	{"category", SPACE_ITUNES, FIELD_CATEGORY},
	{"author", SPACE_ITUNES, FIELD_ITUNES_AUTHOR},
	{"summary", SPACE_ITUNES, FIELD_ITUNES_SUMMARY},
	{"subtitle", SPACE_ITUNES, FIELD_ITUNES_SUBTITLE},
	{"origlink", SPACE_FEEDBURNER, FIELD_ORIGINAL_LINK},
	{"comments", SPACE_SLASH, FIELD_SLASH_COMMENTS},
	{"title", SPACE_ATOM, FIELD_TITLE},
	{"link", SPACE_ATOM, FIELD_LINK},
	{"id", SPACE_ATOM, FIELD_ID},
	{"summary", SPACE_ATOM, FIELD_SUMMARY},
	{"content", SPACE_ATOM, FIELD_CONTENT},
	{"published", SPACE_ATOM, FIELD_PUBLISHED},
	{"updated", SPACE_ATOM, FIELD_UPDATED},
	{"author", SPACE_ATOM, PLACE_AUTHOR},
	{"name", SPACE_ATOM, FIELD_PERSON_NAME},
	{"email", SPACE_ATOM, FIELD_PERSON_EMAIL},
	{"uri", SPACE_ATOM, FIELD_PERSON_URI},
	{"category", SPACE_ATOM, FIELD_CATEGORY},
	{"rights", SPACE_ATOM, FIELD_RIGHTS},
	{"entry", SPACE_ATOM, PLACE_ITEM},
};

enum feed_field
feed_field_of(enum feed_space space, const char *name, size_t n)
{
	char first = n == 0 ? '\0' : (char)(name[0] >= 'A' && name[0] <= 'Z' ? name[0] + 32 : name[0]);

	for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
		if (elements[i].space == space && elements[i].name[0] == first && strlen(elements[i].name) == n &&
		    strncasecmp(elements[i].name, name, n) == 0)
			return elements[i].field;
	return space == SPACE_EMM ? FIELD_EMM : FIELD_NONE;
}
