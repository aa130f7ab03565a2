/* The tests that rules carry, run. */
#ifndef RULETEST_H
#define RULETEST_H

#include <stddef.h>
#include <stdio.h>

#include "filters/tag/tagger.h"

/* Runs all tests, in the order of tags, and prints TAP: a failing one is told with
 * its place. Returns how many failed. */
size_t ruletest_run(const struct tagset *set, FILE *out);

#endif
