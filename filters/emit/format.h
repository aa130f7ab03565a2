/* What an output format is: begin, one call a record, end. Formats know nothing
 * of the command line but the options handed to them, and write to out. */
#ifndef FORMAT_H
#define FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/filter.h"

struct rule_set;

/* What the command line says. Borrowed. */
struct emit_options {
	struct strings select;  /* jsonl: members to keep; all if empty */
	struct strings columns; /* csv, tsv: dotted paths */
	const char *title;      /* html, md, atom, rss, jsonfeed */
	const char *feed_url;   /* atom, rss, jsonfeed: where the feed will be, http or https; or NULL */
	size_t width;           /* text: columns of the terminal */
	bool colour;            /* text */
	bool raw;               /* csv, tsv: formulas are not disarmed */
	bool bom;               /* csv, tsv */
	const char *author;     /* stix, misp, atom, jsonfeed: who makes this; NULL for us */
	const char *tlp;        /* stix, misp: clear, green, amber or red; or NULL */
	const struct rule_set *rules; /* stix, misp, atom: whose labels name tags; or NULL */
	const char *template;   /* the template format: its text */
	const char *group;      /* --group: topic, source or day, NULL without it: the records of a
	                           group come one after the other */
	bool sorted;            /* --sort was given: the order of the records is what was asked for */
};

/* A format at work. */
struct emitter {
	const struct format *format;
	struct emit_options options;
	struct output *out; /* borrowed */
	struct buf buf;     /* what is being written, reused from record to record */
	struct buf scratch;
	void *state;        /* the format's own, from begin to end */
};

struct format {
	const char *name;
	/* Writes what stands before the records; may be NULL. */
	void (*begin)(struct emitter *emitter);
	/* Writes, or keeps, one record. PASS has the frame write the record itself. */
	enum verdict (*record)(struct emitter *emitter, const struct record *rec);
	/* Writes what is left and frees the state; may be NULL. */
	void (*end)(struct emitter *emitter);
	/* The names of the options that the format knows, with a blank between them, as "columns raw
	 * bom"; those of other formats are refused. NULL: none. */
	const char *takes;
	/* With --group: called before the first record of each group with its name, and behind its
	 * last; may be NULL. */
	void (*group_begin)(struct emitter *emitter, const char *name, size_t n);
	void (*group_end)(struct emitter *emitter);
};

extern const struct format format_jsonl;
extern const struct format format_text;
extern const struct format format_csv;
extern const struct format format_tsv;
extern const struct format format_md;
extern const struct format format_mbox;
extern const struct format format_html;
extern const struct format format_atom;
extern const struct format format_rss;
extern const struct format format_jsonfeed;
extern const struct format format_stix;
extern const struct format format_misp;
extern const struct format format_template;

#endif
