/* Directories among the FILEs: the files in them, in order. */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>

#include "common/filter.h"

/* The inputs of a run: the FILEs, each directory among them replaced by the files below it. */
struct walk {
	char **paths;
	bool *found;    /* the ith was found in a directory, not named */
	size_t count, cap;
	size_t current; /* where walk_found() looks on */
	size_t left_out; /* files found that are of no known format */
};

/* Has the filter read what its operands come to. Below a directory regular files are read in the order
 * of their names, numbers in them by value (messages2.html before messages10.html); hidden files
 * and a maildir's tmp are passed over, links to directories are not followed, nothing is deeper than
 * 64 directories. What cannot be opened stays in the list, for the frame to report. False if there
 * is nothing to read: all was directories, and no file in them. */
bool walk_operands(struct walk *walk, struct filter *filter);
void walk_free(struct walk *walk);

/* Whether the document of that name (the pointer that the frame hands out) was found in
 * a directory. To be asked in the order of reading. */
bool walk_found(struct walk *walk, const char *name);

#endif
