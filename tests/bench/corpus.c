/* Makes the bench corpus: records, a Telegram export or a feed with invented
 * words, the same bytes on every machine.
 *
 *   corpus jsonl|telegram|channel|rss|terms NUMBER
 *
 * `channel` is a Telegram export as channels have it: short posts, formatting, links, photos,
 * albums, replies, forwards, buttons, reactions and service messages.
 *
 * 70 % of the posts are in Latin letters, 20 % in Arabic, 10 % in other scripts.
 * Words follow Zipf's law roughly, as words do. `terms` prints keywords out
 * of the same vocabulary, rarer than the common words, one a line. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/buf.h"
#include "common/date.h"
#include "common/json.h"
#include "common/utf8.h"

#define VOCABULARY 20000
#define EPOCH 1700000000

struct script {
	const char *name;        /* language tag */
	uint32_t first, letters; /* the block its words are made of */
	const char *vowels;      /* mixed in, for a natural share of ASCII or of length */
	unsigned share;          /* per cent of the posts */
	char (*words)[40];
};

static struct script scripts[] = {
	{"en", 'a', 26, "aeiou", 62, NULL},
	{"fr", 'a', 26, "éèàêaeiou", 8, NULL},
	{"ar", 0x0627, 36, "اويلم", 20, NULL},
	{"fa", 0x0627, 36, "ایوکگپ", 3, NULL},
	{"ru", 0x0430, 32, "аеиоу", 4, NULL},
	{"he", 0x05d0, 27, "אויה", 2, NULL},
	{"zh", 0x4e00, 3000, "的一是不了", 1, NULL},
};

#define SCRIPTS (sizeof(scripts) / sizeof(scripts[0]))

static uint64_t state = 42;

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t
next(void)
{
	uint64_t z = (state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static uint64_t
below(uint64_t n)
{
	return next() % n;
}

static void
make_word(const struct script *script, char word[40])
{
	size_t vowels = utf8_count(script->vowels, strlen(script->vowels));
	size_t letters = script->first == 0x4e00 ? 1 + below(3) : 2 + below(4) + below(5);
	size_t n = 0;

	for (size_t i = 0; i < letters; i++) {
		if (i % 2 == 1) {
			const char *vowel = script->vowels, *end = vowel + strlen(vowel);
			uint32_t c = 0;

			for (size_t skip = below(vowels) + 1; skip > 0; skip--)
				c = utf8_decode(&vowel, end);
			n += utf8_encode(c, word + n);
		} else {
			n += utf8_encode(script->first + (uint32_t)below(script->letters), word + n);
		}
	}
	word[n] = '\0';
}

static void
make_vocabulary(struct script *script)
{
	script->words = calloc(VOCABULARY, sizeof(*script->words));
	if (script->words == NULL)
		exit(3);
	for (size_t i = 0; i < VOCABULARY; i++)
		make_word(script, script->words[i]);
}

/* A rank by a rough Zipf law: each halving of the range is as likely as the next. */
static const char *
pick(const struct script *script)
{
	uint64_t range = (uint64_t)VOCABULARY >> below(13);

	return script->words[below(range)];
}

static void
sentence(const struct script *script, struct buf *out)
{
	size_t words = 6 + below(16);

	for (size_t i = 0; i < words; i++) {
		if (i > 0)
			buf_adds(out, below(14) == 0 ? ", " : " ");
		buf_adds(out, pick(script));
	}
}

static void
paragraphs(const struct script *script, size_t target, struct buf *out)
{
	while (out->len < target) {
		sentence(script, out);
		buf_adds(out, below(6) == 0 ? ".\n\n" : ". ");
	}
	buf_addc(out, '.');
}

static const struct script *
choose(void)
{
	uint64_t per_cent = below(100);
	size_t i = 0;

	while (i + 1 < SCRIPTS && per_cent >= scripts[i].share)
		per_cent -= scripts[i++].share;
	return &scripts[i];
}

struct post {
	const struct script *script;
	struct buf title, text;
	char date[21];
	unsigned number;
};

static void
make_post(struct post *post, unsigned number)
{
	post->number = number;
	post->script = choose();
	buf_clear(&post->title);
	buf_clear(&post->text);
	sentence(post->script, &post->title);
	paragraphs(post->script, 400 + below(1600), &post->text);
	date_format(EPOCH + (int64_t)number * 37, post->date);
}

static void
print_record(const struct post *post)
{
	static struct buf line;

	buf_clear(&line);
	buf_addf(&line, "{\"id\":\"tg:1234567890/%u\",\"url\":\"https://t.me/c/1234567890/%u\",\"title\":",
	         post->number, post->number);
	json_add_string(&line, post->title.data, post->title.len);
	buf_adds(&line, ",\"content_text\":");
	json_add_string(&line, post->text.data, post->text.len);
	buf_addf(&line, ",\"date_published\":\"%s\",\"authors\":[{\"name\":\"Bench channel\"}],"
	                "\"language\":\"%s\",\"_source\":{\"kind\":\"telegram-export\",\"name\":"
	                "\"Bench channel\",\"file\":\"result.json\",\"offset\":%u,\"length\":%zu,"
	                "\"views\":%u}}\n",
	         post->date, post->script->name, post->number * 2000, post->text.len,
	         post->number % 9973);
	fwrite(line.data, 1, line.len, stdout);
}

static void
print_message(const struct post *post)
{
	static struct buf line;

	buf_clear(&line);
	buf_addf(&line, "%s  {\n   \"id\": %u,\n   \"type\": \"message\",\n   \"date\": \"%.19s\",\n"
	                "   \"date_unixtime\": \"%lld\",\n   \"from\": \"Bench channel\",\n"
	                "   \"from_id\": \"channel1234567890\",\n   \"text\": ",
	         post->number > 1 ? ",\n" : "", post->number, post->date,
	         (long long)EPOCH + post->number * 37LL);
	json_add_string(&line, post->text.data, post->text.len);
	buf_adds(&line, ",\n   \"text_entities\": [\n    {\n     \"type\": \"plain\",\n     \"text\": ");
	json_add_string(&line, post->text.data, post->text.len);
	buf_adds(&line, "\n    }\n   ]\n  }");
	fwrite(line.data, 1, line.len, stdout);
}

/* A part of a text with its kind; "plain" is a bare string in `text`. */
static void
add_part(struct buf *text, struct buf *entities, const char *type, const char *s, size_t n, const char *extra)
{
	bool plain = strcmp(type, "plain") == 0;

	buf_adds(text, text->len > 0 ? ",\n    " : "");
	if (plain) {
		json_add_string(text, s, n);
	} else {
		buf_addf(text, "{\n     \"type\": \"%s\",\n     \"text\": ", type);
		json_add_string(text, s, n);
		buf_addf(text, "%s\n    }", extra);
	}
	buf_addf(entities, "%s    {\n     \"type\": \"%s\",\n     \"text\": ", entities->len > 0 ? ",\n" : "", type);
	json_add_string(entities, s, n);
	buf_addf(entities, "%s\n    }", extra);
}

/* The text of a post in three or more parts. */
static void
add_texts(const struct post *post, struct buf *out)
{
	static struct buf text, entities;
	size_t n = post->text.len / 3;

	while (n > 0 && ((unsigned char)post->text.data[n] & 0xC0) == 0x80)
		n--;
	buf_clear(&text);
	buf_clear(&entities);
	add_part(&text, &entities, "bold", post->title.data, post->title.len, "");
	add_part(&text, &entities, "plain", "\n\n", 2, "");
	add_part(&text, &entities, "plain", post->text.data, n, "");
	if (below(2) == 0)
		add_part(&text, &entities, "text_link", "here", 4,
		         ",\n     \"href\": \"https://example.org/story?id=77&lang=ar\"");
	add_part(&text, &entities, "plain", "\n", 1, "");
	add_part(&text, &entities, "hashtag", "#news", 5, "");
	buf_addf(out, "   \"text\": [\n    %.*s,\n    \"\"\n   ],\n   \"text_entities\": [\n%.*s\n   ]", (int)text.len,
	         text.data, (int)entities.len, entities.data);
}

static void
print_channel(const struct post *post)
{
	static struct buf line;
	uint64_t kind = below(20);

	buf_clear(&line);
	buf_addf(&line, "%s  {\n   \"id\": %u,\n   \"type\": \"%s\",\n   \"date\": \"%.19s\",\n"
	         "   \"date_unixtime\": \"%lld\",\n", post->number > 1 ? ",\n" : "", post->number,
	         kind == 0 ? "service" : "message", post->date, (long long)EPOCH + post->number * 37LL);
	if (kind == 0) {
		buf_adds(&line, "   \"actor\": \"Bench channel\",\n   \"actor_id\": \"channel1234567890\",\n"
		         "   \"action\": \"pin_message\",\n   \"message_id\": 7,\n   \"text\": \"\",\n   \"text_entities\": []\n  }");
		fwrite(line.data, 1, line.len, stdout);
		return;
	}
	if (kind < 4)
		buf_addf(&line, "   \"edited\": \"%.19s\",\n   \"edited_unixtime\": \"%lld\",\n", post->date,
		         (long long)EPOCH + post->number * 37LL + 5);
	buf_adds(&line, "   \"from\": \"Bench channel\",\n   \"from_id\": \"channel1234567890\",\n");
	if (kind < 6)
		buf_adds(&line, "   \"forwarded_from\": \"Another channel\",\n");
	else if (kind < 8)
		buf_addf(&line, "   \"reply_to_message_id\": %u,\n", post->number / 2);
	if (kind % 2 == 0)
		buf_addf(&line, "   \"photo\": \"photos/photo_%u@14-11-2023_22-13-57.jpg\",\n   \"photo_file_size\": 81234,\n"
		         "   \"width\": 1280,\n   \"height\": 720,\n", post->number);
	add_texts(post, &line);
	if (kind == 9)
		buf_adds(&line, ",\n   \"inline_bot_buttons\": [\n    [\n     {\n      \"type\": \"url\",\n      \"text\": \"Go\",\n"
		         "      \"data\": \"https://example.org/\"\n     }\n    ]\n   ]");
	if (kind > 9)
		buf_adds(&line, ",\n   \"reactions\": [\n    {\n     \"type\": \"emoji\",\n     \"count\": 12,\n     \"emoji\": \"👍\"\n    }\n   ]");
	buf_adds(&line, "\n  }");
	fwrite(line.data, 1, line.len, stdout);
}

static void
print_item(const struct post *post)
{
	printf("<item><title>%.*s</title><link>http://example.org/%u</link><guid>%u</guid>"
	       "<pubDate>Tue, 14 Nov 2023 22:13:20 GMT</pubDate><description>&lt;p&gt;%.*s&lt;/p&gt;"
	       "</description></item>\n",
	       (int)post->title.len, post->title.data, post->number, post->number,
	       (int)post->text.len, post->text.data);
}

static void
print_terms(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct script *script = choose();

		/* Every third a phrase of two, out of the rarer half of the vocabulary. */
		printf("%s%s%s\n", script->words[VOCABULARY / 2 + below(VOCABULARY / 2)],
		       i % 3 == 0 ? " " : "",
		       i % 3 == 0 ? script->words[below(VOCABULARY)] : "");
	}
}

static const struct {
	const char *name, *before, *after;
	void (*print)(const struct post *);
} forms[] = {
	{"jsonl", "", "", print_record},
	{"telegram",
	 "{\n \"name\": \"Bench channel\",\n \"type\": \"public_channel\",\n \"id\": 1234567890,\n"
	 " \"messages\": [\n",
	 "\n ]\n}\n", print_message},
	{"channel",
	 "{\n \"name\": \"Bench channel\",\n \"type\": \"public_channel\",\n \"id\": 1234567890,\n"
	 " \"messages\": [\n",
	 "\n ]\n}\n", print_channel},
	{"rss",
	 "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Bench</title>"
	 "<link>http://example.org/</link>\n",
	 "</channel></rss>\n", print_item},
};

int
main(int argc, char *argv[])
{
	unsigned count = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	struct post post = {0};

	for (size_t i = 0; i < SCRIPTS; i++)
		make_vocabulary(&scripts[i]);
	if (argc == 3 && strcmp(argv[1], "terms") == 0) {
		print_terms(count);
		return 0;
	}
	for (size_t f = 0; argc == 3 && f < sizeof(forms) / sizeof(forms[0]); f++) {
		if (strcmp(forms[f].name, argv[1]) != 0)
			continue;
		fputs(forms[f].before, stdout);
		for (unsigned i = 1; i <= count; i++) {
			make_post(&post, i);
			forms[f].print(&post);
		}
		fputs(forms[f].after, stdout);
		return fflush(stdout) == 0 ? 0 : 3;
	}
	fputs("usage: corpus jsonl|telegram|channel|rss|terms NUMBER\n", stderr);
	return 2;
}
