"""Sentences that are hard to pronounce: what the default voice is given for each."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.pronunciation import Case, Verdict, judge, read_cases, sound_of
from tests.conftest import CASES

LIST = read_cases(CASES / "pronunciation" / "cases.jsonl")


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    """All of them at once: the voice is loaded only once."""
    return {verdict.case.name: verdict for verdict in judge(LIST)}


@pytest.mark.parametrize("case", LIST, ids=lambda case: case.name)
def test_a_case_is_pronounced_right(verdicts: dict[str, Verdict], case: Case) -> None:
    verdict = verdicts[case.name]
    assert verdict.right, verdict.said


def test_case_names_are_unique() -> None:
    assert len({case.name for case in LIST}) == len(LIST)


def test_a_wrong_pronunciation_fails(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        '{"id": "1", "kind": "plain", "text": "The cat sat.", "want": "The dog sat."}\n'
        '{"id": "2", "kind": "plain", "text": "The cat sat.", "word": "cat", "want_phonemes": "kæt"}\n'
        '{"id": "3", "kind": "plain", "text": "The cat sat.", "word": "cat", "want_phonemes": "dˈɔɡ"}\n'
        '{"id": "4", "kind": "plain", "text": "At 4 p.m.", "want": "At four p.m."}\n'
        '{"id": "5", "kind": "break", "text": "* * *", "want": ""}\n',
        "utf-8",
    )
    verdicts = list(judge(read_cases(path)))
    assert [verdict.right for verdict in verdicts] == [False, True, False, True, True]


def test_inaudible_differences_are_ignored() -> None:
    assert sound_of("ðə kˈɛTᵊl, sˌæŋ!") == sound_of("ðɐ kɛtəl — sæŋ")
