#!/usr/bin/python3
"""Compares how many items ingest and feedparser find in feeds.

feeds-items.py RECORDS LIST: RECORDS is what ingest made of the files that LIST names. Prints, for the files
that feedparser calls ill-formed and for the others, "KIND: N of M alike". Status 77 without feedparser.
"""
import collections
import json
import sys

try:
    import feedparser
except ImportError:
    sys.exit(77)


def main(records, names):
    ours, alike, total = collections.Counter(), collections.Counter(), collections.Counter()
    with open(records, encoding="utf-8") as lines:
        for line in lines:
            ours[json.loads(line)["_source"]["file"]] += 1
    with open(names, encoding="utf-8") as lines:
        files = lines.read().split("\n")[:-1]
    for name in files:
        with open(name, "rb") as file:
            content = file.read()
        try:
            found = feedparser.parse(content)
        except AssertionError:
            print("#", name, "is too much for feedparser")
            continue
        kind = "ill-formed" if found.bozo else "well-formed"
        total[kind] += 1
        alike[kind] += len(found.entries) == ours[name]
        if len(found.entries) != ours[name]:
            print("#", name, len(found.entries), "there,", ours[name], "here")
    for kind in sorted(total):
        print(f"{kind}: {alike[kind]} of {total[kind]} alike")


main(*sys.argv[1:])
