/* Addresses as terms: a handle, a domain, a URL.
 *
 *  @handle, t.me/handle     that account: @Handle, t.me/handle, telegram.me/handle, handle.t.me,
 *                           t.me/s/handle?before=1, t.me/handle/12. Not the word alone, no longer handle, no
 *                           e-mail address. The match is the handle without its mark.
 *  @user@host               that account as the fediverse writes it, also host/@user
 *  example.com              that host and those under it, bare, in a URL, with a port, in an e-mail
 *                           address. The match is example.com of news.example.com.
 *  example.com/a, https://example.com
 *                           that page and all below it, at a / ? or #; with or without scheme, www.,
 *                           trailing slash; the letters' case counts in the path, and so does the
 *                           order of a query
 *
 * Host names are compared without regard to case, whether they are written in their own letters or
 * in punycode, plain or defanged (example[.]com, hxxps://). */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/text.h"
#include "filters/tag/match.h"
#include "filters/tag/rules.h"

/* Whether a term's text is an address: without blanks and stars; a domain alone must end in a
 * top-level domain that is in use, so that node.js is none. */
bool address_is(const char *s, size_t n);

struct addresses;

/* Compiles the terms that are addresses, borrowed while it runs only; NULL if there is none. The
 * caller frees it. */
struct addresses *addresses_new(const struct term *const *terms, size_t count);
void addresses_free(struct addresses *addresses);

/* Adds the hits in one text, in time linear in it for given addresses. A hit's words are those that its
 * bytes touch. */
void addresses_find(const struct addresses *addresses, const struct text *text, uint32_t field,
                    struct matches *matches);

#endif
