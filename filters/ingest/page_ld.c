/* What JSON-LD in a page says of it: schema.org's Article and its like. */
#include "common/json.h"
#include "filters/ingest/page.h"

#define MAX_DEPTH 6                        /* of objects within objects */
#define MAX_LD ((size_t)4 * 1024 * 1024)   /* bytes of a script that is looked at */
#define MAX_FACT ((size_t)4096)

struct fields {
	struct json_value type, headline, name, author, creator, published, created, modified, body, language, publisher,
		description, image, graph, main_entity, section;
};

static const struct {
	const char *key;
	size_t offset;
} keys[] = {
	{"@type", offsetof(struct fields, type)},
	{"@graph", offsetof(struct fields, graph)},
	{"headline", offsetof(struct fields, headline)},
	{"name", offsetof(struct fields, name)},
	{"author", offsetof(struct fields, author)},
	{"creator", offsetof(struct fields, creator)},
	{"datePublished", offsetof(struct fields, published)},
	{"dateCreated", offsetof(struct fields, created)},
	{"dateModified", offsetof(struct fields, modified)},
	{"articleBody", offsetof(struct fields, body)},
	{"articleSection", offsetof(struct fields, section)},
	{"inLanguage", offsetof(struct fields, language)},
	{"publisher", offsetof(struct fields, publisher)},
	{"description", offsetof(struct fields, description)},
	{"image", offsetof(struct fields, image)},
	{"mainEntity", offsetof(struct fields, main_entity)},
};

/* A string's characters, blanks levelled, in page->scratch. */
static bool
take_string(struct page *page, const struct json_value *value, size_t limit)
{
	struct buf raw = {0};
	bool good = value->type == JSON_STR && value->len <= limit;

	buf_clear(&page->scratch);
	if (good) {
		json_unescape(value, &raw);
		page_level(raw.data, raw.len, &page->scratch);
	}
	buf_free(&raw);
	return good && page->scratch.len > 0;
}

static struct json_value
first_of(struct json_value value)
{
	struct json_member member;
	size_t cursor = 0;

	if (value.type == JSON_ARR)
		return json_next(&value, &cursor, &member) ? member.value : (struct json_value){.type = JSON_ABSENT};
	return value;
}

/* A string, or the `name` or `url` of an object. */
static bool
take_named(struct page *page, struct json_value value, const char *member)
{
	if (value.type == JSON_OBJ)
		value = first_of(json_get(&value, member, strlen(member)));
	return take_string(page, &value, MAX_FACT);
}

/* The kinds of thing whose words are those of the page: 1 for an article, 2 for a page, 0 for others. */
static int
rank_of_type(const struct json_value *type)
{
	static const char *const articles[] = {"Article", "BlogPosting", "Report", "SocialMediaPosting",
	                                       "LiveBlogPosting", "DiscussionForumPosting", "Review"};
	struct json_value one = first_of(*type);

	if (one.type != JSON_STR)
		return 0;
	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++)
		if (memmem(one.text, one.len, articles[i], strlen(articles[i])) != NULL)
			return 1;
	return memmem(one.text, one.len, "WebPage", 7) != NULL ? 2 : 0;
}

static void
take_authors(struct page *page, const struct json_value *value)
{
	struct json_member member;
	size_t cursor = 0;

	if (value->type != JSON_ARR) {
		if (take_named(page, *value, "name"))
			page_take_author(page, 1, page->scratch.data, page->scratch.len);
		return;
	}
	while (json_next(value, &cursor, &member))
		if (take_named(page, member.value, "name"))
			page_take_author(page, 1, page->scratch.data, page->scratch.len);
}

/* The text of an article, its line breaks as markup, for some have markup in it. */
static void
take_body(const struct json_value *value, struct buf *body)
{
	struct buf raw = {0};

	json_unescape(value, &raw);
	for (size_t i = 0; i < raw.len; i++)
		if (raw.data[i] == '\n')
			buf_adds(body, "<br>");
		else
			buf_addc(body, raw.data[i]);
	buf_free(&raw);
}

static void
take_article(struct page *page, const struct fields *f)
{
	struct page_facts *facts = &page->facts;

	if (take_named(page, first_of(f->headline), "@value"))
		page_take(&facts->title, &facts->title_rank, 2, page->scratch.data, page->scratch.len);
	else if (take_named(page, first_of(f->name), "@value"))
		page_take(&facts->title, &facts->title_rank, 3, page->scratch.data, page->scratch.len);
	take_authors(page, f->author.type != JSON_ABSENT ? &f->author : &f->creator);
	if (take_string(page, &f->published, MAX_FACT) || take_string(page, &f->created, MAX_FACT))
		page_take(&facts->published, &facts->published_rank, 1, page->scratch.data, page->scratch.len);
	if (take_string(page, &f->modified, MAX_FACT))
		page_take(&facts->modified, &facts->modified_rank, 1, page->scratch.data, page->scratch.len);
	if (take_named(page, first_of(f->language), "alternateName"))
		page_take(&facts->language, &facts->language_rank, 2, page->scratch.data, page->scratch.len);
	if (facts->site.len == 0 && take_named(page, first_of(f->publisher), "name"))
		item_set(&facts->site, page->scratch.data, page->scratch.len);
	if (facts->image.len == 0 && take_named(page, first_of(f->image), "url"))
		item_set(&facts->image, page->scratch.data, page->scratch.len);
	if (facts->summary.len == 0 && take_string(page, &f->description, MAX_FACT))
		item_set(&facts->summary, page->scratch.data, page->scratch.len);
	if (f->body.type == JSON_STR && facts->body.len == 0)
		take_body(&f->body, &facts->body);
}

static void
read_fields(const struct json_value *object, struct fields *fields)
{
	struct json_member member;
	size_t cursor = 0;

	while (json_next(object, &cursor, &member))
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (json_key_is(&member, keys[i].key, strlen(keys[i].key)))
				memcpy((char *)fields + keys[i].offset, &member.value, sizeof(member.value));
}

static void
read_value(struct page *page, const struct json_value *value, unsigned depth)
{
	struct fields fields = {0};
	struct json_member member;
	size_t cursor = 0;
	int rank;

	if (depth == MAX_DEPTH)
		return;
	if (value->type == JSON_ARR)
		while (json_next(value, &cursor, &member))
			read_value(page, &member.value, depth + 1);
	if (value->type != JSON_OBJ)
		return;
	read_fields(value, &fields);
	rank = rank_of_type(&fields.type);
	if (rank == 1) {
		take_article(page, &fields);
	} else if (rank == 2) {
		if (take_string(page, &fields.published, MAX_FACT))
			page_take(&page->facts.published, &page->facts.published_rank, 4, page->scratch.data,
			          page->scratch.len);
		if (take_string(page, &fields.modified, MAX_FACT))
			page_take(&page->facts.modified, &page->facts.modified_rank, 4, page->scratch.data,
			          page->scratch.len);
		take_authors(page, &fields.author);
	}
	read_value(page, &fields.graph, depth + 1);
	read_value(page, &fields.main_entity, depth + 1);
}

void
page_read_ld(struct page *page, const char *s, size_t n)
{
	struct problem problem = {0};
	struct json_value value;
	struct buf text = {0};

	/* scripts stand in comments or CDATA sections at times, and break lines inside strings */
	while (n > 0 && *s != '{' && *s != '[') {
		if (n > 9 && memcmp(s, "<![CDATA[", 9) == 0) {
			s += 8;
			n -= 8;
		}
		s++;
		n--;
	}
	while (n > 0 && s[n - 1] != '}' && s[n - 1] != ']')
		n--;
	if (n > 3 && memcmp(s + n - 2, "]]", 2) == 0 && *s == '{')
		while (n > 0 && s[n - 1] != '}')
			n--;
	if (n == 0 || n > MAX_LD)
		return;
	buf_add(&text, s, n);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text.data[i] < ' ')
			text.data[i] = ' ';
	if (json_scan_value(text.data, text.len, &value, &problem))
		read_value(page, &value, 0);
	buf_free(&text);
}
