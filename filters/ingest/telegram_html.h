/* messages*.html of Telegram Desktop (INPUT-FORMATS section 2): one message, and what is told of it. */
#ifndef TELEGRAM_HTML_H
#define TELEGRAM_HTML_H

#include <stdbool.h>

#include "filters/ingest/telegram_page.h"
#include "filters/ingest/telegram_rich.h"

/* Where the text of an element goes. */
enum html_role {
	HTML_NOTHING,   /* outside of messages; layout */
	HTML_SKIP,
	HTML_HEADER,    /* of the page: the title is in it */
	HTML_TITLE,
	HTML_MESSAGE,   /* text here is nobody's: HTML_OTHER has it */
	HTML_OTHER,
	HTML_FROM,
	HTML_ORIGIN,    /* the name a forward came from */
	HTML_FORWARD,   /* the body of a forward */
	HTML_REPLY,
	HTML_MEDIA,     /* an attachment: */
	HTML_MEDIA_TITLE,
	HTML_DESCRIPTION,
	HTML_STATUS,
	HTML_POLL,
	HTML_QUESTION,
	HTML_ANSWER,
	HTML_VOTES,     /* of an answer */
	HTML_POLL_TYPE,
	HTML_TOTAL,
	HTML_BUTTON,
	HTML_SIGNATURE,
	HTML_TEXT,      /* from here on it is rich text */
	HTML_SERVICE,
	HTML_ROLES
};

struct html_message {
	struct buf id;          /* digits, - before them */
	bool service, joined, forwarded, reply, answered;
	struct buf date, forwarded_date, reply_to;
	struct buf texts[HTML_TEXT]; /* by role */
	const char *kind;       /* of the media; NULL: none, or a plain one */
	struct buf href;        /* of the media or the button */
	struct buf poll;        /* answers, JSON */
};

struct html_reader {
	struct telegram_page page;
	struct html_message message;
	struct telegram_rich rich;
	struct buf title;            /* of the chat */
	const struct chat *chat;     /* as --chat-map knows it */
	bool single;                 /* the page is of an export of one chat */
	bool named;                  /* the title was looked up */
	struct buf from, via, origin; /* of the message before, for joined ones */
	struct buf day;              /* the last date that stood between messages */
	struct buf scratch, entities;
	uint64_t messages;           /* seen so far */
};

/* telegram_html_text.c: tags in a message's text. */
void telegram_html_rich_start(struct html_reader *reader, const struct markup_token *token,
                              struct telegram_element *element);
void telegram_html_rich_end(struct html_reader *reader, struct telegram_element *element);

/* telegram_html_media.c: adds what an element of the role has brought together to the item. */
void telegram_html_media(struct html_reader *reader);
void telegram_html_answer(struct html_reader *reader);
void telegram_html_button(struct html_reader *reader);
void telegram_html_poll(struct html_reader *reader);

/* A line of summary. */
void telegram_html_line(struct item *item, const char *s, size_t n);

/* The date in a title: 03.01.2024 11:00:05 UTC+03:00. */
enum date_precision telegram_html_date(const char *s, size_t n, const struct ingest_options *options,
                                       int64_t *seconds);

/* Whether a text is what stands between two days: 3 January 2024. */
bool telegram_html_is_day(const char *s, size_t n);

#endif
