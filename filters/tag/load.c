#include "filters/tag/load.h"

#include "common/diag.h"
#include "filters/tag/places.h"

static const char *const usual_fields[] = {"title", "summary", "content_text"};

struct tagset *
load_compiled(const struct load *load, struct rule_set *rules)
{
	struct problem problem = {.text = ""};
	struct tagset *set = load->fields->count > 0
		? tagset_new(rules, load->fields->items, load->fields->count, &problem)
		: tagset_new(rules, usual_fields, sizeof(usual_fields) / sizeof(*usual_fields), &problem);

	if (!set)
		diag(NULL, "%s", problem.text);
	return set;
}

static struct tagset *
load_paths(const struct load *load, const char *const *paths, size_t count, enum report_format form,
           FILE *errors)
{
	struct rule_set *rules = rules_load_report(paths, count, form, errors);

	return rules ? load_compiled(load, rules) : NULL;
}

struct tagset *
load_path(const struct load *load, const char *path)
{
	return load_paths(load, &path, 1, REPORT_TEXT, stderr);
}

static void
complain_places(const struct places *places)
{
	struct buf tried = {0};

	for (size_t i = 0; i < places->count; i++)
		buf_addf(&tried, "%s%s", i > 0 ? ", " : "", places->items[i].path);
	diag(NULL, "no rules in %s; name some with -r, or say --no-rules", buf_str(&tried));
	buf_free(&tried);
}

struct tagset *
load_rules(const struct load *load, enum report_format form, FILE *errors)
{
	struct places places;
	const char *first;
	struct tagset *set = NULL;

	if (load->paths->count > 0)
		return load_paths(load, load->paths->items, load->paths->count, form, errors);
	places_find(&places, load->installed);
	first = places_first(&places);
	if (first)
		set = load_paths(load, &first, 1, form, errors);
	else
		complain_places(&places);
	places_free(&places);
	return set;
}

void
load_add_places(const struct load *load, bool none, struct buf *out)
{
	struct places places;
	const char *first;

	places_find(&places, load->installed);
	first = load->paths->count > 0 || none ? NULL : places_first(&places);
	for (size_t i = 0; i < load->paths->count; i++)
		buf_addf(out, "used\t-r\t%s\n", load->paths->items[i]);
	for (size_t i = 0; i < places.count; i++) {
		const struct place *place = &places.items[i];

		buf_addf(out, "%s\t%s\t%s\n",
		         !places_holds_rules(place->path) ? "none" : place->path == first ? "used" : "there",
		         place->why, place->path);
	}
	places_free(&places);
}
