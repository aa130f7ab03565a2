/* Terms: read, checked, and made one where they are the same. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/hash.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/address.h"
#include "filters/tag/rules_load.h"

/* Letters of an acronym that is taken as written without `=`. */
#define ACRONYM_MAX 5

/* Capital letters of the scripts that have them, as the blocks of Unicode's
 * UnicodeData.txt give them; step 2: capital and small letter alternate, beginning with a
 * capital. */
static const struct {
	uint32_t first, last, step;
} capitals[] = {
	{'A', 'Z', 1},          {0x00c0, 0x00d6, 1},    {0x00d8, 0x00de, 1},  {0x0100, 0x0136, 2},
	{0x0139, 0x0147, 2},    {0x014a, 0x0176, 2},    {0x0178, 0x0178, 1},  {0x0179, 0x017d, 2},
	{0x0386, 0x0386, 1},    {0x0388, 0x038f, 1},    {0x0391, 0x03ab, 1},  {0x0400, 0x042f, 1},
	{0x0460, 0x0480, 2},    {0x048a, 0x04be, 2},    {0x04d0, 0x052e, 2},  {0x0531, 0x0556, 1},
	{0x1e00, 0x1e94, 2},    {0x1ea0, 0x1efe, 2},
};

static bool
is_capital(uint32_t c)
{
	for (size_t i = 0; i < sizeof(capitals) / sizeof(capitals[0]); i++)
		if (c >= capitals[i].first && c <= capitals[i].last)
			return (c - capitals[i].first) % capitals[i].step == 0;
	return false;
}

/* PMU, U.S.: capitals and full stops only, one to five capitals. */
static bool
is_acronym(const char *s, size_t n)
{
	const char *end = s + n;
	size_t letters = 0;

	while (s < end) {
		uint32_t c = utf8_decode(&s, end);

		if (c == '.' && letters > 0)
			continue;
		if (!is_capital(c) || ++letters > ACRONYM_MAX)
			return false;
	}
	return letters > 0;
}

/* Whether it begins with a letter of a script without blanks, roughly. */
static bool
lacks_blanks(const char *s, size_t n)
{
	uint32_t c = n > 0 ? utf8_decode(&s, s + n) : 0;

	return (c >= 0xe00 && c < 0xf00) || c >= 0x2e80;
}

/* A star at p: it must touch one word, and that word must say something. */
static bool
check_star(struct loader *loader, const struct yaml_value *value, const struct word *before,
           const struct word *after)
{
	const struct word *word = before != NULL ? before : after;
	const char *folded;

	if (word == NULL) {
		COMPLAIN(loader, value, "'%s': a '*' by itself stands for no word; put it at a word's end or "
		         "beginning, or take it out", SHOWN(value));
		return false;
	}
	if (before != NULL && after != NULL) {
		COMPLAIN(loader, value, "'%s': a '*' can only stand at a word's end or beginning, not inside; "
		         "write the words out", SHOWN(value));
		return false;
	}
	folded = loader->text.folded.data + word->fold;
	if (utf8_count(folded, word->fold_len) < 2) {
		COMPLAIN(loader, value, "'%s': one letter and a '*' would find nearly everything; %s", SHOWN(value),
		         lacks_blanks(folded, word->fold_len) ? "its script has no blanks, so leave the '*' out"
		                                              : "write at least two letters");
		return false;
	}
	return true;
}

static bool
check_stars(struct loader *loader, const struct yaml_value *value, const char *s, size_t n,
            enum term_kind kind)
{
	const struct text *text = &loader->text;
	size_t next = 0, starred = SIZE_MAX;

	buf_clear(&loader->stars);
	for (size_t i = 0; i < n; i++) {
		const struct word *before = NULL, *after = NULL;
		size_t word;

		if (s[i] != '*')
			continue;
		if (kind == TERM_EXACT) {
			COMPLAIN(loader, value, "'%s': '=' and '*' do not go together; take one of them out",
			         SHOWN(value));
			return false;
		}
		while (next < text->count && text->words[next].start <= i)
			next++;
		if (next < text->count && text->words[next].start == i + 1)
			after = &text->words[next];
		if (next > 0 && text->words[next - 1].end == i)
			before = &text->words[next - 1];
		if (!check_star(loader, value, before, after))
			return false;
		word = before != NULL ? next - 1 : next;
		if (word == starred) {
			COMPLAIN(loader, value, "'%s': a word can have one '*', at its beginning or its end",
			         SHOWN(value));
			return false;
		}
		starred = word;
		buf_addf(&loader->stars, before != NULL ? "%zu*" : "*%zu", word);
	}
	return true;
}

static bool
check_words(struct loader *loader, const struct yaml_value *value)
{
	const struct text *text = &loader->text;

	if (text->count == 0) {
		COMPLAIN(loader, value, "'%s' holds no word; a term needs a letter or digit", SHOWN(value));
		return false;
	}
	if (text->count > RULES_WORDS_MAX) {
		COMPLAIN(loader, value, "a term of %zu words; the longest may have %d", text->count,
		         RULES_WORDS_MAX);
		return false;
	}
	for (size_t i = 1; i < text->count; i++) {
		if (text->words[i].gap >= GAP_SENTENCE) {
			COMPLAIN(loader, value, "'%s': a sentence ends inside, and a term matches within one; make it "
			         "two terms in 'near'", SHOWN(value));
			return false;
		}
	}
	return true;
}

/* Folds the term again without its stars, which are marks to folding and would show
 * as gaps between words. */
static void
fold_plain(struct loader *loader, const char *s, size_t n)
{
	buf_clear(&loader->plain);
	for (size_t i = 0; i < n; i++)
		if (s[i] != '*')
			buf_addc(&loader->plain, s[i]);
	text_fold(&loader->text, loader->plain.data, loader->plain.len);
}

/* The folded words, and where `marks` count, the marks between them. */
static void
add_words(struct loader *loader, bool marks)
{
	for (size_t i = 0; i < loader->text.count; i++) {
		const struct word *word = &loader->text.words[i];

		if (i > 0)
			buf_addc(&loader->scratch, marks && word->gap > GAP_JOINER ? ',' : ' ');
		buf_add(&loader->scratch, loader->text.folded.data + word->fold, word->fold_len);
	}
}

/* What makes terms the same: of exact ones, expressions and addresses the text; of
 * names the folded words; of the others these too, with the
 * marks between them, since a term with a comma finds words with a comma between, and the stars. */
static void
make_key(struct loader *loader, const struct term *term, size_t n)
{
	static const char signs[] = {
		[TERM_FOLDED] = ' ', [TERM_EXACT] = '=', [TERM_NAME] = '~', [TERM_REGEX] = '/',
		[TERM_ADDRESS] = '@',
	};
	struct buf *key = &loader->scratch;

	buf_clear(key);
	buf_addc(key, signs[term->kind]);
	buf_addc(key, term->bare ? '-' : term->generous ? '~' : ' ');
	switch (term->kind) {
	case TERM_FOLDED:
		add_words(loader, true);
		buf_addc(key, '/');
		buf_add(key, loader->stars.data, loader->stars.len);
		break;
	case TERM_NAME:
		add_words(loader, false);
		break;
	case TERM_REGEX:
		buf_addf(key, "%s/", term->flags);
		buf_add(key, term->text, n);
		break;
	default:
		buf_add(key, term->text, n);
	}
}

/* The slot of the index that holds the term with that hash, or the free one
 * where it belongs. The hash has 128 bits: two terms do not share one by accident. */
static uint32_t *
slot_of(const struct term_index *index, struct hash128 hash)
{
	for (size_t i = (size_t)hash.low;; i++) {
		uint32_t *slot = &index->slots[i & (index->slot_count - 1)];

		if (*slot == 0 || (index->hashes[*slot - 1].low == hash.low &&
		                   index->hashes[*slot - 1].high == hash.high))
			return slot;
	}
}

/* Makes room for one more; at most half of the slots are taken. */
static void
grow_index(struct term_index *index, size_t count)
{
	index->hashes = xgrow(index->hashes, &index->cap, count + 1, sizeof(*index->hashes));
	if (count < index->slot_count / 2)
		return;
	free(index->slots);
	index->slot_count = index->slot_count > 0 ? index->slot_count * 2 : 64;
	index->slots = xcalloc(index->slot_count, sizeof(*index->slots));
	for (size_t i = 0; i < count; i++)
		*slot_of(index, index->hashes[i]) = (uint32_t)i + 1;
}

/* A new term may be stamped. */
static void
add_stamp(struct loader *loader, size_t id)
{
	loader->stamps = xgrow(loader->stamps, &loader->stamp_cap, id + 1, sizeof(*loader->stamps));
	loader->stamps[id] = (struct stamp){0};
}

/* The term like this one that there is already, or this one made one; its text has n bytes. */
static const struct term *
intern(struct loader *loader, const struct yaml_value *value, const struct term *like, size_t n)
{
	struct rule_set *set = loader->set;
	struct hash128 hash;
	struct term *term;
	uint32_t *slot;

	make_key(loader, like, n);
	hash = hash_identity(loader->scratch.data, loader->scratch.len);
	grow_index(&loader->terms, set->term_count);
	slot = slot_of(&loader->terms, hash);
	if (*slot != 0)
		return set->terms[*slot - 1];
	term = arena_get(&set->arena, sizeof(*term));
	*term = *like;
	term->written = arena_copy(&set->arena, value->text, value->n);
	if (term->kind == TERM_REGEX)
		term->text = arena_copy(&set->arena, like->text, n);
	else
		term->text = term->written + (like->text - value->text);
	if (term->flags != NULL)
		term->flags = arena_copy(&set->arena, like->flags, strlen(like->flags));
	term->id = set->term_count;
	term->mark = rules_mark(loader, value);
	set->terms = xgrow(set->terms, &set->term_cap, set->term_count + 1, sizeof(*set->terms));
	set->terms[set->term_count++] = term;
	loader->terms.hashes[term->id] = hash;
	*slot = (uint32_t)set->term_count;
	add_stamp(loader, term->id);
	return term;
}

/* Words, folded or exact, which it is told by the kind. */
static bool
read_words(struct loader *loader, const struct yaml_value *value, const struct term *term, size_t n)
{
	text_fold(&loader->text, term->text, n);
	if (!check_stars(loader, value, term->text, n, term->kind))
		return false;
	if (loader->stars.len > 0)
		fold_plain(loader, term->text, n);
	return check_words(loader, value);
}

static bool
has_letter(const struct text *text)
{
	for (size_t i = 0; i < text->count; i++) {
		const struct word *word = &text->words[i];
		const char *s = text->folded.data + word->fold;

		/* Digits of all scripts are folded to ASCII. */
		if (utf8_count(s, word->fold_len) < 2)
			continue;
		for (size_t j = 0; j < word->fold_len; j++)
			if (s[j] < '0' || s[j] > '9')
				return true;
	}
	return false;
}

static bool
read_name(struct loader *loader, const struct yaml_value *value, struct term *term, size_t *n)
{
	term->kind = TERM_NAME;
	for (term->text++, --*n; *n > 0 && *term->text == '~' && !term->generous; term->text++, --*n)
		term->generous = true;
	if (*n > 0 && (*term->text == '=' || *term->text == '~' || *term->text == '/')) {
		COMPLAIN(loader, value, "'%s': '~' and '%c' do not go together; take one of them out",
		         SHOWN(value), *term->text);
		return false;
	}
	if (memchr(term->text, '*', *n) != NULL) {
		COMPLAIN(loader, value, "'%s': '~' and '*' do not go together; '~' finds a name's endings by "
		         "itself", SHOWN(value));
		return false;
	}
	text_fold(&loader->text, term->text, *n);
	if (!check_words(loader, value))
		return false;
	if (has_letter(&loader->text))
		return true;
	COMPLAIN(loader, value, "'%s' holds no name; a word of two letters or more must be in it",
	         SHOWN(value));
	return false;
}

/* Whether it begins as an account or a URL does, so that nobody would expect words. */
static bool
claims_address(const char *s, size_t n)
{
	static const char *const beginnings[] = {"@", "http://", "https://"};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (n >= strlen(beginnings[i]) && strncasecmp(s, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

const struct term *
rules_read_term(struct loader *loader, const struct yaml_value *value, bool bare)
{
	struct term term = {.text = value->text, .bare = bare};
	struct buf pattern = {0};
	size_t n = value->n;
	const struct term *found = NULL;
	bool fine = false;

	if (!rules_scalar(loader, value, "a term"))
		return NULL;
	if (n > 0 && *term.text == '~') {
		fine = read_name(loader, value, &term, &n);
	} else if (n > 0 && *term.text == '/') {
		fine = rules_read_regex(loader, value, &term, &n, &pattern);
	} else if (n > 0 && *term.text == '=') {
		term.kind = TERM_EXACT;
		term.text++;
		n--;
		fine = read_words(loader, value, &term, n);
	} else if (strpbrk(term.text, ".@/") != NULL && address_is(term.text, n)) {
		term.kind = TERM_ADDRESS;
		fine = true;
	} else if (claims_address(term.text, n)) {
		COMPLAIN(loader, value, "'%s' is no account or address, as its beginning says; mend it, or leave "
		         "the beginning out, if words are meant", SHOWN(value));
	} else {
		term.kind = is_acronym(term.text, n) ? TERM_EXACT : TERM_FOLDED;
		fine = read_words(loader, value, &term, n);
	}
	if (fine && bare && term.kind != TERM_FOLDED && term.kind != TERM_EXACT) {
		COMPLAIN(loader, value, "'%s': 'proclitics' is for words, not for names, expressions and "
		         "addresses; take it out", SHOWN(value));
		fine = false;
	}
	if (fine)
		found = intern(loader, value, &term, n);
	buf_free(&pattern);
	return found;
}
