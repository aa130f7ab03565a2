/* Why a rule holds, for people. */
#include <string.h>

#include "common/escape.h"
#include "common/utf8.h"
#include "filters/tag/excerpt.h"
#include "filters/tag/explain.h"

/* So many matches of a condition are shown; the rest is counted. */
#define MATCHES 6

/* Columns that a match wants for itself and what stands around it; else it gets a line of its own. */
#define ROOM 44

/* So wide a term may be beside what it found. */
#define TERM_COLUMNS 30

static const char bold[] = "\033[1m", green[] = "\033[1;32m", red[] = "\033[1;31m", dim[] = "\033[2m",
                  plain[] = "\033[0m";

static void
paint(const struct explain *explain, struct buf *out, const char *colour)
{
	if (explain->options.colour)
		buf_adds(out, colour);
}

/* Whether it speaks for the rule. */
static void
add_sign(struct explain *explain, bool good)
{
	paint(explain, &explain->text, good ? green : red);
	buf_adds(&explain->text, good ? "+ " : "- ");
	paint(explain, &explain->text, plain);
}

static void
indent(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < 2 * depth; i++)
		buf_addc(out, ' ');
}

/* What a condition is, in a few words: "any", "near, within 12 words, in this order". */
static void
add_kind(const struct explained *explained, struct buf *out)
{
	static const char *const sames[] = {
		[SAME_FIELD] = "", [SAME_PARAGRAPH] = ", in one paragraph", [SAME_SENTENCE] = ", in one sentence",
	};
	const struct node *node = explained->node;

	switch (node->type) {
	case NODE_TERM:
		escape_terminal(out, node->term->written, strlen(node->term->written));
		break;
	case NODE_TAG:
		buf_addf(out, "the tag %s", node->tag);
		break;
	case NODE_ANY:
		if (node->list)
			buf_addf(out, "any of $%s", node->list);
		else
			buf_adds(out, "any");
		break;
	case NODE_ALL:
		buf_addf(out, "all: %zu of %zu found", explained->found, explained->needed);
		break;
	case NODE_NEAR:
		buf_adds(out, "near");
		if (node->words != NEAR_ANY)
			buf_addf(out, ", within %zu word%s", node->words, node->words == 1 ? "" : "s");
		buf_addf(out, "%s%s", sames[node->same], node->ordered ? ", in this order" : "");
		break;
	case NODE_AT_LEAST:
		buf_addf(out, "at least %zu: %zu found", node->least, explained->found);
		break;
	case NODE_SCORE:
		buf_addf(out, "score: %ld of %ld", explained->score, explained->threshold);
		break;
	case NODE_SET:
		buf_adds(out, explained->beside ? "with what stands near it" : "together");
		break;
	}
}

static const char *
why_not(const struct explain_match *match)
{
	switch (match->why) {
	case WHY_HOLDS:
		return NULL;
	case WHY_FIELD:
		return "not in this field";
	case WHY_MASKED:
		return "masked by";
	case WHY_UNQUOTED:
		return "must be quoted";
	case WHY_QUOTED:
		return "must not be quoted";
	default:
		return "not near enough";
	}
}

/* A line: the term, unless the line above names it; field:start-end; what stands there. */
static void
add_match(struct explain *explain, const struct explained *node, const struct explain_match *match,
          size_t depth)
{
	const struct hit *hit = &match->hit;
	const struct text *text = &explain->input.texts[hit->field];
	const char *term = rules_term(tagset_rules(explain->tagger.set), hit->term)->written;
	const char *why = why_not(match);
	struct buf *out = &explain->text;
	size_t start = explain_points(explain, hit->field, hit->start), used = 2 * depth, before;

	indent(out, depth);
	if (node->node->type != NODE_TERM) {
		used += excerpt_add_string(out, term, strlen(term), TERM_COLUMNS) + 2;
		buf_adds(out, "  ");
	}
	before = out->len;
	buf_addf(out, "%s:%zu-%zu  ", tagset_field(explain->tagger.set, hit->field), start,
	         start + utf8_count(text->original + hit->start, hit->end - hit->start));
	used += out->len - before;
	if (used + ROOM > explain->options.width) {
		out->len -= 2;
		buf_addc(out, '\n');
		indent(out, depth + 1);
		used = 2 * (depth + 1);
	}
	excerpt_add(out, text->original, text->original_len, hit->start, hit->end,
	            explain->options.width > used ? explain->options.width - used : 0, explain->options.colour);
	buf_addc(out, '\n');
	if (!why)
		return;
	indent(out, depth + 1);
	paint(explain, out, dim);
	buf_addf(out, "does not count: %s%s", why, match->by ? " '" : "");
	if (match->by) {
		escape_terminal(out, match->by, strlen(match->by));
		buf_addc(out, '\'');
	}
	paint(explain, out, plain);
	buf_addc(out, '\n');
}

static void
add_matches(struct explain *explain, const struct explained *node, size_t depth)
{
	explain_take_matches(explain, node);
	for (size_t i = 0; i < explain->match_count && i < MATCHES; i++)
		add_match(explain, node, &explain->matches[i], depth);
	if (node->hit_count > MATCHES) {
		indent(&explain->text, depth);
		buf_addf(&explain->text, "and %zu more\n", node->hit_count - MATCHES);
	}
	for (size_t i = 0; i < node->tag_count; i++) {
		indent(&explain->text, depth);
		buf_addf(&explain->text, "the record has the tag ");
		escape_terminal(&explain->text, node->tags[i], strlen(node->tags[i]));
		buf_addc(&explain->text, '\n');
	}
}

static void add_node(struct explain *explain, const struct explained *node, size_t depth, const char *as);

static void
add_parts(struct explain *explain, const struct explained *node, size_t depth)
{
	for (size_t i = 0; i < node->count; i++)
		add_node(explain, node->children[i], depth, NULL);
	if (node->beside)
		add_node(explain, node->beside, depth, "near");
	if (node->except)
		add_node(explain, node->except, depth, "except");
	if (node->none)
		add_node(explain, node->none, depth, "none");
}

static void
add_node(struct explain *explain, const struct explained *node, size_t depth, const char *as)
{
	struct buf *out = &explain->text;

	/* conditions side by side of which there is one are that one */
	if (node->node->type == NODE_SET && node->count == 1 && !node->beside && !node->except && !node->none &&
	    (node->holds || !node->children[0]->holds)) {
		add_node(explain, node->children[0], depth, as);
		return;
	}
	indent(out, depth);
	add_sign(explain, node->holds != (as && strcmp(as, "none") == 0));
	if (as)
		buf_adds(out, as);
	else
		add_kind(node, out);
	if (node->weight != 0)
		buf_addf(out, ": %ld point%s%s", node->score, node->score == 1 ? "" : "s",
		         node->capped ? ", no more" : "");
	buf_clear(&explain->reason);
	/* of these the numbers are told, or what it is */
	if (node->why == WHY_NOTHING && (as || node->node->type < NODE_ANY || node->node->list))
		buf_adds(&explain->reason, "not found");
	else if (node->why != WHY_SCORE && node->why != WHY_MISSING)
		explained_reason(node, &explain->reason);
	if (explain->reason.len > 0) {
		buf_adds(out, ": ");
		escape_terminal(out, explain->reason.data, explain->reason.len);
	}
	buf_addc(out, '\n');
	add_matches(explain, node, depth + 1);
	add_parts(explain, node, depth + 1);
}

void
explain_add_text(struct explain *explain, const struct rule *rule, const struct explained *top)
{
	struct buf *out = &explain->text;

	buf_adds(out, "  ");
	add_sign(explain, top->holds);
	paint(explain, out, bold);
	buf_adds(out, rule->tag);
	paint(explain, out, plain);
	if (rule->label) {
		size_t used = strlen(rule->tag) + 8;

		buf_adds(out, "  ");
		excerpt_add_string(out, rule->label, strlen(rule->label),
		                   explain->options.width > used + 8 ? explain->options.width - used : 8);
	}
	buf_addc(out, '\n');
	if (!top->holds) {
		buf_clear(&explain->reason);
		explained_rule_reason(top, &explain->reason);
		buf_adds(out, "    does not hold: ");
		escape_terminal(out, explain->reason.data ? explain->reason.data : "", explain->reason.len);
		buf_addc(out, '\n');
	}
	add_parts(explain, top, 2);
}
