#include "filters/emit/html_list.h"

#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/emit/html_counts.h"

#define MAX_PARTS ((1U << 25) - 1)

void
list_begin_part(struct list *list, const char *name, size_t n)
{
	struct part *part;

	if (list->part_count == MAX_PARTS)
		return;
	list->parts = xgrow(list->parts, &list->part_cap, list->part_count + 1, sizeof(*part));
	part = &list->parts[list->part_count++];
	part->name = xmalloc(n + 1);
	memcpy(part->name, name, n);
	part->name[n] = '\0';
	part->len = n;
}

void
list_add(struct list *list, struct article article)
{
	list->articles = xgrow(list->articles, &list->cap, list->count + 1, sizeof(article));
	article.part = list->part_count & MAX_PARTS;
	article.number = (uint32_t)list->count + 1;
	list->articles[list->count++] = article;
}

/* The copies of one first stand together behind it, in time. */
static int
compare_copies(const void *a, const void *b)
{
	const struct article *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->copy != y->copy)
		return x->copy ? 1 : -1;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* For compare_groups(), which gets no context. */
static const struct list *compared;

static int
compare_ranks(const struct article *x, const struct article *y)
{
	if (x->rank != y->rank)
		return x->rank > y->rank ? -1 : 1;
	if (x->date != y->date)
		return x->date > y->date ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int
compare_groups(const void *a, const void *b)
{
	const struct group *g = a, *h = b;
	const struct article *x = &compared->articles[g->first], *y = &compared->articles[h->first];

	if (x->part != y->part)
		return x->part < y->part ? -1 : 1;
	if (compared->as_they_came)
		return g->place < h->place ? -1 : g->place > h->place;
	return compare_ranks(x, y);
}

/* A copy whose first is not here leads those that are. Of two records with one id and
 * no mark, each is for itself; copies go to the later one of them. */
static bool
belongs_to(const struct article *article, const struct article *before)
{
	return article->copy && article->key == before->key && article->part == before->part;
}

void
list_finish(struct list *list)
{
	struct article *articles = list->articles;

	list->groups = xcalloc(list->count + 1, sizeof(*list->groups));
	if (list->count == 0)
		return;
	qsort(articles, list->count, sizeof(*articles), compare_copies);
	for (size_t i = 0; i < list->count; i++) {
		struct group *group = &list->groups[list->group_count];

		if (i > 0 && belongs_to(&articles[i], &articles[i - 1])) {
			struct article *first = &articles[group[-1].first];

			group[-1].count++;
			if (articles[i].number < group[-1].place)
				group[-1].place = articles[i].number;
			first->rank = articles[i].rank > first->rank ? articles[i].rank : first->rank;
		} else {
			*group = (struct group){(uint32_t)i, 1, articles[i].number};
			list->group_count++;
		}
	}
	compared = list;
	qsort(list->groups, list->group_count, sizeof(*list->groups), compare_groups);
}

size_t
list_section(const struct list *list, size_t i)
{
	const struct article *first = &list->articles[list->groups[i].first];

	for (; i < list->group_count; i++) {
		const struct article *article = &list->articles[list->groups[i].first];

		if (article->part != first->part)
			break;
		if (list->part_count == 0 && !list->as_they_came && article->rank != first->rank)
			break;
	}
	return i;
}

uint64_t
list_seen(const struct list *list, const struct group *group)
{
	const struct article *first = &list->articles[group->first];
	uint64_t seen = group->count;

	for (size_t i = 0; i < group->count; i++)
		if (first[i].seen >= seen)
			seen = (uint64_t)first[i].seen + 1;
	return seen;
}

int64_t
list_since(const struct list *list, const struct group *group, int64_t first_seen)
{
	const struct article *article = &list->articles[group->first];
	int64_t since = first_seen;

	for (size_t i = 0; i < group->count; i++)
		if (article[i].date != COUNTS_UNDATED && (since == COUNTS_UNDATED || article[i].date < since))
			since = article[i].date;
	return since;
}

/* Puts group at place `at` of the *count, which are n at most. */
static void
insert(const struct group **groups, size_t *count, size_t n, size_t at, const struct group *group)
{
	if (at == n)
		return;
	*count += *count < n;
	memmove(groups + at + 1, groups + at, (*count - at - 1) * sizeof(*groups));
	groups[at] = group;
}

size_t
list_severest(const struct list *list, const struct group **groups, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < list->group_count; i++) {
		const struct article *article = &list->articles[list->groups[i].first];
		size_t at = count;

		while (at > 0 && compare_ranks(article, &list->articles[groups[at - 1]->first]) < 0)
			at--;
		if (article->rank >= RANK_LOW)
			insert(groups, &count, n, at, &list->groups[i]);
	}
	return count;
}

size_t
list_repeated(const struct list *list, const struct group **groups, size_t n, uint64_t least)
{
	uint64_t most[LIST_TOP];
	size_t count = 0;

	for (size_t i = 0; i < list->group_count; i++) {
		uint64_t seen = list_seen(list, &list->groups[i]);
		size_t at = count;

		while (at > 0 && seen > most[at - 1])
			at--;
		if (seen < least || at == n)
			continue;
		insert(groups, &count, n, at, &list->groups[i]);
		memmove(most + at + 1, most + at, (count - at - 1) * sizeof(*most));
		most[at] = seen;
	}
	return count;
}

void
list_free(struct list *list)
{
	for (size_t i = 0; i < list->part_count; i++)
		free(list->parts[i].name);
	free(list->parts);
	free(list->articles);
	free(list->groups);
}
