/* The few loops that read every byte, in bodies for what the processor has.
 * Inner matter of json.c and utf8.c; tests choose a body to compare them. */
#ifndef SIMD_H
#define SIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIMD_WINDOW 4096 /* bytes that one call of stops() covers */
#define SIMD_MARKS (SIMD_WINDOW / 8 + 8)

struct simd {
	const char *name; /* "plain", "sse2", "avx2", "avx512" */

	/* Marks the bytes at which a run of plain string characters stops: quote,
	 * backslash and controls below 0x20. One bit a byte, the lowest first, for
	 * text[from] up to SIMD_WINDOW bytes on or n, whichever is less; from is a
	 * multiple of 64 and less than n. The bit after the last byte is set too;
	 * seven bytes behind it can be read. Returns false if there is invalid
	 * UTF-8: a character begun before from counts, and one not ended at n. */
	bool (*stops)(const char *text, size_t n, size_t from, unsigned char marks[SIMD_MARKS]);

	/* A multiple of 64 up to which s is valid UTF-8, but for a last character
	 * that may be cut there. */
	size_t (*utf8)(const char *s, size_t n);

	/* How many bytes at the beginning of s can stand in a JSON string as they
	 * are whatever follows: no quote, backslash, control or DEL, nor the first
	 * byte of C1 controls (c2) or of U+2028 (e2). May be too few, by less than
	 * 32. */
	size_t (*plain)(const char *s, size_t n);

	/* The number of bytes that continue no character. */
	size_t (*count)(const char *s, size_t n);
};

/* The body in use: the best one, chosen before main. */
extern const struct simd *simd;

/* Bodies there are; those the processor lacks are NULL. For tests. */
#define SIMD_BODIES 4
const struct simd *simd_body(size_t number);

/* Shared by the bodies: the length of the valid character at s, which has n
 * bytes (n > 0), or 0. */
size_t simd_character(const unsigned char *s, size_t n);

/* Whether the characters that begin in text[at .. end) are valid; a character
 * may end behind end, but not behind n. Gives where the last one ended. */
bool simd_characters(const char *text, size_t n, size_t *at, size_t end);

/* How many bytes from `from` on belong to a character begun before it. */
size_t simd_overhang(const char *text, size_t from);

extern const struct simd simd_plain;
#if defined(__x86_64__)
extern const struct simd simd_sse2, simd_avx2, simd_avx512;
#endif

#endif
