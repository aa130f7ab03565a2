/* What tags are called on platforms of threat intelligence, and what they name. */
#ifndef INTEL_NAMES_H
#define INTEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "filters/tag/rules.h"

enum intel_kind {
	INTEL_TOPIC,   /* what a text is about, no thing with a name */
	INTEL_FIGURE,
	INTEL_ORGANIZATION,
	INTEL_COUNTRY,
	INTEL_AREA,    /* a place in a country */
	INTEL_REGION   /* a place of several countries, or one that is not known */
};

/* A place that the shipped rules know. */
struct intel_place {
	const char *slug, *label;
	const char *code;   /* ISO 3166-1, two capitals, of the country it is or lies in; or NULL */
	const char *region; /* as STIX 2.1 writes those of UN M49; or NULL */
	enum intel_kind kind;
};

/* What a tag names. Zero-initialised is valid; the buffers are reused. */
struct intel_name {
	enum intel_kind kind;
	struct buf label;  /* one line, clean, never empty */
	struct buf region; /* of a place; may be empty */
	const char *code;  /* of a place; or NULL */
};

/* By the last part of a tag; NULL if it is not known. */
const struct intel_place *intel_place(const char *slug, size_t n);

/* By two capitals. */
const struct intel_place *intel_place_by_code(const char code[2]);

/* Reads a tag. The label is that of its rule if rules (may be NULL) have one, else that of the place,
 * else made of the tag's last part: abu-x-al-y is Abu X al-Y. */
void intel_name_read(struct intel_name *name, const struct rule_set *rules, const char *tag, size_t n);

void intel_name_free(struct intel_name *name);

#endif
