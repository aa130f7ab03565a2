/* What the page wants of a record beyond its view: severities, and what it is a
 * copy of. */
#ifndef HTML_FACTS_H
#define HTML_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/record.h"
#include "filters/emit/view.h"

/* What the page sorts by. */
enum rank { RANK_NONE, RANK_TOPIC, RANK_LOW, RANK_MEDIUM, RANK_HIGH, RANK_CRITICAL, RANK_COUNT };

/* Tags beyond this many of a record are neither shown nor scored. */
#define FACTS_TAGS 60

struct tag_score {
	enum rank severity; /* RANK_NONE if it has none */
	char score[16];     /* as written; "" if there is none */
	uint32_t mentions;  /* how often evidence for it stands in the record, at least 1 */
	bool implied;       /* others have evidence in the record, it has none */
};

/* Zero-initialised is valid; reused from record to record. */
struct facts {
	enum rank rank;
	size_t tag_count;                   /* of view->tags, up to FACTS_TAGS */
	struct tag_score tags[FACTS_TAGS];  /* by their place in view->tags */
	bool copy;                          /* _duplicate is there */
	struct buf kind;                    /* id, url, text, near or a path */
	int alike;                          /* similarity in percent; -1 if it is not known */
	uint64_t seen;                      /* how many of its group came before */
	bool has_first;
	int64_t first;                      /* when the first one was published */
	struct buf scratch;
};

/* view is that of rec. */
void facts_read(struct facts *facts, const struct record *rec, const struct view *view);

void facts_free(struct facts *facts);

#endif
