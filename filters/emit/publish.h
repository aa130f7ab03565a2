/* From the records chosen to the formats: at once, or put in order and groups first, and into one
 * output or many files. */
#ifndef PUBLISH_H
#define PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "common/filter.h"
#include "filters/emit/deliver.h"
#include "filters/emit/format.h"
#include "filters/emit/order.h"
#include "filters/emit/sortkey.h"

struct publish {
	/* To be set. */
	struct filter *filter;
	struct emitter emitter;      /* its out is the filter's */
	const char *path;            /* -o, or NULL */
	const struct deliver *files; /* -o as a pattern, or NULL */
	const struct sortkey *sort;  /* or NULL */
	const struct strings *globs; /* tags whose topics, severities and scores count */
	uint64_t limit, per_group;   /* UINT64_MAX: none */
	size_t limit_drop, group_drop; /* the reasons for the ledger */
	bool if_any;                 /* nothing is opened before there is a record */

	/* Inner. */
	struct order *order;         /* while there is something to be put in order */
	bool begun, stopped;         /* a signal came before all was read */
	uint64_t written;            /* records, in all */
	uint64_t in_file, in_group, late_limit, late_group;
	struct output file;          /* of many, the one being written */
	struct buf at_file, at_group; /* what the keys of the last record said of both */
	struct buf key, json;
	struct record rec;
};

void publish_begin(struct publish *publish);

/* Takes a record; changed: it is not the frame's own, so that the frame cannot write it. */
enum verdict publish_record(struct publish *publish, const struct record *rec, bool changed);

/* Writes what is left; frees what is inner. Returns how many records were written. */
uint64_t publish_end(struct publish *publish);

#endif
