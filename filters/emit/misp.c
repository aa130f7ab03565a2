/* Events in the core format of MISP (draft-dulaunoy-misp-core-format): one a record, so that the same
 * record is the same event whatever it comes with, and an import updates it. One event stands alone, as
 * {"Event": ...}; several are {"response": [...]}, as MISP itself exports them: both can be imported.
 *
 * Numbers are strings, as the format wants. UUIDs are made from the record's id and what they stand
 * for, in our namespace. */
#include <stdlib.h>
#include <string.h>

#include "common/date.h"
#include "common/xalloc.h"
#include "filters/emit/facts.h"
#include "filters/emit/format.h"
#include "filters/emit/intel.h"
#include "filters/emit/intel_names.h"
#include "filters/emit/intel_seen.h"
#include "filters/emit/intel_text.h"
#include "filters/emit/uuid.h"
#include "filters/emit/view.h"

#define INFO_LENGTH 256   /* code points of info and of a report's name, as the format says */
#define TAG_LENGTH 255    /* of a tag's name, as MISP's tables have it */
#define VALUE_LENGTH 16000 /* code points of an attribute: 65,535 bytes, as MISP's tables have it */

/* What a tag becomes beside a tag, by what it names: a cluster of a galaxy of ours, and an attribute. */
static const struct {
	const char *galaxy, *name, *description;
	const char *category, *type; /* NULL: no attribute */
} kinds[] = {
	[INTEL_FIGURE] = {"watchline-figure", "Named figure", "Persons named in texts", "Person", "full-name"},
	[INTEL_ORGANIZATION] = {"watchline-organization", "Named organization", "Organizations named in texts",
	                        "Attribution", "threat-actor"},
	[INTEL_COUNTRY] = {"watchline-region", "Region", "Places that texts are about", NULL, NULL},
	[INTEL_AREA] = {"watchline-region", "Region", "Places that texts are about", NULL, NULL},
	[INTEL_REGION] = {"watchline-region", "Region", "Places that texts are about", NULL, NULL},
};

static const char *const galaxies[] = {"watchline-figure", "watchline-organization", "watchline-region"};

struct misp {
	struct view view;
	struct intel_name name;
	struct intel_seen seen;        /* tags and attributes of the event */
	struct buf line;               /* the event being written */
	struct buf held;               /* the last event, until it is known what follows */
	struct buf attributes;         /* its attributes, as JSON */
	struct buf clusters[3];        /* by galaxy */
	struct buf report, text, tag_name, key;
	size_t attribute_count;
	uint64_t count;
	int64_t created, modified;
	bool dated;
	struct uuid event;
	size_t *evidence;              /* numbers of the evidence, by what was found */
	size_t evidence_cap;
};

static void
add_member(struct buf *out, const char *name, const struct buf *value)
{
	json_add_key(out, name);
	json_add_string(out, value->data ? value->data : "", value->len);
}

static void
add_uuid(struct buf *out, const char *name, const struct uuid *uuid)
{
	char text[37];

	uuid_format(uuid, text);
	json_add_key(out, name);
	buf_addf(out, "\"%s\"", text);
}

/* Of something of the event: `what` and a text tell it apart. */
static struct uuid
part_uuid(struct misp *misp, const char *what, const char *s, size_t n)
{
	buf_clear(&misp->key);
	buf_addf(&misp->key, "%s:", what);
	buf_add(&misp->key, s, n);
	return uuid_v5(&misp->event, misp->key.data, misp->key.len);
}

/* Of something that is the same in all events. */
static struct uuid
common_uuid(struct misp *misp, const char *what, const char *s, size_t n)
{
	buf_clear(&misp->key);
	buf_addf(&misp->key, "%s:", what);
	buf_add(&misp->key, s, n);
	return uuid_v5(&uuid_watchline, misp->key.data, misp->key.len);
}

static unsigned long long
seconds(const struct misp *misp)
{
	return misp->modified > 0 ? (unsigned long long)misp->modified : 0;
}

/* A machine tag can hold no quote in its value. */
static void
add_machine_value(struct buf *out, const char *s, size_t n)
{
	size_t begin = out->len;

	buf_addc(out, '"');
	intel_add_line(out, s, n, SIZE_MAX);
	for (size_t i = begin + 1; i < out->len; i++)
		if (out->data[i] == '"')
			out->data[i] = '\'';
	buf_addc(out, '"');
}

/* topic/name is watchline:topic="name". */
static void
name_tag(struct misp *misp, const char *tag, size_t n)
{
	const char *slash = n ? memchr(tag, '/', n) : NULL;
	size_t topic = slash ? (size_t)(slash - tag) : 0;
	struct buf *name = &misp->text;

	buf_clear(name);
	buf_adds(name, "watchline:");
	for (size_t i = 0; i < topic; i++) {
		bool plain = (tag[i] >= 'a' && tag[i] <= 'z') || (tag[i] >= '0' && tag[i] <= '9') || tag[i] == '-';

		buf_addc(name, plain ? tag[i] : '-');
	}
	if (topic == 0)
		buf_adds(name, "topic");
	buf_addc(name, '=');
	add_machine_value(name, slash && topic > 0 ? slash + 1 : tag, slash && topic > 0 ? n - topic - 1 : n);
	buf_clear(&misp->tag_name);
	intel_add_line(&misp->tag_name, name->data, name->len, TAG_LENGTH);
}

static void
add_tag(struct misp *misp, struct buf *out, const struct buf *name)
{
	json_add_comma(out);
	buf_adds(out, "{\"id\":\"0\",\"colour\":\"#5c6b7a\",\"exportable\":true");
	add_member(out, "name", name);
	buf_addc(out, '}');
}

/* A tag of the event, once. */
static void
event_tag(struct misp *misp, const struct buf *name)
{
	struct uuid uuid = part_uuid(misp, "tag", name->data, name->len);

	if (intel_seen_add(&misp->seen, &uuid))
		add_tag(misp, &misp->line, name);
}

static void
plain_tag(struct misp *misp, const char *name)
{
	buf_clear(&misp->tag_name);
	buf_adds(&misp->tag_name, name);
	event_tag(misp, &misp->tag_name);
}

/* Begins an attribute of a value in misp->text; false if the event has it. Its tags, and the end, are
 * the caller's. */
static bool
begin_attribute(struct misp *misp, const char *category, const char *type, bool correlate)
{
	struct buf *out = &misp->attributes, value = {0};
	struct uuid uuid;
	char what[64];

	intel_add_line(&value, misp->text.data ? misp->text.data : "", misp->text.len, VALUE_LENGTH);
	snprintf(what, sizeof(what), "%s:%s", category, type);
	uuid = part_uuid(misp, what, value.data ? value.data : "", value.len);
	if (value.len == 0 || !intel_seen_add(&misp->seen, &uuid)) {
		buf_free(&value);
		return false;
	}
	json_add_comma(out);
	buf_addf(out, "{\"id\":\"0\",\"event_id\":\"0\",\"type\":\"%s\",\"category\":\"%s\",\"to_ids\":false", type,
	         category);
	add_uuid(out, "uuid", &uuid);
	buf_addf(out, ",\"timestamp\":\"%llu\",\"distribution\":\"5\",\"sharing_group_id\":\"0\",\"deleted\":false,"
	         "\"disable_correlation\":%s", seconds(misp), correlate ? "false" : "true");
	add_member(out, "value", &value);
	misp->attribute_count++;
	buf_free(&value);
	return true;
}

static void
add_attribute(struct misp *misp, const char *category, const char *type, const char *comment)
{
	if (!begin_attribute(misp, category, type, true))
		return;
	json_add_key(&misp->attributes, "comment");
	json_add_string(&misp->attributes, comment, strlen(comment));
	buf_addc(&misp->attributes, '}');
}

/* The cluster that a tag stands for. */
static void
add_cluster(struct misp *misp, const char *galaxy, const struct buf *value, const struct buf *tag_name)
{
	struct uuid uuid = common_uuid(misp, "cluster", tag_name->data, tag_name->len);
	const struct intel_name *name = &misp->name;
	struct buf *out = &misp->clusters[0];

	for (size_t i = 0; i < sizeof(galaxies) / sizeof(*galaxies); i++)
		if (strcmp(galaxies[i], galaxy) == 0)
			out = &misp->clusters[i];
	json_add_comma(out);
	buf_addf(out, "{\"id\":\"0\",\"galaxy_id\":\"0\",\"tag_id\":\"0\",\"type\":\"%s\"", galaxy);
	add_uuid(out, "uuid", &uuid);
	add_member(out, "value", value);
	add_member(out, "tag_name", tag_name);
	buf_adds(out, ",\"description\":\"Named in texts, which says nothing of what it did\",\"source\":\"watchline\","
	         "\"authors\":[\"watchline\"],\"meta\":{");
	if (name->code)
		buf_addf(out, "\"country\":[\"%s\"]", name->code);
	if (name->region.len > 0) {
		json_add_key(out, "region");
		buf_addc(out, '[');
		json_add_string(out, name->region.data, name->region.len);
		buf_addc(out, ']');
	}
	buf_adds(out, "}}");
}

/* A tag of the record: a tag of the event; and if it names something, a cluster with its tag, and an
 * attribute. */
static void
take_tag(struct emitter *emitter, const char *tag, size_t n)
{
	struct misp *misp = emitter->state;
	struct intel_name *name = &misp->name;
	struct uuid uuid;

	name_tag(misp, tag, n);
	event_tag(misp, &misp->tag_name);
	intel_name_read(name, emitter->options.rules, tag, n);
	if (name->kind == INTEL_TOPIC)
		return;
	buf_clear(&misp->text);
	buf_addf(&misp->text, "misp-galaxy:%s=", kinds[name->kind].galaxy);
	add_machine_value(&misp->text, name->label.data, name->label.len);
	buf_clear(&misp->tag_name);
	intel_add_line(&misp->tag_name, misp->text.data, misp->text.len, TAG_LENGTH);
	uuid = part_uuid(misp, "cluster", misp->tag_name.data, misp->tag_name.len);
	if (!intel_seen_add(&misp->seen, &uuid))
		return;
	event_tag(misp, &misp->tag_name);
	add_cluster(misp, kinds[name->kind].galaxy, &name->label, &misp->tag_name);
	if (!kinds[name->kind].category)
		return;
	buf_clear(&misp->text);
	buf_add(&misp->text, name->label.data, name->label.len);
	add_attribute(misp, kinds[name->kind].category, kinds[name->kind].type, "named in the text");
}

static const struct view *sorted_view; /* for compare_evidence() */

static int
compare_slices(struct slice a, struct slice b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = memcmp(view_slice(sorted_view, a), view_slice(sorted_view, b), n);

	return order ? order : a.len < b.len ? -1 : a.len > b.len;
}

static int
compare_evidence(const void *a, const void *b)
{
	const struct evidence *x = &sorted_view->evidence[*(const size_t *)a];
	const struct evidence *y = &sorted_view->evidence[*(const size_t *)b];
	int order = compare_slices(x->match, y->match);

	return order ? order : compare_slices(x->tag, y->tag);
}

/* What was found, once however often it was, with the tags it is evidence of. */
static void
add_evidence(struct misp *misp)
{
	const struct view *view = &misp->view;
	size_t count = view->evidence_count;

	misp->evidence = xgrow(misp->evidence, &misp->evidence_cap, count, sizeof(*misp->evidence));
	for (size_t i = 0; i < count; i++)
		misp->evidence[i] = i;
	sorted_view = view;
	if (count > 1)
		qsort(misp->evidence, count, sizeof(*misp->evidence), compare_evidence);
	for (size_t i = 0, next; i < count; i = next) {
		const struct evidence *first = &view->evidence[misp->evidence[i]];
		bool begun;

		buf_clear(&misp->text);
		buf_add(&misp->text, view_slice(view, first->match), first->match.len);
		begun = begin_attribute(misp, "External analysis", "text", false);
		if (begun)
			buf_adds(&misp->attributes, ",\"comment\":\"evidence\",\"Tag\":[");
		for (next = i; next < count; next++) {
			const struct evidence *other = &view->evidence[misp->evidence[next]];

			if (compare_slices(first->match, other->match) != 0)
				break;
			if (!begun || other->tag.len == 0
			    || (next > i && compare_slices(other->tag, view->evidence[misp->evidence[next - 1]].tag) == 0))
				continue;
			name_tag(misp, view_slice(view, other->tag), other->tag.len);
			add_tag(misp, &misp->attributes, &misp->tag_name);
		}
		if (begun)
			buf_adds(&misp->attributes, "]}");
	}
}

/* An address, unless it is too long to be whole. */
static void
add_link(struct misp *misp, const char *url, size_t n, const char *comment)
{
	buf_clear(&misp->text);
	if (intel_add_uri(&misp->text, url, n) && misp->text.len <= VALUE_LENGTH)
		add_attribute(misp, "External analysis", "link", comment);
}

static void
add_addresses(struct misp *misp)
{
	const struct view *view = &misp->view;

	add_link(misp, view->url.data ? view->url.data : "", view->url.len, "where the record was read");
	buf_clear(&misp->text);
	buf_add(&misp->text, view->id.data, view->id.len);
	add_attribute(misp, "Internal reference", "text", "id of the record");
	for (size_t i = 0; i < view->links.count; i++) {
		struct slice url = view->links.items[i].text;

		add_link(misp, view_slice(view, url), url.len, "the text leads there");
	}
}

static void
report_line(struct misp *misp, const char *label, const struct buf *value)
{
	if (value->len == 0)
		return;
	buf_clear(&misp->text);
	intel_add_line(&misp->text, value->data, value->len, SIZE_MAX);
	buf_addf(&misp->report, "- %s: ", label);
	intel_add_markdown(&misp->report, misp->text.data ? misp->text.data : "", misp->text.len);
	buf_addc(&misp->report, '\n');
}

/* Text with its evidence in bold: a span that neither begins nor ends with white space. */
static void
report_text(struct misp *misp, const struct buf *text, const struct spans *spans)
{
	size_t at = 0;

	for (size_t i = 0; i < spans->count; i++) {
		struct span span = spans->items[i];
		struct buf inner = {0};

		intel_add_markdown(&misp->report, text->data + at, span.start - at);
		intel_add_markdown(&inner, text->data + span.start, span.end - span.start);
		if (inner.len > 0 && !memchr(inner.data, '\n', inner.len) && inner.data[0] != ' '
		    && inner.data[inner.len - 1] != ' ')
			buf_addf(&misp->report, "**%.*s**", (int)inner.len, inner.data);
		else
			buf_add(&misp->report, inner.data, inner.len);
		buf_free(&inner);
		at = span.end;
	}
	if (text->len > at)
		intel_add_markdown(&misp->report, text->data + at, text->len - at);
}

/* The text, in Markdown. */
static void
add_report(struct misp *misp, const struct buf *info)
{
	const struct view *view = &misp->view;
	struct buf *out = &misp->line;
	struct uuid uuid = part_uuid(misp, "report", "", 0);
	char date[21];

	buf_clear(&misp->report);
	report_line(misp, "Source", &view->source);
	if (misp->dated && date_format(misp->created, date))
		buf_addf(&misp->report, "- Published: %s\n", date);
	report_line(misp, "Address", &view->url);
	report_line(misp, "Forwarded from", &view->forwarded_from);
	report_line(misp, "Copy of", &view->duplicate_of);
	if (view->title.len > 0) {
		buf_adds(&misp->report, misp->report.len ? "\n## " : "## ");
		buf_clear(&misp->text);
		intel_add_line(&misp->text, view->title.data, view->title.len, SIZE_MAX);
		intel_add_markdown(&misp->report, misp->text.data ? misp->text.data : "", misp->text.len);
		buf_addc(&misp->report, '\n');
	}
	if (misp->report.len > 0 && view->text.len > 0)
		buf_addc(&misp->report, '\n');
	report_text(misp, &view->text, &view->text_spans);
	if (misp->report.len == 0)
		return;
	buf_adds(out, ",\"EventReport\":[{\"id\":\"0\",\"event_id\":\"0\"");
	add_uuid(out, "uuid", &uuid);
	add_member(out, "name", info);
	add_member(out, "content", &misp->report);
	buf_addf(out, ",\"distribution\":\"5\",\"sharing_group_id\":\"0\",\"timestamp\":\"%llu\",\"deleted\":false}]",
	         seconds(misp));
}

static void
add_galaxies(struct misp *misp)
{
	struct buf *out = &misp->line;

	buf_adds(out, ",\"Galaxy\":[");
	for (size_t i = 0; i < sizeof(galaxies) / sizeof(*galaxies); i++) {
		struct uuid uuid = common_uuid(misp, "galaxy", galaxies[i], strlen(galaxies[i]));
		size_t kind = INTEL_FIGURE;

		if (misp->clusters[i].len == 0)
			continue;
		while (strcmp(kinds[kind].galaxy, galaxies[i]) != 0)
			kind++;
		json_add_comma(out);
		buf_addf(out, "{\"id\":\"0\",\"type\":\"%s\",\"name\":\"%s\",\"description\":\"%s\",\"version\":\"1\"",
		         galaxies[i], kinds[kind].name, kinds[kind].description);
		add_uuid(out, "uuid", &uuid);
		buf_adds(out, ",\"GalaxyCluster\":[");
		buf_add(out, misp->clusters[i].data, misp->clusters[i].len);
		buf_adds(out, "]}");
	}
	buf_addc(out, ']');
}

/* 1 high to 4 undefined. */
static int
threat_level(enum facts_severity severity)
{
	static const int levels[] = {[FACTS_NONE] = 4, [FACTS_LOW] = 3, [FACTS_MEDIUM] = 2, [FACTS_HIGH] = 1,
	                             [FACTS_CRITICAL] = 1};

	return levels[severity];
}

static void
add_organisation(struct misp *misp, const char *member, const struct buf *name)
{
	struct uuid uuid = common_uuid(misp, "organisation", name->data, name->len);

	json_add_key(&misp->line, member);
	buf_adds(&misp->line, "{\"id\":\"0\"");
	add_uuid(&misp->line, "uuid", &uuid);
	add_member(&misp->line, "name", name);
	buf_addc(&misp->line, '}');
}

static void
add_head(struct emitter *emitter, enum facts_severity severity, const struct buf *info)
{
	struct misp *misp = emitter->state;
	struct buf *out = &misp->line, author = {0};
	char day[11];

	if (!facts_day(misp->created, day))
		facts_day(0, day);
	buf_adds(out, "{\"Event\":{\"id\":\"0\",\"org_id\":\"0\",\"orgc_id\":\"0\"");
	add_uuid(out, "uuid", &misp->event);
	add_member(out, "info", info);
	buf_addf(out, ",\"date\":\"%s\",\"timestamp\":\"%llu\",\"published\":false,\"publish_timestamp\":\"0\","
	         "\"first_publication\":\"0\",\"threat_level_id\":\"%d\",\"analysis\":\"0\",\"distribution\":\"0\","
	         "\"sharing_group_id\":\"0\",\"extends_uuid\":\"\",\"locked\":false", day, seconds(misp),
	         threat_level(severity));
	intel_author(&author, emitter->options.author);
	add_organisation(misp, "Org", &author);
	add_organisation(misp, "Orgc", &author);
	buf_free(&author);
}

static void
add_tags(struct emitter *emitter, enum facts_severity severity)
{
	struct misp *misp = emitter->state;
	const struct view *view = &misp->view;
	char name[48];

	buf_adds(&misp->line, ",\"Tag\":[");
	if (emitter->options.tlp) {
		snprintf(name, sizeof(name), "tlp:%s", emitter->options.tlp);
		plain_tag(misp, name);
	}
	for (size_t i = 0; i < view->tag_count; i++)
		if (view->tags[i].len > 0)
			take_tag(emitter, view_slice(view, view->tags[i]), view->tags[i].len);
	if (severity != FACTS_NONE) {
		snprintf(name, sizeof(name), "watchline:severity=\"%s\"", facts_severities[severity - 1]);
		plain_tag(misp, name);
	}
	if (!misp->dated)
		plain_tag(misp, "watchline:date-unknown");
	buf_addc(&misp->line, ']');
}

/* The event of the record that view has, in misp->line. */
static void
make_event(struct emitter *emitter, const struct record *rec)
{
	struct misp *misp = emitter->state;
	struct buf info = {0}, *out = &misp->line;
	enum facts_severity severity;
	double score;

	buf_clear(out);
	buf_clear(&misp->attributes);
	for (size_t i = 0; i < sizeof(galaxies) / sizeof(*galaxies); i++)
		buf_clear(&misp->clusters[i]);
	misp->attribute_count = 0;
	intel_seen_clear(&misp->seen);
	facts_score(rec, NULL, &severity, &score);
	intel_title(&info, &misp->view, INFO_LENGTH);
	add_head(emitter, severity, &info);
	add_tags(emitter, severity);
	add_galaxies(misp);
	add_addresses(misp);
	add_evidence(misp);
	buf_addf(out, ",\"attribute_count\":\"%zu\",\"Attribute\":[", misp->attribute_count);
	buf_add(out, misp->attributes.data, misp->attributes.len);
	buf_addc(out, ']');
	add_report(misp, &info);
	buf_adds(out, "}}");
	buf_free(&info);
}

static void
misp_begin(struct emitter *emitter)
{
	emitter->state = xcalloc(1, sizeof(struct misp));
}

static enum verdict
misp_record(struct emitter *emitter, const struct record *rec)
{
	struct misp *misp = emitter->state;
	const struct buf *identity;

	view_read(&misp->view, rec);
	misp->dated = intel_times(&misp->view, rec, &misp->created, &misp->modified);
	identity = intel_identity(&misp->view);
	misp->event = common_uuid(misp, "event", identity->data ? identity->data : "", identity->len);
	make_event(emitter, rec);
	if (misp->count++ > 0) {
		buf_clear(&emitter->buf);
		if (misp->count == 2)
			buf_adds(&emitter->buf, "{\"response\":[\n");
		buf_add(&emitter->buf, misp->held.data, misp->held.len);
		buf_adds(&emitter->buf, ",\n");
		output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	}
	buf_clear(&misp->held);
	buf_add(&misp->held, misp->line.data, misp->line.len);
	return TAKEN;
}

static void
misp_end(struct emitter *emitter)
{
	struct misp *misp = emitter->state;
	struct buf *bufs[] = {&misp->line, &misp->held, &misp->attributes, &misp->clusters[0], &misp->clusters[1],
	                      &misp->clusters[2], &misp->report, &misp->text, &misp->tag_name, &misp->key};

	buf_clear(&emitter->buf);
	if (misp->count == 0)
		buf_adds(&emitter->buf, "{\"response\":[]}");
	buf_add(&emitter->buf, misp->held.data, misp->held.len);
	if (misp->count > 1)
		buf_adds(&emitter->buf, "\n]}");
	buf_addc(&emitter->buf, '\n');
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	view_free(&misp->view);
	intel_name_free(&misp->name);
	intel_seen_free(&misp->seen);
	free(misp->evidence);
	for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
		buf_free(bufs[i]);
	free(misp);
	emitter->state = NULL;
}

const struct format format_misp = {.name = "misp", .begin = misp_begin, .record = misp_record,
                                   .end = misp_end, .takes = "author rules tlp"};
