#include "filters/tag/regex_need.h"

#include <string.h>

#define DEPTH_MOST 64

struct reader {
	const char *p;
	bool caseless;
	bool lost;    /* something is not understood: nothing is known */
	int depth;
};

/* A sequence being read: the literal at its end, and the best of what it needs. */
struct sequence {
	struct regex_need *best;
	struct need_literal run;
};

static void read_alternatives(struct reader *reader, struct regex_need *out);

const char *
regex_skip_class(const char *p)
{
	p++;
	if (*p == '^')
		p++;
	if (*p == ']')
		p++;
	for (; *p != '\0' && *p != ']'; p++) {
		const char *close;

		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '[' && p[1] == ':' && (close = strstr(p + 2, ":]")) != NULL)
			p = close + 1;
	}
	return *p == ']' ? p + 1 : p;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

/* Takes what is longer. */
static void
improve(struct regex_need *best, const struct regex_need *other)
{
	if (other->count > 0 && (best->count == 0 || other->least > best->least))
		*best = *other;
}

static void
end_run(struct sequence *sequence)
{
	struct regex_need need = {.literals = {sequence->run}, .count = 1, .least = sequence->run.len};

	if (sequence->run.len >= NEED_LEAST)
		improve(sequence->best, &need);
	sequence->run.len = 0;
}

/* Passes over quantifiers; whether what stands before them must be there. */
static bool
read_quantifiers(struct reader *reader, bool *any)
{
	bool must = true;

	*any = false;
	for (;; reader->p++) {
		const char *p = reader->p;

		if (*p == '*' || *p == '?') {
			/* behind another it says how greedy that is */
			must = must && *p == '?' && *any;
		} else if (*p == '{') {
			const char *close = strchr(p, '}');

			if (close == NULL || strspn(p + 1, "0123456789, ") != (size_t)(close - p - 1))
				return must;
			must = must && strspn(p + 1, "0 ") == 0 && p[1] >= '1' && p[1] <= '9';
			reader->p = close;
		} else if (*p != '+') {
			return must;
		}
		*any = true;
	}
}

/* A literal character of n bytes, with its quantifiers. */
static void
read_literal(struct reader *reader, struct sequence *sequence, size_t n)
{
	struct need_literal *run = &sequence->run;
	const char *p = reader->p;
	unsigned char lead = (unsigned char)*p;
	/* Arabic, and most of Hebrew, have no case. */
	bool plain = !reader->caseless || lead < 0x80 || (lead >= 0xd7 && lead <= 0xdb);
	bool any, must;

	reader->p += n;
	must = read_quantifiers(reader, &any) && plain;
	if (!must || run->len + n > NEED_BYTES)
		end_run(sequence);
	if (must)
		for (size_t i = 0; i < n; i++)
			run->bytes[run->len++] = lower(p[i]);
	if (any)
		end_run(sequence);
}

/* Something that is no literal, and ends at reader->p. */
static void
end_atom(struct reader *reader, struct sequence *sequence)
{
	bool any;

	end_run(sequence);
	read_quantifiers(reader, &any);
}

static size_t
character_length(const char *p)
{
	size_t n = 1;

	while (((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

static void
read_escape(struct reader *reader, struct sequence *sequence)
{
	char c = reader->p[1];

	if (c != '\0' && !is_alnum(c)) {
		reader->p++;
		read_literal(reader, sequence, character_length(reader->p));
		return;
	}
	if (c == '\0' || strchr("dDwWsSbBAzZhHvVRXpP", c) == NULL) {
		reader->lost = true;
		return;
	}
	reader->p += 2;
	if ((c == 'p' || c == 'P') && *reader->p == '{') {
		const char *close = strchr(reader->p, '}');

		reader->lost = reader->lost || close == NULL;
		reader->p = close != NULL ? close + 1 : reader->p;
	} else if ((c == 'p' || c == 'P') && *reader->p != '\0') {
		reader->p++;
	}
	end_atom(reader, sequence);
}

/* What a group begins with, and whether what is in it must be there. */
static const struct {
	const char *text;
	bool counts;
} groups[] = {
	{"(?:", true}, {"(?>", true}, {"(?|", true}, {"(?=", false}, {"(?!", false}, {"(?<=", false},
	{"(?<!", false},
};

static bool
begin_group(struct reader *reader)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		size_t n = strlen(groups[i].text);

		if (strncmp(reader->p, groups[i].text, n) != 0)
			continue;
		reader->p += n;
		return groups[i].counts;
	}
	if (reader->p[1] == '?' || reader->p[1] == '*')
		reader->lost = true; /* flags, names, recursion, conditions */
	reader->p++;
	return true;
}

static void
read_group(struct reader *reader, struct sequence *sequence)
{
	struct regex_need inner;
	bool counts = begin_group(reader), any;

	end_run(sequence);
	if (reader->lost || reader->depth == DEPTH_MOST) {
		reader->lost = true;
		return;
	}
	reader->depth++;
	read_alternatives(reader, &inner);
	reader->depth--;
	if (*reader->p != ')') {
		reader->lost = true;
		return;
	}
	reader->p++;
	if (read_quantifiers(reader, &any) && counts)
		improve(sequence->best, &inner);
}

/* Up to | or ) or the end. */
static void
read_sequence(struct reader *reader, struct regex_need *out)
{
	struct sequence sequence = {.best = out};

	out->count = 0;
	while (!reader->lost && *reader->p != '\0' && *reader->p != '|' && *reader->p != ')') {
		if (*reader->p == '(') {
			read_group(reader, &sequence);
		} else if (*reader->p == '\\') {
			read_escape(reader, &sequence);
		} else if (*reader->p == '[') {
			reader->p = regex_skip_class(reader->p);
			end_atom(reader, &sequence);
		} else if (strchr(".^$*+?{", *reader->p) != NULL) {
			reader->p++;
			end_atom(reader, &sequence);
		} else {
			read_literal(reader, &sequence, character_length(reader->p));
		}
	}
	end_run(&sequence);
}

/* Of alternatives each must need something. */
static void
read_alternatives(struct reader *reader, struct regex_need *out)
{
	bool known = true, more = true;

	out->count = 0;
	while (more && !reader->lost) {
		struct regex_need one;

		read_sequence(reader, &one);
		known = known && one.count > 0 && out->count + one.count <= NEED_LITERALS;
		if (known) {
			memcpy(out->literals + out->count, one.literals, one.count * sizeof(one.literals[0]));
			out->least = out->count == 0 || one.least < out->least ? one.least : out->least;
			out->count += one.count;
		}
		more = *reader->p == '|';
		reader->p += more;
	}
	if (!known)
		out->count = 0;
}

void
regex_need_find(struct regex_need *need, const char *pattern, const char *flags)
{
	struct reader reader = {.p = pattern, .caseless = strchr(flags, 'i') != NULL};

	read_alternatives(&reader, need);
	need->caseless = reader.caseless;
	if (reader.lost || *reader.p != '\0' || strchr(flags, 'x') != NULL)
		need->count = 0;
}

static uint32_t
place_of(uint32_t gram)
{
	return (gram & 0xffffff) * 0x9e3779b1u >> 16;
}

void
regex_grams_fill(struct regex_grams *grams, const char *s, size_t n)
{
	uint32_t gram = 0;

	memset(grams->bits, 0, sizeof(grams->bits));
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		uint32_t place;

		c |= (unsigned char)((c >= 'A' && c <= 'Z') << 5);
		gram = gram << 8 | c;
		place = place_of(gram);
		grams->bits[place >> 6] |= (uint64_t)1 << (place & 63);
	}
	grams->odd = memmem(s, n, "\u017f", 2) != NULL || memmem(s, n, "\u212a", 3) != NULL;
}

static bool
has_literal(const struct regex_grams *grams, const struct need_literal *literal)
{
	uint32_t gram = (uint32_t)(unsigned char)literal->bytes[0] << 8 | (unsigned char)literal->bytes[1];

	for (size_t i = 2; i < literal->len; i++) {
		uint32_t place;

		gram = gram << 8 | (unsigned char)literal->bytes[i];
		place = place_of(gram);
		if (!(grams->bits[place >> 6] >> (place & 63) & 1))
			return false;
	}
	return true;
}

bool
regex_need_met(const struct regex_need *need, const struct regex_grams *grams)
{
	if (need->count == 0 || (need->caseless && grams->odd))
		return true;
	for (size_t i = 0; i < need->count; i++)
		if (has_literal(grams, &need->literals[i]))
			return true;
	return false;
}
