#include "filters/emit/redact.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/stream.h"
#include "common/text.h"
#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/emit/redact_view.h"
#include "filters/tag/address.h"
#include "filters/tag/match.h"
#include "filters/tag/names.h"

#define LINE_MAX_BYTES ((size_t)4096)
#define ROUNDS 3
#define TEXT_MAX ((size_t)1 << 27) /* text_fold() takes twice that, and a view may be longer than its text */

struct redact {
	struct term *terms; /* strings owned */
	size_t count, cap;
	struct strings members; /* strings owned */
	struct matcher *matcher;
	struct names *names; /* or NULL */
	struct name_search *search;
	struct matches matches;
	struct text text;
	struct redact_view view;
	struct redact_spans spans;
	struct buf masked; /* the text without them */
};

static void
add_term(struct redact *redact, enum term_kind kind, const char *s, size_t n, bool generous)
{
	struct term *term;

	redact->terms = xgrow(redact->terms, &redact->cap, redact->count + 1, sizeof(*redact->terms));
	term = &redact->terms[redact->count];
	*term = (struct term){.kind = kind, .generous = generous, .id = redact->count};
	term->text = term->written = xmemdup(s, n);
	redact->count++;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* A star stands at the beginning or at the end of a word of two letters or more. */
static bool
check_stars(const char *s, size_t n, struct problem *problem)
{
	for (size_t from = 0, to; from < n; from = to + 1) {
		size_t stars = 0;

		for (to = from; to < n && s[to] != ' ' && s[to] != '\t'; to++)
			stars += s[to] == '*';
		if (stars == 0)
			continue;
		if (stars > 1 || (s[from] != '*' && s[to - 1] != '*'))
			return problem_set(problem, 0, 0, "a '*' stands at the beginning or the end of a word, one a word");
		if (utf8_count(s + from, to - from) < 3)
			return problem_set(problem, 0, 0, "one letter and a '*' would black out nearly everything");
	}
	return true;
}

/* Whether there are words in it, and not too many. The stars are left out. */
static bool
check_words(struct redact *redact, const char *s, size_t n, struct problem *problem)
{
	struct buf plain = {0};
	size_t count;

	for (size_t i = 0; i < n; i++)
		if (s[i] != '*')
			buf_addc(&plain, s[i]);
	text_fold(&redact->text, plain.data ? plain.data : "", plain.len);
	count = redact->text.count;
	buf_free(&plain);
	if (count == 0)
		return problem_set(problem, 0, 0, "no word in it");
	if (count > RULES_WORDS_MAX)
		return problem_set(problem, 0, 0, "%zu words; the longest term may have %d", count, RULES_WORDS_MAX);
	return true;
}

/* The path of a member, behind its dot. */
static bool
read_member(struct redact *redact, const char *s, size_t n, struct problem *problem)
{
	if (n == 0 || s[0] == '.' || s[n - 1] == '.' || memmem(s, n, "..", 2) || memchr(s, ' ', n) || memchr(s, '[', n))
		return problem_set(problem, 0, 0, "no path of a member; write it as .authors or ._source.name");
	strings_add(&redact->members, xmemdup(s, n));
	return true;
}

/* A line of the list. */
static bool
read_term(struct redact *redact, const char *s, size_t n, struct problem *problem)
{
	enum term_kind kind = TERM_FOLDED;
	size_t tildes = 0;

	while (n > 0 && is_blank(s[n - 1]))
		n--;
	while (n > 0 && is_blank(*s))
		s++, n--;
	if (n == 0 || (*s == '#' && (n == 1 || is_blank(s[1]))))
		return true;
	if (utf8_valid(s, n) != n)
		return problem_set(problem, 0, 0, "not UTF-8");
	if (memchr(s, '\0', n))
		return problem_set(problem, 0, 0, "a NUL in it");
	if (*s == '=')
		kind = TERM_EXACT;
	while (tildes < 2 && tildes < n && s[tildes] == '~')
		tildes++;
	if (tildes > 0)
		kind = TERM_NAME;
	if (*s == '.' && n > 1 && s[1] != '.')
		return read_member(redact, s + 1, n - 1, problem);
	if (*s == '/')
		return problem_set(problem, 0, 0, "regular expressions are not for here");
	s += tildes + (kind == TERM_EXACT);
	n -= tildes + (kind == TERM_EXACT);
	if (kind != TERM_FOLDED && memchr(s, '*', n))
		return problem_set(problem, 0, 0, "'=' and '~' do not go together with '*'");
	if (!check_words(redact, s, n, problem) || !check_stars(s, n, problem))
		return false;
	if (kind == TERM_FOLDED && address_is(s, n))
		add_term(redact, TERM_ADDRESS, s, n, false);
	add_term(redact, kind, s, n, tildes == 2);
	return true;
}

static bool
read_list(struct redact *redact, const char *path, struct problem *problem)
{
	struct input input = {.fd = -1, .max_line = LINE_MAX_BYTES};
	enum input_result result = INPUT_END;
	bool good = true;
	char *line;
	size_t n;

	if (!input_open(&input, path))
		return problem_set(problem, 0, 0, "cannot be read: %s", strerror(errno));
	while (good && (result = input_line(&input, &line, &n)) == INPUT_LINE)
		good = read_term(redact, line, n, problem);
	if (result == INPUT_LONG)
		good = problem_set(problem, 0, 0, "longer than %zu bytes", LINE_MAX_BYTES);
	problem->line = good ? 0 : input.line;
	if (result == INPUT_ERROR)
		good = problem_set(problem, 0, 0, "cannot be read: %s", strerror(input.error));
	if (good && redact->count == 0 && redact->members.count == 0)
		good = problem_set(problem, 0, 0, "no word in it");
	input_close(&input);
	input_free(&input);
	return good;
}

static void
compile(struct redact *redact)
{
	const struct term **terms = xcalloc(redact->count + 1, sizeof(*terms));

	for (size_t i = 0; i < redact->count; i++)
		terms[i] = &redact->terms[i];
	redact->matcher = matcher_new_terms(terms, redact->count);
	redact->names = names_new_terms(terms, redact->count);
	redact->search = redact->names ? name_search_new() : NULL;
	free(terms);
}

struct redact *
redact_open(const char *path, struct problem *problem)
{
	struct redact *redact = xcalloc(1, sizeof(*redact));

	if (!read_list(redact, path, problem)) {
		redact_free(redact);
		return NULL;
	}
	compile(redact);
	return redact;
}

void
redact_free(struct redact *redact)
{
	if (!redact)
		return;
	for (size_t i = 0; i < redact->count; i++)
		free((char *)redact->terms[i].text);
	free(redact->terms);
	for (size_t i = 0; i < redact->members.count; i++)
		free((char *)redact->members.items[i]);
	strings_free(&redact->members);
	matcher_free(redact->matcher);
	names_free(redact->names);
	if (redact->search)
		name_search_free(redact->search);
	matches_free(&redact->matches);
	text_free(&redact->text);
	redact_view_free(&redact->view);
	free(redact->spans.items);
	buf_free(&redact->masked);
	free(redact);
}

const struct strings *
redact_members(const struct redact *redact)
{
	return &redact->members;
}

static void
add_span(struct redact_spans *spans, size_t start, size_t end)
{
	struct redact_span *last = spans->count > 0 ? &spans->items[spans->count - 1] : NULL;

	if (start >= end)
		return;
	if (last && start >= last->start && start <= last->end) {
		last->end = end > last->end ? end : last->end;
		return;
	}
	spans->items = xgrow(spans->items, &spans->cap, spans->count + 1, sizeof(*spans->items));
	spans->items[spans->count++] = (struct redact_span){start, end};
}

/* Finds the terms in a text. False if there are more than are counted. */
static bool
find(struct redact *redact, const char *s, size_t n)
{
	matches_clear(&redact->matches);
	redact->matches.omitted = 0;
	text_fold(&redact->text, s, n);
	matcher_find(redact->matcher, &redact->text, 0, &redact->matches);
	if (redact->names)
		names_find(redact->names, &redact->text, 0, redact->search, &redact->matches);
	return redact->matches.omitted == 0;
}

static int
compare_spans(const void *a, const void *b)
{
	const struct redact_span *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void
merge(struct redact_spans *spans)
{
	size_t count = spans->count;

	if (count < 2)
		return;
	qsort(spans->items, count, sizeof(*spans->items), compare_spans);
	spans->count = 1;
	for (size_t i = 1; i < count; i++)
		add_span(spans, spans->items[i].start, spans->items[i].end);
}

/* Adds the spans of the terms in a text, and in its view. False if there are too many. */
static bool
find_both(struct redact *redact, const char *s, size_t n, bool html)
{
	struct redact_view *view = &redact->view;
	const struct matches *matches = &redact->matches;

	if (!find(redact, s, n))
		return false;
	for (size_t i = 0; i < matches->count; i++)
		add_span(&redact->spans, matches->hits[i].start, matches->hits[i].end);
	if (!redact_view_make(view, s, n, html))
		return true;
	if (!find(redact, view->text.data ? view->text.data : "", view->text.len))
		return false;
	for (size_t i = 0; i < matches->count; i++)
		for (size_t j = matches->hits[i].start; j < matches->hits[i].end; j++)
			add_span(&redact->spans, view->origins[j].start, view->origins[j].end);
	return true;
}

/* The text with what was found taken out of it, byte for byte. */
static void
mask(struct redact *redact, const char *s, size_t n)
{
	buf_clear(&redact->masked);
	buf_add(&redact->masked, s, n);
	for (size_t i = 0; i < redact->spans.count; i++)
		memset(redact->masked.data + redact->spans.items[i].start, 1,
		       redact->spans.items[i].end - redact->spans.items[i].start);
}

const struct redact_spans *
redact_find(struct redact *redact, const char *s, size_t n, bool html)
{
	struct redact_spans *spans = &redact->spans;
	size_t before = 0;
	bool all = n < TEXT_MAX;

	spans->count = 0;
	if (n == 0 || redact->count == 0)
		return spans;
	all = all && find_both(redact, s, n, html);
	merge(spans);
	/* What is black leaves words beside it that stood as one with it before. */
	for (int round = 0; all && round < ROUNDS && spans->count > before; round++) {
		before = spans->count;
		mask(redact, s, n);
		all = find_both(redact, redact->masked.data, n, html);
		merge(spans);
	}
	if (!all) { /* rather too much than too little */
		spans->count = 0;
		add_span(spans, 0, n);
	}
	return spans;
}
