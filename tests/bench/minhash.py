#!/usr/bin/env python3
"""Near-copies, as one would write it in Python without packages: MinHash of 64 permutations over triples of
words, 16 bands of 4, candidates taken as they are. Prints the records that are new.

    minhash.py <records >records"""
import json
import random
import re
import sys
import zlib

PRIME = (1 << 61) - 1
ROWS, BANDS = 4, 16
random.seed(1)
PERMUTATIONS = [(random.randrange(1, PRIME), random.randrange(PRIME)) for _ in range(ROWS * BANDS)]
WORD = re.compile(r"\w+")


def sign(text):
    words = WORD.findall(text.lower())
    shingles = {zlib.crc32(" ".join(words[i:i + 3]).encode()) for i in range(max(1, len(words) - 2))}
    return [min((a * s + b) % PRIME for s in shingles) for a, b in PERMUTATIONS]


def main():
    seen = set()
    for line in sys.stdin:
        record = json.loads(line)
        signature = sign(record.get("title", "") + " " + record.get("content_text", ""))
        bands = [(i, *signature[i * ROWS:(i + 1) * ROWS]) for i in range(BANDS)]
        if not any(band in seen for band in bands):
            seen.update(bands)
            sys.stdout.write(line)


main()
