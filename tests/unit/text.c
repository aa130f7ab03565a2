#include "common/text.h"

#include <stdlib.h>

#include "common/utf8.h"
#include "tests/unit/check.h"

static struct text text;
static char shown[65536];

/* The words of s as one line: before each what stands before it (+ nothing, a
 * blank a joiner, a comma, a full stop, | a paragraph), after it its flags. */
static const char *
show(const char *s)
{
	static const char gaps[] = "+ ,.|", flags[] = "ajhcevd";
	size_t n = 0;

	text_fold(&text, s, strlen(s));
	for (size_t i = 0; i < text.count && n < sizeof(shown) - 600; i++) {
		const struct word *word = &text.words[i];

		shown[n++] = gaps[word->gap];
		memcpy(shown + n, text.folded.data + word->fold, word->fold_len);
		n += word->fold_len;
		if (word->flags != 0)
			shown[n++] = '/';
		for (int bit = 0; bit < 7; bit++)
			if (word->flags & 1 << bit)
				shown[n++] = flags[bit];
	}
	shown[n] = '\0';
	return shown;
}

/* The words of s as they stand in it, in brackets. */
static const char *
spans(const char *s)
{
	size_t n = 0;

	text_fold(&text, s, strlen(s));
	for (size_t i = 0; i < text.count; i++)
		n += (size_t)sprintf(shown + n, "[%.*s]", (int)(text.words[i].end - text.words[i].start),
		    s + text.words[i].start);
	shown[n] = '\0';
	return shown;
}

struct pair {
	const char *name, *text, *want;
};

static const struct pair words[] = {
	{"an empty text has no words", "", ""},
	{"a text of blanks has no words", " \t\r\n ", ""},
	{"Latin words are lower-cased", "Hello WORLD", ".hello world"},
	{"case folding is full", "Straße STRASSE ẞ ſ", ".strasse strasse ss s"},
	{"accents are dropped, composed or not", "Café Cafe\u0301 Ångström", ".cafe cafe angstrom"},
	{"a stack of marks is dropped", "Z\u0300\u0301\u0302\u0327\u0489algo", ".zalgo/v"},
	{"letters with strokes lose them", "Łódź Đoković Søren Ħal", ".lodz dokovic soren hal"},
	{"æ, œ, þ and ð are spelt out", "Æsir cœur Þór Guðrún", ".aesir coeur thor gudrun"},
	{"dotted and dotless i are i", "İstanbul ISPARTA ısparta", ".istanbul isparta isparta"},
	{"small capitals and white letters are letters", "ʜᴀᴍᴀꜱ 🅷🅐mas", ".hamas hamas/v"},
	{"short i is a letter, composed or not", "Йод и\u0306 И\u0306 мои мой", ".йод й й мои мой"},
	{"io is e, yi is i", "ёлка їжак Ўзбек", ".елка іжак узбек"},
	{"ligatures are spelt out", "ﬁnal ﬀort ǆ", ".final ffort dz"},
	{"wide letters and digits are narrow", "ＡＢＣ１２３", ".abc123"},
	{"mathematical letters are plain", "𝐀𝓫𝕔 𝟘𝟙", ".abc 01"},
	{"circled letters are plain", "Ⓐⓑ ①②", ".ab 12"},
	{"half rings and modifier apostrophes are dropped", "ʿAbd Qurʾān Saʼd", ".abd quran sad"},
	{"Greek accents, final sigma, iota below", "ΜΕΓΆΛΟΣ μεγάλος ᾳ", ".μεγαλοσ μεγαλοσ αι"},
	{"Russian is lower-cased and levelled", "Ёлка ЙОГ йог", ".елка йог йог"},
	{"the digits of all scripts are ASCII", "٣٤ ۳۴ ३४ ๓๔ ৩", ".34 34 34 34 3"},
	{"soft hyphen and zero-width characters vanish",
	    "so\u00ADft ze\u200Bro jo\u200Diner wo\u2060rd b\uFEFFom", ".soft zero/v joiner/v word/v bom/v"},
	{"bidi marks vanish", "\u202Aab\u200Ec\u202C \u2066de\u2069", ".abc/v de"},
	{"variation selectors and tags vanish", "a\uFE0Fb\U000E0062c", ".abc/v"},
	{"a non-joiner between Latin letters vanishes", "Auf\u200Clage", ".auflage/v"},

	{"hamza seats are levelled", "أحمد إيران آمن ٱلله", ".احمد/a ايران/a امن/a الله/a"},
	{"decomposed hamza seats too", "ا\u0654حمد و\u0654 ي\u0654", ".احمد/a و/a ي/a"},
	{"waw and yeh with hamza are waw and yeh", "مؤمن رئيس شيء", ".مومن/a رييس/a شيء/a"},
	{"yehs are yeh, kafs are kaf", "موسى علی کتاب ڪ ے", ".موسي/a علي/a كتاب/a ك/a ي/a"},
	{"letters with small v lose it", "ڕێکخراوی گۆڵ", ".ريكخراوي/a گول/a"},
	{"Pashto yeh and gaf, dotless and Maghrib feh and qaf", "ملګري دې ڡٯ ڢڧ", ".ملگري/a دي/a فق/a فق/a"},
	{"letters that tell words apart stay", "پټ ښځ څوک ټول ڼ ړ", ".پټ/a ښځ/a څوك/a ټول/a ڼ/a ړ/a"},
	{"teh marbuta and the hehs are heh", "غزة ہ ھ ە ۀ", ".غزه/a ه/a ه/a ه/a ه/a"},
	{"tatweel, harakat and superscript alef are dropped", "الحـــشْدُ الشَّعْبِيُّ هٰذا",
	    ".الحشد/a الشعبي/a هذا/a"},
	{"Quranic marks are dropped", "ٱلرَّحۡمَـٰنِ ۖ بِهِۦ", ".الرحمن/a به/a"},
	{"presentation forms are letters", "ﻗﺎﺳﻢ ﺳﻠﻴﻤﺎﻧﻲ ﷲ ﻻ", ".قاسم/a سليماني/a الله/a لا/a"},
	{"the pious phrase is a symbol", "محمدﷺ قال", ".محمد/a,قال/a"},
	{"a non-joiner parts Arabic letters", "می\u200Cخواهم کتاب\u200Cها", ".مي/a+خواهم/aj كتاب/a+ها/aj"},
	{"it does so after a haraka", "مِ\u200Cخ", ".م/a+خ/aj"},
	{"a non-joiner at a word's end does nothing", "می\u200C خواهم", ".مي/a خواهم/a"},
	{"a non-joiner between an Arabic and a Latin letter vanishes", "ب\u200Cx", ".بx/a"},
	{"Arabic digits are no Arabic letters", "٢٠٢٠", ".2020"},
	{"Hebrew points are dropped and final letters levelled", "שָׁלוֹם", ".שלומ/e"},
	{"gershayim belong to the word", "צה\"ל צה״ל ג'ורג' ז׳בוטינסקי",
	    ".צהל/e צהל/e גורג/e זבוטינסקי/e"},
	{"quotation marks around Hebrew do not", "\"שלום\" לכם", ".שלומ/e,לכמ/e"},
	{"there is no boundary where scripts meet", "fgдеж قx", ".fgдеж قx/a"},

	{"Han characters are words", "中国 ABC日本", ".中+国 abc+日+本"},
	{"kana are words and keep their voicing", "がカ ｶﾞ", ".か\u3099+カ カ\u3099"},
	{"Thai characters are words with their marks", "ที่นี่ น้ำ", ".ที่+นี่ น้ำ"},
	{"Khmer and Myanmar and Lao too", "កម្ពុ မြန် ລາວ", ".ក+ម្+ពុ မြ+န် ລ+າ+ວ"},
	{"Devanagari words keep their vowel signs", "हिन्दी क़लम", ".हिन्दी कलम"},
	{"Hangul is spelt in jamo", "한국", ".\u1112\u1161\u11ab\u1100\u116e\u11a8"},
	{"emoji are words", "ok👍🏽🔥 ❤️", ".ok+👍+🔥 ❤"},
	{"a family is its members", "👨‍👩‍👧", ".👨+👩+👧"},
	{"flags are two letters each", "🇺🇸🇮🇷🇮", ".🇺🇸+🇮🇷+🇮"},
	{"a keycap is its digit", "1️⃣ go", ".1 go"},
	{"bracketed letters and fractions are words of their own", "x⒜y ¼z", ".x+a+y 14+z"},
	{"trade marks are no letters", "Attack™ now", ".attack,now"},
};

static const struct pair disguises[] = {
	{"Cyrillic letters of hardly any language tell a Latin word", "H\u0430m\u0430\u0455 \u0455\u043e\u043d", ".hamas/v \u0455\u043e\u043d"},
	{"look-alikes in a Latin word", "H\u0430m\u0430s \u041dam\u0430s", ".hamas/v hamas/v"},
	{"Latin letters in a Russian word", "P\u043e\u0441c\u0438\u044f \u043coc\u043a\u0432a", ".россия/v москва/v"},
	{"Greek letters in a Latin word", "\u0391pple p\u03b1ypal", ".apple/v paypal/v"},
	{"Armenian and Cherokee letters in a Latin word", "B\u0585mb \u13A2error", ".bomb/v terror/v"},
	{"Latin letters in a Greek word", "A\u03b8\u03b7\u03bd\u03b1", ".αθηνα/v"},
	{"letters that are unmistakable on both sides stay", "PR\u0449\u0438\u043a \u03bbcalculus VIP\u044b", ".prщик λcalculus vipы"},
	{"units stay", "5 \u03bcm \u00b5s \u03bcPa k\u03a9", ".5 μm μs μpa kω"},
	{"names with hyphens and digits stay", "COVID-19 \u0411-52 \u0418\u041b-76 iPhone A\u0435-2", ".covid 19 б 52 ил 76 iphone ae/v 2"},
	{"what is wholly of one script stays", "\u041d\u0410\u041c\u0410\u0421 \u0441\u043e\u0432\u0430", ".намас сова"},
	{"in a hashtag parts are levelled as one", "#Free\u041dam\u0430s", ".free/h+hamas/jhv"},
	{"a disguise with accents and invisible characters", "H\u200b\u0430m\u00e1s", ".hamas/v"},
	{"mathematical, circled and wide letters among plain ones", "H\U0001d41a\U0001d426as Ham\u24d0s \uff28amas", ".hamas/v hamas/v hamas/v"},
	{"a word wholly in another dress is no disguise", "\U0001d407\U0001d41a\U0001d426", ".ham"},
	{"ordinals and superscripts are none", "2\u00aa n\u00ba m\u00b2 1\u1d49\u02b3", ".2a no m2 1er"},
	{"soft hyphens are none", "Ter\u00ADror", ".terror"},
	{"joiners of Arabic and Indian words are none", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u0915\u094d\u200d\u0937", ".مي/a+خواهم/aj क्ष"},
	{"other invisible characters in Arabic words are", "\u062d\u0645\u200b\u0627\u0633 \u062d\u0645\u2060\u0627\u0633", ".حماس/av حماس/av"},
	{"bidi marks where directions meet are none", "\u0627\u0644\u200fUSA", ".الusa/a"},
	{"tatweel is none, four marks on a letter are", "\u062d\u0640\u0640\u0640\u0640\u0640\u0645 a\u0301\u0302\u0303b a\u0301\u0302\u0303\u0304b", ".حم/a ab ab/v"},
	{"a keycap and emoji are none", "1\uFE0F\u20E3 \u2764\uFE0F \U0001F468\u200D\U0001F469", ".1 ❤ 👨+👩"},
	{"digits before letters", "b0mb 4ttack F16 mp3 H1N1", ".b0mb/d 4ttack/d f16 mp3 h1n1/d"},
};

static const struct pair gap_cases[] = {
	{"white space and a line end join", "a b\tc\nd\u00A0e\u2003f\u3000g", ".a b c d e f g"},
	{"hyphens, underscores and apostrophes join", "a-b_c'd’e–f—g", ".a b c d e f g"},
	{"middle dots in names join", "カ・ソ 卡·苏", ".カ ソ 卡 苏"},
	{"commas, colons, slashes and brackets are marks", "a, b: c/d (e) [f] «g» =h",
	    ".a,b,c,d,e,f,g,h"},
	{"Arabic comma and semicolon are marks", "ا، ب؛ ج", ".ا/a,ب/a,ج/a"},
	{"full stop, ! and ? with white space end a sentence", "one. two! three?\nfour",
	    ".one.two.three.four"},
	{"closing quotes and brackets may follow", "one.” two!) three?' four.» five", ".one.two.three.four.five"},
	{"a dash after the blank changes nothing", "one. - two", ".one.two"},
	{"without white space they are marks", "one.two a!b c?d x.”y", ".one,two a,b c,d x,y"},
	{"Arabic, Urdu and Armenian ends of sentence", "من؟ او۔ سه։ چهار", ".من/a.او/a.سه/a.چهار/a"},
	{"ellipses end a sentence", "one... two… three", ".one.two.three"},
	{"CJK and danda end one without white space", "好。不！吗？是।अ", ".好.不.吗.是.अ"},
	{"a full stop after an initial is a mark", "J. Smith Й. Кот", ".j,smith й,кот"},
	{"a full stop after a title is a mark", "Gen. Soleimani, Dr. No. Yes", ".gen,soleimani,dr,no.yes"},
	{"a full stop after a shortened word is a mark before a digit or a small letter",
	    "No. 5 Jan. 6 Acme Inc. says etc. and no. they went. No. They etc. The",
	    ".no,5 jan,6 acme inc,says etc,and no.they went.no.they etc.the"},
	{"a number's point is a mark, a number can end a sentence", "3.14 in 2020. Then",
	    ".3,14 in 2020.then"},
	{"a blank line begins a paragraph", "a\n\nb\r\n\r\nc\n \t\nd\u2029e", ".a|b|c|d|e"},
	{"a blank line beats a sentence end", "a.\n\nb", ".a|b"},
	{"CRLF is one line end", "a\r\nb", ".a b"},
	{"line end, dash, line end is no blank line", "a\n-\nb", ".a b"},
	{"the first word begins a sentence", "\n\n, a", ".a"},
	{"invisible characters alone are nothing between", "中\u200B国\uFE0F\u200E人", ".中+国+人"},
	{"invisible characters do not hide white space after a stop", "one.\u200F two", ".one.two"},
};

static const struct pair tags[] = {
	{"a hashtag's camel case parts", "#QassemSoleimani now", ".qassem/h+soleimani/jh now"},
	{"capitals then a word part", "#ISISAttack #USMilitary", ".isis/h+attack/jh,us/h+military/jh"},
	{"underscores join, and the tag goes on", "#الحشد_الشعبي قال", ".الحشد/ah الشعبي/ah قال/a"},
	{"a tag of both", "#Abu_MahdiX, a", ".abu/h mahdi/h+x/jh,a"},
	{"digits are parts, and the word behind them", "#Covid19Vaccine #9AM #غزة2023", ".covid/h+19/jh+vaccine/jh,9am/h,غزه/ah+2023/jh"},
	{"camel case outside a tag parts nothing", "QassemSoleimani", ".qassemsoleimani"},
	{"accents do not hide case", "#ÉcoleÉté #ecole\u0301Ete", ".ecole/h+ete/jh,ecole/h+ete/jh"},
	{"Cyrillic camel case", "#СвятойЛуг", ".святой/h+луг/jh"},
	{"directly behind a word the sign begins none", "foo#BarBaz C#SharpLang \u0648#AbCd", ".foo,barbaz c,sharplang و/a,ab/h+cd/jh"},
	{"the wide sign begins a tag", "＃AbCd", ".ab/h+cd/jh"},
	{"the sign must touch the word", "# AbCd", ".abcd"},
	{"Han in a tag", "#中国Ab", ".中/h+国/h+ab/h"},
	{"a non-joiner in a tag", "#می\u200Cرود", ".مي/ah+رود/ajh"},
	{"a tag in a tag", "#A#BcD", ".a/h,bc/h+d/jh"},

	{"initials are one word", "U.S. forces, U.K. and I.R.G.C left",
	    ".us/c forces,uk/c and irgc/c left"},
	{"Arabic initials too", "و.م.ع قال", ".ومع/ac قال/a"},
	{"initials with accents", "É.U. et", ".eu/c et"},
	{"wide full stops do", "Ｕ．Ｓ． a", ".us/c a"},
	{"initials at a text's end", "the U.S.A.", ".the usa/c"},
	{"a word that follows at once is apart", "U.S.Army", ".us/c,army"},
	{"one initial is none", "a.bc x.1 1.2.3", ".a,bc x,1 1,2,3"},
	{"spaced initials are none", "U. S.", ".u,s"},
	{"initials far into a text", "0123456789 0123456789 0123456789 0123456789 0123456789 xx U.S.A. on",
	    ".0123456789 0123456789 0123456789 0123456789 0123456789 xx usa/c on"},
};

static const struct pair span_cases[] = {
	{"marks belong to the character before", "وسُلَيْمَانِيِّ، x", "[وسُلَيْمَانِيِّ][x]"},
	{"a mark before a word does not", "\u064Eكتب ـكتب", "[كتب][كتب]"},
	{"invisible characters at the edges do not", "\u200Fab\u200F \u2068cd\u2069", "[ab][cd]"},
	{"invisible characters inside do", "so\u00ADft", "[so\u00ADft]"},
	{"the last full stop of initials does, a sentence's does not", "U.S. x. U.S.A", "[U.S.][x][U.S.A]"},
	{"parts of a hashtag", "#AbuMahdi_x", "[Abu][Mahdi][x]"},
	{"a non-joiner is in neither word", "می\u200Cخواهم", "[می][خواهم]"},
	{"emoji keep their selectors and skin", "❤️👍🏽", "[❤️][👍🏽]"},
	{"apostrophes are between", "Iran’s", "[Iran][s]"},
};

static void
test_pairs(const struct pair *pairs, size_t n, const char *(*make)(const char *))
{
	for (size_t i = 0; i < n; i++)
		check_string(make(pairs[i].text), pairs[i].want, "%s", pairs[i].name);
}

#define TEST_PAIRS(pairs, make) test_pairs(pairs, sizeof(pairs) / sizeof((pairs)[0]), make)

/* The original text from where folded byte `skip` of word number `which` comes. */
static const char *
from_origin(const char *s, size_t which, size_t skip)
{
	text_fold(&text, s, strlen(s));
	return s + text_origin(&text, &text.words[which], skip);
}

static void
test_origin(void)
{
	check_string(from_origin("قال وسُلَيْمَانِي", 1, 2), "سُلَيْمَانِي", "after the prefix stands the bare name");
	check_string(from_origin("وَـَـسليم", 0, 2), "سليم", "harakat and tatweel after a prefix belong to it");
	check_string(from_origin("x ﬁnal", 1, 0), "ﬁnal", "a ligature's first letter is the ligature");
	check_string(from_origin("x ﬁnal", 1, 1), "ﬁnal", "a ligature's second letter is the ligature");
	check_string(from_origin("x ﬁnal", 1, 2), "nal", "what follows a ligature follows it");
	check_string(from_origin("ﻭﻗﺎﺳﻢ ", 0, 2), "ﻗﺎﺳﻢ ", "presentation forms have three bytes for two");
	check_string(from_origin("ﻻق", 0, 2), "ﻻق", "lam-alef is one character");
	check_string(from_origin("ﻻق", 0, 4), "ق", "after lam-alef");
	check_string(from_origin("U.S.A. x", 0, 2), "A. x", "the third initial");
	check_string(from_origin("U.S.A. x", 0, 3), " x", "a word's last folded byte is followed by its end");
	check_string(from_origin("#AbuMahdi", 1, 1), "ahdi", "in a part of a hashtag");
	check_string(from_origin("한국", 0, 9), "국", "the second syllable");
	check_string(from_origin("ßa", 0, 2), "a", "after sharp s");
	check_string(from_origin("so\u00ADft", 0, 2), "ft", "invisible characters are passed");
	check_string(from_origin("x H\u0430ma\u0455!", 1, 2), "ma\u0455!", "behind a look-alike of two bytes");
	check_string(from_origin("x H\u0430ma\u0455!", 1, 5), "!", "behind the last look-alike");
	check_string(from_origin("P\u043e\u0441c\u0438\u044f", 0, 2), "\u043e\u0441c\u0438\u044f", "behind a levelled letter of one byte");
	check_string(from_origin("мои\u0306x", 0, 6), "x", "behind short i in two characters");
}

static bool
same_hash(const char *s)
{
	text_fold(&text, s, strlen(s));
	for (size_t i = 0; i < text.count; i++) {
		const struct word *word = &text.words[i];

		if (word->hash != text_hash(text.folded.data + word->fold, word->fold_len))
			return false;
	}
	return text.count > 0;
}

static void
test_hash(void)
{
	check(same_hash("a bc abcdefg abcdefgh abcdefghi abcdefghijklmno abcdefghijklmnop "
	                "abcdefghijklmnopq abcdefghijklmnopqrstuvwxyz0123456789 سليماني العَسْكَريّون 中 U.S.A. #AbCd"),
	    "words carry text_hash() of their folded bytes, whatever their length");
	check(text_hash("ab", 2) != text_hash("ba", 2) && text_hash("a", 1) != text_hash("b", 1) &&
	    text_hash("abcdefghijklmnopq", 17) != text_hash("abcdefghijklmnopr", 17),
	    "different bytes hash differently");
}

/* A text is cut the same wherever in the 64-byte blocks it stands. */
static void
test_shift(void)
{
	static const char *const lists[] = {
		"Hello, WORLD! the U.S. Army’s “no.” Then #QassemSoleimani_x said Straße. Ёлка йог",
		"قال وسُلَيْمَانِيُّ، إنّ الحشد؟ می‌خواهم #الحشد_الشعبي صفحة ١٢",
		"שלום \"עולם\" צה\"ל ג'ורג' אב, Ångström\n\n好。不 กรุง 👍🏽🇮🇷",
	};
	char padded[1024];

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char want[2048];
		bool same = true;

		snprintf(want, sizeof(want), ".x%s", show(lists[i]));
		for (size_t pad = 2; pad <= 200; pad++) {
			memset(padded, ' ', sizeof(padded));
			padded[0] = 'x';
			strcpy(padded + pad, lists[i]);
			show(padded);
			/* the first word's gap differs */
			same &= strcmp(shown + 3, want + 3) == 0;
			same &= text.words[1].start >= pad;
		}
		check(same, "text %zu is cut the same at every distance from a block's edge", i);
	}
}

/* Folding what was folded changes nothing. */
static void
test_idempotent(void)
{
	char once[128], self[5];
	uint32_t c, wrong = 0;

	for (c = 0; c < 0x110000; c++) {
		size_t n;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		self[utf8_encode(c, self)] = '\0';
		text_fold(&text, self, strlen(self) + (c == 0));
		for (n = 0; text.count > 0 && n < text.words[0].fold_len; n++)
			once[n] = text.folded.data[text.words[0].fold + n];
		if (text.count > 1 || (text.count == 1 && (n == 0 || utf8_valid(once, n) != n)))
			wrong++;
		text_fold(&text, once, n);
		if (n > 0) {
			size_t m = 0;

			for (size_t i = 0; i < text.count; i++)
				for (size_t j = 0; j < text.words[i].fold_len; j++, m++)
					wrong += m >= n || text.folded.data[text.words[i].fold + j] != once[m];
			wrong += m != n;
		}
		if (wrong == 1) {
			printf("# first: U+%04X\n", (unsigned)c);
			wrong++;
		}
	}
	check(wrong == 0, "the fold of every code point is valid and folds to itself");
}

static void
test_long(void)
{
	size_t n = 3000000;
	char *s = malloc(n);

	memset(s, 'A', n);
	text_fold(&text, s, n);
	check(text.count == 1 && text.words[0].fold_len == n && text.folded.data[n - 1] == 'a',
	    "a word of three million letters is one word");
	for (size_t i = 0; i + 3 <= n; i += 3)
		memcpy(s + i, "각", 3);
	text_fold(&text, s, n);
	check(text.count == 1 && text.words[0].fold_len == 3 * n, "the folded text may be three times as long");
	for (size_t i = 0; i + 2 <= n; i += 2)
		memcpy(s + i, "a.", 2);
	text_fold(&text, s, n);
	check(text.count == 1 && text.words[0].fold_len == n / 2, "a million initials are one word");
	free(s);
}

int
main(void)
{
	TEST_PAIRS(words, show);
	TEST_PAIRS(disguises, show);
	TEST_PAIRS(gap_cases, show);
	TEST_PAIRS(tags, show);
	TEST_PAIRS(span_cases, spans);
	test_origin();
	test_hash();
	test_shift();
	test_idempotent();
	test_long();
	text_free(&text);
	return check_done();
}
