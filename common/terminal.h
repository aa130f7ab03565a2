/* What stdout is, for output that people read: colour and width. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* The choices of --color. */
extern const char *const terminal_whens[];

/* Whether to colour, as no-color.org and the CLICOLOR convention have it: `when` is one of
 * terminal_whens; with `auto` a non-empty NO_COLOR says no, CLICOLOR_FORCE yes, and
 * else a terminal that is not dumb, if the output goes to stdout. */
bool terminal_colour(const char *when, bool to_stdout);

/* Columns: $COLUMNS if it is sane, else the terminal's if the output goes to one, else 80. */
size_t terminal_width(bool to_stdout);

#endif
