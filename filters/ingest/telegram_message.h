/* One message of a Telegram Desktop export, as an item (INPUT-FORMATS 1.2 to 1.9). */
#ifndef TELEGRAM_MESSAGE_H
#define TELEGRAM_MESSAGE_H

#include <stdbool.h>

#include "common/buf.h"
#include "common/json.h"
#include "filters/ingest/ingest.h"

/* The dialog that messages belong to. */
struct telegram_chat {
	struct buf name, type, id; /* as text; empty if unknown */
	struct buf source;         /* what _source of all its messages begins with, JSON */
	bool linked;               /* its messages have addresses: t.me/c/ */
	const struct chat *known;  /* what --chat-map says of it, or NULL */
};

/* Buffers, reused from message to message. */
struct telegram_scratch {
	struct buf text, other, entities, raw;
};

void telegram_scratch_free(struct telegram_scratch *scratch);

/* Fills ingest->item from the message's members; the item's repairs are kept.
 * content_text is the message's own text, byte for byte. All other text that
 * belongs to it (poll, to-do list, venue, names of files and persons, labels of
 * buttons, what a service message says) goes to summary, one piece a line. What
 * has no place of its own goes to _source.raw. album: the number of its album's first message, or NULL. */
void telegram_message(struct ingest *ingest, const struct telegram_chat *chat,
                      const struct json_members *members, struct telegram_scratch *scratch,
                      const int64_t *album);

#endif
