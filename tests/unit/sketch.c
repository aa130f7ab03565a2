/* Near-copies: which words of a post count, and when two posts are the same. */
#include "filters/dedupe/sketch.h"

#include <string.h>

#include "check.h"
#include "filters/dedupe/near.h"

static struct core core;
static struct sketcher sketcher;

static bool
make(const char *post, struct sketch *sketch)
{
	const char *title = strstr(post, " ## ");
	size_t n = title ? (size_t)(title - post) : 0;
	const char *body = title ? title + 4 : post;

	core_read(&core, post, n, body, strlen(body));
	return sketch_make(&sketcher, &core, sketch);
}

/* Posts that are near-copies, and posts that are not; a title stands before ` ## `. */
#define LONG "Rescue teams reached the village of Adana on Tuesday, two days after the storm that cut its only " \
	"road, and found most of its people safe in the school. Water and bread were brought in by mules, said " \
	"Selim Kaya of the district office, and the road would be open again by the end of the week if no more " \
	"rain fell. Three houses had gone down the slope; nobody had been in them at the time."
#define MORE " Farmers had lost their sheep and much of the barley, and asked for help with seed before the spring."

static const struct {
	const char *name, *a, *b;
	bool same;
} pairs[] = {
	{"the same words in other dress", "Two men were held at the border.", "TWO MEN were held\nat the border!", true},
	{"a headline, a link and an invitation around it", "Two men were held at the border on Sunday.",
	 "🔴 BREAKING: Two men were held at the border on Sunday.\n\nRead more: https://example.org/a?b=c", true},
	{"an Arabic one", "أعلنت الوزارة إغلاق المعبر حتى إشعار آخر",
	 "🔴 عاجل | أعلنت الوزارة إغلاق المعبر حتى إشعار آخر\n\nتابعونا على تلغرام: https://t.me/kanal @kanal", true},
	{"vocalised and with tatweel", "أعلنت الوزارة إغلاق المعبر", "أَعْلَنَتِ الوزارة إغـــلاق المعبر", true},
	{"digits of another script", "قتل 12 شخصا في انفجار أمس", "قتل ١٢ شخصا في انفجار أمس", true},
	{"characters by their names", "\"It's over\", he said to them", "&quot;It&#8217;s over&quot;, he said to them", true},
	{"a number with and without its comma", "About 12,000 people left the town", "About 12000 people left the town", true},
	{"told where it was forwarded from", "Two men were held at the border on Sunday",
	 "Forwarded from Northern Desk (Ahmed)\nTwo men were held at the border on Sunday", true},
	{"the same in Arabic", "أعلنت الوزارة إغلاق المعبر حتى إشعار آخر", "محول من مراسل الشمال\nأعلنت الوزارة إغلاق المعبر حتى إشعار آخر", true},
	{"hashtags around it", "Two men were held at the border on Sunday", "#Syria Two men were held at the border on Sunday\n\n#BreakingNews #Levant_Today", true},
	{"other hashtags", "#Syria Two men were held at the border", "#Lebanon Two men were held at the border", false},
	{"hashtags that are words of it", "Two men held at the #Semalka bridge", "Two men held at the #Rabia bridge", false},
	{"another number", "Police said 12 people were hurt in the blast", "Police said 13 people were hurt in the blast", false},
	{"another place", "A bomb went off at the market in Basra", "A bomb went off at the market in Mosul", false},
	{"another place in Arabic", "انفجرت قنبلة في سوق البصرة اليوم", "انفجرت قنبلة في سوق الموصل اليوم", false},
	{"a word that turns it round", "The group took the town of Ain Issa", "The group never took the town of Ain Issa", false},
	{"less than four words", "Sirens in Haifa", "Sirens in Haifa now", false},
	{"a number that comes to it", "Blast heard in the north of the city", "Blast heard in the north of the city, 7 dead", false},

	{"cut at its end", LONG MORE, LONG, true},
	{"read badly by a machine", LONG MORE,
	 "Rescue tearns reached the vi1lage of Adana on Tuesday, two days after the storrn that cut its only "
	 "road, and found rnost of its people safe in the schoo1. Water and bread were brought in by mules, said "
	 "Selim Kaya of the district office, and the road wou1d be open again by the end of the week if no more "
	 "rain fel1. Three houses had gone down the slope; nobody had been in thern at the time." MORE, true},
	{"a letter for another prisoner, in Arabic",
	 "نطالب بالإفراج الفوري عن سمير كريم الذي اعتقلته قوات الأمن الأسبوع الماضي من دون مذكرة توقيف وهو صحفي وأب لطفلين ولم يرتكب أي جريمة "
	 "ونحمل السلطات المسؤولية عن سلامته وندعو منظمات حقوق الإنسان إلى التدخل قبل فوات الأوان لأن الصحافة ليست جريمة",
	 "نطالب بالإفراج الفوري عن طارق حسن الذي اعتقلته قوات الأمن الأسبوع الماضي من دون مذكرة توقيف وهو صحفي وأب لطفلين ولم يرتكب أي جريمة "
	 "ونحمل السلطات المسؤولية عن سلامته وندعو منظمات حقوق الإنسان إلى التدخل قبل فوات الأوان لأن الصحافة ليست جريمة", false},
	{"one in capitals about somebody else", "Activist Omar Haddad was taken from a bus last week and has not been allowed to see a lawyer since. "
	 "We, the undersigned, ask for the immediate release of Omar Haddad, who has two children and has committed no crime, "
	 "and we call on the authorities to respect the law while the family waits for news at the gate",
	 "ACTIVIST LEILA NOVAK WAS TAKEN FROM A BUS LAST WEEK AND HAS NOT BEEN ALLOWED TO SEE A LAWYER SINCE. "
	 "WE, THE UNDERSIGNED, ASK FOR THE IMMEDIATE RELEASE OF LEILA NOVAK, WHO HAS TWO CHILDREN AND HAS COMMITTED NO CRIME, "
	 "AND WE CALL ON THE AUTHORITIES TO RESPECT THE LAW WHILE THE FAMILY WAITS FOR NEWS AT THE GATE", false},
	{"the same body with another title", "Water rights in the north ## " LONG, "Water rights in the south ## " LONG, false},
	{"boilerplate behind it", LONG, LONG "\nCopyright. All rights reserved. Terms of use, privacy policy, cookies.", true},
	{"in capitals", "A quake of 5 points shook the Van lake basin late on Friday night, and people slept in cars; no "
	 "house fell down and nobody was hurt, said the office in Ankara, which told people to stay out until dawn came.",
	 "A QUAKE OF 5 POINTS SHOOK THE VAN LAKE BASIN LATE ON FRIDAY NIGHT, AND PEOPLE SLEPT IN CARS; NO "
	 "HOUSE FELL DOWN AND NOBODY WAS HURT, SAID THE OFFICE IN ANKARA, WHICH TOLD PEOPLE TO STAY OUT UNTIL DAWN CAME.", true},
	{"a daily report with other figures",
	 "Over the past day the region came under fire 31 times. The shelling hit 14 villages, broke 22 houses, a school and "
	 "a power line, and hurt 6 people, who were all brought to the hospital of the district by volunteers.",
	 "Over the past day the region came under fire 44 times. The shelling hit 9 villages, broke 17 houses, a school and "
	 "a power line, and hurt 8 people, who were all brought to the hospital of the district by volunteers.", false},
	{"a form letter with another victim",
	 "We demand that Leyla Demir be set free. She was taken from her home last week without a warrant, is a teacher, and has "
	 "done nothing wrong. We hold the office answerable for the health of Demir, and ask all to write to it today.",
	 "We demand that Osman Yildiz be set free. She was taken from her home last week without a warrant, is a teacher, and has "
	 "done nothing wrong. We hold the office answerable for the health of Yildiz, and ask all to write to it today.", false},
	{"the same body under another title",
	 "Harvest begins in the valley ## " LONG, "Storm over the northern coast ## " LONG, false},
	{"the same body with its title said in other words",
	 "Teams reach village after the storm ## " LONG, "Rescue teams reach village after storm ## " LONG, true},
	{"nothing in common", LONG, "The museum opens its new hall on Monday with a show of old maps, many of which have never "
	 "been seen, and lectures by the people who drew them together from five countries over ten long years of work.", false},
};

static void
test_pairs(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct sketch a, b, read;
		struct likeness likeness = {0, 0};
		struct buf bytes = {0};
		bool made = make(pairs[i].a, &a), same;

		made = make(pairs[i].b, &b) && made;
		same = made && sketch_alike(&a, &b, 0.4, &likeness);
		check(same == pairs[i].same, "%s: %s", pairs[i].name, pairs[i].same ? "the same" : "two");
		check(!made || sketch_alike(&b, &a, 0.4, &likeness) == same, "%s: the other way round", pairs[i].name);
		if (made) {
			sketch_write(&a, &bytes);
			sketch_read(&read, bytes.data);
			check(bytes.len == SKETCH_BYTES && memcmp(&a, &read, sizeof(a)) == 0, "%s: written and read", pairs[i].name);
		}
		buf_free(&bytes);
	}
}

/* Many posts of one template, each with its number: all are found by themselves, and none for another. */
static void
test_index(void)
{
	enum { POSTS = 20000 };
	struct near_index *near = near_index_new();
	struct sketch sketch;
	uint32_t keys[SKETCH_KEYS];
	size_t wrong = 0, lost = 0;
	char post[200];

	for (int round = 0; round < 2; round++)
		for (uint64_t i = 0; i < POSTS; i++) {
			struct near_found found[4];
			size_t n;

			snprintf(post, sizeof(post), "Bulletin number %d of the weather office of the coast", (int)i);
			make(post, &sketch);
			sketch_keys(&sketch, keys);
			n = near_index_find(near, &sketch, keys, 0.4, found, 4);
			if (round == 0) {
				wrong += n > 0;
				near_index_add(near, 2 * i, &sketch, keys);
			} else {
				wrong += n > 1 || (n == 1 && found[0].entry != 2 * i);
				lost += n == 0;
			}
		}
	check(wrong == 0, "%zu of %d posts of one template are taken for another", wrong, POSTS);
	check(lost < POSTS / 1000, "%zu of them, which share all keys with thousands, are not found again", lost);
	check(near_index_count(near) == POSTS && near_index_sketch(near, 2) != NULL && near_index_sketch(near, 3) == NULL,
	      "the index knows which entries have sketches");
	check(near_index_memory(near) < POSTS * 400, "a sketch costs less than 400 bytes: %zu", near_index_memory(near) / POSTS);
	near_index_forget(near, 2 * POSTS - 2);
	check(near_index_count(near) == 1 && near_index_sketch(near, 2) == NULL, "what is old is forgotten");
	near_index_free(near);
}

int
main(void)
{
	test_pairs();
	test_index();
	core_free(&core);
	sketcher_free(&sketcher);
	return check_done();
}
