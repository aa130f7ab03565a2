#include <string.h>

#include "filters/ingest/mail.h"
#include "filters/ingest/mime.h"

/* Fields that only mail has. */
static const char *const sure[] = {
	"received", "return-path", "message-id", "mime-version", "content-type", "delivered-to", "in-reply-to",
	"content-transfer-encoding", "content-disposition", "dkim-signature", "list-id", "x-mailer",
	"authentication-results", "arc-seal", "newsgroups", "envelope-to", "x-original-to", "x-received", "x-spam-status",
	"x-gm-message-state", "x-mozilla-status", "x-uidl", "x-account-key", "x-msg-ref",
};

/* Fields that other texts may begin with, too: a memo has From, To, Subject. */
static const char *const likely[] = {"from", "to", "cc", "subject", "date", "sender", "bcc"};

static bool
is_one_of(struct mime_span name, const char *const names[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (mime_is(name, names[i]))
			return true;
	return false;
}

bool
mail_sniff(const char *s, size_t n, bool whole)
{
	size_t certain = 0, probable = 0, at = 0;
	bool address = false;

	while (at < n) {
		size_t length = mime_field_name(s + at, n - at), line;
		struct mime_span name = {s + at, length};

		if (s[at] == '\n' || s[at] == '\r')
			break;
		if (length == 0 && (at == 0 || (certain == 0 && probable < 3)))
			return false;
		if (length == 0)
			break;
		line = mime_line(s + at, n - at);
		certain += is_one_of(name, sure, sizeof(sure) / sizeof(sure[0]));
		probable += is_one_of(name, likely, sizeof(likely) / sizeof(likely[0]));
		address |= mime_is(name, "from") && memchr(s + at, '@', line) != NULL;
		for (at += line; at < n && (s[at] == ' ' || s[at] == '\t');)
			at += mime_line(s + at, n - at);
	}
	return certain > 0 || probable >= 3 || (address && probable >= 2);
}
