"""The verbs that writers put around speech: one table for all who read them.

Quotation detection asks which verbs make a speech tag, attribution which ones name the speaker, normalization which
ones carry a sentence on, and narration which ones say how a line sounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import groupby

VERBS_FILE = "speech_verbs.tsv"
NO_VALUE = "-"


class VerbClass(StrEnum):
    """What a verb says of its subject; the table describes each."""

    SAY = "say"
    ASK = "ask"
    LOUD = "loud"
    QUIET = "quiet"
    MANNER = "manner"
    THINK = "think"
    SHOW = "show"
    REACT = "react"


SPEAKING = frozenset((VerbClass.SAY, VerbClass.ASK, VerbClass.LOUD, VerbClass.QUIET, VerbClass.MANNER))


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    """A row of the table; each kind of form is a tuple, as some have two spellings.

    `tag_forms`, `sentence_forms` and `delivery_forms` are the forms that count as a speech tag, carry a sentence on,
    and call for `delivery` ("" for none).
    """

    base: str
    past: tuple[str, ...]
    present: tuple[str, ...]
    participle: tuple[str, ...]
    classes: frozenset[VerbClass]
    tag_forms: tuple[str, ...] = ()
    sentence_forms: tuple[str, ...] = ()
    delivery: str = ""
    delivery_forms: tuple[str, ...] = ()


@cache
def load_speech_verbs() -> tuple[SpeechVerb, ...]:
    """The verbs of the table, in its order.

    Raises ValueError for a row with a wrong number of fields or an unknown class, KeyError for an unknown form code.
    """
    lines = (files(__package__) / VERBS_FILE).read_text("utf-8").splitlines()
    return tuple(parse_verb(line) for line in lines if line and not line.startswith("#"))


def parse_verb(row: str) -> SpeechVerb:
    r"""A verb from its row.

    >>> verb = parse_verb("cry\tcried\tcries\tcrying\tloud\tpsg\tp\texclaimed:ps")
    >>> verb.tag_forms, verb.sentence_forms, verb.delivery, verb.delivery_forms
    (('cried', 'cries', 'crying'), ('cried',), 'exclaimed', ('cried', 'cries'))
    """
    base, past, present, participle, classes, tag, sentence, delivery = row.split("\t")
    forms = {"b": (base,), "p": _spellings(past), "s": _spellings(present), "g": _spellings(participle)}
    delivery_name, _, delivery_codes = delivery.strip(NO_VALUE).partition(":")
    return SpeechVerb(
        base=base,
        past=forms["p"],
        present=forms["s"],
        participle=forms["g"],
        classes=frozenset(map(VerbClass, classes.split(","))),
        tag_forms=_select_forms(forms, tag),
        sentence_forms=_select_forms(forms, sentence),
        delivery=delivery_name,
        delivery_forms=_select_forms(forms, delivery_codes),
    )


def _spellings(field: str) -> tuple[str, ...]:
    return tuple(field.split("/"))


def _select_forms(forms: Mapping[str, tuple[str, ...]], codes: str) -> tuple[str, ...]:
    return tuple(form for code in codes.strip(NO_VALUE) for form in forms[code])


def finite_forms(classes: Iterable[VerbClass]) -> tuple[str, ...]:
    """The past and present forms of the verbs of any of these classes, phrases ("went on") included.

    >>> {"admitted", "admits", "went on"} <= set(finite_forms([VerbClass.SAY])), finite_forms([])
    (True, ())
    """
    wanted = frozenset(classes)
    return tuple(form for verb in load_speech_verbs() if wanted & verb.classes for form in (*verb.past, *verb.present))


def base_forms(classes: Iterable[VerbClass]) -> tuple[str, ...]:
    """The base forms of the verbs of any of these classes: say, go on.

    >>> {"admit", "go on"} <= set(base_forms([VerbClass.SAY]))
    True
    """
    wanted = frozenset(classes)
    return tuple(verb.base for verb in load_speech_verbs() if wanted & verb.classes)


def participles(classes: Iterable[VerbClass]) -> tuple[str, ...]:
    """The present participles of the verbs of any of these classes: saying, going on.

    >>> {"admitting", "going on"} <= set(participles([VerbClass.SAY]))
    True
    """
    wanted = frozenset(classes)
    return tuple(form for verb in load_speech_verbs() if wanted & verb.classes for form in verb.participle)


def any_form_pattern(forms: Iterable[str]) -> str:
    """A pattern that matches any of the forms, tried by first letter so that long lists stay quick.

    >>> any_form_pattern(["said", "sang", "cried"])
    '(?:c(?:ried)|s(?:aid|ang))'
    """
    firsts = groupby(sorted(set(forms), key=lambda form: (form[0], -len(form), form)), key=lambda form: form[0])
    parts = (f"{re.escape(first)}(?:{'|'.join(re.escape(form[1:]) for form in group)})" for first, group in firsts)
    return f"(?:{'|'.join(parts)})"
