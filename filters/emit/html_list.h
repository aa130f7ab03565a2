/* The records of the page in their order: copies under their firsts, these in
 * sections. The records themselves wait in a spool; here stay 40 bytes of each, 12
 * of each first, and while they are sorted as many again. */
#ifndef HTML_LIST_H
#define HTML_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIST_TOP 8 /* groups that can be asked for at the top */

struct article {
	int64_t date;    /* or COUNTS_UNDATED */
	uint64_t offset; /* in the spool, len bytes */
	uint64_t key;    /* the same for a first and its copies */
	uint32_t len;
	uint32_t number; /* from 1, as they came */
	uint32_t seen;   /* how many of its kind came before it, as dedupe says */
	unsigned copy : 1;
	unsigned rank : 3; /* of a first: the highest of it and its copies */
	unsigned own : 3;  /* its own */
	unsigned part : 25; /* of --group */
};

/* An article and the copies folded under it, which follow it in articles. */
struct group {
	uint32_t first, count;
	uint32_t place; /* the lowest number of them */
};

/* What --group puts together. Names are owned. */
struct part {
	char *name;
	size_t len;
};

/* Zero-initialised is valid. */
struct list {
	struct article *articles;
	size_t count, cap;
	struct part *parts; /* none without --group */
	size_t part_count, part_cap;
	bool as_they_came;  /* --sort: the order stays */
	struct group *groups; /* after list_finish() */
	size_t group_count;
};

/* Articles added from now on are of a part of this name. */
void list_begin_part(struct list *list, const char *name, size_t n);

/* Adds article; number and part are set here. */
void list_add(struct list *list, struct article article);

/* Puts copies under their firsts, and these in order: by part, then as they came, or
 * the most severe first, of these the newest, the undated last. */
void list_finish(struct list *list);

/* The end of the section that begins with group i: of one part; without parts, of one
 * severity, or all if they stay as they came. */
size_t list_section(const struct list *list, size_t i);

/* How often the records of a group were seen, those on this page or before. */
uint64_t list_seen(const struct list *list, const struct group *group);

/* When the group was first published, as far as is known; first_seen: what its first says. */
int64_t list_since(const struct list *list, const struct group *group, int64_t first_seen);

/* Finds up to n (at most LIST_TOP) groups to name at the top, and returns how many: of those with a
 * severity the most severe, then the newest; or those seen most often, `least` times
 * at least. */
size_t list_severest(const struct list *list, const struct group **groups, size_t n);
size_t list_repeated(const struct list *list, const struct group **groups, size_t n, uint64_t least);

void list_free(struct list *list);

#endif
