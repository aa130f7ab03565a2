/* One message of mail as a record; and how mail and mailboxes are told. */
#ifndef MAIL_H
#define MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/ingest/ingest.h"

/* What reads messages, one after the other. */
struct mail;

/* What they stand in is borrowed. */
struct mail *mail_new(struct ingest *ingest, struct document *document);
void mail_free(struct mail *mail);

/* Gives the record of a message, which stands at that offset. from_line: the From_ line before it in
 * a mailbox, part of the raw fragment. quoted: `>From ` lines of its body lose a `>`. What holds nothing is rejected. */
void mail_read(struct mail *mail, const char *s, size_t n, size_t from_line, bool quoted, uint64_t offset);

/* Whether the document that begins with these bytes is a message, surely enough: its head is one of mail, not
 * just lines with colons. whole if there are no more bytes. */
bool mail_sniff(const char *s, size_t n, bool whole);

/* Whether the line that s begins with is the From_ line of a mailbox: `From `, somebody, a date. strict: with all
 * that asctime(3) writes. */
bool mbox_is_from_line(const char *s, size_t n, bool strict);

/* Whether the document is a mailbox. */
bool mbox_sniff(const char *s, size_t n, bool whole);

#endif
