/* The tables of names_table.h. A row is one particle in all its forms: its role is the same in all. */
#include "filters/tag/names_table.h"

#define COUNT(array) (unsigned)(sizeof(array) / sizeof((array)[0]))

const struct name_particle name_particles[] = {
	/* the article, as it is and assimilated to the sun letters [C] */
	{"al el ul il ud ur adh edh aal aâl аль эль ель ал эл אל ال ئەل", ROLE_ARTICLE},
	{"ad ed ar er as es us ash esh ush ach ech an en un at et ut ath az ez uz א ус ас аш ан ар ад аз ат",
	 ROLE_ARTICLE | ROLE_ATTACHED},
	{"l la le", ROLE_LINK | ROLE_ATTACHED},
	/* ezafe and izafe; Spanish and Slavic "and" [C] */
	{"i e o u y ı", ROLE_LINK},

	/* son, daughter, of the house of [A] */
	{"bin ibn ben bni ibnu bint bent binti bte binte bn ould uld ag walad weld awlad بن ابن بنت ولد بنو بني "
	 "ибн бин бен бинт ульд בן אבן בת בר", ROLE_FILIAL},
	{"oglu ogly oğlu uulu kyzy qizi oğli оглы кызы угли улы", ROLE_LINK},

	/* father, mother of [A] */
	{"abu abou abo abi abû aboo ebu aba bou أبو ابو أبي أبا ابی ئەبو ئەبوو абу аби אבו", ROLE_KUNYA},
	{"umm oum om أم ام умм אום", ROLE_KUNYA},

	/* titles [W] */
	{"hajj haji hadj hadji haj hajji alhaj alhaji elhadj hac hacı الحاج الحاجي حاج حاجي حاجی хадж хаджи "
	 "хаджж חאג׳ חאג' האג'", ROLE_TITLE},
	{"sayyid sayed sayyed seyyed seyed syed sayid sidi seyid saiyid السيد سيد سید سەید сейид сеид саид "
	 "сайид סייד", ROLE_TITLE},
	{"sheikh shaykh sheik shaikh cheikh scheich şeyh sheykh seikh الشيخ شيخ شیخ шейх שייח' שייח׳ שיח'",
	 ROLE_TITLE},
	{"mullah mulla molla mawlawi maulvi maulana mawlana mawla mowlavi moulavi maulavi ملا الملا مولوي مولوی مولانا "
	 "мулла маулави мавлави מולא", ROLE_TITLE},
	{"ayatollah ayatullah hojatoleslam hujjat آيةالله آیت‌الله آیت آية аятолла ходжатолеслам", ROLE_TITLE},
	{"imam إمام الإمام امام имам אימאם", ROLE_TITLE},
	{"qari hafiz hafez ustad ustaz mufti qadi قاري قاری حافظ استاذ استاد أستاذ مفتي مفتی", ROLE_TITLE},
	{"dr doctor doktor prof professor ing دكتور الدكتور دکتر د الدكتورة پروفسور др доктор проф "
	 "профессор ד\"ר דוקטור פרופ' פרופסור", ROLE_TITLE},
	{"gen general général brigadier brig maj major col colonel lt lieutenant capt captain cdr commander adm admiral "
	 "sgt marshal جنرال الجنرال لواء اللواء عميد العميد سردار سرلشکر سرتیپ سپهبد عقيد العقيد генерал полковник майор "
	 "גנרל אלוף", ROLE_TITLE},
	{"mr mrs ms miss sir lord lady herr frau monsieur madame mme señor don dona агай г-н господин госпожа "
	 "מר גב' الأستاذ آقای خانم جناب", ROLE_TITLE},
	{"president minister premier senator prince king emir رئيس الرئيس وزير الأمير امير أمير ملك президент "
	 "министр эмир", ROLE_TITLE},
	{"agha aqa sahib saheb effendi efendi bey beg hanım hanim آقا آغا آغای صاحب بيك بیگ ага бей бек",
	 ROLE_TITLE},

	/* particles of European names [D], and words that names of bodies are built with */
	{"de da di do du del della dos das der den van von vom zu zur zum af av y ter ten des "
	 "де да ди дель делла дос ван фон дер دو دي دى دی دا فون فان ڤون فن ون דה דא די ואן פון", ROLE_LINK},
	{"of the and for in on und der die das et and of des les pour und im e и в на از و في من للـ برائے اور کی کے کا",
	 ROLE_LINK},

	/* servant (of), one name with what follows [A] */
	{"abd abdul abdel abdal abdol abdoul abdil abdur abdus abdun abder abdar abdes abdu abdou abde "
	 "عبد عەبدول عەبدوڵ абд абдул абдель абдуль абдал абдол абдур абдус абдель עבד עבדול עבד-אל", ROLE_ABD},
	/* the second half of names, one with what comes before [A] */
	{"din deen dine deene eddin eddine uddin ouddine aldin aldeen addin addine adin edin edine uddeen eldin eldeen "
	 "eddeen odin oddin الدين الدین دين دین дин эддин уддин аддин эльдин альдин דין אלדין א-דין", ROLE_DIN},
	{"allah ullah oullah ollah ulla alla allâh الله اللہ ئەللا أللـ аллах алла улла אללה", ROLE_ALLAH},
	{"nejad nezhad nijad nezad zadeh zade zada zadah pour pur poor نژاد نجاد زاده زاد پور پوور неджад "
	 "нежад заде пур נז'אד נג'אד זאדה פור", ROLE_TAIL},
};
const unsigned name_particle_count = COUNT(name_particles);

const struct name_weak name_weak[] = {
	{"company companies co corporation corp limited ltd llc inc plc gmbh ag sa sarl bv jsc ooo firm holding holdings "
	 "enterprise enterprises establishment agency bureau office branch department division directorate unit section "
	 "group groups bank banks trading trade commercial commerce business international global world general foundation "
	 "fund trust charity society association union federation league organization organisation organizations front army "
	 "forces force brigade brigades battalion battalions division guard guards corps movement party council committee "
	 "commission ministry institute university academy school center centre industries industry industrial factory "
	 "plant works manufacturing production engineering construction development research science sciences technology "
	 "technologies technical services service shipping lines line marine maritime aviation air airlines airways "
	 "transport logistics export import supply procurement equipment machinery investment investments finance "
	 "financial credit insurance exchange money oil gas petroleum energy nuclear atomic defense defence military "
	 "security intelligence national state federal central islamic islam muslim democratic people peoples popular "
	 "republic republican liberation revolutionary fighting jihad war holy support relief humanitarian islamiya "
	 "headquarters command network house new great first second third north south east west northern southern eastern "
	 "western network complex project special foreign joint import exports imports "
	 "those who with from by at to that this all", WEIGHT_KIND},
	{"compagnie société societe entreprise banque groupe fondation association mouvement parti front conseil "
	 "firma gesellschaft gruppe stiftung partei bewegung verein شركة الشركة بنك البنك مصرف مؤسسة جمعية منظمة المنظمة "
	 "حركة حزب الحزب جماعة الجماعة جبهة الجبهة تنظيم جيش الجيش لواء كتائب قوات القوات حرس مجلس وزارة هيئة دولة الدولة "
	 "الإسلامية اسلامی سازمان شرکت بانک گروه جنبش سپاه ارتش کمیته компания общество банк группа фонд "
	 "организация движение партия фронт армия חברת בנק קבוצת ארגון תנועת מפלגת צבא", WEIGHT_KIND},
	{"korea korean iran iranian iraq iraqi syria syrian libya libyan egypt egyptian lebanon lebanese yemen yemeni "
	 "sudan sudanese somalia somali saudi arabia arabian arab afghanistan afghan pakistan pakistani india indian china "
	 "chinese japan japanese russia russian ukraine ukrainian turkey turkish israel israeli palestine palestinian "
	 "jordan kuwait qatar bahrain oman emirates tunisia tunisian algeria algerian morocco moroccan mali nigeria nigerian "
	 "kenya kenyan ethiopia congo congolese rwanda uganda tanzania indonesia indonesian malaysia philippines europe "
	 "european africa african asia asian america american states united kingdom britain british germany german france "
	 "french italy italian spain spanish maghreb levant sham gulf middle caucasus tehran damascus baghdad beirut cairo "
	 "hong kong shanghai pyongyang dubai london paris", WEIGHT_PLACE},
	/* titles of Afghan clerics and clans that have become half of many names [A] */
	{"akhund akhond akhwand akhundzada akhunzada khan jan wali gul آخوند آخند اخوند خان جان ахунд хан", WEIGHT_GIVEN},
};
const unsigned name_weak_count = COUNT(name_weak);

const char name_given_leading[] =
	"muhammad mohammed mohamed ahmad ahmed ali amir gholam ghulam mir mirza sayyid khan malik gul haji";

const char name_given[] =
	"abdullah abdallah hassan hussein hossein husain ibrahim ismail isma'il ishaq yaqub yakub yusuf youssef musa isa "
	"umar omar uthman osman abubakr bakr khalid khaled tariq said saeed salim saleem salem saleh salih mustafa murtaza "
	"mahmoud mahmud hamid hameed hamed hamad majid jamal kamal karim kareem rahim rahman aziz rashid rasheed nasir nasser "
	"faisal faysal fahd sultan saad sa'd sami samir walid waleed ziad ziyad hani adel adil akram anwar ashraf bashir "
	"bilal daoud dawud fadi faris firas ghassan habib hadi haidar haydar hisham imad issam jaber jabir jafar jawad "
	"javad kazem kazim luay maher mansur mansour marwan mazen mehdi mahdi mohsen muhsin mukhtar munir nabil nadir nizar "
	"omran othman qasim raed rami riad riyad reza rida sabri sadiq safwan shakir sharif sulayman suleiman soleyman taha "
	"talib usama usamah wael yahya yasin yasir yasser younis yunus zaid zayd zakaria zuhair akbar asghar abbas mojtaba "
	"morteza nader parviz bahram behzad farid farhad hamza iqbal imran javed jalal jamil khalil latif nadeem naeem naim "
	"noor nur rafiq sajid shahid tahir tayyab wali zahir zia uday qusay fawzi ghazi ghalib hatem hazem isam lutfi "
	"maajid muammar muhannad muqtada nabih nasser nawaf numan osama qais raouf rauf saif sajjad sattar shakib taleb wisam yaseen "
	"fatima aisha maryam khadija zaynab zahra layla leila amina asma bushra dalal farida hala halima hanan huda iman khawla "
	"latifa lina lubna maha manal mona nada nadia nawal noura rana rania reem ruqayya sabah safiya salma samira sana sara "
	"shaima suad sumaya widad yasmin zubaida "
	"john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald "
	"steven paul andrew joshua kenneth kevin brian george edward ronald peter patrick jean pierre jacques louis michel "
	"francois philippe laurent marie hans klaus wolfgang karl heinz jose juan carlos luis jorge manuel antonio francisco "
	"pedro miguel maria ana vladimir sergei sergey alexander aleksandr dmitri andrei alexei ivan mikhail nikolai igor oleg "
	"mary patricia jennifer linda elizabeth susan sarah karen anna "
	"kim lee park pak choe choi jong jang jo ri han kang yun song yong chol myong hyon su il won ho nam chang chun "
	"wang zhang chen liu yang huang wei";
