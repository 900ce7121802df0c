"""A shell is offered the values of options, too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.shell_completion import BashComplete

from audiobook.cli.boundary import audiobook, run


def complete(*words: str) -> list[str]:
    """What a shell would be offered after these words, for the last of them."""
    completer = BashComplete(audiobook, {}, "audiobook", "_AUDIOBOOK_COMPLETE")
    return [item.value for item in completer.get_completions(list(words[:-1]), words[-1])]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("mak",), {"make"}),
        (("make", "--prog"), {"--progress"}),
        (("make", "a.txt", "--engine", "si"), {"silent"}),
        (("make", "a.txt", "--voice", "cl"), {"clover"}),
        (("make", "a.txt", "--profile", ""), {"podcast", "acx", "small"}),
        (("make", "a.txt", "--format", "m"), {"mp3", "m4b"}),
        (("make", "a.txt", "--format", "mp3,e"), {"mp3,epub"}),
        (("make", "a.txt", "--notes", "s"), {"skip", "spoken"}),
        (("make", "a.txt", "--progress", "j"), {"json"}),
        (("make", "a.txt", "--speaker-detection", "l"), {"llm"}),
        (("check", "output", "--profile", "a"), {"acx"}),
        (("voices", "--engine", "hib"), {"hibari"}),
        (("cast", "a.txt", "--gender", "An"), {"Ann"}),
        (("cast", "a.txt", "--line", "1:2", "B"), {"Bob"}),
        (("cast", "--cast", "other.toml", "--apart", ""), {"Cy"}),
    ],
    ids=lambda words: " ".join(words if isinstance(words, tuple) else sorted(words)),
)
def test_values_are_offered(
    words: tuple[str, ...], offered: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "a.toml").write_text('[cast]\nAnn = "reed"\nBob = "clover"\n')
    (tmp_path / "voices" / "broken.toml").write_text("[cast\n")
    (tmp_path / "other.toml").write_text('[cast]\nCy = "reed"\n')
    assert offered <= set(complete(*words))
    assert all(item.startswith(words[-1]) for item in complete(*words))


def test_files_are_left_to_the_shell() -> None:
    completer = BashComplete(audiobook, {}, "audiobook", "_AUDIOBOOK_COMPLETE")
    assert [item.type for item in completer.get_completions(["make"], "")] == ["file"]
    assert os.environ.get("_AUDIOBOOK_COMPLETE") is None


def test_powershell_gets_a_script_and_proposals(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_AUDIOBOOK_COMPLETE", "powershell_source")
    with pytest.raises(SystemExit):
        run([])
    script = capsys.readouterr().out
    assert "Register-ArgumentCompleter -Native -CommandName audiobook" in script
    assert "%(" not in script
    monkeypatch.setenv("_AUDIOBOOK_COMPLETE", "powershell_complete")
    for line, word, offered in (("audiobook ma", "ma", "make"), ("audiobook make a.txt --profile ", "", "acx")):
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", word)
        with pytest.raises(SystemExit):
            run([])
        assert offered in [row.partition("\t")[0] for row in capsys.readouterr().out.splitlines()]


def test_the_documentation_switches_it_on_for_the_shells_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
    section = page.partition("## Completion\n")[2].partition("\n## ")[0]
    named = [shell for shell in ("bash", "zsh", "fish", "powershell") if f"{shell}_source" in section]
    assert named == ["bash", "zsh", "fish", "powershell"]
