#include "common/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *program = "watchline";
static bool silent;
static bool progress_shown;

void
diag_init(const char *name)
{
	program = name;
}

const char *
diag_program(void)
{
	return program;
}

void
diag_quiet(bool quiet)
{
	silent = quiet;
}

void
diag_progress(bool shown)
{
	progress_shown = shown;
}

/* Titles and file names come from strangers: no byte of theirs may move the
 * cursor. C1 controls hide in two bytes of UTF-8, c2 80 to c2 9f. */
static void
disarm(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c < 0x20 || c == 0x7f)
			s[i] = '?';
		else if (c == 0xc2 && i + 1 < n && (unsigned char)s[i + 1] >= 0x80 &&
		         (unsigned char)s[i + 1] < 0xa0)
			s[i] = s[i + 1] = '?';
	}
}

static size_t
clamp(int printed, size_t room)
{
	return printed < 0 ? 0 : (size_t)printed < room ? (size_t)printed : room - 1;
}

static void
say(const char *place, const char *format, va_list arguments)
{
	static const char clear[] = "\r\033[K";
	char line[4096];
	size_t first = progress_shown ? sizeof(clear) - 1 : 0;
	size_t n = first, room = sizeof(line) - 1;

	memcpy(line, clear, first);
	n += clamp(snprintf(line + n, room - n, "%s: %s%s", program, place ? place : "",
	                    place ? ": " : ""),
	           room - n);
	n += clamp(vsnprintf(line + n, room - n, format, arguments), room - n);
	disarm(line + first, n - first);
	line[n++] = '\n';
	/* One write, so that messages of several programs do not mix. If stderr
	 * cannot take it there is nobody left to tell. */
	while (write(STDERR_FILENO, line, n) < 0 && errno == EINTR)
		;
}

void
diag(const char *place, const char *format, ...)
{
	int saved = errno;
	va_list arguments;

	if (silent)
		return;
	va_start(arguments, format);
	say(place, format, arguments);
	va_end(arguments);
	errno = saved;
}

_Noreturn void
die(enum status status, const char *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(place, format, arguments);
	va_end(arguments);
	exit(status);
}

bool
problem_set(struct problem *problem, size_t line, size_t column, const char *format, ...)
{
	va_list arguments;

	if (problem->text[0] != '\0')
		return false;
	va_start(arguments, format);
	vsnprintf(problem->text, sizeof(problem->text), format, arguments);
	va_end(arguments);
	problem->line = line;
	problem->column = column;
	return false;
}
