#include "filters/dedupe/settle.h"

#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/diag.h"
#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/dedupe/annotate.h"

/* A record of the run at hand. */
struct member {
	size_t id, id_len; /* in run_ids */
	int64_t date;
	bool untitled;
	bool sketched;
	uint32_t node;     /* NO_NODE if it is in no group yet */
	struct sketch sketch;
};

/* A record that is in a group. */
struct node {
	uint32_t parent;
	uint32_t kind;  /* the best that says so, in kinds */
	size_t id, id_len; /* in ids */
	int64_t date;
	struct likeness likeness;
};

#define NO_NODE UINT32_MAX
#define NO_KIND UINT32_MAX
#define KINDS_MAX 32

struct settler {
	double least;
	struct buf settings;
	struct buf key;       /* of the run */
	struct buf run_ids;
	struct member *run;
	size_t run_count, run_cap;
	struct node *nodes;
	size_t node_count, node_cap;
	uint32_t *table;      /* of nodes + 1 by id; a power of two */
	size_t table_size;
	struct buf ids;
	struct buf scratch;
	char kinds[KINDS_MAX][64]; /* names of the kinds of keys */
	size_t kind_count;
	uint32_t *order;
	size_t at, group;     /* where settler_next() is; where its group begins */
};

struct settler *
settler_new(double least)
{
	struct settler *s = xcalloc(1, sizeof(*s));

	s->least = least;
	return s;
}

void
settler_free(struct settler *s)
{
	if (s == NULL)
		return;
	buf_free(&s->settings);
	buf_free(&s->key);
	buf_free(&s->run_ids);
	buf_free(&s->ids);
	buf_free(&s->scratch);
	free(s->run);
	free(s->nodes);
	free(s->table);
	free(s->order);
	free(s);
}

static uint32_t
root_of(struct settler *s, uint32_t node)
{
	while (s->nodes[node].parent != node) {
		s->nodes[node].parent = s->nodes[s->nodes[node].parent].parent;
		node = s->nodes[node].parent;
	}
	return node;
}

/* Where in the table the node with that id is, or would be. */
static uint32_t *
place_of(struct settler *s, const char *id, size_t n)
{
	size_t i = (size_t)hash_seeded(id, n) & (s->table_size - 1);

	for (; s->table[i] != 0; i = (i + 1) & (s->table_size - 1)) {
		const struct node *node = &s->nodes[s->table[i] - 1];

		if (node->id_len == n && memcmp(s->ids.data + node->id, id, n) == 0)
			break;
	}
	return &s->table[i];
}

static void
grow_table(struct settler *s)
{
	if (2 * (s->node_count + 1) <= s->table_size)
		return;
	free(s->table);
	s->table_size = s->table_size ? 2 * s->table_size : 1024;
	s->table = xcalloc(s->table_size, sizeof(*s->table));
	for (size_t i = 0; i < s->node_count; i++)
		*place_of(s, s->ids.data + s->nodes[i].id, s->nodes[i].id_len) = (uint32_t)i + 1;
}

static uint32_t
node_of(struct settler *s, struct member *member)
{
	const char *id = s->run_ids.data + member->id;
	uint32_t *place;

	if (member->node != NO_NODE)
		return member->node;
	grow_table(s);
	place = place_of(s, id, member->id_len);
	if (*place == 0) {
		if (s->node_count == NO_NODE - 1)
			die(STATUS_FAILED, NULL, "more than 4G records in groups");
		s->nodes = xgrow(s->nodes, &s->node_cap, s->node_count + 1, sizeof(*s->nodes));
		s->nodes[s->node_count] = (struct node){(uint32_t)s->node_count, NO_KIND, s->ids.len,
		                                        member->id_len, member->date, {0, 0}};
		buf_add(&s->ids, id, member->id_len);
		*place = (uint32_t)++s->node_count;
	}
	member->node = *place - 1;
	return member->node;
}

/* A near-copy says least, and of these the one that is less like. */
static void
note_kind(struct settler *s, uint32_t number, uint32_t kind, const struct likeness *likeness)
{
	struct node *node = &s->nodes[number];

	if (likeness == NULL) {
		if (node->kind == NO_KIND || node->likeness.similarity > 0
		    || strcmp(s->kinds[kind], s->kinds[node->kind]) < 0)
			*node = (struct node){node->parent, kind, node->id, node->id_len, node->date, {0, 0}};
	} else if (node->kind == NO_KIND || (node->likeness.similarity > 0
	                                     && likeness->similarity > node->likeness.similarity)) {
		node->kind = kind;
		node->likeness = *likeness;
	}
}

static void
join_members(struct settler *s, struct member *a, struct member *b, uint32_t kind, const struct likeness *likeness)
{
	uint32_t first = node_of(s, a), second = node_of(s, b), p = root_of(s, first), q = root_of(s, second);

	note_kind(s, first, kind, likeness);
	note_kind(s, second, kind, likeness);
	s->nodes[p > q ? p : q].parent = p > q ? q : p;
}

static bool
are_joined(struct settler *s, struct member *a, struct member *b)
{
	return a->node != NO_NODE && b->node != NO_NODE && root_of(s, a->node) == root_of(s, b->node);
}

/* The name of the run's key up to its colon; a new one is kept. */
static uint32_t
kind_of_run(struct settler *s)
{
	const char *colon = memrchr(s->key.data, ':', s->key.len);
	size_t n = colon ? (size_t)(colon - s->key.data) : 0, i = 0;

	if (n >= sizeof(s->kinds[0]))
		n = sizeof(s->kinds[0]) - 1;
	while (i < s->kind_count && !(strlen(s->kinds[i]) == n && memcmp(s->kinds[i], s->key.data, n) == 0))
		i++;
	if (i == KINDS_MAX)
		return KINDS_MAX - 1;
	if (i == s->kind_count) {
		memcpy(s->kinds[i], s->key.data, n);
		s->kind_count++;
	}
	return (uint32_t)i;
}

static void
join_near(struct settler *s, size_t i, uint32_t kind)
{
	struct member *run = s->run;
	size_t from = i > SETTLE_RUN ? i - SETTLE_RUN : 0;

	for (size_t j = from; run[i].sketched && j < i; j++) {
		struct likeness likeness;

		if (run[j].sketched && !are_joined(s, &run[i], &run[j])
		    && sketch_alike(&run[j].sketch, &run[i].sketch, s->least, &likeness))
			join_members(s, &run[i], &run[j], kind, &likeness);
	}
}

static void
end_run(struct settler *s)
{
	uint32_t kind = s->run_count > 1 ? kind_of_run(s) : 0;
	bool near = s->run_count > 1 && strcmp(s->kinds[kind], "near") == 0;
	bool body = s->run_count > 1 && strcmp(s->kinds[kind], "body") == 0;
	size_t hub = 0; /* the record that the others are joined to */

	while (body && hub < s->run_count && !s->run[hub].untitled)
		hub++;
	for (size_t i = 0; i < s->run_count && hub < s->run_count; i++)
		if (near)
			join_near(s, i, kind);
		else if (i != hub)
			join_members(s, &s->run[hub], &s->run[i], kind, NULL);
	s->run_count = 0;
	buf_clear(&s->run_ids);
}

/* The `_keys` of a record: of the same settings as all before, with or without a sketch. */
static bool
read_keys(struct settler *s, struct record *rec, struct member *member)
{
	struct json_value untitled = record_lookup(rec, "_keys.untitled");

	buf_clear(&s->scratch);
	if (!record_string(rec, "_keys.settings", &s->scratch))
		return problem_set(&rec->problem, 0, 0, "no _keys in it");
	if (s->settings.len == 0)
		buf_add(&s->settings, s->scratch.data, s->scratch.len);
	if (s->settings.len != s->scratch.len || memcmp(s->settings.data, s->scratch.data, s->scratch.len) != 0)
		return problem_set(&rec->problem, 0, 0, "its _keys were made otherwise than those before");
	member->untitled = untitled.type == JSON_BOOL && untitled.text[0] == 't';
	buf_clear(&s->scratch);
	member->sketched = record_string(rec, "_keys.sketch", &s->scratch);
	if (member->sketched && !annotate_read_sketch(s->scratch.data, s->scratch.len, &member->sketch))
		return problem_set(&rec->problem, 0, 0, "its _keys.sketch is damaged");
	return true;
}

bool
settler_take(struct settler *s, struct record *rec)
{
	struct member member = {.node = NO_NODE, .date = INT64_MAX};
	struct json_value id = record_get(rec, "id");

	if (!read_keys(s, rec, &member))
		return false;
	if (id.type == JSON_ABSENT || id.type == JSON_NUL)
		return problem_set(&rec->problem, 0, 0, "no id in it");
	buf_clear(&s->scratch);
	if (record_string(rec, "date_published", &s->scratch)
	    && !date_parse_rfc3339(s->scratch.data, s->scratch.len, &member.date))
		member.date = INT64_MAX;
	buf_clear(&s->scratch);
	if (!record_string(rec, "_key", &s->scratch) || s->scratch.len == 0)
		return problem_set(&rec->problem, 0, 0, "no _key in it");
	if (s->key.len != s->scratch.len || memcmp(s->key.data, s->scratch.data, s->key.len) != 0) {
		end_run(s);
		buf_clear(&s->key);
		buf_add(&s->key, s->scratch.data, s->scratch.len);
	}
	member.id = s->run_ids.len;
	member.id_len = id.len;
	buf_add(&s->run_ids, id.text, id.len);
	s->run = xgrow(s->run, &s->run_cap, s->run_count + 1, sizeof(*s->run));
	s->run[s->run_count++] = member;
	return true;
}

static int
compare_nodes(const void *left, const void *right, void *context)
{
	struct settler *s = context;
	const struct node *a = &s->nodes[*(const uint32_t *)left], *b = &s->nodes[*(const uint32_t *)right];
	size_t n = a->id_len < b->id_len ? a->id_len : b->id_len;
	int order;

	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->date != b->date)
		return a->date < b->date ? -1 : 1;
	order = memcmp(s->ids.data + a->id, s->ids.data + b->id, n);
	return order ? order : (a->id_len > b->id_len) - (a->id_len < b->id_len);
}

void
settler_end(struct settler *s)
{
	end_run(s);
	s->order = xcalloc(s->node_count + 1, sizeof(*s->order));
	for (size_t i = 0; i < s->node_count; i++) {
		s->order[i] = (uint32_t)i;
		s->nodes[i].parent = root_of(s, (uint32_t)i);
	}
	qsort_r(s->order, s->node_count, sizeof(*s->order), compare_nodes, s);
}

static void
write_duplicate(struct settler *s, const struct node *node, const struct node *first, size_t seen, struct buf *line)
{
	const char *kind = strcmp(s->kinds[node->kind], "body") == 0 ? "text" : s->kinds[node->kind];
	char formatted[21];

	buf_addf(line, "{\"id\":");
	buf_add(line, s->ids.data + node->id, node->id_len);
	buf_addf(line, ",\"_duplicate\":{\"of\":");
	buf_add(line, s->ids.data + first->id, first->id_len);
	json_add_key(line, "kind");
	json_add_string(line, kind, strlen(kind));
	if (node->likeness.similarity > 0)
		buf_addf(line, ",\"similarity\":%.2f,\"contained\":%.2f", node->likeness.similarity, node->likeness.contained);
	buf_addf(line, ",\"seen\":%zu", seen);
	if (first->date != INT64_MAX && date_format(first->date, formatted)) {
		json_add_key(line, "first_seen");
		json_add_string(line, formatted, strlen(formatted));
	}
	buf_addf(line, "}}\n");
}

bool
settler_next(struct settler *s, struct buf *line)
{
	while (s->at < s->node_count) {
		const struct node *node = &s->nodes[s->order[s->at]];
		const struct node *first = &s->nodes[s->order[s->group]];

		if (node->parent != first->parent)
			s->group = s->at;
		s->at++;
		if (s->at - 1 == s->group)
			continue;
		write_duplicate(s, node, first, s->at - 1 - s->group, line);
		return true;
	}
	return false;
}
