/* The template format: a text with members of the record in braces. */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>

#include "common/diag.h"

/* Whether a text is a template that can be written; else problem says why, with the column in bytes. */
bool template_check(const char *text, struct problem *problem);

#endif
