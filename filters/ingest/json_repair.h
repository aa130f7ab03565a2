/* Mends JSON text as exporters damage it, where the meaning is certain; and
 * takes the layout out of it. */
#ifndef JSON_REPAIR_H
#define JSON_REPAIR_H

#include <stddef.h>

#include "common/buf.h"
#include "common/json.h"
#include "filters/ingest/item.h"

/* Appends text to out with the strings in it mended; each kind of repair is
 * named on item (once):
 *   json-hex-escape    \xHH, as Telegram Desktop writes control characters
 *   lone-surrogate     half of a pair becomes U+FFFD
 *   invalid-utf8       each byte becomes U+FFFD
 *   control-character  raw ones are escaped
 *   nul                raw or escaped, becomes U+FFFD
 * What lies outside strings is left as it is. Any bytes are accepted; linear.
 * INPUT-FORMATS sections 0.1 and 1.3. */
void json_repair(const char *text, size_t n, struct buf *out, struct item *item);

/* Appends a value that was scanned, without the white space between its tokens;
 * strings are escaped as json_add_string() does where it matters. scratch is
 * overwritten. */
void json_compact(const struct json_value *value, struct buf *out, struct buf *scratch);

#endif
