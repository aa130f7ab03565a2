/* What the parts of join.h share: nobody else's business. */
#ifndef JOIN_INNER_H
#define JOIN_INNER_H

#include <sys/types.h>

#include "common/buf.h"
#include "filters/dedupe/join.h"
#include "filters/dedupe/log.h"
#include "filters/dedupe/notes.h"

/* An entry: where its item lies, and what group it is of. */
struct join_member {
	size_t at, size;
	size_t parent; /* of the tree that its group is */
	bool first;
};

/* A key of a member. */
struct join_link {
	struct hash128 hash;
	size_t member;
	bool body;
	bool given; /* by a member that was written */
};

/* The member that an entry of the source at hand became. */
struct join_number {
	uint64_t entry;
	size_t member;
};

struct join {
	const struct keys *keys;
	struct join_member *members;
	size_t count, cap;
	struct join_link *links;
	size_t link_count, link_cap;
	struct buf bytes; /* the items */
	struct notes notes;
	struct join_number *numbers; /* of the source at hand, ascending */
	size_t number_count, number_cap;
	struct index *index; /* of the state at hand */
	bool refused; /* the lines at hand are of a state that cannot be joined */
	dev_t device; /* of the state that is joined into, if it is there */
	ino_t inode;
	struct buf text, sketch;
};

/* join.c: reads the item of a member; its id is borrowed. */
void join_read_item(const struct join *join, size_t member, struct log_item *item);

/* join.c: the member that stands for the group of another; makes two groups one. */
size_t join_root(struct join *join, size_t member);
void join_unite(struct join *join, size_t a, size_t b);

/* join.c: takes an entry of the source at hand, whose first is `of` if it is an alias; finds one, SIZE_MAX if
 * there is none; takes notes. */
void join_add_member(struct join *join, uint64_t entry, const struct log_item *item, size_t of);
size_t join_member_of(const struct join *join, uint64_t entry);
void join_add_notes(struct join *join, const struct notes *from);

#endif
