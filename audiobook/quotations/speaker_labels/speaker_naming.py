"""Chooses the names of labelled speakers: HANNA, Hanna and hanna are the same speaker, called Hanna."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from audiobook.quotations.speaker_labels.line_heads import LineHead

CAPITALISED = re.compile(r"\b[A-ZÀ-ÞŒ][^\W\d_A-ZÀ-Þ][\w’'-]*")
ROMAN = re.compile(r"[IVX]{2,}$")
LOWERCASE_WORDS = frozenset("of the de von van der den la le du di da al el and y in to for".split())
# "Rosa and Bram" speak together; as in prose, such a line has no speaker.
SEVERAL_SPEAKERS = re.compile(r"\band\b|\s[&+]\s")


def resolve_speaker_names(heads: Iterable[LineHead], texts: Sequence[str]) -> Mapping[str, str]:
    """The name of each speaker by the key of their heads; "" for several speakers at once.

    `texts` are the story's blocks: a name in lower case in a chat may be capitalised there.
    """
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for head in heads:
        forms[head.key][" ".join(head.name.split())] += 1
    if not forms:
        return {}
    prose = {word for text in texts for word in CAPITALISED.findall(text)}
    return {key: "" if SEVERAL_SPEAKERS.search(key) else _choose_display_name(own, prose) for key, own in forms.items()}


def _choose_display_name(forms: Counter[str], prose: Iterable[str]) -> str:
    """The most common form in mixed case, or else one made from the others."""
    mixed_case = [form for form, _ in forms.most_common() if not form.isupper() and not form.islower()]
    if mixed_case:
        return mixed_case[0]
    uppercase = [form for form in forms if form.isupper()]
    if uppercase:
        return " ".join(_recase_word(word, not index) for index, word in enumerate(uppercase[0].split()))
    form = forms.most_common(1)[0][0]
    return form.capitalize() if form.capitalize() in prose else form


def _recase_word(word: str, first: bool) -> str:
    """A word of a name in capitals, in its usual case.

    >>> _recase_word("O’BRIEN", False), _recase_word("OF", False), _recase_word("IV", False), _recase_word("MR.", True)
    ('O’Brien', 'of', 'IV', 'Mr.')
    """
    if ROMAN.match(word):
        return word
    if word.lower() in LOWERCASE_WORDS and not first:
        return word.lower()
    return "-".join(_capitalize_part(part) for part in word.split("-"))


def _capitalize_part(part: str) -> str:
    """A part of a name: O’Brien has two capitals, Bram’s has one."""
    if len(part) > 2 and part[1] in "’'":
        return part[0] + part[1] + part[2:].capitalize()
    return part.capitalize()
