/* Where in a JSON document the items are, told from its first bytes. */
#ifndef JSON_SHAPE_H
#define JSON_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_SHAPE_HEAD ((size_t)64 * 1024) /* bytes that are looked at */
#define JSON_SHAPE_DEPTH 4
#define JSON_SHAPE_KEY 64

struct json_shape {
	size_t depth; /* of the list of items: 0 if objects or lists of them stand one after another */
	char path[JSON_SHAPE_DEPTH][JSON_SHAPE_KEY]; /* the keys that lead to it */
	bool known;   /* the last key is one that lists usually have */
};

/* Looks at a document; s are its first JSON_SHAPE_HEAD bytes, or all. Any bytes are accepted; linear. */
void json_shape(const char *s, size_t n, struct json_shape *shape);

/* Reads .PATH; false if it is none, or too long. */
bool json_shape_path(const char *path, struct json_shape *shape);

#endif
