#!/usr/bin/env python3
"""feedout-check.py FORMAT FEED RECORDS: prints what is wrong with a feed that emit made of records.

atom and rss are read by feedparser: entries, ids, titles, dates, links and texts must be the records'. jsonfeed is
checked by the rules of jsonfeed.org/version/1.1.
"""
import calendar
import datetime
import html
import json
import re
import sys
import unicodedata
import urllib.parse
import uuid

form, path, records_path = sys.argv[1:4]
lines = [line for line in open(records_path, "rb").read().split(b"\n") if line.strip()]
records = [json.loads(line) for line in lines]


def wrong(i, *what):
    print(i, *(ascii(w)[:200] for w in what))


def web(url):
    return isinstance(url, str) and re.match(r"https?://[^/\s]", url, re.I) is not None


def same_url(a, b):
    """Escapes by percents apart."""
    return urllib.parse.unquote(a) == urllib.parse.unquote(b)


def squeeze(text):
    """What is left of a text when what feeds may not hold, and white space, are out of sight."""
    text = re.sub(r"<U\+[0-9A-F]{4,6}>", "", text)
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Zs", "Zl", "Zp", "Cn")
                   and c != "\N{REPLACEMENT CHARACTER}")


def seconds(text):
    try:
        return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())
    except (ValueError, AttributeError, TypeError):
        return None


def text_of(record):
    for name in ("content_text", "summary", "content_html"):
        if isinstance(record.get(name), str) and record[name]:
            return record[name]
    return ""


def read_feed():
    import feedparser
    parsed = feedparser.parse(open(path, "rb").read(), sanitize_html=False, resolve_relative_uris=False)
    if parsed.bozo:
        wrong("feed", parsed.bozo_exception)
    if form == "atom" and not (parsed.feed.get("updated_parsed") and parsed.feed.get("id")):
        wrong("feed", "no updated, or no id")
    if len(parsed.entries) != len(records):
        wrong("feed", "entries", len(parsed.entries), "records", len(records))
    space = uuid.uuid5(uuid.NAMESPACE_DNS, "watchline")
    for i, (entry, record) in enumerate(zip(parsed.entries, records)):
        made = record.get("id")
        if isinstance(made, str) and made and squeeze(made) == made:
            want = f"urn:uuid:{uuid.uuid5(space, made)}" if form == "atom" else made
            if entry.get("id") != want:
                wrong(i, "id", entry.get("id"), want)
        elif not entry.get("id"):
            wrong(i, "no id")
        title = entry.get("title", "")
        if not title:
            wrong(i, "no title")
        if isinstance(record.get("title"), str) and squeeze(record["title"]) and len(record["title"]) < 290:
            # feedparser takes for HTML what looks so; then it must say what the record says
            got = html.unescape(title) if form == "rss" else title
            if squeeze(got) != squeeze(record["title"]) and squeeze(got) != squeeze(html.unescape(record["title"])):
                wrong(i, "title", title, record["title"])
        published = seconds(record.get("date_published"))
        got = entry.get("published_parsed")
        if published is not None and (not got or calendar.timegm(got) != published):
            wrong(i, "date", entry.get("published"), record["date_published"])
        if published is None and got:
            wrong(i, "a date of nowhere", got)
        if form == "atom" and not entry.get("updated_parsed"):
            wrong(i, "no updated")
        for link in [entry.get("link")] + [link.get("href") for link in entry.get("links", [])]:
            if link is not None and not web(link) and link != entry.get("id"):  # feedparser takes the id for want of one
                wrong(i, "link", link)
        if web(record.get("url")) and re.fullmatch(r"[!-Z_a-~]+", record["url"]) and not same_url(entry.get("link", ""), record["url"]):
            wrong(i, "link", entry.get("link"), record["url"])
        if form == "atom":
            got = entry.content[0].value if "content" in entry else ""
        else:
            if re.search(r"<(?!br>)", entry.get("description", "")):
                wrong(i, "markup", entry.description)
            got = html.unescape(re.sub(r"<br>", "", entry.get("description", "")))
        if squeeze(got) != squeeze(text_of(record)):
            wrong(i, "text", got, text_of(record))
        tags = record.get("tags")
        tags = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        got = [tag.term for tag in entry.get("tags", []) if tag.term != "date-unknown"]
        if [squeeze(t) for t in tags if squeeze(t)] != [squeeze(t) for t in got if squeeze(t)]:
            wrong(i, "tags", got, tags)


def strings(value, names, where):
    for name in names:
        if name in value and not isinstance(value[name], str):
            wrong(where, name, "is no string", value[name])


def check_json():
    feed = json.load(open(path, "rb"))
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not isinstance(feed.get("title"), str):
        wrong("feed", "version, title")
    if len(feed["items"]) != len(records):
        wrong("feed", "items", len(feed["items"]), "records", len(records))
    for i, (item, record) in enumerate(zip(feed["items"], records)):
        strings(item, ("id", "url", "external_url", "title", "content_text", "content_html", "summary", "image",
                       "banner_image", "date_published", "date_modified", "language"), i)
        if not item.get("id") or ("content_text" not in item and "content_html" not in item):
            wrong(i, "no id, or no content")
        if "content_html" in item:
            wrong(i, "HTML")
        for name in ("url", "external_url", "image", "banner_image"):
            if name in item and not web(item[name]):
                wrong(i, name, item[name])
        for name in ("date_published", "date_modified"):
            if name in item and seconds(item[name]) is None:
                wrong(i, name, item[name])
        for author in item.get("authors", []):
            strings(author, ("name", "url", "avatar"), i)
            if not author.keys() & {"name", "url", "avatar"} or ("url" in author and not web(author["url"])):
                wrong(i, "author", author)
        for attachment in item.get("attachments", []):
            strings(attachment, ("url", "mime_type", "title"), i)
            if not web(attachment.get("url")) or "mime_type" not in attachment:
                wrong(i, "attachment", attachment)
        if not all(isinstance(tag, str) for tag in item.get("tags", [])):
            wrong(i, "tags", item["tags"])
        for name in ("title", "content_text", "summary"):
            if isinstance(record.get(name), str) and item.get(name) != record[name]:
                wrong(i, name, item.get(name))


if form == "jsonfeed":
    check_json()
else:
    read_feed()
