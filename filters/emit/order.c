#include "filters/emit/order.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/xalloc.h"
#include "filters/emit/spool.h"

#define CHUNK ((size_t)64 * 1024)

/* A piece in memory. */
struct piece {
	uint64_t prefix;  /* the first eight bytes of the key, comparable */
	const char *base; /* of the arena, set when it grows no more */
	size_t at;        /* the key there, the data behind it */
	uint32_t key_len, len;
};

/* A sorted run in the spool, being read. Frames are a header, the key, the data. */
struct run {
	uint64_t next, end; /* what is not read yet */
	struct buf buf;
	size_t at;          /* the frame at hand in buf */
};

struct header {
	uint32_t key_len, len;
};

struct order {
	struct buf arena;
	struct piece *pieces;
	size_t count, cap;
	struct spool spool;
	struct run *runs;
	size_t run_count, run_cap;
};

struct order *
order_open(void)
{
	struct order *order = xcalloc(1, sizeof(*order));

	spool_init(&order->spool);
	return order;
}

void
order_free(struct order *order)
{
	for (size_t i = 0; i < order->run_count; i++)
		buf_free(&order->runs[i].buf);
	free(order->runs);
	spool_free(&order->spool);
	buf_free(&order->arena);
	free(order->pieces);
	free(order);
}

static int
compare_keys(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	if (order != 0)
		return order;
	return a_len < b_len ? -1 : a_len > b_len;
}

static int
compare_pieces(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order;

	if (x->prefix != y->prefix)
		return x->prefix < y->prefix ? -1 : 1;
	order = compare_keys(x->base + x->at, x->key_len, y->base + y->at, y->key_len);
	if (order != 0)
		return order;
	return x->at < y->at ? -1 : x->at > y->at;
}

static uint64_t
prefix_of(const unsigned char *key, size_t n)
{
	uint64_t prefix = 0;

	for (size_t i = 0; i < 8; i++)
		prefix = prefix << 8 | (i < n ? key[i] : 0);
	return prefix;
}

static void
sort(struct order *order)
{
	for (size_t i = 0; i < order->count; i++)
		order->pieces[i].base = order->arena.data;
	if (order->count > 1)
		qsort(order->pieces, order->count, sizeof(*order->pieces), compare_pieces);
}

/* Writes what is in memory to the spool as a run. */
static void
spill(struct order *order)
{
	struct run *run;

	sort(order);
	order->runs = xgrow(order->runs, &order->run_cap, order->run_count + 1, sizeof(*order->runs));
	run = &order->runs[order->run_count++];
	*run = (struct run){.next = order->spool.filed + order->spool.tail.len};
	for (size_t i = 0; i < order->count; i++) {
		const struct piece *piece = &order->pieces[i];
		struct header header = {piece->key_len, piece->len};

		spool_add(&order->spool, &header, sizeof(header));
		spool_add(&order->spool, order->arena.data + piece->at, (size_t)piece->key_len + piece->len);
	}
	run->end = order->spool.filed + order->spool.tail.len;
	order->count = 0;
	buf_clear(&order->arena);
}

void
order_add(struct order *order, const void *key, size_t key_len, const void *data, size_t n)
{
	size_t kept = order->arena.len + order->count * sizeof(struct piece);

	if (order->count > 0 && kept + key_len + n + sizeof(struct piece) > ORDER_MEMORY)
		spill(order);
	order->pieces = xgrow(order->pieces, &order->cap, order->count + 1, sizeof(*order->pieces));
	order->pieces[order->count++] = (struct piece){
		.prefix = prefix_of(key, key_len), .at = order->arena.len,
		.key_len = (uint32_t)key_len, .len = (uint32_t)n,
	};
	buf_add(&order->arena, key, key_len);
	buf_add(&order->arena, data, n);
}

/* Has the run hold n bytes from its frame on, if there are as many. */
static void
fill(struct order *order, struct run *run, size_t n)
{
	const struct spool *spool = &order->spool;

	if (run->buf.len - run->at >= n)
		return;
	if (run->at > 0) {
		run->buf.len -= run->at;
		memmove(run->buf.data, run->buf.data + run->at, run->buf.len);
		run->at = 0;
	}
	while (run->buf.len < n && run->next < run->end) {
		uint64_t some = n - run->buf.len > CHUNK ? n - run->buf.len : CHUNK;

		if (some > run->end - run->next)
			some = run->end - run->next;
		if (run->next < spool->filed && some > spool->filed - run->next)
			some = spool->filed - run->next;
		spool_read(&order->spool, run->next, (size_t)some, &run->buf);
		run->next += some;
	}
}

static struct header
head(const struct run *run)
{
	struct header header;

	memcpy(&header, run->buf.data + run->at, sizeof(header));
	return header;
}

/* Has the run's next frame at hand; false at its end. */
static bool
load(struct order *order, struct run *run)
{
	struct header header;

	fill(order, run, sizeof(header));
	if (run->buf.len == run->at)
		return false;
	header = head(run);
	fill(order, run, sizeof(header) + header.key_len + header.len);
	return true;
}

/* Whether run a's frame comes before run b's; of equal ones the earlier run's. */
static bool
before(const struct order *order, size_t a, size_t b)
{
	const struct run *x = &order->runs[a], *y = &order->runs[b];
	int result = compare_keys(x->buf.data + x->at + sizeof(struct header), head(x).key_len,
	                          y->buf.data + y->at + sizeof(struct header), head(y).key_len);

	return result < 0 || (result == 0 && a < b);
}

static void
sift(const struct order *order, size_t *heap, size_t count, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1, moved = heap[i];

		if (child >= count)
			return;
		if (child + 1 < count && before(order, heap[child + 1], heap[child]))
			child++;
		if (!before(order, heap[child], moved))
			return;
		heap[i] = heap[child];
		heap[child] = moved;
		i = child;
	}
}

static void
merge(struct order *order,
      bool (*function)(void *, const char *, size_t, const char *, size_t), void *context)
{
	size_t *heap = xreallocarray(NULL, order->run_count, sizeof(*heap)), count = 0;
	bool more = true;

	for (size_t i = 0; i < order->run_count; i++)
		if (load(order, &order->runs[i]))
			heap[count++] = i;
	for (size_t i = count; i-- > 0;)
		sift(order, heap, count, i);
	while (more && count > 0) {
		struct run *run = &order->runs[heap[0]];
		struct header header = head(run);
		const char *key = run->buf.data + run->at + sizeof(header);

		more = function(context, key, header.key_len, key + header.key_len, header.len);
		run->at += sizeof(header) + header.key_len + header.len;
		if (!load(order, run))
			heap[0] = heap[--count];
		sift(order, heap, count, 0);
	}
	free(heap);
}

void
order_each(struct order *order,
           bool (*function)(void *context, const char *key, size_t key_len, const char *data, size_t n),
           void *context)
{
	if (order->run_count > 0) {
		spill(order);
		buf_free(&order->arena);
		free(order->pieces);
		order->pieces = NULL;
		merge(order, function, context);
		return;
	}
	sort(order);
	for (size_t i = 0; i < order->count; i++) {
		const struct piece *piece = &order->pieces[i];
		const char *key = piece->base + piece->at;

		if (!function(context, key, piece->key_len, key + piece->key_len, piece->len))
			return;
	}
}
