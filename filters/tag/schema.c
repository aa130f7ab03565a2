#include "filters/tag/schema.h"

const unsigned char rules_schema[] = {
#include "gen/rules_schema.h"
};

const size_t rules_schema_len = sizeof(rules_schema);
