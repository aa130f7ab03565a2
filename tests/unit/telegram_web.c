#include <stdlib.h>
#include <string.h>

#include "filters/ingest/telegram_web.h"
#include "tests/document.h"
#include "tests/unit/check.h"

#define LIMIT ((size_t)1 << 20)

static struct ingest ingest;

static void
read_html(const char *text)
{
	read_text(read_telegram_web, &ingest, text, strlen(text), strlen(text) / 2, LIMIT);
}

/* One post with this inside its bubble. */
static void
post(const char *inside)
{
	struct buf text = {0};

	buf_addf(&text, "<div class=\"tgme_widget_message js-widget_message\" data-post=\"Name/7\">%s</div>", inside);
	read_html(buf_str(&text));
	buf_free(&text);
}

static void
check_has(const char *part, const char *name)
{
	bool ok = strstr(buf_str(&caught.records), part) != NULL;

	check(ok, "%s", name);
	if (!ok)
		printf("#  no %s\n#  in %s# %s", part, buf_str(&caught.records), buf_str(&caught.problems));
}

/* --- What a page is (section 3.1): the beginning of what is said; NULL for nothing, which is fine. */
#define FILL "<p>0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" \
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789</p>"
#define CARD "<title>Telegram: View @x</title><div class=\"tgme_page_wrap\"><div class=\"tgme_page_title\"><span>X</span></div>"

static const struct {
	const char *name, *page, *said;
	size_t records;
} outcomes[] = {
	{"a search without hits",
	 "<div class=\"tgme_channel_info\"></div><div class=\"tgme_widget_message_wrap\"><div class=\"tme_no_messages_found\">No posts found</div></div>",
	 NULL, 0},
	{"a channel without posts",
	 "<div class=\"tgme_channel_info_header_title\">T</div><div class=\"tgme_channel_info_header_username\"><a>@Name</a></div>", NULL, 1},
	{"a channel's card", CARD "<div class=\"tgme_page_extra\">12 345 subscribers</div></div>",
	 "0:1: the card of a channel, not its posts: 'X', 12 345 subscribers", 0},
	{"a group's card", CARD "<div class=\"tgme_page_extra\">1 234 members, 56 online</div></div>",
	 "0:1: the card of a group, which has no public preview: 'X', 1 234 members, 56 online", 0},
	{"another card", CARD "</div>", "0:1: the card of a chat that has no public preview: 'Telegram: View @x'", 0},
	{"no such name", "<title>Telegram: Contact @x</title><div class=\"tgme_page_wrap\"></div>",
	 "0:1: no chat of that name: 'Telegram: Contact @x'", 0},
	{"a person", "<title>Telegram: Contact @x</title><div class=\"tgme_page_wrap\"><div class=\"tgme_page_title\">P</div></div>",
	 "0:1: the card of a person or a bot", 0},
	{"a post that is missing", "<div class=\"tgme_widget_message err_message\">Post not found</div>",
	 "0:1: no such post: 'Post not found'", 0},
	{"a challenge", "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>" FILL, "0:1: a challenge page", 0},
	{"a challenge by address", "<script src=\"/cdn-cgi/challenge-platform/x.js\"></script>" FILL, "0:1: a challenge page", 0},
	{"words of a challenge", "<p>_cf_chl_opt cdn-cgi/challenge-platform</p>" FILL, "0:1: no posts of t.me in this page", 0},
	{"a body too small", "<html><body>Too many requests</body></html>", "0:1: a body of 43 bytes", 0},
	{"something else", "<html><body>" FILL "</body></html>", "0:1: no posts of t.me in this page", 0},
	{"posts that quote them all",
	 "<div class=\"tgme_widget_message\" data-post=\"a/1\"><div class=\"tgme_widget_message_text js-message_text\">"
	 "Post not found Telegram: Contact @x tme_no_messages_found err_message _cf_chl_opt</div></div>", NULL, 1},
	{"a class that only begins so", "<div class=\"tme_no_messages_found_x err_message_y\"></div>" FILL,
	 "0:1: no posts of t.me in this page", 0},
};

static void
test_outcomes(void)
{
	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		const char *said = outcomes[i].said;
		bool ok;

		read_html(outcomes[i].page);
		ok = caught.record_count == outcomes[i].records
		     && (said == NULL ? caught.problem_count == 0
		                      : strncmp(buf_str(&caught.problems), said, strlen(said)) == 0);
		check(ok, "%s is told apart", outcomes[i].name);
		if (!ok)
			printf("#  got: %zu records, %s\n", caught.record_count, buf_str(&caught.problems));
	}
}

/* --- Numbers as the pages round them */
static const struct {
	const char *text;
	bool ok;
	uint64_t number;
} numbers[] = {
	{"981", true, 981}, {"1.2K", true, 1200}, {"16.4M", true, 16400000}, {"1.03M", true, 1030000}, {"12,5K", true, 12500},
	{"1\xE2\x80\xAF" "234", true, 1234}, {"1\xC2\xA0" "234", true, 1234}, {" 15.7K ", true, 15700}, {"0", true, 0},
	{"1.2345K", true, 1235}, {"2B", true, 2000000000}, {"", false, 0}, {"K", false, 0}, {"many", false, 0},
	{"1.2.3", false, 0}, {"99999999999999999999999", false, 0}, {"1K2", false, 0},
};

static void
test_numbers(void)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t number = 0;
		bool ok = telegram_web_number(numbers[i].text, strlen(numbers[i].text), &number);

		check(ok == numbers[i].ok && (!ok || number == numbers[i].number), "'%s' is read as a number should be", numbers[i].text);
	}
}

#define TEXT(s) "<div class=\"tgme_widget_message_text js-message_text\">" s "</div>"

static void
test_text(void)
{
	post(TEXT("a<br/>b<pre>c\nd</pre>e<div>f</div>g"));
	check_has("\"content_text\":\"a\\nb\\nc\\nd\\ne\\nf\\ng\"", "blocks break lines");
	post(TEXT("a<br/><blockquote>b</blockquote><br/>c"));
	check_has("\"content_text\":\"a\\nb\\nc\"", "but not where one breaks already");
	post(TEXT("  two  blanks \n   and layout <br> end <br/>\n "));
	check_has("\"content_text\":\"two  blanks and layout \\n end\"", "blanks that were typed stay, layout is one");
	post(TEXT("x <b>y <i>z</b> w</i>"));
	check_has("\"entities\":[{\"type\":\"bold\",\"start\":2,\"end\":5},{\"type\":\"italic\",\"start\":4,\"end\":5}]",
	          "elements that overlap end with the outer one");
	post(TEXT("<a href=\"https://t.me/name/7?single\">self</a> <a href=\"javascript:x\">j</a> <a href=\"?q=%24USD\">$USD</a>"
	          " <a href=\"mailto:a@b.org\">a@b.org</a> <a href=\"https://x.org/?a=1&amp;b=2\">l</a>"));
	check_has("\"_links\":[{\"url\":\"https://x.org/?a=1&b=2\",\"text\":\"l\"", "links to itself and within are none");
	check_has("{\"type\":\"cashtag\",\"start\":7,\"end\":11},{\"type\":\"email\",\"start\":12,\"end\":19}", "others are told apart");
	post(TEXT("&amp;amp; <a href=\"https://x.org/?a=1&amp;amp;b=2\">l</a>"));
	check_has("\"url\":\"https://x.org/?a=1&amp;b=2\"", "only links that ask are unescaped twice");
	post("<a class=\"tgme_widget_message_reply\" href=\"https://t.me/Other/3\"><div class=\"tgme_widget_message_text js-message_text\">q</div></a>"
	     TEXT("own"));
	check_has("\"content_text\":\"own\"", "a text in a reply is not the post's");
	check_has("\"reply_to\":\"tg:other/3\",\"reply_text\":\"q\"", "but the reply's");
	post("<a class=\"tgme_widget_message_link_preview\"><div class=\"tgme_widget_message_text js-message_text\">p</div></a>" TEXT("own"));
	check_has("\"content_text\":\"own\"", "nor is one in a preview");
}

static void
test_media(void)
{
	post("<a class=\"tgme_widget_message_video_player\"><i class=\"tgme_widget_message_video_thumb\" style=\"background-image:url('//x.org/t.jpg')\"></i>"
	     "<video class=\"tgme_widget_message_video\" src=\"v.mp4\"></video></a>");
	check_has("[{\"url\":\"https://t.me/v.mp4\",\"_kind\":\"animation\",\"_thumbnail\":\"https://x.org/t.jpg\"}]",
	          "a video without a button to play it is an animation");
	post("<a class=\"tgme_widget_message_video_player not_supported\"><div class=\"message_video_play\"></div>"
	     "<time class=\"message_video_duration\">1:02:03</time><div class=\"message_media_not_supported_wrap\">"
	     "<div class=\"message_media_not_supported_label\">Too big</div></div></a>");
	check_has("[{\"duration_in_seconds\":3723,\"_kind\":\"video_file\"}]", "a large one has no address");
	check(strstr(buf_str(&caught.records), "unsupported") == NULL, "and is not unsupported for that");
	post("<div class=\"message_media_not_supported_wrap\"><div class=\"message_media_not_supported_label\">Please open Telegram</div></div>");
	check_has("\"type\":\"unsupported\"", "what is, is told of");
	post("<a class=\"tgme_widget_message_voice_player\"><audio class=\"tgme_widget_message_voice\" src=\"https://x.org/v.ogg\"></audio>"
	     "<time class=\"tgme_widget_message_voice_duration\">0:07</time></a>");
	check_has("[{\"url\":\"https://x.org/v.ogg\",\"duration_in_seconds\":7,\"_kind\":\"voice_message\"}]", "a voice message");
	post("<a class=\"tgme_widget_message_contact_wrap\"><div class=\"tgme_widget_message_contact\"><div>Abu Ali</div><div>+964 1</div></div></a>");
	check_has("\"summary\":\"Abu Ali\\n+964 1\"", "a contact's texts are searched");
	post("<div class=\"tgme_widget_message_sticker_wrap\"><i class=\"tgme_widget_message_sticker\" data-webp=\"https://x.org/s.webp\"></i></div>");
	check_has("[{\"url\":\"https://x.org/s.webp\",\"_kind\":\"sticker\"}]", "a sticker");
	post("<a class=\"tgme_widget_message_location_wrap\" href=\"https://maps.google.com/maps?q=33.3,44.4&amp;z=1\"></a>");
	check_has("\"location\":{\"latitude\":\"33.3\",\"longitude\":\"44.4\"}", "a place");
}

static void
test_posts(void)
{
	struct buf text = {0};

	read_html("<div class=\"tgme_widget_message\" data-post=\"a/1\">" TEXT("one") "<div class=\"tgme_widget_message\" data-post=\"a/2\">" TEXT("two") "</div>");
	check(caught.record_count == 2 && caught.problem_count == 0, "a post that is not closed ends where the next one begins");
	check_has("\"content_text\":\"one\"", "and keeps its text");
	for (size_t i = 0; i < 1000; i++)
		buf_adds(&text, "<div>");
	buf_adds(&text, "<div class=\"tgme_widget_message\" data-post=\"a/1\">");
	for (size_t i = 0; i < 1000; i++)
		buf_adds(&text, "<b>");
	buf_adds(&text, TEXT("deep"));
	for (size_t i = 0; i < 1000; i++)
		buf_adds(&text, "</b>");
	buf_adds(&text, "</div>");
	read_html(buf_str(&text));
	check_has("deep", "depth hides no text");
	buf_free(&text);
	read_html("<div class=\"tgme_channel_info_header_username\">@old</div><div class=\"tgme_widget_message\" data-post=\"new/1\">" TEXT("x") "</div>");
	check(caught.record_count == 1, "where all posts are of another name, the channel has a new one");
	post("<div class=\"tgme_widget_message_new_thing\">New words</div>");
	check_has("\"other_text\":\"New words\"", "what nobody knows is kept");
	post("<span class=\"tgme_widget_message_meta\">\xD8\xB9\xD9\x8F\xD8\xAF\xD9\x84 <a class=\"tgme_widget_message_date\" href=\"x\"><time datetime=\"2024-01-03T11:00:05+03:00\">11:00</time></a></span>");
	check_has("\"date_published\":\"2024-01-03T08:00:05Z\"", "a time with an offset is an instant");
	check_has("\"edited\":true,\"edited_text\":", "edited is told in other languages, too");
}

int
main(void)
{
	ingest.options.max_text = 1000;
	test_outcomes();
	test_numbers();
	test_text();
	test_media();
	test_posts();
	caught_free();
	ingest_free(&ingest);
	return check_done();
}
