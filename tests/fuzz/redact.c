/* Any list of terms, over any text: the input is the list, up to a byte of 0xFF, then the text. What is found are
 * stretches of whole characters in order. */
#include "filters/emit/redact.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/utf8.h"
#include "common/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
refuse(const char *what)
{
	fprintf(stderr, "redact: %s\n", what);
	abort();
}

static struct redact *
open_list(const void *list, size_t n, struct problem *problem)
{
	struct redact *redact;
	char path[64];
	int fd = memfd_create("list", 0);

	if (fd < 0 || write(fd, list, n) < 0)
		return NULL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	redact = redact_open(path, problem);
	close(fd);
	return redact;
}

static void
check(struct redact *redact, const char *s, size_t n, bool html)
{
	const struct redact_spans *spans = redact_find(redact, s, n, html);

	for (size_t i = 0; i < spans->count; i++) {
		const struct redact_span *span = &spans->items[i];

		if (span->start >= span->end || span->end > n)
			refuse("a span that is none");
		if (i > 0 && span->start <= spans->items[i - 1].end)
			refuse("spans that touch");
		if ((s[span->start] & 0xC0) == 0x80 || (span->end < n && (s[span->end] & 0xC0) == 0x80))
			refuse("half a character");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, 0xFF, size) : NULL;
	size_t n = end ? (size_t)(end - data) : size;
	struct problem problem = {0};
	struct redact *redact;
	char *text;

	if (size > 4000)
		return 0;
	redact = open_list(data, n, &problem);
	if (!redact && problem.text[0] == '\0')
		refuse("refused without a reason");
	if (redact && end && utf8_valid((const char *)end + 1, size - n - 1) == size - n - 1) {
		text = xmemdup(end + 1, size - n - 1);
		check(redact, text, size - n - 1, false);
		check(redact, text, size - n - 1, true);
		free(text);
	}
	redact_free(redact);
	return 0;
}
