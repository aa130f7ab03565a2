/* The parts of a message as text, links and attachments of its record. */
#ifndef MAIL_PARTS_H
#define MAIL_PARTS_H

#include "filters/ingest/mime.h"

#define MAIL_MAX_ATTACHMENTS 1000 /* that are named */

/* What converts them, used from message to message. */
struct mail_parts;

struct mail_parts *mail_parts_new(void);
void mail_parts_free(struct mail_parts *parts);

/* Sets content_text, links and attachments of the item. */
void mail_parts_read(struct mail_parts *parts, const struct mime_tree *tree, struct item *item);

#endif
