#include "filters/dedupe/counts.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/hash.h"
#include "common/xalloc.h"

#define NO_SOURCE 0          /* not known, it did not come in this run */
#define NAMELESS UINT32_MAX
#define NO_GROUP 0

/* What is known of an entry. */
struct entry {
	uint32_t source; /* of a first that came in this run; else NO_SOURCE */
	uint32_t group;  /* NO_GROUP if it had no duplicate */
};

struct group {
	int64_t first, last; /* dates; INDEX_NO_DATE if none */
	uint32_t others;
	uint32_t next_free;
	struct {
		uint32_t source, count;
	} sources[COUNTS_SOURCES];
	uint32_t kinds[KEYS_MAX];
};

struct name {
	uint64_t hash;
	size_t at, n;
};

struct counts {
	struct index *index;
	const struct keys *keys;
	struct entry *entries; /* from number base on */
	uint64_t base;
	size_t entry_cap;
	struct group *groups;  /* groups[0] is none */
	size_t group_count, group_cap;
	uint32_t free_group;
	struct name *names;    /* names[0] is none */
	uint32_t *table;       /* of names by hash */
	size_t name_count, name_cap;
	struct buf text, scratch;
};

#define TABLE ((size_t)2 * (COUNTS_NAMES + 1))

struct counts *
counts_new(struct index *index, const struct keys *keys)
{
	struct counts *c = xcalloc(1, sizeof(*c));

	c->index = index;
	c->keys = keys;
	c->base = index_oldest(index);
	c->table = xcalloc(TABLE, sizeof(*c->table));
	c->groups = xgrow(NULL, &c->group_cap, 1, sizeof(*c->groups));
	c->group_count = 1;
	c->names = xgrow(NULL, &c->name_cap, 1, sizeof(*c->names));
	c->name_count = 1;
	return c;
}

void
counts_free(struct counts *c)
{
	if (c == NULL)
		return;
	free(c->entries);
	free(c->groups);
	free(c->names);
	free(c->table);
	buf_free(&c->text);
	buf_free(&c->scratch);
	free(c);
}

/* The number of a source's name; NAMELESS if it has none, or there are too many. */
static uint32_t
source_of(struct counts *c, const struct record *rec)
{
	struct buf *name = &c->scratch;
	uint64_t hash;
	size_t i;

	buf_clear(name);
	if (!record_string(rec, "_source.name", name) && !record_string(rec, "_source.file", name))
		return NAMELESS;
	hash = hash_seeded(name->data, name->len);
	for (i = hash & (TABLE - 1); c->table[i] != 0; i = (i + 1) & (TABLE - 1))
		if (c->names[c->table[i]].hash == hash)
			return c->table[i];
	if (c->name_count > COUNTS_NAMES)
		return NAMELESS;
	c->names = xgrow(c->names, &c->name_cap, c->name_count + 1, sizeof(*c->names));
	c->names[c->name_count] = (struct name){hash, c->text.len, name->len};
	buf_add(&c->text, name->data, name->len);
	c->table[i] = (uint32_t)c->name_count;
	return (uint32_t)c->name_count++;
}

/* What is known of an entry. Those that are forgotten make room first. */
static struct entry *
entry_of(struct counts *c, uint64_t number)
{
	uint64_t oldest = index_oldest(c->index), gone;
	size_t cap = c->entry_cap;

	if (number - c->base < c->entry_cap)
		return &c->entries[number - c->base];
	gone = oldest > c->base ? oldest - c->base : 0;
	if (gone > cap)
		gone = cap;
	if (gone > 0) {
		memmove(c->entries, c->entries + gone, (cap - gone) * sizeof(*c->entries));
		memset(c->entries + cap - gone, 0, gone * sizeof(*c->entries));
	}
	c->base = oldest > c->base ? oldest : c->base;
	if (number - c->base >= cap - cap / 4) {
		c->entries = xgrow(c->entries, &c->entry_cap, (size_t)(number - c->base) * 4 / 3 + 1024, sizeof(*c->entries));
		memset(c->entries + cap, 0, (c->entry_cap - cap) * sizeof(*c->entries));
	}
	return &c->entries[number - c->base];
}

static void
count_source(struct group *group, uint32_t source)
{
	for (size_t i = 0; source != NAMELESS && i < COUNTS_SOURCES; i++) {
		if (group->sources[i].count == 0)
			group->sources[i].source = source;
		if (group->sources[i].source == source) {
			group->sources[i].count++;
			return;
		}
	}
	group->others++;
}

static void
stretch(struct group *group, int64_t date)
{
	if (date == INDEX_NO_DATE)
		return;
	if (group->first == INDEX_NO_DATE || date < group->first)
		group->first = date;
	if (group->last == INDEX_NO_DATE || date > group->last)
		group->last = date;
}

/* The group of a root; made with what is known of its first. */
static struct group *
group_of(struct counts *c, uint64_t root)
{
	struct entry *entry = entry_of(c, root);
	struct group *group;

	if (entry->group != NO_GROUP)
		return &c->groups[entry->group];
	if (c->free_group != NO_GROUP) {
		entry->group = c->free_group;
		c->free_group = c->groups[entry->group].next_free;
	} else {
		c->groups = xgrow(c->groups, &c->group_cap, c->group_count + 1, sizeof(*c->groups));
		entry->group = (uint32_t)c->group_count++;
	}
	group = &c->groups[entry->group];
	*group = (struct group){.first = INDEX_NO_DATE, .last = INDEX_NO_DATE};
	stretch(group, index_date(c->index, root));
	if (entry->source != NO_SOURCE)
		count_source(group, entry->source);
	return group;
}

void
counts_see(struct counts *c, const struct record *rec, uint64_t root, size_t kind)
{
	uint32_t source = source_of(c, rec);
	struct group *group;
	int64_t date;

	if (kind == SIZE_MAX) {
		*entry_of(c, root) = (struct entry){.source = source};
		return;
	}
	group = group_of(c, root);
	count_source(group, source);
	group->kinds[kind]++;
	buf_clear(&c->scratch);
	if (record_string(rec, "date_published", &c->scratch)
	    && date_parse_rfc3339(c->scratch.data, c->scratch.len, &date))
		stretch(group, date);
}

static void
add_date(struct buf *out, const char *name, int64_t date)
{
	char formatted[21];

	if (date == INDEX_NO_DATE || !date_format(date, formatted))
		return;
	json_add_key(out, name);
	json_add_string(out, formatted, strlen(formatted));
}

static void
add_sources(const struct counts *c, const struct group *group, struct buf *out)
{
	json_add_key(out, "sources");
	buf_addc(out, '{');
	for (size_t i = 0; i < COUNTS_SOURCES && group->sources[i].count > 0; i++) {
		const struct name *name = &c->names[group->sources[i].source];

		json_add_comma(out);
		json_add_string(out, c->text.data + name->at, name->n);
		buf_addf(out, ":%u", group->sources[i].count);
	}
	buf_addc(out, '}');
	if (group->others > 0)
		buf_addf(out, ",\"others\":%u", group->others);
}

static void
add_kinds(const struct counts *c, const struct group *group, struct buf *out)
{
	json_add_key(out, "kinds");
	buf_addc(out, '{');
	for (size_t i = 0; i < keys_kinds(c->keys); i++) {
		const char *told = keys_told(c->keys, i);
		uint32_t count = group->kinds[i];

		if (keys_is_body(c->keys, i))
			continue;
		if (i + 1 < keys_kinds(c->keys) && keys_is_body(c->keys, i + 1))
			count += group->kinds[i + 1]; /* the body's stands behind the text's */
		if (count == 0)
			continue;
		json_add_comma(out);
		json_add_string(out, told, strlen(told));
		buf_addf(out, ":%u", count);
	}
	buf_addc(out, '}');
}

void
counts_tell(struct counts *c, uint64_t root, struct buf *out)
{
	struct entry *entry = root - c->base < c->entry_cap ? &c->entries[root - c->base] : NULL;
	struct group *group;
	size_t n;
	const char *id;

	if (entry == NULL || entry->group == NO_GROUP)
		return;
	group = &c->groups[entry->group];
	id = index_id(c->index, root, &n);
	buf_addc(out, '{');
	if (id) {
		json_add_key(out, "id");
		json_add_string(out, id, n);
	}
	json_add_key(out, "seen");
	buf_addf(out, "%u", index_seen(c->index, root));
	add_date(out, "first", group->first);
	add_date(out, "last", group->last);
	add_sources(c, group, out);
	add_kinds(c, group, out);
	buf_addf(out, "}\n");
	group->next_free = c->free_group;
	c->free_group = entry->group;
	*entry = (struct entry){.source = NO_SOURCE};
}

void
counts_tell_all(struct counts *c, struct buf *out)
{
	for (uint64_t number = index_oldest(c->index); number < index_next(c->index); number++)
		counts_tell(c, number, out);
}
