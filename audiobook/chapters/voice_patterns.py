"""Who speaks in a paragraph: quoted speech, and the words for "I", "you" and others."""

from __future__ import annotations

import re

from audiobook.chapters.line_rules import compile_words

SPEECH_START = re.compile(r"^[\s*_]*[“\"‘'«„「—–]")
QUOTED_SPEECH = re.compile(r"[“\"][^“”\"]*[”\"]?")
QUOTATION_END = re.compile(r"[,.!?…—][\"”]")
# Contractions ("I'm", "you've") are found by their first word.
FIRST_PERSON = re.compile(r"\b(?:I|my|me|our|we)\b")
FIRST_PERSON_SINGULAR = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Mm]ine|[Mm]yself)\b")
# "I" or "you", as authors use them to their readers.
DIRECT_ADDRESS = re.compile(r"\b(?:I|me|my|you|your|y['’]all|guys|folks|everyone|everybody)\b")
SECOND_PERSON = compile_words(r"you|your|yours|y['’]all|guys|folks|everyone")
THIRD_PERSON = compile_words(r"he|she|him|her|his|hers|they|them|their|himself|herself")
