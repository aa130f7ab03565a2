/* Terms: read, checked, and made one where they are the same. */
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
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

/* What the language will have and this version has not. */
static bool
is_supported(struct loader *loader, const struct yaml_value *value)
{
	const char *s = value->text;

	if (s[0] == '~') {
		COMPLAIN(loader, value, "'%s': names in any spelling ('~') are not supported by this version; "
		         "write the spellings out", SHOWN(value));
		return false;
	}
	if (s[0] == '/' && memchr(s + 1, '/', value->n - 1) != NULL) {
		COMPLAIN(loader, value, "'%s': regular expressions are not supported by this version; write "
		         "words, with '*' for their endings", SHOWN(value));
		return false;
	}
	return true;
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
		COMPLAIN(loader, value, "'%s': one letter and a '*' would find nearly everything; write at least "
		         "two letters", SHOWN(value));
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

/* What makes terms the same: the text of exact ones; of the others the folded words, the
 * marks between them, since a term with a comma finds words with a comma between, and the stars. */
static void
make_key(struct loader *loader, const char *s, size_t n, enum term_kind kind)
{
	struct buf *key = &loader->scratch;

	buf_clear(key);
	buf_addc(key, kind == TERM_EXACT ? '=' : ' ');
	if (kind == TERM_EXACT) {
		buf_add(key, s, n);
		return;
	}
	for (size_t i = 0; i < loader->text.count; i++) {
		const struct word *word = &loader->text.words[i];

		if (i > 0)
			buf_addc(key, word->gap <= GAP_JOINER ? ' ' : ',');
		buf_add(key, loader->text.folded.data + word->fold, word->fold_len);
	}
	buf_addc(key, '/');
	buf_add(key, loader->stars.data, loader->stars.len);
}

/* A new term may be stamped. */
static void
add_stamp(struct loader *loader, size_t id)
{
	loader->stamps = xgrow(loader->stamps, &loader->stamp_cap, id + 1, sizeof(*loader->stamps));
	loader->stamps[id] = (struct stamp){0};
}

static const struct term *
intern(struct loader *loader, const struct yaml_value *value, const char *s, size_t n,
       enum term_kind kind)
{
	struct rule_set *set = loader->set;
	struct term *term;
	size_t *known;

	make_key(loader, s, n, kind);
	known = table_find(&loader->terms, loader->scratch.data, loader->scratch.len);
	if (known != NULL)
		return set->terms[*known];
	term = arena_get(&set->arena, sizeof(*term));
	term->written = arena_copy(&set->arena, value->text, value->n);
	term->text = term->written + (value->n - n);
	term->kind = kind;
	term->id = set->term_count;
	term->mark = rules_mark(loader, value);
	set->terms = xgrow(set->terms, &set->term_cap, set->term_count + 1, sizeof(*set->terms));
	set->terms[set->term_count++] = term;
	add_stamp(loader, term->id);
	table_add(&loader->terms, arena_copy(&loader->keys, loader->scratch.data, loader->scratch.len),
	          loader->scratch.len, term->id);
	return term;
}

const struct term *
rules_read_term(struct loader *loader, const struct yaml_value *value)
{
	const char *s = value->text;
	size_t n = value->n;
	enum term_kind kind = TERM_FOLDED;

	if (!rules_scalar(loader, value, "a term") || !is_supported(loader, value))
		return NULL;
	if (n > 0 && s[0] == '=') {
		kind = TERM_EXACT;
		s++;
		n--;
	} else if (is_acronym(s, n)) {
		kind = TERM_EXACT;
	}
	text_fold(&loader->text, s, n);
	if (!check_stars(loader, value, s, n, kind))
		return NULL;
	if (loader->stars.len > 0)
		fold_plain(loader, s, n);
	if (!check_words(loader, value))
		return NULL;
	return intern(loader, value, s, n, kind);
}

bool
rules_first_in_group(struct loader *loader, size_t serial, const struct term *term,
                     const struct yaml_value *value, bool folded)
{
	struct stamp *stamp = &loader->stamps[term->id];

	if (stamp->serial != serial) {
		*stamp = (struct stamp){.serial = serial, .line = value->line, .written = value->text};
		return true;
	}
	if (strcmp(stamp->written, value->text) == 0)
		COMPLAIN(loader, value, "duplicate term '%s', first on line %zu; take one of them out",
		         SHOWN(value), stamp->line);
	else if (!folded)
		COMPLAIN(loader, value, "'%s' finds the same as '%s' on line %zu, since case and accents are "
		         "levelled; take one of them out", SHOWN(value),
		         shown(stamp->written, strlen(stamp->written)).text, stamp->line);
	return false;
}
