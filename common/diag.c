#include "common/diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_ROOM 4096

static const char *program = "watchline";
static bool silent;
static bool progress_shown;
static _Thread_local const struct diag_diversion *diverted;

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

void
diag_divert(const struct diag_diversion *diversion)
{
	diverted = diversion;
}

/* Makes a line of at most `size` bytes; returns its length. */
__attribute__((format(printf, 4, 0))) static size_t
compose(char *line, size_t size, const char *place, const char *format, va_list arguments)
{
	size_t room = size - 1, n;

	n = clamp(snprintf(line, room, "%s: %s%s", program, place ? place : "", place ? ": " : ""), room);
	n += clamp(vsnprintf(line + n, room - n, format, arguments), room - n);
	disarm(line, n);
	line[n++] = '\n';
	return n;
}

/* One write, so that messages of several programs do not mix. If stderr cannot
 * take it there is nobody left to tell. */
void
diag_line(const char *line, size_t n)
{
	static const char clear[] = "\r\033[K";
	char cleared[LINE_ROOM + sizeof(clear)];

	if (progress_shown && n <= LINE_ROOM) {
		memcpy(cleared, clear, sizeof(clear) - 1);
		memcpy(cleared + sizeof(clear) - 1, line, n);
		line = cleared;
		n += sizeof(clear) - 1;
	}
	while (write(STDERR_FILENO, line, n) < 0 && errno == EINTR)
		;
}

__attribute__((format(printf, 2, 0))) static void
say(const char *place, const char *format, va_list arguments)
{
	char line[LINE_ROOM];
	size_t n = compose(line, sizeof(line), place, format, arguments);

	if (diverted)
		diverted->say(diverted->context, line, n);
	else
		diag_line(line, n);
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

void
diag_answer(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(NULL, format, arguments);
	va_end(arguments);
}

_Noreturn void
die(enum status status, const char *place, const char *format, ...)
{
	char line[LINE_ROOM];
	va_list arguments;
	size_t n;

	va_start(arguments, format);
	n = compose(line, sizeof(line), place, format, arguments);
	va_end(arguments);
	if (diverted)
		diverted->die(diverted->context, status, line, n);
	diag_line(line, n);
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
