/* Rule files, loaded and checked whole: the tree that the matcher is compiled
 * from. See watchline-rules(5). */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "filters/tag/complaints.h"

/* Where something stands in a rule file, for messages. */
struct mark {
	const char *file; /* borrowed from the rule set */
	size_t line, column; /* from 1 */
};

enum term_kind {
	TERM_FOLDED,  /* words compared folded */
	TERM_EXACT,   /* =US, or wholly capitals of up to five letters: letters and case as written */
	TERM_NAME,    /* ~, ~~: a name in any usual spelling, order and script */
	TERM_REGEX,   /* /.../flags: over the text as it is */
	TERM_ADDRESS  /* @handle, a domain or a URL: see address.h */
};

/* A phrase of at least one and at most RULES_WORDS_MAX words, a name of as many, a regular
 * expression or an address. Terms that are equal, folded or exact, are one term. A star stands
 * directly before the first character of a word or behind its last
 * one, not both on one word, on words of at least two letters, and only in folded terms. No
 * sentence ends between words. */
struct term {
	const char *written; /* as in the rule file, for messages and evidence */
	const char *text;    /* without `=`, `~`, and the slashes of a regular expression; stars still in
	                        it (carry* out operations) */
	enum term_kind kind;
	bool generous;       /* TERM_NAME: ~~ */
	bool bare;           /* TERM_FOLDED, TERM_EXACT: `proclitics: false`; nothing of its own may be
	                        written as one with it: proclitics, Hebrew prefixes, ezafe */
	const char *flags;   /* TERM_REGEX: what stands behind the last slash, "" if nothing; else NULL */
	size_t id;           /* its index: rules_term() */
	struct mark mark;    /* where it was first seen */
};

#define RULES_WORDS_MAX 64

enum node_type {
	NODE_TERM,     /* a term */
	NODE_TAG,      /* a tag found by another rule, implied by one found, or on the record before */
	NODE_ANY,      /* a list: any child */
	NODE_ALL,      /* every child, anywhere in the record */
	NODE_NEAR,     /* every child, near each other in one field */
	NODE_AT_LEAST, /* at least `least` of the children */
	NODE_SCORE,    /* the weights of what is found reach the threshold */
	NODE_SET       /* conditions side by side: every child; vetoed by none, masked by except */
};

enum same { SAME_FIELD, SAME_PARAGRAPH, SAME_SENTENCE };

enum quoted { QUOTED_EITHER, QUOTED_ONLY, QUOTED_NEVER };

#define NEAR_ANY SIZE_MAX

/* A condition. Conditions form no tree but share: the NODE_ANY of a list is one
 * node, whoever names the list, and holds what that list and those it names hold, each
 * once: no list, but terms, tags, and terms with conditions. Such a one is a NODE_SET with one child, a
 * NODE_TERM; in a list, what is `beside` it holds no other lists with such terms, so that the depth, lists
 * counted, is at most 100. Without lists it is at most 32. The children of a NODE_AT_LEAST may be
 * those of a list. A NODE_SET has at least one child; all other groups too, a NODE_NEAR at least
 * two. No rule waits for a tag that waits for its own. */
struct node {
	enum node_type type;
	enum same same;           /* these with `words` */
	bool ordered;
	enum quoted quoted;       /* NODE_SET: matches count that stand so */
	struct node **children;
	size_t count;

	/* By type, in one place: there is a node for each of 100,000 terms. */
	union {
		const struct term *term;  /* NODE_TERM; borrowed from the rule set */
		const char *tag;          /* NODE_TAG: a glob; see common/glob.h */
		size_t least;             /* NODE_AT_LEAST: from 1 to count */

		/* NODE_SCORE: every match of child i that counts adds weights[i] (not 0) points, all
		 * of child i's together at most cap points one way or the other (0: no bound). */
		struct {
			long *weights;
			long threshold, cap; /* threshold at least 1 */
		};
	};

	/* NODE_NEAR: at most `words` words from the end of the first to the beginning of the last
	 * (NEAR_ANY: any number), all in one sentence or paragraph, in the order of the children if
	 * `ordered`. NODE_SET with `beside`: the same, of its matches and one of beside's. */
	size_t words;

	/* NODE_SET */
	struct node *none;        /* a NODE_ANY, or NULL: vetoes the set for the record */
	struct node *except;      /* a NODE_ANY, or NULL: matches inside one of its matches do not count */
	struct node *beside;      /* a NODE_ANY, or NULL: matches count that stand near one of its
	                             matches, in any order; those of `beside` are no evidence */
	const char **fields; size_t field_count; /* matches count in these fields; 0: in all the rule sees */
	const char **langs;  size_t lang_count;  /* the set holds for records in these languages, and for
	                                            those that say no language; 0: for all */
	struct mark mark;
	const char *list;         /* NODE_ANY: the name of the list it is; else NULL */
};

enum severity { SEVERITY_UNSET, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

struct rule_test {
	const char *text;
	bool match; /* the rule's tag must be found, or must not */
	struct mark mark;
};

struct rule {
	const char *tag;    /* topic/name */
	const char *label, *about, *status; /* or NULL */
	enum severity severity;
	const char **see;      size_t see_count;      /* URLs */
	const char **fields;   size_t field_count;    /* 0: those of the command line */
	const char **langs;    size_t lang_count;     /* BCP 47; 0: all */
	const char **implies;  size_t implies_count;  /* tags */
	struct node *condition; /* a NODE_SET */
	struct rule_test *tests; size_t test_count;
	struct mark mark;
};

/* Owns all of the above, strings too; opaque but for these accessors. */
struct rule_set;

/* Loads the files and directories (*.yaml, *.yml, sorted by name, not
 * recursive) in order. A rule of a later path takes the place of one with the same tag from an
 * earlier path; `disable` of a file takes away rules of earlier paths and of its own path. All errors of all files are printed on `errors`
 * (at most 50, then a count), each `program: file:line:column: what; cure` with the line
 * and a caret under it. Returns NULL if there was one. */
struct rule_set *rules_load(const char *const *paths, size_t count, FILE *errors);

/* The same, with the errors in another form; see complaints.h. */
struct rule_set *rules_load_report(const char *const *paths, size_t count,
                                   enum report_format format, FILE *errors);

/* The same for one file's text in memory, for tests and fuzzing; name stands for the file. A path
 * of a list file is refused then. */
struct rule_set *rules_load_text(const char *text, size_t n, const char *name, FILE *errors);

void rules_free(struct rule_set *set);

size_t rules_count(const struct rule_set *set);
const struct rule *rules_get(const struct rule_set *set, size_t i); /* sorted by tag */
size_t rules_term_count(const struct rule_set *set);
const struct term *rules_term(const struct rule_set *set, size_t id);

/* A hash of all bytes that were loaded, 32 hexadecimal digits: the same rules, the same hash. */
const char *rules_hash(const struct rule_set *set);

#endif
