#!/bin/sh
# kill -9 at random moments: nothing is lost, and nothing that was committed comes again.
# KILLS=5000 tests/dedupe-kill.t for more.
. tests/lib.sh
kills=${KILLS:-${sanitized:+25}}
kills=${kills:-500}
perl "$root/tests/dedupe-kill.pl" random "$kills" >got 2>told
note told
is "$(cat got)" good "$kills kills: every state opens, knows only what left, nothing is lost and nothing that was committed comes again"
perl "$root/tests/dedupe-kill.pl" segments $((kills / 10)) >got 2>told
note told
is "$(cat got)" good "$((kills / 10)) kills of a pipeline with pending runs and offsets: each record is once in its output"
finish
