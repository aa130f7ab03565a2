#include "filters/dedupe/lists.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"

static const char decor[] =
	"breaking urgent alert flash bulletin update updated exclusive developing news video videos watch "
	"photo photos picture pictures image images pic pics forwarded forward fwd rt rpt refile repeat "
	"correction live read more full story article here details source via follow us our on join channel "
	"subscribe telegram twitter facebook instagram whatsapp youtube click link share by "
	"عاجل عاجلا الان خبر اخبار الاخبار شاهد فيديو بالفيديو الفيديو صور بالصور صوره تابعونا تابعوا تابعنا اشترك "
	"اشتركوا انضموا انضم قناه قناتنا القناه على علي تلغرام تليجرام تيليغرام تويتر واتساب المصدر مصدر اقرا "
	"المزيد للمزيد التفاصيل رابط الرابط متداول منقول متابعات متابعه "
	"فوري فوریی ویدیو ویدئو فیلم عکس تصاویر کانال ما را دنبال کنید عضو شوید بپیوندید تلگرام منبع ادامه مطلب لینک خبرگزاری "
	"срочно молния видео фото новости подписывайтесь подписаться подпишись подробнее читать далее канал "
	"наш телеграм источник репост "
	"מבזק דחוף עדכון וידאו תמונות חדשות הצטרפו לערוץ ערוץ טלגרם לקריאה המלאה מקור "
	"son dakika acil haber haberler video foto izle kanal kanalimiz telegram takip edin devami kaynak "
	"urgent alerte derniere minute exclusif infos suivez nous lire la suite abonnez vous chaine "
	"ultima hora urgente siguenos leer mas canal fuente foto "
	"eilmeldung eil aktuell mehr lesen kanal abonnieren quelle bilder "
	"kanalimiza katilin abone olun bizi icin detay detaylar tiklayin "
	"підписуйтесь підписатися терміново відео новини джерело детальніше "
	"inscreva siga nos fonte urgente iscriviti seguici canale fonte ultime notizie "
	"فوری اہم خبر مزید پڑھیں ویڈیو ہمارے چینل میں شامل ہوں فالو کریں تفصیلات";

static const char forward[] =
	"forwarded forward fwd reposted repost "
	"محول محوله توجيهها توجيهه "
	"فوروارد فرستاده بازارسال هدایت "
	"переслано переслал репост "
	"הועבר הועברה "
	"iletildi iletilen "
	"transfere reenviado weitergeleitet inoltrato encaminhado "
	"فارورڈ";

static const char via[] = "via نقلا منقول";

/* Arabic, Persian and Urdu; Hebrew. */
static const char given[] =
	"محمد احمد محمود حسن حسين حسام خالد عمر عمرو يوسف ابراهيم سامي سمير كريم طارق وليد نادر فادي بلال مصطفي "
	"عبدالله عبد عبدالرحمن عبدالعزيز عبدالكريم عبدالقادر اسماعيل اسحاق يعقوب يحيي زكريا موسي عيسي داود سليمان ادم نوح ياسر ياسين "
	"رامي رائد زياد زيد زاهر سعيد سعد سالم سليم سلمان صالح صلاح صابر شادي شريف طه طلال عادل عامر عاصم عماد عدنان عصام "
	"علاء غسان فارس فراس فهد فيصل فؤاد قاسم قصي كمال ليث ماجد مازن ماهر مجدي محسن مراد مروان معاذ معتز منير "
	"مهند مؤمن نبيل نزار نضال هادي هاشم هاني هيثم وائل وسام وسيم ايمن ايهاب انس اسامه امجد انور اياد ايوب باسل باسم "
	"بدر براء بشار بهاء تامر ثائر جابر جاسم جعفر جمال جميل حاتم حازم حامد حمد حمزه حيدر خضر خليل خميس رشيد رضا "
	"فاطمه عائشه مريم زينب خديجه نور سارا ساره ليلي هدي منى ايمان رنا رانيا ريم رهف دعاء سعاد سميره سناء "
	"شيماء عبير غاده لينا لما مها ميساء نادیه ناديه نجلاء ندي نوال هبه هناء وفاء ياسمين اسراء "
	"رضا مهدی حمید امیر امير سعید مجید مسعود ناصر نسرین شیرین مهسا نیکا سارینا آرش کوروش داریوش بهرام بهمن بهروز "
	"فرهاد فریدون جواد کاظم کامران کیان مجتبی محسن مرتضی میلاد نیما پویا پیمان سهراب سیاوش شاهین زهرا نرگس مریم مینا "
	"عمران نواز شہباز بلاول آصف زرداری عثمان ارشد اکرم اقبال جاوید رشید ریاض شاہد طاہر ظفر عارف فہد کاشف ندیم نعیم وقار "
	"דוד משה יוסי יוסף אבי אברהם יצחק יעקב רון רוני גלעד עמית נועם אורי איתן אלון אריאל אסף ארז בועז בנימין ברק גדי "
	"גיא דן דניאל דורון דרור הראל חנן טל יאיר יגאל יהונתן יונתן ינון ליאור מאיר מיכאל מתן נדב ניר נתן "
	"נתנאל עידן עידו עודד עומר עופר עוז עמוס עמיר עמרי ערן צבי רועי רז שחר שלמה שמואל שמעון תומר אהוד אלי אליהו "
	"שרה רחל רבקה לאה מרים אסתר רות נעמי מיכל יעל נועה תמר שירה מאיה הילה ענת אורית דנה ליאת קרן אחמד מוחמד מחמוד "
	"חסן חוסיין עומר איברהים מוסטפא סאלח פאטמה";

static const char person[] =
	"السيد السيده الشاب الشابه الاسير الاسيره الشهيد الشهيده الطفل الطفله المواطن المواطنه الصحفي الصحفيه الصحافي الصحافيه "
	"الناشط الناشطه المعتقل المعتقله الدكتور الدكتوره المهندس المحامي المحاميه الاستاذ الشيخ الرئيس الوزير العميد العقيد الرائد "
	"المقدم اللواء النقيب الملازم الجندي القيادي القائد المدعو المدعوه اسمه اسمها يدعي تدعي "
	"اقای آقای خانم شهید سردار سرلشکر دکتر مهندس جناب جنرل وزیراعظم مولانا محترمہ مسٹر "
	"מר גברת הרב השר השרה העיתונאי העיתונאית הסמל הסרן הקצין החייל החיילת בשם ששמו ששמה";

#define LISTS_MAX 1024

struct listed {
	uint32_t hash;
	uint8_t lists;
};

static pthread_once_t made = PTHREAD_ONCE_INIT;
static struct listed listed[LISTS_MAX];
static size_t listed_count;
uint64_t lists_bits[1024];

static int
compare_listed(const void *left, const void *right)
{
	uint32_t a = ((const struct listed *)left)->hash, b = ((const struct listed *)right)->hash;

	return (a > b) - (a < b);
}

static void
add_words(const char *words, uint8_t list)
{
	struct text text = {0};

	text_fold(&text, words, strlen(words));
	for (size_t i = 0; i < text.count && listed_count < LISTS_MAX; i++)
		listed[listed_count++] = (struct listed){text.words[i].hash, list};
	text_free(&text);
}

static void
make(void)
{
	size_t n = 0;

	add_words(decor, LIST_DECOR);
	add_words(forward, LIST_FORWARD);
	add_words(via, LIST_VIA);
	add_words(given, LIST_GIVEN);
	add_words(person, LIST_PERSON);
	qsort(listed, listed_count, sizeof(*listed), compare_listed);
	for (size_t i = 1; i < listed_count; i++)
		if (listed[i].hash == listed[n].hash)
			listed[n].lists |= listed[i].lists;
		else
			listed[++n] = listed[i];
	listed_count = n + 1;
	for (size_t i = 0; i < listed_count; i++)
		lists_bits[listed[i].hash >> 22] |= (uint64_t)1 << (listed[i].hash >> 16 & 63);
}

void
lists_make(void)
{
	pthread_once(&made, make);
}

uint8_t
lists_find(uint32_t hash)
{
	const struct listed key = {.hash = hash}, *found = bsearch(&key, listed, listed_count, sizeof(*listed), compare_listed);

	return found ? found->lists : 0;
}
