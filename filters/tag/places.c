#include "filters/tag/places.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/buf.h"
#include "common/xalloc.h"

static void
add(struct places *places, const char *why, const char *begin, const char *rest)
{
	struct buf path = {0};

	buf_adds(&path, begin);
	buf_adds(&path, rest);
	places->items[places->count].why = why;
	places->items[places->count++].path = xstrdup(buf_str(&path));
	buf_free(&path);
}

/* A variable's value; NULL if it is unset or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

void
places_find(struct places *places, const char *installed)
{
	const char *named = variable("WATCHLINE_RULES"), *config = variable("XDG_CONFIG_HOME");
	const char *home = variable("HOME");

	places->count = 0;
	if (named != NULL)
		add(places, "WATCHLINE_RULES", named, "");
	/* the XDG specification has relative paths ignored */
	if (config != NULL && config[0] == '/')
		add(places, "XDG_CONFIG_HOME", config, "/watchline/rules");
	else if (home != NULL)
		add(places, "HOME", home, "/.config/watchline/rules");
	add(places, "machine", "/etc/watchline/rules", "");
	add(places, "installed", installed, "");
}

static bool
is_rule_file(const char *name)
{
	const char *dot = strrchr(name, '.');

	return name[0] != '.' && dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

bool
places_holds_rules(const char *path)
{
	struct stat status;
	struct dirent *entry;
	bool found = false;
	DIR *directory;

	if (stat(path, &status) != 0)
		return false;
	if (!S_ISDIR(status.st_mode))
		return true;
	directory = opendir(path);
	if (directory == NULL)
		return true; /* the loader says why it cannot be read */
	while (!found && (entry = readdir(directory)) != NULL)
		found = is_rule_file(entry->d_name);
	closedir(directory);
	return found;
}

const char *
places_first(const struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		/* a place that somebody named is not passed over, lest a slip go unnoticed */
		if (strcmp(places->items[i].why, "WATCHLINE_RULES") == 0 ||
		    places_holds_rules(places->items[i].path))
			return places->items[i].path;
	return NULL;
}

void
places_free(struct places *places)
{
	for (size_t i = 0; i < places->count; i++)
		free(places->items[i].path);
	places->count = 0;
}
