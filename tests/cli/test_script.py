"""The contract of `audiobook script`: JSON Lines that tile the whole source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiobook.chapters.split import split_chapters
from audiobook.commands.inspect import measure_coverage
from audiobook.model import Manuscript
from audiobook.narration.normalization import normalize_for
from audiobook.quotations.script import build_script
from tests.conftest import CASES, Outcome, examples

Command = Callable[..., Outcome]
FIELDS = [
    "chapter",
    "paragraph",
    "kind",
    "speaker",
    "confidence",
    "evidence",
    "text",
    "spoken",
    "start",
    "end",
    "skipped",
]
KINDS = {"metadata", "heading", "note", "break", "narration", "speech", "thought"}
FORMATS = sorted((CASES / "formats").iterdir())
STORIES = sorted((CASES / "stories").glob("*.txt"))


def lines_of(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def check(lines: list[dict[str, Any]], source: str) -> None:
    """What other programs may rely on."""
    covered = 0
    for line in lines:
        assert list(line) == FIELDS
        assert line["kind"] in KINDS
        assert source[line["start"] : line["end"]] == line["text"]
        assert source[covered : line["start"]].strip() == ""
        assert line["start"] >= covered
        assert bool(line["skipped"]) == (line["kind"] in ("metadata", "note", "break")) or line["kind"] == "heading"
        assert line["speaker"] is None or line["kind"] in ("speech", "thought")
        assert not (line["skipped"] and line["spoken"])
        covered = line["end"]
    assert source[covered:].strip() == ""


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_script_tiles_the_source(audiobook: Command, path: Path) -> None:
    done = audiobook("script", path)
    assert done.code == 0
    check(lines_of(done.out), path.read_bytes().decode())


@pytest.mark.parametrize("path", FORMATS, ids=lambda path: path.name)
def test_the_script_tiles_what_was_taken_from_other_formats(audiobook: Command, path: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    done = audiobook("script", path, "--source-text", source)
    assert done.code == 0
    text = source.read_bytes().decode()
    check(lines_of(done.out), text)
    if path.suffix in (".txt", ".md") and not text_of_a_page(path):
        assert text == path.read_bytes().decode()


def text_of_a_page(path: Path) -> bool:
    """Whether a file is HTML whatever its name says."""
    return path.read_bytes().lstrip().startswith(b"<")


def test_the_sample_story_has_speech_thought_and_narration(audiobook: Command, sample: Path) -> None:
    kinds = {line["kind"] for line in lines_of(audiobook("script", sample).out)}
    assert kinds == KINDS


def test_offsets_count_in_the_text_as_it_came(audiobook: Command, tmp_path: Path) -> None:
    story, source = tmp_path / "story.txt", tmp_path / "source.txt"
    written = "Chapter 1\r\n\r\n“It’s naïve,” she said.\r\n\r\n* * *\r\n\r\nThe end.\r\n"
    story.write_bytes(written.encode("cp1252"))
    done = audiobook("script", story, "--source-text", source)
    assert source.read_bytes().decode() == written
    check(lines_of(done.out), written)


def test_it_can_be_written_to_a_file(audiobook: Command, short_story: Path, tmp_path: Path) -> None:
    target = tmp_path / "script.jsonl"
    done = audiobook("script", short_story, "-o", target)
    assert (done.code, done.out) == (0, "")
    assert lines_of(target.read_text("utf-8")) == lines_of(audiobook("script", short_story).out)


pieces = st.sampled_from(
    [
        *("“Go,” she said.", "‘Why?’ he thought.", '"Open', 'closed."', "— Come in, said Ann.", "«Oui», dit-il."),
        *("It rained.", "A/N: hi", "(A/N: so)", "Author's Notes:", "Summary: x", "* * *", "***", "…", "_so_"),
        *("Chapter 1", "Chapter 2: Rain", "Prologue", "Contents", "1", "II", "PART ONE", "'tis the dogs' bowl"),
        *("\u200b", "\ufeff", "x" * 200),
    ]
)
joints = st.sampled_from([" ", "\n", "\n\n", "\n\n\n", "\r\n", "\r\n\r\n", "\u2028", "\x0c", "", "\t"])


def texts() -> st.SearchStrategy[str]:
    woven = st.lists(st.tuples(pieces, joints), max_size=25).map(lambda parts: "".join(a + b for a, b in parts))
    return st.one_of(woven, st.text(max_size=300))


@given(texts())
@settings(max_examples=examples(400))
def test_any_text_at_all_is_accounted_for(text: str) -> None:
    script = normalize_for(build_script(split_chapters(Manuscript(Path("story.txt"), text))))
    assert measure_coverage(text, script).unaccounted == 0
    assert list(spans(script.segments)) == sorted(spans(script.segments))
    assert all(utterance.text == utterance.span.of(text) for utterance in script.segments)


def spans(utterances: Any) -> Iterator[tuple[int, int]]:
    return ((utterance.span.start, utterance.span.end) for utterance in utterances)


CHAT = "Keys\nby Tess Ter\n\nChapter 1\n\nOlga: You took it.\nPavel: I did not.\nOlga: Who, then?\nPavel: You.\n"


def names_in(audiobook: Command, story: Path, *more: str) -> list[tuple[str, str | None]]:
    lines = [json.loads(line) for line in audiobook("script", story, *more).out.splitlines()]
    return [(line["spoken"], line["skipped"]) for line in lines if line["text"] in ("Olga:", "Pavel:")]


def test_names_before_lines_are_left_out_or_read(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "keys.txt"
    story.write_text(CHAT, "utf-8")
    assert names_in(audiobook, story) == [("", "speaker's name")] * 4
    assert names_in(audiobook, story, "--names", "spoken") == [("Olga.", None), ("Pavel.", None)] * 2
    story.with_suffix(".toml").write_text('names = "spoken"', "utf-8")
    assert names_in(audiobook, story) == [("Olga.", None), ("Pavel.", None)] * 2
    assert names_in(audiobook, story, "--names", "skip") == [("", "speaker's name")] * 4


def test_another_wish_for_names_is_refused(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "keys.txt"
    story.write_text(CHAT, "utf-8")
    done = audiobook("script", story, "--names", "loud")
    assert (done.code, "--names loud" in done.err) == (1, True)
    story.with_suffix(".toml").write_text("names = 3", "utf-8")
    done = audiobook("script", story)
    assert (done.code, "names must be a text" in done.err) == (1, True)


def test_a_plays_names_are_listed_once_a_chapter(audiobook: Command, tmp_path: Path) -> None:
    story = tmp_path / "keys.txt"
    story.write_text(CHAT, "utf-8")
    told = audiobook("inspect", story).out
    assert "speaker's name: Olga: (and 3 more)" in told
    assert "unclassified" not in told
