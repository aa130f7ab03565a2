#include <string.h>

#include "filters/ingest/language.h"
#include "filters/ingest/language_tables.h"
#include "tests/unit/check.h"

/* "" where nothing is sure. */
static const struct {
	const char *tag, *text;
} cases[] = {
	{"en", "The group said on Monday that it had not been told about the meeting"},
	{"en", "BREAKING: Two people were killed and several others injured in the attack"},
	{"en", "We will be back when they have left our land"},
	{"fr", "Le porte-parole a déclaré que la réunion n'était pas prévue pour cette semaine"},
	{"fr", "L'armée dit qu'elle n'a pas été informée de l'attaque"},
	{"de", "Die Polizei hat am Montag mitgeteilt, dass niemand bei dem Angriff verletzt wurde"},
	{"es", "El portavoz dijo que la reunión no se había previsto para esta semana"},
	{"it", "Il portavoce ha detto che la riunione non era prevista per questa settimana"},
	{"pt", "O porta-voz disse que a reunião não estava prevista para esta semana"},
	{"nl", "De woordvoerder zei dat de vergadering niet voor deze week was gepland"},
	{"tr", "Sözcü, toplantının bu hafta için planlanmadığını ve yeni bir tarih verileceğini söyledi"},
	{"az", "Nümayəndə bildirib ki, görüş bu həftə üçün nəzərdə tutulmayıb və yeni vaxt deyiləcək"},
	{"id", "Juru bicara mengatakan bahwa pertemuan itu tidak bisa diadakan karena polisi belum siap"},
	{"sv", "Talesmannen sade att mötet inte var planerat till den här veckan och att alla vet det"},
	{"pl", "Rzecznik powiedział, że spotkanie nie było planowane na ten tydzień i że zostało przełożone"},
	{"ro", "Purtătorul de cuvânt a spus că întâlnirea nu a fost prevăzută pentru această săptămână"},
	{"ku", "Berdevk got ku civîn ji bo vê hefteyê nehatibû plankirin û dê di roja din de be"},
	{"ar", "قال المتحدث إن الاجتماع لم يكن مقررا في هذا الأسبوع"},
	{"ar", "انفجار في وسط المدينة"},
	{"ar", "شو صار مع الشباب مبارح بالليل ما حدا عم يرد عالتلفون ابدا ليش هيك"},
	{"fa", "سخنگو گفت که این نشست برای این هفته برنامه‌ریزی نشده بود"},
	{"fa", "سخنگو گفت كه اين نشست براي اين هفته در نظر گرفته نشده است"},
	{"ur", "ترجمان نے کہا کہ یہ اجلاس اس ہفتے کے لیے طے نہیں تھا"},
	{"ps", "ویاند وویل چې دا غونډه د دې اونۍ لپاره نه وه ټاکل شوې"},
	{"ckb", "وتەبێژەکە وتی کە کۆبوونەوەکە بۆ ئەم هەفتەیە دیاری نەکرابوو"},
	{"he", "הדובר אמר שהפגישה לא תוכננה לשבוע הזה"},
	{"ru", "Представитель сообщил, что встреча на этой неделе не была запланирована и будет позже"},
	{"uk", "Речник повідомив, що зустріч не була запланована на цей тиждень і відбудеться пізніше"},
	{"bg", "Говорителят каза, че срещата не е била предвидена за тази седмица и ще се проведе по-късно"},
	{"hi", "प्रवक्ता ने कहा कि यह बैठक इस हफ्ते के लिए तय नहीं थी"},
	{"am", "ቃል አቀባዩ ስብሰባው በዚህ ሳምንት ውስጥ እንደ ነበር ተናገሩ ነገር ግን አንድ ቀን ነው"},
	{"zh", "发言人说这次会议不是为本周安排的，我们还在等待"},
	{"ja", "報道官はこの会議は今週の予定ではなかったと述べた"},
	{"ko", "대변인은 이번 주에 회의가 예정되어 있지 않았다고 말했다"},
	{"th", "โฆษกกล่าวว่าการประชุมไม่ได้กำหนดไว้สำหรับสัปดาห์นี้"},
	{"el", "Ο εκπρόσωπος είπε ότι η συνάντηση δεν ήταν προγραμματισμένη"},
	{"bn", "মুখপাত্র বলেন যে এই বৈঠক এই সপ্তাহের জন্য নির্ধারিত করা হয়নি এবং পরে হবে"},
	/* what does not count */
	{"ar", "قال المتحدث إن الاجتماع لم يكن مقررا في هذا الأسبوع https://example.org/the/and/of/this/is/a/path/with/words"},
	{"en", "@alpha_beta @gamma The group said that it was not there #قناة_الأخبار_العربية_الكبرى"},
	{"en", "The officials said that Recep Tayyip Erdoğan and the president were at the meeting"},
	/* nothing sure */
	{"", ""}, {"", "   "}, {"", "12345 67 89"}, {"", "OK"}, {"", "Explosion"}, {"", "Baghdad Tehran Moscow"},
	{"", "https://example.org/the/of/and/is"}, {"", "😀😀😀😀"}, {"", "\xFF\xFE\xFF"},
	{"", "انفجار"}, {"", "محمد علی"}, {"", "взрыв"},
	{"", "The police said that nobody was hurt. قالت الشرطة إن أحدا لم يصب في الحادث مساء أمس"},
	{"", "La reunió d'avui amb els altres també és molt més llarga que la d'ahir"},
	{"", "Talsmannen sa at møtet ikke var planlagt for denne uken og at det blir senere"},
	{"", "Mluvčí řekl, že schůzka nebyla na tento týden plánována a že bude později"},
	{"", "Người phát ngôn nói rằng cuộc họp không được lên kế hoạch cho tuần này"},
	{"", "דער רעדנער האָט געזאָגט אַז די זיצונג איז נישט געווען פֿאַר דער וואָך"},
	{"", "Прес-сакратар сказаў, што сустрэча на гэтым тыдні не была запланаваная"},
	{"", "Портпарол је рекао да састанак није био планиран за ову недељу"},
};

static void
test_stated(void)
{
	static const char *const tags[][2] = {
		{"en", "en"}, {"EN_us", "en-US"}, {"ar-sy", "ar-SY"}, {"ku_arab_iq", "ku-Arab-IQ"}, {"iw", "he"}, {"IW-il", "he-IL"},
		{"in", "id"}, {"inh", "inh"}, {"en_US.UTF-8", "en-US"}, {"sr@latin", "sr"}, {"zh-hant-tw", "zh-Hant-TW"}, {"es-419", "es-419"},
		{"English", "English"}, {"", ""}, {"e", "e"}, {"en-", "en-"}, {"-", "-"}, {"en us", "en us"}, {"1a", "1a"}, {".x", ".x"},
	};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		char tag[40];

		strcpy(tag, tags[i][0]);
		tag[language_normalise(tag, strlen(tag))] = '\0';
		check_string(tag, tags[i][1], "'%s' is %s", tags[i][0], tags[i][1]);
	}
}

static void
test_parts(void)
{
	struct language_votes votes = {0};

	language_read(&votes, "The title of a", 14);
	language_read(&votes, "report that was written", 23);
	check_string(language_choose(&votes), "en", "a text in two parts");
}

static void
test_far(void)
{
	static char text[1 << 20];
	const char *arabic = "قال المتحدث إن الاجتماع لم يكن مقررا ";
	size_t n = 0, size = strlen(arabic);

	while (n + size < sizeof(text)) {
		memcpy(text + n, arabic, size);
		n += size;
	}
	check_string(language_detect(text, n), "ar", "a text of a million bytes");
	for (size_t cut = 0; cut < 60; cut++)
		language_detect(text + 1, cut); /* within characters: valgrind and the sanitizers look */
}

/* All that is in the lists found its place. */
static void
test_index(void)
{
	const struct language_index *index = language_index();
	size_t used = 0;

	check(index->count == language_latin_count + language_scripts_count, "there is room for all languages");
	for (size_t i = 0; i < LANGUAGE_SLOTS; i++)
		used += index->slots[i].hash != 0;
	check(used * 2 < LANGUAGE_SLOTS, "the table of words is less than half full: %zu of %d", used, LANGUAGE_SLOTS);
	check(index->votes_used < sizeof(index->votes) / sizeof(index->votes[0]) - 100, "there is room for all votes");
	for (size_t i = 0; i < index->count; i++)
		for (size_t k = 0; k < i; k++)
			if (index->languages[i]->tag != NULL && index->languages[k]->tag != NULL
			    && strcmp(index->languages[i]->tag, index->languages[k]->tag) == 0)
				check(false, "%s is listed twice", index->languages[i]->tag);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *tag = language_detect(cases[i].text, strlen(cases[i].text));

		check_string(tag != NULL ? tag : "", cases[i].tag, "text %zu is %s", i + 1,
		             *cases[i].tag ? cases[i].tag : "in no language for sure");
	}
	test_stated();
	test_parts();
	test_far();
	test_index();
	return check_done();
}
