/* Feeds made of Telegram channels: an item whose address and identifier are those of one post is
 * that post, and has its id. */
#ifndef TELEGRAM_BRIDGE_H
#define TELEGRAM_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/ingest/item.h"

/* Gives the item the id, the address and the number of the post that its url names, if guid, which may be
 * empty, names the same; whether it did. */
bool telegram_bridge(struct item *item, const char *guid, size_t n);

#endif
