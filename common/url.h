/* URLs: the canonical form that says whether two name the same page, and
 * resolution of relative references. */
#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/buf.h"

/* Appends the canonical form of an absolute URL to out: scheme and host in
 * lower case; default port, fragment and tracking parameters (utm_*, fbclid,
 * gclid, mc_cid, mc_eid, igshid, yclid, ref_src) dropped; order of the other
 * parameters, user part and the path's case kept; . and .. resolved; percent
 * escapes of unreserved characters undone and what a URL may not hold escaped
 * (RFC 3986 section 6.2.2). False (nothing appended) if it is no URL of the
 * form scheme://host. Any bytes are accepted. */
bool url_canonical(const char *url, size_t n, struct buf *out);

/* Appends reference resolved against base (RFC 3986 section 5.2) to out. If
 * base is empty or not absolute, reference is appended as it is. */
void url_resolve(const char *base, size_t base_n, const char *reference, size_t n, struct buf *out);

#endif
