"""The table of speech verbs: its forms are English, and everyone who reads it gets the forms they need."""

from __future__ import annotations

import gzip
import json
import re
from importlib.resources import files

import pytest

from audiobook.attribution.words.vocabulary import ACTION_VERBS, REACTION_VERBS, SPEECH_PHRASES, SPEECH_VERBS
from audiobook.narration.delivery import TAG_DELIVERIES
from audiobook.quotations import speech_tags
from audiobook.text.normalization.sentences import SENTENCE_VERBS
from audiobook.text.speech_verbs import SpeechVerb, VerbClass, finite_forms, load_speech_verbs, parse_verb

VERBS = load_speech_verbs()
# Right, but in none of the dictionaries of the program's own voice.
UNLISTED_FORMS = {"listened", "tutted"}
# "admit" doubles its last letter, "edit" doesn't: no rule of spelling says which.
MAY_DOUBLE = re.compile(r"(?:[^aeiou]|qu)[aeiou][^aeiouwxy]$")
SIBILANT = re.compile(r"(?:s|sh|ch|x|z)$")


def dictionary_words() -> set[str]:
    assets = (path for path in (files("hibari") / "assets").iterdir() if path.name.startswith("lexicon_"))
    return {word for path in assets for word in json.loads(gzip.decompress(path.read_bytes()))}


def regular_forms(verb: str) -> set[str]:
    """The forms of a verb whose spelling leaves no choice."""
    if MAY_DOUBLE.search(verb):
        return {f"{verb}s"}
    if re.search(r"[^aeou]y$", verb):
        return {f"{verb[:-1]}ied", f"{verb[:-1]}ies", f"{verb}ing"}
    if verb.endswith("e"):
        return {f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"}
    return {f"{verb}ed", f"{verb}es" if SIBILANT.search(verb) else f"{verb}s", f"{verb}ing"}


def wrong_forms(verbs: tuple[SpeechVerb, ...]) -> list[str]:
    known = dictionary_words() | UNLISTED_FORMS
    return [
        form
        for verb in verbs
        for form in (verb.base, *verb.past, *verb.present, *verb.participle)
        if not (form.split()[0] in known or form.split()[0] in regular_forms(verb.base.split()[0]))
    ]


def test_every_form_is_english() -> None:
    assert wrong_forms(VERBS) == []


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("admit\tadmited\tadmits\tadmitting\tsay\t-\t-\t-", ["admited"]),
        ("concur\tconcured\tconcurs\tconcuring\tsay\t-\t-\t-", ["concured", "concuring"]),
        ("offer\tofferred\toffers\toffering\tshow\t-\t-\t-", ["offerred"]),
        ("cry\tcryed\tcrys\tcrying\tloud\t-\t-\t-", ["cryed", "crys"]),
        ("hiss\thissed\thisss\thissing\tquiet\t-\t-\t-", ["hisss"]),
    ],
)
def test_a_wrong_form_is_noticed(row: str, wrong: list[str]) -> None:
    assert wrong_forms((parse_verb(row),)) == wrong


def test_a_verb_has_one_row_in_its_place() -> None:
    keys = [verb.base for verb in VERBS]
    assert sorted(keys) == sorted(set(keys))


def test_parse_verb_rejects_a_wrong_row() -> None:
    for row in ("cry\tcried", "cry\tcried\tcries\tcrying\tnoise\t-\t-\t-"):
        with pytest.raises(ValueError, match=r"unpack|noise"):
            parse_verb(row)
    with pytest.raises(KeyError):
        parse_verb("cry\tcried\tcries\tcrying\tloud\tx\t-\t-")


def test_attribution_reads_all_finite_forms_of_its_classes() -> None:
    words = {form for form in finite_forms(VerbClass) if " " not in form}
    assert words <= {*SPEECH_VERBS, *ACTION_VERBS, *REACTION_VERBS}
    assert {"admitted", "concurred", "said", "thought", "whispers"} <= set(SPEECH_VERBS)
    assert "nodded" not in SPEECH_VERBS
    assert "nodded" in ACTION_VERBS
    assert "listened" in REACTION_VERBS
    assert all(re.fullmatch(SPEECH_PHRASES, phrase) for phrase in ("went on", "goes on", "cleared her throat"))


def test_quotations_read_the_forms_of_a_tag() -> None:
    for form in ("said", "say", "went on", "nodded", "asks"):
        assert re.fullmatch(speech_tags.SPEECH_VERBS, form)
    for form in ("saying", "thought", "whined about", "kneeled", "went"):
        assert not re.fullmatch(speech_tags.SPEECH_VERBS, form)
    assert re.fullmatch(speech_tags.SPEECH_PARTICIPLES, "saying")
    assert re.fullmatch(speech_tags.THOUGHT_VERBS, "wondered")


def test_sentences_read_past_forms_only() -> None:
    in_table = {form for verb in VERBS for form in verb.sentence_forms}
    assert all(re.fullmatch(SENTENCE_VERBS, form) for form in in_table)
    assert in_table <= {form for verb in VERBS for form in verb.past}
    assert {"said", "asked", "laughed"} <= in_table


def test_every_delivery_of_the_table_exists() -> None:
    patterns = {delivery.name: delivery.pattern for delivery in TAG_DELIVERIES}
    for verb in VERBS:
        assert all(patterns[verb.delivery].search(form) for form in verb.delivery_forms)
    assert {verb.delivery for verb in VERBS} == {"", *patterns}
