/* What the parts of the rule loader share. Nothing but rules*.c needs this.
 *
 * All readers complain about what is wrong and go on, so that one run names everything. What
 * they return after a complaint may be NULL or incomplete: the rule set is thrown away then. */
#ifndef RULES_LOAD_H
#define RULES_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/text.h"
#include "filters/tag/arena.h"
#include "filters/tag/complaints.h"
#include "filters/tag/rules.h"
#include "filters/tag/table.h"
#include "filters/tag/yaml.h"

struct rule_set {
	struct arena arena; /* everything below lies in it, but for the two arrays */
	struct rule **rules;
	size_t rule_count, rule_cap;
	struct term **terms;
	size_t term_count, term_cap;
	char hash[33];
};

enum list_state { LIST_NEW, LIST_READING, LIST_READ };

/* A list of a file, read when it is first named. */
struct list {
	const struct yaml_value *name, *value;
	struct node *node;
	enum list_state state;
	bool used;    /* by a rule, maybe through another list */
	size_t stamp; /* the group that named it last, and where */
	const struct yaml_value *seen;
};

/* Where a term was seen last. */
struct stamp {
	size_t serial; /* of the group; see rules_serial() */
	size_t line;
	const char *written; /* borrowed from the rule set or the tree */
};

struct loader {
	struct rule_set *set;
	struct complaints complaints;
	bool in_memory;        /* no files may be opened */
	struct table terms;    /* term keys -> ids */
	struct table tags;     /* tags -> index of the rule */
	struct arena keys;     /* what the tables' keys lie in */
	struct stamp *stamps;  /* by term id */
	size_t stamp_cap;
	size_t serial;
	size_t flattened;      /* terms in all lists, also those they take from others */
	struct text text;      /* the folded term */
	struct buf plain;      /* it without stars */
	struct buf stars;      /* where they stood: number of the word and side, as text */
	struct buf scratch;
	struct buf hashes;
	const struct source **files; /* the rule files so far */
	size_t file_count, file_cap;

	/* The file being read. */
	const struct source *source;
	const char *file;      /* its name, in the set's arena */
	struct arena tree;
	const char *topic;     /* NULL if it has no valid one */
	struct list *lists;
	size_t list_count;
	struct table list_names;
	bool using_lists;      /* lists named now are used */
	size_t list_depth;
	struct rule defaults;  /* meta keys at the top of the file */
};

/* Complains at the place of a yaml_value. */
#define COMPLAIN(loader, value, ...) \
	complain(&(loader)->complaints, (loader)->source, (value)->line, (value)->column, __VA_ARGS__)

/* The text of a scalar for a message. */
#define SHOWN(value) (shown((value)->text, (value)->n).text)

/* Suggesting has its price: a list is not suggested out of more than these. */
#define RULES_CANDIDATES 1000

/* rules_text.c: what all readers need. */

/* Complains about an unknown word (`what`: "key", "severity" ...), with the nearest of those that
 * are known, or with the cure. */
void rules_unknown(struct loader *loader, const struct yaml_value *value, const char *what,
                   const char *const *known, size_t count, const char *cure);

/* Whether it is a scalar that YAML reads as the text it shows; `what` names
 * it in the message ("a term", "the label"). */
bool rules_scalar(struct loader *loader, const struct yaml_value *value, const char *what);

/* The text of a scalar that is not blank, in the set's arena; NULL after a complaint. */
const char *rules_string(struct loader *loader, const struct yaml_value *value, const char *what);

/* Whether the scalar is a name: small letters, digits and single hyphens. */
bool rules_name(struct loader *loader, const struct yaml_value *value, const char *what);

/* Whether the scalar is a tag, topic/name. */
bool rules_tag(struct loader *loader, const struct yaml_value *value);

/* Says that a key comes with a later version, and returns true, if it does. */
bool rules_later(struct loader *loader, const struct yaml_value *key);

struct mark rules_mark(const struct loader *loader, const struct yaml_value *value);

/* A number that no group had before, to mark what the group has seen. */
size_t rules_serial(struct loader *loader);

/* rules_terms.c */

/* The term that a scalar is; NULL after a complaint. */
const struct term *rules_read_term(struct loader *loader, const struct yaml_value *value);

/* Marks the term as seen in the group. False, after a complaint, if the group
 * had it already. With `folded`, one that differs but in what folding levels is let pass. */
bool rules_first_in_group(struct loader *loader, size_t serial, const struct term *term,
                          const struct yaml_value *value, bool folded);

/* rules_lists.c */

/* Notes the names of the file's lists. */
void rules_define_lists(struct loader *loader, const struct yaml_value *value);

/* The list that a scalar `$name` names; NULL after a complaint. */
struct list *rules_find_list(struct loader *loader, const struct yaml_value *value);

/* Marks all lists named anywhere in the value as used: what holds them was refused. */
void rules_excuse_lists(struct loader *loader, const struct yaml_value *value);

/* Complains about lists that no rule uses, having read them as well. */
void rules_check_lists(struct loader *loader);

/* rules_conditions.c */

/* Whether the key is one of a condition (any, all ...). */
bool rules_is_condition(const struct yaml_value *key);

/* Reads the conditions among a mapping's pairs as a NODE_SET; `rule` is the rule's name for
 * messages, NULL for a nested set. */
struct node *rules_read_set(struct loader *loader, const struct yaml_value *mapping,
                            const struct yaml_value *rule);

/* rules_meta.c */

/* Reads a meta key of a rule, or of a file for all its rules, into rule. False if the key is none.
 * With value NULL it only says whether it is one. */
bool rules_read_meta(struct loader *loader, const struct yaml_value *key,
                     const struct yaml_value *value, struct rule *rule, bool of_file);

/* The names of all meta keys, for suggestions; fills at most `room`. */
size_t rules_meta_names(const char **names, size_t room);
size_t rules_condition_names(const char **names, size_t room);

#endif
