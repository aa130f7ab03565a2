#include <string.h>

#include "common/date.h"
#include "filters/ingest/date_calendar.h"
#include "filters/ingest/ingest.h"
#include "tests/unit/check.h"

/* "" is DATE_NONE, "lunar" DATE_LUNAR, "?" DATE_UNZONED, "month" DATE_MONTH, a day DATE_DAY. */
static const struct {
	const char *text, *want;
} table[] = {
	/* the table of INPUT-FORMATS section 9 */
	{"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
	{"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
	{"01 Jan 2004", "2004-01-01"},
	{"01 Jan 2004 00:00 GMT", "2004-01-01T00:00:00Z"},
	{"2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"},
	{"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
	{"2003-12", "month"},
	{"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"},
	{"Mon, 26 January 2004 16:31:00 EST", "2004-01-26T21:31:00Z"},
	{"Mon, 26 Jan 2004 16:31:00 ET", "2004-01-26T21:31:00Z"},
	{"2004-07-08 23:56:58.0", "?"},
	{"Sun, 15 Dec 2024 12:15 PM", "?"},
	{"Mon, 02 Jan 2006 15:04:05 --0700", "2006-01-02T22:04:05Z"},
	{"2006-01-02T15:04:05-07:00Z", "2006-01-02T22:04:05Z"},
	{"Thu, 31 Jun 2004 19:48:21 GMT", ""},
	{"ma, 08 okt 2018 10:09:29 +0000", "2018-10-08T10:09:29Z"},
	{"026, 26 Mar 2023 22:43:38 +0000", "2023-03-26T22:43:38Z"},
	{"2019/11/15 10:00:00", "?"},
	{"٣ يناير ٢٠٢٤ ١٠:٠٠ +0300", "2024-01-03T07:00:00Z"},
	{"1704268805", "2024-01-03T08:00:05Z"},
	{"1704268805000", "2024-01-03T08:00:05Z"},
	/* numbers */
	{"170426880", ""}, {"17042688050", ""}, {"2024", ""}, {"20240103", "2024-01-03"},
	{"20241301", ""}, {"20240103T080005Z", "2024-01-03T08:00:05Z"}, {"20240103T0800Z", "2024-01-03T08:00:00Z"},
	{"2024-1-3", "2024-01-03"}, {"2024/01/03", "2024-01-03"}, {"2024.01.03", "2024-01-03"},
	{"03.01.2024", "2024-01-03"}, {"3.1.24", "2024-01-03"}, {"31/12/2023", "2023-12-31"},
	{"12/31/2023", "2023-12-31"}, {"04/04/2023", "2023-04-04"}, {"03/01/2024", ""},
	{"03-01-2024", ""}, {"31/12/23", ""}, {"13/13/2023", ""}, {"00.01.2024", ""}, {"2024-00-10", ""},
	/* times and zones */
	{"2024-01-03T08:00Z", "2024-01-03T08:00:00Z"},
	{"2024-01-03T08:00:05,123+0100", "2024-01-03T07:00:05Z"},
	{"2024-01-03T08:00:05.123456789Z", "2024-01-03T08:00:05Z"},
	{"2024-01-03T23:59:60Z", "2024-01-03T23:59:59Z"},
	{"2024-01-03T24:00:00Z", ""}, {"2024-01-03T25:00:00Z", ""}, {"2024-01-03T10:60:00Z", ""},
	{"2024-01-03 10:00 +3", "2024-01-03T07:00:00Z"},
	{"2024-01-03 10:00 GMT+0300", "2024-01-03T07:00:00Z"},
	{"2024-01-03 10:00 UTC+3", "2024-01-03T07:00:00Z"},
	{"2024-01-03 10:00 +03:30 IRST", "2024-01-03T06:30:00Z"},
	{"2024-01-03 10:00 IRST", "2024-01-03T06:30:00Z"},
	{"2024-01-03 10:00 +1400", "2024-01-02T20:00:00Z"},
	{"2024-01-03 10:00 +1401", "?"}, {"2024-01-03 10:00 -1201", "?"}, {"2024-01-03 10:00 +9999", "?"},
	{"2024-01-03 10:00 AST", "?"}, {"2024-01-03 10:00 A", "?"}, {"2024-01-03 10:00 local", "?"},
	{"2024-01-03 10:00 local time here", ""},
	{"Wed Jan 03 2024 10:00:00 GMT+0000 (Coordinated Universal Time)", "2024-01-03T10:00:00Z"},
	{"Wed Jan 03 10:00:00 2024", "?"},
	{"Wed Aug 27 13:08:45 +0000 2008", "2008-08-27T13:08:45Z"},
	{"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"},
	{"Tue, 32 Dec 2020 00:00:00 GMT", ""},
	{"6 Nov 68 UTC", "2068-11-06"}, {"6 Nov 69", "1969-11-06"},
	{"January 3, 2024 at 12:05 a.m. EST", "2024-01-03T05:05:00Z"},
	{"January 3, 2024, 12:05 PM UTC", "2024-01-03T12:05:00Z"},
	{"January 3, 2024 | 9 pm GMT", "2024-01-03T21:00:00Z"},
	{"January 3, 2024 13:05 AM GMT", ""},
	{"10:30 GMT, 3 January 2024", "2024-01-03T10:30:00Z"},
	{"10:30 AM, 3 January 2024", "?"},
	/* words */
	{"March 2, 2021", "2021-03-02"}, {"Tuesday, March 2nd, 2021", "2021-03-02"},
	{"2 March 2021", "2021-03-02"}, {"2021 March 2", "2021-03-02"}, {"March 2021", "month"},
	{"the 2nd of March 2021", "2021-03-02"}, {"Feb. 29, 2024", "2024-02-29"}, {"Feb. 29, 2023", ""},
	{"Baghdad, March 2, 2021", "2021-03-02"}, {"mar, 02 mar 2021", "2021-03-02"},
	{"Le 1er février 2021 à 10h30", "?"}, {"1er février 2021, 10h30", "?"}, {"lundi 2 août 2021", "2021-08-02"},
	{"1. März 2021", "2021-03-01"}, {"Montag, den 1. Dezember 2021 um 10:30 Uhr", "?"},
	{"2 de septiembre de 2021", "2021-09-02"}, {"sábado, 2 de enero de 2021", "2021-01-02"},
	{"2 giugno 2021", "2021-06-02"}, {"2 maart 2021", "2021-03-02"},
	{"2 марта 2021 г.", "2021-03-02"}, {"Вторник, 2 МАРТА 2021 года", "2021-03-02"},
	{"2 Mart 2021", "2021-03-02"}, {"19 Ağustos 2021 Perşembe", "2021-08-19"}, {"3 ARALIK 2021", "2021-12-03"},
	{"12 Şubat 2021", "2021-02-12"},
	{"2 آذار/مارس 2021", "2021-03-02"}, {"2 آذار (مارس) 2021", "2021-03-02"},
	{"الثلاثاء، ٢ كانون الثاني ٢٠٢٤", "2024-01-02"}, {"2 تشرين الأول 2023م", "2023-10-02"},
	{"الأحد 7 يوليو 2024 - 10:15 م", "?"}, {"۲ مارس ۲۰۲۱", "2021-03-02"},
	{"٢\xE2\x80\x8F أغسطس ٢٠٢١", "2021-08-02"},
	/* other calendars and no dates */
	{"۱۳ دی ۱۴۰۲", "2024-01-03"}, {"1402/10/13", "2024-01-03"}, {"13 محرم 1445", "lunar"}, {"13 January 1402", ""},
	/* the solar calendar: new years (that of 2021 and 2025 one day later), ends of leap years and others */
	{"1 فروردین 1403", "2024-03-20"}, {"۱ فروردین ۱۴۰۰", "2021-03-21"}, {"1404/01/01", "2025-03-21"},
	{"30 اسفند 1399", "2021-03-20"}, {"30 اسفند 1403", "2025-03-20"}, {"30 اسفند 1402", ""}, {"29 اسفند 1402", "2024-03-19"},
	{"22 بهمن 1357", "1979-02-11"}, {"31 شهریور 1359", "1980-09-22"}, {"31 مهر 1400", ""}, {"30 مهر 1400", "2021-10-22"},
	{"دوشنبه ۲۲ آبان ۱۴۰۲", "2023-11-13"}, {"سه‌شنبه، ۱۲ اسفند ۱۳۹۹ ساعت ۱۰:۳۰", "?"},
	{"چهارشنبه 13 دي 1402 - 10:30 +03:30", "2024-01-03T07:00:00Z"}, {"ساعت ۱۰:۳۰ ۱۳ دی ۱۴۰۲", "?"},
	{"13/10/1402", "2024-01-03"}, {"03/10/1402", "2023-12-24"}, {"1402-10-13", "2024-01-03"}, {"1402.10.13", "2024-01-03"},
	{"۱۴۰۲/۱۰/۱۳ ه.ش", "2024-01-03"}, {"13 Dey 1402", "2024-01-03"}, {"24 اسد 1400", "2021-08-15"}, {"د ۱۴۰۰ کال", ""},
	{"۲۴ زمری ۱۴۰۰", "2021-08-15"}, {"24 میزان 1402", "2023-10-16"}, {"دی 1402", "month"}, {"13 دی 2024", ""},
	{"13 دی 02", ""}, {"1402/13/01", ""}, {"1402/10/31", ""}, {"14021013", ""},
	/* the lunar calendar, alone and beside ours */
	{"5 رمضان 1442", "lunar"}, {"٥ رمضان ١٤٤٢ هـ", "lunar"}, {"5 Ramadan 1442", "lunar"}, {"1445/09/10", "lunar"},
	{"5 ذو الحجة 1442هـ", "lunar"}, {"5 ربيع الأول 1442", "lunar"}, {"31 رمضان 1442", ""}, {"5 رمضان 2021", ""},
	{"1402/9/5 هـ", "lunar"}, {"5 رمضان", ""}, {"رمضان 1442", "lunar"},
	{"5 Ramadan 1442 / 17 April 2021", "2021-04-17"}, {"5 Ramadan 1442 AH (17 April 2021)", "2021-04-17"},
	{"17 April 2021 - 5 Ramadan 1442", "2021-04-17"}, {"السبت 5 رمضان 1442 هـ الموافق 17 أبريل 2021 م", "2021-04-17"},
	{"5 رمضان 1442هـ - 17 نيسان 2021م", "2021-04-17"}, {"الأحد، ١٧ أبريل ٢٠٢١ (٥ رمضان ١٤٤٢)", "2021-04-17"},
	{"1442/9/5 - 2021/4/17", "2021-04-17"}, {"13 دی 1402 - 3 January 2024", "2024-01-03"},
	{"13 دی 1402 برابر با 3 ژانویه 2024", "2024-01-03"}, {"13 دی 1402 / 5 January 2024", ""},
	{"13 دی 1402 (21 جمادی الثانیه 1445)", "2024-01-03"}, {"17 April 2021 / 18 April 2021", ""},
	{"17 April 2021 10:00 GMT / 5 Ramadan 1442", "2021-04-17T10:00:00Z"},
	/* more languages */
	{"3 בינואר 2024", "2024-01-03"}, {"יום רביעי, 3 ינואר 2024", "2024-01-03"}, {"ב-3 בינואר 2024", "2024-01-03"},
	{"3 במאי 2024 בשעה 10:30", "?"}, {"3 січня 2024 року", "2024-01-03"}, {"Середа, 3 СІЧНЯ 2024", "2024-01-03"},
	{"п’ятниця, 5 липня 2024 р.", "2024-07-05"}, {"3 de março de 2024", "2024-03-03"},
	{"Quarta-feira, 3 de janeiro de 2024 às 10h30", "?"}, {"3 dezembro 2024", "2024-12-03"}, {"1º de maio de 2024", "2024-05-01"},
	{"3 ژانویه 2024", "2024-01-03"}, {"3 جنوری 2024", "2024-01-03"}, {"3 stycznia 2024", "2024-01-03"}, {"5 października 2024", "2024-10-05"},
	{"2024年1月3日", "2024-01-03"}, {"2024년 1월 3일", "2024-01-03"}, {"３ January ２０２４", "2024-01-03"}, {"३ January २०२४", "2024-01-03"},
	{"3 جانفي 2024", "2024-01-03"}, {"3 كانون الثاني/يناير 2024", "2024-01-03"}, {"4 ذار 2024", ""}, {"4 آذر 1402", "2023-11-25"},
	{"mercoledì 3 gennaio 2024, ore 10.30", "?"}, {"3. Januar 2024, 10 Uhr", "?"}, {"um 10.30 Uhr am 3. Januar 2024", "?"},
	{"3 Ocak 2024 Çarşamba, saat 10:30", "?"}, {"3 января 2024 г., 10:30 МСК", "2024-01-03T07:30:00Z"}, {"3 января 2024 в 10:30 (MSK)", "?"},
	{"3 January 2024 (Wednesday)", "2024-01-03"}, {"3 January 2024, Wed.", "2024-01-03"},
	{"3 January 2024 at 10:30 a.m. GMT, Wednesday", "2024-01-03T10:30:00Z"},
	{"3 يناير 2024 الساعة 10:30 بتوقيت غرينتش", "2024-01-03T10:30:00Z"}, {"الساعة 10:30 يوم 3 يناير 2024", "?"},
	/* weeks and days of ISO 8601 */
	{"2024-W01-3", "2024-01-03"}, {"2020-W53-7", "2021-01-03"}, {"2021-W53-1", ""}, {"2024-W01-8", ""}, {"2024-W00-1", ""},
	{"2024-W01", ""}, {"2024-003", "2024-01-03"}, {"2024-366", "2024-12-31"}, {"2023-366", ""}, {"2024-000", ""},
	{"2024-003T10:00:00Z", "2024-01-03T10:00:00Z"}, {"2024-W01-3T10:00Z", "2024-01-03T10:00:00Z"},
	/* stamps, remarks, numbers alone */
	{"1704268805.5", "2024-01-03T08:00:05Z"}, {"1704268805.5.1", ""},
	{" 1 Jul 2003 (comment about date) 10:52:37 +0200", "2003-07-01T08:52:37Z"},
	{"Tue, 1 Jul 2003 ((tricky)\n comment) 10:52:37 +0200", "2003-07-01T08:52:37Z"},
	{"Tue, 1 Jul 2003 ((invalid) 10:52:37 +0200", ""}, {"1 Jul 2003 ) 10:52:37 +0200", ""},
	{"20 11 (some \n 44 comments(more comments\n )) 79 05:34:27 -0300", "1979-11-20T08:34:27Z"}, {"03 04 2021", ""},
	{"03/04/2021", ""}, {"3 January 2024 10.30", ""},
	{"", ""}, {"   ", ""}, {"yesterday", ""}, {"2 hours ago", ""}, {"May", ""}, {"May 3", ""},
	{"3 May", ""}, {"2021-", ""}, {"2021-02-03-04", ""}, {"March 2, 2021 report", ""},
	{"\xFF\xFE", ""}, {"3 January 2024 \xFF", ""}, {":", ""}, {"-", ""}, {"T10:00Z", ""}, {"10:00", ""},
};

static const char *
shown(const char *text, size_t n, const struct ingest_options *options)
{
	static char out[21];
	int64_t seconds = 0;

	switch (date_read(text, n, options, &seconds)) {
	case DATE_NONE:
		return "";
	case DATE_LUNAR:
		return "lunar";
	case DATE_UNZONED:
		return "?";
	case DATE_MONTH:
		return "month";
	case DATE_DAY:
		date_format(seconds, out);
		out[10] = '\0';
		return out;
	case DATE_INSTANT:
		date_format(seconds, out);
		return out;
	}
	return "broken";
}

static void
test_table(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		check_string(shown(table[i].text, strlen(table[i].text), NULL), table[i].want,
		             "date %zu of the table is read as '%s'", i + 1, table[i].want);
}

static void
test_zone_option(void)
{
	struct ingest_options options = {.has_zone = true, .zone = 3600};
	const char *text = "Sun, 15 Dec 2024 12:15 PM";

	check_string(shown(text, strlen(text), &options), "2024-12-15T11:15:00Z",
	             "a time without a zone takes the one assumed");
	text = "Sun, 15 Dec 2024 12:15 PM AST";
	check_string(shown(text, strlen(text), &options), "?", "a zone that is unknown stays unknown");
	text = "15 Dec 2024";
	check_string(shown(text, strlen(text), &options), "2024-12-15", "a day stays a day");
}

static void
test_read_zone(void)
{
	static const struct {
		const char *text;
		int32_t zone;
	} good[] = {{"+01:00", 3600}, {"-0530", -19800}, {"+3", 10800}, {"Z", 0}, {"UTC", 0}, {"GMT+3", 10800},
	            {"EST", -18000}};
	static const char *const bad[] = {"", "AST", "+25:00", "+1:60", "Europe/Paris", "+01:00 x", "1"};
	int32_t zone;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check(date_read_zone(good[i].text, strlen(good[i].text), &zone) && zone == good[i].zone,
		      "'%s' is an offset of %d seconds", good[i].text, (int)good[i].zone);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(!date_read_zone(bad[i], strlen(bad[i]), &zone), "'%s' is no offset", bad[i]);
}

static void
test_length(void)
{
	static char text[100000];
	int64_t seconds;

	memset(text, '1', sizeof(text));
	check(date_read(text, sizeof(text), NULL, &seconds) == DATE_NONE, "a long number is no date");
	memset(text, ' ', sizeof(text));
	memcpy(text + 300, "2 March 2021", 12);
	check(date_read(text + 200, 190, NULL, &seconds) == DATE_DAY, "blanks around a date do no harm");
}

/* The leap years of the solar calendar in a hundred years, and every day of them once. */
static void
test_solar_years(void)
{
	static const int leaps[] = {1300, 1304, 1309, 1313, 1317, 1321, 1325, 1329, 1333, 1337, 1342, 1346, 1350, 1354, 1358,
	                            1362, 1366, 1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408};
	int64_t next = date_days(1921, 3, 21), days;
	size_t leap = 0;
	bool in_turn = true;

	for (int year = 1300; year <= 1408; year++)
		for (int month = 1; month <= 12; month++)
			for (int day = 1; day <= 31; day++)
				if (date_jalali(year, month, day, &days)) {
					in_turn &= days == next++;
					if (month == 12 && day == 30)
						in_turn &= leap < sizeof(leaps) / sizeof(leaps[0]) && leaps[leap++] == year;
				}
	check(in_turn && leap == sizeof(leaps) / sizeof(leaps[0]), "each day of the solar calendar follows the one before");
	check(!date_jalali(1210, 1, 1, &days) && !date_jalali(1634, 1, 1, &days) && !date_jalali(1400, 0, 1, &days)
	      && !date_jalali(1400, 13, 1, &days) && !date_jalali(1400, 1, 0, &days), "what lies outside is no day");
}

int
main(void)
{
	test_solar_years();
	test_table();
	test_zone_option();
	test_read_zone();
	test_length();
	return check_done();
}
