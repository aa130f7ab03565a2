/* A state file as hostile input. An input that begins with F is the file as it
 * is; any other is cut at each byte 0xff into payloads, which get a header and frames with right
 * sums, so that what is behind the sums is reached. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/stream.h"
#include "filters/dedupe/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many items and entries a reader would find, and where it would stop. */
static void
count(const char *p, const char *end, size_t kinds, struct log_frame *frame)
{
	struct log_item item;

	while (p < end && log_read_item(&p, end, kinds, &item)) {
		frame->items++;
		frame->entries += log_is_entry(item.kind);
	}
}

static void
add_frames(struct buf *file, const char *p, const char *end, size_t kinds, uint64_t first,
           uint64_t sum)
{
	while (p < end) {
		const char *stop = memchr(p, 0xff, (size_t)(end - p));
		struct log_frame frame = {.first = first};
		char head[LOG_FRAME];

		stop = stop ? stop : end;
		frame.length = (uint32_t)(stop - p);
		count(p, stop, kinds, &frame);
		log_write_frame(&frame, sum, p, head);
		buf_add(file, head, sizeof(head));
		buf_add(file, p, frame.length);
		first += frame.entries;
		sum = frame.sum;
		p = stop + (stop < end);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problem problem = {.text = ""};
	struct keys *keys = keys_new("id,url,text", 1, &problem);
	struct index *index = index_new(4, true);
	struct buf file = {0};
	struct scan scan;
	enum log_result result;
	uint64_t sum;
	int fd = memfd_create("state", 0);

	if (size > 0 && data[0] == 'F') {
		buf_add(&file, data + 1, size - 1);
	} else {
		uint64_t first = size > 0 ? data[0] : 0;

		sum = log_add_header(&file, first, 1000, keys_settings(keys));
		if (size > 1)
			add_frames(&file, (const char *)data + 1, (const char *)data + size, keys_kinds(keys),
			           first, sum);
	}
	if (fd < 0 || !write_all(fd, file.data, file.len))
		abort();
	result = state_read(&scan, fd, keys, index, NULL, &problem);
	if ((result == LOG_OK) != (problem.text[0] == '\0') || scan.end > scan.size)
		abort();
	scan_close(&scan);
	close(fd);
	buf_free(&file);
	index_free(index);
	keys_free(keys);
	return 0;
}
