"""A few damaged inputs of every kind, the same each time; benchmarks/abuse/fuzz.py runs any number of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.errors import InputError
from audiobook.model import Script
from tests.fuzzing.case import Case
from tests.fuzzing.judging import Ran, findings_in, judged
from tests.fuzzing.kinds import KINDS, case_of
from tests.fuzzing.readers import READERS, findings_of_readers
from tests.fuzzing.shrinking import fewest, shrunk
from tests.fuzzing.stories import MAKE, SCRIPT, WORDS

SEED, CASES = 1, 6
# These start processes or load a voice.
SLOW = (MAKE[0], WORDS[0])


def quick(case: Case) -> Case:
    """The case without the commands that take more than a moment."""
    kept = (one for one in case.commands if one[0] not in SLOW or "--dry-run" in one)
    return replace(case, commands=tuple(kept))


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_inputs_end_well_or_in_one_line(kind: str, tmp_path: Path) -> None:
    for number in range(CASES):
        place = tmp_path / str(number)
        place.mkdir()
        assert findings_in(quick(case_of(kind, SEED, number)), place) == ()
        shutil.rmtree(place)


@pytest.mark.parametrize("kind", READERS)
def test_damaged_inputs_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    for number in range(CASES):
        place = tmp_path / str(number)
        place.mkdir()
        assert findings_of_readers(case_of(kind, SEED, number), place, set()) == ()
        shutil.rmtree(place)


STORY = Case(
    "text", (("story.txt", "“Go in,” said Ann.\n\nIt rained.\n".encode()),), ((*SCRIPT[:1], "story.txt", *SCRIPT[2:]),)
)


def raises(error: Exception) -> object:
    def reading(*_: object) -> None:
        raise error

    return reading


def leaves_a_part(*_: object) -> None:
    Path(".x.1.part").write_text("half", "utf-8")
    raise InputError("no")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (raises(ValueError("x")), "ValueError in "),
        (leaves_a_part, "leaves half-written files"),
    ],
)
def test_faults_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: object, told: str) -> None:
    assert findings_in(STORY, tmp_path) == ()
    monkeypatch.setattr("audiobook.pipeline.read_story_from_paths", fault)
    assert [told in one.what for one in findings_in(STORY, tmp_path)] == [True]


@pytest.mark.parametrize(
    ("code", "err", "told"),
    [
        (1, "audiobook: one\ntwo\n", "a message of several lines"),
        (1, "audiobook: one \x07 two\n", "a message with control characters"),
        (1, "", "fails without a word"),
        (2, "Usage: x\n\nError: y\nz\n", "a usage error of odd lines"),
        (-9, "", "exit code -9"),
    ],
)
def test_messages_are_judged(code: int, err: str, told: str) -> None:
    assert [told in one.what for one in judged(Ran(("inspect",), code, "", err))] == [True]
    assert list(judged(Ran(("inspect",), 1, "", "audiobook: there is no file x; check the name\n"))) == []


def test_text_that_gets_lost_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from audiobook.pipeline import analyze_story

    def shorter(*given: object, **named: object) -> object:
        told = analyze_story(*given, **named)  # type: ignore[arg-type]
        return replace(told, script=replace(told.script, segments=told.script.segments[:-1]))

    monkeypatch.setattr("audiobook.pipeline.analyze_story", shorter)
    assert [one.what for one in findings_in(STORY, tmp_path)] == ["text is in no utterance"]


def test_what_readers_do_wrong_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def judge() -> list[str]:
        return [one.what for one in findings_of_readers(STORY, tmp_path, set())]

    def shorter(script: Script, *_: object) -> Script:
        return replace(script, segments=script.segments[:-1])

    assert judge() == []
    with monkeypatch.context() as patch:
        patch.setattr("tests.fuzzing.readers.normalize_for", shorter)
        assert judge() == ["words are lost"]
    with monkeypatch.context() as patch:
        patch.setattr("audiobook.pipeline.build_script", lambda book, _: Script(book.metadata, book.chapters, ()))
        assert judge() == ["text is in no utterance", "words are lost"]
    monkeypatch.setattr("audiobook.pipeline.read_story_from_paths", raises(ValueError("x")))
    assert [what.startswith("ValueError in ") for what in judge()] == [True]


def rows() -> Iterator[bytes]:
    yield from (b"%d\n" % number for number in range(30))


def test_a_case_is_made_small() -> None:
    case = Case("text", (("a", b"".join(rows())), ("b", b"x")), (("inspect", "a"), ("script", "a")))
    small = shrunk(
        case, lambda one: any(b"17" in (data or b"") for _, data in one.files) and ("script", "a") in one.commands
    )
    assert small == Case("text", (("a", b"17"),), (("script", "a"),))


def test_the_fewest_parts_that_are_enough() -> None:
    assert fewest(range(20), lambda some: 3 in some and 17 in some) == [3, 17]
