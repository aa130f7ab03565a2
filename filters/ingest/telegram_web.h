/* Pages of t.me/s/ and of single posts (INPUT-FORMATS section 3): one post, and what is told of the page. */
#ifndef TELEGRAM_WEB_H
#define TELEGRAM_WEB_H

#include <stdbool.h>

#include "filters/ingest/telegram_page.h"
#include "filters/ingest/telegram_rich.h"

/* Where the text of an element goes. */
enum web_role {
	WEB_NOTHING,
	WEB_SKIP,
	/* Of the page */
	WEB_PAGE_TITLE,     /* <title> */
	WEB_INFO,           /* of the channel: */
	WEB_CHANNEL,
	WEB_HANDLE,
	WEB_DESCRIPTION,
	WEB_COUNTER,
	WEB_COUNTER_VALUE,
	WEB_COUNTER_TYPE,
	WEB_CARD_TITLE,     /* of a landing card */
	WEB_CARD_EXTRA,
	WEB_CARD_TEXT,
	WEB_ERROR,
	/* Of a post */
	WEB_POST,           /* text here is nobody's: WEB_OTHER has it */
	WEB_OTHER,
	WEB_CHROME,         /* words of the page itself */
	WEB_OWNER,
	WEB_AUTHOR,
	WEB_FORWARD,
	WEB_FORWARD_NAME,
	WEB_FORWARD_AUTHOR,
	WEB_REPLY,
	WEB_REPLY_AUTHOR,
	WEB_REPLY_TEXT,
	WEB_VIA,
	WEB_META,
	WEB_SIGNATURE,
	WEB_DATE,
	WEB_VIEWS,
	WEB_VOTERS,
	WEB_MEDIA,          /* an attachment: */
	WEB_MEDIA_TITLE,
	WEB_MEDIA_EXTRA,
	WEB_DURATION,
	WEB_CARD,           /* a contact, a place, an invoice: their texts are searched */
	WEB_UNSUPPORTED,
	WEB_POLL,
	WEB_QUESTION,
	WEB_POLL_TYPE,
	WEB_OPTION,
	WEB_OPTION_TEXT,
	WEB_PERCENT,
	WEB_PREVIEW,
	WEB_PREVIEW_SITE,
	WEB_PREVIEW_TITLE,
	WEB_PREVIEW_TEXT,
	WEB_REACTION,
	WEB_REACTION_EMOJI,
	WEB_BUTTON,
	WEB_TEXT,           /* from here on it is rich text */
	WEB_EMOJI,
	WEB_ROLES
};

struct web_media {
	const char *kind;
	struct buf url, thumb, post;
	bool play, audio;
};

struct web_post {
	struct buf name, id;    /* of data-post */
	struct buf view, peer;  /* data-view, data-peer */
	struct buf url;         /* as the page has it */
	struct buf date, forward_url, reply_url, preview_url, preview_image, owner_url, button_url, emoji_id;
	struct buf ids;         /* of an album: JSON strings */
	struct buf options, reactions; /* JSON */
	struct buf answers;     /* of a poll, a line each */
	struct buf texts[WEB_TEXT]; /* by role */
	struct web_media media;
	bool service, forwarded, polled, previewed, verified, paid, unsupported;
};

/* What was seen of the page. */
struct web_seen {
	bool posts, no_hits, error, card, info, challenge;
};

struct web_reader {
	struct telegram_page page;
	struct web_post post;
	struct web_seen seen;
	struct telegram_rich rich;
	struct buf texts[WEB_POST];   /* of the page, by role */
	struct buf handle;            /* of the channel, as the page spells it */
	struct buf counters, image, previous; /* JSON; its picture; the page before */
	bool verified;
	const char *ahead;            /* the document's beginning */
	size_t ahead_n;
	bool looked, own_posts;       /* whether the channel has posts there */
	struct buf scratch, entities;
};

/* telegram_web_text.c: tags in a post's text. */
void telegram_web_rich_start(struct web_reader *reader, const struct markup_token *token,
                             struct telegram_element *element);
void telegram_web_rich_end(struct web_reader *reader, struct telegram_element *element);

/* telegram_web_post.c: gives the post as a record. */
void telegram_web_emit(struct web_reader *reader);

/* telegram_web_media.c: what elements have brought together, to the item. */
void telegram_web_media(struct web_reader *reader);
void telegram_web_card(struct web_reader *reader);
void telegram_web_option(struct web_reader *reader);
void telegram_web_reaction(struct web_reader *reader);
void telegram_web_button(struct web_reader *reader);

/* telegram_web_page.c: the channel as a record or _source.channel, and what a page without posts is. */
void telegram_web_counter(struct web_reader *reader);
void telegram_web_channel(struct web_reader *reader);
void telegram_web_finish(struct web_reader *reader);

/* A line of summary. */
void telegram_web_line(struct item *item, const char *s, size_t n);

/* Appends `"key":"text"`, with a comma first if need be; nothing if the text is empty. */
void telegram_web_member(struct buf *out, const char *key, const struct buf *text);

/* A number as people round it: 12.5K, 1 234, 16.4M. False if it is none. */
bool telegram_web_number(const char *s, size_t n, uint64_t *number);

/* The address in `background-image:url('...')`, resolved; out is overwritten. */
void telegram_web_background(const struct markup_token *token, struct buf *out);

/* Appends an address of the page, resolved. */
void telegram_web_resolve(const char *s, size_t n, struct buf *out);

/* telegram_web_class.c: the role that the classes of a start tag mean; WEB_NOTHING for none. */
enum web_role telegram_web_role(const struct telegram_page *page, const struct markup_token *token);

#endif
