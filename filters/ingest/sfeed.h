/* sfeed(5) TSV: timestamp, title, link, content, content-type, id, author, enclosure, category. */
#ifndef SFEED_H
#define SFEED_H

#include <stdbool.h>
#include <stddef.h>

/* Whether these bytes begin such a file: lines of seven tabs or more whose first field is a
 * number of seconds or empty. */
bool sfeed_sniff(const char *s, size_t n, bool whole);

#endif
