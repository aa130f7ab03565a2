/* Windows whose matches follow each other in the order of their groups.
 *
 * What comes before a match and what comes behind it do not depend on each other. So two passes
 * do: forwards, for every match the latest end of a first group's match from which a chain
 * leads to it; backwards, the earliest beginning of a last group's match to which one leads on. */
#include "filters/tag/near.h"

#include <string.h>

#include "common/xalloc.h"

/* No chain leads there. */
#define NONE UINT64_MAX

/* The spans once more, in order of their ends. */
static const struct near_span *
order_by_end(struct near *near, const struct near_span *spans, size_t count)
{
	near->ends = xgrow(near->ends, &near->end_cap, count, sizeof(*near->ends));
	for (size_t i = 0; i < count; i++) {
		near->ends[i] = spans[i];
		near->ends[i].first = spans[i].last;
		near->ends[i].hit = (uint32_t)i;
	}
	near_sort(near, near->ends, count);
	return near->ends;
}

/* Fills begins: the latest end of a first match, plus one; 0: none. */
static void
pass_forwards(struct near *near, const struct near_span *spans, size_t count)
{
	size_t ended = 0;

	for (size_t i = 0; i < count; i++) {
		for (; near->ends[ended].last < spans[i].first; ended++) {
			uint64_t begin = near->begins[near->ends[ended].hit];
			uint64_t *reach = &near->reach[near->ends[ended].group];

			if (begin > *reach)
				*reach = begin;
		}
		near->begins[i] = spans[i].group == 0 ? (uint64_t)spans[i].last + 1
		                                      : near->reach[spans[i].group - 1];
	}
}

bool
near_find_ordered(struct near *near, struct near_span *spans, size_t count, size_t groups,
                  uint64_t words)
{
	const struct near_span *ends = order_by_end(near, spans, count);
	size_t begun = count;
	bool found = false;

	near->begins = xgrow(near->begins, &near->begins_cap, 2 * count, sizeof(*near->begins));
	near->reach = xgrow(near->reach, &near->reach_cap, groups, sizeof(*near->reach));
	memset(near->reach, 0, groups * sizeof(*near->reach));
	pass_forwards(near, spans, count);
	memset(near->reach, 0xff, groups * sizeof(*near->reach));
	for (size_t i = count; i-- > 0;) {
		size_t place = ends[i].hit;
		uint64_t *last = &near->begins[count + place];

		for (; begun > 0 && spans[begun - 1].first > ends[i].last; begun--) {
			uint64_t end = near->begins[count + begun - 1];
			uint64_t *reach = &near->reach[spans[begun - 1].group];

			if (end < *reach)
				*reach = end;
		}
		*last = ends[i].group + 1 == groups ? spans[place].first : near->reach[ends[i].group + 1];
		if (near->begins[place] == 0 || *last == NONE || *last - near->begins[place] > words)
			continue;
		spans[place].inside = found = true;
	}
	return found;
}
