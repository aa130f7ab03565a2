#include "common/ledger.h"

#include <inttypes.h>
#include <time.h>

uint64_t
ledger_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
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

void
ledger_json(const struct ledger *ledger, const struct program *program, struct buf *out)
{
	buf_addf(out, "{\"program\":\"%s\",\"records_read_total\":%" PRIu64
	              ",\"records_written_total\":%" PRIu64 ",\"records_dropped_total\":{",
	         program->name, ledger->read, ledger->written);
	for (size_t i = 0; program->drops && program->drops[i]; i++)
		buf_addf(out, "%s\"%s\":%" PRIu64, i ? "," : "", program->drops[i], ledger->dropped[i]);
	buf_addf(out, "},\"records_rejected_total\":%" PRIu64 ",\"files_unread_total\":%" PRIu64
	              ",\"bytes_read_total\":%" PRIu64 ",\"bytes_written_total\":%" PRIu64
	              ",\"seconds\":%.6f}",
	         ledger->rejected, ledger->files_unread, ledger->bytes_read, ledger->bytes_written,
	         seconds(ledger));
}
