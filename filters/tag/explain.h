/* Why rules hold for a record, or do not: `tag --explain` and `tag --near-misses`. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/filter.h"
#include "filters/tag/evaluate_explain.h"
#include "filters/tag/tagger.h"

/* What is told. */
struct explain_options {
	const char *glob; /* rules whose tags match are told also if they do not hold; NULL: none */
	bool json;        /* a line for each record, instead of text for people */
	bool colour;      /* these for text */
	size_t width;     /* columns */
};

/* A hit and what came of it. */
struct explain_match {
	struct hit hit;
	enum why why;
	const char *by; /* see struct explained_hit */
};

/* Owns its buffers; the set of the tagger may be exchanged between records. */
struct explain {
	struct explain_options options;
	struct output *out;       /* borrowed */
	struct tagger tagger;
	struct explainer explainer;
	struct evaluate_input input; /* the record looked at */
	bool begun;                  /* text of a record before was written */
	struct buf text, scratch, reason;
	struct explain_match *matches; /* those told, by place */
	size_t match_count, match_cap;
	struct {
		uint32_t field, byte;
		size_t points;
	} counted; /* how many code points there are before a byte, for the next one behind it */
};

/* record_functions; context is a struct explain. explain_record() writes what it tells of each
 * record; explain_near_miss() a line for each rule that nearly held, and DROPs a record without. */
enum verdict explain_record(struct record *rec, void *explain);
enum verdict explain_near_miss(struct record *rec, void *explain);

void explain_free(struct explain *explain);

/* explain_text.c, explain_json.c: append what is told of one rule. */
void explain_add_text(struct explain *explain, const struct rule *rule, const struct explained *top);
void explain_add_json(struct explain *explain, const struct rule *rule, const struct explained *top);

/* How many code points there are in a field before a byte. Cheap if asked from place to place. */
size_t explain_points(struct explain *explain, uint32_t field, uint32_t byte);

/* The members of a hit in an object that was begun: term, field, start, end (code points), match. */
void explain_add_hit(struct explain *explain, const struct hit *hit);

/* Makes explain->matches those of a condition, without those of the conditions in it. */
void explain_take_matches(struct explain *explain, const struct explained *explained);

#endif
