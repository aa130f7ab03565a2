/* What the readers of ingest share. */
#ifndef INGEST_H
#define INGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "common/filter.h"
#include "filters/ingest/chat_map.h"
#include "filters/ingest/item.h"

/* One entry of a field map: a member of the record and the path it comes from. */
struct field_map_entry {
	char *member; /* content_text */
	char *path;   /* .message, without the leading dot */
};

/* What an item's id is made of, if it has that; else of what the format names it by, its url, its text. */
enum id_from { ID_FROM_SOURCE, ID_FROM_URL, ID_FROM_TEXT };

/* What the command line says. Borrowed by the readers. */
struct ingest_options {
	size_t max_text;          /* bytes of content_text, 256 KiB by default */
	bool has_zone;            /* --assume-tz given */
	int32_t zone;             /* seconds east of UTC */
	const char *source_name;  /* --source NAME, or NULL: the _source.name to write */
	struct field_map_entry *map;
	size_t map_count;
	const char *items;        /* --items .PATH: where in a JSON document the list of items is, or NULL */
	const char *preset;       /* --map @NAME, without the @; or NULL */
	struct chat_map *chat_map; /* --chat-map FILE, or NULL; owned by main() */
	bool has_since;           /* --since: records published before are dropped by item_emit() */
	int64_t since;            /* Unix seconds */
	bool no_detect;           /* --no-detect: languages only where stated */
	enum id_from id_from;     /* --id-from */
	struct setting *settings; /* --set, in order: item_emit() sets them */
	size_t setting_count;
};

/* --set MEMBER=VALUE */
struct setting {
	char *member; /* title, _source.desk; owned */
	char *json;   /* the value as JSON text; owned */
};

/* What is known of a document that stands in another (a response in a WARC, a part of a mail) beside its
 * bytes; all borrowed, empty if unknown. Zero for a file of its own. */
struct outer {
	const char *kind;        /* "warc", "mail"; NULL for none */
	const char *url;         /* the document's address: its base URL, the record's url if it says no other */
	size_t url_n;
	const char *charset;     /* the label that a protocol gave */
	size_t charset_n;
	bool has_date;
	int64_t date;            /* when it was fetched, Unix: not the date of publication */
	uint64_t offset, length; /* where its container has it */
};

/* The state of a run, handed to every reader. */
struct ingest {
	struct ingest_options options;
	struct item item;         /* the one item in flight */
	struct outer outer;       /* of the document that is being read */
	unsigned depth;           /* of documents in documents */
	struct buf scratch;
};

/* A reader turns the rest of a document into records. `head` are the first bytes, already read
 * for detection (at most 64 KiB); more comes by input_chunk(document->input). Each
 * reader says in _source.kind what it read, fills _source.file (the document's name),
 * and _source.offset and length where it knows them. Trouble goes to document_reject() with
 * a byte offset as column; what could be read is given. */
typedef void reader_function(struct ingest *ingest, struct document *document,
                             const char *head, size_t n);

/* Whether reading ended before the document did, by a signal or by a failed read, which the frame
 * tells. What is unfinished then is neither given nor complained about. */
static inline bool
ingest_interrupted(const struct document *document)
{
	return document->input->error != 0 || filter_stopping(document->filter);
}

reader_function read_report;          /* report.c: a plain-text report, one record */
reader_function read_feed;            /* feed.c: RSS, RDF, Atom */
reader_function read_telegram_export; /* telegram.c: result.json of Telegram Desktop, streamed */
reader_function read_page;            /* page.c: a page of HTML, its main text */
reader_function read_telegram_html;   /* telegram_html.c: messages*.html of Telegram Desktop */
reader_function read_telegram_web;    /* telegram_web.c: pages of t.me/s/ */
reader_function read_jsonl;           /* jsonl.c: JSON lines, with the field map */
reader_function read_csv;             /* table.c: CSV, whatever separates the cells */
reader_function read_tsv;             /* table.c: separated by tabs */
reader_function read_sfeed;           /* sfeed.c: sfeed(5) */
reader_function read_json;            /* json_items.c: lists of objects, and objects one after another */
reader_function read_jsonfeed;        /* jsonfeed.c: JSON Feed */
reader_function read_mail;            /* mail.c: one message */
reader_function read_mbox;            /* mbox.c: a mailbox, streamed */
reader_function read_warc;            /* warc.c: WARC and WET, streamed */

/* Reads a document that stands in another, from memory, by the reader of the format of that name or, NULL, of
 * what is detected. What reads it may change the bytes. False if nothing is known to read it: problem says what was seen,
 * and nothing was given. ingest->outer is set by the caller, and zeroed at the end. At most 8 deep. */
bool ingest_part(struct ingest *ingest, struct document *parent, char *bytes, size_t n,
                 const char *format, struct problem *problem);

/* Adds to _source what is known of the document around the one that is read: fetched, container. */
void ingest_add_outer(struct ingest *ingest);

/* Dates in the forms that feeds, posts and reports use (INPUT-FORMATS section 9). */
enum date_precision {
	DATE_NONE,    /* not a date: leave the record's date absent */
	DATE_LUNAR,   /* a day of the lunar calendar, which is no certain day of ours: absent too */
	DATE_UNZONED, /* a date and time whose zone is unknown: absent too, unless options->has_zone */
	DATE_MONTH,   /* only year and month are known */
	DATE_DAY,     /* only the day is known: *seconds is its beginning, UTC */
	DATE_INSTANT
};

/* Reads a date; *seconds (Unix, UTC) is set for DATE_DAY and DATE_INSTANT. Never invents: overflowing
 * fields are DATE_NONE, a zone that is stated but unknown is DATE_UNZONED whatever the options.
 * options may be NULL. Any bytes are accepted; linear. */
enum date_precision date_read(const char *s, size_t n, const struct ingest_options *options,
                              int64_t *seconds);

/* Reads an offset or the name of a zone (+03:00, -0500, GMT+3, EST) into seconds east of UTC. */
bool date_read_zone(const char *s, size_t n, int32_t *zone);

#endif
