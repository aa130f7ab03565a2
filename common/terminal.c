#include "common/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_WIDTH 80

const char *const terminal_whens[] = {"auto", "always", "never", NULL};

static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value && *value;
}

bool
terminal_colour(const char *when, bool to_stdout)
{
	const char *term = getenv("TERM"), *force = getenv("CLICOLOR_FORCE");

	if (strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	if (is_set("NO_COLOR"))
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return to_stdout && isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

size_t
terminal_width(bool to_stdout)
{
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;
	struct winsize size;

	if (width >= 20 && width <= 1000)
		return (size_t)width;
	if (to_stdout && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
		return size.ws_col;
	return DEFAULT_WIDTH;
}
