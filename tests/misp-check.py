#!/usr/bin/env python3
"""Check events in MISP's core format by what its draft says must and shall be there.

    tests/misp-check.py FILE ...

Prints what is wrong, a line each, and nothing if all is well.
"""
import json
import re
import sys

UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NUMBER = re.compile("0|[1-9][0-9]*")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\u2028\u2029\ufffe\uffff]")
# What is in each object: a pattern for a string, or a type.
EVENT = {
    "uuid": UUID, "id": NUMBER, "published": bool, "info": str, "threat_level_id": "[1-4]", "analysis": "[0-2]",
    "date": r"[0-9]{4}-[01][0-9]-[0-3][0-9]", "timestamp": NUMBER, "publish_timestamp": NUMBER, "org_id": NUMBER,
    "orgc_id": NUMBER, "attribute_count": NUMBER, "distribution": "0", "sharing_group_id": "0", "locked": bool,
    "extends_uuid": "", "first_publication": NUMBER, "Org": dict, "Orgc": dict, "Attribute": list, "Tag": list,
    "Galaxy": list,
}
ORGANISATION = {"uuid": UUID, "id": NUMBER, "name": str}
ATTRIBUTE = {
    "uuid": UUID, "id": NUMBER, "type": str, "category": str, "to_ids": bool, "event_id": NUMBER,
    "distribution": "5", "timestamp": NUMBER, "comment": str, "sharing_group_id": "0", "deleted": bool,
    "value": str, "disable_correlation": bool,
}
TYPES = {("External analysis", "link"), ("External analysis", "text"), ("Internal reference", "text"),
         ("Person", "full-name"), ("Attribution", "threat-actor")}
REPORT = {"id": NUMBER, "uuid": UUID, "event_id": NUMBER, "name": str, "content": str, "distribution": "5",
          "sharing_group_id": "0", "timestamp": NUMBER, "deleted": bool}
TAG = {"id": NUMBER, "name": str, "colour": "#[0-9a-f]{6}", "exportable": bool}
GALAXY = {"id": NUMBER, "uuid": UUID, "name": str, "type": str, "description": str, "version": NUMBER,
          "GalaxyCluster": list}
CLUSTER = {"id": NUMBER, "uuid": UUID, "type": str, "value": str, "tag_name": str, "description": str,
           "galaxy_id": NUMBER, "source": str, "authors": list, "tag_id": NUMBER, "meta": dict}


def form(what, o, members, optional=()):
    for name in sorted(set(o) ^ set(members)):
        if name not in optional:
            yield "%s: %s is %s" % (what, name, "unknown" if name in o else "missing")
    for name, wanted in members.items():
        if name not in o and name in optional:
            continue
        value = o.get(name)
        if isinstance(wanted, type):
            if not isinstance(value, wanted):
                yield "%s: %s is a %s" % (what, name, type(value).__name__)
        elif not isinstance(value, str) or not re.fullmatch(wanted, value):
            yield "%s: %s is %r" % (what, name, value)


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def names(what, tags):
    for tag in tags:
        yield from form(what, tag, TAG)
        if len(tag["name"]) > 255:
            yield what + ": a long name"
    if len({t["name"] for t in tags}) != len(tags):
        yield what + ": twice"


def check(e):
    yield from form("event", e, dict(EVENT, EventReport=list), ["EventReport"])
    for key in "Org", "Orgc":
        yield from form(key, e[key], ORGANISATION)
    if len(e["info"]) > 256 or "\n" in e["info"] or not e["info"]:
        yield "event: info"
    if e["attribute_count"] != str(len(e["Attribute"])):
        yield "event: attribute_count"
    yield from names("tag", e["Tag"])
    for a in e["Attribute"]:
        yield from form("attribute", a, dict(ATTRIBUTE, Tag=list), ["Tag"])
        if (a["category"], a["type"]) not in TYPES:
            yield "attribute: %s/%s" % (a["category"], a["type"])
        if len(a["value"].encode()) > 65535 or a["value"] != a["value"].strip() or not a["value"]:
            yield "attribute: value"
        if a["type"] == "link" and not re.fullmatch("https?://[!-~]+", a["value"], re.I):
            yield "attribute: link %r" % a["value"]
        yield from names("attribute's tag", a.get("Tag", []))
    if len({(a["category"], a["type"], a["value"]) for a in e["Attribute"]}) != len(e["Attribute"]):
        yield "attribute: twice"
    if len({a["uuid"] for a in e["Attribute"]}) != len(e["Attribute"]):
        yield "attribute: uuid twice"
    for r in e.get("EventReport", []):
        yield from form("report", r, REPORT)
    for g in e["Galaxy"]:
        yield from form("galaxy", g, GALAXY)
        for c in g["GalaxyCluster"]:
            yield from form("cluster", c, CLUSTER)
            if c["tag_name"] not in [t["name"] for t in e["Tag"]]:
                yield "cluster: no tag for %s" % c["tag_name"]
    for string in strings(e):
        if FORBIDDEN.search(string):
            yield "a control character in %r" % string[:60]


def main():
    for name in sys.argv[1:]:
        with open(name, encoding="utf-8") as file:
            document = json.load(file)
        for event in document["response"] if "response" in document else [document]:
            for trouble in form("document", event, {"Event": dict}):
                print(trouble)
            for trouble in check(event["Event"]):
                print(trouble)


main()
