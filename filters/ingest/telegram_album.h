/* Albums in a Telegram export, which names none: a guess (INPUT-FORMATS 1.10). Messages
 * that follow each other by number and within a second, by one sender, each with a photo or a file and at most
 * one of them with text, are one. */
#ifndef TELEGRAM_ALBUM_H
#define TELEGRAM_ALBUM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/json.h"

/* What is known of the message seen last; zero-initialised is none. */
struct telegram_album {
	bool candidate;     /* it may be part of an album */
	bool joined;        /* it is, with the one before */
	bool text;          /* some message of the album has text */
	int64_t first, last; /* numbers */
	int64_t time;
	uint64_t sender;    /* a hash */
};

/* Looks at the next message: whether it is part of the album of the one seen before, which is
 * what album says of it then: album->first is the number of the album's first message. */
bool telegram_album_next(struct telegram_album *album, const struct json_members *members);

/* Nothing that was seen goes on. */
void telegram_album_end(struct telegram_album *album);

#endif
