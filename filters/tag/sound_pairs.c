/* What symbols are worth in keys, and what it costs that one stands where the other does.
 *
 * A cost of 1 is hardly worth mentioning, SOUND_WRONG is another name; how the rest lie between follows how
 * often each happens in pairs of spellings of one name and by chance. Sources of the rows: [L] ALA-LC romanization tables
 * (Arabic, Persian, Kurdish, Urdu, Pashto, Hebrew, Russian); [B] BGN/PCGN agreements; [U] United Nations
 * romanization (GEGN); [E] English press; [D] German press, Duden, DIN 31635, DIN 1460; [F] French press and the
 * passports of the Maghreb; [G] dialects: Gulf q as g, Egyptian j as g, Persian w as v; [X] letters that Arabic or
 * Hebrew lacks, and the habit of their press; [S] Slavic and [T] Turkish, Azeri, Kurmanji alphabets; [M] marks lost
 * in plain letters. */
#include "filters/tag/sound_table.h"

enum { GAP = SOUND_WRONG };

const struct sound_symbol_row sound_symbols[SYM_COUNT] = {
	[SYM_OTHER] = {"", GAP, GAP},
	[SYM_B] = {"P", GAP, GAP}, [SYM_P] = {"P", GAP, GAP}, [SYM_F] = {"F", GAP, GAP},
	[SYM_V] = {"F", GAP, GAP}, [SYM_W] = {"", 10, 10}, [SYM_M] = {"M", GAP, GAP},
	[SYM_N] = {"N", GAP, GAP}, [SYM_T] = {"T", GAP, GAP}, [SYM_D] = {"T", GAP, GAP},
	[SYM_S] = {"S", GAP, GAP}, [SYM_Z] = {"S", GAP, GAP},
	[SYM_SH] = {"S", GAP, GAP, {SYM_S, SYM_H}, 1}, [SYM_ZH] = {"S", GAP, GAP, {SYM_Z, SYM_H}, 1},
	[SYM_K] = {"K", GAP, GAP}, [SYM_Q] = {"K", GAP, GAP}, [SYM_G] = {"K", GAP, GAP},
	[SYM_GH] = {"K", 12, 16, {SYM_G, SYM_H}, 1}, [SYM_KH] = {"K", GAP, GAP, {SYM_K, SYM_H}, 1},
	[SYM_H] = {"", 6, 5}, [SYM_L] = {"L", GAP, GAP}, [SYM_R] = {"R", GAP, GAP},
	[SYM_Y] = {"", 6, 9}, [SYM_TH] = {"T", GAP, GAP, {SYM_T, SYM_H}, 1},
	[SYM_DH] = {"T", GAP, GAP, {SYM_D, SYM_H}, 1}, [SYM_DJ] = {"C", GAP, GAP, {SYM_D, SYM_ZH}, 1},
	[SYM_CH] = {"C", GAP, GAP, {SYM_T, SYM_SH}, 1}, [SYM_TS] = {"S", GAP, GAP, {SYM_T, SYM_S}, 1},
	[SYM_SHCH] = {"S", GAP, GAP, {SYM_SH, SYM_CH}, 0},
	[SYM_C_FRONT] = {"S", GAP, GAP}, [SYM_G_FRONT] = {"K", GAP, GAP}, [SYM_GIMEL] = {"K", GAP, GAP},
	[SYM_QOF] = {"K", GAP, GAP, .like = SYM_Q},
	[SYM_J] = {"C", GAP, GAP}, [SYM_C] = {"K", GAP, GAP},
	[SYM_LATIN_CH] = {"C", GAP, GAP, {SYM_T, SYM_SH}, 1},
	[SYM_X] = {"K", GAP, GAP, {SYM_K, SYM_S}, 1}, [SYM_NG] = {"N", GAP, GAP, {SYM_N, SYM_G}, 1},
	[SYM_S_OR_SH] = {"S", GAP, GAP}, [SYM_Z_OR_ZH] = {"S", GAP, GAP},
	[SYM_C_OR_CH] = {"K", GAP, GAP, {SYM_T, SYM_SH}, 1}, [SYM_SOFT_G] = {"K", 4, 6},
	[SYM_H_END] = {"", 1, 1},
	[SYM_A] = {"", 9, 2, .vowel = true},
	[SYM_A_LONG] = {"", 9, 2, .like = SYM_A, .vowel = true},
	[SYM_E] = {"", 8, 1, .vowel = true},
	[SYM_I] = {"", 9, 3, {SYM_A, SYM_I}, 3, .vowel = true}, [SYM_O] = {"", 9, 3, .vowel = true},
	[SYM_U] = {"", 9, 1, .vowel = true},
	[SYM_II] = {"", 9, 5, {SYM_E, SYM_E}, 1, .vowel = true},
	[SYM_UU] = {"", 9, 6, {SYM_O, SYM_U}, 1, .vowel = true},
	[SYM_AI] = {"", 10, 8, {SYM_A, SYM_I}, 1, .vowel = true},
	[SYM_AU] = {"", 10, 8, {SYM_A, SYM_W}, 1, .vowel = true},
	[SYM_Y_INNER] = {"", 9, 3, .vowel = true},
	[SYM_EY] = {"", 10, 8, {SYM_E, SYM_Y}, 1, .vowel = true},
	[SYM_AA] = {"", 10, 8, {SYM_A, SYM_A}, 1, .vowel = true},
	[SYM_YA] = {"", 10, 8, {SYM_Y, SYM_A}, 0, .vowel = true},
	[SYM_YU] = {"", 10, 8, {SYM_Y, SYM_U}, 0, .vowel = true},
	[SYM_EA] = {"", 9, 3, {SYM_E, SYM_A}, 0, .vowel = true},
	[SYM_AY] = {"", 10, 8, {SYM_A, SYM_I}, 1, .like = SYM_AI, .vowel = true},
	[SYM_OI] = {"", 10, 8, {SYM_O, SYM_OI_END}, 0, .vowel = true},
	[SYM_OI_END] = {"", 9, 3, .like = SYM_I, .vowel = true},
	[SYM_S_MUTE] = {"", 3, 2, .like = SYM_S}, [SYM_T_MUTE] = {"", 3, 2, .like = SYM_T},
	[SYM_WR] = {"R", GAP, GAP, {SYM_W, SYM_R}, 0}, [SYM_DT] = {"T", GAP, GAP, {SYM_D, SYM_T}, 0, .like = SYM_T},
	[SYM_PS] = {"S", GAP, GAP, {SYM_P, SYM_S}, 0, .like = SYM_S},
	[SYM_Q_FRONT] = {"K", GAP, GAP, .like = SYM_Q},
	[SYM_X_FRONT] = {"K", GAP, GAP, {SYM_K, SYM_S}, 1, .like = SYM_X},
	[SYM_S_CLUSTER] = {"S", GAP, GAP, .like = SYM_S}, [SYM_S_END] = {"S", 8, GAP, .like = SYM_S}, [SYM_S_LAST] = {"S", 8, GAP, .like = SYM_S},
	[SYM_Z_END] = {"S", GAP, GAP, .like = SYM_Z},
	[SYM_J_SPANISH] = {"C", GAP, GAP, .like = SYM_J}, [SYM_H_MUTE] = {"", 6, 1, .like = SYM_H},
	[SYM_K_MUTE] = {"K", 4, 3, .like = SYM_K}, [SYM_W_GLIDE] = {"", 3, 1, .like = SYM_W},
	[SYM_O_WIDE] = {"", 9, 3, .like = SYM_O, .vowel = true},
	[SYM_OA] = {"", 10, 6, {SYM_O, SYM_A}, 0, .vowel = true},
	[SYM_C_LAST] = {"K", GAP, GAP, .like = SYM_C}, [SYM_DGE] = {"C", GAP, GAP, {SYM_D, SYM_ZH}, 1, .like = SYM_DJ},
	[SYM_SCH] = {"S", GAP, GAP, .like = SYM_SH}, [SYM_DZ] = {"S", GAP, GAP, {SYM_D, SYM_Z}, 0},
	[SYM_GU] = {"K", GAP, GAP, {SYM_G, SYM_U}, 0, .like = SYM_G},
	[SYM_G_WEAK] = {"K", GAP, 5, .like = SYM_G}, [SYM_D_OR_DJ] = {"T", GAP, GAP, .like = SYM_D},
	[SYM_AI_CLAN] = {"", 10, 8, {SYM_A, SYM_I}, 1, .like = SYM_AI, .vowel = true},
	[SYM_NH] = {"N", GAP, GAP, {SYM_N, SYM_Y}, 0, .like = SYM_N},
	[SYM_AYY] = {"", 10, 8, {SYM_A, SYM_I}, 1, .like = SYM_AI, .vowel = true},
	[SYM_GLIDED] = {"", 6, 1, .like = SYM_I, .vowel = true}, [SYM_YO] = {"", 8, 1, .like = SYM_E, .vowel = true},
	[SYM_B_FINAL] = {"P", GAP, GAP, .like = SYM_B}, [SYM_P_FINAL] = {"P", GAP, GAP, .like = SYM_P},
	[SYM_D_FINAL] = {"T", GAP, GAP, .like = SYM_D}, [SYM_T_FINAL] = {"T", GAP, GAP, .like = SYM_T},
	[SYM_R_LAST] = {"R", 8, 3, .like = SYM_R},
	[SYM_GZ] = {"K", GAP, GAP, {SYM_G, SYM_Z}, 0},
	[SYM_EU] = {"", 10, 6, {SYM_EU_FIRST, SYM_EU_LAST}, 0, .vowel = true},
	[SYM_EU_FIRST] = {"", 8, 1, .like = SYM_E, .vowel = true},
	[SYM_EU_LAST] = {"", 9, 1, .like = SYM_U, .vowel = true},
	[SYM_A_CLOSED] = {"", 9, 2, .like = SYM_A, .vowel = true},
	[SYM_O_CLOSED] = {"", 9, 3, .like = SYM_O, .vowel = true},
	[SYM_T_LAST] = {"T", 16, 7, .like = SYM_T}, [SYM_D_LAST] = {"T", 16, 7, .like = SYM_D},
	[SYM_U_FIRST] = {"", 9, 1, {SYM_Y, SYM_U}, 1, .like = SYM_U, .vowel = true},
	[SYM_U_SHORT] = {"", 9, 1, .like = SYM_U, .vowel = true},
	[SYM_ALEF] = {"", 8, 3, .mater = true, .vowel = true},
	[SYM_ALEF_FIRST] = {"", 6, 3, .mater = true, .vowel = true},
	[SYM_ALEF_ABOVE] = {"", 7, 3, .mater = true, .vowel = true},
	[SYM_ALEF_BELOW] = {"", 6, 3, .mater = true, .vowel = true},
	[SYM_ALEF_SEAT] = {"", 1, 1, .vowel = true},
	[SYM_ALEF_EAST] = {"", 8, 3, .like = SYM_ALEF, .mater = true, .vowel = true},
	[SYM_WAW] = {"", 11, 4, .mater = true, .vowel = true},
	[SYM_WAW_EAST] = {"", 11, 4, .like = SYM_WAW, .mater = true, .vowel = true},
	[SYM_YEH] = {"", 8, 4, .mater = true, .vowel = true},
	[SYM_YEH_LONG] = {"", 8, 4, {SYM_Y, SYM_A}, 3, .like = SYM_YEH, .mater = true, .vowel = true},
	[SYM_YEH_END] = {"", 22, 5, .mater = true, .vowel = true},
	[SYM_HEH_END] = {"", 7, 2, .mater = true, .vowel = true},
	[SYM_AYN] = {"", 2, 2, .vowel = true}, [SYM_AE] = {"", 6, 1, .vowel = true},
	[SYM_AMR_END] = {"", 1, 1, .like = SYM_O},
	[SYM_AMR_WAW] = {"", 4, 9, .like = SYM_WAW},
	[SYM_MAKSURA] = {"", 6, 3, .mater = true, .vowel = true},
	[SYM_TEH_END] = {"", 8, 2, .mater = true, .vowel = true},
	[SYM_BEH] = {"P", GAP, GAP}, [SYM_FEH] = {"F", GAP, GAP}, [SYM_THEH] = {"T", GAP, GAP},
	[SYM_JEEM] = {"C", GAP, GAP}, [SYM_THAL] = {"T", GAP, GAP}, [SYM_DAD] = {"T", GAP, GAP},
	[SYM_ZAH] = {"S", GAP, GAP}, [SYM_SAD] = {"S", GAP, GAP},
	[SYM_BET] = {"P", GAP, GAP}, [SYM_PE] = {"P", GAP, GAP}, [SYM_HET] = {"", 8, 8},
	[SYM_RESH] = {"R", GAP, GAP, .like = SYM_R}, [SYM_KAF] = {"K", GAP, GAP}, [SYM_TSADI] = {"S", GAP, GAP},
	[SYM_VAV] = {"", 11, 4, .mater = true, .vowel = true},
	[SYM_CYRILLIC_H] = {"", 10, 10}, [SYM_CYRILLIC_G] = {"K", GAP, GAP},
};

const struct sound_pair sound_pairs[] = {
	/* Latin among themselves. */
	{SYM_B, SYM_P, 8},     /* Arabic speakers' b for p [X] */
	{SYM_V, SYM_W, 2},     /* Nawaz, Navaz [G]; w as v [D] */
	{SYM_F, SYM_V, 6},     /* Yousef, Youssev; German v as f [D] */
	{SYM_T, SYM_D, 9},     /* Mehmet, Mehmed [T] */
	{SYM_T, SYM_TH, 1},    /* Kawthar, Kautar [M] */
	{SYM_D, SYM_DH, 1},    /* Qadhafi, Gaddafi [L] [F] */
	{SYM_TH, SYM_S, 4},    /* Othman, Osman: Persian, Turkish, Urdu ث [L] */
	{SYM_DH, SYM_Z, 3},    /* Dhahir, Zahir: ظ, ذ [L] [G] */
	{SYM_DH, SYM_TH, 5},   /* Theeb, Dhib [E] */
	{SYM_D, SYM_Z, 6},     /* Ramadan, Ramazan: ض [L] */
	{SYM_S, SYM_Z, 3},     /* Hisbollah, Hezbollah [D] */
	{SYM_S, SYM_SH, 7}, {SYM_Z, SYM_ZH, 5}, /* marks of ş and ž lost [M] */
	{SYM_SH, SYM_ZH, 6}, {SYM_SH, SYM_Z, 12},
	{SYM_SH, SYM_LATIN_CH, 2},  /* Rachid, Rashid [F] */
	{SYM_KH, SYM_LATIN_CH, 2},  /* Chalid, Khalid [D] */
	{SYM_K, SYM_LATIN_CH, 3},   /* Christos; Italian */
	{SYM_H, SYM_LATIN_CH, 5},   /* Chaim, Haim [L] */
	{SYM_CH, SYM_LATIN_CH, 0}, {SYM_CH, SYM_SH, 6}, {SYM_CH, SYM_TS, 8}, {SYM_CH, SYM_J, 6},
	{SYM_CH, SYM_DJ, 5},
	{SYM_CH, SYM_C, 5}, {SYM_C, SYM_LATIN_CH, 5}, {SYM_C, SYM_TS, 2}, /* č, ç, ć [M]; Slavic c [S] */
	{SYM_C, SYM_K, 0}, {SYM_C, SYM_S, 3}, {SYM_C, SYM_Q, 2}, {SYM_C, SYM_SH, 8}, {SYM_C, SYM_Z, 7},
	{SYM_C, SYM_J, 3}, {SYM_C, SYM_DJ, 3},   /* [T] */
	{SYM_TS, SYM_Z, 3}, {SYM_TS, SYM_S, 5},  /* [D], ص in Hebrew */
	{SYM_J, SYM_DJ, 0}, {SYM_J, SYM_ZH, 2}, {SYM_DJ, SYM_ZH, 3}, /* Djamel, Jamal [F]; ж [B] */
	{SYM_J, SYM_Y, 3},     /* Jussuf, Yusuf [D] */
	{SYM_J, SYM_G, 6}, {SYM_DJ, SYM_G, 6},  /* Gamal, Jamal [G] */
	{SYM_J, SYM_H, 12}, {SYM_J, SYM_KH, 10}, /* Spanish */
	{SYM_J, SYM_I, 5}, {SYM_J, SYM_Z, 8}, {SYM_J, SYM_SH, 9}, {SYM_DJ, SYM_SH, 9},
	{SYM_K, SYM_Q, 2},     /* Qasim, Kasim [F] [D] */
	{SYM_G, SYM_Q, 4}, {SYM_K, SYM_G, 6},   /* Gaddafi, Gassem [G] */
	{SYM_GH, SYM_Q, 3},    /* Ghasem, Qasem: Persian [L] */
	{SYM_GH, SYM_G, 2}, {SYM_GH, SYM_K, 6}, {SYM_GH, SYM_KH, 7}, {SYM_GH, SYM_R, 9}, /* Baghdad, Bagdad */
	{SYM_GH, SYM_Y, 8},
	/* Khalid, Halit; Xalid [T] */
	{SYM_KH, SYM_K, 4}, {SYM_KH, SYM_H, 4}, {SYM_KH, SYM_X, 3}, {SYM_KH, SYM_Q, 6},
	{SYM_X, SYM_H, 8}, {SYM_X, SYM_SH, 9}, {SYM_X, SYM_S, 9}, {SYM_X, SYM_Z, 7}, {SYM_X, SYM_K, 12},
	{SYM_M, SYM_N, 12},    /* Anbar, Ambar */
	{SYM_NG, SYM_N, 4},    /* Washington, واشنطن */
	{SYM_W, SYM_B, 12}, {SYM_V, SYM_B, 8},
	{SYM_C_FRONT, SYM_S, 0}, {SYM_C_FRONT, SYM_C, 1}, {SYM_C_FRONT, SYM_TS, 1},
	{SYM_C_FRONT, SYM_CH, 2}, {SYM_C_FRONT, SYM_LATIN_CH, 3},
	{SYM_C_FRONT, SYM_SAD, 2}, {SYM_C_FRONT, SYM_TSADI, 2}, {SYM_C_FRONT, SYM_K, 5},
	{SYM_C_FRONT, SYM_C_OR_CH, 0}, {SYM_C_FRONT, SYM_SH, 5}, /* [E] [F] */
	{SYM_C_FRONT, SYM_S_OR_SH, 3}, {SYM_C_FRONT, SYM_Z, 4}, {SYM_C_FRONT, SYM_THEH, 4},
	{SYM_C_FRONT, SYM_X, 9},
	{SYM_C_FRONT, SYM_J, 3}, {SYM_C_FRONT, SYM_DJ, 3}, {SYM_C_FRONT, SYM_JEEM, 3},
	{SYM_C_FRONT, SYM_KAF, 5}, {SYM_C_FRONT, SYM_Q, 7}, /* [T] */
	{SYM_G_FRONT, SYM_G, 0}, {SYM_G_FRONT, SYM_J, 2}, {SYM_G_FRONT, SYM_DJ, 2},
	{SYM_G_FRONT, SYM_JEEM, 0}, {SYM_G_FRONT, SYM_GH, 1}, /* [E] [F] */
	{SYM_G_FRONT, SYM_ZH, 3}, {SYM_G_FRONT, SYM_Q, 4}, {SYM_G_FRONT, SYM_K, 6},
	{SYM_G_FRONT, SYM_CYRILLIC_G, 0}, {SYM_G_FRONT, SYM_GIMEL, 0},
	{SYM_G_FRONT, SYM_SOFT_G, 0}, {SYM_G_FRONT, SYM_KH, 8}, {SYM_G_FRONT, SYM_H, 9},
	{SYM_G_FRONT, SYM_CH, 6}, {SYM_G_FRONT, SYM_Y, 8},
	/* щ, and how others write it [B] [D] [F] */
	{SYM_SHCH, SYM_SH, 1}, {SYM_SHCH, SYM_CH, 5}, {SYM_SHCH, SYM_S_OR_SH, 1}, {SYM_SHCH, SYM_LATIN_CH, 3},
	/* German has one spelling for sh and zh [D] */
	{SYM_SCH, SYM_ZH, 1}, {SYM_SCH, SYM_J, 3}, {SYM_SCH, SYM_DJ, 6}, {SYM_SCH, SYM_JEEM, 5}, {SYM_SCH, SYM_Z_OR_ZH, 1},
	/* dž without its mark [M]; the d of Akhundzada is hardly heard */
	{SYM_DZ, SYM_DJ, 1}, {SYM_DZ, SYM_J, 2}, {SYM_DZ, SYM_JEEM, 1}, {SYM_DZ, SYM_ZH, 2}, {SYM_DZ, SYM_Z, 2},
	{SYM_DZ, SYM_TS, 2}, {SYM_DZ, SYM_S, 5}, {SYM_DZ, SYM_Z_OR_ZH, 2}, {SYM_DZ, SYM_GIMEL, 2},
	/* đ [S] */
	{SYM_D_OR_DJ, SYM_DJ, 0}, {SYM_D_OR_DJ, SYM_JEEM, 0}, {SYM_D_OR_DJ, SYM_GIMEL, 2},
	/* Turkish ends no word on b or d [T] */
	{SYM_B_FINAL, SYM_P_FINAL, 3}, {SYM_B_FINAL, SYM_P, 3}, {SYM_P_FINAL, SYM_B, 3}, {SYM_D_FINAL, SYM_T_FINAL, 3},
	{SYM_D_FINAL, SYM_T, 3}, {SYM_D_FINAL, SYM_T_MUTE, 9}, {SYM_T_FINAL, SYM_D, 3}, {SYM_P_FINAL, SYM_BET, 2},
	{SYM_J, SYM_LATIN_CH, 6}, {SYM_ZH, SYM_LATIN_CH, 4}, /* Jang, Chang, Zhang */
	{SYM_RESH, SYM_GH, 4}, {SYM_RESH, SYM_SOFT_G, 5},    /* Hebrew ears hear gh as r */
	{SYM_AI_CLAN, SYM_YEH_END, 0}, {SYM_GLIDED, SYM_E, 1}, {SYM_GLIDED, SYM_A, 5}, {SYM_GLIDED, SYM_ALEF, 5},
	{SYM_YO, SYM_O, 1}, {SYM_YO, SYM_WAW, 0}, {SYM_YO, SYM_VAV, 0},
	{SYM_WAW_EAST, SYM_V, 0},
	{SYM_PS, SYM_P, 8}, {SYM_OI, SYM_AI, 3}, {SYM_OI, SYM_EY, 4}, {SYM_OI, SYM_YEH, 6}, {SYM_AU, SYM_EU, 4}, /* Toiba, Tayba */
	/* Letters with their marks: plain or told. [M] [T] */
	{SYM_S_OR_SH, SYM_S, 0}, {SYM_S_OR_SH, SYM_SH, 0}, {SYM_S_OR_SH, SYM_LATIN_CH, 2},
	{SYM_S_OR_SH, SYM_SAD, 1},
	{SYM_S_OR_SH, SYM_THEH, 4}, {SYM_S_OR_SH, SYM_Z, 4}, {SYM_S_OR_SH, SYM_C, 5},
	{SYM_Z_OR_ZH, SYM_Z, 0}, {SYM_Z_OR_ZH, SYM_ZH, 0}, {SYM_Z_OR_ZH, SYM_S, 4}, {SYM_Z_OR_ZH, SYM_J, 2},
	{SYM_C_OR_CH, SYM_C, 0}, {SYM_C_OR_CH, SYM_CH, 0}, {SYM_C_OR_CH, SYM_LATIN_CH, 0},
	{SYM_C_OR_CH, SYM_TS, 4}, {SYM_C_OR_CH, SYM_S, 2}, {SYM_C_OR_CH, SYM_SAD, 2},
	{SYM_C_OR_CH, SYM_JEEM, 4}, {SYM_C_OR_CH, SYM_J, 5},
	{SYM_SOFT_G, SYM_G, 0}, {SYM_SOFT_G, SYM_GH, 0}, {SYM_SOFT_G, SYM_GIMEL, 0},
	{SYM_SOFT_G, SYM_CYRILLIC_G, 0}, {SYM_SOFT_G, SYM_JEEM, 3}, {SYM_SOFT_G, SYM_Y, 3},
	{SYM_SOFT_G, SYM_V, 5},
	{SYM_H_END, SYM_H, 0}, {SYM_H_END, SYM_HEH_END, 0}, {SYM_H_END, SYM_TEH_END, 0},
	{SYM_H_END, SYM_CYRILLIC_H, 1},
	{SYM_H_END, SYM_HET, 0}, {SYM_H_END, SYM_AYN, 2},
	/* Vowels of Latin: short ones of Arabic heard in several ways [L] [F] [D]. */
	{SYM_A, SYM_E, 3}, {SYM_A, SYM_O, 10}, {SYM_A, SYM_I, 13}, {SYM_A, SYM_U, 10},
	{SYM_E, SYM_I, 3}, {SYM_E, SYM_O, 8},
	{SYM_E, SYM_U, 5}, {SYM_O, SYM_U, 2}, {SYM_I, SYM_U, 7}, {SYM_I, SYM_O, 10}, {SYM_Y, SYM_I, 2},
	{SYM_Y, SYM_E, 5},
	{SYM_Y, SYM_U, 5}, {SYM_Y, SYM_WAW, 5}, {SYM_Y, SYM_VAV, 5}, {SYM_II, SYM_I, 1},
	{SYM_II, SYM_E, 2}, {SYM_II, SYM_Y, 2}, {SYM_II, SYM_AI, 5},
	{SYM_UU, SYM_U, 1}, {SYM_UU, SYM_O, 3}, {SYM_UU, SYM_AU, 4}, {SYM_UU, SYM_W, 2},
	{SYM_U, SYM_W, 2}, {SYM_O, SYM_W, 4},
	{SYM_U, SYM_V, 8}, {SYM_AI, SYM_A, 8}, {SYM_AI, SYM_E, 5}, {SYM_AI, SYM_I, 3},
	{SYM_AI, SYM_Y, 3}, {SYM_AU, SYM_A, 8},
	{SYM_AU, SYM_O, 3}, {SYM_AU, SYM_U, 4}, {SYM_AU, SYM_W, 3}, {SYM_AU, SYM_V, 8},
	{SYM_Y_INNER, SYM_I, 0}, {SYM_Y_INNER, SYM_Y, 0}, {SYM_Y_INNER, SYM_II, 1},
	{SYM_Y_INNER, SYM_E, 4}, {SYM_Y_INNER, SYM_U, 4}, {SYM_Y_INNER, SYM_UU, 4},
	{SYM_Y_INNER, SYM_AI, 3}, {SYM_Y_INNER, SYM_YEH, 0}, {SYM_Y_INNER, SYM_WAW, 3},
	{SYM_Y_INNER, SYM_VAV, 3}, {SYM_Y_INNER, SYM_YU, 4}, {SYM_Y_INNER, SYM_AYN, 2},
	{SYM_Y_INNER, SYM_ALEF, 8}, {SYM_Y_INNER, SYM_A, 9},
	{SYM_EY, SYM_AI, 0}, {SYM_EY, SYM_I, 2}, {SYM_EY, SYM_II, 2}, {SYM_EY, SYM_Y, 2},
	{SYM_EY, SYM_E, 4}, {SYM_EY, SYM_A, 8},
	{SYM_EY, SYM_YEH, 0}, {SYM_EY, SYM_YEH_END, 1}, {SYM_EY, SYM_ALEF, 6},
	{SYM_EY, SYM_ALEF_FIRST, 3}, {SYM_EY, SYM_ALEF_ABOVE, 4}, {SYM_EY, SYM_ALEF_BELOW, 3},
	{SYM_EY, SYM_AYN, 3}, {SYM_EY, SYM_HEH_END, 4}, {SYM_EY, SYM_MAKSURA, 2},
	{SYM_AA, SYM_A, 0}, {SYM_AA, SYM_E, 5}, {SYM_AA, SYM_O, 6}, {SYM_AA, SYM_ALEF, 0},
	{SYM_AA, SYM_AYN, 1}, {SYM_AA, SYM_AE, 2}, {SYM_AA, SYM_AI, 8},
	{SYM_AA, SYM_ALEF_FIRST, 0}, {SYM_AA, SYM_ALEF_ABOVE, 0}, {SYM_AA, SYM_MAKSURA, 0},
	{SYM_AA, SYM_TEH_END, 2}, {SYM_AA, SYM_HEH_END, 4},
	{SYM_A_LONG, SYM_YEH, 1}, {SYM_A_LONG, SYM_AI, 1}, {SYM_A_LONG, SYM_EY, 1},
	{SYM_A_LONG, SYM_E, 2}, /* Blake, بليك */
	/* Latin letters by their neighbours [E] [F] [D]; pinyin and Spanish. */
	{SYM_EA, SYM_I, 1}, {SYM_EA, SYM_II, 0}, {SYM_EA, SYM_E, 3}, {SYM_EA, SYM_Y, 2}, {SYM_EA, SYM_EY, 1},
	{SYM_EA, SYM_AI, 2}, {SYM_EA, SYM_A, 6}, {SYM_EA, SYM_YEH, 0}, {SYM_EA, SYM_YEH_END, 2}, {SYM_EA, SYM_AYN, 2},
	{SYM_EA, SYM_ALEF, 4}, {SYM_EA, SYM_ALEF_FIRST, 0}, {SYM_EA, SYM_ALEF_BELOW, 0}, {SYM_EA, SYM_YA, 4},
	{SYM_EA, SYM_HEH_END, 2}, {SYM_EA, SYM_TEH_END, 2}, {SYM_EA, SYM_AE, 2}, {SYM_EA, SYM_MAKSURA, 1},
	{SYM_AY, SYM_YEH_END, 1}, {SYM_AY, SYM_E, 4}, {SYM_AY, SYM_MAKSURA, 1},
	{SYM_OI_END, SYM_A, 1}, {SYM_OI_END, SYM_ALEF, 1}, {SYM_OI_END, SYM_TEH_END, 2}, {SYM_OI_END, SYM_HEH_END, 2},
	{SYM_S_MUTE, SYM_S, 2}, {SYM_T_MUTE, SYM_T, 2}, {SYM_S_MUTE, SYM_S_OR_SH, 3}, {SYM_WR, SYM_R, 1}, {SYM_Q_FRONT, SYM_CH, 1}, {SYM_Q_FRONT, SYM_TS, 1},
	{SYM_Q_FRONT, SYM_LATIN_CH, 2}, {SYM_X_FRONT, SYM_SH, 1}, {SYM_X_FRONT, SYM_S, 2},
	{SYM_X_FRONT, SYM_S_OR_SH, 1}, {SYM_X_FRONT, SYM_Z, 4},
	{SYM_S_CLUSTER, SYM_SH, 1}, {SYM_S_CLUSTER, SYM_S_OR_SH, 0}, {SYM_S_END, SYM_Z, 1}, {SYM_Z_END, SYM_TS, 0},
	{SYM_Z_END, SYM_TSADI, 0},
	{SYM_J_SPANISH, SYM_KH, 2}, {SYM_J_SPANISH, SYM_Y, 6}, {SYM_J_SPANISH, SYM_H, 2}, {SYM_J_SPANISH, SYM_CYRILLIC_H, 2},
	{SYM_J_SPANISH, SYM_HET, 2}, {SYM_O_WIDE, SYM_A, 2}, {SYM_O_WIDE, SYM_ALEF, 1}, {SYM_W_GLIDE, SYM_V, 2},
	{SYM_U_FIRST, SYM_YU, 0}, {SYM_U_FIRST, SYM_ALEF_FIRST, 3}, {SYM_U_SHORT, SYM_A, 7},
	{SYM_C_LAST, SYM_CH, 1}, {SYM_C_LAST, SYM_LATIN_CH, 1}, {SYM_C_LAST, SYM_C_OR_CH, 0}, {SYM_DGE, SYM_G, 20}, {SYM_EU, SYM_ALEF_FIRST, 1},
	{SYM_EU, SYM_ALEF_ABOVE, 3}, {SYM_EU, SYM_ALEF_BELOW, 2}, {SYM_EU, SYM_ALEF_SEAT, 1},
	{SYM_OA, SYM_O, 1}, {SYM_OA, SYM_AA, 6}, {SYM_OA, SYM_A, 10}, {SYM_OA, SYM_AU, 0}, {SYM_OA, SYM_U, 3}, {SYM_OA, SYM_UU, 3}, {SYM_OA, SYM_WAW, 0},
	{SYM_OA, SYM_VAV, 0}, {SYM_OA, SYM_ALEF, 3}, {SYM_GZ, SYM_X, 1}, {SYM_GZ, SYM_X_FRONT, 1},
	{SYM_G_FRONT, SYM_CYRILLIC_H, 6}, {SYM_EU, SYM_U, 2}, {SYM_EU, SYM_UU, 2}, {SYM_EU, SYM_YU, 1}, {SYM_EU, SYM_WAW, 1}, {SYM_EU, SYM_VAV, 1},
	{SYM_EU, SYM_E, 3}, {SYM_EU, SYM_O, 3}, {SYM_EU, SYM_EY, 3}, {SYM_EU, SYM_AI, 3}, {SYM_EU_FIRST, SYM_O, 1},
	{SYM_EU_FIRST, SYM_WAW, 1}, {SYM_EU_FIRST, SYM_VAV, 1}, {SYM_EU_LAST, SYM_I, 1}, {SYM_EU_LAST, SYM_YEH, 1},
	{SYM_EU_LAST, SYM_Y, 2},
	{SYM_A_CLOSED, SYM_YEH, 4}, {SYM_O_CLOSED, SYM_ALEF, 4},
	{SYM_ZH, SYM_CH, 3}, {SYM_GH, SYM_CYRILLIC_H, 3}, {SYM_C_OR_CH, SYM_TSADI, 2},
	{SYM_ALEF_EAST, SYM_O, 3}, {SYM_ALEF_EAST, SYM_AU, 3}, /* John, جان */
	/* Long vowels and their letters; foreign names write any vowel with them [X]. */
	{SYM_ALEF, SYM_A, 0}, {SYM_ALEF, SYM_E, 6}, {SYM_ALEF, SYM_O, 6}, {SYM_ALEF, SYM_I, 7},
	{SYM_ALEF, SYM_U, 3},
	{SYM_ALEF, SYM_AI, 6}, {SYM_ALEF, SYM_AU, 6}, {SYM_ALEF, SYM_II, 9}, {SYM_ALEF, SYM_UU, 9},
	{SYM_ALEF, SYM_AE, 0},
	{SYM_ALEF_FIRST, SYM_A, 0}, {SYM_ALEF_FIRST, SYM_E, 0}, {SYM_ALEF_FIRST, SYM_I, 1},
	{SYM_ALEF_FIRST, SYM_O, 2},
	{SYM_ALEF_FIRST, SYM_U, 1}, {SYM_ALEF_FIRST, SYM_AI, 3}, {SYM_ALEF_FIRST, SYM_AU, 3},
	{SYM_ALEF_FIRST, SYM_UU, 3},
	{SYM_ALEF_FIRST, SYM_II, 5}, {SYM_ALEF_FIRST, SYM_Y, 9}, {SYM_ALEF_FIRST, SYM_ALEF, 0},
	{SYM_ALEF_FIRST, SYM_AYN, 3},
	{SYM_ALEF_FIRST, SYM_AE, 0}, {SYM_ALEF_FIRST, SYM_H, 6}, {SYM_ALEF_FIRST, SYM_ALEF_ABOVE, 0},
	{SYM_ALEF_FIRST, SYM_ALEF_BELOW, 0},
	{SYM_ALEF_FIRST, SYM_ALEF_SEAT, 0},
	{SYM_ALEF_ABOVE, SYM_A, 0}, {SYM_ALEF_ABOVE, SYM_E, 2}, {SYM_ALEF_ABOVE, SYM_I, 5},
	{SYM_ALEF_ABOVE, SYM_O, 1},
	{SYM_ALEF_ABOVE, SYM_U, 1}, {SYM_ALEF_ABOVE, SYM_AI, 4}, {SYM_ALEF_ABOVE, SYM_AU, 4},
	{SYM_ALEF_ABOVE, SYM_UU, 3},
	{SYM_ALEF_ABOVE, SYM_ALEF, 0}, {SYM_ALEF_ABOVE, SYM_AYN, 3}, {SYM_ALEF_ABOVE, SYM_AE, 0},
	{SYM_ALEF_ABOVE, SYM_H, 6},
	{SYM_ALEF_ABOVE, SYM_ALEF_BELOW, 5}, {SYM_ALEF_ABOVE, SYM_ALEF_SEAT, 0},
	{SYM_ALEF_BELOW, SYM_I, 0}, {SYM_ALEF_BELOW, SYM_E, 0}, {SYM_ALEF_BELOW, SYM_A, 5},
	{SYM_ALEF_BELOW, SYM_II, 4},
	{SYM_ALEF_BELOW, SYM_O, 7}, {SYM_ALEF_BELOW, SYM_U, 7}, {SYM_ALEF_BELOW, SYM_AI, 3},
	{SYM_ALEF_BELOW, SYM_ALEF, 1},
	{SYM_ALEF_BELOW, SYM_AYN, 3}, {SYM_ALEF_BELOW, SYM_AE, 0}, {SYM_ALEF_BELOW, SYM_H, 6},
	{SYM_ALEF_BELOW, SYM_ALEF_SEAT, 0},
	{SYM_ALEF_SEAT, SYM_A, 1}, {SYM_ALEF_SEAT, SYM_E, 0}, {SYM_ALEF_SEAT, SYM_O, 1},
	{SYM_ALEF_SEAT, SYM_U, 2},
	{SYM_ALEF_SEAT, SYM_I, 1}, {SYM_ALEF_SEAT, SYM_ALEF, 1}, {SYM_ALEF_SEAT, SYM_H, 6},
	{SYM_ALEF_SEAT, SYM_AYN, 2},
	{SYM_WAW, SYM_W, 0}, {SYM_WAW, SYM_U, 0}, {SYM_WAW, SYM_UU, 0}, {SYM_WAW, SYM_AYN, 2},
	{SYM_WAW, SYM_O, 0}, {SYM_WAW, SYM_V, 4},
	{SYM_WAW, SYM_AU, 1}, {SYM_WAW, SYM_E, 8}, {SYM_WAW, SYM_A, 9}, {SYM_WAW, SYM_F, 9},
	{SYM_WAW, SYM_VAV, 0}, {SYM_WAW, SYM_ALEF, 7},
	{SYM_VAV, SYM_V, 0}, {SYM_VAV, SYM_W, 0}, {SYM_VAV, SYM_U, 0}, {SYM_VAV, SYM_UU, 0},
	{SYM_VAV, SYM_O, 0},
	{SYM_VAV, SYM_AU, 1}, {SYM_VAV, SYM_E, 8}, {SYM_VAV, SYM_A, 8}, {SYM_VAV, SYM_FEH, 3},
	{SYM_VAV, SYM_BEH, 8},
	{SYM_YEH, SYM_Y, 0}, {SYM_YEH, SYM_I, 0}, {SYM_YEH, SYM_II, 0}, {SYM_YEH, SYM_E, 1},
	{SYM_YEH, SYM_AI, 1},
	{SYM_YEH, SYM_J, 4}, {SYM_YEH, SYM_A, 7}, {SYM_YEH, SYM_U, 7}, {SYM_YEH, SYM_YEH_END, 0},
	{SYM_YEH, SYM_AYN, 2}, {SYM_YEH, SYM_ALEF, 8},
	{SYM_YEH_END, SYM_Y, 0}, {SYM_YEH_END, SYM_I, 0}, {SYM_YEH_END, SYM_II, 0}, {SYM_YEH_END, SYM_E, 1},
	{SYM_YEH_END, SYM_AI, 9}, {SYM_YEH_END, SYM_A, 5}, {SYM_YEH_END, SYM_HEH_END, 5},
	{SYM_YEH_END, SYM_ALEF, 5},
	{SYM_MAKSURA, SYM_A, 0}, {SYM_MAKSURA, SYM_I, 0}, {SYM_MAKSURA, SYM_Y, 0},
	{SYM_MAKSURA, SYM_E, 1}, {SYM_MAKSURA, SYM_ALEF, 0},
	{SYM_MAKSURA, SYM_YEH_END, 0}, {SYM_MAKSURA, SYM_YEH, 1}, {SYM_MAKSURA, SYM_HEH_END, 3},
	{SYM_MAKSURA, SYM_II, 0}, {SYM_MAKSURA, SYM_AI, 2},
	{SYM_HEH_END, SYM_H, 0}, {SYM_HEH_END, SYM_A, 2}, {SYM_HEH_END, SYM_E, 0},
	{SYM_HEH_END, SYM_ALEF, 1}, {SYM_HEH_END, SYM_T, 7},
	{SYM_HEH_END, SYM_AE, 0}, {SYM_HEH_END, SYM_TEH_END, 0}, {SYM_HEH_END, SYM_O, 5},
	{SYM_HEH_END, SYM_I, 7}, {SYM_HEH_END, SYM_Y, 9},
	{SYM_HEH_END, SYM_AI, 4}, {SYM_HEH_END, SYM_HET, 4},
	{SYM_TEH_END, SYM_A, 0}, {SYM_TEH_END, SYM_E, 0}, {SYM_TEH_END, SYM_ALEF, 1},
	{SYM_TEH_END, SYM_T, 2}, {SYM_TEH_END, SYM_AE, 0},
	{SYM_AYN, SYM_A, 0}, {SYM_AYN, SYM_E, 1}, {SYM_AYN, SYM_I, 1}, {SYM_AYN, SYM_O, 1},
	{SYM_AYN, SYM_U, 1}, {SYM_AYN, SYM_AI, 3},
	{SYM_AYN, SYM_AU, 3}, {SYM_AYN, SYM_UU, 2}, {SYM_AYN, SYM_II, 3}, {SYM_AYN, SYM_ALEF, 2},
	{SYM_AE, SYM_A, 0}, {SYM_AE, SYM_E, 0}, {SYM_AE, SYM_H, 3}, {SYM_AE, SYM_I, 4}, {SYM_AE, SYM_O, 6},
	/* Arabic letters of several readings. */
	{SYM_BEH, SYM_B, 0}, {SYM_BEH, SYM_P, 0}, {SYM_BEH, SYM_V, 6}, {SYM_BEH, SYM_BET, 0},
	{SYM_BEH, SYM_PE, 2}, /* [X] */
	{SYM_FEH, SYM_F, 0}, {SYM_FEH, SYM_V, 0}, {SYM_FEH, SYM_W, 5}, {SYM_FEH, SYM_PE, 0},
	{SYM_FEH, SYM_BET, 3}, /* [X] */
	{SYM_FEH, SYM_WAW, 4},
	{SYM_THEH, SYM_TH, 0}, {SYM_THEH, SYM_T, 2}, {SYM_THEH, SYM_S, 2}, {SYM_THEH, SYM_C, 7}, /* [L] [F] */
	{SYM_JEEM, SYM_J, 0}, {SYM_JEEM, SYM_DJ, 0}, {SYM_JEEM, SYM_G, 2}, {SYM_JEEM, SYM_ZH, 2},
	{SYM_JEEM, SYM_C, 3},
	{SYM_JEEM, SYM_CH, 4}, {SYM_JEEM, SYM_CYRILLIC_G, 2}, {SYM_JEEM, SYM_GH, 3},
	{SYM_JEEM, SYM_LATIN_CH, 6}, {SYM_JEEM, SYM_Y, 10}, /* [G] [F] [T] */
	{SYM_THAL, SYM_DH, 0}, {SYM_THAL, SYM_D, 0}, {SYM_THAL, SYM_Z, 1}, {SYM_THAL, SYM_TH, 3},
	{SYM_THAL, SYM_S, 6}, /* [L] */
	{SYM_DAD, SYM_D, 0}, {SYM_DAD, SYM_DH, 0}, {SYM_DAD, SYM_Z, 2}, {SYM_DAD, SYM_THAL, 4},
	{SYM_DAD, SYM_ZAH, 2}, {SYM_DAD, SYM_TSADI, 3}, /* [L] */
	{SYM_ZAH, SYM_Z, 0}, {SYM_ZAH, SYM_DH, 0}, {SYM_ZAH, SYM_D, 3}, {SYM_ZAH, SYM_TH, 3},
	{SYM_ZAH, SYM_T, 6}, {SYM_ZAH, SYM_S, 6}, {SYM_ZAH, SYM_THAL, 3}, /* [L] */
	{SYM_SAD, SYM_S, 0}, {SYM_SAD, SYM_C, 3}, {SYM_SAD, SYM_TSADI, 0}, {SYM_SAD, SYM_Z, 6},
	{SYM_SAD, SYM_TS, 3}, /* [L] */
	/* Hebrew letters of two readings. */
	{SYM_BET, SYM_B, 0}, {SYM_BET, SYM_V, 0}, {SYM_BET, SYM_W, 3}, {SYM_BET, SYM_WAW, 4},
	{SYM_BET, SYM_VAV, 4}, {SYM_BET, SYM_F, 8},
	{SYM_PE, SYM_P, 0}, {SYM_PE, SYM_F, 0}, {SYM_PE, SYM_V, 6},
	{SYM_HET, SYM_H, 0}, {SYM_HET, SYM_KH, 0}, {SYM_HET, SYM_LATIN_CH, 0},
	{SYM_HET, SYM_CYRILLIC_H, 0}, {SYM_HET, SYM_K, 8}, {SYM_HET, SYM_KAF, 5}, {SYM_HET, SYM_X, 5},
	{SYM_KAF, SYM_K, 0}, {SYM_KAF, SYM_C, 0}, {SYM_KAF, SYM_KH, 1}, {SYM_KAF, SYM_LATIN_CH, 1},
	{SYM_KAF, SYM_Q, 2}, {SYM_KAF, SYM_CYRILLIC_H, 3}, {SYM_KAF, SYM_H, 8},
	{SYM_TSADI, SYM_TS, 0}, {SYM_TSADI, SYM_S, 2}, {SYM_TSADI, SYM_Z, 3}, {SYM_TSADI, SYM_C, 4},
	{SYM_TSADI, SYM_CH, 2}, {SYM_TSADI, SYM_LATIN_CH, 3}, /* [L] [U] */
	{SYM_QOF, SYM_K, 0}, {SYM_QOF, SYM_C, 0}, {SYM_QOF, SYM_LATIN_CH, 4},
	{SYM_GIMEL, SYM_G, 0}, {SYM_GIMEL, SYM_GH, 0}, {SYM_GIMEL, SYM_JEEM, 0}, {SYM_GIMEL, SYM_J, 2},
	{SYM_GIMEL, SYM_DJ, 2}, {SYM_GIMEL, SYM_CYRILLIC_G, 0},
	/* ג׳ [L] */
	{SYM_GIMEL, SYM_ZH, 4}, {SYM_GIMEL, SYM_CH, 6}, {SYM_GIMEL, SYM_Q, 5}, {SYM_GIMEL, SYM_K, 8},
	/* Cyrillic я and ю, with the consonant before softened or not [B]. */
	{SYM_YA, SYM_A, 4}, {SYM_YA, SYM_AA, 4}, {SYM_YA, SYM_ALEF, 4}, {SYM_YA, SYM_HEH_END, 4},
	{SYM_YA, SYM_TEH_END, 2}, {SYM_YA, SYM_E, 6}, {SYM_YA, SYM_AYN, 3},
	{SYM_YU, SYM_U, 2}, {SYM_YU, SYM_UU, 2}, {SYM_YU, SYM_WAW, 2}, {SYM_YU, SYM_VAV, 2}, {SYM_YU, SYM_O, 6},
	/* Cyrillic х and г stand for h too [B]. */
	{SYM_CYRILLIC_H, SYM_H, 0}, {SYM_CYRILLIC_H, SYM_KH, 0}, {SYM_CYRILLIC_H, SYM_LATIN_CH, 1},
	{SYM_CYRILLIC_H, SYM_K, 8}, {SYM_CYRILLIC_H, SYM_X, 3},
	{SYM_CYRILLIC_H, SYM_J, 6}, {SYM_CYRILLIC_H, SYM_HEH_END, 3},
	{SYM_CYRILLIC_G, SYM_G, 0}, {SYM_CYRILLIC_G, SYM_GH, 1}, {SYM_CYRILLIC_G, SYM_H, 3},
	{SYM_CYRILLIC_G, SYM_Q, 4}, {SYM_CYRILLIC_G, SYM_K, 7},
	{SYM_CYRILLIC_G, SYM_J, 7}, {SYM_CYRILLIC_G, SYM_KH, 5}, {SYM_CYRILLIC_G, SYM_CYRILLIC_H, 3},
	{SYM_CYRILLIC_G, SYM_HET, 3},
};

const size_t sound_pair_count = sizeof(sound_pairs) / sizeof(sound_pairs[0]);
