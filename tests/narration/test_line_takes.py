"""Lines that are set right by hand: which sentences an entry is about, and what it changes in a plan."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.line_takes import LineTake, TakeSettings
from audiobook.cast_file.values import CastFile
from audiobook.chapters.split import split_chapters
from audiobook.model import PLAIN_PROSODY, Cast, Cue, Episode, Manuscript, Script, Voice
from audiobook.model.deliveries import DELIVERY_WORDS, FLAT
from audiobook.narration.line_takes import DELIVERIES, find_delivery
from audiobook.narration.locate_takes import locate_takes
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import NarrationOptions, plan_cues_in, plan_episodes
from audiobook.quotations.script import build_script
from audiobook.text.pronunciation.lexicon import build_lexicon
from audiobook.text.pronunciation.values import LexiconEntry
from tests.conftest import examples

BEA, TOM = Voice("hibari", "heart", pitch=1.1), Voice("hibari", "heart", pitch=0.8)
FULL = Cast(Voice("hibari", "heart"), (("Bea", BEA), ("Tom", TOM)))
STORY = """Chapter 1

It rained on Mr. Reed. It poured, and *nobody* had 2 coats. They waited.

“It is late,” said Bea. “I never said that. Go home!”

“No,” said Tom. No one had gone. “No.”

They waited.

* * *

“NEVER EVER!” said Tom, and there was no reply.

Chapter 2

She whispered, “It is late,” and left.
"""


@cache
def script(text: str = STORY) -> Script:
    told, _ = attribute_quotes(build_script(split_chapters(Manuscript(Path("tea.txt"), text))), CastFile())
    return normalize_for(told.script)


def take(text: str, *position: int, **given_settings: object) -> LineTake:
    return LineTake(text, TakeSettings(**(given_settings or {"take": 2})), *position)  # type: ignore[arg-type]


def episodes(*takes: LineTake, cast: Cast = FULL, flat: bool = False, text: str = STORY) -> tuple[Episode, ...]:
    found = locate_takes(takes, script(text))
    assert found.unmatched == ()
    return plan_episodes(script(text), cast, NarrationOptions(flat=flat, takes=found.found))


def cues(*takes: LineTake, cast: Cast = FULL, flat: bool = False) -> list[Cue]:
    return [cue for episode in episodes(*takes, cast=cast, flat=flat) for cue in episode.cues]


# An entry, and the sentences that it is about.
MEANT = {
    "a sentence of narration": (take("They waited", 1, 1), ["They waited."]),
    "its first words": (take("It poured"), ["It poured, and nobody had two coats."]),
    "words inside of a sentence": (take("nobody had 2"), ["It poured, and nobody had two coats."]),
    "several sentences": (take("on Mr. Reed. It poured"), ["It rained on Mister Reed.",
                                                          "It poured, and nobody had two coats."]),
    "a quotation": (take("It is late,", 1, 2), ["“It is late,”"]),
    "the same in another chapter": (take("It is late", 2, 1), ["“It is late,”"]),
    "a quotation of two sentences": (take("I never said that. Go home!"), ["“I never said that.", "Go home!”"]),
    "one sentence of it": (take("Go home"), ["Go home!”"]),
    "a paragraph": (take("“It is late,” said Bea. “I never said that. Go home!”"),
                    ["“It is late,”", "said Bea.", "“I never said that.", "Go home!”"]),
    "the second of two that are the same": (take("No.", 1, 3, 2), ["“No.”"]),
    "a quotation rather than a word of one": (take("never ever"), ["“Never ever!”"]),
    "the tag": (take("said Tom, and there was"), ["said Tom, and there was no reply."]),
    "a line that was edited since": (take("I have never said that, Tom. Go!", 1, 2),
                                     ["“I never said that.", "Go home!”"]),
    "a place that has moved": (take("They waited.", 1, 5), ["They waited."]),
}  # fmt: skip


@pytest.mark.parametrize(("entry", "meant"), MEANT.values(), ids=MEANT.keys())
def test_an_entry_is_about_the_sentences_that_its_words_touch(entry: LineTake, meant: list[str]) -> None:
    plain = cues()
    changed = cues(entry)
    assert [one.utterance.spoken for one in changed if one.kept_take is not None] == meant
    others = [(one, two) for one, two in zip(plain, changed, strict=True) if two.kept_take is None]
    assert all(one == two for one, two in others)
    assert len(others) == len(plain) - len(meant)


def test_the_position_tells_twins_apart() -> None:
    plain = [one.utterance.spoken for one in cues()]
    first, second = (
        [index for index, one in enumerate(cues(take("They waited.", 1, paragraph))) if one.kept_take is not None]
        for paragraph in (1, 4)
    )
    assert [plain[index] for index in (*first, *second)] == ["They waited."] * 2
    assert first != second
    assert [one.utterance.take for one in cues(take("No.", 1, 3, 1))] != [
        one.utterance.take for one in cues(take("No.", 1, 3, 2))
    ]


# Entries, and what is told about the last one.
UNMATCHED = {
    "words nobody wrote": ([take("Nobody ever wrote this sentence.")], "not in the story"),
    "no words": ([take("…!")], "not in the story"),
    "several places": ([take("They waited.")], "in the story 2 times; add chapter = and paragraph ="),
    "a word that was edited away": ([take("I never shouted that.", say=(("shouted", "showted"),))], "“shouted” is not"),
    "twice": ([take("It poured"), take("It poured")], "another [[take]] above this one"),
}


@pytest.mark.parametrize(("entries", "told"), UNMATCHED.values(), ids=UNMATCHED.keys())
def test_an_entry_that_is_about_nothing_is_told(entries: list[LineTake], told: str) -> None:
    ((unmatched, reason),) = locate_takes(entries, script()).unmatched
    assert unmatched == entries[-1]
    assert told in reason


# What is said in a line of another text, and what the engine of its sentence is given then.
SAID_STORY = """Chapter 1

I read what you read, she said, on Oak St. in 1984 near St. James.

Siobhan read it to *Siobhan*, who was well-read.
"""
FIRST = "I read what you read"
WHOLE_FIRST, WHOLE_SECOND = SAID_STORY.split("\n\n")[1:]
SAID = {
    "a word like another": (FIRST, {"read": "red"}, "you read, she", [("read", 0, "red"), ("read", 1, "red")]),
    "one of two": (FIRST, {"read:2": "red"}, "you read, she", [("read", 1, "red")]),
    "all but one": (FIRST, {"READ": "red", "read:1": "reed"}, "", [("read", 0, "reed"), ("read", 1, "red")]),
    "phonemes": (FIRST, {"you": "/juː/"}, "you read", [("you", 0, "/jˈu/")]),
    "an abbreviation": (WHOLE_FIRST, {"St.:2": "street"}, "near Street James", []),
    "a figure": (WHOLE_FIRST, {"1984": "one nine"}, "in one nine near", []),
    "a figure in phonemes": (WHOLE_FIRST, {"1984": "/wʌn/"}, "in wuhn near", [("wuhn", 0, "/wˈʌn/")]),
    "a word with a hyphen": (WHOLE_SECOND, {"well-read": "wel-RED"}, "was wehlrehd.", [("wehlrehd", 0, "/wɛlɹˈɛd/")]),
    "a word of the lexicon": (WHOLE_SECOND, {"Siobhan:2": "sigh"}, "", [("Siobhan", 1, "sigh"),
                                                                         ("Siobhan", 0, "/ʃɪvˈɔn/")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said", "spoken", "expected"), SAID.values(), ids=SAID.keys())
def test_a_word_is_said_otherwise_in_its_line_only(
    text: str, said: dict[str, str], spoken: str, expected: list[tuple[str, int, str]]
) -> None:
    lexicon = build_lexicon([LexiconEntry("Siobhan", "/ʃɪvˈɔn/")])
    found = locate_takes([take(text, say=tuple(said.items()))], script(SAID_STORY))
    assert found.unmatched == ()
    options = [NarrationOptions(lexicon=lexicon, takes=takes) for takes in ((), found.found)]
    planned = [plan_episodes(script(SAID_STORY), FULL, one)[0].cues for one in options]
    plain, changed = ([cue.utterance for cue in cues] for cues in planned)
    ((before, after),) = [pair for pair in zip(plain, changed, strict=True) if pair[0] != pair[1]]
    assert spoken in after.spoken
    assert [tuple(one) for one in after.heteronyms][: len(expected)] == expected
    assert len({one[:2] for one in after.heteronyms}) == len(after.heteronyms)
    assert (after.voice, after.prosody) == (before.voice, before.prosody)


def test_a_kept_take_stays_whatever_take_its_chapter_is_in() -> None:
    (first, _) = episodes(take("Go home", take=0), take("It poured", take=3))
    again = first.with_take(5)
    takes = {cue.utterance.spoken: cue.utterance.take for cue in again.cues}
    assert (takes["Go home!”"], takes["It poured, and nobody had two coats."]) == (0, 3)
    assert set(takes.values()) == {0, 3, 5}


def test_what_is_set_for_a_sentence_holds_against_what_is_set_for_its_paragraph() -> None:
    paragraph = take("It rained on Mr. Reed. It poured, and *nobody* had 2 coats. They waited.", take=1, pause_after=9)
    takes = [cue.utterance.take for cue in cues(take("It poured", take=4), paragraph)]
    assert takes[1:4] == [1, 4, 1]


def voice_of(spoken: str, *takes: LineTake, cast: Cast = FULL, flat: bool = False) -> Voice:
    return next(one.utterance.voice for one in cues(*takes, cast=cast, flat=flat) if one.utterance.spoken == spoken)


def test_every_delivery_has_a_word() -> None:
    assert {DELIVERY_WORDS[word] for word in DELIVERY_WORDS} == {*DELIVERIES, FLAT}


@pytest.mark.parametrize("word", DELIVERY_WORDS)
def test_a_delivery_replaces_that_of_the_text(word: str) -> None:
    spoken, alone = "“Never ever!”", Cast(FULL.narrator)
    assert voice_of(spoken, take("never ever", delivery=word)) == find_delivery(word).apply_to(TOM)
    # Also where the narrator reads the line, and where nothing else in the album has any expression.
    if word not in ("plain", FLAT):
        by_narrator = voice_of(spoken, take("never ever", delivery=word), cast=alone)
        assert by_narrator == find_delivery(word).apply_to(alone.narrator)
    assert voice_of(spoken, take("never ever", delivery=word), flat=True) == find_delivery(word).apply_to(TOM)


def test_a_delivery_is_for_the_dialogue_if_there_is_any() -> None:
    entry = take("“It is late,” said Bea. “I never said that. Go home!”", delivery="whisper")
    whispers = [one.utterance.spoken for one in cues(entry) if one.utterance.voice.whisper]
    assert whispers == ["“It is late,”", "“I never said that.", "Go home!”", "“It is late,”"]


def test_a_sentence_of_narration_is_delivered_alone() -> None:
    plain, changed = cues(), cues(take("It poured", delivery="murmur"))
    different = [(one, two) for one, two in zip(plain, changed, strict=True) if one != two]
    ((before, after),) = different
    assert after.utterance == replace(before.utterance, voice=find_delivery("murmur").apply_to(before.utterance.voice))
    assert after.pause_ms == before.pause_ms


def test_one_sentence_of_a_quotation_is_delivered_alone() -> None:
    plain, changed = cues(), cues(take("Go home", delivery="whisper"))
    assert [two.utterance.spoken for one, two in zip(plain, changed, strict=True) if one != two] == ["Go home!”"]


def test_flat_has_no_expression() -> None:
    spoken = "It poured, and nobody had two coats."
    (flat,) = (one.utterance for one in cues(take("It poured", delivery=FLAT)) if one.utterance.spoken == spoken)
    (usual,) = (one.utterance for one in cues() if one.utterance.spoken == spoken)
    assert usual.prosody != PLAIN_PROSODY
    assert usual.accents
    assert (flat.prosody, flat.accents, flat.voice) == (PLAIN_PROSODY, (), FULL.narrator)


def pauses(*takes: LineTake) -> list[int]:
    first = episodes(*takes)[0]
    return [first.lead_ms, *(cue.pause_ms for cue in first.cues)]


# Entries, and the pauses that they change: number in the chapter (0 is before its first sentence) and milliseconds.
PAUSED = {
    "before": ([take("It poured", pause_before=900)], {2: 900}),
    "after": ([take("It poured", pause_after=900)], {3: 900}),
    "none at all": ([take("It poured", pause_before=0, pause_after=0)], {2: 0, 3: 0}),
    "around several sentences": ([take("It rained on Mr. Reed. It poured", pause_before=7, pause_after=8)],
                                 {1: 7, 3: 8}),
    "two that meet": ([take("It poured", pause_after=100), take("They waited", 1, 1, pause_before=900)], {3: 900}),
    "two that meet, the other way round": (
        [take("It poured", pause_after=900), take("They waited", 1, 1, pause_before=100)], {3: 900}),
    "at the beginning": ([take("Chapter 1", pause_before=3000)], {0: 3000}),
    "at the end": ([take("there was no reply", pause_after=4000)], {15: 4000}),
    "before a scene": ([take("They waited.", 1, 4, pause_after=100)], {13: 100}),
}  # fmt: skip


@pytest.mark.parametrize(("entries", "changed"), PAUSED.values(), ids=PAUSED.keys())
def test_pauses_are_as_long_as_they_are_set_and_nothing_is_spoken_again(
    entries: list[LineTake], changed: dict[int, int]
) -> None:
    plain, lengths = pauses(), pauses(*entries)
    assert {index: new for index, (old, new) in enumerate(zip(plain, lengths, strict=True)) if old != new} == changed
    assert [one.utterance for one in cues(*entries)] == [one.utterance for one in cues()]


words = [word for word in STORY.split() if any(character.isalpha() for character in word)]


@given(
    st.integers(0, len(words) - 1), st.integers(1, 12), st.integers(1, 9), st.sampled_from(["", *DELIVERY_WORDS]),
    st.sampled_from([None, 0, 900]), st.booleans(),
)  # fmt: skip
@settings(max_examples=examples(150))
def test_whatever_is_set_the_words_stay_and_the_others_are_spoken_as_before(
    first: int, count: int, number: int, delivery: str, pause: int | None, narrated: bool
) -> None:
    cast = Cast(FULL.narrator) if narrated else FULL
    entry = take(" ".join(words[first : first + count]), 1, 2, take=number, delivery=delivery, pause_before=pause)
    found = locate_takes((entry,), script()).found
    options = NarrationOptions(takes=found)
    plain = [cue for one in plan_episodes(script(), cast) for cue in one.cues]
    changed = [cue for one in plan_episodes(script(), cast, options) for cue in one.cues]
    assert " ".join(one.utterance.spoken for one in changed) == " ".join(one.utterance.spoken for one in plain)
    untouched = {one.utterance for one in changed if one.kept_take is None}
    if not delivery:
        assert untouched <= {one.utterance for one in plain}
    for located in found:
        heard = plan_cues_in(script(), cast, options, located.chapter, located.span)
        assert [cue.utterance.take for cue in heard] == [number] * len(heard)
        assert [one for one in changed if one.kept_take is not None] == [*heard]
