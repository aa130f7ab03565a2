/* Explaining distances: how near matches are that are not near enough. Nothing but
 * evaluate_explain.c needs this. */
#ifndef EVALUATE_DISTANCE_H
#define EVALUATE_DISTANCE_H

#include "filters/tag/evaluate_explain.h"
#include "filters/tag/evaluate_inner.h"

/* Marks, by hit, the matches that stand in windows of a near that holds. */
void explain_inside(const struct scope *scope, const struct condition *near, bool *inside);

/* Says why the groups of a near, which all hold, are not near each other. */
void explain_distance(const struct scope *scope, const struct condition *near, struct explained *to);

/* Says why the children of a set, which hold by the evidence from `begin` on if no context is
 * asked for, do not beside it. */
void explain_context(const struct set_scope *set, size_t begin, struct explained *to);

#endif
