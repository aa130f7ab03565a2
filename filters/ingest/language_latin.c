#include "filters/ingest/language_tables.h"

/* Words that stand in text of any kind: articles, pronouns, prepositions, auxiliary
 * verbs, and what news and posts say most. A word that two languages have is
 * listed in both. Apostrophes divide words, so that l' and d' are l and d. */
const struct language language_latin[] = {
	{"en", SCRIPT_LATIN,
	 "the of and to in a is that for it as was with be by on not he i this are or his from at which but "
	 "have an had they you were their one all we can her has there been if more when will would who so no "
	 "said what up its about into than them only other new some could time these two may then do first any "
	 "my now such like our over man me even most made after also did many before must through back years "
	 "where much your way well down should because each just those people mr how too little state good very "
	 "make world still own see men work long get here between both life being under never day same another "
	 "know while last might us great old year off come since against go came right used take three states "
	 "himself few house use during without again place american around however home small found mrs thought "
	 "went say part once general high upon school every don does got united left number course war until "
	 "always away something fact though water less public put thing almost hand enough far took head yet "
	 "government better set told nothing night end why called didn eyes find going look asked later point "
	 "knew next city business she him isn doesn won ve ll re s t says killed attack attacks police president "
	 "minister officials according reported reports report near group several including least more news "
	 "today week month months monday tuesday wednesday thursday friday saturday sunday were army forces "
	 "security military country countries deal leader leaders want wants need help show video watch read "
	 "was following released statement claimed wounded injured dead death north south east west per via out "
	 "am let think love best please thanks thank really give ever everyone someone anyone nobody things whether "
	 "among across along toward towards within despite although instead above below behind beyond children women "
	 "family members member added called calls made making taking taken given known seen held shot fire "
	 "million thousand hundred percent company market power law court case political party election "
	 "file files error cannot unable invalid failed option options using used name list number line missing "
	 "open read write directory type value specified default message available",
	 "ing tion ment ness ally ould ight ough self ward ful ious", NULL},
	{"fr", SCRIPT_LATIN,
	 "le la les l de des du d un une et est en à a au aux que qu qui ne pas n dans pour par sur avec ce cette "
	 "ces cet se s son sa ses il elle ils elles on nous vous je j mais ou où plus sont été être avoir ont était "
	 "étaient comme tout tous toute toutes leur leurs y deux après fait aussi bien sans entre même si peut "
	 "contre depuis selon avant dit encore très dont cela lors sous faire quand alors fut serait c m t lui mon "
	 "ma mes notre nos votre vos donc car chez vers trois premier première ans jour pays années personnes "
	 "président guerre ville moins pendant doit faut rien jamais toujours ici ainsi autre autres ça moi toi "
	 "eux suis es sommes êtes ai as avons avez avait avaient sera seront pourrait aurait peuvent doivent veut "
	 "temps année fois monde homme hommes femme femmes enfants gouvernement ministre attaque police armée "
	 "forces morts mort tué tués blessés état états soir lundi mardi mercredi jeudi vendredi samedi dimanche "
	 "nouvelle nouveau nouveaux grande grand grands dernière dernier plusieurs chaque certains quelques "
	 "beaucoup trop peu mieux jusqu jusque déjà quoi comment pourquoi parce lorsque puis cependant ceux celui "
	 "celle celles aujourd hui hier demain matin nuit france français française elle semaine mois merci bonjour "
	 "fichier fichiers impossible erreur valeur répertoire afficher utiliser ligne nom non n",
	 "eux ment ique elle ière aux ées oir eur tion ant ais", "è1 ê1 à1 ù2 œ4 ç1 é1 û1 î1 ë1 ï1 ô1"},
	{"de", SCRIPT_LATIN,
	 "der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er hat "
	 "dass daß sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor "
	 "zur bis mehr durch man sein wurde sei ich wir ihr uns mich mir dir dich ihm ihn ihnen was wenn dann da "
	 "doch kann können muss müssen soll sollen will wollen schon immer wieder hier dort jetzt heute gestern "
	 "morgen keine kein keinen einem eines dieser diese dieses diesem diesen jeder alle alles viel viele sehr "
	 "gegen unter zwischen seit während ohne beim vom im ins ab bin bist seid waren hatte hatten würde würden "
	 "wurden worden gibt geht machen macht gemacht sagte sagt laut jahr jahre jahren tag tage uhr prozent "
	 "menschen mann frau kinder regierung präsident minister polizei angriff armee krieg stadt land montag "
	 "dienstag mittwoch donnerstag freitag samstag sonntag zwei drei ersten erste neue neuen deutschland "
	 "deutsche deutschen selbst weil damit dabei darauf dafür denn ob etwa rund allem beiden anderen andere "
	 "leben zeit weiter weitere seine seinen seiner ihre ihren ihrer ihrem unser unsere wer wo warum zurück "
	 "gut ganz nun nichts etwas jedoch bereits laut danke bitte hallo datei dateien fehler zeile wert ungültige "
	 "ungültig konnte werden kein name verzeichnis nachricht anzeigen",
	 "ung ungen lich keit heit isch schaft eren iert igen icht ichen acht", "ß5 ä1 ö1 ü1"},
	{"es", SCRIPT_LATIN,
	 "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí si "
	 "porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno "
	 "les ni contra otros ese eso ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa "
	 "estos mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros mi mis tú te ti tu tus "
	 "es fue ha son está están era eran ser sido han había según años año día días dijo parte después dos tres "
	 "gobierno país presidente ciudad mundo personas hombre hombres mujer mujeres policía ataque ejército "
	 "fuerzas guerra muertos muerte heridos lunes martes miércoles jueves viernes sábado domingo nuevo nueva "
	 "primer primera mayor mejor gran vez veces menos así aunque mientras además ahora hoy ayer siempre nunca "
	 "solo sólo puede pueden hacer hace tiene tienen fueron será sería aquí allí cada toda todas mismo misma "
	 "tras millones estado estados unidos vida casa gracias hola bien porque pues quiere ver fichero archivo "
	 "archivos error línea nombre valor opción mostrar usar desea mensaje",
	 "ción dad idad ando iendo aron ieron ados idos ente ños cia", "ñ4 á1 í1 ó1 ú1 é1"},
	{"it", SCRIPT_LATIN,
	 "di e che è il la in un a per non una sono con si da i le del della al gli dei come anche lo ma alla più nel "
	 "se o delle ha questo dal l d c ho hanno era suo sua suoi sue loro ci mi ti vi ne nella dalla sul sulla dopo "
	 "tra fra quando dove chi cosa perché così molto tutti tutto tutta tutte essere stato stata stati fatto fare "
	 "prima due tre anni anno giorno giorni ora oggi ieri sempre mai ancora solo già poi ad ed od negli nelle "
	 "dell nell sull all dall allo agli alle ai dai dagli dalle sui sugli sulle quello quella quelli quelle questa "
	 "questi queste altri altro altra altre parte senza contro secondo governo presidente paese città mondo "
	 "persone uomo uomini donna donne polizia attacco esercito forze guerra morti morte feriti lunedì martedì "
	 "mercoledì giovedì venerdì sabato domenica nuovo nuova primo grande mentre durante invece però quindi "
	 "siamo siete io tu lui lei noi voi mio mia tuo tua nostro nostra può possono deve devono viene vengono aveva "
	 "avevano sarà stati grazie ciao bene qui qua ogni qualche uno sia sì fino circa verso sotto sopra meno "
	 "impossibile errore valore riga nome opzione mostra usare file nessun nessuna",
	 "zione zioni mente ità ando endo ato ati ata ezza oni ggio anza ella", "è1 ò2 ù2 ì2 à1"},
	{"pt", SCRIPT_LATIN,
	 "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou "
	 "quando muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse "
	 "eles você essa num nem suas meu às minha numa pelos elas qual nós lhe deles essas esses pelas este dele tu "
	 "te vocês vos lhes meus minhas é foi são está estão ser ter tem têm havia era eram há sido fazer faz pode "
	 "podem anos ano dia dias disse segundo sobre contra desde após antes durante governo país presidente cidade "
	 "mundo pessoas homem homens mulher mulheres polícia ataque exército forças guerra mortos morte feridos "
	 "segunda terça quarta quinta sexta sábado domingo feira novo nova primeiro primeira grande maior melhor vez "
	 "vezes menos assim embora enquanto além agora hoje ontem sempre nunca apenas onde porque porquê então todos "
	 "todas toda todo outro outra outros outras cada dois duas três ainda bem aqui ali lá estado estados unidos "
	 "milhões vida casa obrigado obrigada olá foram será seria isto aquele aquela nossa nosso ficheiro arquivo "
	 "erro linha nome valor opção mostrar usar mensagem",
	 "ção ções dade ando endo aram eram inho ente ões ência ável", "ã3 õ3 ç1 á1 é1 ê1 ó1 ú1 í1 â1 ô1"},
	{"nl", SCRIPT_LATIN,
	 "de het een en van in is dat op te zijn met voor niet aan er die om ook als dan maar bij of uit nog naar "
	 "heeft hij ze zij worden wordt werd door over tot hebben had was ik je we wij jij u hun haar zich kan "
	 "kunnen moet moeten zal zullen zou zouden wil willen deze dit geen meer veel al wat wie waar hoe waarom "
	 "onder tegen tussen tijdens sinds zonder volgens na jaar jaren dag dagen uur procent mensen man vrouw "
	 "kinderen regering president minister politie aanval leger oorlog stad land maandag dinsdag woensdag "
	 "donderdag vrijdag zaterdag zondag twee drie eerste nieuwe nieuw nederland nederlandse zelf omdat omdat "
	 "toch alleen weer hier daar nu vandaag gisteren morgen alle alles iets niets iemand niemand altijd nooit "
	 "wel heel zeer goed groot grote andere ander zo ons onze mijn jouw zijne hem haar mij jou bent ben waren "
	 "hadden doen gaat gaan komt komen zegt zei laten maken maakt gemaakt waarbij waarin zoals echter bestand "
	 "bestanden fout regel naam waarde ongeldige kon map bericht weergeven dank bedankt",
	 "heid lijk ijke ingen aan ende aren elijk", "ĳ4"},
	{"tr", SCRIPT_LATIN,
	 "ve bir bu da de için ile çok olarak daha olan en ne gibi kadar sonra var ancak ise ama ben o sen biz siz "
	 "onlar onun bunun buna bunu şu ki mi mı mu mü değil yok her hiç şey şeyi nasıl neden niye hangi kim bana "
	 "sana ona bizim sizin benim senin beni seni önce göre karşı üzerinde üzerine arasında içinde altında "
	 "tarafından olduğu olduğunu olduğunu olması oldu olur olacak olsa olan oluyor etti eden ediyor edildi "
	 "etmek ettiği edilen etmiş dedi diyor söyledi yaptı yapılan yapmak yapan yıl yılında yılı gün günü saat "
	 "iki üç dört beş ilk son yeni büyük eski türkiye türk abd cumhurbaşkanı başkanı başkan bakanı hükümet "
	 "devlet ülke polis saldırı saldırısı asker ordu savaş öldü öldürüldü yaralandı kişi kişinin insan insanlar "
	 "pazartesi salı çarşamba perşembe cuma cumartesi pazar ayrıca hem veya ya yani böyle şöyle öyle bile "
	 "sadece yalnızca bazı bütün tüm hâlâ hala artık şimdi bugün dün yarın zaman doğru rağmen dolayı yüzde "
	 "milyon bin geçen gelen giden kendi kendisi diğer başka aynı fazla iyi kötü güzel nin nın nun nün ın dan "
	 "den ta te tan ten ya ye yi yı ndan nden lar ler evet hayır lütfen teşekkür teşekkürler dosya dosyası hata "
	 "satır değeri geçersiz seçenek olamaz ileti edin ederek üzere bulunan bulunuyor birlikte saatte parti partisi başbakan başbakanı izin söyleyen belirtti açıkladı ifade şekilde "
	 "konusunda ilgili büyük küçük uzun yüksek güçlü şehir ilçe köy çocuk kadın erkek adam aile hayat dünya avrupa haber "
	 "haberi son dakika açıklama ölü yaralı patlama terör örgütü kullan göster adı",
	 "lar ler ları leri ların lerin ndan nden dır dir tır tir yor mış miş acak ecek ması mesi mak mek arak erek "
	 "ında inde ığı iği lık lik nın nin iyor ıyor uyor üyor mıştı sında sinde ldı ldi ndı ndi rdı rdi ıyla iyle inin ının "
	 "unun ünün dığı diği duğu tığı tiği sını sini rını rini ydı ydi yle yla lara lere", "ğ3 ı3 ş2 ç1 ö1 ü1"},
	{"az", SCRIPT_LATIN,
	 "və bir bu da də üçün ilə çox olan ən nə qədər amma mən deyil yox hər heç necə niyə kimi hansı mənə sənə mənim sənin "
	 "əvvəl qarşı üzərində arasında tərəfindən oldu olduğu edir etdi edən edilib etmək dedi deyir deyib bildirib il ildə "
	 "gün iki üç son yeni azərbaycan prezident prezidenti nazir dövlət ölkə hücum müharibə nəfər həm belə yalnız indi "
	 "dünən sabah baxmayaraq faiz öz digər başqa eyni yaxşı həmçinin bilər olar edin faylı",
	 "lər ləri dən məsi mək ərək ıqda maq", "ə4"},
	{"id", SCRIPT_LATIN,
	 "yang dan di dengan untuk dari ini itu pada dalam tidak akan ke adalah juga oleh telah sudah ada bisa dapat "
	 "karena saat lebih mereka kami kita dia ia saya anda kamu aku nya bahwa sebagai atau seperti tersebut antara "
	 "setelah sebelum harus masih hanya banyak orang tahun hari bulan waktu satu dua tiga kata kepada terhadap "
	 "menjadi melakukan merupakan mengatakan serta sampai hingga para pemerintah presiden negara indonesia kota "
	 "polisi serangan tentara perang senin selasa rabu kamis jumat sabtu minggu baru besar pertama secara namun "
	 "tetapi tapi ketika jika maka bagi lain semua setiap sangat belum bukan jangan ingin kembali sekitar per "
	 "bisa yaitu yakni agar saja warga kabupaten provinsi jakarta usai lantaran sejumlah tewas korban pria ujar terkait beberapa salah seorang sebuah selama lagi pun punya tak hal cara terima kasih berkas galat gagal pesan "
	 "baris nilai sedang kalau bagaimana apa siapa mengapa gak nggak banget udah",
	 "nya kan ngan annya inya ungan lah", NULL},
	{"sv", SCRIPT_LATIN,
	 "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när "
	 "år under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket "
	 "än här då sedan över bara in blir upp även vad få två vill ha många hur mer går sverige svenska detta nya "
	 "procent skall hon utan sina något säger sa varit hans dem blev hennes du dig mig oss er någon inga ingen "
	 "denna dessa mellan samma första måste hos före genom enligt polisen regeringen presidenten dag idag igår "
	 "måndag tisdag onsdag torsdag fredag lördag söndag människor kunde filen fil fel kunde inte rad namn värde "
	 "ogiltig ogiltigt visa använd tack",
	 "het arna erna ning ande ligt ades", "å1 ä1 ö1"},
	{"pl", SCRIPT_LATIN,
	 "w i na z nie się do to że o jest a po jak od za co przez tak ale dla są oraz być był była było były ich "
	 "jego jej tym tego ten ta te tej który która które których może już tylko także przed czy między lub jako "
	 "bardzo więcej tylko kiedy gdzie gdy przy pod nad bez więc jednak jeszcze został została zostały ma mają "
	 "miał miała mnie mi ci ty ja my wy on ona ono oni sobie siebie swoje swój lat rok roku dnia dzień godz "
	 "ludzi osób prezydent rząd minister policja atak wojna miasto kraj polska polski polskiej pierwszy nowy "
	 "nowe poniedziałek wtorek środa czwartek piątek sobota niedziela dwa trzy wszystko wszystkie tutaj teraz "
	 "dzisiaj wczoraj zawsze nigdy dlatego ponieważ podczas według powiedział plik pliku błąd nazwa wartość "
	 "można nieprawidłowy wiersz proszę dziękuję we ze ku",
	 "ego emu ych ymi ość ości anie enie ować owy owa wać", "ł3 ą2 ę2 ś2 ć1 ż2 ź2 ń2 ó1"},
	{"ro", SCRIPT_LATIN,
	 "de și şi în a la cu nu pe care din este o un că să ce mai au se pentru sa fi ca fost al ale lui cel cea "
	 "iar dar sau am ai are avea sunt era erau după fără între până când unde cum dacă prin despre asupra "
	 "contra spre sub peste această acest aceste acesta aceasta foarte doar tot toate toți fiecare doi două trei "
	 "ani an zi zile oameni președintele guvernul ministrul poliția atac armata război oraș țara țară românia "
	 "luni marți miercuri joi vineri sâmbătă duminică nou nouă primul prima mare astăzi ieri mâine acum mereu "
	 "niciodată spus vrea poate trebuie face făcut mult puțin eu tu el ea noi voi ei ele le îi îl își lor mea "
	 "meu fișier fișierul eroare linia numele valoarea nevalid mulțumesc",
	 "ului elor ilor rea ește ează iei țiile ția ţia", "ă3 ț4 ţ4 ș2 ş1 î1 â1"},
	{"ku", SCRIPT_LATIN,
	 "û ku di de ji bo li bi ev ew wê wî her jî ne na ye e in bû bûn hat hatin dike dikin dibe dibin kir kirin "
	 "ez tu em hûn wan min te me we xwe çi kî kengî çawa gelek hemû yek du sê çar piştî berî nav navbera ser "
	 "bin pêş kurd kurdî kurdistan kurdistanê kurdan tirkiye tirkiyeyê serok şer êrîş welat gel jin mêr roj "
	 "îro duh sibê sal salê niha êdî an lê ango heta hetanî ji bo bi tevî li gor yên ya yê ên dê hebû heye tune "
	 "nîne got dibêje ragihand",
	 "ên kirin stan bûn iya eyê", "ê2 î2 û2 ç1 ş1"},
	/* --- known so that they are not taken for others: words that their neighbours above have not */
	{NULL, SCRIPT_LATIN, /* Catalan */
	 "els l amb és dels als com més són han aquest aquesta aquests aquestes pel pels però fins també quan on seva seu "
	 "seus seves molt tot tots totes altres ara avui ahir després abans anys està poden fer fet fitxer fitxers línia "
	 "cap heu podeu aquell quin quina ens i dins ha hi va una un del de la en les que per valor",
	 "ció ament tat cions aments", "ç1 à1 è1 ò2 ï1 ŀ4"},
	{NULL, SCRIPT_LATIN, /* Occitan, Walloon, Breton */
	 "amb dau dels pas son aquò fichièr pòt mai aquel aquela los las lo per del e que es cal una "
	 "li el nén po ene des avou dins esse fitchî eyet pôreut evit ar ur eo ha gant a zo da en hag war",
	 "cion", "à1 è1 ò2 å2 ñ1"},
	{NULL, SCRIPT_LATIN, /* Galician */
	 "unha non máis súa seu moito xa só ata sen hai ten teñen dixo despois persoas nova ficheiro ficheiros erro liña "
	 "nome pero os as do da dos das na no nas nos ao polo pola un e o a foi está ou se pode cando",
	 "cións", NULL},
	{NULL, SCRIPT_LATIN, /* Asturian, Aragonese */
	 "y ye nun pa col pela pel foi tien puen dende hai asturies ficheru llinia nel nesti esti esta los les la el de en "
	 "que un una del al pue d l qu ta se nun fichero iste ista d'o o os as en con a",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Danish, Norwegian */
	 "og at ikke af jeg seg sig fra så når år etter efter nå ved mod skal skulle ud får finnes være hadde havde andre "
	 "mye meget enn end siden bare blir bliver opp op hva hvad vil hvordan mer norge norske danmark danske dette "
	 "disse denne nye prosent uten uden noe noget sier siger sagde vært været dem ble blev hennes hendes meg noen "
	 "nogen ingen mellom mellem må hos før gjennom gennem ifølge politiet regjeringen regeringen mandag tirsdag "
	 "onsdag torsdag fredag lørdag søndag feil fejl linje navn verdi værdi ugyldig vis bruk brug takk tak ikkje eit "
	 "ein frå dei vart noko korleis er i en et som på av for med til den det de kan har om eller ikke filen kunne",
	 "het hed ene ning ende ligt lige else", "å1 ø3 æ3"},
	{NULL, SCRIPT_LATIN, /* Icelandic, Faroese */
	 "og að í á er sem var til við um með en það ekki af hann fyrir því svo eru frá hún þá eða ég þeir þess "
	 "sér hefur hafa verið eftir upp líka yfir nú skrá villa ekki við skráin",
	 "inn num anna ður", "ð3 þ4 æ2 ý1 ö1 á1 í1 ú1 ó1"},
	{NULL, SCRIPT_LATIN, /* Finnish, Estonian */
	 "ja on ei että se hän oli ovat joka mutta kun niin myös kuin sen ole mukaan jo vain olla nyt sitä tai jos "
	 "minä sinä he mitä tämä tämän siitä vielä ollut hänen voi sekä jälkeen kaikki "
	 "tiedosto tiedostoa virhe rivi nimi arvo virheellinen epäonnistui "
	 "see ta kes aga kui ka siis mis oma või kõik ning selle seda ma sa nad veel "
	 "pole väga eesti fail faili viga rida väärtus vigane kasuta saa",
	 "ssa ssä sta stä lla llä lta ltä een inen nen sse use tud mine", "ä1 ö1 õ2 ü1"},
	{NULL, SCRIPT_LATIN, /* Hungarian */
	 "a az és hogy nem is ez egy van volt meg csak már még mint el ki fel ha vagy aki ami azt ezt ő én "
	 "mi ti ők lesz lehet kell után előtt között szerint minden több nagy új magyar magyarország ember idő nap "
	 "év fájl hiba sor név érték érvénytelen nincs sikertelen",
	 "nak nek ban ben ból ből hoz hez ság ség tás tés", "ő4 ű4 á1 é1 ö1 ü1 ó1 í1"},
	{NULL, SCRIPT_LATIN, /* Czech, Slovak, Kashubian */
	 "a v se na je že s z do o k i to po ve pro za by jako ale jsou byl byla bylo byly ze jeho její jejich si od "
	 "který která které nebo až jen také při před může není podle let roku lidí já ty on ona vy oni "
	 "sa vo pre ako sú bol bola bolo boli zo jej ich ktorý ktorá ktoré alebo len aj pri pred môže nie podľa rokov ľudí "
	 "soubor souboru chyba řádek název hodnota neplatný nelze súbor súboru riadok názov nemožno nepodarilo už tak "
	 "ještě ešte òd dlô nié",
	 "ého ými ost ství ání ení ách ovat ovať ých", "ř4 ě3 ů4 č1 š1 ž1 ý1 á1 í1 é1 ú1 ľ3 ť2 ď2 ň2 ô1 ä1 ë1 ò1"},
	{NULL, SCRIPT_LATIN, /* Croatian, Bosnian, Serbian, Slovene */
	 "i u je se na da su za od sa ne bi s o kao koji koja koje što iz ili ali bio bila bilo biti te kako nije samo "
	 "već sve po do nakon prije pre više može godina godine dana ljudi ga mu joj ih im njegov ovo ova ovaj taj "
	 "in v so ki z bo pri tudi ni kot pa še že tako lahko več vse nov leta dan datoteka datoteke greška greške "
	 "pogreška napaka vrstica redak ime vrijednost vrednost mogoče moguće neispravan naziv",
	 "ski ska ske nje anje enje ost nosti ijem ama ima", "č1 š1 ž1 ć2 đ2"},
	{NULL, SCRIPT_LATIN, /* Albanian */
	 "e të në i dhe që për me një nga është u ka së si do nuk tij saj kjo ky këtë kanë por më pas janë ishte "
	 "mund duke edhe ku kur gjithë vetëm shumë kosovë kosovës shqipëri skedar gabim vlera emri",
	 "ave ve ës ët ues", "ë3 ç1"},
	{NULL, SCRIPT_LATIN, /* Vietnamese */
	 "và của là có được trong cho không các một những với người này đã đến khi ở từ về năm ra làm như đó cũng "
	 "nhưng tại bị sẽ để phải nước việt nam tôi anh em chị ông bà còn vào trên nhiều hay rất chỉ đang nhất sau "
	 "tập tin lỗi dòng tên giá trị",
	 NULL, "đ2 ơ3 ư3 ạ3 ả3 ấ3 ầ3 ậ3 ế3 ề3 ể3 ệ3 ị3 ọ3 ố3 ồ3 ộ3 ớ3 ờ3 ợ3 ụ3 ủ3 ứ3 ừ3 ữ3 ự3 ă1 â1 ê1 ô1"},
	{NULL, SCRIPT_LATIN, /* Malay, Javanese, Sundanese; with most of what Indonesian shares */
	 "yang dan di dengan untuk dari ini itu pada dalam tidak akan ke adalah juga oleh telah ada dapat lebih kami kita "
	 "anda sebagai atau seperti tersebut antara harus masih hanya orang satu dua kepada menjadi bagi lain semua setiap "
	 "belum bukan dia ia saya "
	 "boleh kerana ialah daripada beliau selepas sebelum perlu ramai sehingga kerajaan malaysia bandar isnin selasa "
	 "khamis jumaat sabtu ahad apabila fail ralat gagal mesej baris nilai sahaja mahu hendak manakala "
	 "lan kang sing iki iku ora ana wis saka karo ing",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Tagalog, Cebuano */
	 "ang ng sa na at mga ay ni si para kay hindi ito may ko mo siya niya kanilang isang nang kung lang din rin "
	 "pa ba po ako ka kami tayo kayo sila nila namin natin ikaw dahil upang wala mayroon kapag habang "
	 "ug nga kini iyang",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Swahili, Kinyarwanda, Zulu, Xhosa, Sotho */
	 "ya na wa kwa ni za katika la kuwa cha hii huo hiyo kama au pia lakini watu mwaka alisema baada kabla sana "
	 "yake wake yao wao hivyo hakuna mimi wewe sisi nchi rais serikali habari leo jana "
	 "mu ku ko muri kuri bya cyangwa ntabwo nta iyi uyu ubu "
	 "ukuthi futhi kanye uma ngoba kodwa noma ukuba okanye ifayela ifayile tsa ba go fa gore goba ke ho hore",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Somali, Hausa, Oromo */
	 "waa iyo oo ku ka ay uu u ee soo aan kale lagu laga ayaa ayuu waxaa waxay waxa dalka dadka maanta "
	 "soomaaliya muqdisho ahaa doono "
	 "ya ta ne ce shi su mai wannan wani cikin don kuma amma ba domin bayan kan sun yi yana tana suna "
	 "fi akka kana kun hin yoo irraa keessa",
	 "iin", NULL},
	{NULL, SCRIPT_LATIN, /* Basque */
	 "eta da ez bat dira zen du baina izan ere edo hau hori dute beste egin dago gara naiz zuen duen egiten "
	 "ezin fitxategia errorea lerroa balioa izena baliogabea ari behar bada", "ren tzen aren etan ko", NULL},
	{NULL, SCRIPT_LATIN, /* Lithuanian, Latvian */
	 "ir kad į iš su bet yra tai kaip po per nuo už ar buvo būti prie apie šis tik dar jau jo jos jie metų "
	 "failas failo klaida eilutė vardas reikšmė negalima neteisingas nepavyko "
	 "un no uz par kas tas šis vai pie pēc līdz arī kā nav bija būt tikai vēl viņš viņa gada "
	 "fails kļūda rinda vārds vērtība nederīga nevar neizdevās lai",
	 "as us ės ių ų iem ām ās", "ė3 ų3 į3 ū2 ž1 š1 č1 ā2 ē2 ī2 ļ3 ņ3 ķ3 ģ3"},
	{NULL, SCRIPT_LATIN, /* Irish, Welsh, Gaelic */
	 "agus an na ar go ag nach tá bhí sé sí seo sin ach mar bhfuil ón don níl comhad earráid "
	 "y yr yn mae wedi gan bod oedd roedd hyn sydd ond nid ffeil gwall enw gwerth methu "
	 "anns air gu tha bha chan leis chaidh nan gun",
	 NULL, "ŵ4 ŷ4"},
	{NULL, SCRIPT_LATIN, /* Afrikaans, Frisian, Limburgish */
	 "en van in is n nie dat op vir wat om as deur aan by sy hy ek ons julle hulle sal moet wees maar uit na lêer fout "
	 "reël hierdie daardie jou baie dy it fan yn mei foar net oan wy ut veur neet bestandj wie mit is de die",
	 NULL, "ê1"},
	{NULL, SCRIPT_LATIN, /* Low German, Luxembourgish, Swiss German */
	 "dat nich mit för op to vun den hebbt hett wi ik as de un is en dien mutt datei keen "
	 "déi an ass fir net mat e vun hunn huet mir dir ech och nach isch nöd isch vo uf ned",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Friulian, Sardinian, Sicilian, Corsican */
	 "al par cun cul dal ta tal ti lis son chest cheste ma plui dut no si di e il la un une file fâl valôr pues "
	 "su sa sos sas cun est sunt pro unu dae lu li cu pi nun chi cchiù",
	 NULL, "â1 ê1 î1 ô1 û1"},
	{NULL, SCRIPT_LATIN, /* Esperanto */
	 "la de kaj en estas al ne ke por kun li mi vi ĝi ili ni el sed pri kiel tio kiu kiuj ĉi aŭ plu nur jam "
	 "dosiero dosieron dosieroj eraro linio nomo valoro eblas nevalida da tiu la ne se aŭ",
	 "ojn ajn anto ita oj aj as", "ĝ4 ŝ4 ĉ4 ĵ4 ĥ4 ŭ4"},
	{NULL, SCRIPT_LATIN, /* Interlingua, Latin */
	 "le es pro con per isto como esser de in e a del que non "
	 "et in est ad ut cum ex sed qui quae quod quam esse sunt ab si nec atque hic ille",
	 NULL, NULL},
	{NULL, SCRIPT_LATIN, /* Uzbek, Turkmen, Tatar, Crimean Tatar, Gagauz */
	 "va uchun bilan ham dan deb emas edi esa kerak bo lgan ldi qilish o zbekiston yil kun men sen shu lekin yoki haqida "
	 "üçin bilen hem diýip däl ýa bolan türkmenistan ýyl faýl "
	 "häm belän öçen bulğan fayl içün dosye degil degildir dep ve bir bu bolğan bolmadı mümkün er soñ keyin yañı "
	 "oldı oladı edi eki file dosyesi ğayrı ya da",
	 "ning gan adi ydi", "ý2 ň2 ä1 ž1 ñ3"},
	{NULL, SCRIPT_LATIN, /* Maltese, Haitian, Malagasy, Maori */
	 "u ta il huwa hija fil għal minn ma biex kien kienet dan din tal mill ghal "
	 "ki yo nan ak pou li gen yon mwen nou ou ny ary tsy sy amin izany dia misy te ka he nga ko",
	 NULL, "ħ4 ġ4 ċ4 ż1"},
};

const size_t language_latin_count = sizeof(language_latin) / sizeof(language_latin[0]);
