/* What the parts of the rule loader share. Nothing but rules*.c needs this.
 *
 * All readers complain about what is wrong and go on, so that one run names everything. What
 * they return after a complaint may be NULL or incomplete: the rule set is thrown away then. */
#ifndef RULES_LOAD_H
#define RULES_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/hash.h"
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
	bool conditioned; /* holds terms with conditions of their own */
	size_t stamp; /* the group that named it last, and where */
	const struct yaml_value *seen;
};

/* Where a term was seen last. */
struct stamp {
	size_t serial; /* of the group; see rules_serial() */
	size_t line;
	const char *written; /* borrowed from the rule set or the tree */
};

/* Where a rule came from. */
struct origin {
	size_t path, file; /* the number of the path given, and of the file from 1 */
	bool disabled;
};

/* An item of `disable`. */
struct disabled {
	const char *glob; /* in the set's arena */
	struct mark mark;
};

/* The terms by what makes them the same: slots hold ids + 1. Its size matters. */
struct term_index {
	struct hash128 *hashes; /* by id */
	size_t cap;
	uint32_t *slots;
	size_t slot_count; /* a power of two */
};

struct loader {
	struct rule_set *set;
	struct complaints complaints;
	bool in_memory;        /* no files may be opened */
	struct term_index terms;
	struct table tags;     /* tags -> index of the rule */
	struct arena keys;     /* what the tables' keys lie in */
	struct stamp *stamps;  /* by term id */
	size_t stamp_cap;
	struct table specials; /* tags and terms with conditions: their key, and their node -> index */
	struct stamp *special_stamps;
	size_t special_count, special_cap;
	size_t serial;
	size_t flattened;      /* terms in all lists, also those they take from others */
	struct text text;      /* the folded term */
	struct buf plain;      /* it without stars */
	struct buf stars;      /* where they stood: number of the word and side, as text */
	struct buf scratch;
	struct buf hashes;
	const struct source **files; /* the rule files so far */
	size_t file_count, file_cap;
	size_t path;           /* the number of the path being read */
	struct origin *origins; /* by index of the rule */
	size_t origin_cap;
	struct disabled *disabled; /* by the path being read */
	size_t disabled_count, disabled_cap;
	bool dropped;          /* rules were replaced or switched off */

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

/* rules_file.c: reads a file of rules; takes the source. */
void rules_read_source(struct loader *loader, struct source *source);

/* rules_never.c: complains about conditions that cannot hold where they stand. */
void rules_check_never(struct loader *loader, const struct rule *rule);

/* rules_order.c: complains about rules that wait for each other's tags, and about tags that no rule
 * gives where another is near. The rules are sorted by tag. */
void rules_check_references(struct loader *loader);

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

/* Whether the value is missing where something was said already: that may be why. */
bool rules_excused(struct loader *loader, const struct yaml_value *value);

/* Whether the scalar is an unquoted number between the two. */
bool rules_number(const struct yaml_value *value, long least, long most, long *number);

/* Whether the scalar is `true` or `false`; complains if not. */
bool rules_bool(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
                bool *result);

struct mark rules_mark(const struct loader *loader, const struct yaml_value *value);

/* A number that no group had before, to mark what the group has seen. */
size_t rules_serial(struct loader *loader);

/* rules_terms.c */

/* The term that a scalar is; NULL after a complaint. With `bare`: `proclitics: false`. */
const struct term *rules_read_term(struct loader *loader, const struct yaml_value *value, bool bare);

/* rules_regex.c: reads /expression/flags; *n becomes the length of term->text, the expression,
 * which is in pattern too. */
bool rules_read_regex(struct loader *loader, const struct yaml_value *value, struct term *term,
                      size_t *n, struct buf *pattern);

/* rules_groups.c: groups of terms, lists, tags and conditions. */

struct node *rules_node(struct loader *loader, enum node_type type, const struct yaml_value *value);
void rules_set_children(struct loader *loader, struct node *node, struct node **children,
                        size_t count);

/* A term, the list a scalar names, a list of groups (any of which will do), or a mapping: a term with
 * conditions, a tag, conditions. `where` is the key it stands under. NULL after a
 * complaint. With weight, a `weight` in a mapping is read into it. */
struct node *rules_read_group(struct loader *loader, const struct yaml_value *value, const char *where,
                              long *weight);

/* The groups in a YAML list as children of node. */
void rules_read_groups(struct loader *loader, const struct yaml_value *items, struct node *node,
                       const char *where);

/* The same as a NODE_ANY, where a single group may stand for a list of one; NULL after a complaint. */
struct node *rules_read_choice(struct loader *loader, const struct yaml_value *value, const char *where);

/* Notes a tag, whose key is `{tag GLOB`, or a term with conditions, so that it can be told from others;
 * those with equal keys are the same. */
void rules_note_special(struct loader *loader, const struct node *node, const struct buf *key);

/* Marks what the node is as seen in the group. False, after a complaint, if the group
 * had it already. With `folded`, a term that differs but in what folding levels is let pass. */
bool rules_first_in_group(struct loader *loader, size_t serial, const struct node *node,
                          const struct yaml_value *value, bool folded);

/* Marks a node as seen without a complaint; false if it was. */
bool rules_mark_seen(struct loader *loader, size_t serial, const struct node *node);

/* Whether the node was marked as seen in the group. */
bool rules_was_seen(struct loader *loader, size_t serial, const struct node *node);

/* Complains about terms with conditions that stand beside themselves without. */
void rules_check_subsumed(struct loader *loader, size_t serial, struct node *const *nodes,
                          size_t count);

/* The list that a NODE_ANY is; NULL if it is none. */
struct list *rules_list_of(struct loader *loader, const struct node *node);

/* rules_objects.c: terms with conditions, and tags. */

/* Whether a mapping is one. */
bool rules_is_object(const struct yaml_value *value);
struct node *rules_read_object(struct loader *loader, const struct yaml_value *value, long *weight);

/* A tag, or a glob over tags; NULL after a complaint. */
const char *rules_read_glob(struct loader *loader, const struct yaml_value *value);

/* rules_near.c */

/* Reads `words`, `same` and `ordered`. */
void rules_read_words(struct loader *loader, const struct yaml_value *value, struct node *node);
void rules_read_same(struct loader *loader, const struct yaml_value *value, struct node *node);

/* The value of `near`; NULL after a complaint. So with the others. */
struct node *rules_read_near(struct loader *loader, const struct yaml_value *key,
                             const struct yaml_value *value);

/* rules_score.c */
struct node *rules_read_score(struct loader *loader, const struct yaml_value *key,
                              const struct yaml_value *value);
struct node *rules_read_at_least(struct loader *loader, const struct yaml_value *key,
                                 const struct yaml_value *value);
void rules_read_weight(struct loader *loader, const struct yaml_value *value, long *weight);

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

/* Whether it is one that wants something found. */
bool rules_wants(const struct yaml_value *key);

/* Reads the conditions among a mapping's pairs as a NODE_SET; `rule` is the rule's name for
 * messages, NULL for a nested set. weight as in rules_read_group(). */
struct node *rules_read_set(struct loader *loader, const struct yaml_value *mapping,
                            const struct yaml_value *rule, long *weight);

/* What a rule or condition must have, for messages. */
#define RULES_WANTING "'any', 'all', 'near', 'score' or 'at-least'"

/* rules_meta.c */

/* Reads a meta key of a rule, or of a file for all its rules, into rule. False if the key is none.
 * With value NULL it only says whether it is one. */
bool rules_read_meta(struct loader *loader, const struct yaml_value *key,
                     const struct yaml_value *value, struct rule *rule, bool of_file);

/* Lists of languages and of fields, or one by itself. */
const char **rules_read_langs(struct loader *loader, const struct yaml_value *value, size_t *count);
const char **rules_read_fields(struct loader *loader, const struct yaml_value *value, size_t *count);

/* The keys that are known, for suggestions and to hold the schema to them: of a rule about itself, of
 * conditions (with `nested`, inside a rule), of a file, of tests, of a term and a tag, of
 * near, score and at-least. Each fills at most `room`, and returns how many. */
size_t rules_meta_names(const char **names, size_t room);
size_t rules_condition_names(const char **names, size_t room, bool nested);
size_t rules_file_names(const char **names, size_t room);
size_t rules_test_names(const char **names, size_t room);
size_t rules_object_names(const char **names, size_t room);
size_t rules_tag_names(const char **names, size_t room);
size_t rules_near_names(const char **names, size_t room);
size_t rules_score_names(const char **names, size_t room);
size_t rules_least_names(const char **names, size_t room);
size_t rules_copy_names(const char **names, size_t room, const char *const *from, size_t count);

#endif
