/* Equal keys among the members of an object. Inner matter of json.c. */
#ifndef JSON_KEYS_H
#define JSON_KEYS_H

#include "common/json.h"

/* The first member whose key, unescaped, equals that of one before it; NULL if
 * all differ. Linear, whoever chose the keys. */
const struct json_member *json_twice(struct json_members *members);

#endif
