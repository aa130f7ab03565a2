#include "filters/ingest/date_tokens.h"

#include <string.h>

#include "filters/ingest/date_names.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Cuts the folded text into tokens; false if there are too many. */
static bool
lex(struct date_tokens *tokens, size_t n)
{
	const char *s = tokens->text, *end = s + n;
	size_t count = 0;
	bool spaced = false;

	for (; s < end; spaced = false) {
		struct token *token = &tokens->items[count];

		while (s < end && (unsigned char)*s <= ' ') {
			spaced = true;
			s++;
		}
		if (s == end)
			break;
		if (count++ == DATE_MAX_TOKENS)
			return false;
		*token = (struct token){.kind = TOKEN_MARK, .s = s, .n = 1, .spaced = spaced};
		if (is_digit(*s)) {
			token->kind = TOKEN_NUMBER;
			for (; s < end && is_digit(*s); s++)
				if (s - token->s < 15)
					token->value = token->value * 10 + (*s - '0');
		} else if (is_letter(*s)) {
			token->kind = TOKEN_WORD;
			while (s < end && is_letter(*s))
				s++;
		} else {
			s++;
		}
		token->n = (size_t)(s - token->s);
	}
	tokens->items[count] = (struct token){.kind = TOKEN_END, .s = end};
	return true;
}

bool
date_cut(const char *s, size_t n, struct date_tokens *tokens)
{
	size_t len;

	tokens->items[0] = (struct token){.kind = TOKEN_END, .s = tokens->text};
	if (n == 0 || n > (size_t)4 * DATE_MAX_BYTES)
		return false;
	len = date_fold(s, n, tokens->text, sizeof(tokens->text));
	return len <= sizeof(tokens->text) && lex(tokens, len) && tokens->items[0].kind != TOKEN_END;
}

bool
token_is_mark(const struct token *token, char c)
{
	return token->kind == TOKEN_MARK && *token->s == c;
}

bool
token_is_number(const struct token *token, size_t min, size_t max)
{
	return token->kind == TOKEN_NUMBER && token->n >= min && token->n <= max;
}

bool
token_is_word(const struct token *token, const char *word)
{
	return token->kind == TOKEN_WORD && token->n == strlen(word)
	       && memcmp(token->s, word, token->n) == 0;
}
