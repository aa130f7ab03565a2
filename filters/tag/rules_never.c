/* Conditions inside others that can never hold with them: other languages, other fields, outside
 * quotation marks and inside. Those of lists are not looked at: other rules may name the list. */
#include <string.h>
#include <strings.h>

#include "filters/tag/rules_load.h"

/* What the conditions around one ask for. */
struct bounds {
	const char *const *langs;
	size_t lang_count;
	const char *const *fields;
	size_t field_count;
	enum quoted quoted;
};

/* Whether one language is the other or holds it: en and en-GB. */
static bool
same_language(const char *a, const char *b)
{
	size_t n = strlen(a) < strlen(b) ? strlen(a) : strlen(b);

	return strncasecmp(a, b, n) == 0 && (a[n] == '\0' || a[n] == '-') && (b[n] == '\0' || b[n] == '-');
}

static bool
same_field(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Whether two lists have something in common; an empty one has everything. */
static bool
meet(const char *const *a, size_t a_count, const char *const *b, size_t b_count,
     bool (*same)(const char *, const char *))
{
	for (size_t i = 0; i < a_count; i++)
		for (size_t j = 0; j < b_count; j++)
			if (same(a[i], b[j]))
				return true;
	return a_count == 0 || b_count == 0;
}

static void
complain_never(struct loader *loader, const struct node *node, const char *what, const char *so)
{
	complain(&loader->complaints, loader->source, node->mark.line, node->mark.column,
	         "'%s' here shares nothing with '%s' around it, so %s", what, what, so);
}

static void check(struct loader *loader, const struct node *node, struct bounds bounds);

/* Checks a set against what is around it, and what is in it against both. */
static void
check_set(struct loader *loader, const struct node *node, struct bounds bounds)
{
	const char *const *langs = node->langs, *const *fields = node->fields;

	if (!meet(langs, node->lang_count, bounds.langs, bounds.lang_count, same_language))
		complain_never(loader, node, "lang", "this never holds; mend one of them");
	if (!meet(fields, node->field_count, bounds.fields, bounds.field_count, same_field))
		complain_never(loader, node, "fields", "nothing in it counts; mend one of them");
	if (node->quoted != QUOTED_EITHER && bounds.quoted != QUOTED_EITHER && node->quoted != bounds.quoted)
		complain_never(loader, node, "quoted", "nothing in it counts; take one of them out");
	if (node->lang_count > 0) {
		bounds.langs = langs;
		bounds.lang_count = node->lang_count;
	}
	if (node->field_count > 0) {
		bounds.fields = fields;
		bounds.field_count = node->field_count;
	}
	if (node->quoted != QUOTED_EITHER)
		bounds.quoted = node->quoted;
	for (size_t i = 0; i < node->count; i++)
		check(loader, node->children[i], bounds);
	/* What forbids and what masks may stand elsewhere than what is wanted, but not in
	 * other languages. */
	bounds.quoted = QUOTED_EITHER;
	bounds.field_count = 0;
	if (node->none != NULL)
		check(loader, node->none, bounds);
	if (node->except != NULL)
		check(loader, node->except, bounds);
}

/* Whether the children are those of a list, as with `of: $list`. */
static bool
holds_list(const struct loader *loader, const struct node *node)
{
	for (size_t i = 0; node->type == NODE_AT_LEAST && i < loader->list_count; i++)
		if (loader->lists[i].node != NULL && loader->lists[i].node->children == node->children)
			return true;
	return node->list != NULL;
}

static void
check(struct loader *loader, const struct node *node, struct bounds bounds)
{
	if (holds_list(loader, node))
		return;
	if (node->type == NODE_SET) {
		check_set(loader, node, bounds);
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		check(loader, node->children[i], bounds);
}

void
rules_check_never(struct loader *loader, const struct rule *rule)
{
	struct bounds bounds = {
		.langs = (const char *const *)rule->langs, .lang_count = rule->lang_count,
		.fields = (const char *const *)rule->fields, .field_count = rule->field_count,
	};

	check_set(loader, rule->condition, bounds);
}
