/* The inside of the feed reader, shared by its files: feed.c drives, feed_names.c
 * knows names and namespaces, feed_sniff.c recognises a feed, feed_parse.c follows the elements, feed_value.c,
 * feed_lists.c and feed_extra.c collect what is in them, feed_item.c and feed_source.c make an item of that. */
#ifndef FEED_H
#define FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "filters/ingest/encoding.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/ingest.h"
#include "filters/ingest/markup.h"

#define FEED_MAX_DEPTH 256                     /* elements deeper are read as if at that depth */
#define FEED_MAX_VALUE ((size_t)16 << 20)      /* bytes of one value; more is cut, and said */
#define FEED_MAX_LOOSE ((size_t)64 << 10)      /* bytes of text directly in an author or source */
#define FEED_MAX_ITEM ((size_t)16 << 20)       /* bytes of an item for which a sha256 is made */
#define FEED_MAX_LIST ((size_t)1 << 20)        /* bytes of an item's list; more is left out, and said */
#define FEED_MAX_BASE ((size_t)2048)           /* bytes of a base URL; a longer one is not heeded */
#define FEED_MAX_NAMESPACES 256                /* in force at a time; more are not known */
#define FEED_MAX_IDS ((size_t)1 << 18)         /* ids remembered to find those used twice */

enum feed_space {
	SPACE_CORE, /* RSS and, in an Atom feed, Atom; also what has no or an unknown default */
	SPACE_ATOM,
	SPACE_CONTENT,
	SPACE_DC,
	SPACE_DCTERMS,
	SPACE_MEDIA,
	SPACE_ITUNES,
	SPACE_FEEDBURNER,
	SPACE_RDF,
	SPACE_SLASH,
	SPACE_THREAD,   /* answers to other entries */
	SPACE_GEORSS,
	SPACE_GEO,      /* WGS 84 and GML */
	SPACE_EMM,      /* Europe Media Monitor */
	SPACE_ISO,      /* its languages */
	SPACE_RIGHTS,   /* Creative Commons */
	SPACE_XHTML,
	SPACE_OTHER
};

/* What an element is to us: a value to be collected, or a place for some. */
enum feed_field {
	FIELD_NONE,
	FIELD_TITLE,
	FIELD_DC_TITLE,
	FIELD_MEDIA_TITLE,
	FIELD_ENCODED,     /* content:encoded and its older kin */
	FIELD_CONTENT,     /* of Atom */
	FIELD_DESCRIPTION,
	FIELD_SUMMARY,
	FIELD_ITUNES_SUMMARY,
	FIELD_ITUNES_SUBTITLE,
	FIELD_MEDIA_DESCRIPTION,
	FIELD_LINK,
	FIELD_ORIGINAL_LINK,
	FIELD_GUID,
	FIELD_ID,
	FIELD_DC_DATE,
	FIELD_PUB_DATE,
	FIELD_PUBLISHED,
	FIELD_ISSUED,
	FIELD_CREATED,
	FIELD_UPDATED,
	FIELD_MODIFIED,
	FIELD_TERMS_CREATED,
	FIELD_TERMS_MODIFIED,
	FIELD_DATE,
	FIELD_ITUNES_AUTHOR,
	FIELD_CREATOR,
	FIELD_EDITOR,
	FIELD_WEBMASTER,
	FIELD_LANGUAGE,
	FIELD_DC_LANGUAGE,
	FIELD_CATEGORY,
	FIELD_KEYWORDS,    /* categories between commas */
	FIELD_COMMENTS,
	FIELD_SLASH_COMMENTS,
	FIELD_CREDIT,
	FIELD_RIGHTS,
	FIELD_EMM,         /* any element of Europe Media Monitor */
	FIELD_POINT,       /* latitude and longitude */
	FIELD_LATITUDE,
	FIELD_LONGITUDE,
	FIELD_PERSON_NAME,
	FIELD_PERSON_EMAIL,
	FIELD_PERSON_URI,
	FIELD_VALUES,      /* how many there are */
	PLACE_ROOT = FIELD_VALUES,
	PLACE_CHANNEL,
	PLACE_ITEM,
	PLACE_AUTHOR,      /* of Atom with its parts, of RSS with text */
	PLACE_SOURCE,      /* likewise */
	PLACE_MEDIA,       /* media:group, media:content and the like: what is in them belongs to the item */
	PLACE_OTHER,       /* anything else: nothing in it is ours */
	EMPTY_ENCLOSURE,   /* elements that only have attributes */
	EMPTY_THUMBNAIL,
	EMPTY_REPLY
};

enum feed_kind { FEED_UNKNOWN, FEED_RSS, FEED_RDF, FEED_ATOM, FEED_HTML };

/* How a value is to be read. */
enum feed_format {
	FORMAT_PLAIN,
	FORMAT_HTML,
	FORMAT_XHTML,  /* its markup was written again by us, as XML */
	FORMAT_BASE64, /* plain text behind it */
	FORMAT_BASE64_HTML
};

struct feed_value {
	struct buf text;
	struct buf base; /* what relative addresses in it are relative to */
	struct buf language;
	enum feed_format format;
};

/* An element that is open. */
struct feed_frame {
	enum feed_field place;
	uint64_t name;               /* hash of its name as written */
	size_t base, base_len;       /* in feed->inherited */
	size_t language, language_len;
	size_t inherited;            /* length of feed->inherited before it */
	size_t namespaces;           /* number of namespaces before it */
};

struct feed_namespace {
	char prefix[24];
	enum feed_space space;
};

/* What a feed, or an item, gave. */
struct feed_record {
	struct feed_value values[FIELD_VALUES];
	struct buf alternate;      /* the page an Atom link leads to */
	int alternate_rank;
	struct buf related, self, enclosure;
	struct buf about;          /* rdf:about */
	bool not_permalink;
	bool broken_off;           /* its end tag was missing */
	int author_rank;           /* of those in item->authors; less is better, 0 for none */
	struct item item;          /* authors, attachments, links and repairs of it are used */
	struct buf categories;     /* JSON strings */
	struct buf schemes;        /* as many JSON strings, or null */
	bool has_schemes;
	struct buf source_name, source_url, reply_to;
	struct buf credits, emm;   /* JSON objects */
};

struct feed {
	struct ingest *ingest;
	struct document *document;
	struct decoder *decoder;
	struct markup *markup;
	struct htmltext *html;

	enum feed_kind kind;
	bool old_atom;             /* Atom 0.3 */
	bool closed;               /* the root was closed: only another one, or an item, is heeded */
	uint64_t items;            /* that were begun */
	unsigned tags_before_root;

	struct feed_frame frames[FEED_MAX_DEPTH];
	size_t depth, beyond;      /* open elements; how many more are below */
	struct buf inherited;
	struct feed_namespace namespaces[FEED_MAX_NAMESPACES];
	size_t namespace_count;

	/* The value being collected. */
	enum feed_field field;     /* FIELD_NONE if there is none */
	struct feed_value value;
	uint64_t value_name;
	size_t value_nested;       /* elements of the same name open in it */
	bool value_cdata, value_cut, value_typed, value_unwanted;
	struct buf value_scheme;
	struct buf value_members;  /* what its attributes say, as members of a JSON object */

	struct buf person[3];      /* name, email, URI of the author open */
	struct buf loose;          /* text directly in an author or source */

	bool in_item;
	uint64_t item_offset, item_end;
	bool item_long_tag;
	struct feed_record channel, current;

	struct buf name;           /* the feed's title in plain text; once it is known */
	char identity[65];         /* sha256 of the feed's identity; "" until first needed */
	uint64_t *ids;             /* hashes of ids seen, open addressing; 0 is free */
	size_t id_count, id_cap;

	/* Raw bytes of the document from raw_offset on, for sha256. */
	struct buf raw;
	uint64_t raw_offset;
	struct buf scratch, scratch2;
};

/* The namespace of a URI; SPACE_OTHER if it is none of ours. */
enum feed_space feed_space_of(const char *uri, size_t n);

/* The namespace that a prefix is commonly used for. */
enum feed_space feed_space_usual(const char *prefix, size_t n);

/* What an element is in a place, FIELD_NONE if nothing. The name is without prefix,
 * its case does not matter. */
enum feed_field feed_field_of(enum feed_space space, const char *name, size_t n);

/* Takes a token of the document. */
void feed_token(const struct markup_token *token, void *feed);

/* The record that is being filled: the item open, or the channel. */
static inline struct feed_record *
feed_current(struct feed *feed)
{
	return feed->in_item ? &feed->current : &feed->channel;
}

/* Whether there is anything but white space in it. */
static inline bool
feed_blank(const struct buf *buf)
{
	for (size_t i = 0; i < buf->len; i++)
		if ((unsigned char)buf->data[i] > ' ')
			return false;
	return true;
}

/* Empties a record. */
void feed_record_clear(struct feed_record *record);
void feed_record_free(struct feed_record *record);

/* Begins the value of an element; takes what its attributes say. */
void feed_begin_value(struct feed *feed, enum feed_field field, enum feed_space space,
                      const struct markup_token *token);

/* Adds text, or markup inside the value. */
void feed_value_text(struct feed *feed, const struct markup_token *token);
void feed_value_tag(struct feed *feed, const struct markup_token *token);

/* Ends the value and puts it where it belongs. */
void feed_end_value(struct feed *feed);

/* Begins and ends an author, and a source. */
void feed_begin_place(struct feed *feed, enum feed_field place, const struct markup_token *token);
void feed_end_place(struct feed *feed, enum feed_field place, enum feed_field parent);

/* Makes a record of the current item and gives it. */
void feed_emit(struct feed *feed);

/* Sets the item's id to that of the feed and the value (by a rule named so), if it has one. */
void feed_identify(struct feed *feed, struct item *item);

/* Writes where the item came from into its _source. */
void feed_trace(struct feed *feed, struct item *item);

/* Adds an author written in one line: "mail@host (Name)", "Name <mail@host>", or a name
 * alone. */
void feed_person(struct feed_record *record, int rank, const char *s, size_t n, struct buf *scratch);

/* Adds an author by parts, an attachment, a category, categories between commas. */
void feed_attachment(struct feed *feed, const char *url, size_t n, const struct markup_token *token);
void feed_keywords(struct feed_record *record, const char *s, size_t n);
void feed_category(struct feed_record *record, const char *name, size_t n, const char *scheme,
                   size_t scheme_n);

/* Takes the attributes of an element of Europe Media Monitor; false if there are none. */
bool feed_take_emm(struct feed *feed, const struct markup_token *token, bool category);

/* Keeps that element, or a credit, with its text. */
void feed_keep_emm(struct feed *feed, const char *text, size_t n);
void feed_keep_credit(struct feed *feed, const char *text, size_t n);

/* Writes what they said into _source: emm, credits, rights, location, comment_count, reply_to. */
void feed_trace_extra(struct feed *feed, struct item *item);

/* Whether a feed begins among the first tags of a document. */
bool feed_begins(const char *s, size_t n);

/* The base that addresses at this point are relative to; borrowed. */
const char *feed_base(const struct feed *feed, size_t *n);

/* s without white space at its ends. */
const char *feed_trim(const char *s, size_t *n);

#endif
