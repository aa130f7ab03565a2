#include "filters/ingest/telegram_bridge.h"

#include <string.h>
#include <strings.h>

#include "filters/ingest/chat_map.h"
#include "filters/ingest/ingest.h"

static bool
same_post(const struct chat_address *a, const struct chat_address *b)
{
	return a->numbered == b->numbered && a->name_len == b->name_len && a->post_len == b->post_len
	       && strncasecmp(a->name, b->name, a->name_len) == 0 && memcmp(a->post, b->post, a->post_len) == 0;
}

bool
telegram_bridge(struct item *item, const char *guid, size_t n)
{
	const struct chat_map *map = item->options != NULL ? item->options->chat_map : NULL;
	struct chat_address address, other;
	struct buf url = {0};

	if (!chat_address(item->url.data, item->url.len, &address)
	    || (n > 0 && (!chat_address(guid, n, &other) || !same_post(&address, &other))))
		return false;
	buf_clear(&item->id);
	chat_record_id(map, &address, &item->id);
	item->id_rule = "telegram";
	item_source(item, "message_id", address.post, address.post_len);
	if (!address.numbered) {
		chat_permalink(address.name, address.name_len, address.post, address.post_len, &url);
		item_set(&item->url, url.data, url.len);
	}
	buf_free(&url);
	return true;
}
