#include "filters/ingest/telegram_album.h"

#include <string.h>

/* A whole number, also one in a string; false if it is none. */
static bool
read_number(const struct json_value *value, int64_t *number)
{
	const char *s = value->text, *end = s + value->len;
	bool minus;

	if (value->type == JSON_STR) {
		s++;
		end--;
	} else if (value->type != JSON_NUM) {
		return false;
	}
	minus = s < end && *s == '-';
	s += minus;
	if (s == end || end - s > 15)
		return false;
	for (*number = 0; s < end; s++) {
		if (*s < '0' || *s > '9')
			return false;
		*number = *number * 10 + (*s - '0');
	}
	*number = minus ? -*number : *number;
	return true;
}

/* FNV-1a (Fowler, Noll, Vo): senders are only compared with their neighbours. */
static uint64_t
hash(const struct json_value *value)
{
	uint64_t h = 0xcbf29ce484222325;

	for (size_t i = 0; i < value->len; i++)
		h = (h ^ (unsigned char)value->text[i]) * 0x100000001b3;
	return h;
}

static bool
has_text(const struct json_value *text)
{
	return (text->type == JSON_STR || text->type == JSON_ARR) && text->len > 2;
}

static bool
look(const struct json_members *members, struct telegram_album *found)
{
	bool media = false, id = false, time = false;

	*found = (struct telegram_album){0};
	for (size_t i = 0; i < members->count; i++) {
		const struct json_member *member = &members->items[i];

		switch (member->key_len) {
		case 2:
			id = id || (memcmp(member->key, "id", 2) == 0 && read_number(&member->value, &found->first));
			break;
		case 4:
			media = media || memcmp(member->key, "file", 4) == 0;
			found->text = found->text || (memcmp(member->key, "text", 4) == 0 && has_text(&member->value));
			break;
		case 5:
			media = media || memcmp(member->key, "photo", 5) == 0;
			break;
		case 7:
			if (memcmp(member->key, "from_id", 7) == 0)
				found->sender = hash(&member->value);
			break;
		case 13:
			time = time || (memcmp(member->key, "date_unixtime", 13) == 0
			                && read_number(&member->value, &found->time));
			break;
		default:
			break;
		}
	}
	found->last = found->first;
	found->candidate = media && id && time;
	return found->candidate;
}

bool
telegram_album_next(struct telegram_album *album, const struct json_members *members)
{
	struct telegram_album found;
	int64_t between;

	if (!look(members, &found)) {
		*album = (struct telegram_album){0};
		return false;
	}
	between = found.time - album->time;
	if (!album->candidate || found.first != album->last + 1 || found.sender != album->sender
	    || between < -1 || between > 1 || (found.text && album->text)) {
		*album = found;
		return false;
	}
	found.first = album->first;
	found.text |= album->text;
	found.joined = true;
	*album = found;
	return true;
}

void
telegram_album_end(struct telegram_album *album)
{
	*album = (struct telegram_album){0};
}
