/* A look through YAML before libyaml sees it: enough of its lexical grammar
 * (YAML 1.1, as libyaml 0.2.5 reads it) to tell where a text, a quotation, a
 * comment or a bracket begins. Where a text begins with a character that YAML keeps
 * for itself, or goes on behind a `#` or a second `: `, libyaml would stop with
 * words that help nobody, or silently read something else; it is told here, and mended
 * with an `x` or blanks in the copy that libyaml gets, so that the rest of the file
 * is checked in the same run. Every character is seen once. */
#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xalloc.h"
#include "filters/tag/yaml.h"

struct scan {
	const struct source *source;
	struct complaints *complaints;
	char *s; /* the copy that is mended */
	size_t n, i;
	size_t line, line_start;
	size_t depth;   /* open brackets */
	size_t first_bracket_line;
	bool fresh;     /* a value or key may begin here */
	bool has_key;   /* there was a key on this line, outside brackets */
	bool closed;    /* the last thing on this line was a quotation or a closing bracket */
	bool plain;     /* the last thing on this line was an unquoted text */
	bool item;      /* the last thing on this line was `- ` */
	long token;     /* column, from 0, where the last key or text on this line began */
	long parent;    /* column of the innermost `- ` or key on this line that holds it; -1: none */
	long open_text; /* parent of an unquoted text that may go on on the next lines; -2: none */
	size_t open_line;
	bool open_told; /* a complaint about it was made: more would follow from the same slip */
};

#define COMPLAIN(scan, at, ...) \
	complain((scan)->complaints, (scan)->source, (scan)->line, \
	         complaints_full((scan)->complaints) ? 1 : \
	         utf8_count((scan)->s + (scan)->line_start, (at) - (scan)->line_start) + 1, __VA_ARGS__)

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether position i is at a blank or the end of a line or of the text. */
static bool
is_gap(const struct scan *scan, size_t i)
{
	return i >= scan->n || is_blank(scan->s[i]) || scan->s[i] == '\n' || scan->s[i] == '\r';
}

static bool
at_line_end(const struct scan *scan, size_t i)
{
	return i >= scan->n || scan->s[i] == '\n' || (scan->s[i] == '\r');
}

static bool
is_bracket_mark(char c)
{
	return c == ',' || c == '[' || c == ']' || c == '{' || c == '}';
}

static size_t
line_end(const struct scan *scan, size_t i)
{
	const char *newline = i < scan->n ? memchr(scan->s + i, '\n', scan->n - i) : NULL;

	return newline ? (size_t)(newline - scan->s) : scan->n;
}

/* Whether a `:` at i ends a key. */
static bool
ends_key(const struct scan *scan, size_t i)
{
	return is_gap(scan, i + 1) || (scan->depth > 0 && is_bracket_mark(scan->s[i + 1]));
}

/* Where the unquoted text that begins at i ends on this line, blanks after it not counted. */
static size_t
text_end(const struct scan *scan, size_t i)
{
	size_t end = i;

	for (; !at_line_end(scan, i); i++) {
		char c = scan->s[i];

		if ((c == '#' && i > 0 && is_blank(scan->s[i - 1])) || (c == ':' && ends_key(scan, i)))
			break;
		if (scan->depth > 0 && is_bracket_mark(c))
			break;
		if (!is_blank(c))
			end = i + 1;
	}
	return end;
}

static void
begin_line(struct scan *scan)
{
	scan->line++;
	scan->line_start = scan->i;
	scan->has_key = scan->closed = scan->plain = scan->item = false;
	scan->token = scan->parent = -1;
	if (scan->depth == 0)
		scan->fresh = true;
}

/* A `#` behind a blank: the rest of the line is a comment. When a word is glued
 * to it, more likely a hashtag was meant. */
static void
scan_comment(struct scan *scan)
{
	bool alone = !scan->closed && !scan->plain && !scan->has_key && !scan->item && scan->token < 0;
	size_t next = scan->i + 1, end = line_end(scan, scan->i);
	char c = next < scan->n ? scan->s[next] : ' ';
	bool word = (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	            (c >= 'A' && c <= 'Z') || c == '_' || c == '$';

	if (word && !alone && !scan->closed) {
		size_t stop = scan->i;

		while (!is_gap(scan, stop) && !(scan->depth > 0 && is_bracket_mark(scan->s[stop])))
			stop++;
		COMPLAIN(scan, scan->i,
		         "'%s' is a comment to YAML, and lost; quote the whole text, or put a blank after '#' "
		         "if a comment is meant", shown(scan->s + scan->i, stop - scan->i).text);
		scan->s[scan->i] = 'x'; /* and scan it as a text */
		return;
	}
	scan->open_text = -2;
	scan->i = end;
}

/* Behind a closing quote only a `:`, a comment or, in brackets, a mark may
 * stand; anything else was meant to be part of the text. */
static void
check_after_quote(struct scan *scan, size_t begin)
{
	size_t i = scan->i, end;

	while (i < scan->n && is_blank(scan->s[i]))
		i++;
	if (at_line_end(scan, i) || (scan->s[i] == '#' && i > scan->i) || scan->s[i] == ':' ||
	    (scan->depth > 0 && is_bracket_mark(scan->s[i])))
		return;
	end = text_end(scan, i);
	COMPLAIN(scan, begin,
	         "a text goes on behind its closing quote (%s); quote the whole of it: '...\"...\"...'",
	         shown(scan->s + i, end - i).text);
	memset(scan->s + i, ' ', end - i);
}

static void
scan_quotation(struct scan *scan)
{
	char quote = scan->s[scan->i];
	size_t begin = scan->i++, begin_line_number = scan->line;

	scan->token = (long)(begin - scan->line_start);
	for (; scan->i < scan->n; scan->i++) {
		char c = scan->s[scan->i];

		if (c == '\n') {
			scan->line++;
			scan->line_start = scan->i + 1;
		} else if (c == '\\' && quote == '"') {
			/* An escaped line end is still one. */
			if (scan->i + 1 < scan->n && scan->s[scan->i + 1] != '\n')
				scan->i++;
		} else if (c == quote) {
			if (quote == '"' || scan->i + 1 >= scan->n || scan->s[scan->i + 1] != quote)
				break;
			scan->i++;
		}
	}
	if (scan->i < scan->n)
		scan->i++;
	scan->fresh = false;
	scan->closed = true;
	if (scan->line == begin_line_number)
		check_after_quote(scan, begin);
}

/* Passes over the lines of a block scalar, `|` or `>`, whose header is at i.
 * False if it is no header. */
static bool
scan_block(struct scan *scan)
{
	size_t i = scan->i + 1;
	long indent = -1;

	for (; i < scan->n && strchr("+-123456789", scan->s[i]) != NULL; i++)
		if (scan->s[i] >= '1')
			indent = (scan->parent > 0 ? scan->parent : 0) + scan->s[i] - '0';
	if (!is_gap(scan, i))
		return false;
	while (i < scan->n && is_blank(scan->s[i]))
		i++;
	if (!at_line_end(scan, i) && scan->s[i] != '#')
		return false;
	scan->i = line_end(scan, i);
	while (scan->i < scan->n) {
		size_t start = scan->i + 1, at = start;

		while (at < scan->n && scan->s[at] == ' ')
			at++;
		if (!at_line_end(scan, at)) {
			if (indent < 0)
				indent = (long)(at - start) > scan->parent ? (long)(at - start) : scan->parent + 1;
			if ((long)(at - start) < indent)
				break;
		}
		scan->i = line_end(scan, at);
		scan->line++;
		scan->line_start = start;
	}
	return true;
}

struct trap {
	char c;
	const char *takes;
};

static const struct trap traps[] = {
	{'*', "for an alias"},     {'&', "for an anchor"},     {'!', "for a tag"},
	{'%', "for a directive"},  {'@', "for itself"},        {'`', "for itself"},
	{'|', "for a block text"}, {'>', "for a block text"},  {',', "for a comma in brackets"},
	{']', "for a bracket"},    {'}', "for a bracket"},     {'?', "for a key of many lines"},
};

/* Whether the word that an anchor or tag begins stands before a value: then the word goes,
 * else it becomes the text. */
static bool
before_value(const struct scan *scan, size_t end)
{
	if (!at_line_end(scan, end)) {
		end += strspn(scan->s + end, " \t");
		return end < scan->n && strchr("[{|>\"'", scan->s[end]) != NULL;
	}
	return scan->has_key;
}

/* Says what is wrong with the text from i to end, which begins with the trap. */
static void
complain_trap(struct scan *scan, const struct trap *trap, size_t end, bool goes)
{
	struct shown text = shown(scan->s + scan->i, end - scan->i);
	const char *quote = strchr(text.text, '"') ? "'" : "\"";

	if (goes)
		COMPLAIN(scan, scan->i, "'%s' is %s to YAML, and rule files have none; take it out, or quote the "
		         "whole text", text.text, trap->takes + 4);
	else if (strcmp(text.text, "*") == 0)
		COMPLAIN(scan, scan->i, "'*': a '*' by itself stands for no word; put it at a word's end or "
		         "beginning, or take it out");
	else
		COMPLAIN(scan, scan->i, "'%s' begins with '%c', which YAML takes %s; quote it: %s%s%s", text.text,
		         trap->c, trap->takes, quote, text.text, quote);
}

/* Complains about a text that begins with a character YAML keeps for itself. */
static bool
scan_trap(struct scan *scan)
{
	char c = scan->s[scan->i];
	const struct trap *trap = NULL;
	size_t end = text_end(scan, scan->i), word = scan->i;
	bool goes;

	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++)
		if (traps[i].c == c)
			trap = &traps[i];
	if (trap == NULL || (c == '?' && !is_gap(scan, scan->i + 1)))
		return false;
	if (end == scan->i)
		end++; /* a bracket mark by itself */
	while (!is_gap(scan, word))
		word++;
	goes = (c == '&' || c == '!') && before_value(scan, word);
	complain_trap(scan, trap, goes ? word : end, goes);
	if (goes)
		memset(scan->s + scan->i, ' ', word - scan->i);
	else
		scan->s[scan->i] = 'x';
	return true;
}

/* Makes one text of what the line still holds. */
static void
mend_colons(struct scan *scan, size_t i)
{
	for (; !at_line_end(scan, i) && !(scan->s[i] == '#' && is_blank(scan->s[i - 1])); i++)
		if (scan->s[i] == ':' && ends_key(scan, i))
			scan->s[i] = 'x';
}

/* An unquoted text from i to the end of its line or of itself. */
static void
scan_text(struct scan *scan)
{
	size_t begin = scan->i, end = text_end(scan, begin);
	size_t after = end + strspn(scan->s + end, " \t");

	scan->plain = true;
	scan->closed = scan->item = scan->fresh = false;
	if (end == begin)
		end++;
	scan->i = end;
	if (scan->depth > 0 || after >= scan->n || scan->s[after] != ':' || !ends_key(scan, after)) {
		if (scan->depth == 0 && scan->open_text == -2) {
			scan->open_text = scan->parent >= 0 ? scan->parent : (long)(begin - scan->line_start) - 1;
			scan->open_line = scan->line;
			scan->open_told = false;
		}
		if (scan->token < 0)
			scan->token = (long)(begin - scan->line_start);
		return;
	}
	if (scan->has_key || scan->open_text != -2) {
		if (scan->has_key)
			COMPLAIN(scan, after, "': ' inside an unquoted text; quote it: \"%s: ...\"",
			         shown(scan->s + begin, end - begin).text);
		else if (begin == after)
			COMPLAIN(scan, begin, "': ' where no key can stand; mend the indentation, or quote the text");
		else if (!scan->open_told && !complained_at(scan->complaints, scan->source, scan->line))
			COMPLAIN(scan, begin,
			         "'%s:' belongs to the text that begins on line %zu; mend the indentation, put a "
			         "':' behind that text, or quote it", shown(scan->s + begin, end - begin).text, scan->open_line);
		scan->open_told = true;
		mend_colons(scan, begin);
		scan->i = text_end(scan, begin);
		return;
	}
	scan->token = (long)(begin - scan->line_start);
}

/* How far a regular expression is looked for. */
#define EXPRESSION_MAX 500

/* Where the /expression/flags that begins at i ends: with a slash and flags before a mark or the
 * line's end; i if it does not. */
static size_t
expression_end(const struct scan *scan, size_t i)
{
	size_t last = i + EXPRESSION_MAX;

	for (size_t j = i + 1; j < last && !at_line_end(scan, j); j++) {
		size_t end = j + 1, next;

		if (scan->s[j] != '/' || scan->s[j - 1] == '\\')
			continue;
		end += strspn(scan->s + end, "imsx");
		next = end + strspn(scan->s + end, " \t");
		if (at_line_end(scan, next) || strchr(",]}", scan->s[next]) != NULL)
			return end;
	}
	return i;
}

/* In brackets, a regular expression with brackets or commas is torn by them. */
static bool
scan_expression(struct scan *scan)
{
	size_t end;

	if (scan->s[scan->i] != '/')
		return false;
	end = expression_end(scan, scan->i);
	if (end <= text_end(scan, scan->i))
		return false;
	COMPLAIN(scan, scan->i, "%s holds marks that are YAML's own in brackets; quote it: '%s'",
	         shown(scan->s + scan->i, end - scan->i).text, shown(scan->s + scan->i, end - scan->i).text);
	for (size_t i = scan->i; i < end; i++)
		if (is_bracket_mark(scan->s[i]) || scan->s[i] == ':' || scan->s[i] == '#')
			scan->s[i] = 'x';
	scan_text(scan);
	return true;
}

/* A `:` that ends a key: what follows is its value. */
static void
scan_colon(struct scan *scan)
{
	scan->i++;
	scan->fresh = true;
	scan->plain = scan->closed = false;
	if (scan->depth == 0) {
		scan->has_key = true;
		scan->parent = scan->token;
	}
}

static void
open_bracket(struct scan *scan)
{
	scan->depth++;
	scan->fresh = true;
	scan->token = 0; /* so that a comment behind it is not alone on its line */
	scan->plain = scan->closed = false;
	scan->i++;
}

/* At a line's first character that is no blank, outside brackets: tabs, and texts that go on from the
 * line before. True if the character was dealt with. */
static bool
scan_indent(struct scan *scan)
{
	size_t i = scan->line_start;
	long indent;

	while (i < scan->n && is_blank(scan->s[i]))
		i++;
	scan->i = i;
	if (at_line_end(scan, i)) {
		memset(scan->s + scan->line_start, ' ', i - scan->line_start);
		return true;
	}
	indent = (long)(i - scan->line_start);
	if (memchr(scan->s + scan->line_start, '\t', (size_t)indent) != NULL) {
		COMPLAIN(scan, scan->line_start + strcspn(scan->s + scan->line_start, "\t"),
		         "a tab cannot indent; use blanks");
		memset(scan->s + scan->line_start, ' ', (size_t)indent);
	}
	if (scan->open_text != -2 && indent > scan->open_text && scan->s[i] != '#') {
		scan_text(scan);
		return true;
	}
	scan->open_text = -2;
	return false;
}

static bool
is_document_mark(const struct scan *scan)
{
	return scan->i == scan->line_start && scan->n - scan->i >= 3 && is_gap(scan, scan->i + 3) &&
	       (memcmp(scan->s + scan->i, "---", 3) == 0 || memcmp(scan->s + scan->i, "...", 3) == 0);
}

static void
scan_outside(struct scan *scan)
{
	char c = scan->s[scan->i];

	if (is_document_mark(scan)) {
		scan->i += 3;
		scan->open_text = -2;
	} else if (c == ':' && ends_key(scan, scan->i)) {
		scan_colon(scan);
	} else if (scan->fresh && c == '-' && is_gap(scan, scan->i + 1)) {
		scan->parent = (long)(scan->i - scan->line_start);
		scan->item = true;
		scan->i++;
	} else if (scan->fresh && (c == '\'' || c == '"')) {
		scan_quotation(scan);
	} else if (scan->fresh && (c == '[' || c == '{')) {
		open_bracket(scan);
	} else if (scan->fresh && (c == '|' || c == '>') && scan_block(scan)) {
		scan->fresh = false;
	} else if (!scan->fresh || !scan_trap(scan)) {
		scan_text(scan);
	}
}

static void
scan_inside(struct scan *scan)
{
	char c = scan->s[scan->i];

	if (c == '[' || c == '{') {
		open_bracket(scan);
	} else if (c == ']' || c == '}') {
		scan->depth--;
		scan->fresh = scan->plain = false;
		scan->closed = true;
		scan->i++;
	} else if (c == ',') {
		scan->fresh = true;
		scan->plain = scan->closed = false;
		scan->token = 0;
		scan->i++;
	} else if (c == ':' && (ends_key(scan, scan->i) || scan->closed)) {
		scan_colon(scan);
	} else if (scan->fresh && (c == '\'' || c == '"')) {
		scan_quotation(scan);
	} else if (!scan->fresh || (!scan_trap(scan) && !scan_expression(scan))) {
		scan_text(scan);
	}
}

/* One step: at least one character, or a mended one that is then seen again. */
static void
step(struct scan *scan)
{
	char c = scan->s[scan->i];

	if (c == '\n') {
		scan->i++;
		begin_line(scan);
		if (scan->depth == 0)
			scan_indent(scan);
	} else if (is_blank(c) || c == '\r') {
		/* libyaml takes no tab behind `- `. */
		if (c == '\t' && scan->item)
			scan->s[scan->i] = ' ';
		scan->i++;
	} else if (c == '#') {
		/* Texts are passed over whole: what is left is a comment, blank before it or not. */
		scan_comment(scan);
	} else if (scan->depth > 0) {
		scan_inside(scan);
	} else {
		scan_outside(scan);
	}
}

char *
yaml_scan(const struct source *source, struct complaints *complaints)
{
	struct scan scan = {.source = source, .complaints = complaints, .n = source->n,
	                    .fresh = true, .token = -1, .parent = -1, .open_text = -2};

	scan.s = xmemdup(source->text, source->n); /* ends with a NUL, for strspn() */
	begin_line(&scan);
	scan_indent(&scan);
	while (scan.i < scan.n) {
		step(&scan);
		if (scan.depth > YAML_BRACKETS_MAX) {
			COMPLAIN(&scan, scan.i - 1, "more than %d brackets are open here; close them",
			         YAML_BRACKETS_MAX);
			free(scan.s);
			return NULL;
		}
	}
	return scan.s;
}
