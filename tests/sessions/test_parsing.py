"""The sessions' own language: what it understands, what it refuses, and that a failed expectation is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.sessions.parsing import SessionError, parse_session
from tests.sessions.playing import (
    Outcome,
    can_give_up_powers,
    may_write_everywhere,
    play_session,
    restore_permissions,
)

PATH = Path("tea.session")
SESSION = """Someone makes tea,
and looks.

slow
file tea/story.txt
    "Tea," said Ann.

        Indented.

$ audiobook inspect "tea/story.txt"
? Ann
= 0
+ tea
"""
REFUSED = {
    "$ audiobook\n": "tea.session:1: say first",
    "About\n\nSpeak\n": "tea.session:3: not a line of a session: Speak",
    "About\n\nfile a\n": "tea.session:3: a session without a command",
    "About\n\n? Ann\n$ audiobook\n": "tea.session:3: there is no command yet",
    "About\n\n$ audiobook\n= 0\n= 1\n": "tea.session:5: one exit code",
    "About\n\n$ audiobook\n= none\n": "tea.session:4: one exit code",
    "About\n\n$ audiobook\nslow\n": "tea.session:4: not a line of a session: slow",
    "About\n\n$ rm -rf a\n": "tea.session:3: rm takes 1 words",
    "About\n\n$ curl a\n": "tea.session:3: not a command of a session",
    "About\n\n$ audiobook 'a\n": "tea.session:3: No closing quotation",
    "About\n\n$ audiobook a < b < c\n": "tea.session:3: one < and one > only",
    "About\n\n$ audiobook\n@ a.toml Ann\n": "tea.session:4: a file, a colon",
    "About\n\n$ audiobook\n    more\n": "tea.session:4: an indented line",
    "About\n\nfile a\n  more\n$ audiobook\n": "tea.session:4: indent the lines of a file",
    "About\n\ncolumns few\n$ audiobook\n": "tea.session:3: a width is a number",
}
STORY = "About\n\nfile a.txt\n    “Hi,” said Ann.\n$ audiobook script a.txt > b.jsonl\n"
# What comes after the story and its script -> how the failure is told.
FAILURES = {
    "? Ann\n": "tea.session:6: ? Ann\nthis was not printed",
    "$ audiobook script a.txt\n?! Ann\n": "tea.session:7: ?! Ann\nthis was printed",
    "$ audiobook script none.txt\n": "tea.session:6: $ audiobook script none.txt\nthe exit code is 1, not 0",
    "= 1\n": "tea.session:5: $ audiobook script a.txt > b.jsonl\nthe exit code is 0, not 1",
    "+ c.jsonl\n": "tea.session:6: + c.jsonl\nthis is not there, but a.txt, b.jsonl",
    "- *.jsonl\n": "tea.session:6: - *.jsonl\nthis is there: b.jsonl",
    "@ b.jsonl: Bob\n": "tea.session:6: @ b.jsonl: Bob\nthe file does not contain this",
    "@! b.jsonl: Ann\n": "tea.session:6: @! b.jsonl: Ann\nthe file contains this",
    "@! c.jsonl: Ann\n": "tea.session:6: @! c.jsonl: Ann\nthere is no such file",
    "? Ann\n= 2\n": "tea.session:6: ? Ann",
}
KEPT = (
    "@ *.jsonl: “Hi,”\n+ a.txt\n- c.txt\n?! Ann\n",
    "$ mkdir d/e\n$ mv a.txt d/e\n$ cd d/e\n+ a.txt\n+ ../../b.jsonl\n$ cd\n+ d/e/a.txt\n- a.txt\n",
    "$ cp a.txt c.txt\n+ c.txt\n$ ln -s c.txt l\n+ l\n$ rm l\n$ rm a.txt\n- l\n- a.txt\n+ c.txt\n",
    "append a.txt\n    “Oh,” said Bob.\n$ audiobook script a.txt\n? Ann\n? Bob\n",
)


def test_a_session_is_read() -> None:
    session = parse_session(PATH, SESSION)
    assert session.about == "Someone makes tea, and looks."
    assert session.flags == ("slow",)
    assert [step.sign for step in session.steps] == ["file", "$", "?", "=", "+"]
    assert [step.number for step in session.steps] == [5, 10, 11, 12, 13]
    assert session.steps[0].content == '"Tea," said Ann.\n\n    Indented.\n'
    assert session.steps[1].words == ["audiobook", "inspect", "tea/story.txt"]


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.values())
def test_a_line_that_is_not_understood_is_an_error(text: str) -> None:
    with pytest.raises(SessionError) as error:
        parse_session(PATH, text)
    assert str(error.value).startswith(REFUSED[text])


@pytest.mark.parametrize("text", FAILURES, ids=FAILURES.values())
def test_what_is_not_as_expected_is_told(text: str, audiobook: Callable[..., Outcome], tmp_path: Path) -> None:
    (failure,) = play_session(parse_session(PATH, STORY + text), tmp_path, audiobook)
    assert failure.startswith(FAILURES[text])


@pytest.mark.parametrize("text", KEPT)
def test_what_is_as_expected_is_not_told(text: str, audiobook: Callable[..., Outcome], tmp_path: Path) -> None:
    assert play_session(parse_session(PATH, STORY + text), tmp_path, audiobook) == []


def test_standard_input_comes_from_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> Outcome:
        return SimpleNamespace(code=0, out=sys.stdin.read() or os.read(0, 100).decode() or "nothing", err="")

    monkeypatch.chdir(tmp_path)
    text = "About\n\nfile a.txt\n    “Hi,” said Ann.\n$ audiobook - < a.txt\n? Ann\n$ audiobook -\n? nothing\n"
    assert play_session(parse_session(PATH, text), tmp_path, read) == []


@pytest.mark.skipif(may_write_everywhere() and not can_give_up_powers(), reason="root may write everywhere")
def test_root_may_be_kept_out_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> Outcome:
        Path("closed/a").write_text("", "utf-8")
        return SimpleNamespace(code=0, out="", err="")

    monkeypatch.chdir(tmp_path)
    session = parse_session(PATH, "About\n\nnot as root\n$ mkdir closed\n$ chmod 555 closed\n$ audiobook make\n")
    with pytest.raises(PermissionError):
        play_session(session, tmp_path, write)
    restore_permissions(tmp_path)
    write()
