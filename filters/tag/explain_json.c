/* Why a rule holds, as JSON. */
#include <string.h>

#include "common/json.h"
#include "filters/tag/explain.h"

static const char *const kinds[] = {
	[NODE_TERM] = "term", [NODE_TAG] = "tag",           [NODE_ANY] = "any",     [NODE_ALL] = "all",
	[NODE_NEAR] = "near", [NODE_AT_LEAST] = "at-least", [NODE_SCORE] = "score", [NODE_SET] = "conditions",
};

/* Why a match did not count. */
static const char *const reasons[] = {
	[WHY_FIELD] = "field",       [WHY_MASKED] = "masked", [WHY_UNQUOTED] = "not quoted",
	[WHY_QUOTED] = "quoted",     [WHY_FAR] = "far",       [WHY_APART] = "apart",
	[WHY_NO_CONTEXT] = "no context", [WHY_OVERLAP] = "overlap", [WHY_ORDER] = "order",
};

static void
add_text(struct buf *out, const char *key, const char *text)
{
	json_add_key(out, key);
	json_add_string(out, text, strlen(text));
}

static void
add_matches(struct explain *explain, const struct explained *node)
{
	struct buf *out = &explain->text;

	json_add_key(out, "matches");
	buf_addc(out, '[');
	explain_take_matches(explain, node);
	for (size_t i = 0; i < explain->match_count; i++) {
		const struct explain_match *match = &explain->matches[i];

		json_add_comma(out);
		buf_addc(out, '{');
		explain_add_hit(explain, &match->hit);
		buf_addf(out, ",\"counts\":%s", match->why == WHY_HOLDS ? "true" : "false");
		if (match->why != WHY_HOLDS && match->why < sizeof(reasons) / sizeof(reasons[0]) && reasons[match->why])
			add_text(out, "why", reasons[match->why]);
		if (match->by)
			add_text(out, "by", match->by);
		buf_addc(out, '}');
	}
	buf_addc(out, ']');
}

static void
add_name(const struct explained *node, struct buf *out)
{
	if (node->node->type == NODE_TERM)
		add_text(out, "term", node->node->term->written);
	else if (node->node->type == NODE_TAG)
		add_text(out, "tag", node->node->tag);
	else if (node->node->type == NODE_ANY && node->node->list)
		add_text(out, "list", node->node->list);
	if (node->node->type == NODE_SCORE)
		buf_addf(out, ",\"score\":%ld,\"threshold\":%ld", node->score, node->threshold);
	else if (node->node->type == NODE_AT_LEAST || node->node->type == NODE_ALL)
		buf_addf(out, ",\"found\":%zu,\"needed\":%zu", node->found, node->needed);
	if (node->weight != 0)
		buf_addf(out, ",\"points\":%ld,\"weight\":%ld", node->score, node->weight);
}

static void add_node(struct explain *explain, const struct explained *node);

static void
add_part(struct explain *explain, const char *key, const struct explained *node)
{
	if (node == NULL)
		return;
	json_add_key(&explain->text, key);
	add_node(explain, node);
}

static void
add_node(struct explain *explain, const struct explained *node)
{
	struct buf *out = &explain->text;

	buf_addc(out, '{');
	add_text(out, "condition", kinds[node->node->type]);
	add_name(node, out);
	buf_addf(out, ",\"holds\":%s", node->holds ? "true" : "false");
	buf_clear(&explain->reason);
	explained_reason(node, &explain->reason);
	if (explain->reason.len > 0) {
		json_add_key(out, "why");
		json_add_string(out, explain->reason.data, explain->reason.len);
	}
	if (node->hit_count > 0)
		add_matches(explain, node);
	if (node->tag_count > 0) {
		json_add_key(out, "tags");
		buf_addc(out, '[');
		for (size_t i = 0; i < node->tag_count; i++) {
			json_add_comma(out);
			json_add_string(out, node->tags[i], strlen(node->tags[i]));
		}
		buf_addc(out, ']');
	}
	if (node->count > 0) {
		json_add_key(out, "conditions");
		buf_addc(out, '[');
		for (size_t i = 0; i < node->count; i++) {
			json_add_comma(out);
			add_node(explain, node->children[i]);
		}
		buf_addc(out, ']');
	}
	add_part(explain, "beside", node->beside);
	add_part(explain, "except", node->except);
	add_part(explain, "none", node->none);
	buf_addc(out, '}');
}

void
explain_add_json(struct explain *explain, const struct rule *rule, const struct explained *top)
{
	struct buf *out = &explain->text;

	json_add_comma(out);
	buf_addc(out, '{');
	add_text(out, "tag", rule->tag);
	buf_addf(out, ",\"holds\":%s", top->holds ? "true" : "false");
	buf_clear(&explain->reason);
	explained_rule_reason(top, &explain->reason);
	if (explain->reason.len > 0) {
		json_add_key(out, "why");
		json_add_string(out, explain->reason.data, explain->reason.len);
	}
	add_text(out, "file", rule->mark.file);
	buf_addf(out, ",\"line\":%zu", rule->mark.line);
	json_add_key(out, "conditions");
	add_node(explain, top);
	buf_addc(out, '}');
}
