/* What a page says of itself: in meta elements, links, microdata, and by its classes. */
#include "common/json.h"
#include "common/url.h"
#include "filters/ingest/html_element.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/page.h"
#include "filters/ingest/page_class.h"

#define MAX_TITLE ((size_t)4096)
#define MAX_FACT ((size_t)4096)
#define BY_CLASS 6 /* rank of an author who is known by the class of an element only */
#define MAX_CATEGORIES ((size_t)16 * 1024)

enum fact { TITLE, SITE, ADDRESS, SUMMARY, LANGUAGE, PUBLISHED, MODIFIED, AUTHOR, PICTURE, CATEGORY, CATEGORIES };

/* Names of meta elements, lower case, what they mean, and how well (1 is best). */
static const struct {
	const char *name;
	enum fact fact;
	int rank;
} metas[] = {
	{"og:title", TITLE, 1},
	{"twitter:title", TITLE, 4},
	{"dc.title", TITLE, 4},
	{"dc:title", TITLE, 4},
	{"dcterm:title", TITLE, 4},
	{"dcterms:title", TITLE, 4},
	{"dcterms.title", TITLE, 4},
	{"parsely-title", TITLE, 3},
	{"sailthru.title", TITLE, 3},
	{"og:site_name", SITE, 1},
	{"application-name", SITE, 2},
	{"og:url", ADDRESS, 2},
	{"og:description", SUMMARY, 1},
	{"description", SUMMARY, 2},
	{"twitter:description", SUMMARY, 3},
	{"dc.description", SUMMARY, 3},
	{"content-language", LANGUAGE, 3},
	{"dc.language", LANGUAGE, 3},
	{"dcterms.language", LANGUAGE, 3},
	{"og:locale", LANGUAGE, 4},
	{"article:published_time", PUBLISHED, 1},
	{"og:article:published_time", PUBLISHED, 1},
	{"parsely-pub-date", PUBLISHED, 2},
	{"sailthru.date", PUBLISHED, 2},
	{"datepublished", PUBLISHED, 2},
	{"date.issued", PUBLISHED, 2},
	{"dc.date.issued", PUBLISHED, 2},
	{"dcterms.issued", PUBLISHED, 2},
	{"dcterms.created", PUBLISHED, 2},
	{"dc.date.created", PUBLISHED, 2},
	{"dc.date", PUBLISHED, 3},
	{"dc:date", PUBLISHED, 3},
	{"dc:created", PUBLISHED, 3},
	{"dcterms:created", PUBLISHED, 3},
	{"dcterms.date", PUBLISHED, 3},
	{"pubdate", PUBLISHED, 2},
	{"publishdate", PUBLISHED, 2},
	{"publish-date", PUBLISHED, 2},
	{"publish_date", PUBLISHED, 2},
	{"publication_date", PUBLISHED, 2},
	{"article_date_original", PUBLISHED, 2},
	{"citation_publication_date", PUBLISHED, 3},
	{"cxenseparse:recs:publishtime", PUBLISHED, 2},
	{"originalpublicationdate", PUBLISHED, 2},
	{"article.published", PUBLISHED, 2},
	{"date", PUBLISHED, 3},
	{"article:modified_time", MODIFIED, 1},
	{"og:updated_time", MODIFIED, 2},
	{"lastmod", MODIFIED, 3},
	{"last-modified", MODIFIED, 3},
	{"datemodified", MODIFIED, 2},
	{"dcterms.modified", MODIFIED, 2},
	{"author", AUTHOR, 3},
	{"article:author", AUTHOR, 2},
	{"parsely-author", AUTHOR, 2},
	{"sailthru.author", AUTHOR, 2},
	{"dc.creator", AUTHOR, 2},
	{"dc:creator", AUTHOR, 2},
	{"dcterm:creator", AUTHOR, 2},
	{"dcterms:creator", AUTHOR, 2},
	{"dcterms.creator", AUTHOR, 2},
	{"citation_author", AUTHOR, 2},
	{"byl", AUTHOR, 2},
	{"og:image", PICTURE, 1},
	{"og:image:url", PICTURE, 1},
	{"twitter:image", PICTURE, 2},
	{"article:section", CATEGORY, 1},
	{"article:tag", CATEGORY, 1},
	{"keywords", CATEGORIES, 1},
	{"news_keywords", CATEGORIES, 1},
};

void
page_take(struct buf *fact, int *rank, int new_rank, const char *s, size_t n)
{
	if (*rank != 0 && *rank <= new_rank)
		return;
	*rank = new_rank;
	item_set(fact, s, n);
}

static bool
is_address(const char *s, size_t n)
{
	return (n > 4 && html_name_compare(s, 4, "http") == 0) || (n > 0 && *s == '/')
	       || (n > 4 && html_name_compare(s, 4, "www.") == 0);
}

/* Past "By ", in the languages that write it before the name. */
static void
strip_by(const char **s, size_t *n)
{
	static const char *const words[] = {"by ", "by: ", "von ", "par ", "por ", "di ", "written by ", "author: ",
	                                    "posted by ", "автор: ", "بقلم ", "كتب ", "بقلم: ", "נכתב על ידי "};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t length = strlen(words[i]);

		if (*n > length && html_name_compare(*s, length, words[i]) == 0) {
			*s += length;
			*n -= length;
			return;
		}
	}
}

void
page_take_author(struct page *page, int rank, const char *s, size_t n)
{
	struct page_facts *facts = &page->facts;

	while (n > 0 && *s == ' ') {
		s++;
		n--;
	}
	strip_by(&s, &n);
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == ',' || s[n - 1] == '|'))
		n--;
	if (rank == BY_CLASS && facts->author_rank == rank)
		return; /* the next is of someone else, or says the same with more words */
	if (n == 0 || n > 200 || *s == '@' || (n >= 6 && html_name_compare(s, 6, "follow") == 0) || is_address(s, n) || (facts->author_rank != 0 && facts->author_rank < rank)
	    || facts->author.len > MAX_FACT)
		return;
	if (facts->author_rank != rank)
		buf_clear(&facts->author);
	facts->author_rank = rank;
	for (size_t at = 0; at < facts->author.len;) {
		const char *p = facts->author.data + at, *stop = memchr(p, '\n', facts->author.len - at);

		if ((size_t)(stop - p) == n && memcmp(p, s, n) == 0)
			return;
		at += (size_t)(stop - p) + 1;
	}
	buf_add(&facts->author, s, n);
	buf_addc(&facts->author, '\n');
}

/* Takes a date; one that cannot be read only if there is none at all. */
static void
take_date(struct page *page, enum fact fact, int rank, const char *s, size_t n)
{
	struct page_facts *facts = &page->facts;
	int64_t seconds;

	if (n == 0 || n > 200)
		return;
	if (date_read(s, n, &page->ingest->options, &seconds) < DATE_UNZONED)
		rank += 10;
	if (fact == PUBLISHED)
		page_take(&facts->published, &facts->published_rank, rank, s, n);
	else
		page_take(&facts->modified, &facts->modified_rank, rank, s, n);
}

static void
add_category(struct page *page, const char *s, size_t n)
{
	struct buf *categories = &page->facts.categories;
	size_t before = categories->len;

	while (n > 0 && s[0] == ' ') {
		s++;
		n--;
	}
	while (n > 0 && s[n - 1] == ' ')
		n--;
	if (n == 0 || before > MAX_CATEGORIES)
		return;
	if (before > 0)
		buf_addc(categories, ',');
	json_add_string(categories, s, n);
}

static void
add_categories(struct page *page, const char *s, size_t n)
{
	const char *end = s + n;

	while (s < end) {
		const char *stop = memchr(s, ',', (size_t)(end - s));

		stop = stop == NULL ? end : stop;
		add_category(page, s, (size_t)(stop - s));
		s = stop + 1;
	}
}

static void
take_meta(struct page *page, enum fact fact, int rank, const char *s, size_t n, int ranks[4])
{
	struct page_facts *facts = &page->facts;

	switch (fact) {
	case TITLE:
		page_take(&facts->title, &facts->title_rank, rank, s, n);
		break;
	case SITE:
		page_take(&facts->site, &ranks[0], rank, s, n);
		break;
	case ADDRESS:
		page_take(&facts->canonical, &ranks[1], rank, s, n);
		break;
	case SUMMARY:
		page_take(&facts->summary, &ranks[2], rank, s, n);
		break;
	case LANGUAGE:
		page_take(&facts->language, &facts->language_rank, rank, s, n);
		break;
	case PUBLISHED:
	case MODIFIED:
		take_date(page, fact, rank, s, n);
		break;
	case AUTHOR:
		page_take_author(page, rank, s, n);
		break;
	case PICTURE:
		page_take(&facts->image, &ranks[3], rank, s, n);
		break;
	case CATEGORY:
		add_category(page, s, n);
		break;
	case CATEGORIES:
		if (facts->categories.len == 0)
			add_categories(page, s, n);
		break;
	}
}

/* One name of those that a meta element has. */
static void
read_named(struct page *page, const char *name, size_t n, int ranks[4])
{
	for (size_t i = 0; i < sizeof(metas) / sizeof(metas[0]); i++)
		if (html_name_compare(name, n, metas[i].name) == 0)
			take_meta(page, metas[i].fact, metas[i].rank, page->scratch.data, page->scratch.len, ranks);
}

static void
read_meta(struct page *page, size_t i, int ranks[4])
{
	static const enum tree_attribute names[] = {TREE_ATTR_PROPERTY, TREE_ATTR_NAME, TREE_ATTR_ITEMPROP,
	                                            TREE_ATTR_HTTP_EQUIV};
	size_t n, name_n;
	const char *s = tree_get(&page->tree, i, TREE_ATTR_CONTENT, &n);

	if (s == NULL)
		return;
	buf_clear(&page->scratch);
	page_level(s, page_cut(s, n, MAX_FACT), &page->scratch);
	while (page->scratch.len > 0 && page->scratch.data[page->scratch.len - 1] == ' ')
		page->scratch.len--;
	if (page->scratch.len == 0)
		return;
	for (size_t a = 0; a < sizeof(names) / sizeof(names[0]); a++) {
		const char *name = tree_get(&page->tree, i, names[a], &name_n);

		while (name != NULL && name_n > 0) { /* several, between blanks */
			const char *stop = memchr(name, ' ', name_n);
			size_t length = stop == NULL ? name_n : (size_t)(stop - name);

			read_named(page, name, length, ranks);
			name += stop == NULL ? length : length + 1;
			name_n -= stop == NULL ? length : length + 1;
		}
	}
}

static bool
has_word(const struct page *page, size_t i, enum tree_attribute attribute, const char *word)
{
	size_t n, length = strlen(word);
	const char *s = tree_get(&page->tree, i, attribute, &n);

	for (size_t at = 0; s != NULL && at + length <= n; at++)
		if ((at == 0 || s[at - 1] == ' ') && (at + length == n || s[at + length] == ' ')
		    && html_name_compare(s + at, length, word) == 0)
			return true;
	return false;
}

static void
read_link(struct page *page, size_t i, int ranks[4])
{
	size_t n;
	const char *s = tree_get(&page->tree, i, TREE_ATTR_HREF, &n);

	if (s != NULL && n <= MAX_FACT && has_word(page, i, TREE_ATTR_REL, "canonical"))
		page_take(&page->facts.canonical, &ranks[1], 1, s, n);
}

/* The date that an element has, by its attribute or its text. */
static void
read_date_of(struct page *page, size_t i, enum fact fact, int rank)
{
	static const enum tree_attribute attributes[] = {TREE_ATTR_DATETIME, TREE_ATTR_CONTENT, TREE_ATTR_TITLE};
	size_t n;

	for (size_t a = 0; a < sizeof(attributes) / sizeof(attributes[0]); a++) {
		const char *s = tree_get(&page->tree, i, attributes[a], &n);

		if (s != NULL && n > 0) {
			take_date(page, fact, rank, s, n);
			return;
		}
	}
	buf_clear(&page->scratch);
	page_text_of(page, i, 200, &page->scratch);
	take_date(page, fact, rank, page->scratch.data, page->scratch.len);
}

/* Cuts what stands behind a name in a byline: a date, a job, a place. */
static void
cut_byline(struct buf *text)
{
	static const char *const signs[] = {" - ", " | ", " · ", " • ", " — ", " – ", " on ", " @"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const char *sign = text->len == 0 ? NULL : memmem(text->data + 1, text->len - 1, signs[i], strlen(signs[i]));

		if (sign != NULL)
			text->len = (size_t)(sign - text->data);
	}
	for (size_t i = 0; i < text->len; i++)
		if (text->data[i] >= '0' && text->data[i] <= '9')
			text->len = 0; /* a date, then, or an address */
}

static void
read_author_of(struct page *page, size_t i, int rank)
{
	buf_clear(&page->scratch);
	page_text_of(page, i, 300, &page->scratch);
	cut_byline(&page->scratch);
	page_take_author(page, rank, page->scratch.data, page->scratch.len);
}

/* The element with itemprop=name in one; the one itself if there is none among the first in it. */
static size_t
name_inside(const struct page *page, size_t i)
{
	for (size_t at = i + 1; at < page->tree.nodes[i].end && at < i + 20; at++)
		if (page->tree.nodes[at].tag != TREE_TEXT && has_word(page, at, TREE_ATTR_ITEMPROP, "name"))
			return at;
	return i;
}

static void
read_element(struct page *page, size_t i)
{
	const struct tree_node *node = &page->tree.nodes[i];
	size_t n;
	const char *class;

	if (has_word(page, i, TREE_ATTR_ITEMPROP, "datepublished"))
		read_date_of(page, i, PUBLISHED, 2);
	else if (has_word(page, i, TREE_ATTR_ITEMPROP, "datemodified"))
		read_date_of(page, i, MODIFIED, 2);
	else if (node->tag == TREE_TIME)
		read_date_of(page, i, PUBLISHED, tree_get(&page->tree, i, TREE_ATTR_DATETIME, &n) != NULL ? 6 : 7);
	if (has_word(page, i, TREE_ATTR_REL, "author"))
		read_author_of(page, i, 4);
	else if (has_word(page, i, TREE_ATTR_ITEMPROP, "author"))
		read_author_of(page, name_inside(page, i), 5);
	class = node->tag == TREE_BODY || node->tag == TREE_HTML ? NULL : tree_get(&page->tree, i, TREE_ATTR_CLASS, &n);
	if (class == NULL || (page_class(class, n) & (CLASS_BYLINE | CLASS_COMMENTS)) != CLASS_BYLINE)
		return;
	if (memmem(class, n, "byline", 6) != NULL || memmem(class, n, "author", 6) != NULL)
		read_author_of(page, i, BY_CLASS);
	else if (memmem(class, n, "publish", 7) != NULL || memmem(class, n, "date", 4) != NULL)
		read_date_of(page, i, PUBLISHED, 8);
}

static void
read_title(struct page *page, size_t i, struct buf *written)
{
	if (written->len > 0 || !page->tree.nodes[i].closed)
		return;
	page_text_of(page, i, MAX_TITLE, written);
}

static void
read_language(struct page *page, size_t i)
{
	struct page_facts *facts = &page->facts;
	size_t n;
	const char *s = tree_get(&page->tree, i, TREE_ATTR_LANG, &n);

	if (s == NULL)
		s = tree_get(&page->tree, i, TREE_ATTR_XML_LANG, &n);
	if (s != NULL && n > 0)
		page_take(&facts->language, &facts->language_rank, 1, s, n);
	s = tree_get(&page->tree, i, TREE_ATTR_DIR, &n);
	if (s != NULL && n == 3 && (html_name_compare(s, n, "rtl") == 0 || html_name_compare(s, n, "ltr") == 0)
	    && facts->direction.len == 0)
		item_set(&facts->direction, s, n);
}

/* Keeps a language if it looks like a tag of BCP 47, with hyphens. */
static void
check_language(struct buf *language)
{
	if (language->len < 2 || language->len > 35)
		language->len = 0;
	for (size_t i = 0; i < language->len; i++) {
		char *c = &language->data[i];
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');

		*c = *c == '_' ? '-' : *c;
		if (!letter && !(i > 0 && (*c == '-' || (*c >= '0' && *c <= '9'))))
			language->len = 0;
	}
}

/* What relative addresses are relative to. */
static void
find_base(struct page *page, size_t base)
{
	const struct outer *outer = &page->ingest->outer;
	struct page_facts *facts = &page->facts;
	const char *s = NULL;
	size_t n = 0;

	if (base > 0)
		s = tree_get(&page->tree, base, TREE_ATTR_HREF, &n);
	if (s != NULL && n <= MAX_FACT)
		url_resolve(outer->url, outer->url_n, s, n, &facts->base);
	else if (outer->url_n > 0)
		item_set(&facts->base, outer->url, outer->url_n);
	else if (is_address(facts->canonical.data, facts->canonical.len))
		item_set(&facts->base, facts->canonical.data, facts->canonical.len);
}

static void
read_node(struct page *page, size_t i, int ranks[4], struct buf *written, size_t *base)
{
	size_t n;

	switch (page->tree.nodes[i].tag) {
	case TREE_TEXT:
		break;
	case TREE_META:
		read_meta(page, i, ranks);
		break;
	case TREE_LINK:
		read_link(page, i, ranks);
		break;
	case TREE_BASE:
		*base = *base == 0 && tree_get(&page->tree, i, TREE_ATTR_HREF, &n) != NULL ? i : *base;
		break;
	case TREE_TITLE:
		read_title(page, i, written);
		break;
	case TREE_HTML:
	case TREE_BODY:
		read_language(page, i);
		break;
	case TREE_H1:
		if (page->facts.heading.len == 0)
			page_text_of(page, i, MAX_TITLE, &page->facts.heading);
		read_element(page, i);
		break;
	default:
		read_element(page, i);
		break;
	}
}

void
page_read_facts(struct page *page)
{
	struct page_facts *facts = &page->facts;
	struct buf written = {0}, clean = {0};
	int ranks[4] = {0};
	size_t base = 0;

	for (size_t i = 1; i < page->tree.count; i++) {
		const struct tree_node *node = &page->tree.nodes[i];

		if (node->tag != TREE_SCRIPT) {
			read_node(page, i, ranks, &written, &base);
		} else if (node->end > i + 1) {
			size_t n;
			const char *s = tree_text(&page->tree, i + 1, &n);

			page_read_ld(page, s, n);
		}
	}
	if (facts->title_rank > 0)
		buf_add(&clean, facts->title.data, facts->title.len);
	else if (written.len > 0)
		page_clean_title(page, written.data, written.len, &clean);
	else
		buf_add(&clean, facts->heading.data, facts->heading.len);
	facts->title_cut = clean.len >= MAX_TITLE;
	item_set(&facts->title, clean.data, page_cut(clean.data, clean.len, MAX_TITLE));
	check_language(&facts->language);
	find_base(page, base);
	buf_free(&written);
	buf_free(&clean);
}

/* --- The title */

/* How many words, that is runs between blanks. */
static size_t
words_of(const char *s, size_t n)
{
	size_t words = 0;

	for (size_t i = 0; i < n; i++)
		words += s[i] != ' ' && (i == 0 || s[i - 1] == ' ');
	return words;
}

/* The last ` | ` or the like in a title; NULL if there is none. *length is that of the sign with its blanks. */
static const char *
last_separator(const char *s, size_t n, size_t *length)
{
	static const char *const signs[] = {" | ", " - ", " – ", " — ", " · ", " » ", " « ", " :: ", " / ", " > ", " • ", " \\ "};
	const char *last = NULL;

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t m = strlen(signs[i]);
		const char *p = s, *found;

		while ((found = memmem(p, n - (size_t)(p - s), signs[i], m)) != NULL) {
			if (last == NULL || found > last) {
				last = found;
				*length = m;
			}
			p = found + 1;
		}
	}
	return last;
}

void
page_clean_title(struct page *page, const char *s, size_t n, struct buf *out)
{
	const struct buf *site = &page->facts.site, *heading = &page->facts.heading;
	size_t length = 0, first;
	const char *last;

	if (heading->len > 0 && heading->len < n && words_of(heading->data, heading->len) >= 4
	    && (memcmp(s, heading->data, heading->len) == 0
	        || memcmp(s + n - heading->len, heading->data, heading->len) == 0)) {
		buf_add(out, heading->data, heading->len);
		return;
	}
	last = last_separator(s, n, &length);
	first = last == NULL ? n : (size_t)(last - s);
	if (last != NULL) {
		const char *after = last + length;
		size_t rest = n - first - length;

		if (site->len > 0 && rest == site->len && memcmp(after, site->data, rest) == 0)
			n = first;
		else if (site->len > 0 && first == site->len && memcmp(s, site->data, first) == 0)
			{ s = after; n = rest; }
		else if (words_of(s, first) >= 5)
			n = first;
	}
	buf_add(out, s, n);
}
