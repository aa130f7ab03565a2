/* Nearness: by words, by sentence or paragraph, in order. */
#include <string.h>

#include "filters/tag/rules_load.h"

#define NEAR_MAX 1000

static const char *const near_keys[] = {"words", "same", "of", "ordered"};
static const char *const sames[] = {"sentence", "paragraph"};

size_t
rules_near_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, near_keys, sizeof(near_keys) / sizeof(near_keys[0]));
}

void
rules_read_words(struct loader *loader, const struct yaml_value *value, struct node *node)
{
	long words;

	if (!rules_number(value, 0, NEAR_MAX, &words))
		COMPLAIN(loader, value, "'words' wants a number from 0 to %d: how many words may stand between",
		         NEAR_MAX);
	else
		node->words = (size_t)words;
}

void
rules_read_same(struct loader *loader, const struct yaml_value *value, struct node *node)
{
	if (value->kind == YAML_SCALAR && strcmp(value->text, "sentence") == 0)
		node->same = SAME_SENTENCE;
	else if (value->kind == YAML_SCALAR && strcmp(value->text, "paragraph") == 0)
		node->same = SAME_PARAGRAPH;
	else if (rules_scalar(loader, value, "'sentence' or 'paragraph'"))
		rules_unknown(loader, value, "stretch of text", sames, 2, "write sentence or paragraph");
}

static void
read_of(struct loader *loader, const struct yaml_value *value, struct node *near)
{
	if (value->kind != YAML_SEQUENCE || value->count < 2) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'of' wants a list of at least two groups: [a, [b, c]]");
		rules_excuse_lists(loader, value);
		return;
	}
	rules_read_groups(loader, value, near, "near");
}

/* Reads one key of `near`; returns 1 if it says how near, 2 if of what. */
static unsigned
read_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value,
         struct node *near)
{
	if (strcmp(key->text, "words") == 0) {
		rules_read_words(loader, value, near);
		return 1;
	}
	if (strcmp(key->text, "same") == 0) {
		rules_read_same(loader, value, near);
		return 1;
	}
	if (strcmp(key->text, "of") == 0) {
		read_of(loader, value, near);
		return 2;
	}
	if (strcmp(key->text, "ordered") == 0) {
		rules_bool(loader, key, value, &near->ordered);
		return 0;
	}
	rules_excuse_lists(loader, value);
	rules_unknown(loader, key, "key", near_keys, 4,
	              "'near' knows 'words', 'same', 'of' and 'ordered'");
	return 0;
}

struct node *
rules_read_near(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	struct node *near = rules_node(loader, NODE_NEAR, value);
	unsigned has = 0;

	if (value->kind != YAML_MAPPING) {
		COMPLAIN(loader, value, "'near' wants a mapping: {words: 12, of: [a, [b, c]]}");
		rules_excuse_lists(loader, value);
		return NULL;
	}
	near->words = NEAR_ANY;
	for (size_t i = 0; i < value->count; i += 2)
		has |= read_key(loader, value->items[i], value->items[i + 1], near);
	if (has != 3 && !complained_at(&loader->complaints, loader->source, value->line))
		COMPLAIN(loader, key, has & 1 ? "'near' lacks 'of'; write {words: 12, of: [a, [b, c]]}" :
		         "'near' lacks 'words' or 'same'; write {words: 12, of: [a, [b, c]]}");
	return near;
}
