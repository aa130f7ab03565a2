#include <string.h>
#include <strings.h>

#include "common/utf8.h"
#include "filters/ingest/date_names.h"
#include "filters/ingest/report.h"

/* What stands around a report and is not of it: where it ends, what the publisher says of
 * himself, headings of notes. */

#define MAX_LINE 90 /* bytes of a heading */

/* The end, as agencies write it; the whole line. */
static const char *const ends[] = {
	"###", "##", "# # #", "-ends-", "- ends -", "--ends--", "ends", "-end-", "- end -", "end", "-30-", "- 30 -", "-- 30 --", "-###-", "<end>",
	"(end)", "[end]", "انتهى", "انتهى.", "(انتهى)", "انتهى/", "- انتهى -", "-انتهى-", "انتهای پیام", "انتهای پیام/", "پایان پیام", "конец", "кінець", "סוף",
	"fin", "- fin -", "-fin-", "ende", "- son -",
};

/* Headings of what follows it: the line is just that, or with a colon and more. */
static const char *const openers[] = {
	"about us", "about the author", "about the authors", "about the organization", "about the organisation", "notes to editors",
	"note to editors", "notes for editors", "editor's note", "media contact", "media contacts", "press contact", "press contacts",
	"contact", "contacts", "contact us", "for more information", "for further information", "for media inquiries", "media inquiries",
	"disclaimer", "copyright", "unsubscribe", "subscribe", "read more", "share this", "follow us", "related articles", "see also",
	"من نحن", "نبذة عنا", "للتواصل", "للتواصل معنا", "اتصل بنا", "للمزيد من المعلومات", "لمزيد من المعلومات", "اقرأ أيضا", "اقرأ أيضاً", "تابعونا",
	"درباره ما", "تماس با ما", "برای اطلاعات بیشتر", "مطالب مرتبط", "ما را دنبال کنید",
	"о нас", "контакты", "контакты для сми", "контакты для прессы", "подробнее", "читайте также", "подписаться", "отказаться от подписки",
	"про нас", "контакти", "читайте також",
	"אודות", "אודותינו", "צור קשר", "לפרטים נוספים", "קראו עוד",
	"hakkımızda", "iletişim", "basın iletişim", "daha fazla bilgi için", "à propos", "contact presse", "contacts presse", "mentions légales",
	"über uns", "pressekontakt", "kontakt", "impressum", "acerca de nosotros", "contacto", "contacto de prensa", "chi siamo", "contatti",
};

/* Lines that begin so go on with a name: About the Lab; the letter behind is no small one. */
static const char *const named[] = {"About ", "À propos de ", "À propos du ", "Über ", "Acerca de ", "Sobre ", "О компании ", "Об авторе", "حول ",
                                    "نبذة عن ", "عن مركز ", "درباره ", "אודות "};

/* Sentences that only publishers write, wherever in a short line. */
static const char *const phrases[] = {
	"all rights reserved", "to unsubscribe", "unsubscribe from", "click here to", "you are receiving this", "manage your preferences",
	"جميع الحقوق محفوظة", "كل الحقوق محفوظة", "تمامی حقوق محفوظ", "کلیه حقوق", "все права защищены", "всі права захищені", "כל הזכויות שמורות",
	"tüm hakları saklıdır", "tous droits réservés", "alle rechte vorbehalten", "todos los derechos reservados", "tutti i diritti riservati",
};

static const char *const note_headings[] = {
	"notes", "note", "endnotes", "footnotes", "references", "sources", "source", "citations", "works cited", "الهوامش", "هوامش", "المراجع", "المصادر",
	"الحواشي", "ملاحظات", "پانوشت", "پانوشت‌ها", "پی‌نوشت", "پی‌نوشت‌ها", "منابع", "یادداشت‌ها", "примечания", "сноски", "источники", "примітки",
	"джерела", "הערות", "הערות שוליים", "מקורות", "notlar", "dipnotlar", "kaynaklar", "kaynakça", "remarques", "références", "sources", "fußnoten",
	"anmerkungen", "quellen", "notas", "referencias", "fuentes", "fonti", "referências", "fontes",
};

static const char *const kickers[] = {
	"for immediate release", "press release", "news release", "media release", "press statement", "embargoed", "special report", "breaking news",
	"بيان صحفي", "بيان صحافي", "خبر صحفي", "عاجل", "تقرير خاص", "بیانیه مطبوعاتی", "пресс-релиз", "прес-реліз", "הודעה לעיתונות", "basın bülteni",
	"basın açıklaması", "communiqué de presse", "pressemitteilung", "comunicado de prensa", "comunicato stampa", "nota de prensa",
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A list and the letters its phrases begin with. */
struct list {
	const char *const *words;
	size_t count, noted;
	bool first[256];
};

#define LIST(array) {.words = (array), .count = COUNT(array)}

static struct list end_list = LIST(ends), opener_list = LIST(openers), phrase_list = LIST(phrases), kicker_list = LIST(kickers),
                   note_list = LIST(note_headings);

/* Without what decorates a heading: emphasis, hashes of Markdown, a colon. */
static struct report_line
undress(struct report_line line)
{
	line = report_trim(line.s, line.n);
	while (line.n > 1 && strchr("*_#=", line.s[0]) != NULL && strchr("*_#= ", line.s[1]) == NULL)
		line = report_trim(line.s + 1, line.n - 1);
	while (line.n > 1 && strchr("*_#=:", line.s[line.n - 1]) != NULL)
		line = report_trim(line.s, line.n - 1);
	return line;
}

/* The small letter of Latin and Cyrillic. */
static uint32_t
small(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
	if (c >= 0xC0 && c < 0xDF)
		return c + 0x20;
	if (c == 0x130)
		return 'i';
	if (c >= 0x100 && c < 0x138)
		return c | 1;
	if (c >= 0x14A && c < 0x178)
		return c | 1;
	if (c >= 0x400 && c < 0x430)
		return c < 0x410 ? c + 0x50 : c + 0x20;
	return c;
}

size_t
report_begins(const struct report_line *line, const char *word)
{
	const char *s = line->s, *end = s + line->n, *stop;

	/* most differ at once; only the Turkish I folds across */
	if (line->n > 0 && (unsigned char)*s < 0x80 && small((unsigned char)*s) != (unsigned char)*word)
		return 0;
	stop = word + strlen(word);
	while (word < stop) {
		if (s == end || small(utf8_decode(&s, end)) != utf8_decode(&word, stop))
			return 0;
	}
	return (size_t)(s - line->s);
}

/* Whether a line may begin with a phrase of the list: by the first letter, of which the low
 * byte is kept. The first call notes those of the list. */
static bool
may_begin(const struct report_line *line, struct list *list)
{
	const char *s = line->s;

	if (line->n == 0)
		return false;
	for (; list->noted < list->count; list->noted++) {
		const char *word = list->words[list->noted];

		list->first[utf8_decode(&word, word + strlen(word)) & 0xFF] = true;
	}
	return list->first[small(utf8_decode(&s, s + line->n)) & 0xFF];
}

static bool
is_one_of(const struct report_line *line, struct list *list)
{
	if (line->n > MAX_LINE || !may_begin(line, list))
		return false;
	for (size_t i = 0; i < list->count; i++)
		if (report_begins(line, list->words[i]) == line->n)
			return true;
	return false;
}

bool
report_is_rule(struct report_line line)
{
	size_t same = 0;

	line = report_trim(line.s, line.n);
	if (line.n < 3 || strchr("=-_*~#", line.s[0]) == NULL)
		return false;
	while (same < line.n && (line.s[same] == line.s[0] || line.s[same] == ' '))
		same++;
	return same == line.n;
}

bool
report_is_note_heading(struct report_line line)
{
	line = undress(line);
	return is_one_of(&line, &note_list);
}

bool
report_is_kicker(struct report_line line)
{
	line = undress(line);
	return is_one_of(&line, &kicker_list);
}

bool
report_is_end(struct report_line line)
{
	line = report_trim(line.s, line.n);
	return is_one_of(&line, &end_list);
}

static bool
has_phrase(const struct report_line *line)
{
	struct report_line rest = *line;

	if (line->n >= 3 && (memcmp(line->s, "\xC2\xA9", 2) == 0 || (line->s[0] == '(' && strncasecmp(line->s, "(c) ", 4) == 0)))
		return true;
	for (; rest.n > 0; rest.s++, rest.n--) {
		if ((rest.s > line->s && rest.s[-1] != ' ') || !may_begin(&rest, &phrase_list))
			continue;
		for (size_t i = 0; i < COUNT(phrases); i++)
			if (report_begins(&rest, phrases[i]) > 0)
				return true;
	}
	return false;
}

/* "About the Lab", but not "About 200 people" or a sentence. */
static bool
is_named(const struct report_line *line)
{
	for (size_t i = 0; i < COUNT(named); i++) {
		size_t n = line->s[0] == named[i][0] ? strlen(named[i]) : line->n;
		const char *p = line->s + n;

		if (line->n <= n || memcmp(line->s, named[i], n) != 0)
			continue;
		if ((*p >= '0' && *p <= '9') || strchr(".!?", line->s[line->n - 1]) != NULL || line->n > MAX_LINE / 2 + n)
			return false;
		return (*p >= 'A' && *p <= 'Z') || (unsigned char)*p >= 0x80 || strncmp(p, "the ", 4) == 0;
	}
	return false;
}

bool
report_opens_tail(struct report_line line)
{
	struct report_line whole = line;

	if (report_is_end(line))
		return true;
	line = undress(line);
	if (line.n == 0 || line.n > 2 * (size_t)MAX_LINE)
		return false;
	if (has_phrase(&line))
		return true;
	if (line.n <= MAX_LINE && is_named(&line))
		return true;
	for (size_t i = 0; i < COUNT(openers) && may_begin(&line, &opener_list); i++) {
		size_t n = report_begins(&line, openers[i]);

		if (n == 0)
			continue;
		if (line.n == n || line.s[n] == ':' || (line.n > n + 1 && strncasecmp(line.s + n, ", contact", 9) == 0)
		    || (line.n > n + 1 && strncasecmp(line.s + n, ", please", 8) == 0))
			return true;
	}
	return whole.n > 1 && whole.s[0] == '@' && memchr(whole.s, ' ', whole.n) == NULL;
}

/* --- Datelines */

/* The dash behind a dateline, or 0; *n is its length. */
static const char *
find_dash(const char *s, const char *end, size_t *n)
{
	static const char *const dashes[] = {" -- ", " - ", " \xE2\x80\x93 ", " \xE2\x80\x94 ", "\xE2\x80\x94", " \xE2\x80\x95 ", "--", "- "};

	for (const char *p = s; p < end; p++)
		for (size_t i = 0; i < COUNT(dashes) && (*p == ' ' || *p == '-' || *p == '\xE2'); i++) {
			*n = strlen(dashes[i]);
			if ((size_t)(end - p) > *n && memcmp(p, dashes[i], *n) == 0)
				return p;
		}
	return NULL;
}

/* The part of a dateline that is a date: of the words that say most the last, since what stands in
 * place of a weekday is the place. */
static enum date_precision
find_date(const struct report_line *line, const struct ingest_options *options, struct report_line *date,
          int64_t *seconds)
{
	enum date_precision best = DATE_NONE;
	size_t words[24], count = 0;

	for (size_t i = 0; i < line->n && count < COUNT(words) - 1; i++)
		if (line->s[i] != ' ' && line->s[i] != '(' && (i == 0 || line->s[i - 1] == ' ' || line->s[i - 1] == '('))
			words[count++] = i;
	words[count] = line->n;
	for (size_t first = count; first-- > 0;)
		for (size_t last = count; last > first; last--) {
			struct report_line part = report_trim(line->s + words[first], words[last] - words[first]);
			int64_t found = 0;
			enum date_precision precision;

			while (part.n > 0 && strchr("(),", part.s[part.n - 1]) != NULL)
				part = report_trim(part.s, part.n - 1);
			precision = part.n >= 6 && part.n <= 60 ? date_read(part.s, part.n, options, &found) : DATE_NONE;
			if (precision > best) {
				best = precision;
				*date = part;
				*seconds = found;
			}
		}
	return best;
}

/* Whether a weekday is all that stands before the date. */
static bool
is_weekday(const char *s, size_t n)
{
	char folded[64];
	struct report_line word = report_trim(s, n);

	while (word.n > 0 && strchr(",.", word.s[word.n - 1]) != NULL)
		word.n--;
	n = date_fold(word.s, word.n, folded, sizeof(folded));
	return n <= sizeof(folded) && date_weekday(folded, n);
}

/* Whether what surrounds the date in a dateline is no sentence: few words, none of them begun by a small
 * letter of ours. */
static bool
is_place(const char *s, const char *end)
{
	size_t words = 0;
	bool begun = false;

	for (; s < end; s++) {
		if (*s == ' ' || *s == '(' || *s == ',' || *s == '/') {
			begun = false;
		} else if (!begun) {
			begun = true;
			words++;
			if (*s >= 'a' && *s <= 'z' && strncmp(s, "al-", 3) != 0 && strncmp(s, "de ", 3) != 0)
				return false;
		}
	}
	return words <= 6;
}

/* A place ahead of the dash: few words, the first with a capital or in a script without. */
bool
report_dateline(struct report_line line, const struct ingest_options *options, struct report_line *dateline,
                struct report_line *date, enum date_precision *precision, int64_t *seconds)
{
	const char *dash;
	size_t n, capitals = 0;

	line = report_trim(line.s, line.n);
	dash = find_dash(line.s, line.s + (line.n < 120 ? line.n : 120), &n);
	if (dash == NULL || dash == line.s)
		return false;
	*dateline = report_trim(line.s, (size_t)(dash - line.s));
	if (dateline->n < 3 || (line.s[0] >= 'a' && line.s[0] <= 'z') || (size_t)(line.s + line.n - dash) < n + 12)
		return false;
	*date = (struct report_line){NULL, 0};
	*precision = find_date(dateline, options, date, seconds);
	if (*precision != DATE_NONE)
		return is_place(dateline->s, date->s) && is_place(date->s + date->n, dateline->s + dateline->n)
		       && dateline->n > date->n && !is_weekday(dateline->s, (size_t)(date->s - dateline->s));
	/* PARIS (AFP) -, BAGHDAD -: wholly capitals, or with an agency in brackets at its end */
	for (size_t i = 0; i < dateline->n; i++)
		capitals += dateline->s[i] >= 'A' && dateline->s[i] <= 'Z';
	for (size_t i = 0; i < dateline->n; i++)
		if (dateline->s[i] >= 'a' && dateline->s[i] <= 'z')
			return dateline->s[dateline->n - 1] == ')' && dateline->n < 60 && memchr(dateline->s, '(', dateline->n) != NULL
			       && memchr(dateline->s, '.', dateline->n) == NULL;
	return capitals >= 4 && dateline->n < 60;
}
