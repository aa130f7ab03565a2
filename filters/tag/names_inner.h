/* The inside of names.h, shared by its parts only.
 *
 * A name's words are joined to units: words that are one name however they are spaced (Abd al-Rahman,
 * Nasr Allah, Ba'asyir). So are a text's, in all ways that are possible, and a unit of the one is held
 * against a unit of the other by its sound. */
#ifndef NAMES_INNER_H
#define NAMES_INNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/buf.h"
#include "common/text.h"
#include "filters/tag/names_bound.h"
#include "filters/tag/names_memo.h"
#include "filters/tag/names_table.h"
#include "filters/tag/sound.h"
#include "filters/tag/table.h"

/* Bytes of a unit that are looked at, and ways to read the words that begin at one place. */
enum { UNIT_BYTES = 64, UNITS_MOST = 12 };

/* What was left out before a unit's first letter. */
enum strip { STRIP_NONE, STRIP_ARTICLE, STRIP_KUNYA, STRIP_PROCLITIC };

/* One way to read words as one. */
struct unit {
	uint32_t first, last; /* words, both inclusive */
	uint32_t key;         /* sound_key(), or of its letters if it has none */
	uint8_t skip;         /* folded bytes of the first word left out */
	uint8_t strip;        /* enum strip */
	bool mute;            /* has no sound key */
	bool read;            /* sound is filled, and hash */
	bool whole;           /* the word as it stands */
	bool common;          /* made of Abd or of -allah, -din: such names are many */
	uint8_t len;
	char bytes[UNIT_BYTES];
	struct sound sound;
	uint64_t hash;        /* of all that its sound depends on */
};

/* A word of the tables. */
struct lexeme {
	uint32_t hash, at; /* of its folded bytes; where they are */
	uint16_t n;        /* their number; 0: a free slot */
	uint16_t role;     /* enum role */
	uint8_t weight;    /* 0: as heavy as any */
	uint8_t row;       /* of name_particles: words that stand for each other */
};

/* A given name under one of its keys. */
struct given {
	uint32_t key, sound;
};

/* The words of the tables, by their folded bytes; given names by their sound. */
struct lexicon {
	struct buf bytes;
	struct lexeme *slots; /* a power of two of them */
	size_t mask;
	uint64_t bits[64];    /* by hash: there may be a lexeme */
	struct sound *sounds; /* of given names */
	size_t sound_count, sound_cap, leading; /* the first so many stand before other given names */
	struct given *given;  /* sorted by key */
	size_t given_count, given_cap;
};

void lexicon_make(struct lexicon *lexicon, struct sound_keyer *keyer);
void lexicon_free(struct lexicon *lexicon);

/* The lexeme of a word, or NULL. */
const struct lexeme *lexicon_find(const struct lexicon *lexicon, uint32_t hash, const char *s, size_t n);

/* Whether a word sounds like a given name of the table: its number from 1, or 0. */
size_t lexicon_given(const struct lexicon *lexicon, const struct text *text, struct unit *unit);

/* The roles of a text's word, those that do not hold where it stands left out. */
unsigned units_role(const struct lexicon *lexicon, const struct text *text, size_t i);

/* Whether a word is written as one with that before it: by apostrophe, hyphen, or nothing. */
bool units_attached(const struct text *text, size_t i);
bool units_apostrophe(const struct text *text, size_t i);

/* The units that begin with word i; returns their number. */
size_t units_at(const struct lexicon *lexicon, const struct text *text, size_t i, struct unit units[UNITS_MOST]);

/* Those of them that are made of it alone. */
size_t units_of_word(const struct text *text, size_t i, struct unit units[UNITS_MOST]);

/* The one unit that a name's word i begins. */
void units_of_name(const struct lexicon *lexicon, const struct text *text, size_t i, struct unit *unit);

/* The key of a word that has none by its sound: by its letters. */
static inline uint32_t
unit_mute_key(const char *s, size_t n)
{
	return text_hash(s, n) | (uint32_t)1 << 31;
}

/* Fills the unit's sound, if it is not. */
void unit_read(struct unit *unit, const struct text *text);

/* Two bits for each key; a key whose bits are both there is likely in it. */
struct key_set {
	uint64_t bits[4];
};

static inline uint32_t
names_mix(uint32_t key)
{
	return (key ^ key >> 15) * 0x9e3779b1u;
}

static inline void
key_set_add(struct key_set *set, uint32_t key)
{
	uint32_t mixed = names_mix(key);

	set->bits[mixed >> 30] |= (uint64_t)1 << (mixed >> 24 & 63);
	set->bits[mixed >> 22 & 3] |= (uint64_t)1 << (mixed >> 16 & 63);
}

static inline bool
key_set_has(const struct key_set *set, uint32_t key)
{
	uint32_t mixed = names_mix(key);

	return set->bits[mixed >> 30] >> (mixed >> 24 & 63) & set->bits[mixed >> 22 & 3] >> (mixed >> 16 & 63) & 1;
}

/* A bit for each key of the words that may stand beside a word of a name: one that has not its bit is none. */
struct company_set {
	uint64_t bits[16];
};

static inline void
company_add(struct company_set *set, uint32_t key)
{
	uint32_t bit = names_mix(key) >> 22;

	set->bits[bit >> 6] |= (uint64_t)1 << (bit & 63);
}

static inline bool
company_may(const struct company_set *set, uint32_t key)
{
	uint32_t bit = names_mix(key) >> 22;

	return set->bits[bit >> 6] >> (bit & 63) & 1;
}

/* A word of a name, or two or more that may be written as one. What most words are turned away by comes first,
 * as little as can be, so that it stays at hand. */
struct part {
	uint32_t name;
	uint32_t head;    /* its first bytes, as names_head() has them */
	uint32_t at;      /* its bytes in names.bytes */
	uint32_t bound;   /* its place in names.bounds, from 1; 0: it has none */
	uint8_t from, to; /* the words, both inclusive */
	uint8_t len;
	uint8_t words;    /* of the name: 1, 2 or, for more, 3 */
	bool generous;    /* the name is */
	bool article;     /* the article stood before it */
	bool led;         /* holds the leading particle as well */
	uint8_t weight;
	struct sound sound;
	bool mute;        /* has no sound key */
	bool leading;     /* a given name that stands before others */
	uint32_t key;     /* its own */
	uint32_t keys_at; /* all its keys, in names.keys */
	uint32_t key_count;
	struct key_set keys;
};

/* The first bytes of a word, for a quick look whether two are the same. */
static inline uint32_t
names_head(const char *s, size_t n)
{
	uint32_t head = 0;

	if (n >= sizeof(head))
		memcpy(&head, s, sizeof(head));
	else
		for (size_t i = 0; i < n; i++)
			head = head << 8 | (uint8_t)s[i];
	return head;
}

/* Words of a name beyond these are not looked at. */
enum { NAME_WORDS = 16 };

struct name {
	uint32_t term, part;  /* the first of its parts: first the words, in order */
	uint8_t count, parts; /* of words; of parts */
	uint8_t lead;         /* particles before the first word */
	uint8_t lead_row;     /* name_particles' row of the last of them */
	bool needs_lead;      /* they must be there */
	bool generous;
	bool body;            /* of a body, not a person */
	uint16_t lead_roles;
};

/* A word of the text with that key may be that part. */
struct entry {
	uint32_t key, part;
};

struct names {
	uint64_t serial;       /* differs from that of all other compiled names */
	struct lexicon lexicon;
	struct name *names; size_t count, cap;
	struct part *parts; size_t part_count, part_cap;
	struct buf bytes;
	struct bound *bounds; size_t bound_count, bound_cap; /* of the words that names are looked for by */
	struct company_set *companies; size_t company_count, company_cap; /* of the words that names are looked for by */
	uint32_t *company_of;  /* by part: its place in companies, from 1; 0: it has none, or needs none */
	uint32_t *keys; size_t key_count, key_cap; /* of parts: parts with the same letters share them */
	struct entry *entries; size_t entry_count, entry_cap;
	uint32_t *begin;       /* by bucket: its first entry; one more than buckets */
	unsigned shift;        /* from a mixed key to its bucket */
	uint64_t *filter;      /* a bit for each key */
	unsigned filter_shift;
};

static inline bool
names_may(const struct names *names, uint32_t key)
{
	uint32_t bit = names_mix(key) >> names->filter_shift;

	return names->filter[bit >> 6] >> (bit & 63) & 1;
}

/* Whether the part may be written with such a key. */
static inline bool
names_part_has(const struct names *names, const struct part *part, uint32_t key)
{
	const uint32_t *keys = names->keys + part->keys_at;

	if (!key_set_has(&part->keys, key))
		return false;
	for (uint32_t i = 0; i < part->key_count; i++)
		if (keys[i] == key)
			return true;
	return part->mute;
}

/* The ways to read the words that begin at one place. */
struct place {
	uint64_t stamp; /* of the text and the word */
	size_t count;
	struct unit units[UNITS_MOST];
};

enum { PLACES = 64, COSTS = 1 << 14, PAIRS = 1 << 15, ACCEPTED = 1 << 18 };

/* What is found out about a word. */
enum finding {
	FOUND_NAME = 1,  /* it may be one by which a name is looked for */
	FOUND_JOINS = 2, /* it is read together with words beside it */
	FOUND_LETTERS = 4, /* it is so short that it may be an initial */
	FOUND_GIVEN = 8, /* it sounds like a common given name... */
	FOUND_ASKED = 16, /* ... if that was asked for */
	FOUND_MUTE = 32, /* read alone it has no sound key */
	FINDINGS = MEMO_BELOW
};

/* In name_search.accepted: a part's number, and of the units of the word alone that which sounds like it. */
enum { ACCEPTED_UNIT = 28, ACCEPTED_PART = (1 << ACCEPTED_UNIT) - 1 };

/* In the flags of a hit while it is in name_search: its words are not in the name's order. */
enum { NAMES_TURNED = 1 };

struct name_search {
	struct memo memo;
	uint32_t *accepted;  /* lists: their length, then parts; the first is not used */
	size_t accepted_count;
	uint64_t *costs;     /* of a part and a unit, by their hash */
	uint64_t *pairs;     /* of a part and a word, by their hash: the lowest bit tells whether they are alike */
	uint64_t serial;     /* of the names they are for */
	uint64_t round;      /* counts texts */
	uint64_t cases_round;
	unsigned cases;      /* of that text */
	struct place *places;
	struct unit units[UNITS_MOST]; /* of the word being examined */
	uint8_t *findings; size_t finding_cap; /* of the text's words */
	struct verdict *seen; size_t seen_cap; /* likewise, as in the memo */
	struct hit *hits; size_t hit_count, hit_cap;
};

/* Whether a word may be read as one with the next. */
static inline bool
names_is_joined(const struct name_search *search, const struct text *text, size_t i)
{
	return search->findings[i] & FOUND_JOINS ||
	       (i + 1 < text->count && search->findings[i + 1] & FOUND_JOINS);
}

/* The ways to read word i and those behind it. */
struct place *names_place(const struct names *names, const struct text *text, struct name_search *search,
                          size_t i);

/* Whether the part sounds like the unit; *cost as sound_cost(), *limit what is usual. The bound is that
 * of the unit, or NULL. */
bool names_alike(const struct names *names, const struct text *text, struct name_search *search,
                 const struct part *part, struct unit *unit, const struct bound *bound, unsigned *cost,
                 unsigned *limit);

/* Whether they are the same where the unit stands. */
bool names_same(const struct names *names, const struct text *text, struct name_search *search,
                const struct part *part, struct unit *unit, const struct bound *bound, unsigned *cost,
                unsigned *limit);

/* Whether word i sounds like a common given name. */
bool names_is_given(const struct names *names, const struct text *text, struct name_search *search, size_t i);

/* Judges a name of which a part was found; adds the hit if all that is needed stands around it. */
void names_judge(const struct names *names, const struct text *text, struct name_search *search,
                 const struct part *part, struct unit *unit, const struct bound *bound, uint32_t field);

#endif
