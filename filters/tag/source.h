/* A file of rules or terms in memory, and the first look at its bytes. */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The largest rule file and the largest list file, in bytes. */
#define SOURCE_RULES_MAX ((size_t)1024 * 1024)
#define SOURCE_LIST_MAX ((size_t)16 * 1024 * 1024)

struct complaints;

struct source {
	char *name;     /* as the user gave it; owned */
	char *bytes;    /* the file; owned */
	const char *text; /* the file behind its byte order mark, if it has one */
	size_t n;
	size_t number;  /* order in which the files were given, for sorting messages */
	dev_t device;   /* with inode: which file it is; both 0 if it is none */
	ino_t inode;
};

/* Makes a source of bytes in memory (copied). The caller frees it, as all. */
struct source *source_new(const char *name, const char *text, size_t n);

/* Reads a file of at most `limit` bytes (one more is read, so that source_check() sees
 * that there is too much). NULL with errno if it cannot be read. */
struct source *source_read(const char *path, size_t limit);

/* Whether the bytes are text as YAML and we understand it alike: valid UTF-8, no control
 * characters, lines that end with LF or CR LF only, not over the limit. Complains if not. */
bool source_check(const struct source *source, size_t limit, struct complaints *complaints);

/* NULL is fine. */
void source_free(struct source *source);

#endif
