/* A bundle of STIX 2.1, written as records come: each object once, those that others refer to first.
 *
 * Identifiers are made as OpenCTI makes them (pycti, generate_id of each class: UUIDv5 of canonical JSON
 * of what tells objects of a type apart), and for observables as STIX 2.1 section 2.9 says, in the
 * same namespace; so the same record gives the same objects, and importing it again changes nothing.
 * The objects that tags stand for say only what the tag says, so that they are always the same. */
#include <sha1.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/date.h"
#include "common/xalloc.h"
#include "filters/emit/facts.h"
#include "filters/emit/format.h"
#include "filters/emit/intel.h"
#include "filters/emit/intel_names.h"
#include "filters/emit/intel_pairs.h"
#include "filters/emit/intel_seen.h"
#include "filters/emit/intel_text.h"
#include "filters/emit/uuid.h"
#include "filters/emit/view.h"

/* When objects that stand for a tag or for us were made. It never changes, as they do not. */
#define MADE "2020-01-01T00:00:00.000Z"

/* The marking definitions of STIX 2.1 section 7.2.1.4 by what the options call them. */
static const struct {
	const char *name, *tlp, *capitals, *id;
} markings[] = {
	{"clear", "white", "WHITE", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"},
	{"green", "green", "GREEN", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"},
	{"amber", "amber", "AMBER", "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"},
	{"red", "red", "RED", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"},
};

/* What a tag becomes, by what it names. */
static const struct {
	const char *type, *beside; /* beside: what OpenCTI puts beside the name, as canonical JSON */
} objects[] = {
	[INTEL_TOPIC] = {NULL, NULL},
	[INTEL_FIGURE] = {"threat-actor", ",\"opencti_type\":\"Threat-Actor-Individual\""},
	[INTEL_ORGANIZATION] = {"intrusion-set", ""},
	[INTEL_COUNTRY] = {"location", ",\"x_opencti_location_type\":\"Country\""},
	[INTEL_AREA] = {"location", ",\"x_opencti_location_type\":\"Administrative-Area\""},
	[INTEL_REGION] = {"location", ",\"x_opencti_location_type\":\"Region\""},
};

struct stix {
	struct view view;
	struct intel_name name;
	struct intel_seen seen;    /* objects of the bundle */
	struct intel_pairs reports; /* of records that are no copies, by a UUID of their ids */
	struct intel_seen in_report; /* what the report refers to, or its labels */
	struct buf line;           /* the object being written */
	struct buf refs;           /* of the report, as JSON */
	struct buf title, canonical, lower, text;
	SHA1_CTX ids;              /* of all objects in order, for that of the bundle */
	uint64_t count;
	const char *marking;       /* its id, or NULL */
	char author[64];
	char created[25], modified[25];
	bool dated;
};

static void
write_id(char out[64], const char *type, const struct uuid *uuid)
{
	char text[37];

	uuid_format(uuid, text);
	snprintf(out, 64, "%s--%s", type, text);
}

static void
begin_object(struct stix *stix, const char *type, const char *id)
{
	buf_clear(&stix->line);
	buf_addf(&stix->line, "{\"type\":\"%s\",\"spec_version\":\"2.1\",\"id\":\"%s\"", type, id);
	SHA1Update(&stix->ids, (const uint8_t *)id, strlen(id));
}

static void
begin_domain_object(struct stix *stix, const char *type, const char *id, const char *created,
                    const char *modified)
{
	begin_object(stix, type, id);
	if (strcmp(id, stix->author) != 0)
		buf_addf(&stix->line, ",\"created_by_ref\":\"%s\"", stix->author);
	buf_addf(&stix->line, ",\"created\":\"%s\",\"modified\":\"%s\"", created, modified);
	if (stix->marking)
		buf_addf(&stix->line, ",\"object_marking_refs\":[\"%s\"]", stix->marking);
}

static void
add_member(struct stix *stix, const char *name, const struct buf *value)
{
	json_add_key(&stix->line, name);
	json_add_string(&stix->line, value->data ? value->data : "", value->len);
}

/* Objects are lines, so that what reads lines can look into a bundle. One is held back until it is
 * known whether a comma follows, since only whole lines are given to the output. */
static void
end_object(struct emitter *emitter)
{
	struct stix *stix = emitter->state;
	struct buf *out = &emitter->buf;

	if (stix->count++ == 0) {
		buf_clear(out);
		buf_adds(out, "{\"type\":\"bundle\",\"objects\":[\n");
	} else {
		buf_adds(out, ",\n");
		output_add(emitter->out, out->data, out->len);
		buf_clear(out);
	}
	buf_add(out, stix->line.data, stix->line.len);
	buf_addc(out, '}');
}

static void
add_ref(struct stix *stix, const char *id)
{
	json_add_comma(&stix->refs);
	json_add_string(&stix->refs, id, strlen(id));
}

/* Canonical JSON has its members by name; the caller gives them so. */
static void
canonical_member(struct stix *stix, const char *name, const char *s, size_t n)
{
	buf_addf(&stix->canonical, "%c\"%s\":", stix->canonical.len ? ',' : '{', name);
	intel_add_canonical(&stix->canonical, s, n);
}

static void
canonical_name(struct stix *stix, const struct buf *name)
{
	buf_clear(&stix->lower);
	intel_add_lower(&stix->lower, name->data ? name->data : "", name->len);
	canonical_member(stix, "name", stix->lower.data ? stix->lower.data : "", stix->lower.len);
}

static struct uuid
canonical_uuid(struct stix *stix)
{
	struct uuid uuid;

	buf_addc(&stix->canonical, '}');
	uuid = uuid_v5(&uuid_stix, stix->canonical.data, stix->canonical.len);
	buf_clear(&stix->canonical);
	return uuid;
}

static void
write_marking(struct emitter *emitter, size_t i)
{
	struct stix *stix = emitter->state;

	begin_object(stix, "marking-definition", markings[i].id);
	buf_addf(&stix->line, ",\"created\":\"2017-01-20T00:00:00.000Z\",\"definition_type\":\"tlp\","
	         "\"name\":\"TLP:%s\",\"definition\":{\"tlp\":\"%s\"}", markings[i].capitals, markings[i].tlp);
	end_object(emitter);
}

/* Who made the bundle: the one identity in it. */
static void
write_author(struct emitter *emitter)
{
	struct stix *stix = emitter->state;
	const char *class = emitter->options.author ? "organization" : "system";
	struct buf name = {0};
	struct uuid uuid;

	intel_author(&name, emitter->options.author);
	canonical_member(stix, "identity_class", class, strlen(class));
	canonical_name(stix, &name);
	uuid = canonical_uuid(stix);
	write_id(stix->author, "identity", &uuid);
	begin_domain_object(stix, "identity", stix->author, MADE, MADE);
	add_member(stix, "name", &name);
	buf_addf(&stix->line, ",\"identity_class\":\"%s\"", class);
	end_object(emitter);
	buf_free(&name);
}

/* Before the first record, since a list in STIX is never empty. */
static void
write_head(struct emitter *emitter)
{
	struct stix *stix = emitter->state;

	for (size_t i = 0; i < sizeof(markings) / sizeof(*markings); i++)
		if (emitter->options.tlp && strcmp(emitter->options.tlp, markings[i].name) == 0) {
			stix->marking = markings[i].id;
			write_marking(emitter, i);
		}
	write_author(emitter);
}

static void
stix_begin(struct emitter *emitter)
{
	struct stix *stix = xcalloc(1, sizeof(*stix));

	SHA1Init(&stix->ids);
	emitter->state = stix;
}

static void
add_named_members(struct stix *stix)
{
	const struct intel_name *name = &stix->name;

	add_member(stix, "name", &name->label);
	if (name->kind == INTEL_FIGURE)
		buf_adds(&stix->line, ",\"threat_actor_types\":[\"unknown\"],\"resource_level\":\"individual\"");
	if (name->kind < INTEL_COUNTRY)
		return;
	if (name->code)
		buf_addf(&stix->line, ",\"country\":\"%s\"", name->code);
	if (name->region.len > 0)
		add_member(stix, "region", &name->region);
	if (name->kind == INTEL_AREA)
		buf_adds(&stix->line, ",\"x_opencti_location_type\":\"Administrative-Area\"");
}

/* The object that a tag stands for, if it is the first of its kind, and the report's reference to it. */
static void
write_tag(struct emitter *emitter, const char *tag, size_t n)
{
	struct stix *stix = emitter->state;
	struct uuid uuid;
	char id[64];

	intel_name_read(&stix->name, emitter->options.rules, tag, n);
	if (!objects[stix->name.kind].type)
		return;
	canonical_name(stix, &stix->name.label);
	buf_adds(&stix->canonical, objects[stix->name.kind].beside);
	uuid = canonical_uuid(stix);
	if (!intel_seen_add(&stix->in_report, &uuid))
		return;
	write_id(id, objects[stix->name.kind].type, &uuid);
	add_ref(stix, id);
	if (!intel_seen_add(&stix->seen, &uuid))
		return;
	begin_domain_object(stix, objects[stix->name.kind].type, id, MADE, MADE);
	add_named_members(stix);
	end_object(emitter);
}

/* An address that the text leads to, as an observable. */
static void
write_link(struct emitter *emitter, struct slice url)
{
	struct stix *stix = emitter->state;
	struct uuid uuid;
	char id[64];

	buf_clear(&stix->text);
	if (!intel_add_uri(&stix->text, view_slice(&stix->view, url), url.len))
		return;
	canonical_member(stix, "value", stix->text.data, stix->text.len);
	uuid = canonical_uuid(stix);
	if (!intel_seen_add(&stix->in_report, &uuid))
		return;
	write_id(id, "url", &uuid);
	add_ref(stix, id);
	if (!intel_seen_add(&stix->seen, &uuid))
		return;
	begin_object(stix, "url", id);
	if (stix->marking)
		buf_addf(&stix->line, ",\"object_marking_refs\":[\"%s\"]", stix->marking);
	add_member(stix, "value", &stix->text);
	end_object(emitter);
}

static void
write_time(char out[25], int64_t seconds)
{
	char date[21];

	if (!date_format(seconds, date))
		date_format(0, date);
	snprintf(out, 25, "%.19s.000Z", date);
}

static void
read_times(struct stix *stix, const struct record *rec)
{
	int64_t created, modified;

	stix->dated = intel_times(&stix->view, rec, &created, &modified);
	write_time(stix->created, created);
	write_time(stix->modified, modified);
}

/* OpenCTI's identifier of a report; that of a record without a date must not hang on the clock. */
static struct uuid
report_uuid(struct stix *stix)
{
	const struct buf *what = intel_identity(&stix->view);

	if (!stix->dated)
		canonical_member(stix, "id", what->data ? what->data : "", what->len);
	canonical_name(stix, &stix->title);
	if (stix->dated)
		canonical_member(stix, "published", stix->created, strlen(stix->created));
	return canonical_uuid(stix);
}

static void
add_label(struct stix *stix, const char *s, size_t n)
{
	struct uuid uuid = uuid_v5(&uuid_watchline, s, n);

	buf_clear(&stix->text);
	intel_add_line(&stix->text, s, n, SIZE_MAX);
	if (stix->text.len == 0 || !intel_seen_add(&stix->in_report, &uuid))
		return;
	json_add_comma(&stix->line);
	json_add_string(&stix->line, stix->text.data, stix->text.len);
}

static void
add_labels(struct stix *stix, const struct record *rec)
{
	const struct view *view = &stix->view;
	enum facts_severity severity;
	size_t begin = stix->line.len, empty;
	double score;

	json_add_key(&stix->line, "labels");
	buf_addc(&stix->line, '[');
	empty = stix->line.len;
	for (size_t i = 0; i < view->tag_count; i++)
		add_label(stix, view_slice(view, view->tags[i]), view->tags[i].len);
	facts_score(rec, NULL, &severity, &score);
	if (severity != FACTS_NONE) {
		char label[32];

		snprintf(label, sizeof(label), "severity:%s", facts_severities[severity - 1]);
		add_label(stix, label, strlen(label));
	}
	if (!stix->dated)
		add_label(stix, "date-unknown", strlen("date-unknown"));
	if (stix->line.len == empty)
		stix->line.len = begin;
	else
		buf_addc(&stix->line, ']');
}

static bool
is(const struct buf *s, const char *what)
{
	return s->len == strlen(what) && memcmp(s->data, what, s->len) == 0;
}

static bool
begins(const struct buf *s, const char *what)
{
	return s->len >= strlen(what) && strncasecmp(s->data, what, strlen(what)) == 0;
}

/* Where the record comes from. The schemas keep the sources cve and capec, and identifiers of their form,
 * to themselves. */
static void
add_source(struct stix *stix)
{
	const struct view *view = &stix->view;
	struct buf *line = &stix->line;
	bool url, id;

	buf_clear(&stix->text);
	intel_add_line(&stix->text, view->source.data ? view->source.data : "", view->source.len, SIZE_MAX);
	if (stix->text.len == 0 || is(&stix->text, "cve") || is(&stix->text, "capec")) {
		struct buf name = {0};

		buf_adds(&name, stix->text.len ? "source " : "unknown source");
		buf_add(&name, stix->text.data, stix->text.len);
		buf_clear(&stix->text);
		intel_add_line(&stix->text, name.data, name.len, SIZE_MAX);
		buf_free(&name);
	}
	json_add_key(line, "external_references");
	buf_adds(line, "[{");
	add_member(stix, "source_name", &stix->text);
	buf_clear(&stix->text);
	url = intel_add_uri(&stix->text, view->url.data ? view->url.data : "", view->url.len);
	if (url)
		add_member(stix, "url", &stix->text);
	buf_clear(&stix->text);
	intel_add_line(&stix->text, view->id.data ? view->id.data : "", view->id.len, SIZE_MAX);
	id = stix->text.len > 0 && !begins(&stix->text, "CVE-") && !begins(&stix->text, "CAPEC-");
	if (id) {
		add_member(stix, "external_id", &stix->text);
	} else if (!url || stix->text.len > 0) {
		if (stix->text.len == 0)
			buf_adds(&stix->text, "a record without an id");
		add_member(stix, "description", &stix->text);
	}
	if (!url && view->url.len > 0 && id) {
		buf_clear(&stix->text);
		intel_add_line(&stix->text, view->url.data, view->url.len, SIZE_MAX);
		if (stix->text.len > 0)
			add_member(stix, "description", &stix->text);
	}
	buf_adds(line, "}]");
}

static void
write_report(struct emitter *emitter, const struct record *rec, const char *id)
{
	struct stix *stix = emitter->state;
	const struct view *view = &stix->view;

	begin_domain_object(stix, "report", id, stix->created, stix->modified);
	add_member(stix, "name", &stix->title);
	buf_clear(&stix->text);
	intel_add_text(&stix->text, view->text.data ? view->text.data : "", view->text.len);
	if (stix->text.len > 0)
		add_member(stix, "description", &stix->text);
	buf_addf(&stix->line, ",\"report_types\":[\"%s\"],\"published\":\"%s\"",
	         intel_is_threat(view) ? "threat-report" : "observed-data", stix->created);
	buf_clear(&stix->text);
	intel_add_line(&stix->text, view->language.data ? view->language.data : "", view->language.len, 35);
	if (stix->text.len > 0)
		add_member(stix, "lang", &stix->text);
	add_labels(stix, rec);
	add_source(stix);
	if (stix->refs.len == 0)
		add_ref(stix, stix->author); /* a report must be about something */
	buf_adds(&stix->line, ",\"object_refs\":[");
	buf_add(&stix->line, stix->refs.data, stix->refs.len);
	buf_addc(&stix->line, ']');
	end_object(emitter);
}

static void
note_line(struct stix *stix, const char *label, const struct buf *value)
{
	if (value->len == 0)
		return;
	buf_addf(&stix->text, "%s: ", label);
	intel_add_line(&stix->text, value->data, value->len, SIZE_MAX);
	buf_addc(&stix->text, '\n');
}

static void
note_evidence(struct stix *stix, const struct evidence *evidence)
{
	static const char *const fields[] = {"title", "text", "elsewhere"};
	const struct view *view = &stix->view;

	buf_adds(&stix->text, "Evidence of ");
	intel_add_line(&stix->text, view_slice(view, evidence->tag), evidence->tag.len, SIZE_MAX);
	buf_adds(&stix->text, ": \xE2\x80\x9C");
	intel_add_line(&stix->text, view_slice(view, evidence->match), evidence->match.len, SIZE_MAX);
	buf_addf(&stix->text, "\xE2\x80\x9D (%s%s)\n", fields[evidence->field],
	         evidence->quoted ? ", quoted" : "");
}

/* What was found in the record, and where it came from. A record whose report was joined with that of
 * another has its note at least. */
static void
write_note(struct emitter *emitter, const char *report)
{
	struct stix *stix = emitter->state;
	const struct view *view = &stix->view;
	struct uuid uuid;
	char id[64];

	buf_clear(&stix->text);
	note_line(stix, "Record", &view->id);
	note_line(stix, "Source", &view->source);
	note_line(stix, "Address", &view->url);
	note_line(stix, "Forwarded from", &view->forwarded_from);
	note_line(stix, "Copy of", &view->duplicate_of);
	for (size_t i = 0; i < view->evidence_count; i++)
		note_evidence(stix, &view->evidence[i]);
	if (stix->text.len == 0)
		return;
	stix->text.len--; /* the last newline */
	canonical_member(stix, "content", stix->text.data, stix->text.len);
	if (stix->dated)
		canonical_member(stix, "created", stix->created, strlen(stix->created));
	uuid = canonical_uuid(stix);
	if (!intel_seen_add(&stix->seen, &uuid))
		return;
	write_id(id, "note", &uuid);
	begin_domain_object(stix, "note", id, stix->created, stix->modified);
	add_member(stix, "content", &stix->text);
	buf_addf(&stix->line, ",\"object_refs\":[\"%s\"]", report);
	end_object(emitter);
}

/* That a record is a copy of one whose report is in the bundle, if that is sure: near-copies may differ
 * in what matters, and copies by some path agree in that only. */
static void
write_copy(struct emitter *emitter, const struct record *rec, const struct uuid *report, const char *id)
{
	struct stix *stix = emitter->state;
	const struct buf *of = &stix->view.duplicate_of, *own = of->len > 0 ? of : &stix->view.id;
	struct uuid record = uuid_v5(&uuid_watchline, own->data ? own->data : "", own->len), uuid;
	const struct uuid *first;
	char target[64], name[64];

	if (of->len == 0) {
		if (own->len > 0)
			intel_pairs_add(&stix->reports, &record, report);
		return;
	}
	buf_clear(&stix->text);
	record_string(rec, "_duplicate.kind", &stix->text);
	first = intel_pairs_get(&stix->reports, &record);
	if (!first || memcmp(first, report, sizeof(*report)) == 0
	    || !(is(&stix->text, "id") || is(&stix->text, "url") || is(&stix->text, "text")))
		return;
	write_id(target, "report", first);
	canonical_member(stix, "relationship_type", "duplicate-of", strlen("duplicate-of"));
	canonical_member(stix, "source_ref", id, strlen(id));
	canonical_member(stix, "target_ref", target, strlen(target));
	uuid = canonical_uuid(stix);
	if (!intel_seen_add(&stix->seen, &uuid))
		return;
	write_id(name, "relationship", &uuid);
	begin_domain_object(stix, "relationship", name, stix->created, stix->modified);
	buf_addf(&stix->line, ",\"relationship_type\":\"duplicate-of\",\"source_ref\":\"%s\",\"target_ref\":\"%s\"",
	         id, target);
	end_object(emitter);
}

static enum verdict
stix_record(struct emitter *emitter, const struct record *rec)
{
	struct stix *stix = emitter->state;
	struct view *view = &stix->view;
	struct uuid uuid;
	bool first;
	char id[64];

	if (stix->count == 0)
		write_head(emitter);
	view_read(view, rec);
	read_times(stix, rec);
	buf_clear(&stix->title);
	intel_title(&stix->title, view, SIZE_MAX);
	buf_clear(&stix->refs);
	intel_seen_clear(&stix->in_report);
	for (size_t i = 0; i < view->tag_count; i++)
		write_tag(emitter, view_slice(view, view->tags[i]), view->tags[i].len);
	for (size_t i = 0; i < view->links.count; i++)
		write_link(emitter, view->links.items[i].text);
	uuid = report_uuid(stix);
	first = intel_seen_add(&stix->seen, &uuid);
	write_id(id, "report", &uuid);
	if (first)
		write_report(emitter, rec, id);
	if (!first || view->evidence_count > 0)
		write_note(emitter, id);
	write_copy(emitter, rec, &uuid, id);
	return TAKEN;
}

static void
stix_end(struct emitter *emitter)
{
	struct stix *stix = emitter->state;
	struct buf *bufs[] = {&stix->line, &stix->refs, &stix->title, &stix->canonical, &stix->lower, &stix->text};
	uint8_t digest[SHA1_DIGEST_LENGTH];
	struct uuid uuid;
	char id[64];

	SHA1Final(digest, &stix->ids);
	uuid = uuid_v5(&uuid_watchline, digest, sizeof(digest));
	write_id(id, "bundle", &uuid);
	if (stix->count == 0)
		buf_clear(&emitter->buf);
	buf_addf(&emitter->buf, "%s\"id\":\"%s\"}\n", stix->count > 0 ? "\n]," : "{\"type\":\"bundle\",", id);
	output_add(emitter->out, emitter->buf.data, emitter->buf.len);
	view_free(&stix->view);
	intel_name_free(&stix->name);
	intel_seen_free(&stix->seen);
	intel_seen_free(&stix->in_report);
	intel_pairs_free(&stix->reports);
	for (size_t i = 0; i < sizeof(bufs) / sizeof(*bufs); i++)
		buf_free(bufs[i]);
	free(stix);
	emitter->state = NULL;
}

const struct format format_stix = {.name = "stix", .begin = stix_begin, .record = stix_record,
                                   .end = stix_end, .takes = "author rules tlp"};
