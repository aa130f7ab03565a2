#include "filters/dedupe/core.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/dedupe/lists.h"

#define DECOR_LINE 8    /* a line of more words is no invitation */
#define LEADING_MAX 4   /* so many words at the beginning may be left out */
#define LEFT_LEAST 3    /* and so many must stay */
#define FORWARD_WORDS 3 /* the word that says "forwarded" is among so many */
#define WRAPPED_WORDS 5 /* a line of so many words may end within a sentence */
#define PERSON_WORDS 2  /* so many words behind Mister are a name */

/* Whether there is a line's end in what stands between two words: mostly one blank. */
static bool
has_newline(const char *s, const char *end)
{
	while (s < end && *s != '\n')
		s++;
	return s < end;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '<' || c == '>' || c == '"';
}

static bool
begins(const struct text *text, size_t at, const char *with)
{
	size_t n = strlen(with);

	return text->original_len - at >= n && memcmp(text->original + at, with, n) == 0;
}

/* Where an address or a handle that begins with the word ends; 0 if it begins none. */
static size_t
address_end(const struct text *text, const struct word *word)
{
	const char *s = text->original;
	size_t end = word->end, n = word->fold_len;
	bool handle = word->start > 0 && s[word->start - 1] == '@';

	if (!handle && !((n == 4 || n == 5) && begins(text, end, "://"))
	    && !(n == 3 && (s[word->start] | 0x20) == 'w' && begins(text, word->start + 3, ".")
	         && (s[word->start + 1] | 0x20) == 'w')
	    && !(n == 1 && s[word->start] == 't' && begins(text, end, ".me/")))
		return 0;
	while (end < text->original_len && !is_blank(s[end]))
		end++;
	return end;
}

/* Whether the word is the name or number of a character, as in &quot; and &#8217;. */
static bool
is_reference(const struct text *text, const struct word *word)
{
	const char *s = text->original;

	if (word->end >= text->original_len || s[word->end] != ';' || word->start == 0)
		return false;
	return s[word->start - 1] == '&' || (word->start > 1 && s[word->start - 1] == '#' && s[word->start - 2] == '&');
}

/* Whether the word is a number; its digits are put behind those before, modulo 2^32: 1,000 is 1000. */
static bool
is_digits(const struct text *text, const struct word *word, uint32_t *hash)
{
	const char *s = text->folded.data + word->fold;

	for (size_t i = 0; i < word->fold_len; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*hash = *hash * 10 + (uint32_t)(s[i] - '0');
	}
	return word->fold_len > 0;
}

/* Pictures: emoji, dingbats, arrows, geometric shapes, and what belongs to them. */
static bool
is_picture(const struct text *text, const struct word *word)
{
	const char *s = text->original + word->start, *end = text->original + word->end;
	uint32_t c = (unsigned char)*s < 0xe2 ? 0 : utf8_decode(&s, end);

	return (c >= 0x2190 && c < 0x2c00) || (c >= 0x1f000 && c < 0x20000);
}

/* Whether only a point or a comma, of any script, stands between two numbers. */
static bool
is_one_number(const struct text *text, const struct word *word)
{
	static const char *const marks[] = {".", ",", "\u066b", "\u066c", "\u00a0", "\u202f"};
	size_t from = word[-1].end, n = word->start - from;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (n == strlen(marks[i]) && memcmp(text->original + from, marks[i], n) == 0)
			return true;
	return false;
}

/* Latin, Greek and Cyrillic capitals by their places in Unicode: enough to tell
 * names in the languages that write them so. */
static bool
is_capital(const char *s, const char *end)
{
	uint32_t c;

	if ((unsigned char)*s < 0x80)
		return *s >= 'A' && *s <= 'Z';
	c = utf8_decode(&s, end);
	if (c >= 0x100 && c < 0x180)
		return c < 0x138 || (c > 0x148 && c < 0x179) ? !(c & 1) : (c & 1);
	return (c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3ab) || (c >= 0x400 && c <= 0x42f);
}

static bool
has_letter_case(const char *s)
{
	unsigned char c = (unsigned char)*s;

	return c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : c >= 0xc3 && c <= 0xd3;
}

/* What is known while the words are read. */
struct reading {
	struct core *core;
	size_t line;       /* where the line's words begin */
	size_t line_decor; /* how many of them are decor */
	size_t cased, capitals;
	size_t person;     /* so many of the next words are a name, if their script has no capitals */
	bool linked;       /* there is an address or a handle in the line */
	bool forwarded;    /* the line says where the post comes from */
	bool wrapped;      /* the line before was so long that this may go on with its sentence */
};

/* Ends a line: it goes if it has an address and says nothing else, or tells from where all that follows
 * was forwarded. */
static void
end_line(struct reading *r, bool last)
{
	size_t n = r->core->count - r->line;

	if (n <= DECOR_LINE && ((r->linked && 2 * r->line_decor >= n) || (r->forwarded && !last)))
		r->core->count = r->line;
	r->wrapped = r->core->count - r->line >= WRAPPED_WORDS;
	r->line = r->core->count;
	r->line_decor = 0;
	r->linked = r->forwarded = false;
	r->person = 0;
}

/* A name in a script without capitals: a given name and what follows it, or what follows a word like Mister. */
static bool
is_listed_name(struct reading *r, uint8_t lists)
{
	bool name = r->person > 0 || lists & LIST_GIVEN;

	if (r->person > 0)
		r->person--;
	if (lists & LIST_PERSON)
		r->person = PERSON_WORDS;
	else if (lists & LIST_GIVEN && r->person == 0)
		r->person = 1;
	return name;
}

/* A number is put behind one before it that only a comma or so stands between. True if it was. */
static bool
add_number(struct reading *r, const struct word *word, uint32_t digits)
{
	struct core *core = r->core;
	struct core_word *last = core->words + core->count - 1;

	r->person = 0;
	if (core->count > r->line && last->flags & CORE_NUMBER && is_one_number(&core->text, word)) {
		(void)is_digits(&core->text, word, &last->hash);
		last->end = word->end;
		return true;
	}
	core->words[core->count].hash = digits;
	return false;
}

/* What lists say of a word that is in one. */
static uint8_t
use_lists(struct reading *r, uint8_t lists)
{
	size_t count = r->core->count;

	if (r->line == 0 && ((lists & LIST_FORWARD && count < FORWARD_WORDS) || (lists & LIST_VIA && count == 0)))
		r->forwarded = true;
	if (!(lists & LIST_DECOR))
		return 0;
	r->line_decor++;
	return CORE_DECOR;
}

static void
add_word(struct reading *r, const struct word *word, bool first)
{
	struct core *core = r->core;
	const struct text *text = &core->text;
	const char *s = text->original + word->start, *end = text->original + text->original_len;
	struct core_word *taken = &core->words[core->count];
	uint32_t digits = 0;
	uint8_t flags = word->flags & WORD_HASHTAG ? CORE_TAG : 0, lists = lists_of(word->hash);

	taken->hash = word->hash;
	taken->start = word->start;
	taken->end = word->end;
	if ((unsigned)(text->folded.data[word->fold] - '0') < 10 && is_digits(text, word, &digits)) {
		flags |= CORE_NUMBER;
		if (add_number(r, word, digits))
			return;
	} else if (has_letter_case(s)) {
		bool capital = is_capital(s, end);

		r->cased++;
		r->capitals += capital;
		if (capital && !first && word->fold_len > 1)
			flags |= CORE_NAME;
	} else if (is_listed_name(r, lists)) {
		flags |= CORE_NAME;
	}
	if (lists)
		flags |= use_lists(r, lists);
	taken->flags = flags;
	core->count++;
}

/* Whether the word stands behind a blank, is no picture, and begins no address: as most do. */
static bool
is_plain(const struct text *text, const struct word *word)
{
	const char *s = text->original;
	unsigned char first = (unsigned char)s[word->start];

	return word->start == word[-1].end + 1 && s[word->start - 1] == ' ' && first < 0xe2 && word->gap < GAP_SENTENCE
	       && (word->end == text->original_len || (s[word->end] != ':' && s[word->end] != '.'));
}

static void
read_words(struct reading *r, size_t title_end)
{
	const struct text *text = &r->core->text;
	size_t passed = 0; /* what lies before belongs to an address */

	for (size_t i = 0; i < text->count; i++) {
		const struct word *word = &text->words[i];
		size_t before = i == 0 ? 0 : word[-1].end, end;
		bool line;

		if (i > 0 && is_plain(text, word) && before >= passed) {
			add_word(r, word, r->core->count == r->line);
			if (word->end <= title_end)
				r->core->words[r->core->count - 1].flags |= CORE_TITLE;
			continue;
		}
		line = i > 0 && has_newline(text->original + before, text->original + word->start);
		if (line)
			end_line(r, false);
		if (word->start < passed || is_reference(text, word) || is_picture(text, word))
			continue;
		end = address_end(text, word);
		if (end > 0) {
			passed = end;
			r->linked = true;
			continue;
		}
		add_word(r, word, word->gap >= GAP_SENTENCE || (line ? !r->wrapped : r->core->count == r->line));
		if (word->end <= title_end && r->core->count > 0)
			r->core->words[r->core->count - 1].flags |= CORE_TITLE;
	}
	end_line(r, true);
}

static void
reverse(struct core_word *words, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct core_word word = words[i];

		words[i] = words[n - 1 - i];
		words[n - 1 - i] = word;
	}
}

/* Puts the hashtags before and behind all else where they do not count as words, if enough words are left. What
 * attracts is no hashtag that says anything. */
static void
set_tags_apart(struct core *core)
{
	size_t before = 0, behind = 0, n;

	core->tags = 0;
	while (before < core->count && core->words[before].flags & CORE_TAG)
		before++;
	while (behind < core->count - before && core->words[core->count - 1 - behind].flags & CORE_TAG)
		behind++;
	n = core->count - before - behind;
	if (before + behind == 0 || n < LEFT_LEAST + 1)
		return;
	reverse(core->words, before);
	reverse(core->words + before, n);
	reverse(core->words, before + n);
	core->count = n;
	for (size_t i = n; i < n + before + behind; i++)
		if (!(core->words[i].flags & CORE_DECOR)) {
			core->words[n + core->tags] = core->words[i];
			core->words[n + core->tags++].flags |= CORE_NAME;
		}
}

/* Takes away what stands at the beginning to attract. */
static void
drop_leading(struct core *core)
{
	size_t n = 0;

	while (n < LEADING_MAX && n < core->count && core->words[n].flags & CORE_DECOR)
		n++;
	if (n == 0 || core->count < n + LEFT_LEAST)
		return;
	core->count -= n;
	core->words[n].flags &= (uint8_t)~CORE_NAME;
	memmove(core->words, core->words + n, (core->count + core->tags) * sizeof(*core->words));
}

static bool
repeats(const char *title, size_t title_n, const char *body, size_t n)
{
	return title_n <= n && (title_n == 0 || memcmp(title, body, title_n) == 0);
}

void
core_read(struct core *core, const char *title, size_t title_n, const char *body, size_t n)
{
	struct reading r = {.core = core};

	lists_make();
	buf_clear(&core->raw);
	core->count = 0;
	if (repeats(title, title_n, body, n))
		title_n = 0;
	buf_add(&core->raw, title, title_n);
	if (title_n > 0)
		buf_adds(&core->raw, "\n\n");
	buf_add(&core->raw, body, n);
	text_fold(&core->text, core->raw.len > 0 ? core->raw.data : "", core->raw.len);
	core->words = xgrow(core->words, &core->cap, core->text.count + 1, sizeof(*core->words));
	read_words(&r, title_n);
	if (2 * r.cased < core->count)
		core->naming = NAMING_LISTED;
	else
		core->naming = r.capitals > 0 && 2 * r.capitals < r.cased + 4 ? NAMING_CAPITAL : NAMING_NONE;
	set_tags_apart(core);
	drop_leading(core);
}

void
core_free(struct core *core)
{
	free(core->words);
	buf_free(&core->raw);
	text_free(&core->text);
	*core = (struct core){0};
}
