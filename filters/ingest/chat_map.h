/* --chat-map: which public name a Telegram chat has, which no export says.
 *
 * A line is the chat's number (also as bots write it, with -100 before it), blanks, its name
 * (with or without @ or https://t.me/) and, for exports in HTML, which say no number, blanks and
 * the chat's title if need be. # begins a comment. A number may have several names, the last being
 * the one it has now. */
#ifndef CHAT_MAP_H
#define CHAT_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"
#include "common/diag.h"

/* One chat. Strings are UTF-8, terminated. */
struct chat {
	char *id;    /* digits */
	char *name;  /* lower case, without @ */
	char *title; /* empty if none was given */
};

struct chat_map;

/* Reads the file. NULL with a problem (its line) if it cannot be read or a line makes no sense. */
struct chat_map *chat_map_load(const char *path, struct problem *problem);
void chat_map_free(struct chat_map *map);

/* The chat of that number, name (in any case) or title, borrowed; NULL if there is none, or map is
 * NULL. Of several of one title none is. */
const struct chat *chat_by_id(const struct chat_map *map, const char *id, size_t n);
const struct chat *chat_by_name(const struct chat_map *map, const char *name, size_t n);
const struct chat *chat_by_title(const struct chat_map *map, const char *title, size_t n);

/* The only chat of a map that has one. */
const struct chat *chat_only(const struct chat_map *map);

/* Takes https://t.me/NAME/POST (also t.me/s/NAME/POST and telegram.me) apart; the post may be followed by ?single
 * and the like, and name may be c/NUMBER, which then counts as the number. Borrowed from url. */
struct chat_address {
	const char *name, *post;
	size_t name_len, post_len;
	bool numbered; /* name is a number */
};
bool chat_address(const char *url, size_t n, struct chat_address *address);

/* Appends the id of a record of Telegram: tg:CHAT/POST, CHAT the number if it is known, else
 * the name in lower case. */
void chat_record_id(const struct chat_map *map, const struct chat_address *address, struct buf *out);

/* Appends https://t.me/NAME/POST, name in lower case. */
void chat_permalink(const char *name, size_t n, const char *post, size_t post_n, struct buf *out);

#endif
