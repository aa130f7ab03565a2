/* Any text as a date, and an instant there and back. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "filters/ingest/ingest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_instant(int64_t seconds)
{
	char text[21], again[21];
	int64_t back;

	if (!date_format(seconds, text))
		return; /* the zone took it out of the years 1 to 9999, or it counts milliseconds */
	if (!date_parse_rfc3339(text, 20, &back) || back != seconds)
		abort();
	if (!date_format(back, again) || strcmp(text, again) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ingest_options options = {.has_zone = true, .zone = -3600};
	const char *s = (const char *)data;
	enum date_precision plain, assumed;
	int64_t seconds = 0, other = 0;
	int32_t zone;

	plain = date_read(s, size, NULL, &seconds);
	assumed = date_read(s, size, &options, &other);
	if (plain == DATE_INSTANT || plain == DATE_DAY)
		check_instant(seconds);
	/* the option only helps where a zone is missing */
	if (plain != assumed && !(plain == DATE_UNZONED && assumed == DATE_INSTANT))
		abort();
	if (plain == DATE_INSTANT && seconds != other)
		abort();
	if (date_parse_rfc3339(s, size, &seconds))
		check_instant(seconds);
	if (date_read_zone(s, size, &zone) && (zone < -12 * 3600 || zone > 14 * 3600))
		abort();
	return 0;
}
