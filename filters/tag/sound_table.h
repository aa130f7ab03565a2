/* What the letters of a name sound like: the tables, and the machine made from them.
 *
 * A unit is how one sound is spelled in a script: a letter or several (sound_letters.c). It is read
 * as one or two symbols. What one symbol costs where another stands is the table of correspondences
 * (sound_pairs.c). A symbol's code is the class of consonants it has in keys, none for vowels and what is
 * easily lost. Alternatives in keys are never written down: they follow from codes and costs, so
 * that what the alignment accepts is also found. */
#ifndef SOUND_TABLE_H
#define SOUND_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filters/tag/sound.h"

enum sound_symbol {
	SYM_NONE,
	SYM_OTHER,                  /* a digit and the like, in a word */
	SYM_SILENT,                 /* not read at all */
	/* consonants that all scripts share */
	SYM_B, SYM_P, SYM_F, SYM_V, SYM_W, SYM_M, SYM_N, SYM_T, SYM_D, SYM_S, SYM_Z, SYM_SH, SYM_ZH,
	SYM_K, SYM_Q, SYM_G, SYM_GH, SYM_KH, SYM_H, SYM_L, SYM_R, SYM_Y,
	SYM_TH, SYM_DH,             /* digraphs */
	SYM_DJ, SYM_CH, SYM_TS, SYM_SHCH, /* affricates that are sure: dj, tch, tz, shch */
	SYM_J, SYM_C, SYM_LATIN_CH, /* Latin letters of several readings */
	SYM_C_FRONT, SYM_G_FRONT,   /* before e and i */
	SYM_X, SYM_NG,              /* two sounds in one */
	SYM_S_OR_SH, SYM_Z_OR_ZH, SYM_C_OR_CH, SYM_SOFT_G, SYM_D_OR_DJ, /* with or without the mark below or above */
	SYM_H_END,                  /* h behind a vowel at the end */
	/* vowels of Latin, Cyrillic and Greek */
	SYM_A, SYM_A_LONG, SYM_E, SYM_I, SYM_O, SYM_U, SYM_II, SYM_UU, SYM_AI, SYM_EY, SYM_AU, SYM_AA,
	SYM_Y_INNER,                /* Latin y between consonants */
	SYM_YA, SYM_YU,             /* Cyrillic я, ю */
	/* Latin letters where their neighbours tell more; from here to SYM_AMR_END */
	SYM_EA, SYM_AY, SYM_OI, SYM_OI_END,  /* the vowels of Sean, May, Benoit; the second half of the last */
	SYM_S_MUTE, SYM_T_MUTE,              /* French, behind it */
	SYM_WR, SYM_DT, SYM_PS,              /* the first or the last of both is read alone */
	SYM_Q_FRONT, SYM_X_FRONT,            /* before i: pinyin */
	SYM_S_CLUSTER, SYM_S_END, SYM_S_LAST, SYM_Z_END, /* Stein, Jones, Adams, Merz */
	SYM_J_SPANISH, SYM_H_MUTE, SYM_K_MUTE, SYM_W_GLIDE, SYM_O_WIDE, /* Juan, Cohn, Knox, Brown */
	SYM_OA, SYM_R_LAST, SYM_C_LAST, SYM_DGE, /* Oak, Olivier, Kovacic, Bridge */
	SYM_SCH, SYM_DZ, SYM_G_WEAK, SYM_GU, /* Schiwago, Karadzic, Davutoglu, Naguib */
	SYM_NH,                              /* Mourinho, Peña */
	SYM_AYY, SYM_GLIDED, SYM_AI_CLAN,    /* Tayyiba, and the vowel behind; Karzai */
	SYM_YO,                              /* of Gorbachev, Chruschtschow */
	SYM_B_FINAL, SYM_P_FINAL, SYM_D_FINAL, SYM_T_FINAL, /* Recep, Mesut */
	SYM_EU, SYM_EU_FIRST, SYM_EU_LAST,   /* the vowel of Freud, and its halves */
	SYM_A_CLOSED, SYM_O_CLOSED, SYM_T_LAST, SYM_D_LAST, /* Kansas, Holt, Laurent, Gerard */
	SYM_U_FIRST, SYM_U_SHORT,            /* Utah, Trump */
	SYM_AMR_END,                         /* Amro, Amru */
	/* letters of Arabic and Hebrew alone from here to SYM_GZ; vowels or what may be */
	SYM_ALEF, SYM_ALEF_FIRST, SYM_ALEF_ABOVE, SYM_ALEF_BELOW, SYM_ALEF_SEAT, SYM_ALEF_EAST, SYM_WAW, SYM_YEH, SYM_YEH_LONG, SYM_YEH_END, SYM_HEH_END, SYM_AYN, SYM_AE,
	SYM_MAKSURA, SYM_TEH_END, SYM_WAW_EAST,
	SYM_AMR_WAW,                /* of عمرو, mute; tells Amr from Umar */
	/* consonants of theirs of several readings */
	SYM_BEH, SYM_FEH, SYM_THEH, SYM_JEEM, SYM_THAL, SYM_DAD, SYM_ZAH, SYM_SAD,
	SYM_BET, SYM_PE, SYM_HET, SYM_KAF, SYM_TSADI, SYM_VAV, SYM_GIMEL, SYM_QOF, SYM_RESH,
	SYM_GZ,                     /* an x of English in Persian and Urdu */
	/* Cyrillic, Greek */
	SYM_CYRILLIC_H, SYM_CYRILLIC_G,
	SYM_COUNT
};

struct sound_symbol_row {
	const char *code;      /* of keys: none, or one of "PFMNLRTSCK" */
	uint8_t gap;           /* what it costs where nothing stands for it in an alphabet */
	uint8_t gap_abjad;     /* ... in a script that leaves vowels out */
	uint8_t part[2];       /* two symbols that may stand for it, or none */
	uint8_t split;         /* what that costs */
	uint8_t like;          /* the symbol whose pairs it has, where it has none of its own */
	bool vowel;
	bool mater;            /* a vowel's letter: missing in another word of its script it costs as in an alphabet */
};

struct sound_pair {
	uint8_t a, b, cost;
};

struct sound_unit {
	const char *spelling; /* folded */
	uint8_t symbols[2];
};

/* A letter that folding has levelled and that tells more in the original. */
struct sound_mark {
	uint16_t point;
	uint8_t symbol;
	char folded[3];
};

extern const struct sound_mark sound_marks[];
extern const size_t sound_mark_count;
extern const struct sound_mark sound_geresh[];
extern const size_t sound_geresh_count;
extern const struct sound_symbol_row sound_symbols[SYM_COUNT];
extern const struct sound_pair sound_pairs[];
extern const size_t sound_pair_count;
extern const struct sound_unit *const sound_units[]; /* one for each script of sound_machine.h, each ends with NULL */

/* A mismatch, far beyond what is accepted. */
#define SOUND_WRONG 40

#endif
