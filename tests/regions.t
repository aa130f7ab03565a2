#!/bin/sh
# rules/regions.yaml is what make-regions writes, and finds places in the words of several languages and not in
# the words that look like them. figures.yaml and organizations.yaml: every term of theirs is tried by a test.
. tests/lib.sh

# places TEXT TAG ...: the countries and places found, those that only others imply left out
places() {
	jq -nc --arg t "$1" '{content_text: $t}' | tag -e -r "$root/rules/regions.yaml" >out 2>err
	is "$(jq -r '[._evidence[]?.tag] | unique | join(" ")' out)" "$2" "'$1': ${2:-nothing}"
}

# the same in every language: names, inflected, behind clitics, and peoples
places "Ministers from Germany and Turkey met." "region/germany region/turkey"
places "وزراء من ألمانيا وتركيا" "region/germany region/turkey"
places "وزیران آلمان و ترکیه دیدار کردند" "region/germany region/turkey"
places "Министры Германии и Турции встретились" "region/germany region/turkey"
places "Almanya ve Türkiye’nin bakanları" "region/germany region/turkey"
places "Les ministres de l'Allemagne et de la Turquie" "region/germany region/turkey"
places "שרים מגרמניה ומטורקיה" "region/germany region/turkey"
places "جرمنی اور ترکیہ کے وزراء" "region/germany region/turkey"
places "للعراقيين والسوريين" "region/iraq region/syria"
places "за сирийцами и иракцами" "region/iraq region/syria"
places "Iraklıların ve Suriyelilerin" "region/iraq region/syria"

# words that look like places
places "بحران مالی شرکت" ""
places "Şirketin mali yılı" ""
places "We ate roast turkey." ""
places "Jordan and Chad played chess with Georgia." ""
places "Michael Jordan scored." ""
places "A guinea pig ate the peas." ""
places "THE PRIEST TOLD US IN TEARS" ""
places "شرح نصف قطر الدائرة" ""
places "Il est le seul à parler" ""

# what is part of a longer name
places "Juba is the capital of South Sudan." "region/south-sudan"
places "Rebels in Papua New Guinea fled." "region/papua-new-guinea"
places "Warships crossed the Indian Ocean." ""
places "A trial in Belfast, Northern Ireland" "region/united-kingdom"

# places imply their country, and that its region of M49
jq -nc '{content_text: "Shells fell on Goma."}' | tag -r "$root/rules/regions.yaml" >out
is "$(jq -r '.tags | join(" ")' out)" \
	"region/africa region/democratic-republic-of-the-congo region/kivu region/middle-africa" "a place implies what it lies in"

for pack in figures organizations; do
	run tag --test --coverage -r "$root/rules/$pack.yaml"
	is "$(grep -c '^# not exercised' out)" 0 "$pack.yaml: a test for each term"
done

if ! command -v python3 >/dev/null; then
	skip "regions.yaml is what make-regions writes" "there is no python3"
elif [ ! -f "$shared/names/cldr-territories.jsonl" ]; then
	skip "regions.yaml is what make-regions writes" "the shared data is absent"
else
	"$root/rules/make-regions" "$shared/names/cldr-territories.jsonl" >regions.yaml 2>err
	is "$?" 0 "make-regions runs"
	same regions.yaml "$root/rules/regions.yaml" "regions.yaml is what make-regions writes"
fi
finish
