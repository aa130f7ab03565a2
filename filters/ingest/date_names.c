#include "filters/ingest/date_names.h"

#include <string.h>

#include "common/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Names folded as date_fold() does it, one language a block. Of the names with
 * two words the blank is one space. Month names of the Iranian and the Islamic
 * calendar are left out on purpose: their dates need another arithmetic. */
static const struct {
	const char *name;
	int month;
} months[] = {
	/* English */
	{"january", 1}, {"february", 2}, {"march", 3}, {"april", 4}, {"may", 5}, {"june", 6},
	{"july", 7}, {"august", 8}, {"september", 9}, {"october", 10}, {"november", 11},
	{"december", 12}, {"jan", 1}, {"feb", 2}, {"mar", 3}, {"apr", 4}, {"jun", 6}, {"jul", 7},
	{"aug", 8}, {"sep", 9}, {"sept", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12},
	/* Arabic: Levant and Iraq */
	{"كانون الثاني", 1}, {"شباط", 2}, {"اذار", 3}, {"نيسان", 4}, {"ايار", 5}, {"حزيران", 6},
	{"تموز", 7}, {"اب", 8}, {"ايلول", 9}, {"تشرين الاول", 10}, {"تشرين الثاني", 11},
	{"كانون الاول", 12},
	/* Arabic: Egypt and the Gulf */
	{"يناير", 1}, {"فبراير", 2}, {"مارس", 3}, {"ابريل", 4}, {"مايو", 5}, {"يونيو", 6},
	{"يونيه", 6}, {"يوليو", 7}, {"يوليه", 7}, {"اغسطس", 8}, {"سبتمبر", 9}, {"اكتوبر", 10},
	{"نوفمبر", 11}, {"ديسمبر", 12},
	/* Arabic: Maghreb */
	{"جانفي", 1}, {"فيفري", 2}, {"افريل", 4}, {"ماي", 5}, {"جوان", 6}, {"جويليه", 7},
	{"يوليوز", 7}, {"اوت", 8}, {"غشت", 8}, {"شتنبر", 9}, {"نونبر", 11}, {"دجنبر", 12},
	/* French */
	{"janvier", 1}, {"fevrier", 2}, {"mars", 3}, {"avril", 4}, {"mai", 5}, {"juin", 6},
	{"juillet", 7}, {"aout", 8}, {"septembre", 9}, {"octobre", 10}, {"novembre", 11},
	{"decembre", 12}, {"janv", 1}, {"fev", 2}, {"fevr", 2}, {"avr", 4}, {"juil", 7},
	/* German */
	{"januar", 1}, {"janner", 1}, {"februar", 2}, {"marz", 3}, {"maerz", 3}, {"mrz", 3},
	{"juni", 6}, {"juli", 7}, {"oktober", 10}, {"okt", 10}, {"dezember", 12}, {"dez", 12},
	/* Spanish */
	{"enero", 1}, {"febrero", 2}, {"marzo", 3}, {"abril", 4}, {"mayo", 5}, {"junio", 6},
	{"julio", 7}, {"agosto", 8}, {"septiembre", 9}, {"setiembre", 9}, {"octubre", 10},
	{"noviembre", 11}, {"diciembre", 12}, {"ene", 1}, {"abr", 4}, {"ago", 8}, {"set", 9},
	{"dic", 12},
	/* Italian */
	{"gennaio", 1}, {"febbraio", 2}, {"aprile", 4}, {"maggio", 5}, {"giugno", 6}, {"luglio", 7},
	{"settembre", 9}, {"ottobre", 10}, {"dicembre", 12}, {"gen", 1}, {"mag", 5}, {"giu", 6},
	{"lug", 7}, {"sett", 9}, {"ott", 10},
	/* Dutch */
	{"januari", 1}, {"februari", 2}, {"maart", 3}, {"mrt", 3}, {"mei", 5}, {"augustus", 8},
	/* Russian: of the month, the month, short */
	{"января", 1}, {"февраля", 2}, {"марта", 3}, {"апреля", 4}, {"мая", 5}, {"июня", 6},
	{"июля", 7}, {"августа", 8}, {"сентября", 9}, {"октября", 10}, {"ноября", 11},
	{"декабря", 12}, {"январь", 1}, {"февраль", 2}, {"март", 3}, {"апрель", 4}, {"май", 5},
	{"июнь", 6}, {"июль", 7}, {"август", 8}, {"сентябрь", 9}, {"октябрь", 10}, {"ноябрь", 11},
	{"декабрь", 12}, {"янв", 1}, {"фев", 2}, {"мар", 3}, {"апр", 4}, {"июн", 6}, {"июл", 7},
	{"авг", 8}, {"сен", 9}, {"сент", 9}, {"окт", 10}, {"ноя", 11}, {"нояб", 11}, {"дек", 12},
	/* Turkish */
	{"ocak", 1}, {"subat", 2}, {"mart", 3}, {"nisan", 4}, {"mayis", 5}, {"haziran", 6},
	{"temmuz", 7}, {"agustos", 8}, {"eylul", 9}, {"ekim", 10}, {"kasim", 11}, {"aralik", 12},
	{"oca", 1}, {"sub", 2}, {"nis", 4}, {"haz", 6}, {"tem", 7}, {"agu", 8}, {"eyl", 9},
	{"eki", 10}, {"kas", 11}, {"ara", 12},
};

static const char *const weekdays[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
	"الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد",
	"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
	"lun", "mar", "mer", "jeu", "ven", "sam", "dim",
	"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
	"mo", "di", "mi", "do", "fr", "sa", "so",
	"lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo", "mie", "jue", "vie",
	"sab", "dom", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica", "gio",
	"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
	"ma", "wo", "vr", "za", "zo",
	"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
	"пн", "вт", "ср", "чт", "пт", "сб", "вс",
	"pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar",
};

static const char *const fillers[] = {
	"of", "the", "on", "de", "del", "di", "le", "el", "il", "den", "der", "am", "op", "г", "года",
	"من", "في", "يوم", "عام", "سنه", "م", "r",
};

static const char *const ordinals[] = {"st", "nd", "rd", "th", "er", "e", "re", "o", "a", "го"};

/* INPUT-FORMATS section 9; AST means Arabia and the Atlantic, and is left out. */
static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{"z", 0}, {"ut", 0}, {"utc", 0}, {"gmt", 0}, {"est", -300}, {"edt", -240}, {"cst", -360},
	{"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"et", -300},
	{"ct", -360}, {"mt", -420}, {"pt", -480}, {"cet", 60}, {"cest", 120}, {"msk", 180},
	{"irst", 210},
};

static bool
is(const char *name, size_t n, const char *entry)
{
	return strlen(entry) == n && memcmp(name, entry, n) == 0;
}

static bool
listed(const char *const *list, size_t count, const char *name, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (is(name, n, list[i]))
			return true;
	return false;
}

int
date_month(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT(months); i++)
		if (is(name, n, months[i].name))
			return months[i].month;
	return 0;
}

bool
date_weekday(const char *name, size_t n)
{
	return listed(weekdays, COUNT(weekdays), name, n);
}

bool
date_filler(const char *name, size_t n)
{
	return listed(fillers, COUNT(fillers), name, n);
}

bool
date_ordinal(const char *name, size_t n)
{
	return listed(ordinals, COUNT(ordinals), name, n);
}

bool
date_zone(const char *name, size_t n, int32_t *offset)
{
	for (size_t i = 0; i < COUNT(zones); i++)
		if (is(name, n, zones[i].name)) {
			*offset = zones[i].minutes * 60;
			return true;
		}
	return false;
}

/* Runs of characters that fold to one, or with to = 0 to nothing; with step the
 * whole run is moved by to. */
static const struct {
	uint32_t first, last, to;
	bool step;
} folds[] = {
	{'A', 'Z', 'a', true},
	{0xA0, 0xA0, ' ', false}, {0xAA, 0xAA, 'a', false}, {0xAD, 0xAD, 0, false},
	{0xB0, 0xB0, 'o', false}, {0xBA, 0xBA, 'o', false},
	{0xC0, 0xC5, 'a', false}, {0xC7, 0xC7, 'c', false}, {0xC8, 0xCB, 'e', false},
	{0xCC, 0xCF, 'i', false}, {0xD1, 0xD1, 'n', false}, {0xD2, 0xD6, 'o', false},
	{0xD9, 0xDC, 'u', false}, {0xE0, 0xE5, 'a', false}, {0xE7, 0xE7, 'c', false},
	{0xE8, 0xEB, 'e', false}, {0xEC, 0xEF, 'i', false}, {0xF1, 0xF1, 'n', false},
	{0xF2, 0xF6, 'o', false}, {0xF9, 0xFC, 'u', false},
	{0x11E, 0x11F, 'g', false}, {0x130, 0x131, 'i', false}, {0x15E, 0x15F, 's', false},
	{0x218, 0x219, 's', false},
	{0x300, 0x36F, 0, false},                                  /* combining marks */
	{0x401, 0x401, 0x435, false}, {0x451, 0x451, 0x435, false}, /* yo is ye */
	{0x410, 0x42F, 0x430, true},
	{0x60C, 0x60C, ',', false}, {0x61C, 0x61C, 0, false},
	{0x622, 0x623, 0x627, false}, {0x625, 0x625, 0x627, false}, {0x671, 0x671, 0x627, false},
	{0x629, 0x629, 0x647, false}, {0x649, 0x649, 0x64A, false}, {0x6CC, 0x6CC, 0x64A, false},
	{0x6A9, 0x6A9, 0x643, false}, {0x640, 0x640, 0, false}, {0x64B, 0x65F, 0, false},
	{0x660, 0x669, '0', true}, {0x6F0, 0x6F9, '0', true},
	{0x2000, 0x200A, ' ', false}, {0x200B, 0x200F, 0, false}, {0x2010, 0x2015, '-', false},
	{0x202A, 0x202E, 0, false}, {0x202F, 0x202F, ' ', false}, {0x2060, 0x2069, 0, false},
	{0x2212, 0x2212, '-', false}, {0x3000, 0x3000, ' ', false}, {0xFEFF, 0xFEFF, 0, false},
};

static uint32_t
fold(uint32_t c)
{
	size_t low = 0, high = COUNT(folds);

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c > folds[middle].last)
			low = middle + 1;
		else if (c < folds[middle].first)
			high = middle;
		else
			return folds[middle].step ? c - folds[middle].first + folds[middle].to
			                          : folds[middle].to;
	}
	return c;
}

size_t
date_fold(const char *s, size_t n, char *out, size_t cap)
{
	const char *end = n > 0 ? s + n : s;
	size_t len = 0;

	while (s < end) {
		uint32_t c = fold(utf8_decode(&s, end));

		if (c == 0)
			continue;
		if (cap - len < 4)
			return cap + 1;
		len += utf8_encode(c, out + len);
	}
	return len;
}
