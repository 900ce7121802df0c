"""Plays, scripts and chats: whose line it is by the name at its head, and what is no such name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiobook.attribution.corrections import attribute_quotes
from audiobook.cast_file.values import CastFile, LineCorrection
from audiobook.chapters.split import split_chapters
from audiobook.model import MESSAGE_TIME, SPEAKER_NAME, Kind, Manuscript, Script, Segment
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from audiobook.quotations.speaker_labels.head_patterns import HEAD_PATTERNS, HeadPattern
from audiobook.quotations.speaker_labels.line_heads import find_heads
from audiobook.reading.html_page import read_html
from audiobook.reading.markdown import read_markdown
from audiobook.reading.plain_text import read_plain

STORY = Path("story.txt")
TOLD = "The kettle had gone cold an hour ago, and neither of them had moved to light the stove again."

# Name> said by them; (name) left out; anything else is the narrator's. A paragraph a line.
STORIES = {
    "a script": """
        Olga: You took the key.
        Pavel: I never did.
        Olga: Then who?
        Pavel: Ask the cat.
    """,
    "a play in capitals": """
        OLGA. You took the key.
        PAVEL. [Rising.] I never did.
        OLGA. Then who?
        PAVEL. Ask the cat.
    """,
    "capitals and a dash": """
        OLGA.--You took the key.
        PAVEL.--I never did.
        OLGA.--Then who?
        PAVEL.--Ask the cat.
    """,
    "a chat": """
        [21:04] Olga: you took the key
        [21:05] Pavel: did not
        [21:44] Olga: who then
    """,
    "a chat with times behind": """
        Olga (9:04 PM): you took the key
        Pavel (9:05 PM): did not
    """,
    "handles": """
        <olga.k> you took the key
        <pavel_7> did not
    """,
    "arrows": """
        **olga** >> you took the key
        **pavel** >> did not
    """,
    "bold names": """
        **Olga.** You took the key.
        **Pavel.** *(rising)* I never did.
        **Olga:** Then who?
        **Pavel**: Ask the cat.
    """,
}
SAID = {
    "a script": "(Olga) Olga> (Pavel) Pavel> (Olga) Olga> (Pavel) Pavel>",
    "a play in capitals": "(Olga) Olga> (Pavel) [Rising.] Pavel> (Olga) Olga> (Pavel) Pavel>",
    "capitals and a dash": "(Olga) Olga> (Pavel) Pavel> (Olga) Olga> (Pavel) Pavel>",
    "a chat": "[21:04] (Olga) Olga> (time) (Pavel) Pavel> [21:44] (Olga) Olga>",
    "a chat with times behind": "(Olga) (9:04_PM): Olga> (Pavel) (time) Pavel>",
    "handles": "(olga.k) olga.k> (pavel_7) pavel_7>",
    "arrows": "(olga) olga> (pavel) pavel>",
    "bold names": "(Olga) Olga> (Pavel) *(rising)* Pavel> (Olga) Olga> (Pavel) Pavel>",
}

NO_LABELS = {
    "stray labels": ["Warning: the weir is open.", "Note: bring oil.", "Rating: ten out of ten, she thought."],
    "a box of figures, again and again": [
        "HP: 120", "MP: 40", "Grit: 12 -> 14", "Nerve: 7", "HP: 110", "MP: 35", "Grit: 14", "Nerve: 8",
    ],
    "a box in bold": ["**Grit:** 12", "**Nerve:** 7", "**Grit:** 14", "**Nerve:** 8", "**Grit:** 15"],
    "a recipe": ["Flour: two cups.", "Butter: a pound.", "Flour: one cup more.", "Step 1: Mix.", "Step 2: Bake."],
    "a letter": ["Dear Olga,", "I have the key.", "P.S.: Burn this.", "P.P.S.: Do it now.", "P.S.: I mean it."],
    "a diary": ["Monday: I was ill.", "Tuesday: I was worse.", "Monday: I got up.", "Tuesday: I lay down."],
    "questions": ["Q: Where were you?", "A: At home.", "Q: Who saw you?", "A: You did."],
    "an exchange without marks": ["Yes. I did.", "No. You never.", "Yes. I did so.", "No. Not once."] * 3,
    "titles": ["Mr. Ash sat.", "Mrs. Ash rose.", "Mr. Ash rose.", "Mrs. Ash sat.", "Mr. Ash left.", "Mrs. Ash left."],
    "one who labels alone": ["Olga: I was there.", "Olga: I saw it.", "Olga: I ran.", "Olga: I fell."],
    "voices in angle brackets": ["<I hear you,> said the owl.", "<So do I,> said the hen."],
    "a shouted word": ["STOP. The train was late.", "He ran on.", "STOP. It never came."],
}  # fmt: skip


def script_of(paragraphs: list[str], speak_names: bool = False) -> Script:
    text = "Keys\nby Tess Ter\n\nChapter 1\n\n" + "".join(f"{one}\n\n" for one in (TOLD, *paragraphs, TOLD))
    return normalize_for(build_script(split_chapters(Manuscript(STORY, text)), speak_names=speak_names))


def told(utterances: tuple[Segment, ...]) -> Iterator[str]:
    for one in utterances:
        if one.kind is Kind.NARRATION and one.text != TOLD:
            left_out = {SPEAKER_NAME: f"({one.spoken.rstrip('.').replace('seven', '7')})", MESSAGE_TIME: "(time)"}
            yield left_out.get(str(one.skipped), one.text.replace(" ", "_"))
        elif one.speaker:
            yield f"{one.speaker}>"


def speakers_of(script: Script, said: CastFile | None = None) -> list[tuple[str | None, str]]:
    attribution, missing = attribute_quotes(script, said or CastFile())
    assert not missing
    return [(one.speaker, one.text) for one in attribution.script.segments if one.kind is Kind.SPEECH]


@pytest.mark.parametrize("shape", HEAD_PATTERNS, ids=lambda shape: f"{shape.style.name} {shape.matches[0][0]}")
def test_head_patterns_match_their_examples(shape: HeadPattern) -> None:
    found = {line: [(head.name, head.family) for head in find_heads(line, 0)] for line, _ in shape.matches}
    assert found == {line: [(name, shape.style)] for line, name in shape.matches}
    assert [line for line in shape.rejects if any(head.family is shape.style for head in find_heads(line, 0))] == []


@pytest.mark.parametrize("which", STORIES)
def test_labels_name_the_speakers(which: str) -> None:
    paragraphs = [line.strip() for line in STORIES[which].strip().splitlines()]
    assert list(told(script_of(paragraphs).segments)) == SAID[which].split()


@pytest.mark.parametrize("paragraphs", NO_LABELS.values(), ids=NO_LABELS.keys())
def test_other_labels_are_read_as_narration(paragraphs: list[str]) -> None:
    utterances = script_of(paragraphs).segments
    assert [one.text for one in utterances if one.skipped == SPEAKER_NAME or one.speaker] == []
    assert [one for one in paragraphs if one not in " ".join(u.text for u in utterances if not u.skipped)] == []


def test_labels_may_be_on_lines_of_their_own() -> None:
    play = ["OLGA", "You took the key.", "PAVEL", "(rising)", "I never did.", "[He sits.]", "OLGA", "Then who?"]
    play += ["PAVEL", "Ask the cat.", "OLGA", "The cat?", "PAVEL", "The cat."]
    found = list(told(script_of(play).segments))
    assert found[:8] == ["(Olga)", "Olga>", "(Pavel)", "(rising)", "Pavel>", "[He_sits.]", "(Olga)", "Olga>"]


def test_a_speech_may_continue_on_the_next_lines() -> None:
    chat = "Olga: You took\nthe key.\nPavel: No.\nOlga: Yes.\nPavel: I did\nnot."
    text = f"Keys\n\nChapter 1\n\n{TOLD}\n\n{chat}\n\n{TOLD}\n"
    found = speakers_of(build_script(split_chapters(Manuscript(STORY, text))))
    assert [one for one in found if "key" in one[1] or "not" in one[1]] == [("Olga", "the key."), ("Pavel", "not.")]


def test_each_line_of_a_paragraph_has_its_speaker() -> None:
    lines = "<br>".join(("Olga: you took the key", "Pavel: did not", "Olga: who then", "Pavel: ask the cat"))
    page = f"<html><body><h1>Keys</h1><p>{TOLD}</p><p>{lines}</p><p>{TOLD}</p></body></html>"
    found = speakers_of(build_script(split_chapters(read_html(page, Path("keys.html")))))
    assert [speaker for speaker, _ in found] == ["Olga", "Pavel", "Olga", "Pavel"]


def test_an_action_between_asterisks_is_narration() -> None:
    chat = ["Olga: *sighs* you took the key", "Pavel: I did *not*", "Olga: who then", "Pavel: ask the cat *shrugs*"]
    found = [(one.kind, one.text) for one in script_of(chat).segments if "*" in one.text]
    assert found == [
        (Kind.NARRATION, "*sighs*"), (Kind.SPEECH, "I did *not*"), (Kind.NARRATION, "*shrugs*"),
    ]  # fmt: skip


def test_prose_around_a_play_is_split_as_usual() -> None:
    play = ["**Olga.** You took it.", "*She turns.*", "**Pavel.** No.", "**Olga.** Who, then?", "**Pavel.** The cat."]
    text = "\n\n".join(
        ("# Keys", "“Sit down,” said Ruth.", TOLD, TOLD, TOLD, *play, TOLD, TOLD, TOLD, "“Well,” said Ruth.")
    )
    found = speakers_of(build_script(split_chapters(read_markdown(text, Path("keys.md")))))
    assert [speaker for speaker, _ in found] == ["Ruth", "Olga", "Pavel", "Olga", "Pavel", "Ruth"]


def test_a_label_with_several_names_has_no_speaker() -> None:
    play = ["OLGA. You.", "PAVEL. No.", "OLGA and PAVEL. The cat!", "OLGA. Ha.", "PAVEL. Ha."]
    read = [one for one in script_of(play).segments if "cat" in one.text]
    assert [(one.kind, one.text, one.skipped) for one in read] == [(Kind.NARRATION, "OLGA and PAVEL. The cat!", None)]


def test_a_name_before_only_a_direction_is_read() -> None:
    play = ["OLGA. You.", "PAVEL. [Sits down.]", "OLGA. Well?", "PAVEL. The cat.", "OLGA. Ha."]
    names = [one.skipped for one in script_of(play).segments if one.text == "PAVEL."]
    assert names == [None, SPEAKER_NAME]


def test_speak_names_reads_the_labels() -> None:
    names = script_of(["Olga: You.", "Pavel: No.", "Olga: Yes.", "Pavel: No."], speak_names=True).segments
    assert [(one.spoken, one.skipped) for one in names if one.text == "Olga:"] == [("Olga.", None)] * 2


def test_a_labelled_speaker_is_the_character_of_the_prose() -> None:
    chat = ["olga: you took the key", "pavel: did not", "olga: who then", "pavel: ask the cat"]
    prose = ["“I know,” said Olga Brandt. She put on her coat.", "Olga left. Pavel stayed where he was."]
    attribution, _ = attribute_quotes(script_of([*prose, *chat]), CastFile())
    lines = {one.name: (one.lines, one.gender) for one in attribution.characters}
    assert lines == {"Olga": (3, "female"), "Pavel": (2, "male")} or lines["Olga Brandt"][0] == 3
    assert {one.evidence for one in attribution.script.segments if one.speaker} == {"explicit"}
    assert all(one.confidence > 0.8 for one in attribution.script.segments if one.speaker)


def test_similar_labels_are_different_speakers() -> None:
    play = ["OLD ANNA. You.", "ANNA. No.", "OLD ANNA. Yes.", "ANNA. No.", "MR. ASH. Well?", "MRS. ASH. Well!"] * 2
    found = speakers_of(script_of(play))
    assert [speaker for speaker, _ in found][:6] == ["Old Anna", "Anna", "Old Anna", "Anna", "Mr. Ash", "Mrs. Ash"]


def test_the_cast_file_applies_to_labelled_speakers() -> None:
    chat = script_of(["Olga: you took it", "Pavel: did not", "Olga: who then", "Pavel: the cat"])
    said = CastFile(aliases=(("Pavel", "Pasha"),), lines=(LineCorrection("who then", "Pasha"),))
    assert [speaker for speaker, _ in speakers_of(chat, said)] == ["Olga", "Pasha", "Pasha", "Pasha"]


def test_a_described_speaker_has_the_gender_of_the_noun() -> None:
    play = ["THE BOY. You.", "A WOMAN. No.", "THE BOY. Yes.", "A WOMAN. No."]
    attribution, _ = attribute_quotes(script_of(play), CastFile())
    assert {(one.name, one.gender) for one in attribution.characters} == {("The Boy", "male"), ("A Woman", "female")}


# Lines behind prose in which Olga and Pavel speak, and who speaks them.
PROSE = ["“You took it,” said Olga.", "“I did not,” Pavel said."]
EXCHANGES = {
    "a message and its answer": (["Olga: you took the key", "Pavel: I did not"], ["Olga", "Pavel"]),
    "names in bold": (["**Olga:** Did you?", "**Pavel:** No.", "**Olga:** Liar."], ["Olga", "Pavel", "Olga"]),
    "an action between": (["Olga: did you?", TOLD, "Pavel: no!"], ["Olga", "Pavel"]),
    "a list of people": (["Olga: she is nine.", "Pavel: he is ten.", "Rhea: she is his aunt."], []),
    "strangers": (["Rhea: you took the key", "Bram: I did not"], []),
    "figures": (["Olga: 12", "Pavel: 14"], []),
    "one line": (["Olga: she is nine."], []),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), EXCHANGES.values(), ids=EXCHANGES.keys())
def test_who_speaks_in_prose_needs_few_labels(lines: list[str], expected: list[str]) -> None:
    segments = script_of([*PROSE, *lines]).segments
    assert [one.speaker for one in segments if one.speaker] == expected
    assert not any(one.skipped for one in segments if one.chapter)


LINES = st.sampled_from(
    ["OLGA. You.", "OLGA", "Pavel: no (sits)", "[He sits.", "*He sat.*", "<a> b", "[9:01] c: d", "**E.** f", "SCENE I."]
)  # fmt: skip


@given(st.lists(LINES, max_size=14), st.sampled_from(("\n", "\n\n")))
def test_every_character_is_in_exactly_one_segment(lines: list[str], between: str) -> None:
    book = split_chapters(read_plain(between.join(["Keys", "Chapter 1", *lines]), STORY))
    seen = [place for one in build_script(book).segments for place in range(one.span.start, one.span.end)]
    assert sorted(place for place in seen if not book.text[place].isspace()) == [
        place for place, sign in enumerate(book.text) if not sign.isspace()
    ]
