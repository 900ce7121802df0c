"""`audiobook script --phonemes`: what the narrator's voice is given, just as `make` gives it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audiobook.engines import hibari
from audiobook.engines.hibari import HibariEngine
from audiobook.errors import SpeechError
from audiobook.model import Utterance
from tests.conftest import Outcome

Command = Callable[..., Outcome]
STORY = """The Kettle
by Tess Ter

Chapter 1

Siobhan had read it. It is *my* cup. The lamp went out at 6 AM sharp!

“N-no,” said Kakashi-sensei.

愛

A/N: thanks for reading!
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "kettle.txt"
    path.write_text(STORY, "utf-8")
    return path


def script(audiobook: Command, *arguments: object) -> list[dict[str, Any]]:
    done = audiobook("script", *arguments)
    assert (done.code, done.err) == (0, "")
    return [json.loads(line) for line in done.out.splitlines()]


def test_it_adds_phonemes_and_changes_nothing_else(audiobook: Command, story: Path) -> None:
    plain, given = script(audiobook, story), script(audiobook, story, "--phonemes")
    assert [list(line)[-1] for line in given] == ["phonemes"] * len(given)
    assert [{key: said for key, said in line.items() if key != "phonemes"} for line in given] == plain


def test_what_is_not_spoken_has_none(audiobook: Command, story: Path) -> None:
    lines = script(audiobook, story, "--phonemes")
    silent = [line for line in lines if line["phonemes"] is None]
    assert {line["text"] for line in silent} >= {"愛", "A/N: thanks for reading!"}
    assert all(line["skipped"] or not line["spoken"].isascii() for line in silent)
    assert not any(line["skipped"] for line in lines if line["phonemes"])


def test_they_are_what_make_has_spoken(audiobook: Command, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence that the voice was given is in the script, in order, and nothing else."""
    heard: list[str] = []
    chunks = hibari.split_phonemes

    def listen(phonemes: str) -> tuple[str, ...]:
        heard.append(phonemes)
        return chunks(phonemes)

    monkeypatch.setattr(hibari, "split_phonemes", listen)
    assert audiobook("make", story, "-o", story.parent / "out", "--single-voice").code == 6  # but for 愛
    given = [line["phonemes"] for line in script(audiobook, story, "--phonemes") if line["phonemes"]]
    assert " ".join(given).split() == " ".join(heard).split()
    # A name of the program's own list, a stressed word, a clock time, a stammer.
    said = " ".join(given)
    assert all(sound in said for sound in ("ʃɪvˈɔn hæd", "ɪz mˈI kˈʌp", "sˈɪks ˌAˈɛm", "nə, nˈO"))


def test_the_storys_lexicon_counts(audiobook: Command, story: Path) -> None:
    cast = story.with_name("cast.toml")
    cast.write_text('[pronounce]\nSiobhan = "NEEV"\n', "utf-8")
    lines = script(audiobook, story, "--phonemes", "--cast", cast)
    assert any(line["phonemes"].startswith("nˈiv hæd") for line in lines if line["phonemes"])


def test_an_engine_that_takes_none_has_none(audiobook: Command, story: Path) -> None:
    cast = story.with_name("cast.toml")
    cast.write_text('[narrator]\nvoice = "silence"\n', "utf-8")
    lines = script(audiobook, story, "--phonemes", "--cast", cast)
    assert [line["phonemes"] for line in lines] == [None] * len(lines)
    # The text, too, is that which this engine needs: the silence is as long as the words of a number.
    assert any("six" in line["spoken"] for line in lines)


def test_a_narrator_who_is_not_here_is_reported(audiobook: Command, story: Path) -> None:
    cast = story.with_name("cast.toml")
    cast.write_text('[narrator]\nvoice = "nobody"\n', "utf-8")
    done = audiobook("script", story, "--phonemes", "--cast", cast)
    assert (done.code, done.out) == (1, "")
    assert "nobody" in done.err
    assert audiobook("script", story, "--cast", cast).code == 0


def test_a_sentence_that_cannot_be_read_is_reported(
    audiobook: Command, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: HibariEngine, line: Utterance) -> str:
        if "cup" in line.spoken:
            raise SpeechError(f"hibari cannot read “{line.spoken}”")
        return "ok"

    monkeypatch.setattr(HibariEngine, "phonemes", fail)
    done = audiobook("script", story, "--phonemes")
    assert (done.code, done.err) == (0, "audiobook: hibari cannot read “It is my cup.”\n")
    assert "ok ok" in [json.loads(line)["phonemes"] for line in done.out.splitlines()]
