/* Objects of well-known tools, mapped without the command line's saying how: --map @NAME, or by their members. */
#ifndef PRESETS_H
#define PRESETS_H

#include "common/record.h"
#include "filters/ingest/htmltext.h"
#include "filters/ingest/jsonl.h"
#include "filters/ingest/take.h"

enum preset_how {
	PRESET_TEXT,
	PRESET_HTML,       /* made plain, its links to _links */
	PRESET_REFERENCES, /* plain, but with &amp; &lt; &gt; */
	PRESET_COUNT,      /* a number, to _source as one */
	PRESET_HASHTAGS,   /* a list of objects with a name, text or tag */
	PRESET_LANGUAGE    /* but those that say nothing: und, qme ... */
};

/* A member of the record, and the path to it; the first that finds something counts. */
struct preset_rule {
	const char *member, *path;
	enum preset_how how;
};

struct preset_work;

struct preset {
	const char *name;  /* behind the @; several may have one, the marks tell which it is */
	const char *what;
	const struct preset_rule *rules; /* ended by one without a member */
	const char *marks;   /* members that an object has, between blanks; a|b for one of several */
	const char *type;    /* member=beginning, of a string that it has, or NULL */
	/* What rules cannot say: ids, links, media, what is answered and passed on. */
	void (*finish)(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
};

/* A value and what it is known by. */
struct preset_entry {
	struct json_value id, value;
};

/* Memory of a reader; zero-initialised is valid. */
struct preset_work {
	struct taker taker;
	struct htmltext *html;
	struct record inner;          /* an object in a page */
	struct preset_entry *entries; /* what a page includes: by id, sorted */
	size_t entry_count, entry_cap;
	bool *taken;                  /* of each member, whether it is in the record wholly */
	size_t taken_cap;
	struct buf text, json;
};

/* Whether there is a preset of that name. */
bool preset_exists(const char *name);

/* The preset that the command line asks for, or that the object shows by its members; NULL for none. */
const struct preset *preset_of(const struct ingest_options *options, const struct record *rec);

/* Whether a document begins with a page of items that belong together with others in it. */
bool preset_has_pages(const struct ingest_options *options, const char *head, size_t n);

/* Makes a record of an object, or several of a page, and writes them. False with rec->problem if there is nothing. */
bool preset_read(struct ingest *ingest, const struct preset *preset, struct record *rec,
                 const struct jsonl_place *place, struct preset_work *work, struct document *document);
void preset_work_free(struct preset_work *work);

/* The tables, presets_table.c. */
extern const struct preset presets[];
extern const size_t preset_count;

/* The value at a dotted path, numbers being places in lists; JSON_ABSENT if there is none. */
struct json_value preset_at(const struct json_value *object, const char *path);

/* Appends a string's text or a number as written; false if the value is neither, or empty. */
bool preset_string(const struct json_value *value, struct buf *out);

/* Sets out to text with &amp; &lt; &gt; &quot; and &#39; resolved. */
void preset_dereference(const struct buf *text, struct buf *out);

/* What a page includes under that id; JSON_ABSENT if nothing. */
struct json_value preset_included(const struct preset_work *work, const struct json_value *id);

/* presets_finish.c */
void preset_finish_tweet(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
void preset_finish_tweet2(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
void preset_finish_telethon(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
void preset_finish_mastodon(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
void preset_finish_activity(struct ingest *ingest, const struct json_value *object, struct preset_work *work);
void preset_finish_snscrape(struct ingest *ingest, const struct json_value *object, struct preset_work *work);

#endif
