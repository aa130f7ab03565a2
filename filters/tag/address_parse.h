/* The inside of addresses, shared by their parts only. */
#ifndef ADDRESS_PARSE_H
#define ADDRESS_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "filters/tag/address_host.h"

enum address_kind { ADDRESS_HANDLE, ADDRESS_DOMAIN, ADDRESS_URL };

/* An address taken apart; what it points to is borrowed from the text read. */
struct address {
	enum address_kind kind;
	const char *name; size_t name_len; /* ADDRESS_HANDLE */
	bool has_host;                     /* else the host is that of Telegram, or unknown: @name */
	struct host host;
	const char *port; size_t port_len;
	const char *path; size_t path_len; /* ADDRESS_URL: begins with / ? or #, or is empty; does not end
	                                      with / */
};

/* Takes a term's text apart; false if it is no address. */
bool address_parse(const char *s, size_t n, struct address *address);

/* The end of the handle at p, p if there is none: letters, digits and underscores, full stops
 * between them. */
const char *address_name_end(const char *p, const char *end);

/* Whether t.me or another name of that site. */
bool address_is_telegram(const struct host *host, size_t label);

/* Where the part of a Telegram link behind the host names its channel: behind / or /s/. NULL if
 * it is a link of another kind (t.me/joinchat/..., t.me/+...). */
const char *address_channel(const char *path, const char *end, const char **name_end);

/* The end of a :port at p, or p. */
const char *address_port_end(const char *p, const char *end);

#endif
