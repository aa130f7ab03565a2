#!/usr/bin/env python3
"""How well ingest finds the main text of pages, and what they say of themselves.

    tests/html-score.py INGEST DIRECTORY [even|odd] [-v]

DIRECTORY has gold.jsonl and pages FILE.html.gz. The measure is that of the article extraction
benchmark: words (\\w+) in runs of four, counted as a multiset in gold and found text; per page precision
and recall; their means over the pages; F1 of the two means. even and odd are halves of the set, by place.
Prints a line of JSON; with -v one for each page as well, the worst first.
"""

import collections
import gzip
import json
import os
import re
import subprocess
import sys

WORD = re.compile(r"\w+")


def shingles(text):
    words = WORD.findall(text or "")
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)))


def compare(gold, found):
    want, have = shingles(gold), shingles(found)
    hit = sum((want & have).values())
    missed = sum((want - have).values())
    extra = sum((have - want).values())
    if missed == extra == 0:
        return 1.0, 1.0
    if hit == 0:
        return 0.0, 0.0
    return hit / (hit + extra), hit / (hit + missed)


def read(ingest, path, url):
    with gzip.open(path) as page:
        done = subprocess.run([ingest, "-f", "html"], input=page.read(), capture_output=True, check=False)
    lines = done.stdout.decode().splitlines()
    return json.loads(lines[0]) if lines else {}


def same_words(a, b):
    return WORD.findall((a or "").lower()) == WORD.findall((b or "").lower())


def meta_of(record, meta):
    """Which of the facts that gold has are as it says."""
    authors = " ".join(author.get("name", "") for author in record.get("authors", []))
    checks = {
        "title": lambda want: same_words(record.get("title"), want),
        "byline": lambda want: same_words(re.sub(r"(?i)^by\s", "", want), authors),
        "lang": lambda want: (record.get("language") or "").lower() == want.lower(),
        "dir": lambda want: record["_source"].get("dir") == want,
        "siteName": lambda want: record["_source"].get("name") == want,
        "publishedTime": lambda want: record["_source"].get("date", "")[:16] == want[:16],
    }
    return {name: check(meta[name]) for name, check in checks.items() if meta.get(name) is not None}


def main():
    ingest, directory = sys.argv[1:3]
    half = next((a for a in sys.argv[3:] if a in ("even", "odd")), None)
    with open(os.path.join(directory, "gold.jsonl"), encoding="utf-8") as gold:
        rows = [json.loads(line) for line in gold]
    rows = rows[0::2] if half == "even" else rows[1::2] if half == "odd" else rows
    pages, facts = [], collections.defaultdict(list)
    for row in rows:
        record = read(ingest, os.path.join(directory, row["file"]), row.get("url"))
        precision, recall = compare(row["text"], record.get("content_text"))
        pages.append((precision, recall, row, record))
        for name, right in meta_of(record, row.get("meta", {})).items():
            facts[name].append(right)
            if not right and "-v" in sys.argv:
                print(row["id"], name, repr(row["meta"][name]), record.get("title"), record.get("authors"),
                      record.get("language"), record["_source"].get("date"), record["_source"].get("name"))
    if "-v" in sys.argv:
        for precision, recall, row, record in sorted(pages, key=lambda page: page[0] + page[1]):
            print("%.3f %.3f %-6s %s %s" % (precision, recall, record.get("_source", {}).get("extraction"),
                                            row["id"][:16], row.get("url", "")[:70]))
    precision = sum(page[0] for page in pages) / len(pages)
    recall = sum(page[1] for page in pages) / len(pages)
    result = {"pages": len(pages), "records": sum(1 for page in pages if page[3]), "precision": round(precision, 4),
              "recall": round(recall, 4), "f1": round(2 * precision * recall / (precision + recall or 1), 4)}
    for name, rights in facts.items():
        result[name] = "%d/%d" % (sum(rights), len(rights))
    print(json.dumps(result))


main()
