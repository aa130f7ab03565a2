#include "filters/tag/spellings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/json.h"
#include "common/xalloc.h"
#include "filters/tag/tagger.h"
#include "filters/tag/variants.h"

struct spellings {
	struct tagger tagger;
	struct variants *variants;
};

struct rule_set *
spellings_rules(const char *term)
{
	struct rule_set *rules;
	struct buf text = {0};

	buf_adds(&text, "topic: variants\nrules:\n  term:\n    any:\n      - ");
	/* quoted, so that YAML sees in it what it is; JSON's strings are YAML's too */
	if (term[0] == '{')
		buf_adds(&text, term);
	else
		json_add_string(&text, term, strlen(term));
	buf_addc(&text, '\n');
	rules = rules_load_text(text.data, text.len, "--variants", stderr);
	buf_free(&text);
	if (rules != NULL && rules_term_count(rules) == 0) {
		diag(NULL, "--variants: '%s' finds tags, and no text; give it a term", term);
		rules_free(rules);
		return NULL;
	}
	return rules;
}

struct spellings *
spellings_new(const struct tagset *set)
{
	struct spellings *spellings = xcalloc(1, sizeof(*spellings));

	spellings->tagger.set = set;
	spellings->variants = variants_new(rules_term(tagset_rules(set), 0));
	return spellings;
}

void
spellings_free(struct spellings *spellings)
{
	if (spellings == NULL)
		return;
	variants_free(spellings->variants);
	tagger_free(&spellings->tagger);
	free(spellings);
}

enum verdict
spellings_record(struct record *rec, void *context)
{
	struct spellings *spellings = context;
	struct tagger *tagger = &spellings->tagger;
	const struct evaluation *evaluation = &tagger->evaluation;

	tagger->evaluation.count = 0;
	if (!tagger_apply(tagger, rec))
		return REJECT;
	for (size_t i = 0; i < evaluation->count; i++) {
		const struct finding *finding = &evaluation->findings[i];

		for (size_t j = finding->begin; j < finding->begin + finding->count; j++) {
			const struct hit *hit = &tagger->matches.hits[evaluation->evidence[j]];

			variants_count(spellings->variants, tagger->texts[hit->field].original + hit->start,
			               hit->end - hit->start);
		}
	}
	return DROP;
}

/* Turns lines `count TAB spelling` into objects. */
static void
add_objects(const struct buf *lines, struct buf *out)
{
	const char *s = lines->data, *end = s + lines->len;

	while (s < end) {
		const char *tab = memchr(s, '\t', (size_t)(end - s));
		const char *newline = memchr(tab, '\n', (size_t)(end - tab));

		buf_adds(out, "{\"spelling\":");
		json_add_string(out, tab + 1, (size_t)(newline - tab - 1));
		buf_addf(out, ",\"count\":%.*s}\n", (int)(tab - s), s);
		s = newline + 1;
	}
}

void
spellings_print(const struct spellings *spellings, bool json, struct buf *out)
{
	struct buf lines = {0};

	variants_print(spellings->variants, json ? &lines : out);
	if (lines.len > 0)
		add_objects(&lines, out);
	buf_free(&lines);
	if (variants_omitted(spellings->variants) > 0)
		diag(NULL, "%" PRIu64 " of %" PRIu64 " finds are not listed: too many spellings",
		     variants_omitted(spellings->variants), variants_hits(spellings->variants));
}
