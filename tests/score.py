#!/usr/bin/env python3
"""The scorecard of the shipped rules: what `make score` prints.

score.py [-v] [-d DATA] [-r RULES] BUILD: BUILD has the programs, DATA (../shared/data) the gold sets,
RULES (rules) the rule files. Per tag it prints how many are right, spurious and missing, precision,
recall and F1, then micro-averages beside the figures to reach. -v names the records behind every
error. The output depends on rules and data alone, so two runs can be compared with diff. Three sets:

muc4    reports on terrorism: the kinds of incident, whether there is any, and where. What the gold
        holds for optional counts neither way. Odd and even records apart show whether rules are
        fitted: tune on the odd ones, look at the even ones. Countries are those of Latin America,
        over relevant reports: the gold names where incidents took place.
ntrex   the same news in eight languages: the tags of the English are the gold of the others.
quiet   ordinary news, in which a threat tag of severity high or critical is an alarm for nothing.
        What tells of violence between people is left out, by id or by a word list of our own.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import unicodedata

KINDS = {"ATTACK": "threat/attack", "BOMBING": "threat/bombing", "KIDNAPPING": "threat/kidnapping",
         "ARSON": "threat/arson", "ROBBERY": "threat/robbery", "HIJACKING": "threat/hijacking",
         "FORCED WORK STOPPAGE": "threat/forced-work-stoppage"}
LATIN = ["ARGENTINA", "BELIZE", "BOLIVIA", "BRAZIL", "CHILE", "COLOMBIA", "COSTA RICA", "CUBA",
         "DOMINICAN REPUBLIC", "ECUADOR", "EL SALVADOR", "GUATEMALA", "HAITI", "HONDURAS", "MEXICO",
         "NICARAGUA", "PANAMA", "PARAGUAY", "PERU", "URUGUAY", "VENEZUELA"]
LANGUAGES = {"arb": ("Arabic", .85), "fas": ("Persian", .85), "rus": ("Russian", .85), "tur": ("Turkish", .85),
             "fra": ("French", .85), "urd": ("Urdu", .70), "pus": ("Pashto", .70)}

# ntrex documents on stabbing, shooting, murder and riot.
VIOLENT = {"dailymail.co.uk.298732", "cbsnews.248387", "reuters.218888", "bbc.381780", "bbc.381735"}

# A record of the other sets with one of these words may well deserve a threat tag. What sport, business
# and science borrow from war (attack, strike, target, shot, threat, defence) stays in.
VIOLENCE = re.compile(r"""\b(kill|bomb|militant|terror|gunm|explo[ds]|blast|hijack|sarin|nerve.gas|arson\b|shot\sdead|bioterror|hostage|kidnap|abduct|murder|missile|rocket|
    insurgen|rebel|guerr?illa|troops|soldier|army\b|wars?\b|warfare|weapons|armed|airstrike|air\sstrike|violence|assassin|
    al-?qaeda|taliban|hezbollah|hamas\b|militia|suicide|hacke|siege|stabb|riot|bullet|drone|nuclear)""", re.I | re.X)


def percent(number):
    return "   - " if number is None else "%.3f" % number


class Count:
    """Right, spurious and missing."""

    def __init__(self):
        self.right = self.spurious = self.missing = 0

    def add(self, got, want, optional=frozenset()):
        self.right += len(got & want)
        self.spurious += len(got - want - optional)
        self.missing += len(want - got - optional)

    def precision(self):
        return self.right / (self.right + self.spurious) if self.right + self.spurious else None

    def recall(self):
        return self.right / (self.right + self.missing) if self.right + self.missing else None

    def f1(self):
        total = 2 * self.right + self.spurious + self.missing
        return 2 * self.right / total if total else None

    def row(self, name, goal=""):
        print("  %-38s %5d %5d %5d   %s %s %s  %s" % (
            name, self.right, self.spurious, self.missing, percent(self.precision()), percent(self.recall()),
            percent(self.f1()), goal))


def heading(name, records):
    print("\n%s: %d records" % (name, records))
    print("  %-38s %5s %5s %5s   %5s %5s %5s  %s" % ("tag", "right", "spur", "miss", "prec", "rec", "F1", "to reach"))


def slug(name):
    name = unicodedata.normalize("NFD", name.replace("&", " and ").replace("ı", "i").replace("’", "").replace("'", ""))
    name = "".join(c for c in name if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def lines(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


class Tagger:
    def __init__(self, build, rules):
        self.command = [os.path.join(build, "tag"), "-q", "-r", rules]

    def tag(self, records):
        """The set of tags of every record, which has id and text, perhaps title; and their severities."""
        put = []
        for record in records:
            out = {"id": record["id"], "content_text": record["text"]}
            if record.get("title"):
                out["title"] = record["title"]
            put.append(json.dumps(out, ensure_ascii=False))
        done = subprocess.run(self.command + ["-e"], input="\n".join(put) + "\n", stdout=subprocess.PIPE,
                              encoding="utf-8", check=True)
        for line in done.stdout.splitlines():
            record = json.loads(line)
            tags = record.get("tags", [])
            told = record.get("_score", {})
            yield set(tags), {tag: told.get(tag, {}).get("severity", "") for tag in tags}


def wrong(verbose, what, record, got, want):
    if verbose and (got - want or want - got):
        print("    %s %s: spurious [%s] missing [%s]" % (
            what, record["id"], " ".join(sorted(got - want)), " ".join(sorted(want - got))))


def score_muc4(tagger, data, verbose):
    records = lines(data, "tag", "muc4", "dev-0001-0400.jsonl")
    kinds = {name: Count() for name in KINDS}
    halves = {"odd": Count(), "even": Count()}
    sums = collections.defaultdict(Count)
    where = collections.defaultdict(Count)
    heading("muc4", len(records))
    places = {"region/" + slug(name): name for name in LATIN}
    for number, (record, (tags, _)) in enumerate(zip(records, tagger.tag(records)), 1):
        gold = record["gold"]
        half = "odd" if number % 2 else "even"
        got = {name for name, tag in KINDS.items() if tag in tags}
        want, optional = set(gold["incident_types"]), set(gold["incident_types_optional"])
        for name, count in kinds.items():
            count.add(got & {name}, want & {name}, optional)
        halves[half].add(got, want, optional)
        sums["kinds"].add(got, want, optional)
        wrong(verbose, half, record, got - optional, want)
        for name in ("relevance", "relevance " + half):
            relevant = {"yes"} if gold["relevant"] else set()
            sums[name].add({"yes"} if got else set(), relevant,
                           {"yes"} if gold["relevant_or_optional"] and not relevant else set())
        if gold["relevant"]:
            named = {places[tag] for tag in tags if tag in places}
            for name in named | set(gold["countries"]):
                where[name].add(named & {name}, set(gold["countries"]) & {name})
            sums["countries"].add(named, set(gold["countries"]))
            wrong(verbose, "country", record, named, set(gold["countries"]))
    for name, count in sorted(kinds.items()):
        count.row(KINDS[name])
    sums["kinds"].row("kinds, micro-average", ".75")
    halves["odd"].row("  odd records")
    halves["even"].row("  even records")
    sums["relevance"].row("relevance (any kind)", ".80")
    sums["relevance odd"].row("  odd records")
    sums["relevance even"].row("  even records")
    for name, count in sorted(where.items()):
        count.row("region/" + slug(name))
    sums["countries"].row("countries, micro-average", ".85")


def countries(data):
    names = set()
    for entry in lines(data, "names", "cldr-territories.jsonl"):
        if not entry["code"].isdigit():
            for name in entry["names"].get("en", []):
                names.add("region/" + slug(name))
    return names


def score_ntrex(tagger, data, verbose):
    records = lines(data, "tag", "ntrex-parallel", "docs-001-025.jsonl")
    land = countries(data)
    found = {}
    for record, (tags, _) in zip(records, tagger.tag(records)):
        found[record["doc"], record["lang"]] = {t for t in tags if t in land or t.startswith("figure/")}
    per = collections.defaultdict(Count)
    sums = collections.defaultdict(Count)
    heading("ntrex: countries and figures, as in the English", len(records))
    for (doc, lang), got in sorted(found.items()):
        want = found[doc, "eng"]
        if lang != "eng":
            for tag in got | want:
                per[tag].add(got & {tag}, want & {tag})
            sums[lang].add(got, want)
            sums["all"].add(got, want)
            wrong(verbose, lang, {"id": doc}, got, want)
    for tag, count in sorted(per.items()):
        count.row(tag)
    for lang, (name, goal) in LANGUAGES.items():
        sums[lang].row(name, "recall %.2f" % goal)
    sums["all"].row("all languages, micro-average", ".85")


def plain(record):
    return not VIOLENCE.search(record.get("title", "") + "\n" + record["text"])


def ordinary(build, data):
    """Records of ordinary news: lists of (name, records)."""
    ntrex = [r for r in lines(data, "tag", "ntrex-parallel", "docs-001-025.jsonl") if r["doc"] not in VIOLENT]
    yield "ntrex, eight languages", ntrex
    pages = []
    for folder in ("aeb", "readability"):
        pages += [r for r in lines(data, "html", folder, "gold.jsonl") if r.get("text")]
    yield "html pages", [r for r in pages if plain(r)]
    # Paragraphs of a report of Reuters each, shuffled together: each is a report again.
    parts = []
    for record in lines(data, "neardup", "mccormick-1000", "docs.jsonl"):
        parts += [{"id": "%s/%d" % (record["id"], n), "text": part}
                  for n, part in enumerate(re.split(r"(?<=[.!?]) +(?=[A-Z])", record["text"]))]
    yield "mccormick sentences", [r for r in parts if plain(r)]
    files = []
    for folder, _, names in sorted(os.walk(os.path.join(data, "feeds"))):
        files += [os.path.join(folder, name) for name in sorted(names) if not name.endswith(".jsonl")]
    items, seen = [], set()
    done = subprocess.run([os.path.join(build, "ingest"), "-q"] + files, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    for line in done.stdout.decode("utf-8").splitlines():
        record = json.loads(line)
        text = record.get("content_text") or record.get("summary") or ""
        if len(text) >= 100 and text not in seen:
            seen.add(text)
            items.append({"id": record["id"], "title": record.get("title", ""), "text": text})
    yield "feed items", [r for r in items if plain(r)]


def score_quiet(tagger, build, data, verbose):
    print("\nquiet: ordinary news with a threat tag of severity high or critical; with any threat tag")
    print("  %-38s %7s %7s %7s  %s" % ("set", "records", "alarms", "any", "to reach"))
    total = alarms = anything = 0
    for name, records in ordinary(build, data):
        loud = some = 0
        for record, (tags, severities) in zip(records, tagger.tag(records)):
            threats = sorted(tag for tag in tags if tag.startswith("threat/"))
            high = [tag for tag in threats if severities[tag] in ("high", "critical")]
            loud += bool(high)
            some += bool(threats)
            if verbose and threats:
                print("    %s %s: %s" % ("alarm" if high else "  any", record["id"], " ".join(threats)))
        print("  %-38s %7d %7d %7d" % (name, len(records), loud, some))
        total, alarms, anything = total + len(records), alarms + loud, anything + some
    print("  %-38s %7d %7d %7d  %s" % ("all", total, alarms, anything, "1 in 200 (%.1f)" % (total / 200)))


def main():
    parser = argparse.ArgumentParser(description="score the rules on the gold sets")
    parser.add_argument("build")
    parser.add_argument("-v", "--verbose", action="store_true", help="name the records behind every error")
    parser.add_argument("-d", "--data", default=os.path.join("..", "shared", "data"))
    parser.add_argument("-r", "--rules", default="rules")
    parser.add_argument("-s", "--sets", default="muc4,ntrex,quiet", help="which sets, by comma")
    options = parser.parse_args()
    if not os.path.isdir(os.path.join(options.data, "tag")):
        print("score: no gold sets in %s; skipped" % options.data)
        return
    tagger = Tagger(options.build, options.rules)
    sets = options.sets.split(",")
    if "muc4" in sets:
        score_muc4(tagger, options.data, options.verbose)
    if "ntrex" in sets:
        score_ntrex(tagger, options.data, options.verbose)
    if "quiet" in sets:
        score_quiet(tagger, options.build, options.data, options.verbose)


if __name__ == "__main__":
    sys.exit(main())
