/* Text values of a Telegram Desktop export: strings, or lists of parts
 * (INPUT-FORMATS section 1.4). */
#ifndef TELEGRAM_TEXT_H
#define TELEGRAM_TEXT_H

#include "common/buf.h"
#include "common/json.h"
#include "filters/ingest/item.h"

/* Appends the plain text of a text value: its parts, nothing between them. */
void telegram_text_append(const struct json_value *value, struct buf *out);

/* Sets content_text from a message's two members (text_entities if it says
 * anything, else text) and adds its links. entities gets `[` and the objects of
 * _source.entities, or stays empty; scratch is overwritten. Where the two members
 * differ the item's repairs say text-mismatch, and _source.text the other one. */
void telegram_text_message(struct item *item, const struct json_value *text,
                           const struct json_value *text_entities, struct buf *entities,
                           struct buf *scratch);

#endif
