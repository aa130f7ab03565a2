/* From what the command line says about rules to rules compiled. */
#ifndef LOAD_H
#define LOAD_H

#include <stdbool.h>
#include <stdio.h>

#include "common/buf.h"
#include "common/opts.h"
#include "filters/tag/complaints.h"
#include "filters/tag/tagger.h"

/* Borrowed, for good. */
struct load {
	const struct strings *paths;  /* -r; if there are none, the first place that holds rules counts */
	const struct strings *fields; /* --field; if there are none, the usual ones */
	const char *installed;        /* where rules are installed */
};

/* All give NULL, with all said, if the rules are wrong: errors in rule files on `errors` in the form,
 * anything else on stderr. The caller frees the set. */
struct tagset *load_rules(const struct load *load, enum report_format form, FILE *errors);
struct tagset *load_path(const struct load *load, const char *path);

/* Takes the rules over. */
struct tagset *load_compiled(const struct load *load, struct rule_set *rules);

/* Appends a line for each place where rules are looked for; with `none`, no rules are used. */
void load_add_places(const struct load *load, bool none, struct buf *out);

#endif
