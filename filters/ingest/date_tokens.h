/* The tokens of a date: numbers, words, marks. */
#ifndef DATE_TOKENS_H
#define DATE_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATE_MAX_BYTES 200 /* of a folded date; with its zone spelled out in brackets */
#define DATE_MAX_TOKENS 48

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_MARK };

struct token {
	enum token_kind kind;
	const char *s; /* folded */
	size_t n;
	int64_t value; /* of a number; of its first 15 digits */
	bool spaced;   /* white space stands before it */
};

struct date_tokens {
	char text[DATE_MAX_BYTES]; /* what they point into */
	struct token items[DATE_MAX_TOKENS + 1]; /* closed by TOKEN_END */
};

/* Folds a text and cuts it into tokens. False if there are none, or too many
 * for a date. Any bytes are accepted; linear. */
bool date_cut(const char *s, size_t n, struct date_tokens *tokens);

/* Whether a token is the mark; a number of min to max digits; the (folded) word. */
bool token_is_mark(const struct token *token, char c);
bool token_is_number(const struct token *token, size_t min, size_t max);
bool token_is_word(const struct token *token, const char *word);

#endif
