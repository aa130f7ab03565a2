/* Writing FILE.tables, so that the next start need not read all of the log. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filters/dedupe/state_inner.h"

#define SHARE 128

static void
put_notes(const struct state *state, struct tables_writer *writer)
{
	const struct notes *notes = &state->notes;
	struct buf bytes = {0};

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *note = &notes->items[i];

		log_add_item(&bytes, &(struct log_item){
			.kind = LOG_NOTE, .id = notes->text.data + note->name, .id_len = note->name_n,
			.value = notes->text.data + note->value, .value_len = note->value_n});
	}
	tables_begin_section(writer, TABLES_NOTES);
	tables_put(writer, bytes.data, bytes.len);
	buf_free(&bytes);
}

static bool
write_tables(struct state *state, int fd)
{
	struct tables_writer writer;
	struct stat log;

	tables_begin(&writer, fd);
	writer.header.tie = state->tie;
	writer.header.numbers[TABLES_FRAMES] = state->frames;
	writer.header.numbers[TABLES_ITEMS] = state->items;
	index_save(state->index, &writer);
	if (state->near)
		near_index_save(state->near, &writer);
	put_notes(state, &writer);
	return tables_end(&writer) && fstat(state->fd, &log) == 0 && fchmod(fd, log.st_mode & 0777) == 0 &&
	       fdatasync(fd) == 0;
}

void
state_save_tables(struct state *state, uint64_t tail)
{
	struct buf name = {0}, made = {0};
	const char *new;
	int fd;

	if (state->pending >= 0 || state->tie.end < state->tables_end + state->tables_end / SHARE + tail)
		return;
	buf_addf(&name, "%s.tables", state->path);
	buf_addf(&made, "%s.tables.new", state->path);
	new = buf_str(&made);
	(void)!unlink(new); /* of a run that was killed */
	fd = open(new, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0) {
		if (!write_tables(state, fd) || rename(new, buf_str(&name)) != 0)
			(void)!unlink(new);
		close(fd);
	}
	buf_free(&name);
	buf_free(&made);
}
