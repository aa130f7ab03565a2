/* The letters and digraphs of each script, as folding leaves them (common/mkfold.c).
 *
 * Sources: [E] English newspapers' habit and BGN/PCGN romanizations; [L] ALA-LC romanization tables;
 * [F] French habit (also Maghreb passports); [D] German press and Duden's transcription, DIN 31635 and
 * DIN 1460 with marks lost;
 * [T] Turkish, Azeri and Kurmanji alphabets; [P] Polish; [S] Slavic Latin alphabets with marks lost;
 * [U] the letters' names and joining groups in the Unicode standard. */
#include "filters/tag/sound_machine.h"

static const struct sound_unit latin[] = {
	{"a", {SYM_A}}, {"b", {SYM_B}}, {"c", {SYM_C}}, {"d", {SYM_D}}, {"e", {SYM_E}}, {"f", {SYM_F}},
	{"g", {SYM_G}}, {"h", {SYM_H}}, {"i", {SYM_I}}, {"j", {SYM_J}}, {"k", {SYM_K}}, {"l", {SYM_L}},
	{"m", {SYM_M}}, {"n", {SYM_N}}, {"o", {SYM_O}}, {"p", {SYM_P}}, {"q", {SYM_Q}}, {"r", {SYM_R}},
	{"s", {SYM_S}}, {"t", {SYM_T}}, {"u", {SYM_U}}, {"v", {SYM_V}}, {"w", {SYM_W}}, {"x", {SYM_X}},
	{"y", {SYM_Y}}, {"z", {SYM_Z}},
	{"sh", {SYM_SH}}, {"kh", {SYM_KH}}, {"gh", {SYM_GH}}, {"th", {SYM_TH}}, {"dh", {SYM_DH}}, /* [E] [L] */
	{"zh", {SYM_ZH}}, {"ph", {SYM_F}}, {"wh", {SYM_W}}, {"rh", {SYM_R}}, {"ck", {SYM_K}},    /* [E] */
	{"ch", {SYM_LATIN_CH}}, {"tch", {SYM_CH}}, {"ng", {SYM_NG}}, {"ks", {SYM_X}},            /* [E] */
	{"cz", {SYM_CH}}, {"sz", {SYM_S_OR_SH}}, /* [P] and Hungarian */
	{"dj", {SYM_DJ}}, {"dzh", {SYM_DJ}}, {"dz", {SYM_DZ}},                                                     /* [F] [E] */
	{"sch", {SYM_SCH}}, {"shch", {SYM_SHCH}}, {"schtsch", {SYM_SHCH}}, {"chtch", {SYM_SHCH}}, {"szcz", {SYM_SHCH}}, /* [E] [D] [F] [P] */
	{"tsch", {SYM_CH}}, {"dsch", {SYM_DJ}}, {"dt", {SYM_DT}},              /* [D] */
	{"ts", {SYM_TS}}, {"tz", {SYM_TS}},                                                      /* [E] [D] */
	{"dhdh", {SYM_DH}}, {"khkh", {SYM_KH}}, {"shsh", {SYM_SH}}, {"thth", {SYM_TH}},          /* [L] */
	{"ou", {SYM_UU}}, {"oo", {SYM_UU}}, {"ee", {SYM_II}},                                    /* [F] [E] */
	{"ai", {SYM_AI}}, {"ay", {SYM_AY}}, {"ei", {SYM_AI}}, {"ey", {SYM_EY}},                  /* [E] */
	{"au", {SYM_AU}}, {"aw", {SYM_AU}}, {"aa", {SYM_AA}}, {"eau", {SYM_O}}, {"ayy", {SYM_AYY}},
	{"eyy", {SYM_AYY}}, {"ii", {SYM_II}}, {"aii", {SYM_A, SYM_II}},                           /* [E] */
	{"uway", {SYM_AU, SYM_AY}}, {"uwey", {SYM_AU, SYM_EY}}, {"awei", {SYM_AU, SYM_EY}}, {"oway", {SYM_AU, SYM_AY}},
	{"ce", {SYM_C_FRONT, SYM_E}}, {"ci", {SYM_C_FRONT, SYM_I}}, {"cy", {SYM_C_FRONT, SYM_Y}},  /* [E] [F] */
	/* [E]: letters that are not read, and vowels of two; [F] behind them */
	{"augh", {SYM_AU}}, {"ought", {SYM_UU, SYM_T}}, {"oughb", {SYM_UU, SYM_B}}, {"rough", {SYM_R, SYM_O}},
	{"nough", {SYM_N, SYM_O}}, {"ight", {SYM_AI, SYM_T}}, {"eight", {SYM_EY, SYM_T}}, {"leigh", {SYM_L, SYM_EY}},
	{"hugh", {SYM_H, SYM_YU}}, {"hughe", {SYM_H, SYM_YU}}, {"dge", {SYM_DGE, SYM_E}}, {"dgi", {SYM_DGE, SYM_I}}, {"ea", {SYM_EA}},
	{"wr", {SYM_WR}}, {"mps", {SYM_M, SYM_PS}}, {"stle", {SYM_S, SYM_L}}, {"cest", {SYM_C_FRONT, SYM_T}},
	{"eaux", {SYM_O}}, {"ault", {SYM_O}}, {"oi", {SYM_OI}}, {"eu", {SYM_EU}}, {"oa", {SYM_OA}},
	{"xei", {SYM_X, SYM_EY}}, {"sei", {SYM_S, SYM_EY}}, {"gei", {SYM_G_FRONT, SYM_EY}}, {"gey", {SYM_G_FRONT, SYM_EY}}, {"cey", {SYM_C_FRONT, SYM_EY}}, {"ois", {SYM_OI, SYM_S_MUTE}},
	{"oit", {SYM_OI, SYM_T_MUTE}},
	{"qi", {SYM_Q_FRONT, SYM_I}}, {"xi", {SYM_X_FRONT, SYM_I}}, {"xh", {SYM_DJ}}, /* pinyin; Albanian */
	{"qui", {SYM_K, SYM_I}}, {"que", {SYM_K, SYM_E}}, {"gui", {SYM_GU, SYM_I}}, {"gue", {SYM_GU, SYM_E}},
	{"cques", {SYM_K, SYM_S_MUTE}}, {"cque", {SYM_K, SYM_E}}, {"nho", {SYM_NH, SYM_O}}, {"aeu", {SYM_EU}},                                          /* [F] */
	{"ge", {SYM_G_FRONT, SYM_E}}, {"gi", {SYM_G_FRONT, SYM_I}}, {"gy", {SYM_G_FRONT, SYM_Y}},  /* [E] [F] */
	{NULL, {0}}
};

/* ISO 843 and usual transcription of Modern Greek. */
static const struct sound_unit greek[] = {
	{"α", {SYM_A}}, {"β", {SYM_V}}, {"γ", {SYM_G}}, {"δ", {SYM_D}}, {"ε", {SYM_E}}, {"ζ", {SYM_Z}},
	{"η", {SYM_I}}, {"θ", {SYM_TH}}, {"ι", {SYM_I}}, {"κ", {SYM_K}}, {"λ", {SYM_L}}, {"μ", {SYM_M}},
	{"ν", {SYM_N}}, {"ξ", {SYM_X}}, {"ο", {SYM_O}}, {"π", {SYM_P}}, {"ρ", {SYM_R}}, {"σ", {SYM_S}},
	{"ς", {SYM_S}}, {"τ", {SYM_T}}, {"υ", {SYM_I}}, {"φ", {SYM_F}}, {"χ", {SYM_CYRILLIC_H}},
	{"ψ", {SYM_P, SYM_S}}, {"ω", {SYM_O}},
	{"μπ", {SYM_B}}, {"ντ", {SYM_D}}, {"γκ", {SYM_G}}, {"γγ", {SYM_NG}}, {"ου", {SYM_UU}},
	{"αι", {SYM_E}}, {"ει", {SYM_I}}, {"οι", {SYM_I}}, {"αυ", {SYM_AU}}, {"τσ", {SYM_TS}}, {"τζ", {SYM_DJ}},
	{NULL, {0}}
};

/* BGN/PCGN for Russian, Ukrainian, Bulgarian, Serbian, Macedonian, Belarusian; Kazakh and Tatar letters.
 * Folding takes the marks of ё, ї and ў. */
static const struct sound_unit cyrillic[] = {
	{"а", {SYM_A}}, {"б", {SYM_B}}, {"в", {SYM_V}}, {"г", {SYM_CYRILLIC_G}}, {"ґ", {SYM_G}}, {"д", {SYM_D}},
	{"е", {SYM_E}}, {"ж", {SYM_ZH}}, {"з", {SYM_Z}}, {"и", {SYM_I}}, {"й", {SYM_I}}, {"к", {SYM_K}},
	{"л", {SYM_L}}, {"м", {SYM_M}}, {"н", {SYM_N}}, {"о", {SYM_O}}, {"п", {SYM_P}}, {"р", {SYM_R}},
	{"с", {SYM_S}}, {"т", {SYM_T}}, {"у", {SYM_U}}, {"ф", {SYM_F}}, {"х", {SYM_CYRILLIC_H}},
	{"ц", {SYM_TS}},
	{"ч", {SYM_CH}}, {"ш", {SYM_SH}}, {"щ", {SYM_SHCH}}, {"ъ", {SYM_SILENT}}, {"ы", {SYM_I}},
	{"ь", {SYM_SILENT}},
	{"э", {SYM_E}}, {"ю", {SYM_YU}}, {"я", {SYM_YA}}, {"є", {SYM_Y, SYM_E}}, {"і", {SYM_I}},
	{"ј", {SYM_Y}}, {"љ", {SYM_L, SYM_Y}}, {"њ", {SYM_N, SYM_Y}}, {"ћ", {SYM_CH}}, {"ђ", {SYM_DJ}},
	{"џ", {SYM_DJ}}, {"ѕ", {SYM_Z}}, {"ә", {SYM_A}}, {"ғ", {SYM_GH}}, {"қ", {SYM_Q}}, {"ң", {SYM_NG}},
	{"ө", {SYM_O}}, {"ү", {SYM_U}}, {"ұ", {SYM_U}}, {"һ", {SYM_H}},
	{"дж", {SYM_DJ}}, {"тш", {SYM_CH}}, {"нг", {SYM_NG}}, {"кс", {SYM_X}}, {"кх", {SYM_KH}},
	{"ау", {SYM_AU}}, {"ия", {SYM_I, SYM_A}}, {"аи", {SYM_AI}}, {"аии", {SYM_A, SYM_II}}, {"еи", {SYM_EY}},
	{"ай", {SYM_AI}}, {"ей", {SYM_EY}}, {"эй", {SYM_EY}}, {"эи", {SYM_EY}},
	{"чж", {SYM_ZH}}, {"цз", {SYM_DJ}}, {"оу", {SYM_AU}}, /* Palladius: zh, j */
	{NULL, {0}}
};

/* Academy of the Hebrew Language 2006 (UN 2007); loans from Arabic write צ for ص, ח or ח׳ for خ. */
static const struct sound_unit hebrew[] = {
	{"א", {SYM_ALEF}}, {"ב", {SYM_BET}}, {"ג", {SYM_GIMEL}}, {"ד", {SYM_D}}, {"ה", {SYM_H}},
	{"ו", {SYM_VAV}},
	{"ז", {SYM_Z}}, {"ח", {SYM_HET}}, {"ט", {SYM_T}}, {"י", {SYM_YEH}}, {"כ", {SYM_KAF}}, {"ל", {SYM_L}},
	{"מ", {SYM_M}}, {"נ", {SYM_N}}, {"ס", {SYM_S}}, {"ע", {SYM_AYN}}, {"פ", {SYM_PE}}, {"צ", {SYM_TSADI}},
	{"ק", {SYM_QOF}}, {"ר", {SYM_RESH}}, {"ש", {SYM_S_OR_SH}}, {"ת", {SYM_T}},
	{"וו", {SYM_W}}, {"יי", {SYM_YEH_LONG}}, {"לל", {SYM_L}}, {"טש", {SYM_CH}}, {"דז", {SYM_DJ}},
	{NULL, {0}}
};

/* [L] ALA-LC for Arabic, Persian, Kurdish, Urdu, Pashto; [U]. Alef with madda or hamza, teh marbuta, Farsi yeh
 * and keheh, heh goal, ae and alef maksura are folded. Letters that Arabic lacks are written by neighbours. */
static const struct sound_unit arabic[] = {
	{"ا", {SYM_ALEF}}, {"ب", {SYM_BEH}}, {"پ", {SYM_P}}, {"ت", {SYM_T}}, {"ث", {SYM_THEH}},
	{"ج", {SYM_JEEM}},
	{"چ", {SYM_CH}}, {"ح", {SYM_H}}, {"خ", {SYM_KH}}, {"د", {SYM_D}}, {"ذ", {SYM_THAL}}, {"ر", {SYM_R}},
	{"ز", {SYM_Z}}, {"ژ", {SYM_ZH}}, {"س", {SYM_S}}, {"ش", {SYM_SH}}, {"ص", {SYM_SAD}}, {"ض", {SYM_DAD}},
	{"ط", {SYM_T}}, {"ظ", {SYM_ZAH}}, {"ع", {SYM_AYN}}, {"غ", {SYM_GH}}, {"ف", {SYM_FEH}}, {"ڤ", {SYM_V}},
	{"ق", {SYM_Q}}, {"ك", {SYM_K}}, {"گ", {SYM_G}}, {"ڭ", {SYM_NG}}, {"ل", {SYM_L}}, {"م", {SYM_M}},
	{"ن", {SYM_N}}, {"ه", {SYM_H}}, {"و", {SYM_WAW}}, {"ي", {SYM_YEH}}, {"ء", {SYM_SILENT}},
	{"ں", {SYM_N}}, {"ٹ", {SYM_T}}, {"ڈ", {SYM_D}}, {"ڑ", {SYM_R}},                          /* Urdu */
	/* Sorani */
	{"ڵ", {SYM_L}}, {"ڕ", {SYM_R}}, {"ۆ", {SYM_O}}, {"ۇ", {SYM_U}}, {"ێ", {SYM_E}}, {"ۊ", {SYM_U}},
	{"ۋ", {SYM_V}}, {"ې", {SYM_YEH}}, {"ۍ", {SYM_I}},
	{"ټ", {SYM_T}}, {"ډ", {SYM_D}}, {"ړ", {SYM_R}}, {"ڼ", {SYM_N}}, {"ښ", {SYM_SH}},
	{"ږ", {SYM_ZH}}, /* Pashto */
	{"ځ", {SYM_Z}}, {"څ", {SYM_TS}}, {"ګ", {SYM_G}},
	{"تش", {SYM_CH}}, {"نغ", {SYM_NG}}, {"نگ", {SYM_NG}}, {"تس", {SYM_TS}}, {"تز", {SYM_TS}}, {"گز", {SYM_GZ}}, {"ندز", {SYM_N, SYM_DZ}},
	{"وو", {SYM_WAW}}, {"يي", {SYM_YEH_LONG}}, {"لل", {SYM_L}}, {"دج", {SYM_DJ}}, {"دژ", {SYM_DJ}},
	{NULL, {0}}
};

const struct sound_unit *const sound_units[] = {
	[MACHINE_LATIN] = latin, [MACHINE_GREEK] = greek, [MACHINE_CYRILLIC] = cyrillic,
	[MACHINE_HEBREW] = hebrew, [MACHINE_ARABIC] = arabic
};

/* A geresh behind a Hebrew letter: Academy of the Hebrew Language, for sounds of Arabic and English. */
const struct sound_mark sound_geresh[] = {
	{0, SYM_DJ, "ג"}, {0, SYM_ZH, "ז"}, {0, SYM_CH, "צ"}, {0, SYM_KH, "ח"}, {0, SYM_TH, "ת"},
	{0, SYM_DH, "ד"}, {0, SYM_GH, "ע"}, {0, SYM_GH, "ר"}, {0, SYM_ZAH, "ט"},
};

const size_t sound_geresh_count = sizeof(sound_geresh) / sizeof(sound_geresh[0]);

/* In the order of code points. */
const struct sound_mark sound_marks[] = {
	{0x00C7, SYM_C_OR_CH, "c"}, {0x00D1, SYM_NH, "n"}, {0x00DF, SYM_S, "ss"}, /* Ç Ñ ß [T] [F] [D] */
	{0x00E7, SYM_C_OR_CH, "c"}, {0x00F1, SYM_NH, "n"},                        /* ç ñ */
	{0x0106, SYM_C_OR_CH, "c"}, {0x0107, SYM_C_OR_CH, "c"}, {0x0108, SYM_C_OR_CH, "c"}, /* Ć ć Ĉ [S] [P] */
	{0x0109, SYM_C_OR_CH, "c"}, {0x010C, SYM_C_OR_CH, "c"}, {0x010D, SYM_C_OR_CH, "c"}, /* ĉ Č č [S] */
	{0x0110, SYM_D_OR_DJ, "d"}, {0x0111, SYM_D_OR_DJ, "d"},                             /* Đ đ [S] */
	{0x011E, SYM_SOFT_G, "g"}, {0x011F, SYM_SOFT_G, "g"},                               /* Ğ ğ [T] */
	{0x0120, SYM_SOFT_G, "g"}, {0x0121, SYM_SOFT_G, "g"},                               /* Ġ ġ [L] */
	{0x015A, SYM_S_OR_SH, "s"}, {0x015B, SYM_S_OR_SH, "s"}, {0x015C, SYM_S_OR_SH, "s"}, /* Ś ś Ŝ [P] */
	{0x015D, SYM_S_OR_SH, "s"}, {0x015E, SYM_S_OR_SH, "s"}, {0x015F, SYM_S_OR_SH, "s"}, /* ŝ Ş ş [T] */
	{0x0160, SYM_S_OR_SH, "s"}, {0x0161, SYM_S_OR_SH, "s"},                             /* Š š [S] [L] */
	{0x0179, SYM_Z_OR_ZH, "z"}, {0x017A, SYM_Z_OR_ZH, "z"}, {0x017B, SYM_Z_OR_ZH, "z"}, /* Ź ź Ż [P] */
	{0x017C, SYM_Z_OR_ZH, "z"}, {0x017D, SYM_Z_OR_ZH, "z"}, {0x017E, SYM_Z_OR_ZH, "z"}, /* ż Ž ž [S] */
	{0x018F, SYM_AE, "a"}, {0x0218, SYM_S_OR_SH, "s"}, {0x0219, SYM_S_OR_SH, "s"},      /* Ə Ș ș [T] */
	{0x0259, SYM_AE, "a"},                                                              /* ə [T] */
	{0x0622, SYM_ALEF, "ا"}, {0x0623, SYM_ALEF_ABOVE, "ا"}, {0x0624, SYM_AYN, "و"},     /* آ أ ؤ [L] */
	{0x0625, SYM_ALEF_BELOW, "ا"}, {0x0626, SYM_AYN, "ي"}, {0x0629, SYM_TEH_END, "ه"},  /* إ ئ ة [L] */
	/* ى, Urdu ہ, Sorani ە [L] [U] */
	{0x0649, SYM_MAKSURA, "ي"}, {0x06C1, SYM_TEH_END, "ه"}, {0x06D5, SYM_AE, "ه"},
};

const size_t sound_mark_count = sizeof(sound_marks) / sizeof(sound_marks[0]);
