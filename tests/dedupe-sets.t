#!/bin/sh
# Near-copies in eight languages: letters for one prisoner after another, daily reports with other figures, and
# lines of breaking news are each an event of its own; what channels make of each of them is not.
# shellcheck disable=SC2154
. tests/lib.sh

cat >templates.jsonl <<'J'
{"lang":"en","names":["Omar Haddad","Leila Novak","Daniel Okoye","Ruth Castillo"],"places":["Basra","Mosul","Kabul","Aleppo"],"letter":"Activist NAME was taken from a bus last week and has not been allowed to see a lawyer since. We, the undersigned, ask for the immediate release of NAME, who has two children and has committed no crime. Speaking out is not a crime, and we call on the authorities to respect the law while the family waits for news at the prison gate every morning.","report":"Daily report: FIRST strikes were counted in the past day, with SECOND killed, the authorities said.","line":"Breaking: explosion heard in PLACE this morning","from":"Forwarded from Northern Desk","join":"Follow us on Telegram https://t.me/ndesk","tags":"#news #World"}
{"lang":"fr","names":["Karim Dubois","Camille Roux","Olivier Mercier","Nadia Benali"],"places":["Lyon","Lille","Dakar","Nantes"],"letter":"Le journaliste NAME a été arrêté la semaine dernière à son domicile et n'a toujours pas pu voir son avocat. Nous, soussignés, demandons la libération immédiate de NAME, qui n'a commis aucun crime. La liberté de la presse n'est pas un délit et nous appelons les autorités à respecter la loi, tandis que la famille attend des nouvelles devant la prison.","report":"Bilan quotidien : FIRST frappes ont été signalées en un jour, faisant SECOND morts, selon les autorités.","line":"Urgent : explosion entendue ce matin à PLACE","from":"Transféré de Nouvelles du Nord","join":"Abonnez-vous : https://t.me/nord @nord","tags":"#Actualité #Monde"}
{"lang":"tr","names":["Emre Kaya","Selin Demir","Burak Arslan","Zeynep Aydın"],"places":["Van","Mardin","Hatay","Bursa"],"letter":"Gazeteci NAME geçen hafta evine yapılan baskında gözaltına alındı ve o günden beri avukatıyla görüştürülmüyor. Biz aşağıda imzası bulunanlar NAME için adil yargılanma talep ediyoruz. İki çocuk sahibi olan gazeteci hiçbir suç işlemedi. Basın özgürlüğü suç değildir ve yetkilileri onu derhal serbest bırakmaya çağırıyoruz, ailesi endişe içinde haber bekliyor.","report":"Günlük rapor: son bir günde FIRST saldırı düzenlendi ve SECOND kişi hayatını kaybetti, yetkililer açıkladı.","line":"Son dakika: bu sabah PLACE kentinde patlama sesi duyuldu","from":"İletilen mesaj: Kuzey Haber","join":"Kanalımıza katılın: https://t.me/kuzey","tags":"#Haber #Gündem"}
{"lang":"ru","names":["Сергей Ковалев","Анна Мельник","Павел Ткач","Роман Бондар"],"places":["Сумах","Одессе","Херсоне","Курске"],"letter":"Журналист NAME был задержан на прошлой неделе у себя дома, и к нему до сих пор не пускают адвоката. Мы, нижеподписавшиеся, требуем немедленно освободить человека, которого зовут NAME. У него двое детей, и он не совершил никакого преступления. Свобода слова не преступление, и мы призываем власти соблюдать закон, пока семья ждет вестей.","report":"Сводка за сутки: зафиксировано FIRST обстрелов, погибли SECOND человек, сообщили власти области.","line":"Срочно: утром в PLACE прогремел взрыв","from":"Переслано из Вести Севера","join":"Подписаться: https://t.me/sever","tags":"#новости #Мир"}
{"lang":"ar","names":["سمير النجار","طارق الزيات","وليد عواد","نادر حمدان"],"places":["نابلس","بغداد","الموصل","حلب"],"letter":"اعتقلت قوات الأمن الصحفي NAME الأسبوع الماضي من منزله ولم يسمح له بلقاء محاميه منذ ذلك الحين. ونحن الموقعين أدناه نطالب بالإفراج الفوري عن NAME وهو أب لطفلين ولم يرتكب أي جريمة. حرية الصحافة ليست جريمة وندعو السلطات إلى احترام القانون بينما تنتظر العائلة خبرا عنه أمام باب السجن كل صباح.","report":"التقرير اليومي: سجل FIRST هجوما خلال الساعات الماضية أسفرت عن مقتل SECOND بحسب السلطات.","line":"عاجل: سماع دوي انفجار في PLACE صباح اليوم","from":"محول من مراسل الشمال","join":"اشترك في قناتنا 👇 https://t.me/shamal","tags":"#أخبار #العالم"}
{"lang":"fa","names":["محسن احمدی","آرش رستمی","فرهاد نوری","کاظم صادقی"],"places":["تهران","تبریز","اهواز","مشهد"],"letter":"خبرنگار NAME هفته گذشته در خانه خود بازداشت شد و از آن زمان اجازه دیدار با وکیل خود را نداشته است. ما امضاکنندگان زیر خواستار آزادی فوری NAME هستیم که پدر دو کودک است و هیچ جرمی مرتکب نشده است. آزادی بیان جرم نیست و از مقامات می‌خواهیم به قانون احترام بگذارند در حالی که خانواده او منتظر خبری از او هستند.","report":"گزارش روزانه: FIRST حمله در شبانه‌روز گذشته گزارش شد که SECOND کشته برجا گذاشت، به گفته مقامات.","line":"فوری: صدای انفجار امروز صبح در PLACE شنیده شد","from":"فوروارد از خبر شمال","join":"عضو کانال ما شوید 🆔 @shomal","tags":"#خبر #جهان"}
{"lang":"he","names":["נועם מזרחי","איתן פרץ","יאיר שפירא","עומר ביטון"],"places":["חיפה","צפת","עכו","אשקלון"],"letter":"העיתונאי NAME נעצר בשבוע שעבר בביתו ומאז לא הורשה לפגוש את עורך דינו. אנו החתומים מטה דורשים את שחרורו המיידי של NAME שהוא אב לשני ילדים ולא ביצע שום עבירה. חופש העיתונות איננו פשע ואנו קוראים לרשויות לכבד את החוק בזמן שהמשפחה ממתינה לחדשות מול שער הכלא בכל בוקר מחדש.","report":"דוח יומי: FIRST תקיפות דווחו ביממה האחרונה ובהן SECOND הרוגים, אמרו הרשויות המקומיות.","line":"מבזק: פיצוץ נשמע הבוקר בעיר PLACE","from":"הועבר מ כתב הצפון","join":"הצטרפו לערוץ https://t.me/tzafon","tags":"#חדשות #עולם"}
{"lang":"ur","names":["عثمان بھٹی","اکرم چودھری","کاشف قریشی","وقار ملک"],"places":["لاہور","کراچی","پشاور","کوئٹہ"],"letter":"صحافی NAME کو گزشتہ ہفتے ان کے گھر سے گرفتار کیا گیا اور تب سے انہیں وکیل سے ملنے کی اجازت نہیں دی گئی۔ ہم زیر دستخطی NAME کی فوری رہائی کا مطالبہ کرتے ہیں۔ وہ دو بچوں کے باپ ہیں اور انہوں نے کوئی جرم نہیں کیا۔ آزادی صحافت جرم نہیں ہے اور ہم حکام سے قانون کی پاسداری کی اپیل کرتے ہیں کیونکہ ان کا خاندان پریشان ہے۔","report":"یومیہ رپورٹ: گزشتہ چوبیس گھنٹوں میں FIRST حملے ہوئے جن میں SECOND افراد ہلاک ہوئے، حکام نے بتایا۔","line":"فوری: آج صبح PLACE میں دھماکے کی آواز سنی گئی","from":"فارورڈ از خبر شمال","join":"ہمارے چینل میں شامل ہوں https://t.me/shumal","tags":"#پاکستان #خبریں"}
J

# every event four times over, with other names and figures; of each what channels make of it
jq -c '. as $t | range(4) as $i
	| {letter: (.letter | gsub("NAME"; $t.names[$i])),
	   report: (.report | sub("FIRST"; "\(11 + 7 * $i)") | sub("SECOND"; "\(3 + 2 * $i)")),
	   line: (.line | sub("PLACE"; $t.places[$i]))}
	| to_entries[] | .key as $kind | .value as $x
	| {plain: $x, forward: ($t.from + "\n\n" + $x), join: ($x + "\n\n" + $t.join), tags: ($x + "\n" + $t.tags), front: ($t.tags + " " + $x),
	   emoji: ("‼️🔴 " + $x + " 👀"), link: ($x + " https://example.org/a?x=\($i)"), quoted: ("«" + $x + "»"),
	   capitals: ($x | ascii_upcase), wrapped: ($x | [scan("(?:\\S+ ?){1,6}")] | map(rtrimstr(" ")) | join("\n"))}
	| to_entries[] | {id: "\($t.lang) \($kind) \($i) \(.key)", content_text: .value}' templates.jsonl >set.jsonl
events=$((8 * 4 * 3))

# events: which groups hold posts of several events, and how many duplicates there are of each kind of change
run dedupe --mark set.jsonl
jq -r 'select(._duplicate) | .id as $i | ._duplicate | (.of, .also[]?) | [., $i] | map(split(" ")[:3] | join(" ")) | select(.[0] != .[1]) | @tsv' out >wrong
empty wrong "no letter, report or line is a copy of one about somebody else"
is "$(jq -r 'select(._duplicate | not).id' out | wc -l)" "$events" "and all that channels make of them are copies"
for change in forward join tags front emoji link quoted capitals wrapped; do
	is "$(jq -r --arg change "$change" 'select(._duplicate | not).id | select(endswith($change))' out)" "" "changed so: $change"
done
jq -c 'select(.id | test("^(ar|fa|ur) report . plain$")) | .id += " digits" | .content_text |= (explode | map(if . >= 48 and . <= 57 then . + 1728 else . end) | implode)' set.jsonl >digits
cat set.jsonl digits | dedupe --only duplicates | jq -r 'select(.id | endswith("digits"))._duplicate.kind' | sort | uniq -c | tr -s ' ' >got
is "$(cat got)" " 12 text" "digits of another script are the same number"
jq -c 'select(.id | test("^ar .* plain$")) | .id += " marks" | .content_text |= gsub("(?<c>[بتلمن])"; "\(.c)َ")' set.jsonl >marks
is "$(cat set.jsonl marks | dedupe --only firsts | grep -c marks)" 0 "vowel signs in Arabic make no other post"
finish
