/* Character references of HTML: what stands behind an `&`.
 *
 * Names and the windows-1252 reading of &#128; to &#159; are those of the WHATWG
 * HTML standard, sections 13.5 and 13.2.5.80. */
#ifndef ENTITIES_H
#define ENTITIES_H

#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"

/* The length of the longest name, semicolon included if it has one. */
#define ENTITY_MAX_NAME 32

/* Finds the longest name that s (without its &) begins with. Returns its
 * length, 0 if there is none; *text and *text_len get its characters in UTF-8, static. */
size_t entity_match(const char *s, size_t n, const char **text, size_t *text_len);

/* The character that a numeric reference means: U+FFFD for 0, surrogates and
 * what lies above U+10FFFF. */
uint32_t entity_number(uint32_t number);

/* Appends s to out with those references resolved that end with a semicolon. For
 * text that was escaped twice. */
void entities_decode(const char *s, size_t n, struct buf *out);

#endif
