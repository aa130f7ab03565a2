/* Encodings that nothing declares: sentences of our own in the encodings that were used for them. */
#include <iconv.h>
#include <string.h>

#include "common/buf.h"
#include "filters/ingest/encoding.h"
#include "tests/unit/check.h"

static const char arabic[] = "أعلنت السرايا مسؤوليتها عن الهجوم";
static const char persian[] = "گروه مسئوليت حمله را پذيرفت";
static const char russian[] = "Боевики заявили об ответственности за нападение";
static const char ukrainian[] = "Її війська відбили напад і зберегли місто";
static const char french[] = "Le siège a été levé, à Téhéran et ailleurs";
static const char turkish[] = "Saldırıyı örgüt üstlendi, yaralılar hastaneye kaldırıldı şehirde";
static const char chinese[] = "该组织声称对袭击负责，城市的战斗还在继续";

static const struct {
	const char *name, *text, *iconv, *want;
} cases[] = {
	{"Arabic of Windows", arabic, "CP1256", "windows-1256"},
	{"Arabic of ISO", arabic, "ISO-8859-6", "iso-8859-6"},
	{"Persian", persian, "CP1256", "windows-1256"},
	{"Russian of Windows", russian, "CP1251", "windows-1251"},
	{"Russian of Unix", russian, "KOI8-R", "koi8-r"},
	{"Russian of ISO", russian, "ISO-8859-5", "iso-8859-5"},
	{"Russian of DOS", russian, "IBM866", "ibm866"},
	{"capitals", "БОЕВИКИ ЗАЯВИЛИ ОБ ОТВЕТСТВЕННОСТИ", "CP1251", "windows-1251"},
	{"capitals of Unix", "БОЕВИКИ ЗАЯВИЛИ ОБ ОТВЕТСТВЕННОСТИ", "KOI8-R", "koi8-r"},
	{"Ukrainian of Windows", ukrainian, "CP1251", "windows-1251"},
	{"Ukrainian of Unix", ukrainian, "KOI8-U", "koi8-u"},
	{"Hebrew", "הארגון נטל אחריות על הפיגוע", "CP1255", "windows-1255"},
	{"Greek", "η οργάνωση ανέλαβε την ευθύνη για την επίθεση", "CP1253", "windows-1253"},
	{"Thai", "กลุ่มดังกล่าวอ้างความรับผิดชอบในการโจมตี", "CP874", "windows-874"},
	{"French", french, "CP1252", "windows-1252"},
	{"German", "Größe und Stärke der Miliz wächst in Österreich", "CP1252", "windows-1252"},
	{"Icelandic", "Það er þessi árás sem þeir lýstu yfir ábyrgð á", "CP1252", "windows-1252"},
	{"Turkish", turkish, "CP1254", "windows-1254"},
	{"Chinese", chinese, "GBK", "gbk"},
	{"Chinese of Taiwan", "該組織聲稱對襲擊負責，城市的戰鬥還在繼續", "BIG5", "big5"},
	{"Japanese of Windows", "武装勢力は攻撃について責任を認めた", "CP932", "shift_jis"},
	{"Japanese of Unix", "武装勢力は攻撃について責任を認めた", "EUC-JP", "euc-jp"},
	{"Korean", "이 단체는 공격의 책임을 주장했다", "EUC-KR", "euc-kr"},
};

/* Sets out to the text in another encoding; false if this system cannot make it. */
static bool
recode(const char *text, const char *to, struct buf *out)
{
	iconv_t converter = iconv_open(to, "UTF-8");
	char *in = (char *)text, *end;
	size_t n = strlen(text), room;
	bool good;

	buf_clear(out);
	buf_reserve(out, 2 * n);
	if (converter == (iconv_t)-1)
		return false;
	end = out->data;
	room = 2 * n;
	good = iconv(converter, &in, &n, &end, &room) != (size_t)-1;
	out->len = (size_t)(end - out->data);
	iconv_close(converter);
	return good;
}

static void
check_text(const char *s, size_t n, const char *want, bool guess, const char *name)
{
	const char *repair;
	struct buf out = {0};
	bool guessed;
	const struct encoding *encoding = encoding_read_text(s, n, NULL, &out, &guessed, &repair);

	check_string(encoding->name, want, "%s", name);
	check(guessed == guess && repair == NULL, "%s, and whether it was guessed", name);
	buf_free(&out);
}

int
main(void)
{
	struct buf out = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!recode(cases[i].text, cases[i].iconv, &out)) {
			check(true, "%s # SKIP no %s", cases[i].name, cases[i].iconv);
			continue;
		}
		check_string(encoding_guess(out.data, out.len)->name, cases[i].want, "%s", cases[i].name);
		check(encoding_reads(encoding_guess(out.data, out.len), out.data, out.len), "%s reads", cases[i].name);
	}
	check_text(russian, strlen(russian), "utf-8", false, "UTF-8 is no guess");
	check_text("\xFF\xFE\x41\x04", 4, "utf-16le", false, "a mark is none");
	check_text("\xC2\xEE\xE5\xE2\xE8\xEA\xE8 \xE7\xE0", 10, "windows-1251", true, "Cyrillic is");
	check(!encoding_reads(encoding_guess("\x81\x8D\x8F\x90\x9D\xFF\xFE", 7), "\x81\x8D\x8F\x90\x9D\xFF\xFE", 7),
	      "bytes at random do not read");
	buf_free(&out);
	return check_done();
}
