/* Shell completions, made from the option table. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

#include "common/opts.h"

/* The shells we write for, NULL at the end. */
extern const char *const complete_shells[];

/* Prints the completion script of a program for a shell and ends the program. */
_Noreturn void complete_print(const struct program *program, const struct opt *const *options,
                              size_t count, const char *shell);

#endif
