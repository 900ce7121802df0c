"""Patterns for where a sentence begins or ends, for rules that look only a few characters back or ahead.

How sure each must be differs, so there are several; `sentences.py` splits whole texts.
"""

from __future__ import annotations

import re

# For character classes: what may stand between a sentence and the stop before it, or after it.
CLOSING_MARKS = "”’\"')\\]»›"
OPENING_MARKS = "“‘\"'(\\[«‹—"
CAPITAL_LETTERS = "A-ZÀ-ÖØ-Þ"

# Before a number in words, which takes a capital here: dots and dashes do not end a sentence ("and… five men").
NUMBER_SENTENCE_START = re.compile(rf"(?:^|[.!?][{CLOSING_MARKS}]{{0,3}}\s{{1,3}})[“‘\"'«]{{0,3}}$")
# Before a shouted word: here they do ("BUT… WAIT").
SHOUT_SENTENCE_START = re.compile(rf"(?:^|[.!?…—][{CLOSING_MARKS}]*\s|^[^\w]*)[“‘\"'(\[—…]*$")
# Before a word that may have its capital from the sentence: any mark or line break may be the start of one.
CAPITAL_EXPLAINED = re.compile(r"(?:^|[.!?:;…—]|\n)\W*$")
# After the stop of an abbreviation that may be the sentence's, too; "word" is the next sentence's first.
ABBREVIATION_SENTENCE_END = re.compile(
    rf"(?P<close>[{CLOSING_MARKS}]*)(?:$|\s+[{OPENING_MARKS}]*(?P<word>[{CAPITAL_LETTERS}][\w’']*+)(?!\.))"
)
# After the stop of a unit: "5 ft. No."
UNIT_SENTENCE_END = re.compile(rf"[{CLOSING_MARKS}]*(?:$|\s+[{OPENING_MARKS}]?[{CAPITAL_LETTERS}])")
