/* Rule files: which there are, what stands at their top, and the rules in them. */
#include "filters/tag/rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/diag.h"
#include "common/hash.h"
#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

static const char *const file_keys[] = {"topic", "label",  "about",  "severity", "see",
                                        "status", "lang", "fields", "lists",    "rules"};

#define FILE_KEYS (sizeof(file_keys) / sizeof(file_keys[0]))

/* Adds the rule, if no other has its tag. */
static void
add_rule(struct loader *loader, const struct yaml_value *name, struct rule *rule)
{
	struct rule_set *set = loader->set;
	size_t n = strlen(rule->tag), *known = table_find(&loader->tags, rule->tag, n);

	if (known != NULL) {
		const struct mark *mark = &set->rules[*known]->mark;

		COMPLAIN(loader, name, "the rule '%s' stands already at %s:%zu:%zu; rename one, or join them",
		         rule->tag, shown(mark->file, strlen(mark->file)).text, mark->line, mark->column);
		return;
	}
	table_add(&loader->tags, rule->tag, n, set->rule_count);
	set->rules = xgrow(set->rules, &set->rule_cap, set->rule_count + 1, sizeof(*set->rules));
	set->rules[set->rule_count++] = rule;
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

/* What the file says for all its rules holds for those that say nothing else. */
static void
apply_defaults(struct loader *loader, size_t from)
{
	const struct rule *defaults = &loader->defaults;

	for (size_t i = from; i < loader->set->rule_count; i++) {
		struct rule *rule = loader->set->rules[i];

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

static void
read_top(struct loader *loader, const struct yaml_value *top)
{
	const struct yaml_value *topic, *lists, *rules;
	size_t from = loader->set->rule_count;

	if (top->kind != YAML_MAPPING) {
		COMPLAIN(loader, top, "a rule file is a mapping; begin it with 'topic:' and 'rules:'");
		return;
	}
	topic = value_of(top, "topic");
	lists = value_of(top, "lists");
	rules = value_of(top, "rules");
	if (topic == NULL)
		COMPLAIN(loader, top, "the file has no 'topic'; its rules' tags begin with it");
	else if (rules_name(loader, topic, "a topic"))
		loader->topic = topic->text;
	if (lists != NULL)
		rules_define_lists(loader, lists);
	if (rules != NULL)
		read_rules(loader, rules);
	else
		COMPLAIN(loader, top, "the file has no 'rules'");
	for (size_t i = 0; i < top->count; i += 2) {
		const struct yaml_value *key = top->items[i], *value = top->items[i + 1];

		if (value != topic && value != lists && value != rules &&
		    !rules_read_meta(loader, key, value, &loader->defaults, true))
			refuse_file_key(loader, key, value);
	}
	apply_defaults(loader, from);
	if (rules != NULL)
		rules_check_lists(loader);
}

/* Reads a file of rules; takes the source. */
static void
read_source(struct loader *loader, struct source *source)
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

/* A complaint about a path that is no file we could read. */
static void
complain_path(struct loader *loader, const char *path, const char *what, const char *why)
{
	struct source *source = source_new(path, "", 0);

	complaints_take(&loader->complaints, source);
	complain_of(&loader->complaints, COMPLAINT_ERROR, "unreadable", source, 0, 0, "%s%s", what,
	            why);
}

static void
read_path(struct loader *loader, const char *path)
{
	struct source *source = source_read(path, SOURCE_RULES_MAX);

	if (source != NULL)
		read_source(loader, source);
	else
		complain_path(loader, path, "cannot read the rules: ", strerror(errno));
}

static int
is_rule_file(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && ((n > 5 && strcmp(entry->d_name + n - 5, ".yaml") == 0) ||
	                                   (n > 4 && strcmp(entry->d_name + n - 4, ".yml") == 0));
}

/* Not alphasort(), which asks the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void
read_directory(struct loader *loader, const char *path)
{
	struct dirent **entries;
	size_t n = strlen(path);
	int count = scandir(path, &entries, is_rule_file, by_name);

	if (count < 0 && errno == ENOMEM)
		die(STATUS_FAILED, NULL, "out of memory");
	if (count <= 0) {
		complain_path(loader, path, "",
		              count < 0 ? strerror(errno) : "the directory holds no *.yaml or *.yml");
		if (count == 0)
			free(entries);
		return;
	}
	for (int i = 0; i < count; i++) {
		struct buf name = {0};

		buf_addf(&name, "%s%s%s", path, n > 0 && path[n - 1] == '/' ? "" : "/", entries[i]->d_name);
		read_path(loader, buf_str(&name));
		buf_free(&name);
		free(entries[i]);
	}
	free(entries);
}

static int
by_tag(const void *a, const void *b)
{
	return strcmp((*(struct rule *const *)a)->tag, (*(struct rule *const *)b)->tag);
}

/* Ends the loading: the set, or NULL after printing the complaints. */
static struct rule_set *
finish(struct loader *loader, enum report_format format, FILE *errors)
{
	struct rule_set *set = loader->set;
	struct hash128 hash = hash_identity(loader->hashes.data, loader->hashes.len);

	snprintf(set->hash, sizeof(set->hash), "%016llx%016llx", (unsigned long long)hash.high,
	         (unsigned long long)hash.low);
	if (set->rule_count > 1)
		qsort(set->rules, set->rule_count, sizeof(*set->rules), by_tag);
	if (loader->complaints.total > 0 || format == REPORT_SARIF)
		complaints_print(&loader->complaints, format, errors);
	if (loader->complaints.total > 0) {
		rules_free(set);
		set = NULL;
	}
	complaints_free(&loader->complaints);
	free(loader->terms.hashes);
	free(loader->terms.slots);
	table_free(&loader->specials);
	free(loader->special_stamps);
	table_free(&loader->tags);
	arena_free(&loader->keys);
	free(loader->stamps);
	free(loader->files);
	text_free(&loader->text);
	buf_free(&loader->plain);
	buf_free(&loader->stars);
	buf_free(&loader->scratch);
	buf_free(&loader->hashes);
	return set;
}

struct rule_set *
rules_load(const char *const *paths, size_t count, FILE *errors)
{
	return rules_load_report(paths, count, REPORT_TEXT, errors);
}

struct rule_set *
rules_load_report(const char *const *paths, size_t count, enum report_format format, FILE *errors)
{
	struct loader loader = {.set = xcalloc(1, sizeof(*loader.set))};

	for (size_t i = 0; i < count; i++) {
		struct stat status;

		if (stat(paths[i], &status) == 0 && S_ISDIR(status.st_mode))
			read_directory(&loader, paths[i]);
		else
			read_path(&loader, paths[i]);
	}
	return finish(&loader, format, errors);
}

struct rule_set *
rules_load_text(const char *text, size_t n, const char *name, FILE *errors)
{
	struct loader loader = {.set = xcalloc(1, sizeof(*loader.set)), .in_memory = true};

	read_source(&loader, source_new(name, text, n));
	return finish(&loader, REPORT_TEXT, errors);
}

void
rules_free(struct rule_set *set)
{
	if (set == NULL)
		return;
	arena_free(&set->arena);
	free(set->rules);
	free(set->terms);
	free(set);
}

size_t
rules_count(const struct rule_set *set)
{
	return set->rule_count;
}

const struct rule *
rules_get(const struct rule_set *set, size_t i)
{
	return set->rules[i];
}

size_t
rules_term_count(const struct rule_set *set)
{
	return set->term_count;
}

const struct term *
rules_term(const struct rule_set *set, size_t id)
{
	return set->terms[id];
}

const char *
rules_hash(const struct rule_set *set)
{
	return set->hash;
}
