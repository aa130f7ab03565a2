#!/usr/bin/env python3
"""Check bundles of STIX 2.1.

    tests/stix-check.py SCHEMAS FILE ...

SCHEMAS is the directory of the OASIS schemas. Prints what is wrong, a line each, and nothing if all is
well. Checked are the schema of each object, that identifiers are those of the recipes of OpenCTI and
of STIX 2.1 section 2.9, that each is there once, and that what is referred to is there.
"""
import json
import os
import re
import sys
import uuid
import warnings

SPACE = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\u2028\u2029\ufffe\uffff]")


def canonical(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def expected(o, undated):
    kind = o["type"]
    name = o.get("name", "").lower().strip()
    if kind == "report":
        if "date-unknown" in o.get("labels", []):
            return None
        data = {"name": name, "published": o["published"]}
    elif kind == "note":
        data = {"content": o["content"].strip()}
        if not undated:
            data["created"] = o["created"]
    elif kind == "identity":
        data = {"name": name, "identity_class": o["identity_class"]}
    elif kind == "threat-actor":
        data = {"name": name, "opencti_type": "Threat-Actor-Individual"}
    elif kind == "intrusion-set":
        data = {"name": name}
    elif kind == "location":
        place = o.get("x_opencti_location_type") or ("Country" if "country" in o else "Region")
        data = {"name": name, "x_opencti_location_type": place}
    elif kind == "url":
        data = {"value": o["value"]}
    elif kind == "relationship":
        data = {key: o[key] for key in ("relationship_type", "source_ref", "target_ref")}
    else:
        return None
    return kind + "--" + str(uuid.uuid5(SPACE, canonical(data)))


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def references(o):
    for key, value in o.items():
        if key.endswith("_ref"):
            yield value
        elif key.endswith("_refs"):
            yield from value


def absolute(value, base):
    """Local references by their whole address, which old versions of jsonschema get wrong otherwise."""
    if isinstance(value, dict):
        return {k: base + v if k == "$ref" and v.startswith("#") else absolute(v, base) for k, v in value.items()}
    if isinstance(value, list):
        return [absolute(v, base) for v in value]
    return value


def validators(directory):
    import jsonschema
    warnings.simplefilter("ignore", DeprecationWarning)
    store, found = {}, {}
    for folder, _, files in os.walk(directory):
        for name in files:
            if name.endswith(".json"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    schema = json.load(file)
                schema = absolute(schema, schema["$id"])
                store[schema["$id"]] = schema
                found[name[:-5]] = schema
    checker = jsonschema.FormatChecker()
    return {name: jsonschema.Draft202012Validator(
        schema, resolver=jsonschema.RefResolver(schema["$id"], schema, store), format_checker=checker)
        for name, schema in found.items()}


def check(bundle, known):
    if not re.fullmatch("bundle--[0-9a-f-]{36}", bundle["id"]):
        yield "the bundle's id"
    objects = bundle.get("objects")
    if objects == []:
        yield "an empty list of objects"
    objects = objects or []
    ids = [o["id"] for o in objects]
    if len(set(ids)) != len(ids):
        yield "an object twice"
    if objects and sum(o["type"] == "identity" for o in objects) != 1:
        yield "not one identity"
    undated = {o["id"] for o in objects if "date-unknown" in o.get("labels", [])}
    for o in objects:
        name = o["id"]
        for error in known[o["type"]].iter_errors(o):
            yield "%s: %s" % (name, error.message[:200])
        recipe = expected(o, o["type"] == "note" and set(o["object_refs"]) <= undated)
        if recipe not in (None, name):
            yield "%s: the recipe says %s" % (name, recipe)
        for ref in references(o):
            if ref not in ids:
                yield "%s: %s is not there" % (name, ref)
        if len(set(o.get("object_refs", []))) != len(o.get("object_refs", [])):
            yield "%s: refers twice" % name
        if "modified" in o and o["modified"] < o["created"]:
            yield "%s: modified before it was created" % name
        for string in strings(o):
            if FORBIDDEN.search(string):
                yield "%s: a control character" % name


def main():
    known = validators(sys.argv[1])
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            for trouble in check(json.load(file), known):
                print(trouble)


main()
