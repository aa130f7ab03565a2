/* TAP for unit programs: a check reports and goes on. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int check_count, check_failed;

/* One test; name is a printf format. */
#define check(condition, ...) \
	do { \
		bool check_ok_ = (condition); \
		printf("%sok %d - ", check_ok_ ? "" : "not ", ++check_count); \
		printf(__VA_ARGS__); \
		putchar('\n'); \
		if (!check_ok_) { \
			check_failed++; \
			printf("# %s:%d: %s\n", __FILE__, __LINE__, #condition); \
		} \
	} while (0)

#define check_string(got, want, ...) \
	do { \
		const char *got_ = (got), *want_ = (want); \
		check(strcmp(got_, want_) == 0, __VA_ARGS__); \
		if (strcmp(got_, want_) != 0) \
			printf("#  got: %s\n# want: %s\n", got_, want_); \
	} while (0)

/* Prints the plan; the exit status of main. */
static inline int
check_done(void)
{
	printf("1..%d\n", check_count);
	return check_failed != 0;
}

#endif
