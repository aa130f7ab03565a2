#include "common/ledger.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

uint64_t
ledger_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

void
ledger_add(struct ledger *ledger, const struct ledger *more)
{
	ledger->read += more->read;
	ledger->written += more->written;
	ledger->rejected += more->rejected;
	for (size_t i = 0; i < LEDGER_DROPS; i++)
		ledger->dropped[i] += more->dropped[i];
}

static double
seconds(const struct ledger *ledger)
{
	return (double)(ledger_now() - ledger->started) / 1e6;
}

void
ledger_words(const struct ledger *ledger, const struct program *program, struct buf *out)
{
	buf_addf(out, "%" PRIu64 " read, %" PRIu64 " written", ledger->read, ledger->written);
	for (size_t i = 0; program->drops && program->drops[i]; i++)
		buf_addf(out, ", %" PRIu64 " dropped (%s)", ledger->dropped[i], program->drops[i]);
	buf_addf(out, ", %" PRIu64 " rejected; %" PRIu64 " bytes in, %" PRIu64 " out, %.3f s",
	         ledger->rejected, ledger->bytes_read, ledger->bytes_written, seconds(ledger));
	if (ledger->files_unread)
		buf_addf(out, "; %" PRIu64 " files not read", ledger->files_unread);
}

/* The reasons to drop, by name. */
static json_t *
dropped(const struct ledger *ledger, const struct program *program)
{
	json_t *reasons = json_object();

	for (size_t i = 0; program->drops && program->drops[i]; i++)
		json_object_set_new(reasons, program->drops[i],
		                    json_integer((json_int_t)ledger->dropped[i]));
	return reasons;
}

void
ledger_json(const struct ledger *ledger, const struct program *program, struct buf *out)
{
	/* Allocation cannot fail (xalloc), and the names are ours, so packing cannot. */
	json_t *json = json_pack(
		"{s:s, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:f}", "program", program->name,
		"records_read_total", (json_int_t)ledger->read,
		"records_written_total", (json_int_t)ledger->written,
		"records_dropped_total", dropped(ledger, program),
		"records_rejected_total", (json_int_t)ledger->rejected,
		"files_unread_total", (json_int_t)ledger->files_unread,
		"bytes_read_total", (json_int_t)ledger->bytes_read,
		"bytes_written_total", (json_int_t)ledger->bytes_written,
		"seconds", seconds(ledger));
	char *text = json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(9));

	buf_adds(out, text);
	free(text);
	json_decref(json);
}
