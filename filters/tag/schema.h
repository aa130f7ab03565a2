/* The JSON Schema (draft-07) of rule files: `tag --schema`. */
#ifndef SCHEMA_H
#define SCHEMA_H

#include <stddef.h>

/* rules/watchline-rules.schema.json as it was when this was built; without a NUL. */
extern const unsigned char rules_schema[];
extern const size_t rules_schema_len;

#endif
