#include "filters/ingest/date_names.h"

#include <string.h>

#include "common/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	"понеділок", "вівторок", "середа", "четвер", "пятниця", "субота", "неділя", "нд",
	"segunda", "terca", "quarta", "quinta", "sexta", "feira",
	"ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת",
	"شنبه", "يكشنبه", "دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "پنجشنبه", "جمعه", "يك", "سه", "چهار", "پنج", "دو",
	"السبت", "احد", "اثنين", "ثلاثاء", "اربعاء", "خميس", "سبت",
	"پير", "منگل", "بدھ", "جمعرات", "ہفتہ", "اتوار",
	"poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela",
	"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu",
	"mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag", "mandag", "tisdag",
};

static const char *const fillers[] = {
	"of", "the", "on", "de", "del", "di", "le", "el", "il", "den", "der", "am", "op", "г", "года",
	"من", "في", "يوم", "عام", "سنه", "م", "r", "року", "р", "yil", "yili", "do", "da", "em", "dnia",
	"ב", "יום", "ביום", "ה", "روز", "مورخ", "مورخه", "تاريخ", "بتاريخ", "سال", "ماه", "ce", "ad", "ميلادي", "ميلاديه", "مورخه",
	"tanggal", "pada", "بتوقيت",
};

static const char *const ordinals[] = {"st", "nd", "rd", "th", "er", "e", "re", "o", "a", "го", "е", "ого", "ª", "eme", "ter", "de", "inci", "nci"};

/* INPUT-FORMATS section 9; AST means Arabia and the Atlantic, and is left out. */
static const struct {
	const char *name;
	int minutes;
} zones[] = {
	{"z", 0}, {"ut", 0}, {"utc", 0}, {"gmt", 0}, {"est", -300}, {"edt", -240}, {"cst", -360},
	{"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"et", -300},
	{"ct", -360}, {"mt", -420}, {"pt", -480}, {"cet", 60}, {"cest", 120}, {"msk", 180}, {"мск", 180},
	{"irst", 210}, {"irdt", 270}, {"wet", 0}, {"west", 60}, {"eet", 120}, {"eest", 180}, {"trt", 180},
	{"idt", 180}, {"aft", 270}, {"pkt", 300}, {"jst", 540}, {"kst", 540}, {"hst", -600}, {"akst", -540},
	{"akdt", -480}, {"غرينتش", 0}, {"جرينتش", 0}, {"گرينويچ", 0}, {"مكه", 180},
};

static const struct {
	const char *name;
	enum date_calendar calendar;
} eras[] = {
	{"ah", CALENDAR_HIJRI}, {"ه", CALENDAR_HIJRI}, {"هجريه", CALENDAR_HIJRI}, {"هجري", CALENDAR_HIJRI},
	{"ق", CALENDAR_HIJRI}, {"قمري", CALENDAR_HIJRI}, {"ش", CALENDAR_JALALI}, {"شمسي", CALENDAR_JALALI},
	{"خورشيدي", CALENDAR_JALALI}, {"لمريز", CALENDAR_JALALI}, {"sh", CALENDAR_JALALI},
};

static const char *const before_times[] = {
	"at", "t", "um", "alle", "ore", "الساعه", "ساعت", "saat", "в", "о", "об", "a", "as", "à", "las", "la", "kl", "godz", "om",
	"בשעה", "klokken", "pukul", "jam", "علي", "عند",
};

static const char *const equals[] = {"الموافق", "موافق", "الموافقه", "مطابق", "برابر", "با", "المصادف", "corresponding", "to", "or",
                                     "ه"};

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

bool
date_era(const char *name, size_t n, enum date_calendar *calendar)
{
	for (size_t i = 0; i < COUNT(eras); i++)
		if (is(name, n, eras[i].name)) {
			*calendar = eras[i].calendar;
			return true;
		}
	return false;
}

bool
date_at_time(const char *name, size_t n)
{
	return listed(before_times, COUNT(before_times), name, n);
}

bool
date_equals(const char *name, size_t n)
{
	return listed(equals, COUNT(equals), name, n);
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

/* In order. Runs of characters that fold to one, or with to = 0 to nothing; with step the
 * whole run is moved by to. */
static const struct {
	uint32_t first, last, to;
	bool step;
} folds[] = {
	{0x27, 0x27, 0, false}, {'A', 'Z', 'a', true}, {0xA0, 0xA0, ' ', false}, {0xAA, 0xAA, 'a', false},
	{0xAD, 0xAD, 0, false}, {0xB0, 0xB0, 'o', false}, {0xBA, 0xBA, 'o', false},
	{0xC0, 0xC5, 'a', false}, {0xC7, 0xC7, 'c', false}, {0xC8, 0xCB, 'e', false},
	{0xCC, 0xCF, 'i', false}, {0xD1, 0xD1, 'n', false}, {0xD2, 0xD6, 'o', false},
	{0xD8, 0xD8, 'o', false}, {0xD9, 0xDC, 'u', false}, {0xE0, 0xE5, 'a', false},
	{0xE7, 0xE7, 'c', false}, {0xE8, 0xEB, 'e', false}, {0xEC, 0xEF, 'i', false},
	{0xF1, 0xF1, 'n', false}, {0xF2, 0xF6, 'o', false}, {0xF8, 0xF8, 'o', false},
	{0xF9, 0xFC, 'u', false}, {0x104, 0x105, 'a', false}, {0x118, 0x119, 'e', false},
	{0x11E, 0x11F, 'g', false}, {0x130, 0x131, 'i', false}, {0x141, 0x142, 'l', false},
	{0x143, 0x144, 'n', false}, {0x15A, 0x15B, 's', false}, {0x15E, 0x15F, 's', false},
	{0x179, 0x17C, 'z', false}, {0x218, 0x219, 's', false}, {0x2BC, 0x2BC, 0, false},
	{0x300, 0x36F, 0, false}, {0x401, 0x401, 0x435, false}, {0x404, 0x404, 0x454, false},
	{0x406, 0x407, 0x456, true}, {0x410, 0x42F, 0x430, true}, {0x451, 0x451, 0x435, false},
	{0x5B0, 0x5C7, 0, false}, {0x60C, 0x60C, ',', false}, {0x61C, 0x61C, 0, false},
	{0x622, 0x623, 0x627, false}, {0x625, 0x625, 0x627, false}, {0x629, 0x629, 0x647, false},
	{0x640, 0x640, 0, false}, {0x649, 0x649, 0x64A, false}, {0x64B, 0x65F, 0, false},
	{0x660, 0x669, '0', true}, {0x671, 0x671, 0x627, false}, {0x6A9, 0x6A9, 0x643, false},
	{0x6CC, 0x6CC, 0x64A, false}, {0x6F0, 0x6F9, '0', true}, {0x966, 0x96F, '0', true},
	{0x9E6, 0x9EF, '0', true}, {0xA66, 0xA6F, '0', true}, {0xAE6, 0xAEF, '0', true},
	{0xB66, 0xB6F, '0', true}, {0xBE6, 0xBEF, '0', true}, {0xC66, 0xC6F, '0', true},
	{0xCE6, 0xCEF, '0', true}, {0xD66, 0xD6F, '0', true}, {0xE50, 0xE59, '0', true},
	{0xED0, 0xED9, '0', true}, {0xF20, 0xF29, '0', true}, {0x1040, 0x1049, '0', true},
	{0x17E0, 0x17E9, '0', true}, {0x2000, 0x200A, ' ', false}, {0x200B, 0x200F, 0, false},
	{0x2010, 0x2015, '-', false}, {0x2018, 0x2019, 0, false}, {0x202A, 0x202E, 0, false},
	{0x202F, 0x202F, ' ', false}, {0x2060, 0x2069, 0, false}, {0x2212, 0x2212, '-', false},
	{0x3000, 0x3000, ' ', false}, {0xFEFF, 0xFEFF, 0, false}, {0xFF0C, 0xFF0C, ',', false},
	{0xFF0D, 0xFF0D, '-', false}, {0xFF0F, 0xFF0F, '/', false}, {0xFF10, 0xFF19, '0', true},
	{0xFF1A, 0xFF1A, ':', false},
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
