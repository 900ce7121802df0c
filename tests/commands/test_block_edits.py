"""What is typed about paragraphs and chapters: which entries it becomes, what is said about it, and what can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.casting.cast import CastingOverrides
from audiobook.commands.cast_edits import EditReport, TypedEdits, edit_cast, undo_cast_edit
from audiobook.commands.inspect import analyze_and_inspect
from audiobook.errors import InputError
from audiobook.pipeline import analyze_story
from audiobook.production.plan import AnalyzedStory
from audiobook.settings.settings import StorySettings

STORY = """\
Disclaimer: I own nothing but the goose.

Chapter 1

A/N: Hello again! Sorry about the wait.

The goose (A/N: yes, the same goose) looked at the bishop. “Go,” it said.


* * *

Notes were passed around the choir.

Nobody sang. “Go,” said Maud.

* * *

It was late.

Chapter 2: The Mill

The mill stood still. “Go,” said Tom.

It went round again.
"""
NO_OVERRIDES = CastingOverrides(single_voice=True)


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("goose.txt").write_text(STORY, "utf-8")
    return Path("goose.txt")


def analyze(story: Path) -> AnalyzedStory:
    return analyze_story(StorySettings((story,)))


def edit(story: Path, typed: TypedEdits) -> EditReport:
    return edit_cast(analyze(story), typed, NO_OVERRIDES, lambda: analyze(story))


def listed(story: Path) -> list[str]:
    """The entries of the cast file, each in a line."""
    blocks = analyze(story).cast_file.blocks
    texts = (
        f"{one.chapter}:{one.paragraph} {one.text} = {one.kind or one.begins_chapter or one.title}" for one in blocks
    )
    return list(texts)


# What is typed, one edit after the other; the entries then; what was said last.
EDITS: dict[str, tuple[list[TypedEdits], list[str], list[str]]] = {
    "a run": (
        [TypedEdits(blocks=(("1:5-1:6", "note"),))],
        ["1:5 Notes were passed around the choir. = note", "1:6 Nobody sang. “Go,” said Maud. = note"],
        ["1:5 “Notes were passed around the choir.”: story → author's note",
         "1:6 “Nobody sang. “Go,” said Maud.”: story → author's note",
         "4 lines in chapter 1 are not read any more"]),
    "a part of a paragraph, by its words": (
        [TypedEdits(blocks=(("A/N: yes", "story"),))],
        ["1:3 (A/N: yes, the same goose) = story"],
        ["1:3 “(A/N: yes, the same goose)”: author's note → story", "1 line in chapter 1 is read from now on"]),
    "another mind": (
        [TypedEdits(blocks=(("1:6", "note"),)), TypedEdits(blocks=(("1:6", "Break"),))],
        ["1:6 Nobody sang. “Go,” said Maud. = break"],
        ["1:6 “Nobody sang. “Go,” said Maud.”: author's note → scene break"]),
    "left to the program again": (
        [TypedEdits(blocks=(("1:6", "note"), ("1:5", "note"))), TypedEdits(blocks=(("1:6", "auto"),))],
        ["1:5 Notes were passed around the choir. = note"],
        ["1:6 “Nobody sang. “Go,” said Maud.”: author's note → story (as the program sees it)",
         "3 lines in chapter 1 are read from now on"]),
    "as it is": (
        [TypedEdits(blocks=(("2:2", "story"),))], ["2:2 The mill stood still. “Go,” said Tom. = story"],
        ["2:2 “The mill stood still. “Go,” said Tom.”: stays as it is, now as your choice"]),
    "nothing to leave": (
        [TypedEdits(blocks=(("2:2", "auto"),))], [], ["nothing is set for 2:2", "nothing has changed"]),
    "before the first chapter": (
        [TypedEdits(blocks=(("0:1", "story"),))], ["0:1 Disclaimer: I own nothing but the goose. = story"],
        ["0:1 “Disclaimer: I own nothing but the goose.”: left out → story",
         "1 line in chapter 1 is read from now on"]),
    "positions are those before the edit": (
        [TypedEdits(blocks=(("1:5", "chapter"), ("2:3", "note")), chapter_titles=((2, "The Storm"),))],
        ["1:5 Notes were passed around the choir. = True", "3:3 It went round again. = note",
         "3:1 Chapter 2: The Mill = The Storm"],
        ["1:5 “Notes were passed around the choir.”: chapter 2 begins here",
         "3:3 “It went round again.”: story → author's note",
         "3:1 “Chapter 2: The Mill”: chapter 3 is called “The Storm”", "the story has 3 chapters now",
         "1 line in chapter 3 is not read any more"]),
    "joined, then a chapter after all": (
        [TypedEdits(joined_chapters=(2,)), TypedEdits(blocks=(("1:9", "chapter"),))],
        ["2:1 Chapter 2: The Mill = True"],
        ["2:1 “Chapter 2: The Mill”: chapter 2, “The Mill”, begins here", "the story has 2 chapters now"]),
    "no heading, then a chapter after all": (
        [TypedEdits(blocks=(("2:1", "story"),)), TypedEdits(blocks=(("1:9", "chapter"),))],
        ["2:1 Chapter 2: The Mill = True"],
        ["2:1 “Chapter 2: The Mill”: story → heading, chapter 2, “The Mill”, begins here",
         "the story has 2 chapters now"]),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "entries", "said"), EDITS.values(), ids=EDITS.keys())
def test_an_edit_is_told_and_taken_back(
    story: Path, edits: list[TypedEdits], entries: list[str], said: list[str]
) -> None:
    reports = [edit(story, typed) for typed in edits]
    assert list(reports[-1].messages) == said
    assert listed(story) == entries
    assert not analyze(story).unmatched_corrections
    plain = analyze_story(StorySettings((story,), cast=None, may_create_cast=True)).split_book
    for _ in [report for report in reports if report.is_changed]:
        undo_cast_edit(analyze(story), NO_OVERRIDES, lambda: analyze(story))
    assert listed(story) == []
    assert [chapter.blocks for chapter in analyze(story).book.chapters] == [one.blocks for one in plain.chapters]


# What is typed; what is said about it.
MISTAKES = {
    "a wrong kind": (TypedEdits(blocks=(("1:5", "notes"),)), "1:5 notes: a paragraph can't be that; did you mean"),
    "too far": (TypedEdits(blocks=(("1:99", "note"),)), "--block 1:99: chapter 1 ends with paragraph 8; `audiobook"),
    "no such chapter": (TypedEdits(blocks=(("9:1", "note"),)), "--block 9:1: there is no such place in the story"),
    "backwards": (TypedEdits(blocks=(("1:6-5", "note"),)), "--block 1:6-5: there is no such place in the story"),
    "a run of two chapters": (TypedEdits(blocks=(("1:6-2:2", "note"),)), "give the paragraphs of one chapter at a"),
    "a run that begins a chapter": (TypedEdits(blocks=(("1:5-6", "chapter"),)), "say where the chapter begins"),
    "words of nothing": (TypedEdits(blocks=(("Once upon", "note"),)), "Once upon: no paragraph begins with"),
    "words of two": (TypedEdits(blocks=(("* * *", "skipped"),)), "2 paragraphs begin like this; give one of"),
    "no words": (TypedEdits(blocks=(("  ", "note"),)), "there are no words in it; write a position like 3:14"),
    "the first chapter": (TypedEdits(joined_chapters=(1,)), "there is no chapter before the first one"),
    "a chapter that isn't": (TypedEdits(joined_chapters=(3,)), "there is no chapter 3; the story has 2 chapters"),
    "a title of none": (TypedEdits(chapter_titles=((7, "A"),)), "--chapter-title 7: there is no chapter 7"),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_and_changes_nothing(story: Path, typed: TypedEdits, said: str) -> None:
    with pytest.raises(InputError) as error:
        edit(story, typed)
    assert said in str(error.value)
    assert "\n" not in str(error.value)
    assert not Path("voices").exists()


def test_lines_keep_their_speakers_when_chapters_are_joined_and_parted(story: Path) -> None:
    """“Go,” is said three times, so that only positions tell the lines apart."""

    def speakers() -> list[str | None]:
        segments = analyze(story).script.segments
        return [one.speaker for one in segments if one.kind.is_speech and one.text == "“Go,”"]

    edit(story, TypedEdits(lines=(("1:3", "Tom"), ("1:6", "Tom"), ("2:2", "Maud"))))
    said = speakers()
    assert said == ["Tom", "Tom", "Maud"]
    for typed in (
        TypedEdits(blocks=(("1:5", "chapter"),)),
        TypedEdits(joined_chapters=(3,)),
        TypedEdits(blocks=(("0:1", "note"),)),
    ):
        report = edit(story, typed)
        assert not any("“Go,”" in message for message in report.messages)
        assert speakers() == said
    assert [(one.chapter, one.paragraph) for one in analyze(story).cast_file.lines] == [(1, 4), (2, 2), (2, 6)]
    for _ in range(3):
        undo_cast_edit(analyze(story), NO_OVERRIDES, lambda: analyze(story))
        assert speakers() == said


def test_one_of_a_run_in_the_file_is_told_apart(story: Path) -> None:
    Path("voices").mkdir()
    run = '[[block]]\ntext = "Notes were"\nlast = "Nobody"\nkind = "note"\n'
    Path("voices/goose.toml").write_text(run, "utf-8")
    with pytest.raises(InputError, match=r"line 1 of voices.goose\.toml is about; change that"):
        edit(story, TypedEdits(blocks=(("1:6", "auto"),)))
    edit(story, TypedEdits(blocks=(("1:6", "story"),)))
    kinds = [block.kind for block in analyze(story).book.chapters[0].blocks if block.paragraph in (5, 6)]
    assert [str(kind) for kind in kinds] == ["note", "narration"]


def test_the_file_is_found_whatever_is_decided(story: Path) -> None:
    """What identifies a story is its text as the program splits it."""
    before = analyze(story).identity
    edit(story, TypedEdits(blocks=(("1:1-8", "skipped"), ("2:2-3", "skipped"))))
    story.rename("gander.txt")
    after = analyze(Path("gander.txt"))
    assert after.identity.sentences == before.sentences
    assert after.cast_path.name == "goose.toml"
    assert len(after.cast_file.blocks) == 10


def test_the_number_of_a_joined_chapter_is_no_gap(story: Path) -> None:
    story.write_text(f"{STORY}\nChapter 3\n\nThe mill went on.\n", "utf-8")
    for typed in (TypedEdits(joined_chapters=(2,)), TypedEdits(blocks=(("1:9", "skipped"),))):
        edit(story, typed)
        _, inspection = analyze_and_inspect(StorySettings((story,)))
        assert [warning.what for warning in inspection.warnings if "headings" in warning.what] == []


def test_a_chapter_with_another_title_loses_no_words(story: Path) -> None:
    edit(story, TypedEdits(chapter_titles=((2, "The Storm"),)))
    analysis, inspection = analyze_and_inspect(StorySettings((story,)))
    assert inspection.coverage.unaccounted == 0
    assert "the name of a chapter that you have renamed" in dict(inspection.coverage.left_out)
    spoken = {segment.spoken for segment in analysis.script.segments}
    assert "Chapter two. The Storm." in spoken
