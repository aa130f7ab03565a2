#include "filters/tag/regexes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/regex_need.h"

#define PATTERN_MOST 4096 /* bytes */
#define REPEATS_MOST 1000 /* in {n,m} */
#define NESTING_MOST 64   /* parentheses */

/* What a text may cost an expression: steps, of which a callout makes CALLOUT_STEPS and as many as
 * it is bytes from the last one; about a nanosecond each where there is JIT. Ordinary expressions need
 * 1 to 15 a byte. PCRE2's own limits count from anew for each place where a match may begin, and count no
 * characters, so that they bound no text; they are there for what comes between two callouts. */
#define FUEL_BASE 2000000
#define FUEL_PER_BYTE 100
#define CALLOUT_STEPS 8
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 10000
#define HEAP_LIMIT 4096 /* KiB */
#define JIT_STACK (256 * 1024)

struct expression {
	uint32_t term;
	pcre2_code *code;
	bool compares; /* has back references, each of which may read as much as it has read */
	struct regex_need need;
};

struct regexes {
	struct expression *items;
	size_t count, cap;
	size_t needs; /* of how many it is known what they need */
};

struct regex_search {
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	uint64_t fuel;
	size_t last, furthest; /* bytes, at the last callout; of all in this call */
	bool compares;
	struct regex_grams grams;
};

static void *
allocate(size_t n, void *data)
{
	return xmalloc(n);
}

static void
release(void *memory, void *data)
{
	free(memory);
}

static pcre2_general_context *
new_general(void)
{
	return pcre2_general_context_create(allocate, release, NULL);
}

static const struct {
	char letter;
	uint32_t option;
} known_flags[] = {
	{'i', PCRE2_CASELESS}, {'m', PCRE2_MULTILINE}, {'s', PCRE2_DOTALL}, {'x', PCRE2_EXTENDED},
};

#define FLAGS (sizeof(known_flags) / sizeof(known_flags[0]))

static bool
refuse(char *why, size_t room, size_t *at, size_t place, const char *what)
{
	*at = place;
	snprintf(why, room, "%s", what);
	return false;
}

static bool
read_flags(const char *flags, uint32_t *options, char *why, size_t room)
{
	for (; *flags != '\0'; flags++) {
		size_t i = 0;

		while (i < FLAGS && known_flags[i].letter != *flags)
			i++;
		if (i == FLAGS) {
			snprintf(why, room, "unknown flag '%c'; there are i, m, s and x",
			         *flags > ' ' && *flags < 0x7f ? *flags : '?');
			return false;
		}
		if (*options & known_flags[i].option) {
			snprintf(why, room, "the flag '%c' stands twice", *flags);
			return false;
		}
		*options |= known_flags[i].option;
	}
	return true;
}

/* What PCRE2 would take and we do not, by how it begins. */
static const struct {
	const char *text, *why;
} strangers[] = {
	{"\\K", "\\K is not supported; write what stands before as (?<=...)"},
	{"\\G", "\\G is not supported"},
	{"\\C", "\\C is not supported: it may cut a character"},
	{"(?C", "callouts are not supported"},
};

/* Whether p begins `{n`, `{n,` or `{n,m` with a number too large. */
static bool
repeats_often(const char *p)
{
	long number = 0;

	for (p++; (*p >= '0' && *p <= '9') || *p == ','; p++) {
		number = *p == ',' ? 0 : number * 10 + (*p - '0');
		if (number > REPEATS_MOST)
			return true;
	}
	return false;
}

/* Verbs (*LIKE_THIS), not (*atomic:these). */
static bool
is_verb(const char *p)
{
	return p[0] == '(' && p[1] == '*' && ((p[2] >= 'A' && p[2] <= 'Z') || p[2] == ':');
}

/* Looks for what is not to be in a pattern; what stands in a class or quoted is only text. */
static bool
has_no_strangers(const char *pattern, size_t *at, char *why, size_t room)
{
	for (const char *p = pattern; *p != '\0';) {
		for (size_t i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++)
			if (strncmp(p, strangers[i].text, strlen(strangers[i].text)) == 0)
				return refuse(why, room, at, (size_t)(p - pattern), strangers[i].why);
		if (is_verb(p))
			return refuse(why, room, at, (size_t)(p - pattern), "verbs (*...) are not supported");
		if (*p == '{' && repeats_often(p))
			return refuse(why, room, at, (size_t)(p - pattern), "more than 1000 repetitions");
		if (p[0] == '\\' && p[1] == 'Q') {
			const char *close = strstr(p, "\\E");

			p = close != NULL ? close + 2 : p + strlen(p);
		} else if (p[0] == '\\' && p[1] != '\0') {
			p += 2;
		} else if (*p == '[') {
			p = regex_skip_class(p);
		} else {
			p++;
		}
	}
	return true;
}

static pcre2_compile_context *
new_compile_context(pcre2_general_context *general)
{
	pcre2_compile_context *context = pcre2_compile_context_create(general);

	pcre2_set_max_pattern_length(context, PATTERN_MOST);
	pcre2_set_parens_nest_limit(context, NESTING_MOST);
	pcre2_set_newline(context, PCRE2_NEWLINE_ANYCRLF);
	pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
	return context;
}

/* Compiles with callouts everywhere, which count the steps; they take nothing from PCRE2's own search for
 * where a match may begin. */
static pcre2_code *
compile(pcre2_general_context *general, const char *pattern, const char *flags, size_t *at,
        char *why, size_t room)
{
	uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
	pcre2_compile_context *context;
	pcre2_code *code;
	PCRE2_SIZE place = 0;
	int error = 0;

	*at = 0;
	if (!read_flags(flags, &options, why, room))
		return NULL;
	if (strlen(pattern) > PATTERN_MOST) {
		refuse(why, room, at, PATTERN_MOST, "longer than 4096 bytes");
		return NULL;
	}
	if (!has_no_strangers(pattern, at, why, room))
		return NULL;
	context = new_compile_context(general);
	code = pcre2_compile((PCRE2_SPTR)pattern, strlen(pattern), options, &error, &place, context);
	pcre2_compile_context_free(context);
	if (code == NULL) {
		unsigned char message[160];

		pcre2_get_error_message(error, message, sizeof(message));
		refuse(why, room, at, place, (const char *)message);
	}
	return code;
}

static uint32_t
ask(const pcre2_code *code, uint32_t what)
{
	uint32_t answer = 0;

	pcre2_pattern_info(code, what, &answer);
	return answer;
}

bool
regex_check(const char *pattern, const char *flags, size_t *at, char *why, size_t room)
{
	pcre2_general_context *general = new_general();
	pcre2_code *code = compile(general, pattern, flags, at, why, room);
	bool good = code != NULL;

	if (good && ask(code, PCRE2_INFO_MATCHEMPTY))
		good = refuse(why, room, at, 0, "it fits the empty text too, and so would stand "
		              "everywhere; make it want something, with '+' for '*'");
	pcre2_code_free(code);
	pcre2_general_context_free(general);
	return good;
}

static void
add_expression(struct regexes *regexes, pcre2_general_context *general, const struct term *term)
{
	struct expression *item;
	pcre2_code *code;
	char why[200];
	size_t at;

	if (term->kind != TERM_REGEX)
		return;
	code = compile(general, term->text, term->flags, &at, why, sizeof(why));
	if (code == NULL)
		return; /* the loader has checked it */
	regexes->items = xgrow(regexes->items, &regexes->cap, regexes->count + 1, sizeof(*regexes->items));
	item = &regexes->items[regexes->count++];
	*item = (struct expression){
		.term = (uint32_t)term->id, .code = code, .compares = ask(code, PCRE2_INFO_BACKREFMAX) > 0};
	regex_need_find(&item->need, term->text, term->flags);
	regexes->needs += item->need.count > 0;
	pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without it, it is slower only */
}

/* NULL if there is none. */
static struct regexes *
finish(struct regexes *regexes)
{
	if (regexes->count > 0)
		return regexes;
	regexes_free(regexes);
	return NULL;
}

struct regexes *
regexes_new(const struct rule_set *set)
{
	struct regexes *regexes = xcalloc(1, sizeof(*regexes));
	pcre2_general_context *general = new_general();

	for (size_t i = 0; i < rules_term_count(set); i++)
		add_expression(regexes, general, rules_term(set, i));
	pcre2_general_context_free(general);
	return finish(regexes);
}

struct regexes *
regexes_new_terms(const struct term *const *terms, size_t count)
{
	struct regexes *regexes = xcalloc(1, sizeof(*regexes));
	pcre2_general_context *general = new_general();

	for (size_t i = 0; i < count; i++)
		add_expression(regexes, general, terms[i]);
	pcre2_general_context_free(general);
	return finish(regexes);
}

void
regexes_free(struct regexes *regexes)
{
	if (regexes == NULL)
		return;
	for (size_t i = 0; i < regexes->count; i++)
		pcre2_code_free(regexes->items[i].code);
	free(regexes->items);
	free(regexes);
}

/* Burns fuel for the steps since the last callout; ends the match where none is left. */
static int
burn(pcre2_callout_block *block, void *data)
{
	struct regex_search *search = data;
	size_t now = block->current_position;
	uint64_t steps = CALLOUT_STEPS + (now > search->last ? now - search->last : search->last - now);

	if (search->compares) {
		if (now > search->furthest)
			search->furthest = now;
		steps += search->furthest - block->start_match;
	}
	search->last = now;
	if (steps > search->fuel) {
		search->fuel = 0;
		return PCRE2_ERROR_CALLOUT;
	}
	search->fuel -= steps;
	return 0;
}

struct regex_search *
regex_search_new(const struct regexes *regexes)
{
	struct regex_search *search = xcalloc(1, sizeof(*search));
	pcre2_general_context *general = new_general();

	search->context = pcre2_match_context_create(general);
	search->data = pcre2_match_data_create(1, general);
	search->stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, general);
	pcre2_general_context_free(general);
	pcre2_set_match_limit(search->context, MATCH_LIMIT);
	pcre2_set_depth_limit(search->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(search->context, HEAP_LIMIT);
	pcre2_set_callout(search->context, burn, search);
	if (search->stack != NULL)
		pcre2_jit_stack_assign(search->context, NULL, search->stack);
	return search;
}

void
regex_search_free(struct regex_search *search)
{
	if (search == NULL)
		return;
	pcre2_match_context_free(search->context);
	pcre2_match_data_free(search->data);
	pcre2_jit_stack_free(search->stack);
	free(search);
}

/* The first word that ends behind a byte; their number if there is none. */
static size_t
word_behind(const struct text *text, size_t at)
{
	size_t low = 0, high = text->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text->words[middle].end > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void
add_hit(const struct text *text, uint32_t field, uint32_t term, size_t start, size_t end,
        struct matches *matches)
{
	struct hit hit = {.term = term, .field = field, .start = (uint32_t)start, .end = (uint32_t)end};
	size_t first = word_behind(text, start), last = word_behind(text, end - 1);

	if (last == text->count || text->words[last].start >= end)
		last = last > first ? last - 1 : first;
	if (first == text->count)
		first = last = text->count - 1;
	hit.first = (uint32_t)first;
	hit.last = (uint32_t)last;
	matches_add(matches, text, hit);
}

/* The next match behind `from`: 1, 0 if there is none, -1 if that could not be told. */
static int
next_match(const struct expression *item, const struct text *text, size_t from, uint32_t options,
           struct regex_search *search, size_t *start, size_t *end)
{
	const PCRE2_SIZE *span = pcre2_get_ovector_pointer(search->data);
	int result;

	search->compares = item->compares;
	search->last = search->furthest = from;
	result = pcre2_match(item->code, (PCRE2_SPTR)text->original, text->original_len, from,
	                     options | PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, search->data, search->context);
	if (result == PCRE2_ERROR_NOMATCH)
		return 0;
	if (result < 0)
		return -1;
	*start = span[0];
	*end = span[1];
	return *end > *start && *start >= from;
}

static bool
find(const struct expression *item, const struct text *text, uint32_t field,
     struct regex_search *search, struct matches *matches)
{
	size_t start, end = 0;
	int result;

	search->fuel = FUEL_BASE + FUEL_PER_BYTE * (uint64_t)text->original_len;
	while ((result = next_match(item, text, end, 0, search, &start, &end)) > 0)
		add_hit(text, field, item->term, start, end, matches);
	return result == 0;
}

void
regexes_find(const struct regexes *regexes, const struct text *text, uint32_t field,
             struct regex_search *search, struct matches *matches,
             void (*gave_up)(uint32_t term, void *context), void *context)
{
	/* For one expression PCRE2's own look at the text is as fast. */
	bool choose = regexes->needs > 1;

	if (text->count == 0)
		return;
	if (choose)
		regex_grams_fill(&search->grams, text->original, text->original_len);
	for (size_t i = 0; i < regexes->count; i++)
		if ((!choose || regex_need_met(&regexes->items[i].need, &search->grams)) &&
		    !find(&regexes->items[i], text, field, search, matches))
			gave_up(regexes->items[i].term, context);
}

bool
regexes_fit(const struct regexes *regexes, uint32_t term, const struct text *text, size_t start,
            size_t end, struct regex_search *search)
{
	size_t got_start, got_end;

	for (size_t i = 0; i < regexes->count; i++) {
		if (regexes->items[i].term != term)
			continue;
		search->fuel = FUEL_BASE + FUEL_PER_BYTE * (uint64_t)text->original_len;
		return next_match(&regexes->items[i], text, start, PCRE2_ANCHORED, search, &got_start,
		                  &got_end) > 0 && got_start == start && got_end == end;
	}
	return false;
}
