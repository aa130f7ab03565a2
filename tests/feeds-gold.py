#!/usr/bin/python3
"""Holds records of feeds to the assertions on items in feedparser's own tests.

feeds-gold.py FOLDER RECORDS [-v]: FOLDER has expect-core-item-fields.jsonl, RECORDS is what
ingest made of the files it names (_source.file ends with their names). Prints
"held N of M, left K": K assertions are on what the record has no member for.
"""
import calendar
import html.parser
import json
import re
import sys
import time


class Text(html.parser.HTMLParser):
    """The text of HTML and the targets of its links; white space does not count."""
    skipped = {"script", "style", "template", "noscript", "svg", "math", "head"}

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.parts, self.links, self.depth = [], [], 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in self.skipped:
            self.depth += 1
        elif tag == "img" and attrs.get("alt"):
            self.parts.append(attrs["alt"])
        elif tag == "a" and attrs.get("href", "").startswith("http"):
            self.links.append(attrs["href"])

    def handle_startendtag(self, tag, attrs):
        if tag not in self.skipped:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in self.skipped and self.depth > 0:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth == 0:
            self.parts.append(data)


def squeeze(text):
    return re.sub(r"[\s\0]+", "", text or "")


def bare(url):
    return re.sub(r"/$", "", url.strip())


def texts(record):
    return [squeeze(record.get(key)) for key in ("content_text", "summary", "title")]


def is_text(record, want, keys):
    got = [squeeze(record.get(key)) for key in keys]
    shown = Text(want)
    links = {bare(link["url"]) for link in record.get("_links", [])}
    if not any(squeeze(x) in got for x in (want, "".join(shown.parts))):
        return False
    return keys[0] == "title" or all(bare(link) in links for link in shown.links)


def authors(record):
    for author in record.get("authors", []):
        mail = author.get("_email", author.get("url", "").replace("mailto:", ""))
        name = author.get("name", "")
        yield from (name, mail, f"{name} ({mail})")


def instants(record):
    for key in ("date_published", "date_modified"):
        if key in record:
            yield calendar.timegm(time.strptime(record[key], "%Y-%m-%dT%H:%M:%SZ"))


def test(path, want, record):
    """True or False; None if there is no member for it."""
    source = record["_source"]
    if path == "title":
        return is_text(record, want, ["title"])
    if path in ("description", "summary") or path.endswith("].value"):
        return is_text(record, want or "", ["content_text", "summary"])
    if path == "link":
        urls = [record.get("url", ""), record.get("external_url", "")]
        return want in urls + [a.get("url") for a in record.get("attachments", [])]
    if path in ("id", "guid"):
        return record["id"].endswith("/" + want) or record.get("url") == want
    if path == "author":
        return want in authors(record)
    if path in ("published", "updated"):
        return want in (source.get("date"), source.get("date_modified"))
    if path.endswith("_parsed"):
        numbers = want if isinstance(want, list) else re.findall(r"\d+", want)
        return calendar.timegm(tuple(int(n) for n in numbers)) in instants(record)
    if path.endswith("].language"):
        return record.get("language") == want if want else None
    if path.endswith("].src"):
        return want in [link["url"] for link in record.get("_links", [])]
    if path == "category":
        return want in source.get("categories", [])
    credit = re.match(r"media_credit\[(\d+)\]\.(\w+)$", path)
    if credit:
        key = {"content": "name", "role": "role"}[credit[2]]
        return source.get("credits", [{}] * 9)[int(credit[1])].get(key) == want
    if path == "media_license.href":
        return want in source.get("rights", "")
    return None


def main(folder, records, *options):
    by_file, held, total, left = {}, 0, 0, 0
    with open(records, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            by_file.setdefault(record["_source"]["file"], []).append(record)
    with open(folder + "/expect-core-item-fields.jsonl", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            items = by_file.get(folder + "/" + case["file"], [])
            for path, want in case["checks"]:
                index, rest = re.match(r"entries\[(-?\d+)\]\.(.*)$", path).groups()
                try:
                    result = test(rest, want, items[int(index)])
                except (IndexError, KeyError):
                    result = False
                left += result is None
                total += result is not None
                held += bool(result)
                if not result and "-v" in options:
                    word = "left" if result is None else "not held"
                    print(word, case["file"], path, repr(want)[:200],
                          json.dumps(items[:1], ensure_ascii=False)[:600], sep="\n\t")
    print(f"held {held} of {total}, left {left}")


main(*sys.argv[1:])
