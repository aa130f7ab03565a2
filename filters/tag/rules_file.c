/* A rule file: what stands at its top, and the rules in it. */
#include <stdlib.h>
#include <string.h>

#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

static const char *const file_keys[] = {"topic", "label",  "about",  "severity", "see",
                                        "status", "lang", "fields", "lists",    "disable", "rules"};

#define FILE_KEYS (sizeof(file_keys) / sizeof(file_keys[0]))

/* Adds the rule, in the place of one of its tag from an earlier path; two of one path are one too
 * many. */
static void
add_rule(struct loader *loader, const struct yaml_value *name, struct rule *rule)
{
	struct rule_set *set = loader->set;
	size_t n = strlen(rule->tag), *known = table_find(&loader->tags, rule->tag, n);
	size_t number = known != NULL ? *known : set->rule_count;

	if (known != NULL && loader->origins[*known].path == loader->path) {
		const struct mark *mark = &set->rules[*known]->mark;

		COMPLAIN(loader, name, "the rule '%s' stands already at %s:%zu:%zu; rename one, or join them",
		         rule->tag, shown(mark->file, strlen(mark->file)).text, mark->line, mark->column);
		return;
	}
	if (known != NULL) {
		loader->dropped = true;
	} else {
		table_add(&loader->tags, rule->tag, n, number);
		set->rules = xgrow(set->rules, &set->rule_cap, number + 1, sizeof(*set->rules));
		loader->origins = xgrow(loader->origins, &loader->origin_cap, number + 1,
		                        sizeof(*loader->origins));
		set->rule_count++;
	}
	set->rules[number] = rule;
	loader->origins[number] = (struct origin){.path = loader->path, .file = loader->file_count};
}

/* A key of a rule that is neither meta nor condition. */
static void
refuse_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	const char *names[32];
	size_t count = rules_meta_names(names, 32);

	count += rules_condition_names(names + count, 32 - count, false);
	rules_excuse_lists(loader, value);
	if (strcmp(key->text, "lists") == 0)
		COMPLAIN(loader, key, "'lists' belongs at the top of the file, beside 'rules'");
	else
		rules_unknown(loader, key, "key", names, count, "see watchline-rules(5)");
}

static const char *
make_tag(struct loader *loader, const struct yaml_value *name)
{
	struct buf *tag = &loader->scratch;

	buf_clear(tag);
	buf_adds(tag, loader->topic != NULL ? loader->topic : "?");
	buf_addc(tag, '/');
	buf_add(tag, name->text, name->n);
	return arena_copy(&loader->set->arena, tag->data, tag->len);
}

static void
read_rule(struct loader *loader, const struct yaml_value *name, const struct yaml_value *value)
{
	struct rule *rule = arena_get(&loader->set->arena, sizeof(*rule));
	bool named = rules_name(loader, name, "the name of a rule"), positive = false;

	if (value->kind != YAML_MAPPING || value->count == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, name, "the rule '%s' is empty; give it " RULES_WANTING, SHOWN(name));
		rules_excuse_lists(loader, value);
		return;
	}
	rule->tag = make_tag(loader, name);
	rule->mark = rules_mark(loader, name);
	for (size_t i = 0; i < value->count; i += 2) {
		const struct yaml_value *key = value->items[i];

		if (rules_is_condition(key)) {
			positive |= rules_wants(key);
		} else if (!rules_read_meta(loader, key, value->items[i + 1], rule, false)) {
			refuse_key(loader, key, value->items[i + 1]);
			positive = true; /* one thing at a time */
		}
	}
	if (!positive)
		COMPLAIN(loader, name, "the rule '%s' wants nothing; give it " RULES_WANTING, SHOWN(name));
	rule->condition = rules_read_set(loader, value, name, NULL);
	if (named && loader->topic != NULL)
		add_rule(loader, name, rule);
}

/* What the file says for all its rules holds for those that say nothing else; then all is known
 * about them. */
static void
apply_defaults(struct loader *loader)
{
	const struct rule *defaults = &loader->defaults;

	for (size_t i = 0; i < loader->set->rule_count; i++) {
		struct rule *rule = loader->set->rules[i];

		if (loader->origins[i].file != loader->file_count)
			continue;
		if (rule->severity == SEVERITY_UNSET)
			rule->severity = defaults->severity;
		if (rule->status == NULL)
			rule->status = defaults->status;
		if (rule->lang_count == 0) {
			rule->langs = defaults->langs;
			rule->lang_count = defaults->lang_count;
		}
		if (rule->field_count == 0) {
			rule->fields = defaults->fields;
			rule->field_count = defaults->field_count;
		}
		rules_check_never(loader, rule);
	}
}

static void
read_rules(struct loader *loader, const struct yaml_value *value)
{
	if (value->kind != YAML_MAPPING || value->count == 0) {
		if (!complained_at(&loader->complaints, loader->source, value->line))
			COMPLAIN(loader, value, "'rules' wants a mapping: a name, a colon and what the rule says");
		rules_excuse_lists(loader, value);
		return;
	}
	loader->using_lists = true;
	for (size_t i = 0; i < value->count; i += 2)
		read_rule(loader, value->items[i], value->items[i + 1]);
}

/* A key at the top of the file that is none of ours. */
static void
refuse_file_key(struct loader *loader, const struct yaml_value *key, const struct yaml_value *value)
{
	rules_excuse_lists(loader, value);
	if (rules_is_condition(key))
		COMPLAIN(loader, key, "'%s' belongs to a rule; put it under its name, below 'rules'",
		         SHOWN(key));
	else
		rules_unknown(loader, key, "key", file_keys, FILE_KEYS,
		              "a rule's name belongs below 'rules', indented");
}

/* The value of a key at the top, NULL if it is not there. */
static const struct yaml_value *
value_of(const struct yaml_value *mapping, const char *key)
{
	for (size_t i = 0; i < mapping->count; i += 2)
		if (strcmp(mapping->items[i]->text, key) == 0)
			return mapping->items[i + 1];
	return NULL;
}

/* Notes the globs of `disable`, a list or one by itself; they are heeded when the path was read. */
static void
read_disable(struct loader *loader, const struct yaml_value *value)
{
	struct yaml_value *one[] = {(struct yaml_value *)value};
	struct yaml_value **items = value->kind == YAML_SEQUENCE ? value->items : one; // NOLINT: a key has a value
	size_t count = value->kind == YAML_SEQUENCE ? value->count : 1;

	if (count == 0)
		COMPLAIN(loader, value, "'disable' is empty; give it tags, or take it out");
	for (size_t i = 0; i < count; i++) {
		const char *glob = rules_read_glob(loader, items[i]);

		if (glob == NULL)
			continue;
		loader->disabled = xgrow(loader->disabled, &loader->disabled_cap, loader->disabled_count + 1,
		                         sizeof(*loader->disabled));
		loader->disabled[loader->disabled_count++] = (struct disabled){
			.glob = glob, .mark = rules_mark(loader, items[i]),
		};
	}
}

/* The first word of the tags of the file's rules. */
static void
read_topic(struct loader *loader, const struct yaml_value *top, const struct yaml_value *topic)
{
	if (topic == NULL)
		COMPLAIN(loader, top, "the file has no 'topic'; its rules' tags begin with it");
	else if (rules_name(loader, topic, "a topic"))
		loader->topic = topic->text;
}

/* A file that only switches rules off. */
static void
read_disabling(struct loader *loader, const struct yaml_value *top)
{
	for (size_t i = 0; i < top->count; i += 2)
		if (strcmp(top->items[i]->text, "disable") == 0)
			read_disable(loader, top->items[i + 1]);
		else
			COMPLAIN(loader, top->items[i], "'%s' means nothing in a file without 'rules'; take it out",
			         SHOWN(top->items[i]));
}

static void
read_top(struct loader *loader, const struct yaml_value *top)
{
	const struct yaml_value *topic, *lists, *rules, *disable;

	if (top->kind != YAML_MAPPING) {
		COMPLAIN(loader, top, "a rule file is a mapping; begin it with 'topic:' and 'rules:'");
		return;
	}
	topic = value_of(top, "topic");
	lists = value_of(top, "lists");
	rules = value_of(top, "rules");
	disable = value_of(top, "disable");
	if (rules == NULL && disable != NULL) {
		read_disabling(loader, top);
		return;
	}
	read_topic(loader, top, topic);
	if (lists != NULL)
		rules_define_lists(loader, lists);
	if (rules != NULL)
		read_rules(loader, rules);
	else
		COMPLAIN(loader, top, "the file has no 'rules'");
	if (disable != NULL)
		read_disable(loader, disable);
	for (size_t i = 0; i < top->count; i += 2) {
		const struct yaml_value *key = top->items[i], *value = top->items[i + 1];

		if (value != topic && value != lists && value != rules && value != disable &&
		    !rules_read_meta(loader, key, value, &loader->defaults, true))
			refuse_file_key(loader, key, value);
	}
	apply_defaults(loader);
	if (rules != NULL)
		rules_check_lists(loader);
}

/* Reads a file of rules; takes the source. */
void
rules_read_source(struct loader *loader, struct source *source)
{
	const struct yaml_value *top;
	struct hash128 hash = hash_identity(source->text, source->n);

	complaints_take(&loader->complaints, source);
	buf_add(&loader->hashes, &hash, sizeof(hash));
	for (size_t i = 0; i < loader->file_count; i++) {
		if (source->inode == 0 || loader->files[i]->inode != source->inode ||
		    loader->files[i]->device != source->device)
			continue;
		complain(&loader->complaints, source, 0, 0, "the file is named twice, before as '%s'",
		         shown(loader->files[i]->name, strlen(loader->files[i]->name)).text);
		return;
	}
	loader->files = xgrow(loader->files, &loader->file_cap, loader->file_count + 1,
	                      sizeof(*loader->files));
	loader->files[loader->file_count++] = source;
	if (!source_check(source, SOURCE_RULES_MAX, &loader->complaints))
		return;
	loader->source = source;
	loader->file = arena_copy(&loader->set->arena, source->name, strlen(source->name));
	loader->topic = NULL;
	loader->list_count = 0;
	loader->defaults = (struct rule){0};
	loader->using_lists = false;
	top = yaml_tree(&loader->tree, source, &loader->complaints);
	if (top != NULL)
		read_top(loader, top);
	table_free(&loader->list_names);
	arena_free(&loader->tree);
}

size_t
rules_file_names(const char **names, size_t room)
{
	return rules_copy_names(names, room, file_keys, FILE_KEYS);
}
