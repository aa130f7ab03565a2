/* The tests that rules carry, run, and what they leave untried. */
#ifndef RULETEST_H
#define RULETEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "filters/tag/tagger.h"

/* Runs all tests, in the order of tags, and prints TAP: a failing one is told with its place, and at
 * the end as a comment how many tests there were and how many of the terms they exercise. A term of
 * a rule is exercised if it stands in the text of one of that rule's tests. With coverage, rules without
 * tests and terms that are not exercised are told as comments, each with its place. Returns how many tests
 * failed. */
size_t ruletest_run(const struct tagset *set, bool coverage, FILE *out);

#endif
