#include "filters/dedupe/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text_squeeze.h"
#include "common/url.h"
#include "common/xalloc.h"

/* To be raised when folding or canonical URLs change what a key is made of. */
#define KEYS_VERSION 2

/* The fewest words that make a title informative: "News" and "Photo" are not. */
#define TITLE_WORDS 2

enum source {
	FROM_ID,
	FROM_URL,
	FROM_TEXT,
	FROM_BODY,
	FROM_NEAR,
	FROM_PATH
};

struct kind {
	enum source source;
	const char *name; /* borrowed from keys->by or static */
};

struct keys {
	struct kind kinds[KEYS_MAX];
	size_t count;
	char by[KEYS_MAX_BY + 1]; /* cut into words */
	char settings[KEYS_MAX_SETTINGS];
	size_t min_words;
	struct buf raw, subject; /* an unescaped value; what is hashed */
	struct buf text;         /* FROM_TEXT, the title, a newline, the body, squeezed */
	size_t body;             /* where in text the newline is */
	bool folded;             /* text is that of this record */
	bool untitled;
	size_t words;            /* of the body */
};

static const struct {
	const char *word;
	enum source sources[2];
	size_t count;
} known[] = {
	{"id", {FROM_ID}, 1},
	{"url", {FROM_URL}, 1},
	{"text", {FROM_TEXT, FROM_BODY}, 2},
	{"near", {FROM_NEAR}, 1},
};

#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

static size_t
known_rank(const char *word)
{
	size_t i = 0;

	while (i < KNOWN_COUNT && strcmp(known[i].word, word) != 0)
		i++;
	return i;
}

/* The known words in their order, then paths by their bytes. */
static int
by_rank(const void *a, const void *b)
{
	const char *x = *(const char *const *)a, *y = *(const char *const *)b;
	size_t i = known_rank(x), j = known_rank(y);

	return i != j ? (i > j) - (i < j) : strcmp(x, y);
}

static void
add_kind(struct keys *keys, enum source source, const char *name)
{
	keys->kinds[keys->count++] = (struct kind){source, name};
}

static bool
add_word(struct keys *keys, const char *word)
{
	size_t rank = known_rank(word);

	if (keys->count + 2 > KEYS_MAX)
		return false;
	if (rank == KNOWN_COUNT) {
		add_kind(keys, FROM_PATH, word);
		return true;
	}
	for (size_t i = 0; i < known[rank].count; i++)
		add_kind(keys, known[rank].sources[i],
		         known[rank].sources[i] == FROM_BODY ? "body" : word);
	return true;
}

/* Cuts keys->by into words, sorted, each once. */
static bool
cut_words(struct keys *keys, const char *words[], size_t *count, struct problem *problem)
{
	char *p = keys->by;

	*count = 0;
	for (;;) {
		char *comma = strchr(p, ',');

		if (comma)
			*comma = '\0';
		if (*p == '\0')
			return problem_set(problem, 0, 0, "a word is missing");
		if (*count == KEYS_MAX)
			return problem_set(problem, 0, 0, "too many words");
		words[(*count)++] = p;
		if (comma == NULL)
			break;
		p = comma + 1;
	}
	qsort(words, *count, sizeof(*words), by_rank);
	return true;
}

static bool
read_by(struct keys *keys, const char *by, struct problem *problem)
{
	const char *words[KEYS_MAX];
	size_t count, n = strlen(by);
	size_t used;

	if (n > KEYS_MAX_BY)
		return problem_set(problem, 0, 0, "longer than %d bytes", KEYS_MAX_BY);
	memcpy(keys->by, by, n + 1);
	if (!cut_words(keys, words, &count, problem))
		return false;
	used = (size_t)snprintf(keys->settings, sizeof(keys->settings),
	                        "keys %d, --min-words %zu, --by ", KEYS_VERSION, keys->min_words);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && strcmp(words[i], words[i - 1]) == 0)
			continue;
		if (!add_word(keys, words[i]))
			return problem_set(problem, 0, 0, "too many words");
		used += (size_t)snprintf(keys->settings + used, sizeof(keys->settings) - used, "%s%s",
		                         i > 0 ? "," : "", words[i]);
	}
	return true;
}

struct keys *
keys_new(const char *by, size_t min_words, struct problem *problem)
{
	struct keys *keys = xcalloc(1, sizeof(*keys));

	keys->min_words = min_words ? min_words : 1;
	if (read_by(keys, by, problem))
		return keys;
	keys_free(keys);
	return NULL;
}

struct keys *
keys_from_settings(const char *settings)
{
	struct problem problem = {.text = ""};
	const char *words = strstr(settings, "--min-words "), *by = strstr(settings, "--by ");
	struct keys *keys = NULL;

	if (words && by)
		keys = keys_new(by + strlen("--by "), strtoul(words + strlen("--min-words "), NULL, 10),
		                &problem);
	if (keys && strcmp(keys->settings, settings) == 0)
		return keys;
	keys_free(keys);
	return NULL;
}

void
keys_free(struct keys *keys)
{
	if (keys == NULL)
		return;
	buf_free(&keys->raw);
	buf_free(&keys->subject);
	buf_free(&keys->text);
	free(keys);
}

size_t
keys_kinds(const struct keys *keys)
{
	return keys->count;
}

const char *
keys_name(const struct keys *keys, size_t kind)
{
	return keys->kinds[kind].name;
}

const char *
keys_told(const struct keys *keys, size_t kind)
{
	return keys_is_body(keys, kind) ? "text" : keys->kinds[kind].name;
}

static size_t
kind_from(const struct keys *keys, enum source source)
{
	for (size_t i = 0; i < keys->count; i++)
		if (keys->kinds[i].source == source)
			return i;
	return SIZE_MAX;
}

size_t
keys_near(const struct keys *keys)
{
	return kind_from(keys, FROM_NEAR);
}

size_t
keys_id(const struct keys *keys)
{
	return kind_from(keys, FROM_ID);
}

bool
keys_is_body(const struct keys *keys, size_t kind)
{
	return keys->kinds[kind].source == FROM_BODY;
}

const char *
keys_settings(const struct keys *keys)
{
	return keys->settings;
}

/* Appends what a string value says, squeezed, to keys->text and returns the
 * number of its words. Anything but a string has none. */
static size_t
add_words(struct keys *keys, const struct json_value *value)
{
	if (value->type != JSON_STR || value->len == 2)
		return 0;
	if (memchr(value->text, '\\', value->len) == NULL)
		return text_squeeze(value->text + 1, value->len - 2, &keys->text);
	buf_clear(&keys->raw);
	json_unescape(value, &keys->raw);
	return text_squeeze(keys->raw.data, keys->raw.len, &keys->text);
}

/* Whether the title is the body's own beginning, perhaps cut within a word. */
static bool
repeats_body(const struct keys *keys)
{
	const char *title = keys->text.data + 1, *body = keys->text.data + keys->body + 1;
	size_t n = keys->body - 1;

	return n <= keys->text.len - keys->body - 1 && memcmp(title, body, n) == 0;
}

static const char *const bodies[] = {"content_text", "content_html", "summary", "title"};

#define BODIES (sizeof(bodies) / sizeof(bodies[0]))

bool
keys_read_text(const struct record *rec, struct buf *title, struct buf *body)
{
	buf_clear(title);
	buf_clear(body);
	(void)record_string(rec, "title", title);
	for (size_t i = 0; i < BODIES && body->len == 0; i++)
		(void)record_string(rec, bodies[i], body);
	return body->len > 0;
}

static void
fold_record(struct keys *keys, const struct record *rec)
{
	struct json_value value = record_get(rec, "title");
	size_t title_words;

	keys->folded = true;
	keys->words = 0;
	buf_clear(&keys->text);
	buf_addc(&keys->text, FROM_TEXT);
	title_words = add_words(keys, &value);
	keys->body = keys->text.len;
	buf_addc(&keys->text, '\n'); /* no word has one */
	for (size_t i = 0; i < BODIES && keys->words == 0; i++) {
		value = record_get(rec, bodies[i]);
		keys->words = add_words(keys, &value);
	}
	keys->untitled = title_words < TITLE_WORDS || repeats_body(keys);
}

/* The part of a page that a URL names: a fragment with a digit in it, as entries
 * of live pages have (#block-65f2, #/post/12), and not #comments, #xtor=RSS-1 or #:~:text=. */
static size_t
part_of_page(const struct buf *url, const char **part)
{
	const char *p = url->len > 0 ? memchr(url->data, '#', url->len) : NULL;
	const char *end = url->data + url->len;
	bool digit = false;

	*part = p;
	for (; p && p < end; p++) {
		digit = digit || (*p >= '0' && *p <= '9');
		if (*p == '=' || *p == ':')
			return 0;
	}
	return digit ? (size_t)(end - *part) : 0;
}

/* Whether a canonical URL names more than a site: it has a path or a query. */
static bool
names_page(const char *host, const char *end)
{
	const char *path = memchr(host, '/', (size_t)(end - host));

	return memchr(host, '?', (size_t)(end - host)) || (path && path + 1 < end);
}

/* The URL without what does not tell it from another, http and https as one. */
static bool
url_subject(struct keys *keys, const struct record *rec)
{
	struct buf *out = &keys->subject;
	size_t begun = out->len, part_len;
	const char *part;
	char *host;

	buf_clear(&keys->raw);
	if (!record_string(rec, "url", &keys->raw) ||
	    !url_canonical(keys->raw.data, keys->raw.len, out))
		return false;
	host = memmem(out->data + begun, out->len - begun, "://", 3);
	if (host == NULL)
		return false;
	host += 3;
	part_len = part_of_page(&keys->raw, &part);
	if (part_len == 0 && !names_page(host, out->data + out->len))
		return false;
	if (host - (out->data + begun) == 8 && memcmp(out->data + begun, "https", 5) == 0) {
		memmove(out->data + begun + 4, out->data + begun + 5, out->len - begun - 5);
		out->len--;
	}
	buf_add(out, part, part_len);
	return true;
}

/* A value as it is compared: strings unescaped, the rest as written, told apart by a first byte. */
static bool
value_subject(struct keys *keys, const struct json_value *value)
{
	struct buf *out = &keys->subject;

	switch (value->type) {
	case JSON_ABSENT:
	case JSON_NUL:
		return false;
	case JSON_STR:
		if (value->len == 2)
			return false;
		buf_addc(out, '"');
		json_unescape(value, out);
		return true;
	default:
		buf_addc(out, '=');
		buf_add(out, value->text, value->len);
		return true;
	}
}

/* The key of a text, with its title or without. */
static bool
text_key(struct keys *keys, const struct record *rec, bool with_title, struct hash128 *hash)
{
	size_t begun;

	if (!keys->folded)
		fold_record(keys, rec);
	if (keys->words < keys->min_words || (with_title && keys->untitled))
		return false;
	begun = with_title ? 0 : keys->body;
	*hash = hash_identity(keys->text.data + begun, keys->text.len - begun);
	return true;
}

/* The key of any other kind. */
static bool
member_key(struct keys *keys, const struct record *rec, const struct kind *kind,
           struct hash128 *hash)
{
	struct json_value value;
	bool has;

	buf_clear(&keys->subject);
	buf_addc(&keys->subject, (char)kind->source);
	if (kind->source == FROM_URL) {
		has = url_subject(keys, rec);
	} else if (kind->source == FROM_ID) {
		value = record_get(rec, "id");
		has = value_subject(keys, &value);
	} else {
		buf_add(&keys->subject, kind->name, strlen(kind->name) + 1);
		value = record_lookup(rec, kind->name);
		has = value_subject(keys, &value);
	}
	if (has)
		*hash = hash_identity(keys->subject.data, keys->subject.len);
	return has;
}

void
keys_of(struct keys *keys, const struct record *rec, struct key_list *list)
{
	list->count = 0;
	keys->folded = false;
	for (size_t i = 0; i < keys->count; i++) {
		const struct kind *kind = &keys->kinds[i];
		struct key *key = &list->items[list->count];
		bool text = kind->source == FROM_TEXT || kind->source == FROM_BODY;

		if (kind->source == FROM_NEAR)
			continue;
		if (text ? text_key(keys, rec, kind->source == FROM_TEXT, &key->hash)
		         : member_key(keys, rec, kind, &key->hash)) {
			key->kind = (uint8_t)i;
			list->count++;
		}
	}
	list->untitled = !keys->folded || keys->untitled;
}
