/* UTF-8: checking, decoding, encoding, counting. Strict as RFC 3629 says: no
 * overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_REPLACEMENT 0xFFFDu

/* The length of the longest valid beginning of s; n if all of it is valid. */
size_t utf8_valid(const char *s, size_t n);

/* Decodes the character at *s, which must lie before end, and moves *s past it.
 * An invalid byte gives U+FFFD and moves by one. */
uint32_t utf8_decode(const char **s, const char *end);

/* Writes one character, 1 to 4 bytes, and returns their number. A surrogate or
 * a number above U+10FFFF is written as U+FFFD. */
size_t utf8_encode(uint32_t c, char out[4]);

/* The number of code points in valid UTF-8 (bytes that are no continuation). */
size_t utf8_count(const char *s, size_t n);

#endif
