/* Rules from paths: what is read, and what of it holds in the end. */
#include "filters/tag/rules.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "common/diag.h"
#include "common/glob.h"
#include "common/hash.h"
#include "common/nearest.h"
#include "common/xalloc.h"
#include "filters/tag/rules_load.h"

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
		rules_read_source(loader, source);
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

/* Switches off what a glob matches; whether that is anything. */
static bool
disable(struct loader *loader, const char *glob)
{
	bool found = false;

	for (size_t i = 0; i < loader->set->rule_count; i++) {
		const char *tag = loader->set->rules[i]->tag;

		if (!glob_matches(glob, tag, strlen(tag)))
			continue;
		found = loader->origins[i].disabled = loader->dropped = true;
	}
	return found;
}

/* Does what the files of a path say in `disable`. */
static void
apply_disabled(struct loader *loader)
{
	bool complained = loader->complaints.total > 0;

	for (size_t i = 0; i < loader->disabled_count; i++) {
		const struct disabled *item = &loader->disabled[i];
		const char *tags[RULES_CANDIDATES], *near;
		size_t count = loader->set->rule_count;

		/* A rule may be missing because it is wrong. */
		if (disable(loader, item->glob) || complained)
			continue;
		if (count > RULES_CANDIDATES)
			count = RULES_CANDIDATES;
		for (size_t j = 0; j < count; j++)
			tags[j] = loader->set->rules[j]->tag;
		near = nearest_word(item->glob, tags, count);
		complain(&loader->complaints, complaints_source(&loader->complaints, item->mark.file),
		         item->mark.line, item->mark.column, "'%s' switches no rule off%s%s%s", item->glob,
		         near ? "; did you mean '" : ", of this path or those before; take it out", near ? near : "",
		         near ? "'?" : "");
	}
	loader->disabled_count = 0;
}

/* Marks the terms under a node as needed, those of a list once. */
static void
need_terms(struct table *lists, const struct node *node, bool *needed)
{
	const struct node *others[] = {node->none, node->except, node->beside};

	if (node->type == NODE_TERM) {
		needed[node->term->id] = true;
		return;
	}
	if (node->list != NULL) {
		/* Where its children are is a list's own. */
		const char *key = (const char *)&node->children;

		if (table_find(lists, key, sizeof(node->children)) != NULL)
			return;
		table_add(lists, key, sizeof(node->children), 0);
	}
	for (size_t i = 0; i < node->count; i++)
		need_terms(lists, node->children[i], needed);
	for (size_t i = 0; i < 3; i++)
		if (others[i] != NULL)
			need_terms(lists, others[i], needed);
}

/* Takes away the rules that are switched off, and the terms that only rules had which are
 * gone: nobody shall look for them. */
static void
drop_disabled(struct loader *loader)
{
	struct rule_set *set = loader->set;
	bool *needed = xcalloc(set->term_count + 1, sizeof(*needed));
	struct table lists = {0};
	size_t rules = 0, terms = 0;

	for (size_t i = 0; i < set->rule_count; i++) {
		if (loader->origins[i].disabled)
			continue;
		need_terms(&lists, set->rules[i]->condition, needed);
		set->rules[rules++] = set->rules[i];
	}
	for (size_t i = 0; i < set->term_count; i++) {
		if (!needed[i])
			continue;
		set->terms[i]->id = terms;
		set->terms[terms++] = set->terms[i];
	}
	if (rules == 0 && set->rule_count > 0)
		complain(&loader->complaints, NULL, 0, 0, "'disable' switches all rules off; with --no-rules "
		         "records pass as they are");
	set->rule_count = rules;
	set->term_count = terms;
	table_free(&lists);
	free(needed);
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
	if (loader->dropped)
		drop_disabled(loader);
	if (set->rule_count > 1)
		qsort(set->rules, set->rule_count, sizeof(*set->rules), by_tag);
	rules_check_references(loader);
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
	free(loader->origins);
	free(loader->disabled);
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

		loader.path = i;
		if (stat(paths[i], &status) == 0 && S_ISDIR(status.st_mode))
			read_directory(&loader, paths[i]);
		else
			read_path(&loader, paths[i]);
		apply_disabled(&loader);
	}
	return finish(&loader, format, errors);
}

struct rule_set *
rules_load_text(const char *text, size_t n, const char *name, FILE *errors)
{
	struct loader loader = {.set = xcalloc(1, sizeof(*loader.set)), .in_memory = true};

	rules_read_source(&loader, source_new(name, text, n));
	apply_disabled(&loader);
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
