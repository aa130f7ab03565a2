/* Names, texts and tags of rule files, and the words for what is wrong with them. */
#include <stdlib.h>
#include <string.h>

#include "common/nearest.h"
#include "filters/tag/rules_load.h"

void
rules_unknown(struct loader *loader, const struct yaml_value *value, const char *what,
              const char *const *known, size_t count, const char *cure)
{
	const char *near = NULL;

	if (!complaints_full(&loader->complaints))
		near = nearest_word(value->text, known, count);
	if (near != NULL)
		COMPLAIN(loader, value, "unknown %s '%s'; did you mean '%s'?", what, SHOWN(value), near);
	else
		COMPLAIN(loader, value, "unknown %s '%s'; %s", what, SHOWN(value), cure);
}

bool
rules_excused(struct loader *loader, const struct yaml_value *value)
{
	return value->n == 0 && value->count == 0 &&
	       complained_at(&loader->complaints, loader->source, value->line);
}

bool
rules_number(const struct yaml_value *value, long least, long most, long *number)
{
	const char *s = value->kind == YAML_SCALAR && value->plain ? value->text : "";
	size_t sign = *s == '-' || *s == '+', n = strlen(s);

	if (n == sign || n - sign > 9 || strspn(s + sign, "0123456789") != n - sign)
		return false;
	*number = strtol(s, NULL, 10);
	return *number >= least && *number <= most;
}

bool
rules_bool(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
           bool *result)
{
	if (value->kind == YAML_SCALAR && value->plain &&
	    (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0)) {
		*result = value->text[0] == 't';
		return true;
	}
	if (!rules_excused(loader, value))
		COMPLAIN(loader, value, "'%s' wants true or false, unquoted", SHOWN(key));
	return false;
}

bool
rules_scalar(struct loader *loader, const struct yaml_value *value, const char *what)
{
	const char *taken;

	if (value->kind != YAML_SCALAR) {
		COMPLAIN(loader, value, "%s is wanted here, not a %s", what,
		         value->kind == YAML_SEQUENCE ? "list" : "mapping");
		return false;
	}
	if (value->plain && value->n == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "%s is empty; write it, or take the line out", what);
		return false;
	}
	taken = value->plain ? yaml_surprise(value->text, value->n) : NULL;
	if (taken != NULL) {
		COMPLAIN(loader, value, "'%s' unquoted is %s to YAML; quote it: \"%s\"", SHOWN(value), taken,
		         SHOWN(value));
		return false;
	}
	return true;
}

const char *
rules_string(struct loader *loader, const struct yaml_value *value, const char *what)
{
	if (!rules_scalar(loader, value, what))
		return NULL;
	if (strspn(value->text, " \t\n") == value->n) {
		COMPLAIN(loader, value, "%s is empty; write it, or take the line out", what);
		return NULL;
	}
	return arena_copy(&loader->set->arena, value->text, value->n);
}

static bool
is_name(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool hyphen = s[i] == '-';

		if (!hyphen && !(s[i] >= 'a' && s[i] <= 'z') && !(s[i] >= '0' && s[i] <= '9'))
			return false;
		if (hyphen && (i == 0 || i + 1 == n || s[i - 1] == '-'))
			return false;
	}
	return n > 0;
}

/* The nearest name to what was written: small letters, and one hyphen for every run of what a
 * name cannot hold; "" if nothing is left. */
static struct shown
name_like(const char *s, size_t n)
{
	struct shown out;
	size_t len = 0;

	for (size_t i = 0; i < n && len + 1 < sizeof(out.text); i++) {
		char c = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] + 32) : s[i];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out.text[len++] = c;
		else if (len > 0 && out.text[len - 1] != '-')
			out.text[len++] = '-';
	}
	while (len > 0 && out.text[len - 1] == '-')
		len--;
	out.text[len] = '\0';
	return out;
}

bool
rules_name(struct loader *loader, const struct yaml_value *value, const char *what)
{
	struct shown like;

	if (!rules_scalar(loader, value, what))
		return false;
	if (is_name(value->text, value->n))
		return true;
	like = name_like(value->text, value->n);
	COMPLAIN(loader, value, "'%s' cannot be %s: small letters, digits and hyphens only%s%s%s",
	         SHOWN(value), what, like.text[0] ? "; write '" : "", like.text,
	         like.text[0] ? "'" : "; choose another");
	return false;
}

bool
rules_tag(struct loader *loader, const struct yaml_value *value)
{
	const char *slash;

	if (!rules_scalar(loader, value, "a tag"))
		return false;
	slash = memchr(value->text, '/', value->n);
	if (slash != NULL && is_name(value->text, (size_t)(slash - value->text)) &&
	    is_name(slash + 1, value->n - (size_t)(slash + 1 - value->text)))
		return true;
	COMPLAIN(loader, value, "'%s' is no tag; write topic/name in small letters, digits and hyphens",
	         SHOWN(value));
	return false;
}

size_t
rules_copy_names(const char **names, size_t room, const char *const *from, size_t count)
{
	if (count > room)
		count = room;
	memcpy(names, from, count * sizeof(*names));
	return count;
}

struct mark
rules_mark(const struct loader *loader, const struct yaml_value *value)
{
	return (struct mark){.file = loader->file, .line = value->line, .column = value->column};
}

size_t
rules_serial(struct loader *loader)
{
	return ++loader->serial;
}
