/* JSON documents that hold items. */
#ifndef JSON_ITEMS_H
#define JSON_ITEMS_H

#include "common/buf.h"
#include "filters/ingest/ingest.h"
#include "filters/ingest/json_shape.h"

/* Reads a document's first JSON_SHAPE_HEAD bytes or a few more, if there are so many, behind head. */
void json_items_head(struct document *document, const char *head, size_t n, struct buf *first);

#endif
