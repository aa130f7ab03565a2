#include "filters/ingest/page_class.h"

#include <stdbool.h>
#include <string.h>

#include "common/chars.h"

#define MAX_CLASS 400 /* bytes that are looked at */

/* Words that names of classes begin with, in the languages whose sites name them so; a blank at the
 * end asks for the whole word. Gathered from what makers of pages use; `-` stands between words,
 * however they are parted (related-posts, relatedPosts, related_posts). */
static const struct {
	const char *word;
	unsigned class;
} words[] = {
	/* by first letter, so that find() passes over the others */
	{"abonn", CLASS_BAD},
	{"actions ", CLASS_BAD},
	{"ad ", CLASS_BAD},
	{"adbox", CLASS_BAD},
	{"adcontainer", CLASS_BAD},
	{"addthis", CLASS_BAD},
	{"addtoany", CLASS_BAD},
	{"ads ", CLASS_BAD},
	{"adsbygoogle", CLASS_BAD},
	{"adsense", CLASS_BAD},
	{"adslot", CLASS_BAD},
	{"adunit", CLASS_BAD},
	{"advert", CLASS_BAD},
	{"adwrap", CLASS_BAD},
	{"also-read", CLASS_BAD},
	{"anzeige", CLASS_BAD},
	{"article ", CLASS_GOOD},
	{"article-body", CLASS_GOOD | CLASS_BODY},
	{"article-content", CLASS_GOOD | CLASS_BODY},
	{"article-text", CLASS_GOOD | CLASS_BODY},
	{"articlebody", CLASS_GOOD | CLASS_BODY},
	{"articlecontent", CLASS_GOOD | CLASS_BODY},
	{"artikel", CLASS_GOOD},
	{"author", CLASS_WEAK | CLASS_BYLINE},
	{"author-bio", CLASS_BAD},
	{"author-box", CLASS_BAD},
	{"banner", CLASS_BAD},
	{"benzer", CLASS_BAD},
	{"bio ", CLASS_BAD},
	{"blog", CLASS_GOOD},
	{"body ", CLASS_GOOD},
	{"bookmark", CLASS_BAD},
	{"breadcrumb", CLASS_BAD},
	{"byline", CLASS_WEAK | CLASS_BYLINE},
	{"caption", CLASS_BAD | CLASS_CAPTION},
	{"card", CLASS_WEAK},
	{"carousel", CLASS_WEAK},
	{"category", CLASS_WEAK},
	{"comentario", CLASS_COMMENTS},
	{"comment", CLASS_COMMENTS},
	{"community", CLASS_WEAK},
	{"compart", CLASS_BAD},
	{"consent", CLASS_BAD},
	{"contact", CLASS_WEAK},
	{"content ", CLASS_GOOD},
	{"contenido", CLASS_GOOD},
	{"contenu", CLASS_GOOD},
	{"conteudo", CLASS_GOOD},
	{"cookie", CLASS_BAD},
	{"copyright", CLASS_BAD},
	{"credit", CLASS_WEAK},
	{"dateline", CLASS_WEAK | CLASS_BYLINE},
	{"dialog", CLASS_BAD},
	{"disclaimer", CLASS_WEAK},
	{"discussion", CLASS_COMMENTS},
	{"disqus", CLASS_COMMENTS},
	{"donat", CLASS_BAD},
	{"dropdown", CLASS_BAD},
	{"entry ", CLASS_GOOD},
	{"entry-content", CLASS_GOOD | CLASS_BODY},
	{"facebook", CLASS_BAD},
	{"flyout", CLASS_BAD},
	{"follow", CLASS_BAD},
	{"footer", CLASS_BAD},
	{"gdpr", CLASS_BAD},
	{"haber", CLASS_GOOD},
	{"hentry", CLASS_GOOD},
	{"ilgili", CLASS_BAD},
	{"inhalt", CLASS_GOOD},
	{"inline-promo", CLASS_BAD},
	{"interstitial", CLASS_BAD},
	{"jp-relatedposts", CLASS_BAD},
	{"keep-reading", CLASS_BAD},
	{"keywords", CLASS_BAD},
	{"kommentar", CLASS_COMMENTS},
	{"leia-mais", CLASS_BAD},
	{"leia-tambem", CLASS_BAD},
	{"lightbox", CLASS_BAD},
	{"lire-aussi", CLASS_BAD},
	{"listing", CLASS_WEAK},
	{"livefyre", CLASS_COMMENTS},
	{"login", CLASS_BAD},
	{"mailchimp", CLASS_BAD},
	{"main ", CLASS_GOOD},
	{"mais-lidas", CLASS_BAD},
	{"masthead", CLASS_BAD},
	{"materia", CLASS_GOOD},
	{"menu", CLASS_BAD},
	{"meta", CLASS_WEAK | CLASS_BYLINE},
	{"mgid", CLASS_BAD},
	{"modal", CLASS_BAD},
	{"more-from", CLASS_BAD},
	{"more-news", CLASS_BAD},
	{"more-on", CLASS_BAD},
	{"more-stories", CLASS_BAD},
	{"most-popular", CLASS_BAD},
	{"most-read", CLASS_BAD},
	{"mostpopular", CLASS_BAD},
	{"mostread", CLASS_BAD},
	{"mw-editsection", CLASS_BAD},
	{"mw-jump", CLASS_BAD},
	{"nav ", CLASS_BAD},
	{"navbar", CLASS_BAD},
	{"navbox", CLASS_BAD},
	{"navi ", CLASS_BAD},
	{"navigation", CLASS_BAD},
	{"navlinks", CLASS_BAD},
	{"newsletter", CLASS_BAD},
	{"noprint", CLASS_BAD},
	{"noticia", CLASS_GOOD},
	{"onetrust", CLASS_BAD},
	{"optin", CLASS_BAD},
	{"outbrain", CLASS_BAD},
	{"overlay", CLASS_BAD},
	{"pager ", CLASS_BAD},
	{"pagination", CLASS_BAD},
	{"partag", CLASS_BAD},
	{"paylas", CLASS_BAD},
	{"pohozh", CLASS_BAD},
	{"popular", CLASS_BAD},
	{"popup", CLASS_BAD},
	{"post ", CLASS_GOOD},
	{"post-body", CLASS_GOOD | CLASS_BODY},
	{"post-content", CLASS_GOOD | CLASS_BODY},
	{"print ", CLASS_BAD},
	{"promo", CLASS_BAD},
	{"publicid", CLASS_BAD},
	{"publish", CLASS_BYLINE},
	{"rail ", CLASS_BAD},
	{"rating", CLASS_WEAK},
	{"read-also", CLASS_BAD},
	{"read-more", CLASS_BAD},
	{"read-next", CLASS_BAD},
	{"readmore", CLASS_BAD},
	{"recirc", CLASS_BAD},
	{"recommend", CLASS_BAD},
	{"reklam", CLASS_BAD},
	{"relacionad", CLASS_BAD},
	{"related", CLASS_BAD},
	{"replies", CLASS_COMMENTS},
	{"reply ", CLASS_COMMENTS},
	{"respond ", CLASS_COMMENTS},
	{"revcontent", CLASS_BAD},
	{"screen-reader", CLASS_HIDDEN},
	{"search ", CLASS_BAD},
	{"see-also", CLASS_BAD},
	{"share", CLASS_BAD},
	{"sharing", CLASS_BAD},
	{"shoutbox", CLASS_COMMENTS},
	{"sidebar", CLASS_BAD},
	{"sidenav", CLASS_BAD},
	{"sidepanel", CLASS_BAD},
	{"sign-in", CLASS_BAD},
	{"sign-up", CLASS_BAD},
	{"signin", CLASS_BAD},
	{"signup", CLASS_BAD},
	{"similar", CLASS_BAD},
	{"skip", CLASS_BAD},
	{"skyscraper", CLASS_BAD},
	{"social", CLASS_BAD},
	{"sponsor", CLASS_BAD},
	{"sr-only", CLASS_HIDDEN},
	{"story", CLASS_GOOD},
	{"story-body", CLASS_GOOD | CLASS_BODY},
	{"story-content", CLASS_GOOD | CLASS_BODY},
	{"storytext", CLASS_GOOD | CLASS_BODY},
	{"subscri", CLASS_BAD},
	{"subnav", CLASS_BAD},
	{"supplemental", CLASS_BAD},
	{"taboola", CLASS_BAD},
	{"tag-cloud", CLASS_BAD},
	{"tag-list", CLASS_BAD},
	{"tagcloud", CLASS_BAD},
	{"taglist", CLASS_BAD},
	{"tags ", CLASS_BAD},
	{"teaser", CLASS_WEAK},
	{"teilen", CLASS_BAD},
	{"terms ", CLASS_WEAK},
	{"text ", CLASS_GOOD},
	{"texto", CLASS_GOOD},
	{"thumb", CLASS_WEAK},
	{"timestamp", CLASS_BYLINE},
	{"toolbar", CLASS_BAD},
	{"tooltip", CLASS_BAD},
	{"topbar", CLASS_BAD},
	{"trending", CLASS_BAD},
	{"up-next", CLASS_BAD},
	{"upnext", CLASS_BAD},
	{"veja-tambem", CLASS_BAD},
	{"verwandt", CLASS_BAD},
	{"visually-hidden", CLASS_HIDDEN},
	{"visuallyhidden", CLASS_HIDDEN},
	{"weiterlesen", CLASS_BAD},
	{"werbung", CLASS_BAD},
	{"widget", CLASS_BAD},
	{"yorum", CLASS_COMMENTS},
	{"you-may", CLASS_BAD},
	{"zergnet", CLASS_BAD},
};

/* Words before another that say it is not what the element is: has-sidebar, no-comments. */
static const char *const negations[] = {"has-", "no-", "with-", "is-", "without-", "open-", "show-",
                                        "hide-", "enable-", "single-", "layout-", "page-"};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80);
}

/* Writes names as words in lower case: `-` between words of a name, a blank between names and at the end. */
static size_t
spell(const char *s, size_t n, char out[2 * MAX_CLASS + 2])
{
	size_t len = 0;

	for (size_t i = 0; i < n; i++) {
		bool capital = s[i] >= 'A' && s[i] <= 'Z';

		if (!is_letter(s[i])) {
			bool blank = (unsigned char)s[i] <= ' ';

			if (len > 0 && out[len - 1] != '-' && out[len - 1] != ' ')
				out[len++] = blank ? ' ' : '-';
			else if (len > 0 && blank)
				out[len - 1] = ' ';
			continue;
		}
		if (capital && i > 0 && s[i - 1] >= 'a' && s[i - 1] <= 'z')
			out[len++] = '-';
		out[len++] = char_lower(s[i]);
	}
	if (len > 0 && out[len - 1] == '-')
		len--;
	if (len > 0 && out[len - 1] != ' ')
		out[len++] = ' ';
	return len;
}

/* Whether a word of the table stands at s. */
static bool
begins(const char *s, const char *end, const char *word)
{
	for (; *word != '\0'; word++, s++) {
		if (s == end)
			return false;
		if (*word == ' ' ? *s != ' ' && *s != '-' : *s != *word)
			return false;
	}
	return true;
}

static unsigned
class_of_word(const char *s, const char *end)
{
	static unsigned short first[256 + 1];
	const unsigned char c = (unsigned char)*s;
	unsigned found = 0;

	if (first[256] == 0) {
		size_t at = 0;

		for (size_t letter = 0; letter <= 256; letter++) {
			first[letter] = (unsigned short)at;
			while (at < sizeof(words) / sizeof(words[0]) && (unsigned char)words[at].word[0] == letter)
				at++;
		}
	}
	for (size_t i = first[c]; i < first[c + 1]; i++)
		if (begins(s, end, words[i].word))
			found |= words[i].class;
	return found;
}

static bool
negated(const char *begin, const char *s)
{
	for (size_t i = 0; i < sizeof(negations) / sizeof(negations[0]); i++) {
		size_t n = strlen(negations[i]);

		if ((size_t)(s - begin) >= n && memcmp(s - n, negations[i], n) == 0
		    && ((size_t)(s - begin) == n || s[-(long)n - 1] == ' ' || s[-(long)n - 1] == '-'))
			return true;
	}
	return false;
}

unsigned
page_class(const char *s, size_t n)
{
	char spelt[2 * MAX_CLASS + 2];
	size_t len = spell(s, n < MAX_CLASS ? n : MAX_CLASS, spelt);
	unsigned found = 0;

	for (size_t i = 0; i < len; i++)
		if ((i == 0 || spelt[i - 1] == '-' || spelt[i - 1] == ' ') && !negated(spelt, spelt + i))
			found |= class_of_word(spelt + i, spelt + len);
	return found;
}
