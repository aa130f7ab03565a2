#!/usr/bin/env python3
"""The job of tag, as one would write it in Python: keywords as whole words in title or text, any
case, their topics added to the sorted tags. pyahocorasick and ujson, both in C.

    peer.py TERMS <records >records     TERMS: topic, tab, keyword"""
import sys

import ahocorasick
import ujson


def load(path):
    automaton = ahocorasick.Automaton()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            topic, term = line.rstrip("\n").lower().split("\t")
            automaton.add_word(term, (len(term), topic))
    automaton.make_automaton()
    return automaton


def is_word(c):
    return c.isalnum() or c == "_"


def find(automaton, text, topics):
    last = len(text) - 1
    for end, (n, topic) in automaton.iter(text):
        before = end - n
        if (before < 0 or not is_word(text[before])) and (end == last or not is_word(text[end + 1])):
            topics.add(topic)


def main():
    automaton = load(sys.argv[1])
    write = sys.stdout.buffer.write
    for line in sys.stdin.buffer:
        record = ujson.loads(line)
        topics = set()
        for field in ("title", "content_text"):
            text = record.get(field)
            if text:
                find(automaton, text.lower(), topics)
        if topics:
            record["tags"] = sorted(topics.union(record.get("tags", ())))
            line = ujson.dumps(record, ensure_ascii=False, escape_forward_slashes=False).encode() + b"\n"
        write(line)


main()
