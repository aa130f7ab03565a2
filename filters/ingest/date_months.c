#include <string.h>

#include "filters/ingest/date_names.h"

#define JALALI (CALENDAR_JALALI << 4)
#define HIJRI (CALENDAR_HIJRI << 4)

/* Names folded as date_fold() does it, one language a block, each with its number and calendar. Of
 * names with two words the blank is one space. */
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
	/* Portuguese, Catalan, Romanian */
	{"janeiro", 1}, {"fevereiro", 2}, {"marco", 3}, {"maio", 5}, {"junho", 6}, {"julho", 7},
	{"setembro", 9}, {"outubro", 10}, {"novembro", 11}, {"dezembro", 12}, {"out", 10},
	{"ianuarie", 1}, {"februarie", 2}, {"martie", 3}, {"aprilie", 4}, {"iunie", 6}, {"iulie", 7},
	{"septembrie", 9}, {"octombrie", 10}, {"noiembrie", 11}, {"decembrie", 12},
	/* Ukrainian: of the month, the month */
	{"січня", 1}, {"лютого", 2}, {"березня", 3}, {"квітня", 4}, {"травня", 5}, {"червня", 6},
	{"липня", 7}, {"серпня", 8}, {"вересня", 9}, {"жовтня", 10}, {"листопада", 11}, {"грудня", 12},
	{"січень", 1}, {"лютий", 2}, {"березень", 3}, {"квітень", 4}, {"травень", 5}, {"червень", 6},
	{"липень", 7}, {"серпень", 8}, {"вересень", 9}, {"жовтень", 10}, {"листопад", 11}, {"грудень", 12},
	/* Bulgarian */
	{"януари", 1}, {"февруари", 2}, {"април", 4}, {"юни", 6}, {"юли", 7}, {"септември", 9},
	{"октомври", 10}, {"ноември", 11}, {"декември", 12},
	/* Polish */
	{"stycznia", 1}, {"lutego", 2}, {"marca", 3}, {"kwietnia", 4}, {"maja", 5}, {"czerwca", 6},
	{"lipca", 7}, {"sierpnia", 8}, {"wrzesnia", 9}, {"pazdziernika", 10}, {"listopada", 11}, {"grudnia", 12},
	/* Swedish, Danish, Norwegian, Indonesian, Azerbaijani */
	{"maj", 5}, {"augusti", 8}, {"august", 8}, {"desember", 12}, {"maret", 3}, {"agustus", 8}, {"nopember", 11},
	{"yanvar", 1}, {"fevral", 2}, {"aprel", 4}, {"iyun", 6}, {"iyul", 7}, {"avqust", 8}, {"sentyabr", 9},
	{"oktyabr", 10}, {"noyabr", 11}, {"dekabr", 12},
	/* Hebrew, and with its "in" */
	{"ינואר", 1}, {"פברואר", 2}, {"מרץ", 3}, {"מרס", 3}, {"אפריל", 4}, {"מאי", 5}, {"יוני", 6},
	{"יולי", 7}, {"אוגוסט", 8}, {"ספטמבר", 9}, {"אוקטובר", 10}, {"נובמבר", 11}, {"דצמבר", 12},
	{"בינואר", 1}, {"בפברואר", 2}, {"במרץ", 3}, {"במרס", 3}, {"באפריל", 4}, {"במאי", 5}, {"ביוני", 6},
	{"ביולי", 7}, {"באוגוסט", 8}, {"בספטמבר", 9}, {"באוקטובר", 10}, {"בנובמבר", 11}, {"בדצמבר", 12},
	/* Persian and Urdu names of ours */
	{"ژانويه", 1}, {"فوريه", 2}, {"اوريل", 4}, {"مه", 5}, {"مي", 5}, {"ژوئن", 6}, {"ژوئيه", 7},
	{"جولاي", 7}, {"اگوست", 8}, {"سپتامبر", 9}, {"اكتبر", 10}, {"نوامبر", 11}, {"دسامبر", 12},
	{"جنوري", 1}, {"فروري", 2}, {"مارچ", 3}, {"اپريل", 4}, {"مئي", 5}, {"جون", 6}, {"جولائي", 7},
	{"اگست", 8}, {"ستمبر", 9}, {"نومبر", 11}, {"دسمبر", 12},
	/* Kurdish */
	{"كانوونی دووەم", 1}, {"شوبات", 2}, {"ئازار", 3}, {"نيسان", 4}, {"ئايار", 5}, {"حوزەيران", 6},
	{"تەمووز", 7}, {"ئاب", 8}, {"ئەيلوول", 9}, {"ئەيلول", 9},
	/* The solar calendar: Iran */
	{"فروردين", JALALI + 1}, {"ارديبهشت", JALALI + 2}, {"خرداد", JALALI + 3}, {"تير", JALALI + 4},
	{"مرداد", JALALI + 5}, {"امرداد", JALALI + 5}, {"شهريور", JALALI + 6}, {"مهر", JALALI + 7},
	{"ابان", JALALI + 8}, {"اذر", JALALI + 9}, {"دي", JALALI + 10}, {"بهمن", JALALI + 11}, {"اسفند", JALALI + 12},
	{"farvardin", JALALI + 1}, {"ordibehesht", JALALI + 2}, {"khordad", JALALI + 3}, {"tir", JALALI + 4},
	{"mordad", JALALI + 5}, {"shahrivar", JALALI + 6}, {"mehr", JALALI + 7}, {"aban", JALALI + 8},
	{"azar", JALALI + 9}, {"dey", JALALI + 10}, {"bahman", JALALI + 11}, {"esfand", JALALI + 12},
	/* Afghanistan: Dari, Pashto */
	{"حمل", JALALI + 1}, {"ثور", JALALI + 2}, {"جوزا", JALALI + 3}, {"سرطان", JALALI + 4}, {"اسد", JALALI + 5},
	{"سنبله", JALALI + 6}, {"ميزان", JALALI + 7}, {"عقرب", JALALI + 8}, {"قوس", JALALI + 9},
	{"جدي", JALALI + 10}, {"دلو", JALALI + 11}, {"حوت", JALALI + 12},
	{"وري", JALALI + 1}, {"غويي", JALALI + 2}, {"غبرګولي", JALALI + 3}, {"چنګاښ", JALALI + 4},
	{"زمري", JALALI + 5}, {"وږي", JALALI + 6}, {"تله", JALALI + 7}, {"لړم", JALALI + 8}, {"ليندۍ", JALALI + 9},
	{"مرغومي", JALALI + 10}, {"سلواغه", JALALI + 11}, {"كب", JALALI + 12},
	/* The lunar calendar */
	{"محرم", HIJRI + 1}, {"صفر", HIJRI + 2}, {"ربيع الاول", HIJRI + 3}, {"ربيعالاول", HIJRI + 3},
	{"ربيع الثاني", HIJRI + 4}, {"ربيع الاخر", HIJRI + 4}, {"ربيعالثاني", HIJRI + 4}, {"جمادي الاولي", HIJRI + 5},
	{"جمادي الاول", HIJRI + 5}, {"جماديالاول", HIJRI + 5}, {"جمادي الثانيه", HIJRI + 6}, {"جمادي الثاني", HIJRI + 6},
	{"جمادي الاخره", HIJRI + 6}, {"جماديالثاني", HIJRI + 6}, {"رجب", HIJRI + 7}, {"شعبان", HIJRI + 8},
	{"رمضان", HIJRI + 9}, {"شوال", HIJRI + 10}, {"ذو القعده", HIJRI + 11}, {"ذي القعده", HIJRI + 11},
	{"ذوالقعده", HIJRI + 11}, {"ذيالقعده", HIJRI + 11}, {"ذيقعده", HIJRI + 11}, {"ذو الحجه", HIJRI + 12},
	{"ذي الحجه", HIJRI + 12}, {"ذوالحجه", HIJRI + 12}, {"ذيالحجه", HIJRI + 12}, {"ذيحجه", HIJRI + 12},
	{"muharram", HIJRI + 1}, {"safar", HIJRI + 2}, {"rajab", HIJRI + 7}, {"shaban", HIJRI + 8},
	{"shaaban", HIJRI + 8}, {"ramadan", HIJRI + 9}, {"ramadhan", HIJRI + 9}, {"ramazan", HIJRI + 9},
	{"shawwal", HIJRI + 10}, {"sevval", HIJRI + 10}, {"saban", HIJRI + 8},
};

#define MONTHS (sizeof(months) / sizeof(months[0]))

/* The list of a name: by its ends and its length. */
static unsigned char
bucket(const char *name, size_t n)
{
	return (unsigned char)(name[0] + 7 * name[n - 1] + 31 * (int)n);
}

int
date_month_any(const char *name, size_t n, enum date_calendar *calendar)
{
	static unsigned short first[256], next[MONTHS]; /* plus one; 0 ends a list */
	static size_t listed;

	for (; listed < MONTHS; listed++) {
		size_t i = MONTHS - 1 - listed; /* the earlier ones come first */
		unsigned char at = bucket(months[i].name, strlen(months[i].name));

		next[i] = first[at];
		first[at] = (unsigned short)(i + 1);
	}
	for (size_t i = n > 0 ? first[bucket(name, n)] : 0; i > 0; i = next[i - 1])
		if (strncmp(months[i - 1].name, name, n) == 0 && months[i - 1].name[n] == '\0') {
			*calendar = (enum date_calendar)(months[i - 1].month >> 4);
			return months[i - 1].month & 15;
		}
	return 0;
}

int
date_month(const char *name, size_t n)
{
	enum date_calendar calendar;
	int month = date_month_any(name, n, &calendar);

	return month != 0 && calendar == CALENDAR_GREGORIAN ? month : 0;
}
