/* Replays a corpus through a fuzz target: every file named, or in a directory
 * named. Prints how many there were; a target that finds fault aborts. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replayed;

static int
replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	size_t size = 0, got;

	if (file == NULL)
		return -1;
	do {
		data = realloc(data, size + 65536);
		if (data == NULL)
			abort();
		got = fread(data + size, 1, 65536, file);
		size += got;
	} while (got > 0);
	fclose(file);
	/* A copy of just that size, so that a sanitizer sees any step beyond it. */
	data = realloc(data, size ? size : 1);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	replayed++;
	return 0;
}

static int
replay(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	char name[4096];

	if (directory == NULL)
		return replay_file(path);
	while ((entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.') {
			snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
			if (replay_file(name) != 0)
				return -1;
		}
	closedir(directory);
	return 0;
}

int
main(int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		if (replay(argv[i]) != 0) {
			fprintf(stderr, "replay: %s: cannot be read\n", argv[i]);
			return 1;
		}
	printf("%zu inputs replayed\n", replayed);
	return replayed == 0;
}
