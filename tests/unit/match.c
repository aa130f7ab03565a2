#include "filters/tag/match.h"

#include <stdlib.h>

#include "common/xalloc.h"
#include "filters/tag/address.h"
#include "tests/unit/check.h"

/* Terms, one a line; a text; and what is found: `term@match` in order of place, joined
 * by ` | `. */
static const struct {
	const char *name, *terms, *text, *found;
} table[] = {
	{"a word is found whole only", "attack", "attacks, attack! re-attack heartattack",
	 "attack@attack | attack@attack"},
	{"case and accents are levelled", "müller", "MULLER Mu\u0308ller", "müller@MULLER | müller@Mu\u0308ller"},
	{"a phrase passes blanks, hyphens and line ends", "car bomb", "car bomb car-bomb car_bomb car\nbomb",
	 "car bomb@car bomb | car bomb@car-bomb | car bomb@car_bomb | car bomb@car\nbomb"},
	{"a phrase passes no comma, sentence or paragraph", "car bomb", "car, bomb. car. Bomb car\n\nbomb", ""},
	{"a term written with a comma passes one", "Washington, DC", "Washington, DC; Washington DC. Washington: DC",
	 "Washington, DC@Washington, DC | Washington, DC@Washington DC | Washington, DC@Washington: DC"},
	{"a term with a comma passes no sentence end", "Washington, DC", "Washington. DC is", ""},
	{"a prefix takes any ending", "attack*", "attack attacks attackers counterattack",
	 "attack*@attack | attack*@attacks | attack*@attackers"},
	{"a suffix takes any beginning", "*allah", "Hizballah hezb-allah allahu",
	 "*allah@Hizballah | *allah@allah"},
	{"long and short fixed parts", "ab*\nabc*\nabcdefghijklmnopqrstuvwxyzabcdefghijklmnop*\n*yz",
	 "abcd abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr ayz",
	 "ab*@abcd | abc*@abcd | ab*@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr | "
	 "abc*@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr | "
	 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop*@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr | *yz@ayz"},
	{"stars inside phrases", "carry* out operation*", "carrying out operations; carry out the operation",
	 "carry* out operation*@carrying out operations"},
	{"overlapping terms are all kept", "Quds Force\nForce\nIRGC Quds Force", "the IRGC Quds Force",
	 "IRGC Quds Force@IRGC Quds Force | Quds Force@Quds Force | Force@Force"},
	{"a shorter and a longer term from one word", "New York\nNew York Times\nNew", "New York Times",
	 "New@New | New York@New York | New York Times@New York Times"},
	{"repetition gives every place", "a a", "a a a", "a a@a a | a a@a a"},

	{"exact terms keep case", "=US", "US us Us U.S. #US", "=US@US | =US@U.S. | =US@US"},
	{"exact and folded of one word", "=May\nmay", "May may MAY", "=May@May | may@May | may@may | may@MAY"},
	{"zero-width characters do not hide an exact term", "=IRGC", "I\u200bR\u200dGC irgc", "=IRGC@I\u200bR\u200dGC"},
	{"composed and decomposed letters are the same", "=Mé", "Me\u0301 me\u0301 Me", "=Mé@Me\u0301"},
	{"look-alikes do not hide an exact term", "=ISIS\n=США", "\u0406S\u0406S \u0456s\u0456s CША США",
	 "=ISIS@\u0406S\u0406S | =США@CША | =США@США"},
	{"exact phrases", "=Al Jazeera", "Al Jazeera al Jazeera Al-Jazeera", "=Al Jazeera@Al Jazeera | =Al Jazeera@Al-Jazeera"},

	{"an apostrophe in a word may be missing", "Qur'an\nO’Brien\nм'ясо", "Quran Qur'an Qur\u02bcan OBrien O'Brien O Brien м\u02bcясо мясо",
	 "Qur'an@Quran | Qur'an@Qur'an | Qur'an@Qur\u02bcan | O’Brien@OBrien | O’Brien@O'Brien | O’Brien@O Brien | м'ясо@м\u02bcясо | м'ясо@мясо"},
	{"but not one of a short form", "we're\nl'Est\nqu'il\nn't\nN'Djamena", "were lest quil nt Ndjamena", "N'Djamena@Ndjamena"},
	{"nor with a star, nor exact", "Qur'*an\n=O'Brien\nSana'a*", "Quran OBrien Sanaa Sanaani", "Sana'a*@Sanaa | Sana'a*@Sanaani"},

	{"camel case in hashtags is words", "Qassem Soleimani", "#QassemSoleimani #Qassem_Soleimani",
	 "Qassem Soleimani@QassemSoleimani | Qassem Soleimani@Qassem_Soleimani"},
	{"a hashtag's words are one word too", "AlQaeda\nalq*", "#AlQaeda",
	 "AlQaeda@AlQaeda | alq*@AlQaeda"},
	{"a joined word in the middle of a hashtag", "AlQaeda", "#FreeAlQaedaNow", "AlQaeda@AlQaeda"},
	{"a term written as a hashtag is found apart and as one", "#AlQaeda", "Al-Qaeda alqaeda Al Qaeda",
	 "#AlQaeda@Al-Qaeda | #AlQaeda@alqaeda | #AlQaeda@Al Qaeda"},
	{"Persian compounds with and without ZWNJ", "می\u200cخواهم\nمیروم", "میخواهم می\u200cروم",
	 "می\u200cخواهم@میخواهم | میروم@می\u200cروم"},
	{"ezafe and plural after ZWNJ are words of their own", "کتاب", "کتاب\u200cها", "کتاب@کتاب"},

	{"hamza, maksura, teh marbuta and tatweel are levelled", "مقاومة\nإيران\nعلى", "مقاومه ايران علي مـقـاومة",
	 "مقاومة@مقاومه | إيران@ايران | على@علي | مقاومة@مـقـاومة"},
	{"proclitics are stripped, and the match is the bare name", "حشد", "وحشد بحشد والحشد للحشد وبالحشد فللحشد كحشد سحشد",
	 "حشد@حشد | حشد@حشد | حشد@حشد | حشد@حشد | حشد@حشد | حشد@حشد | حشد@حشد | حشد@حشد"},
	{"a term with the article wants one", "الحشد", "حشد الحشد والحشد بالحشد للحشد وحشد",
	 "الحشد@الحشد | الحشد@الحشد | الحشد@الحشد | الحشد@حشد"},
	{"li- and the article before lam are one lam with it", "اللغة\nالله", "للغة ولله فللغة بللغة لله له الله",
	 "اللغة@لغة | الله@له | اللغة@لغة | الله@له | الله@الله"},
	{"what is left of a word has three letters", "مب\nبان", "بمب وبان البان المب",
	 "بان@بان | بان@بان | مب@مب"},
	{"two prepositions are no chain", "حشد", "ببحشد ووحشد وبوحشد", ""},
	{"the article inside a phrase is levelled, proclitics are not", "حشد شعبي", "الحشد الشعبي حشد شعبي حشد والشعبي",
	 "حشد شعبي@حشد الشعبي | حشد شعبي@حشد شعبي"},
	{"an interior article in the term is wanted", "حزب الله", "حزب الله وحزب الله حزب له",
	 "حزب الله@حزب الله | حزب الله@حزب الله"},
	{"prefixes behind proclitics", "مقاوم*", "والمقاومين", "مقاوم*@مقاومين"},
	{"vocalised text", "الحشد الشعبي", "لِلْحَشْدِ الشَّعْبِيّ", "الحشد الشعبي@حَشْدِ الشَّعْبِيّ"},
	{"Latin words have no proclitics", "hashd", "alhashd wahashd", ""},

	{"Hebrew prefixes are stripped, and chains of them", "ממשלה", "הממשלה בממשלה ובממשלה שבממשלה ומהממשלה וכשהממשלה",
	 "ממשלה@ממשלה | ממשלה@ממשלה | ממשלה@ממשלה | ממשלה@ממשלה | ממשלה@ממשלה | ממשלה@ממשלה"},
	{"at least three letters are left", "גז\nעזה", "בגז בעזה ועזה", "עזה@עזה | עזה@עזה"},
	{"Hebrew prefixes in their order only, on the first word only", "חמאס\nראש ממשלה", "הוחמאס בבחמאס בראש ממשלה ראש הממשלה",
	 "ראש ממשלה@ראש ממשלה"},
	{"Hebrew prefixes before acronyms and stars", "צה\"ל\nחייל*", "בצה\"ל והחיילים", "צה\"ל@צה\"ל | חייל*@חיילים"},
	{"Persian ezafe behind a term", "نیروها\nخدا\nخانه\nعمو", "نیروهای خدای خانه‌ی خانهٔ خانهی عموی",
	 "نیروها@نیروها | خدا@خدا | خانه@خانه | خانه@خانهٔ | خانه@خانه | عمو@عمو"},
	{"ezafe behind the last word only, not behind consonants, not Arabic yeh", "کتاب\nعدو\nنیروها مسلح", "کتابی عدوي عدوى نیروهای مسلح", ""},
	{"Urdu ezafe", "صدا", "صدائے صداے صدا", "صدا@صدا | صدا@صدا | صدا@صدا"},
	{"a bare term takes nothing that is written as one with it", "!حشد\n!خدا\n!ممشله\n!ממשלה\n!شعبي", "والحشد الحشد حشد خدای خدا הממשלה ממשלה الشعبي شعبي",
	 "!حشد@حشد | !خدا@خدا | !ממשלה@ממשלה | !شعبي@شعبي"},
	{"a bare phrase takes no article inside", "!حشد شعبي", "حشد الشعبي حشد شعبي", "!حشد شعبي@حشد شعبي"},
	{"digits for letters", "bomb\nkill them\nattack*", "b0mb k1ll them 4tt4cks k1ll th3m B0MB bomb5",
	 "bomb@b0mb | kill them@k1ll them | attack*@4tt4cks | kill them@k1ll th3m | bomb@B0MB"},
	{"numbers in names are not touched", "covid19\nH1N1\nF16\nmp3\nS300\nhini\nmpe\nsoo", "COVID19 H1N1 F16 mp3 S300",
	 "covid19@COVID19 | H1N1@H1N1 | F16@F16 | mp3@mp3 | S300@S300"},
	{"a word of look-alikes amid Latin ones", "hamac\nпасе", "the \u041d\u0410\u041c\u0410\u0421 is, \u041f\u0410\u0421\u0415 is", "hamac@\u041d\u0410\u041c\u0410\u0421 | пасе@\u041f\u0410\u0421\u0415"},
	{"among its own kind it is what it is", "hamac", "это \u041d\u0410\u041c\u0410\u0421 и", ""},
	{"look-alikes in a word", "Hamas\nМосква", "H\u0430m\u0430s M\u043e\u0441\u043a\u0432a", "Hamas@H\u0430m\u0430s | Москва@M\u043e\u0441\u043a\u0432a"},
	{"addresses", "@handle\nexample.com", "@Handle handle t.me/handle www.example.com", "@handle@Handle | @handle@handle | example.com@example.com"},

	{"scripts without blanks match inside", "北京", "我在北京市", "北京@北京"},
	{"emoji are words", "🔥", "fire🔥🔥", "🔥@🔥 | 🔥@🔥"},
	{"no text", "attack", "", ""},
	{"a term without words finds nothing", "!!\nattack", "attack !!", "attack@attack"},
};

static int
by_place(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	return (a->term > b->term) - (a->term < b->term);
}

/* Compiles the lines of `lines`. The written terms are kept in *written. */
static struct matcher *
compile(const char *lines, struct term *terms, char **written)
{
	const struct term *pointers[32];
	size_t count = 0;

	*written = xstrdup(lines);
	for (char *rest = *written, *line; (line = strsep(&rest, "\n")) != NULL; count++) {
		terms[count] = (struct term){
			.written = line, .text = line + (*line == '=' || *line == '!'), .id = count,
			.kind = *line == '=' ? TERM_EXACT : address_is(line, strlen(line)) ? TERM_ADDRESS : TERM_FOLDED,
			.bare = *line == '!',
		};
		pointers[count] = &terms[count];
	}
	return matcher_new_terms(pointers, count);
}

static void
test_table(void)
{
	struct matches matches = {0};
	struct text text = {0};
	struct buf found = {0};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct term terms[32];
		char *written;
		struct matcher *matcher = compile(table[i].terms, terms, &written);

		text_fold(&text, table[i].text, strlen(table[i].text));
		matches_clear(&matches);
		matcher_find(matcher, &text, 3, &matches);
		if (matches.count > 0)
			qsort(matches.hits, matches.count, sizeof(*matches.hits), by_place);
		buf_clear(&found);
		for (size_t j = 0; j < matches.count; j++) {
			const struct hit *hit = &matches.hits[j];

			buf_addf(&found, "%s%s@%.*s", j > 0 ? " | " : "", terms[hit->term].written,
			         (int)(hit->end - hit->start), table[i].text + hit->start);
		}
		check_string(buf_str(&found), table[i].found, "%s", table[i].name);
		matcher_free(matcher);
		free(written);
	}
	buf_free(&found);
	text_free(&text);
	matches_free(&matches);
}

/* The flags of the hits of one term, by place, as letters. */
static const char *
evaded(const char *term, const char *original)
{
	static char flags[64];
	struct matches matches = {0};
	struct text text = {0};
	struct term terms[4];
	char *written;
	struct matcher *matcher = compile(term, terms, &written);
	size_t i;

	text_fold(&text, original, strlen(original));
	matcher_find(matcher, &text, 0, &matches);
	for (i = 0; i < matches.count && i < sizeof(flags) - 1; i++)
		flags[i] = matches.hits[i].flags & HIT_EVADED ? 'e' : '-';
	flags[i] = '\0';
	matches_free(&matches);
	text_free(&text);
	matcher_free(matcher);
	free(written);
	return flags;
}

static void
test_evaded(void)
{
	check_string(evaded("Hamas", "Hamas H\u0430mas Ha\u200bmas"), "-ee", "look-alikes and invisible characters are told");
	check_string(evaded("bomb", "bomb b0mb"), "-e", "digits for letters too");
	check_string(evaded("hamac", "a \u041d\u0410\u041c\u0410\u0421 is"), "e", "and words wholly of look-alikes");
	check_string(evaded("Hamas said", "H\u0430mas said Hamas s\u0430id"), "ee", "any word of a phrase");
}

static void
test_positions(void)
{
	static const char original[] = "see the car bomb, and بالحشد";
	struct matches matches = {0};
	struct text text = {0};
	struct term terms[4];
	char *written;
	struct matcher *matcher = compile("car bomb\nحشد", terms, &written);

	text_fold(&text, original, strlen(original));
	matcher_find(matcher, &text, 5, &matches);
	check(matches.count == 2, "two hits");
	if (matches.count == 2) {
		const struct hit *car = &matches.hits[0], *hashd = &matches.hits[1];

		check(car->field == 5 && car->term == 0 && car->first == 2 && car->last == 3,
		      "a hit has its field, term and words");
		check(car->start == 8 && car->end == 16, "a hit has its bytes");
		check(hashd->first == 5 && hashd->last == 5 && hashd->start == 28 && hashd->end == 34,
		      "bytes begin behind the proclitics");
	}
	matcher_find(matcher, &text, 6, &matches);
	check(matches.count == 4 && matches.hits[3].field == 6, "hits of a second field are added");
	matches_free(&matches);
	text_free(&text);
	matcher_free(matcher);
	free(written);
}

int
main(void)
{
	test_table();
	test_evaded();
	test_positions();
	return check_done();
}
