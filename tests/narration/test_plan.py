"""What is said when, with which pauses."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile
from audiobook.chapters.split import split_chapters
from audiobook.engines.hibari import HibariEngine
from audiobook.model import Cast, Cue, Episode, Kind, Manuscript, Utterance, Voice
from audiobook.model.pauses import DEFAULT_PAUSES, Pauses
from audiobook.narration.delivery import (
    BOUNDS,
    PLAIN,
    READ_ALOUD,
    TAG_DELIVERIES,
    THOUGHT,
    TRAILING_OFF,
    Delivery,
    choose_delivery,
)
from audiobook.narration.normalization import normalize_for
from audiobook.narration.plan import NarrationOptions, plan_episodes
from audiobook.narration.pronunciations import apply_pronunciations
from audiobook.narration.stress import STRESSED_PHONEMES
from audiobook.quotations.script import build_script
from audiobook.text.normalization.options import NormalizationOption
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon
from audiobook.text.pronunciation.values import LexiconEntry, Origin

CAST = Cast(Voice("silent", "silence"))
# Pauses vary with the lengths of sentences, so here each is twice as long as the one before.
PAUSES = Pauses(
    clause=10, tag=22, interruption=50, sentence=110, speaker=250, paragraph=560, note=1200, heading=2500, scene=5000,
    tail=10_000, head=20_000,
)  # fmt: skip
STORY = """Tea by Ann
Summary: x

Chapter 3: Revelations by Ann
Author's Notes:
Thank you.
It rained. It poured.

“No,” he said.

* * *

Morning came.
"""


def episode(text: str = STORY, notes: bool = False, cast: Cast = CAST, flat: bool = False) -> Episode:
    script = normalize_for(build_script(split_chapters(Manuscript(Path("tea.txt"), text))), frozenset())
    told, _ = attribute_quotes(script, CastFile())
    return plan_episodes(told.script, cast, NarrationOptions(notes, flat, PAUSES))[0]


def heard(made: Episode) -> list[tuple[str, str]]:
    """What is said, each with the name of the pause after it, which varies, so that the nearest is meant."""
    named = asdict(PAUSES)
    return [
        (cue.utterance.spoken, min(named, key=lambda name: abs(math.log(named[name] / cue.pause_ms))))
        for cue in made.cues
    ]


def test_the_heading_is_said_once_and_pauses_differ() -> None:
    assert heard(episode()) == [
        ("Chapter 3.", "sentence"),
        ("Revelations.", "heading"),
        ("It rained.", "sentence"),
        ("It poured.", "paragraph"),
        ("“No,” he said.", "scene"),
        ("Morning came.", "tail"),
    ]


def test_a_line_that_is_cut_off_is_answered_at_once() -> None:
    assert heard(episode("Chapter 1\n“You never—”\n\n“I did.”\n"))[1] == ("“You never—”", "interruption")


def test_a_chapter_that_is_only_a_note_has_no_episode() -> None:
    note = "Sorry, this is not a chapter! Next update soon."
    text = f"Chapter 1\nIt rained.\n\nChapter 2: Author's Note\n{note}\n\nChapter 3\nSun.\n"
    script = normalize_for(build_script(split_chapters(Manuscript(Path("tea.txt"), text))), frozenset())
    assert [made.track for made in plan_episodes(script, CAST)] == [1, 3]


def test_pauses_grow_with_the_gap_they_stand_for() -> None:
    assert DEFAULT_PAUSES.sentence < DEFAULT_PAUSES.paragraph < DEFAULT_PAUSES.heading < DEFAULT_PAUSES.scene


def test_notes_are_announced_where_they_are_spoken() -> None:
    said = [text for text, _ in heard(episode(notes=True))]
    assert said[2:6] == ["Author's note.", "Thank you.", "End of note.", "It rained."]
    assert "Author's Notes:" not in said


def test_the_lyrics_are_the_story_as_written() -> None:
    assert episode().lyrics == "It rained. It poured.\n\n“No,” he said.\n\n* * *\n\nMorning came."


def test_an_aside_is_left_out_and_its_paragraph_stays_one() -> None:
    made = episode("Chapter 1\nThe goose (A/N: yes) looked up.\n\nThe end.\n")
    assert heard(made)[1] == ("The goose looked up.", "paragraph")
    assert made.lyrics == "The goose looked up.\n\nThe end."


def test_a_question_in_a_heading_keeps_its_mark() -> None:
    assert heard(episode("Chapter 1: Who?\nNobody.\n"))[1][0] == "Who?"


def test_a_chapter_of_nothing_but_a_break_says_nothing() -> None:
    assert heard(episode("* * *\n\n…\n")) == [("…", "tail")]


BEA, TOM = Voice("silent", "silence", pitch=1.1), Voice("silent", "silence", pitch=0.8)
FULL = Cast(CAST.narrator, (("Bea", BEA), ("Tom", TOM)))


def voices(made: Episode) -> list[tuple[str, Voice]]:
    return [(cue.utterance.spoken, cue.utterance.voice) for cue in made.cues]


def test_everyone_speaks_in_their_own_voice_and_the_narrator_tells_the_rest() -> None:
    made = episode("“It is late,” said Bea, “and dark.” The lamp went out.\n\n“I know,” said Tom.\n", cast=FULL)
    assert voices(made) == [
        ("“It is late,”", BEA),
        ("said Bea,", FULL.narrator),
        ("“and dark.”", BEA),
        ("The lamp went out.", FULL.narrator),
        ("“I know,”", TOM),
        ("said Tom.", FULL.narrator),
    ]
    assert [name for _, name in heard(made)] == ["tag", "tag", "sentence", "paragraph", "tag", "tail"]


def test_who_answers_waits_less_than_a_new_paragraph_does() -> None:
    made = episode("“It is late,” said Bea.\n\n“Yes,” said Tom. “So?”\n\n“So go, Tom.”\n\nIt rained.\n", cast=FULL)
    assert [name for _, name in heard(made)] == ["tag", "paragraph", "tag", "sentence", "speaker", "paragraph", "tail"]


def test_whoever_has_no_voice_is_read_in_one_breath_by_the_narrator() -> None:
    made = episode("“It is late,” said Nell.\n\n“I know,” said Tom.\n", cast=FULL)
    assert voices(made)[0] == ("“It is late,” said Nell.", FULL.narrator)


def test_marks_alone_are_no_line() -> None:
    made = episode("Bea said, “It is late”.\n", cast=FULL)
    assert voices(made) == [("Bea said,", FULL.narrator), ("“It is late”.", BEA)]


def test_a_dash_at_a_change_of_voice_is_a_short_pause() -> None:
    made = episode("“It is late—” said Bea.\n", cast=FULL)
    assert heard(made)[0][1] == "clause"


def test_a_line_is_said_as_its_tag_tells() -> None:
    text = "“Go,” whispered Bea.\n\n“NEVER EVER!” said Tom.\n"
    whispered, _, shouted, _ = voices(episode(text, cast=FULL))
    assert whispered[1].gain < BEA.gain
    assert whispered[1].whisper == 1.0
    assert shouted[1].gain > TOM.gain
    assert shouted[1].pitch > 1.2 * TOM.pitch
    assert {voice for _, voice in voices(episode(text, cast=FULL, flat=True))} == {BEA, TOM, FULL.narrator}
    assert {voice for _, voice in voices(episode(text))} == {CAST.narrator}


DELIVERIES = [(one.name, *pair) for one in (*TAG_DELIVERIES, READ_ALOUD) for pair in one.examples]
UNLIKE = [(one.name, *pair) for one in (*TAG_DELIVERIES, READ_ALOUD) for pair in one.counterexamples]


@pytest.mark.parametrize(("name", "line", "beside"), DELIVERIES)
def test_examples_of_deliveries(name: str, line: str, beside: str) -> None:
    assert choose_delivery(Kind.SPEECH, line, "", f" {beside}").name == name


@pytest.mark.parametrize(("name", "line", "beside"), UNLIKE)
def test_what_is_not_meant_so(name: str, line: str, beside: str) -> None:
    assert choose_delivery(Kind.SPEECH, line, "", f" {beside}").name != name


@pytest.mark.parametrize(
    ("kind", "text", "before", "name"),
    [
        (Kind.SPEECH, "“Go,”", "Bea whispered, ", "whispered"),
        (Kind.SPEECH, "“Go.”", "Bea whispered. ", "plain"),
        (Kind.SPEECH, "“GO AWAY!”", "", "shouted"),
        (Kind.SPEECH, "“I…”", "", "trailing off"),
        (Kind.SPEECH, "“OK.”", "", "plain"),
        (Kind.THOUGHT, "‘Go.’", "", "thought"),
        (Kind.SPEECH, "“Dear Ann, " + "we are all well here. " * 6 + "”", "", "read aloud"),
        (Kind.SPEECH, "“Dear Ann, come here.”", "", "plain"),
        (Kind.NARRATION, "She whispered.", "", "plain"),
    ],
)
def test_other_signs_of_a_delivery(kind: Kind, text: str, before: str, name: str) -> None:
    assert choose_delivery(kind, text, before, "").name == name


ALL_DELIVERIES = (*TAG_DELIVERIES, READ_ALOUD, THOUGHT, TRAILING_OFF)
EXTREME = Voice("silent", "silence", pitch=0.43, pitch_range=0.55, tilt=-2.4, breath=0.3, roughness=0.35, tremor=0.7)


def test_deliveries_stay_small() -> None:
    for one in ALL_DELIVERIES:
        assert abs(one.gain) <= 2
        assert 0.9 <= one.pace <= 1.05
        assert 0.85 <= one.pitch <= 1.26


@pytest.mark.parametrize("one", ALL_DELIVERIES, ids=lambda one: one.name)
def test_the_table_of_deliveries_is_true(one: Delivery) -> None:
    page = (Path(__file__).parents[2] / "docs" / "narration.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| {one.name} |"))
    told = [cell.strip() for cell in row.split("|")[3:-1]]
    loudness = f"{one.gain:+g} dB" if one.gain else ""
    factors = [f"× {value:.2f}" if value != 1.0 else "" for value in (one.pitch, one.pitch_range, one.pace)]
    assert told[:4] == ([loudness, "none", "none", factors[2]] if one.whisper else [loudness, *factors])
    others = ("formant_high", "tilt", "breath", "roughness", "tremor", "whisper")
    changed = {name: getattr(one, name) for name in others if getattr(one, name) != getattr(PLAIN, name)}
    read = re.findall(r"([a-z]+(?: high)?) ([-+×]? ?[\d.]+)", told[4])
    assert {name.replace(" ", "_"): float(value.strip("+× ").replace(" ", "")) for name, value in read} == changed


def test_deliveries_differ_by_more_than_loudness() -> None:
    profiles = [replace(one.apply_to(BEA), gain=0.0) for one in (PLAIN, *ALL_DELIVERIES)]
    assert len(set(profiles)) == len(profiles)
    assert [one.name for one in ALL_DELIVERIES if one.whisper] == ["whispered"]


@pytest.mark.parametrize("one", ALL_DELIVERIES, ids=lambda one: one.name)
def test_no_delivery_takes_an_extreme_voice_too_far(one: Delivery) -> None:
    twice = one.apply_to(one.apply_to(one.apply_to(EXTREME)))
    for name, (low, high) in BOUNDS.items():
        assert low <= getattr(twice, name) <= high


def test_a_recipe_beyond_the_bounds_stays_as_it_is() -> None:
    deep = replace(BEA, pitch=0.3, tremor=1.5)
    growling = next(one for one in TAG_DELIVERIES if one.name == "growled").apply_to(deep)
    assert (growling.pitch, growling.tremor) == (0.3, 1.5)
    assert PLAIN.apply_to(deep) == deep


def test_only_lines_with_a_word_of_the_lexicon_carry_how_it_is_said() -> None:
    story = "Siobhan came. It rained on Siobhan’s hat, and on SIOBHAN."
    told = normalize_for(
        build_script(split_chapters(Manuscript(Path("tea.txt"), story))), frozenset({NormalizationOption.CAPITALS})
    )
    lexicon = build_story_lexicon(story, [LexiconEntry("Siobhan", "/ʃɪvˈɔn/")])
    lines = [cue.utterance for cue in plan_episodes(told, CAST, NarrationOptions(lexicon=lexicon))[0].cues]
    assert [(line.spoken, line.pronounced) for line in lines] == [
        ("Siobhan came.", (("Siobhan", "/ʃɪvˈɔn/"),)),
        ("It rained on Siobhan’s hat, and on Siobhan.", (("Siobhan’s", "/ʃɪvˈɔnz/"), ("Siobhan", "/ʃɪvˈɔn/"))),
    ]
    plain = [cue.utterance for cue in plan_episodes(told, CAST)[0].cues]
    assert [line.spoken for line in plain] == [line.spoken for line in lines]
    assert [line.pronounced for line in plain] == [(), ()]


@pytest.mark.parametrize(("engine", "origin", "said"), [
    ("hibari", Origin.BUILT_IN, True),
    ("silent", Origin.BUILT_IN, False),
    ("silent", Origin.LEXICON, True),
    ("silent", Origin.JAPANESE, True),
])  # fmt: skip
def test_the_list_of_names_is_for_voices_that_take_phonemes(engine: str, origin: Origin, said: bool) -> None:
    cue = Cue(Utterance("Siobhan came.", Voice(engine, "x")), 0)
    lexicon = build_story_lexicon("Siobhan", [LexiconEntry("Siobhan", "/ʃɪvˈɔn/", origin)])
    assert bool(apply_pronunciations((cue,), lexicon)[0].utterance.pronounced) is said


def test_a_word_in_italics_or_capitals_is_stressed_where_an_engine_can() -> None:
    script = normalize_for(
        build_script(split_chapters(Manuscript(Path("tea.txt"), "That is *my* cup. I KNOW it IS.\n\nIt is mine.\n")))
    )
    cues = plan_episodes(script, Cast(Voice("hibari", "heart")))[0].cues
    assert [cue.utterance.pronounced for cue in cues] == [(("my", "/mˈI/"),), (("is", "/ˈɪz/"),), ()]
    flat = plan_episodes(script, Cast(Voice("hibari", "heart")), NarrationOptions(flat=True))[0].cues
    assert not any(cue.utterance.pronounced for cue in flat)
    silent = plan_episodes(script, CAST)[0].cues
    assert not any(cue.utterance.pronounced for cue in silent)


def test_the_am_of_a_clock_time_is_not_stressed() -> None:
    book = split_chapters(Manuscript(Path("tea.txt"), "I AM here. It is 6 AM sharp.\n"))
    script = normalize_for(build_script(book), HibariEngine.needs)
    cues = plan_episodes(script, Cast(Voice("hibari", "heart")))[0].cues
    assert [cue.utterance.pronounced for cue in cues] == [(("am", "/ˈæm/"),), ()]


def test_stressed_words_have_phonemes_that_the_voice_knows() -> None:
    model = HibariEngine().load_model("heart")
    # A sign that it does not know has no number; the two beside them stand around every text.
    assert all(len(model.ids(said)) == len(said) + 2 for said in STRESSED_PHONEMES.values())
    assert all("ˈ" in said for said in STRESSED_PHONEMES.values())


CHAT = (
    "Keys\n\nChapter 1\n\nIt was late.\n\nOlga: You took it.\n\nPavel: I did not.\n\nOlga: Who, then?\n\nPavel: You.\n"
)


def chat(cast: Cast, manner: NarrationOptions) -> list[str]:
    script = normalize_for(build_script(split_chapters(Manuscript(Path("keys.txt"), CHAT))), frozenset())
    told, _ = attribute_quotes(script, CastFile())
    return [cue.utterance.spoken for cue in plan_episodes(told.script, cast, manner)[0].cues][2:]


def test_a_name_before_a_line_is_read_where_no_voice_tells_whose_it_is() -> None:
    lines = ["You took it.", "I did not.", "Who, then?", "You."]
    named = [part for line in zip(("Olga.", "Pavel.") * 2, lines, strict=True) for part in line]
    both = replace(CAST, voices=(("Olga", Voice("silent", "low")), ("Pavel", Voice("silent", "high"))))
    olga = replace(CAST, voices=both.voices[:1])
    assert chat(both, NarrationOptions()) == lines
    assert chat(olga, NarrationOptions()) == ["You took it.", "Pavel.", "I did not.", "Who, then?", "Pavel.", "You."]
    assert chat(CAST, NarrationOptions()) == named
    assert chat(CAST, NarrationOptions(speak_unvoiced_names=False)) == lines


def test_the_text_beside_the_sound_keeps_the_names() -> None:
    made = episode(CHAT)
    assert "Olga: You took it." in made.lyrics
