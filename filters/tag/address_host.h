/* Host names as people write them in texts: www.Example.com, example[.]com, почта.рф. */
#ifndef ADDRESS_HOST_H
#define ADDRESS_HOST_H

#include <stdbool.h>
#include <stddef.h>

/* Bounds of RFC 1035, section 2.3.4. */
enum { HOST_NAME_MAX_BYTES = 253, HOST_LABEL_MAX = 63, HOST_LABELS_MAX = 127 };

/* A host name: its labels in lower case, those with other letters than ASCII's in punycode
 * (RFC 3492) of their composed, case-folded form, parted by full stops. */
struct host {
	char name[HOST_NAME_MAX_BYTES + 1];
	size_t len;
	size_t count;                        /* labels */
	size_t at[HOST_LABELS_MAX + 1];      /* where each begins in name */
	const char *from[HOST_LABELS_MAX];   /* and in what was read; borrowed */
	const char *end;                     /* behind the last one there */
};

/* Reads the labels from p on, as many as there are; between them stands a full stop, plain or
 * defanged: [.] (.) {.} [dot] (dot). No label mixes the scripts up to Armenian, Latin among them, with later
 * ones: where they touch, as in Chinese without blanks, a label ends. False if not even one can
 * be read, or it has more than a host name may have. */
bool host_read(const char *p, const char *end, struct host *host);

/* Where the host name begins of which the full stop at `dot` (at its bracket if defanged) is a part;
 * dot itself if no label stands before it. Looks back HOST_NAME_MAX_BYTES at most. */
const char *host_begin(const char *begin, const char *dot, const char *end);

/* The length of the full stop at p, defanged or not, or 0. */
size_t host_stop(const char *p, const char *end);

/* Whether the last label is a top-level domain that a bare name may end in: those of countries, and the
 * generic ones in use. */
bool host_is_public(const struct host *host);

#endif
