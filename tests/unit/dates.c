#include <string.h>

#include "common/date.h"
#include "filters/ingest/ingest.h"
#include "tests/unit/check.h"

/* "" is DATE_NONE, "?" DATE_UNZONED, "month" DATE_MONTH, a day DATE_DAY. */
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
	{"Le 1er février 2021 à 10h30", ""}, {"1er février 2021, 10h30", "?"}, {"lundi 2 août 2021", "2021-08-02"},
	{"1. März 2021", "2021-03-01"}, {"Montag, den 1. Dezember 2021 um 10:30 Uhr", "?"},
	{"2 de septiembre de 2021", "2021-09-02"}, {"sábado, 2 de enero de 2021", "2021-01-02"},
	{"2 giugno 2021", "2021-06-02"}, {"2 maart 2021", "2021-03-02"},
	{"2 марта 2021 г.", "2021-03-02"}, {"Вторник, 2 МАРТА 2021 года", "2021-03-02"},
	{"2 Mart 2021", "2021-03-02"}, {"19 Ağustos 2021 Perşembe", ""}, {"3 ARALIK 2021", "2021-12-03"},
	{"12 Şubat 2021", "2021-02-12"},
	{"2 آذار/مارس 2021", "2021-03-02"}, {"2 آذار (مارس) 2021", "2021-03-02"},
	{"الثلاثاء، ٢ كانون الثاني ٢٠٢٤", "2024-01-02"}, {"2 تشرين الأول 2023م", "2023-10-02"},
	{"الأحد 7 يوليو 2024 - 10:15 م", "?"}, {"۲ مارس ۲۰۲۱", "2021-03-02"},
	{"٢\xE2\x80\x8F أغسطس ٢٠٢١", "2021-08-02"},
	/* other calendars and no dates */
	{"۱۳ دی ۱۴۰۲", ""}, {"1402/10/13", ""}, {"13 محرم 1445", ""}, {"13 January 1402", ""},
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

int
main(void)
{
	test_table();
	test_zone_option();
	test_read_zone();
	test_length();
	return check_done();
}
