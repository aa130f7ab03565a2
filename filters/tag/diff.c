#include "filters/tag/diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "filters/tag/table.h"
#include "filters/tag/who.h"

struct change {
	char *tag; /* owned */
	uint64_t gained, lost;
};

struct diff {
	struct tagger old, new;
	struct output *out;
	struct table by_tag;    /* keys lie in changes */
	struct change *changes; size_t count, cap;
	struct buf line, gained, lost, text;
};

struct diff *
diff_new(const struct tagset *old, const struct tagset *new, struct output *out)
{
	struct diff *diff = xcalloc(1, sizeof(*diff));

	diff->old.set = old;
	diff->new.set = new;
	diff->out = out;
	return diff;
}

void
diff_free(struct diff *diff)
{
	if (diff == NULL)
		return;
	for (size_t i = 0; i < diff->count; i++)
		free(diff->changes[i].tag);
	free(diff->changes);
	table_free(&diff->by_tag);
	tagger_free(&diff->old);
	tagger_free(&diff->new);
	buf_free(&diff->line);
	buf_free(&diff->gained);
	buf_free(&diff->lost);
	buf_free(&diff->text);
	free(diff);
}

void
diff_exchange(struct diff *diff, const struct tagset *new)
{
	diff->new.set = new;
}

static struct change *
change_of(struct diff *diff, const struct tag_item *tag)
{
	size_t *found = table_find(&diff->by_tag, tag->text, tag->n);
	struct change *change;

	if (found != NULL)
		return &diff->changes[*found];
	diff->changes = xgrow(diff->changes, &diff->cap, diff->count + 1, sizeof(*diff->changes));
	change = &diff->changes[diff->count];
	*change = (struct change){.tag = xmemdup(tag->text, tag->n)};
	table_add(&diff->by_tag, change->tag, tag->n, diff->count++);
	return change;
}

static int
compare_tags(const struct tag_item *a, const struct tag_item *b)
{
	int order = memcmp(a->text, b->text, a->n < b->n ? a->n : b->n);

	return order != 0 ? order : (a->n > b->n) - (a->n < b->n);
}

static void
add_tag(struct buf *list, const struct tag_item *tag)
{
	if (list->len > 0)
		buf_addc(list, ',');
	json_add_string(list, tag->text, tag->n);
}

/* Walks both sorted lists of tags; whether they differ. */
static bool
compare(struct diff *diff)
{
	const struct tags *old = &diff->old.tags, *new = &diff->new.tags;
	size_t i = 0, j = 0;

	buf_clear(&diff->gained);
	buf_clear(&diff->lost);
	while (i < old->count || j < new->count) {
		int order = i == old->count ? 1 : j == new->count ? -1
		          : compare_tags(&old->items[i], &new->items[j]);

		if (order < 0) {
			change_of(diff, &old->items[i])->lost++;
			add_tag(&diff->lost, &old->items[i]);
		} else if (order > 0) {
			change_of(diff, &new->items[j])->gained++;
			add_tag(&diff->gained, &new->items[j]);
		}
		i += order <= 0;
		j += order >= 0;
	}
	return diff->gained.len + diff->lost.len > 0;
}

enum verdict
diff_record(struct record *rec, void *context)
{
	struct diff *diff = context;

	if (!tagger_apply(&diff->old, rec) || !tagger_apply(&diff->new, rec))
		return REJECT;
	/* a record that neither touches has them as it wrote them */
	tags_sort(&diff->old.tags);
	tags_sort(&diff->new.tags);
	if (!compare(diff))
		return DROP;
	buf_clear(&diff->line);
	buf_addc(&diff->line, '{');
	who_add_id(rec, &diff->line, &diff->text);
	json_add_key(&diff->line, "gained");
	buf_addf(&diff->line, "[%.*s]", (int)diff->gained.len, diff->gained.len ? diff->gained.data : "");
	json_add_key(&diff->line, "lost");
	buf_addf(&diff->line, "[%.*s]", (int)diff->lost.len, diff->lost.len ? diff->lost.data : "");
	who_add_title(rec, &diff->line, &diff->text);
	buf_adds(&diff->line, "}\n");
	output_add(diff->out, diff->line.data, diff->line.len);
	return TAKEN;
}

static int
most_first(const void *left, const void *right)
{
	const struct change *const *a = left, *const *b = right;
	uint64_t x = (*a)->gained + (*a)->lost, y = (*b)->gained + (*b)->lost;

	if (x != y)
		return x > y ? -1 : 1;
	return strcmp((*a)->tag, (*b)->tag);
}

void
diff_summary(const struct diff *diff)
{
	const struct change **sorted = xcalloc(diff->count + 1, sizeof(*sorted));

	for (size_t i = 0; i < diff->count; i++)
		sorted[i] = &diff->changes[i];
	qsort(sorted, diff->count, sizeof(*sorted), most_first);
	for (size_t i = 0; i < diff->count; i++)
		diag(NULL, "+%" PRIu64 " -%" PRIu64 " %s", sorted[i]->gained, sorted[i]->lost, sorted[i]->tag);
	free(sorted);
}
