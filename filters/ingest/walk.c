#include "filters/ingest/walk.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/xalloc.h"

#define MAX_DEPTH 64

/* Takes path over. */
static void
add(struct walk *walk, char *path, bool found)
{
	if (walk->count == walk->cap) {
		walk->paths = xgrow(walk->paths, &walk->cap, walk->count + 1, sizeof(*walk->paths));
		walk->found = xreallocarray(walk->found, walk->cap, sizeof(*walk->found));
	}
	walk->paths[walk->count] = path;
	walk->found[walk->count++] = found;
}

static char *
join(const char *directory, const char *name)
{
	size_t n = strlen(directory), length = strlen(name);
	char *path = xmalloc(n + length + 2);

	while (n > 1 && directory[n - 1] == '/')
		n--;
	memcpy(path, directory, n);
	if (directory[n - 1] != '/')
		path[n++] = '/';
	memcpy(path + n, name, length + 1);
	return path;
}

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool
is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Of a maildir, which has new and cur, tmp holds what is not yet delivered. */
static bool
is_undelivered(const char *directory, const char *name)
{
	char *cur, *new;
	bool result;

	if (strcmp(name, "tmp") != 0)
		return false;
	cur = join(directory, "cur");
	new = join(directory, "new");
	result = is_directory(cur) && is_directory(new);
	free(cur);
	free(new);
	return result;
}

/* Adds the files below a directory; itself, if it cannot be read or is too deep, for the frame to say so. */
static void
walk_below(struct walk *walk, const char *directory, unsigned depth)
{
	struct dirent **entries;
	int count = depth < MAX_DEPTH ? scandir(directory, &entries, is_visible, versionsort) : -1;

	if (count < 0) {
		add(walk, xstrdup(directory), false);
		return;
	}
	for (int i = 0; i < count; i++) {
		char *path = join(directory, entries[i]->d_name);
		struct stat status;
		bool known = lstat(path, &status) == 0;

		if (known && S_ISLNK(status.st_mode))
			known = stat(path, &status) == 0 && S_ISREG(status.st_mode);
		if (known && S_ISREG(status.st_mode)) {
			add(walk, path, true);
			path = NULL;
		} else if (known && S_ISDIR(status.st_mode) && !is_undelivered(directory, entries[i]->d_name)) {
			walk_below(walk, path, depth + 1);
		}
		free(path);
		free(entries[i]);
	}
	free(entries);
}

bool
walk_operands(struct walk *walk, struct filter *filter)
{
	for (size_t i = 0; i < filter_operands(filter); i++) {
		const char *path = filter_operand(filter, i);

		if (strcmp(path, "-") != 0 && is_directory(path))
			walk_below(walk, path, 0);
		else
			add(walk, xstrdup(path), false);
	}
	if (filter_operands(filter) == 0)
		return true;
	filter_set_operands(filter, walk->paths, walk->count);
	return walk->count > 0;
}

void
walk_free(struct walk *walk)
{
	for (size_t i = 0; i < walk->count; i++)
		free(walk->paths[i]);
	free(walk->paths);
	free(walk->found);
}

bool
walk_found(struct walk *walk, const char *name)
{
	while (walk->current < walk->count && walk->paths[walk->current] != name)
		walk->current++;
	return walk->current < walk->count && walk->found[walk->current];
}
