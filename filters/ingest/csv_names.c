#include <string.h>

#include "filters/ingest/csv.h"

/* What columns are usually called. Of several columns for one member the name that stands first
 * counts. Case and all but letters and digits are ignored: "Created At" is created_at. */

#define MAX_NAME 64

static const struct {
	const char *member;
	const char *names; /* between blanks, the surest first */
} columns[] = {
	{"id", " id idstr itemid postid messageid msgid tweetid statusid articleid guid uuid "},
	{"url", " url link permalink posturl messageurl tweeturl statusurl articleurl pageurl weburl itemurl "
	        "posturi uri href lien enlace الرابط ссылка "},
	{"external_url", " externalurl "},
	{"title", " title headline subject posttitle articletitle titre titulo título titel titolo العنوان عنوان "
	          "заголовок "},
	{"content_text", " contenttext fulltext rawcontent text content message body messagetext posttext tweettext "
	                 "articletext articlebody tweet post msg caption texte texto النص نص الرسالة متن текст "
	                 "сообщение "},
	{"summary", " summary description abstract excerpt teaser lead résumé resumen الملخص "},
	{"date_published", " datepublished publishedat published publicationdate publishdate publishedon pubdate "
	                   "createdat created datecreated createdon postedat posteddate postdate dateutc datetimeutc createdutc "
	                   "datetime date timestamp sentat time fecha datum التاريخ تاريخ дата "},
	{"date_modified", " datemodified updatedat updated modified modifiedat lastmodified editedat editdate "},
	{"author", " author authors authorname creator byline displayname username screenname user sender from "
	           "postedby writer account auteur autor verfasser المؤلف الكاتب نویسنده автор "},
	{"author_url", " authorurl userurl profileurl "},
	{"language", " language lang languagecode langcode langue idioma sprache اللغة язык "},
	{"tags", " tags keywords hashtags categories category "},
	{"_source.name", " source sourcename channel channelname channeltitle chat chatname chattitle feed "
	                 "feedtitle site sitename publisher outlet "},
	{"_source.views", " views viewcount viewscount "},
	{"_source.forwards", " forwards forwardcount "},
	{"_source.reposts", " retweetcount retweets reblogscount repostcount reposts sharecount shares "},
	{"_source.likes", " likes likecount likescount favoritecount favouritescount favorites "},
	{"_source.replies", " replycount repliescount commentscount commentcount "},
};

/* The name without case, blanks and signs. */
static size_t
plain_name(const char *s, size_t n, char out[MAX_NAME + 2])
{
	size_t length = 0;

	out[length++] = ' ';
	for (size_t i = 0; i < n; i++) {
		char c = s[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && (unsigned char)c < 0x80)
			continue;
		if (length > MAX_NAME)
			return 0;
		out[length++] = c;
	}
	if (length == 1 || length > MAX_NAME)
		return 0;
	out[length++] = ' ';
	return length;
}

const char *
csv_member(const char *name, size_t n, size_t *rank)
{
	char plain[MAX_NAME + 2];
	size_t length = plain_name(name, n, plain);

	if (length == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		const char *names = columns[i].names, *at = memmem(names, strlen(names), plain, length);

		if (at != NULL) {
			*rank = (size_t)(at - names);
			return columns[i].member;
		}
	}
	return NULL;
}
