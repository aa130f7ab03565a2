/* The format of a state file: a header, then frames of items, each frame one
 * commit. Bytes only; files are state.h's business. All numbers are
 * little-endian, so a state can be carried from machine to machine.
 *
 * Header: 8 bytes of magic, u16 major and u16 minor version, u32 length of the settings, u64 number of the first
 * entry, u64 number of keys (a hint), the end mark, the settings, u64 sum of all that but the end mark.
 *
 * End mark: u64 where the last frame ended when the file was last brought to the disk, u64 sum of that and of the
 * header's. It is overwritten where it lies, after what it tells of is on the disk; its 16 bytes are in
 * the first sector. A file that ends earlier has lost something that was committed.
 *
 * Frame: u32 mark, u32 length of the payload, u32 items, u32 entries among
 * them, u64 number of the first entry, u64 sum of the payload, u64 sum of these
 * fields and of the sum before this one in the file. So frames can be neither
 * changed nor left out, doubled or put in another order unnoticed; only the
 * file's end can go missing, which leaves an earlier state.
 *
 * Items, each beginning with a byte of enum log_kind:
 *   first  u8 flags, u32 kinds of its keys as bits, u32 seen, i64 date, u16 length of the id, the
 *          keys of 16 bytes, the sketch if there is one, the id
 *   alias  u8 flags, u32 kinds, u64 root, the keys, the sketch
 *   again  u64 root: one more of that group, with no new key
 *   gap    an entry that is forgotten; only keeps the numbers going
 *   note   u16 length of a name, u16 length of a value, the name, the value: what is
 *          remembered beside the entries; a later one of the same name replaces it
 *
 * A sum is the low half of hash_identity().
 *
 *   128 and more, of a later minor version: u32 length, so many bytes: what may be passed over, and is left out
 *          when the file is written anew
 *
 * Versions: a file of a later major version is refused, since what it means cannot be known, and never changed; one
 * of a later minor version is read. A new kind of item below 128, flag or field makes a new major version; a new kind
 * from 128 on a new minor one; a new name of a note none: notes whose names are not known are kept. Versions 1 and
 * 2 were never released, and are refused. */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/diag.h"
#include "filters/dedupe/keys.h"
#include "filters/dedupe/sketch.h"

#define LOG_MAJOR 3
#define LOG_MINOR 0
#define LOG_HEADER 48                      /* bytes before the settings */
#define LOG_END 32                         /* where the end mark is */
#define LOG_END_BYTES 16
#define LOG_FRAME 40                       /* bytes before the payload */
#define LOG_MAX_PAYLOAD ((size_t)64 << 20) /* a longer frame is damaged */
#define LOG_MAX_NOTE 1024                  /* bytes of a name, and of a value */
#define LOG_MAX_ID 4096                    /* longer ids are not kept */

enum log_kind {
	LOG_FIRST = 1,
	LOG_ALIAS = 2,
	LOG_AGAIN = 3,
	LOG_GAP = 4,
	LOG_NOTE = 5,
	LOG_OPTIONAL = 128 /* and above */
};

enum log_flag {
	LOG_UNTITLED = 1,
	LOG_SKETCH = 4, /* it has a sketch */
	LOG_COUNTS = 2 /* an alias that is one more of its group; not set once seen has it */
};

struct log_item {
	enum log_kind kind;
	uint8_t flags;
	uint32_t kinds;     /* bit n: a key of kind n follows, in this order */
	uint32_t seen;      /* of a first: how many of its group came, itself among them */
	int64_t date;       /* of a first; INDEX_NO_DATE if it has none */
	uint64_t root;      /* of an alias, of again */
	const char *id;     /* of a first; of a note its name; borrowed */
	size_t id_len;
	const char *value;  /* of a note; borrowed */
	size_t value_len;
	struct hash128 keys[KEYS_MAX];
	size_t key_count;
	struct sketch sketch; /* if LOG_SKETCH */
};

struct log_header {
	uint64_t first;        /* number of the first entry */
	uint64_t keys;         /* about how many keys there are */
	const char *settings;  /* borrowed, no NUL */
	size_t settings_len;
	uint64_t sum;          /* what the first frame's sum goes on from */
	uint64_t end;          /* of the end mark */
	unsigned major, minor;
	size_t size;           /* bytes of the whole header */
};

struct log_frame {
	uint32_t length, items, entries;
	uint64_t first;
	uint64_t payload_sum;
	uint64_t sum;
};

/* Where a log stands behind some frame: what is before it is told by the sum. */
struct log_tie {
	uint64_t end;  /* behind the frame, or behind the header if there is none */
	uint64_t sum;  /* of the frame or of the header */
	uint64_t last; /* where the frame begins, 0 if there is none */
	uint64_t next; /* number of the entry that would come next */
};

enum log_result {
	LOG_OK,
	LOG_SHORT,   /* the bytes end too early; what there is is right as far as it goes */
	LOG_FOREIGN, /* not one of our files */
	LOG_NEWER,   /* of a later version */
	LOG_OLDER,   /* of one that was never released */
	LOG_DAMAGED
};

/* Appends a header, its end mark right behind it, and gives its sum. */
uint64_t log_add_header(struct buf *out, uint64_t first, uint64_t keys, const char *settings);

/* Reads a header from the n bytes of a file's beginning. */
enum log_result log_read_header(const char *data, size_t n, struct log_header *header);

/* Makes the end mark of a file whose header has that sum. */
void log_write_end(char out[LOG_END_BYTES], uint64_t header_sum, uint64_t end);

/* Whether it is an entry, which has a number. */
bool log_is_entry(enum log_kind kind);

/* Appends an item. */
void log_add_item(struct buf *out, const struct log_item *item);

/* Reads the item at *data, which ends before end, and moves *data past it; false if it is
 * malformed. kinds is the number of kinds that there are. */
bool log_read_item(const char **data, const char *end, size_t kinds, struct log_item *item);

/* Writes the LOG_FRAME bytes that go before a payload; fills frame->payload_sum and sum. */
void log_write_frame(struct log_frame *frame, uint64_t sum_before, const char *payload,
                     char out[LOG_FRAME]);

/* Reads these bytes. LOG_DAMAGED if they are not what was written after sum_before. */
enum log_result log_read_frame(const char data[LOG_FRAME], uint64_t sum_before,
                               struct log_frame *frame);

/* Whether these bytes are the frame that a tie tells of. */
bool log_is_last(const char data[LOG_FRAME], const struct log_tie *tie);

/* Whether the payload is that of the frame. */
bool log_check_payload(const struct log_frame *frame, const char *payload);

#endif
