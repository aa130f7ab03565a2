/* Which condition kept a rule from holding, and why in a few words. */
#include <string.h>

#include "filters/tag/evaluate_explain.h"

/* So many terms of a list are named. */
#define NAMED 3

static const struct explained *fault(const struct explained *x);

/* The one child that does not hold; NULL if there are more. */
static const struct explained *
failing_child(const struct explained *x)
{
	const struct explained *failing = NULL;

	for (size_t i = 0; i < x->count; i++) {
		if (x->children[i]->holds)
			continue;
		if (failing != NULL)
			return NULL;
		failing = x->children[i];
	}
	return failing;
}

/* The first child with one fault; itself, if it has no children. */
static const struct explained *
fault_of_any(const struct explained *x)
{
	if (x->count == 0 || x->hit_count > 0)
		return x;
	for (size_t i = 0; i < x->count; i++) {
		const struct explained *found = fault(x->children[i]);

		if (found != NULL)
			return found;
	}
	return NULL;
}

static const struct explained *
fault_of_all(const struct explained *x)
{
	const struct explained *child = failing_child(x);

	return child != NULL ? fault(child) : NULL;
}

static bool
is_about_context(enum why why)
{
	return why == WHY_NO_CONTEXT || why == WHY_FAR || why == WHY_APART || why == WHY_OVERLAP;
}

/* Language, context, veto and each child are one condition. */
static const struct explained *
fault_of_set(const struct explained *x)
{
	bool language = x->why == WHY_LANGUAGE, vetoed = x->none != NULL && x->none->holds;
	size_t failing = 0;

	for (size_t i = 0; i < x->count; i++)
		failing += !x->children[i]->holds;
	if (x->node->beside != NULL && is_about_context(x->why))
		return vetoed ? NULL : x;
	if (language + vetoed + failing != 1)
		return NULL;
	return failing > 0 ? fault_of_all(x) : x;
}

static const struct explained *
fault(const struct explained *x)
{
	if (x->holds)
		return NULL;
	if (x->why == WHY_NOTHING)
		return x;
	switch (x->node->type) {
	case NODE_ANY:
		return fault_of_any(x);
	case NODE_NEAR:
		return x->why == WHY_MISSING ? fault_of_all(x) : x;
	case NODE_ALL:
		return fault_of_all(x);
	case NODE_AT_LEAST:
		if (x->needed == 1)
			return fault_of_any(x);
		return x->found + 1 == x->needed ? x : NULL;
	case NODE_SCORE:
		return x->score >= x->threshold - x->threshold / 2 ? x : NULL;
	case NODE_SET:
		return fault_of_set(x);
	default:
		return x;
	}
}

const struct explained *
explained_fault(const struct explained *rule)
{
	return rule->why == WHY_NOTHING ? NULL : fault(rule);
}

/* A term, a tag, a list by its name, or the first of a group. */
static void
add_brief(const struct node *node, struct buf *out)
{
	if (node->type == NODE_SET && node->count == 1) {
		add_brief(node->children[0], out);
	} else if (node->type == NODE_TERM) {
		buf_adds(out, node->term->written);
	} else if (node->type == NODE_TAG) {
		buf_addf(out, "{tag: %s}", node->tag);
	} else if (node->list != NULL) {
		buf_addf(out, "$%s", node->list);
	} else {
		buf_adds(out, "[");
		for (size_t i = 0; i < node->count && i < NAMED; i++) {
			buf_adds(out, i > 0 ? ", " : "");
			add_brief(node->children[i], out);
		}
		buf_adds(out, node->count > NAMED ? ", ...]" : "]");
	}
}

/* Whether the brief tells enough: no groups in groups. */
static bool
is_plain(const struct node *node, size_t depth)
{
	if (node->type == NODE_SET && node->count == 1)
		return is_plain(node->children[0], depth);
	if (node->type < NODE_ANY || node->list != NULL)
		return true;
	if (depth > 0)
		return false;
	for (size_t i = 0; i < node->count; i++)
		if (!is_plain(node->children[i], depth + 1))
			return false;
	return true;
}

static const char *
unit_name(enum same same)
{
	static const char *const names[] = {
		[SAME_FIELD] = "field", [SAME_PARAGRAPH] = "paragraph", [SAME_SENTENCE] = "sentence",
	};

	return names[same];
}

/* What needs no numbers. */
static const char *const plain[] = {
	[WHY_LANGUAGE] = "the record is in another language",
	[WHY_FIELD] = "found in other fields only",
	[WHY_UNQUOTED] = "found outside quotation marks only",
	[WHY_QUOTED] = "found inside quotation marks only",
	[WHY_OVERLAP] = "found on the same words only",
	[WHY_ORDER] = "found in another order",
	[WHY_PLACELESS] = "a tag of the record, that stands nowhere",
	[WHY_UNSORTED] = "found, but nowhere where it counts",
};

void
explained_reason(const struct explained *x, struct buf *out)
{
	const struct explained *child = x->why == WHY_MISSING ? failing_child(x) : NULL;

	if (child != NULL && x->node->type != NODE_AT_LEAST) {
		explained_reason(child, out);
		return;
	}
	switch (x->why) {
	case WHY_HOLDS:
		break;
	case WHY_NOTHING:
		buf_adds(out, is_plain(x->node, 0) ? "not found: " : "nothing of it was found");
		if (is_plain(x->node, 0))
			add_brief(x->node, out);
		break;
	case WHY_MASKED:
	case WHY_VETOED:
		buf_adds(out, x->why == WHY_MASKED ? "masked" : "vetoed");
		if (x->by != NULL)
			buf_addf(out, " by '%s'", x->by);
		break;
	case WHY_NO_CONTEXT:
		buf_adds(out, "nothing found beside it of ");
		add_brief(x->node->beside, out);
		break;
	case WHY_FAR:
		if (x->node->type <= NODE_ANY) { /* what must stand beside something knows no distance */
			buf_adds(out, "found, but not near enough");
			break;
		}
		buf_addf(out, "%zu word%s apart, at most %zu", x->found, x->found == 1 ? "" : "s", x->needed);
		break;
	case WHY_APART:
		buf_addf(out, "not in one %s", unit_name(x->node->same));
		break;
	case WHY_MISSING:
		buf_addf(out, "%zu of %zu found", x->found, x->needed);
		break;
	case WHY_SCORE:
		buf_addf(out, "score %ld of %ld", x->score, x->threshold);
		break;
	default:
		buf_adds(out, plain[x->why]);
	}
}

static const char *
key_of(const struct explained *x)
{
	static const char *const keys[] = {
		[NODE_ANY] = "any", [NODE_ALL] = "all", [NODE_NEAR] = "near", [NODE_AT_LEAST] = "at-least",
		[NODE_SCORE] = "score", [NODE_SET] = "",
	};

	return x->node->type < NODE_ANY ? "" : keys[x->node->type];
}

/* Adds the way to what is below x; false, and nothing, if it is not. */
static bool
add_way(const struct explained *x, const struct explained *to, struct buf *out)
{
	size_t before = out->len;

	if (x == to) {
		if (x->node->type == NODE_NEAR || x->node->type == NODE_AT_LEAST)
			buf_addf(out, "%s%s", before > 0 ? " " : "", key_of(x));
		return true;
	}
	for (size_t i = 0; i < x->count; i++) {
		if (x->node->type != NODE_SET && x->node->list == NULL)
			buf_addf(out, "%s%s[%zu]", before > 0 ? " " : "", key_of(x), x->children[i]->index + 1);
		if (add_way(x->children[i], to, out))
			return true;
		out->len = before;
	}
	return false;
}

void
explained_rule_reason(const struct explained *rule, struct buf *out)
{
	const struct explained *to = explained_fault(rule);
	struct buf way = {0};

	if (to != NULL && add_way(rule, to, &way) && way.len > 0)
		buf_addf(out, "%s: ", buf_str(&way));
	explained_reason(to != NULL ? to : rule, out);
	buf_free(&way);
}
