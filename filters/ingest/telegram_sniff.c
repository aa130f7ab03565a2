#include "filters/ingest/telegram_page.h"

#include <string.h>
#include <strings.h>

#include "common/chars.h"

/* What is known of a page by its tags. */
struct look {
	bool web, desktop, wrap;
};

static bool
has_token(const char *s, size_t n, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i + length <= n; i++)
		if ((i == 0 || char_is_space(s[i - 1])) && memcmp(s + i, name, length) == 0
		    && (i + length == n || char_is_space(s[i + length])))
			return true;
	return false;
}

static bool
has_beginning(const char *s, size_t n, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i + length <= n; i++)
		if ((i == 0 || char_is_space(s[i - 1])) && memcmp(s + i, name, length) == 0)
			return true;
	return false;
}

struct attribute {
	const char *name, *value;
	size_t name_n, value_n;
};

/* The next attribute of a tag; false at its end. *s is moved behind it. */
static bool
next_attribute(const char **s, const char *end, struct attribute *a)
{
	const char *p = *s;
	char quote;

	while (p < end && (char_is_space(*p) || *p == '/'))
		p++;
	a->name = p;
	while (p < end && !char_is_space(*p) && *p != '=' && *p != '>' && *p != '/')
		p++;
	a->name_n = (size_t)(p - a->name);
	a->value = p;
	a->value_n = 0;
	if (p < end && *p == '=' && p + 1 < end) {
		quote = *++p;
		p += quote == '"' || quote == '\'';
		a->value = p;
		while (p < end && (quote == '"' || quote == '\'' ? *p != quote : !char_is_space(*p) && *p != '>'))
			p++;
		a->value_n = (size_t)(p - a->value);
		p += p < end && (quote == '"' || quote == '\'');
	} else if (a->name_n == 0) {
		return false;
	}
	*s = p;
	return p <= end;
}

static bool
is_called(const struct attribute *a, const char *name)
{
	return a->name_n == strlen(name) && strncasecmp(a->name, name, a->name_n) == 0;
}

/* Looks at a tag, s behind its name; returns where it ends. */
static const char *
look_at_tag(struct look *look, const char *s, const char *end)
{
	bool message = false, numbered = false;
	struct attribute a;

	while (s < end && *s != '>' && next_attribute(&s, end, &a)) {
		look->web |= is_called(&a, "data-post");
		numbered |= is_called(&a, "id") && has_beginning(a.value, a.value_n, "message");
		if (!is_called(&a, "class"))
			continue;
		look->web |= has_beginning(a.value, a.value_n, "tgme_");
		look->wrap |= has_token(a.value, a.value_n, "page_wrap");
		look->desktop |= has_token(a.value, a.value_n, "chat_page")
			|| (look->wrap && has_token(a.value, a.value_n, "history"));
		message |= has_token(a.value, a.value_n, "message")
			&& (has_token(a.value, a.value_n, "default") || has_token(a.value, a.value_n, "service"));
	}
	look->desktop |= message && numbered;
	return s;
}

/* What a script says is not looked at, but whether it asks for proof of a browser. */
static const char *
look_at_script(struct look *look, const char *s, const char *end)
{
	const char *stop = memmem(s, (size_t)(end - s), "</script", 8);

	stop = stop == NULL ? end : stop;
	look->web |= memmem(s, (size_t)(stop - s), "_cf_chl_opt", 11) != NULL;
	return stop;
}

const char *
telegram_page_sniff(const char *s, size_t n)
{
	const char *end = s + n;
	struct look look = {0};

	while (s < end && (s = memchr(s, '<', (size_t)(end - s))) != NULL && !look.web && !look.desktop) {
		const char *name = ++s;

		if (end - s > 3 && memcmp(s, "!--", 3) == 0) {
			s = memmem(s, (size_t)(end - s), "-->", 3);
			if (s == NULL)
				return NULL;
			continue;
		}
		while (s < end && ((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z')))
			s++;
		if (s == name)
			continue;
		if (s - name == 6 && strncasecmp(name, "script", 6) == 0) {
			s = look_at_tag(&look, s, end);
			s = look_at_script(&look, s, end);
		} else {
			s = look_at_tag(&look, s, end);
		}
	}
	return look.web ? "telegram-web" : look.desktop ? "telegram-html" : NULL;
}
