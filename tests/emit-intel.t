#!/bin/sh
# emit -f stix and -f misp: identifiers, forms, hostile texts, memory.
. tests/lib.sh

SOURCE_DATE_EPOCH=1700000000
export SOURCE_DATE_EPOCH
schemas=$shared/emit/stix2.1-schemas
cp "$root/tests/cases/emit/html/in" in.jsonl

# sound FORMAT FILE NAME: what the readers say
sound() {
	case $1 in
	stix)
		if [ ! -d "$schemas" ]; then
			skip "$3" "no schemas"
			return
		elif ! python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null; then
			skip "$3" "no python3-jsonschema"
			return
		fi
		python3 "$root/tests/stix-check.py" "$schemas" "$2" >found 2>&1
		;;
	misp) python3 "$root/tests/misp-check.py" "$2" >found 2>&1 ;;
	esac
	empty found "$3"
}
# objects FILTER: of a bundle in out
objects() { jq -c ".objects[]? | $1" out; }

for format in stix misp; do
	run emit -f $format in.jsonl
	status 0 "$format: status 0"
	sound $format out "$format: the records of the page"
	cp out first
	SOURCE_DATE_EPOCH=1800000000 run emit -f $format in.jsonl
	ids='[.. | objects | .uuid?, .id? | select(. and . != "0" and (test("^(bundle|relationship)") | not))] | sort'
	is "$(jq -c "$ids" out)" "$(jq -c "$ids" first)" "$format: identifiers do not hang on the clock"
	tac in.jsonl >reversed.jsonl
	run emit -f $format reversed.jsonl
	is "$(jq -c "$ids" out)" "$(jq -c "$ids" first)" "$format: nor on the order"
	: >parts
	while read -r line; do
		printf '%s\n' "$line" | emit -f $format >>parts
	done <in.jsonl
	is "$(jq -cs "$ids | unique" parts)" "$(jq -c "$ids | unique" first)" "$format: nor on what comes with them"
	run emit -f $format /dev/null
	sound $format out "$format: no record"
done
is "$(emit -f misp /dev/null)" '{"response":[]}' "misp: no record is an empty response"
is "$(head -n 1 in.jsonl | emit -f misp | jq -c keys)" '["Event"]' "misp: one record is one event"
is "$(emit -f stix /dev/null | jq -c keys)" '["id","type"]' "stix: no record is a bundle without objects"

# --- identifiers. Those of OpenCTI as pycti 7.261026 gives them; that of the address by stix2 3.0.2.
cat >known.jsonl <<'J'
{"id":"k:1","title":"  ΟΔΟΣ \"Ärger\"\tİstanbul ","content_text":"x","date_published":"2024-01-04T08:00:05Z","tags":["figure/qais-al-khazali","organization/hamas","region/iraq","region/gaza","region/middle-east","region/elsewhere"],"_links":[{"url":"https://example.com/Ä b?q=[1]#x#y","text":"l"}]}
J
run emit -f stix known.jsonl
sound stix out "stix: the known answers"
is "$(objects '[.id,.name // .value]')" "$(cat "$root/tests/samples/stix-ids.txt" 2>/dev/null)" "stix: identifiers are those of OpenCTI and of stix2"
is "$(objects 'select(.type=="location") | [.name,.country,.region,.x_opencti_location_type]')" '["Iraq","IQ","western-asia",null]
["Gaza","PS","western-asia","Administrative-Area"]
["Middle East",null,"middle-east",null]
["Elsewhere",null,"elsewhere",null]' "stix: places with the codes of countries and regions"

# --- names
names() { printf '{"id":"n","tags":["%s"]}\n' "$1" | emit -f stix | jq -r '.objects[] | select(.type | . != "identity" and . != "report") | .name'; }
is "$(names figure/abu-x-al-y)/$(names organization/irgc-quds-force)/$(names group/al-qaeda-in-the-east)/$(names region/de)/$(names place/nowhere)" \
	"Abu X al-Y/IRGC Quds Force/Al-Qaeda in the East/Germany/Nowhere" "names are made of tags"
printf 'topic: figure\nrules:\n  someone:\n    label: "Someone <b> else"\n    any: [someone]\n' >rules.yaml
printf '{"id":"n","tags":["figure/someone"]}\n' >someone.jsonl
run emit -f stix --rules rules.yaml someone.jsonl
is "$(objects 'select(.type=="threat-actor") | .name')" '"Someone <b> else"' "--rules: the labels of rules"
run emit -f misp --rules rules.yaml someone.jsonl
is "$(jq -r '.Event.Attribute[0].value' out)" 'Someone <b> else' "--rules: of MISP too"
printf 'topic: figure\nrules: 7\n' >bad.yaml
run emit -f stix --rules bad.yaml someone.jsonl
status 2 "--rules: bad rules are misuse"
run emit -f csv --rules rules.yaml someone.jsonl
status 2 "--rules: not of other formats"
if [ -f "$root/rules/regions.yaml" ]; then
	python3 - "$root/rules/regions.yaml" >places.txt <<'P'
import json, re, sys
tag = label = None
for line in open(sys.argv[1], encoding="utf-8"):
    if re.match("  [a-z0-9-]+:$", line):
        tag, label = line.strip()[:-1], None
    elif line.startswith("    label: "):
        label = line[11:].strip().strip('"')
        print(tag, label, sep="\t")
    elif line.startswith("    about: ISO 3166 code "):
        print(tag, "code", line.split()[-1], sep="\t")
P
	cut -f 1 places.txt | sort -u | jq -Rc '{id:.,tags:["region/" + .]}' | emit -f stix >out
	sound stix out "stix: all shipped places"
	awk -F '\t' 'NF == 2 { print $1 "\t" $2 }' places.txt | sort >want
	awk -F '\t' 'NF == 3 { print $1 "\t" $3 }' places.txt | sort >codes
	objects 'select(.type=="report") | [.external_references[0].external_id, .object_refs[0]]' >reports
	jq -r '(.objects | map({(.id): .}) | add) as $o | .objects[] | select(.type=="report") | [.external_references[0].external_id, $o[.object_refs[0]].name] | @tsv' out | sort >got
	same got want "stix: shipped places are called as their rules call them"
	jq -r '(.objects | map({(.id): .}) | add) as $o | .objects[] | select(.type=="report") | $o[.object_refs[0]] as $p | select($p.country and ($p.x_opencti_location_type | not)) | [.external_references[0].external_id, $p.country] | @tsv' out | sort >got
	same got codes "stix: and have the codes of their rules"
fi

# --- options
run emit -f stix --author ' The  Desk ' --tlp amber in.jsonl
sound stix out "stix: --author, --tlp"
is "$(objects 'select(.type=="identity") | [.name,.identity_class]')" '["The Desk","organization"]' "stix: --author is the identity"
is "$(objects 'select(.type!="marking-definition") | .object_marking_refs[0]' | sort -u)" '"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"' "stix: --tlp marks every object"
run emit -f misp --author 'The Desk' --tlp amber in.jsonl
sound misp out "misp: --author, --tlp"
is "$(jq -r '.response[0].Event | .Orgc.name, .Tag[0].name' out)" 'The Desk
tlp:amber' "misp: --author and --tlp"

# --- what is odd
cat >odd.jsonl <<'J'
{}
{"id":"","title":"","content_text":"","tags":[]}
{"id":7,"title":["x"],"content_text":{},"tags":"threat/x","date_published":5,"_evidence":"x","_links":{},"_score":[]}
{"id":"CVE-2024-1","_source":{"name":"cve"},"title":"a CVE","url":"http://[::1]:80/a?b"}
{"id":"CAPEC-1","_source":{"name":"capec"},"title":"a CAPEC","url":"http://[::zz]/"}
{"id":"u1","url":"http://","title":"t"}
{"id":"u2","url":"http://h:port/","title":"t"}
{"id":"u3","url":"http://a b/","title":"t"}
{"id":"u4","url":"HTTP://me@häst.example:8080/é\"<>\\^`{|}%zz%41#a#b","title":"t"}
{"id":"u5","url":"javascript:alert(1)","title":"t","_links":[{"url":"javascript:alert(2)","text":"l"},{"url":"data:text/html,x","text":"l"},{"url":"http://ok.example","text":"l"},{"url":"http://ok.example","text":"m"}]}
{"id":"d1","title":"old","date_published":"0001-01-01T00:00:00Z"}
{"id":"d2","title":"late","date_published":"9999-12-31T23:59:59Z","date_modified":"2000-01-01T00:00:00Z"}
{"id":"d3","title":"no day","date_published":"2024-02-30T00:00:00Z"}
{"id":"d4","title":"mended","date_published":"2024-02-03T04:05:06.789+02:00","date_modified":"2024-03-01T00:00:00Z"}
{"id":"s1","title":"Same","date_published":"2024-01-01T00:00:00Z","content_text":"one"}
{"id":"s2","title":" same ","date_published":"2024-01-01T00:00:00Z","content_text":"two"}
{"id":"s2","title":" same ","date_published":"2024-01-01T00:00:00Z","content_text":"two"}
{"id":"t1","title":"tags","tags":["","/","a","/x","x/","figure/","region/","figure/-","a/b/c","region/\u0000x","q\"uote/d\"d","threat/x","threat/x",null,3,"figure/al","figure/al"]}
{"id":"e1","content_text":"a b a","tags":["t/x"],"_evidence":[{"tag":"t/x","field":"content_text","start":0,"end":1,"match":"a"},{"tag":"t/x","field":"content_text","start":4,"end":5,"match":"a"},{"tag":"t/y","field":"content_text","start":4,"end":5,"match":"a"},{"tag":"t/x","field":"nope","start":9,"end":3,"match":""},{"field":"title"}]}
J
for format in stix misp; do
	run emit -f $format odd.jsonl
	status 0 "$format: odd records"
	sound $format out "$format: odd records are sound"
done
is "$(jq -c '.response[] | .Event | select(.info=="a b a") | [.attribute_count, [.Attribute[] | [.value, [.Tag[]?.name]]]]' out)" \
	'["2",[["e1",[]],["a",["watchline:t=\"x\"","watchline:t=\"y\""]]]]' "misp: evidence is one attribute for each match"
run emit -f stix odd.jsonl
is "$(objects 'select(.type=="url") | .value')" '"http://ok.example"' "stix: only addresses of the web, once"
is "$(objects 'select(.name=="mended") | [.created,.modified,.published]')" '["2024-02-03T02:05:06.000Z","2024-03-01T00:00:00.000Z","2024-02-03T02:05:06.000Z"]' "stix: dates are those of the record"
is "$(objects 'select(.name=="no day") | [.published,.labels]')" '["2023-11-14T22:13:20.000Z",["date-unknown"]]' "stix: a record without a date is marked"
is "$(objects 'select(.type=="note" and (.content | startswith("Record: s2"))) | .content' | wc -l)" 1 "stix: what shares a report has a note"
is "$(objects 'select(.name=="t") | .external_references[0].url // empty')" '"HTTP://me@h%C3%A4st.example:8080/%C3%A9%22%3C%3E%5C%5E%60%7B%7C%7D%25zz%41#a%23b"' "stix: addresses are URIs or are none"

# --- copies
for kind in text near; do
	printf '%s\n' '{"id":"o","title":"One","date_published":"2024-01-01T00:00:00Z"}' \
		'{"id":"c","title":"One, again","date_published":"2024-01-02T00:00:00Z","_duplicate":{"of":"o","kind":"'$kind'"}}' \
		'{"id":"l","title":"Lost","date_published":"2024-01-02T00:00:00Z","_duplicate":{"of":"not here","kind":"text"}}' >copies.jsonl
	run emit -f stix copies.jsonl
	sound stix out "stix: copies ($kind)"
	cp out $kind.out
done
is "$(jq -c '(.objects | map({(.id): .name}) | add) as $n | .objects[] | select(.type=="relationship") | [.relationship_type, $n[.source_ref], $n[.target_ref]]' text.out)" \
	'["duplicate-of","One, again","One"]' "stix: a sure copy is a duplicate of the first"
is "$(grep -c relationship near.out)" 0 "stix: a near one is not"

# --- hostile texts, in every member
python3 - "$shared/unicode/blns.json" >hostile.jsonl <<'P'
import json, os, sys
texts = json.load(open(sys.argv[1], encoding="utf-8")) if os.path.exists(sys.argv[1]) else []
texts += ["<script>alert(1)</script>", "![x](http://evil.example/t.png)", "[x](javascript:alert(1))", "@[tag](x)",
          "<img src=x onerror=alert(1)>", "](http://e.example)", "`a`\n    code\n\n\n# h\n1. x\n- y\n> q\n***\n|a|b|", "&lt;&#60;",
          "=cmd|' /C calc'!A0", "\u202eevil\u202c", "\x00\x01\x1b[31m\x7f\x80\x9b", "a\u2028b\u2029c\x85d\r\ne\rf", "\ufffe\uffff\U0010ffff",
          '"', "\\", '\\"', "${jndi:ldap://x}", "{{7*7}}", "%s%n", "\ud83d\ude80" * 3, "x" * 70000, "\u0301" * 300, "\u05d0" * 300, " " * 300]
for i, t in enumerate(texts):
    t = t.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    print(json.dumps({"id": "%d:%s" % (i, t), "url": "https://e.example/" + t, "title": t, "content_text": t, "summary": t,
        "language": t, "date_published": "2024-01-04T08:00:05Z" if i % 2 else t, "tags": [t, "figure/" + t, "region/" + t, t + "/" + t],
        "_source": {"name": t, "forwarded_from": t}, "_duplicate": {"of": t}, "_links": [{"url": "http://" + t, "text": t}, {"url": t, "text": t}],
        "_evidence": [{"tag": t, "field": "content_text", "start": 0, "end": len(t), "match": t, "quoted": True}],
        "_score": {t: {"severity": t, "score": 1}}}, ensure_ascii=i % 3 == 0))
P
for format in stix misp; do
	run emit -f $format hostile.jsonl
	status 0 "$format: hostile texts"
	sound $format out "$format: hostile texts stay harmless"
	is "$(LC_ALL=C grep -c '[[:cntrl:]]' out)" 0 "$format: no control character in the output"
done
# shellcheck disable=SC2016
printf '%s\n' '{"id":"m","content_text":"<b> [a](b) ![i](http://e) @[tag](x) `c` 1. *d* _e_ ~f~ &lt; http://x\n    # g\n\nh"}' >mark.jsonl
run emit -f misp mark.jsonl
# shellcheck disable=SC2016
is "$(jq -r '.Event.EventReport[0].content' out)" '\<b\> \[a\]\(b\) \!\[i\]\(http\://e\) \@\[tag\]\(x\) \`c\` 1\. \*d\* \_e\_ \~f\~ \&lt; http\://x\
\# g

h' "misp: text is no Markdown"

# --- memory
if [ -z "$sanitized" ] && command -v /usr/bin/time >/dev/null; then
	seq 200000 | sed 's/.*/{"id":"&","title":"Title &","content_text":"Some text of record &, which is not long.","date_published":"2024-01-04T08:00:05Z","tags":["figure\/x","threat\/y"]}/' >many.jsonl
	/usr/bin/time -f %M -o stix.kb emit -f stix many.jsonl | tail -n 1 >out
	/usr/bin/time -f %M -o misp.kb emit -f misp many.jsonl | tail -n 1 >out
	echo "# stix $(cat stix.kb) kB, misp $(cat misp.kb) kB"
	[ "$(cat stix.kb)" -lt 60000 ]
	result $? "stix: a few tens of bytes a record"
	[ "$(cat misp.kb)" -lt 20000 ]
	result $? "misp: flat memory"
fi
finish
