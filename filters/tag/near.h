/* Nearness: where matches of several groups stand together.
 *
 * A window is a choice of one match of each group, no two overlapping, such that
 * at most `words` words lie between the end of the first and the beginning of the
 * last. All windows are found, each first match being tried, and what can follow
 * it being searched from there, so that a text of n matches costs n log n times a
 * factor that depends on the number of groups only. Up to NEAR_EXACT groups the choice is complete;
 * with more groups a window may be missed whose matches overlap otherwise.
 *
 * In an ordered window the matches follow each other in the order of their groups; the choice is
 * complete for any number of them. */
#ifndef NEAR_H
#define NEAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEAR_EXACT 5

struct near_span {
	uint32_t field;
	uint32_t first, last; /* words, both inclusive */
	uint32_t group;       /* from 0 */
	uint32_t hit;         /* the caller's */
	bool inside;          /* set if it begins within a window, from the beginning of its first to
	                         that of its last match; ordered: if it is one of a window's matches */
};

/* What the search needs. Owns it; zero-initialised is valid; reused. */
struct near {
	struct near_span *spare; size_t spare_cap; /* for sorting */
	uint32_t *firsts; size_t first_cap;        /* where the spans of each group begin, in order */
	uint32_t *least; size_t least_cap;         /* the least `last` of that span and those behind it */
	size_t *begin; size_t begin_cap;           /* the groups' first places in firsts, and the end */
	size_t *cursor; size_t cursor_cap;         /* by group: the first behind the one looked at */
	bool *taken; size_t taken_cap;             /* groups that have a match */

	/* ordered */
	struct near_span *ends; size_t end_cap;    /* by their `last`; their `hit` is the span's place */
	uint64_t *begins; size_t begins_cap;       /* by span: the end of the window's first match, plus 1 */
	uint64_t *reach; size_t reach_cap;         /* by group: the best so far */
};

/* Sorts the spans by field and place, marks those inside windows, and returns
 * whether there is any. There are at least two groups. SIZE_MAX words are any number. */
bool near_find(struct near *near, struct near_span *spans, size_t count, size_t groups, size_t words,
               bool ordered);

/* The same for the spans of one field, which are sorted, and by choice ordered; inner. */
bool near_find_ordered(struct near *near, struct near_span *spans, size_t count, size_t groups,
                       uint64_t words);

/* Sorts the spans by field, first and last word. */
void near_sort(struct near *near, struct near_span *spans, size_t count);

void near_free(struct near *near);

#endif
