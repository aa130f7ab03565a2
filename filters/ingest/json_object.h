/* Objects of JSON lines and of JSON documents, one at a time: scanned, mended if that helps, and made records as
 * the command line says or as they are. */
#ifndef JSON_OBJECT_H
#define JSON_OBJECT_H

#include "filters/ingest/jsonl.h"
#include "filters/ingest/presets.h"

struct json_object {
	struct ingest *ingest;
	struct document *document;
	struct record rec;
	struct buf repaired, out;
	struct jsonl_place place;
	struct preset_work work;
};

void json_object_begin(struct json_object *object, struct ingest *ingest, struct document *document);
void json_object_free(struct json_object *object);

/* Scans text into rec, mended if it has to be; what was mended is named on the item, which is cleared
 * first. False: json_object_refuse(text, n, &rec.problem) is to tell. */
bool json_object_scan(struct json_object *object, const char *text, size_t n);

/* Makes records of what was scanned out of text and writes them, or refuses it. */
void json_object_read(struct json_object *object, const char *text, size_t n);

/* The same for an item of a JSON Feed that emit wrote: the record comes back as emit had it, after --since and
 * --set. See filters/emit/jsonfeed.c for what was done to it. */
void json_object_restore(struct json_object *object, const char *text, size_t n);

/* Tells of an object, its place put before the problem's column. */
void json_object_refuse(struct json_object *object, const char *text, size_t n, const struct problem *problem);

#endif
