/* YAML, as much of it as rule files need: scalars, sequences and mappings, each with its
 * place. Anchors, aliases, tags, merge keys, directives and second documents
 * are refused, and so are duplicate keys, nesting below 32 levels and texts on which libyaml
 * would be slow (it is quadratic in open brackets). What YAML would silently
 * read otherwise than its writer meant it is an error with a cure. */
#ifndef YAML_H_WATCHLINE
#define YAML_H_WATCHLINE

#include <stdbool.h>
#include <stddef.h>

#include "filters/tag/arena.h"
#include "filters/tag/complaints.h"
#include "filters/tag/source.h"

#define YAML_DEPTH_MAX 32
#define YAML_BRACKETS_MAX 64

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* All of it lies in the arena given to yaml_tree(). */
struct yaml_value {
	enum yaml_kind kind;
	bool plain;          /* scalar: written without quotes and not as a block */
	const char *text;    /* scalar: its text, with a NUL behind it and none in it */
	size_t n;            /* scalar: bytes of text */
	struct yaml_value **items; /* sequence: its items; mapping: key, value, key, value ... */
	size_t count;        /* of items: twice the number of pairs of a mapping; keys are scalars */
	size_t line, column; /* from 1, column in characters */
};

/* Reads a source that source_check() has passed. NULL if it could not be read
 * as a tree; complaints then says why. There may be complaints even with a tree (its wrong
 * parts are left out or mended, so that the rest can be checked). */
struct yaml_value *yaml_tree(struct arena *arena, const struct source *source,
                             struct complaints *complaints);

/* The first part of yaml_tree(): looks through the text for what YAML would
 * misread, complains, and makes a mended copy (owned by the caller) that libyaml can
 * read on. NULL if it may not see any of it. */
char *yaml_scan(const struct source *source, struct complaints *complaints);

/* What a reader of YAML 1.1 would take an unquoted scalar for, if not for a
 * text ("a boolean", "a number" ...); else NULL. */
const char *yaml_surprise(const char *text, size_t n);

#endif
