/* What single words around a name tell: parts of names_judge.c. */
#ifndef NAMES_JUDGE_H
#define NAMES_JUDGE_H

#include "filters/tag/names_inner.h"

/* Whether word i may stand for another: a capital letter, or a letter with a full stop, and letters
 * like these (J.K.). */
bool judge_is_initial(const struct text *text, struct name_search *search, size_t i);

/* Whether a letter may be the first of a name's word, in the same or another script. */
bool judge_same_initial(const char *letter, size_t letter_n, const char *name, size_t name_n);

/* Whether word i looks like a name: a capital where the text heeds case, else a common given name. */
bool judge_is_name(const struct names *names, const struct text *text, struct name_search *search, size_t i);

/* Whether a given name stands before word i: Hadi Hassan Nasrallah is a son of Hassan Nasrallah. */
bool judge_is_kin(const struct names *names, const struct text *text, struct name_search *search, size_t i);

/* Whether what stands before word i looks like a name, where the text heeds case. */
bool judge_is_other(const struct names *names, const struct text *text, struct name_search *search, size_t i);

#endif
