/* Pieces of bytes put in order by their keys, however many: sorted in memory, then run by run
 * through a temporary file, and merged. Stable. Memory: ORDER_MEMORY (twice that while it grows), and 64 KiB
 * (or the largest piece) for each run, of which there is one for every ORDER_MEMORY of input. */
#ifndef ORDER_H
#define ORDER_H

#include <stdbool.h>
#include <stddef.h>

#define ORDER_MEMORY ((size_t)64 * 1024 * 1024)

struct order;

struct order *order_open(void);
void order_free(struct order *order);

/* Keeps a piece. Keys compare as bytes; a key that another begins with comes before it. Both together must
 * be under 2^32 bytes. */
void order_add(struct order *order, const void *key, size_t key_len, const void *data, size_t n);

/* Calls function() for the pieces in order, until it returns false. Nothing is added afterwards. */
void order_each(struct order *order,
                bool (*function)(void *context, const char *key, size_t key_len, const char *data, size_t n),
                void *context);

#endif
