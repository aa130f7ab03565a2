/* What the formats for platforms of threat intelligence ask of a record. */
#ifndef INTEL_H
#define INTEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/record.h"
#include "filters/emit/view.h"

/* The title; else the beginning of the text, of 100 code points at most; else the id; else "untitled".
 * One clean line of at most `most` code points. */
void intel_title(struct buf *out, const struct view *view, size_t most);

/* When it was published, and when it was modified, never before that. False if the record has no date
 * of publication: both are then what counts as now. */
bool intel_times(const struct view *view, const struct record *rec, int64_t *created, int64_t *modified);

/* What tells the record from others: its id, else its address, else its text. */
const struct buf *intel_identity(const struct view *view);

/* Whether it has a tag of the topic threat. */
bool intel_is_threat(const struct view *view);

/* The author's name, as a clean line; ours if it is NULL or nothing is left of it. */
void intel_author(struct buf *out, const char *author);

#endif
