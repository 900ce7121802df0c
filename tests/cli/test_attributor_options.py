"""The options for how speakers are identified, and the settings made from them."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from audiobook.cli.attributor_options import attributor_options
from audiobook.errors import InputError
from audiobook.settings.environment import read_llm_key
from audiobook.settings.settings import AttributorSettings
from audiobook.settings.story_options import parse_attributor_options

HERE = "http://localhost:11434/v1"
# What is typed, and words of the error line.
WRONG = {
    "no address": (("llm", "", ""), "give --llm-address http://localhost:11434/v1"),
    "no attributor": (("built-in", HERE, ""), "give that too"),
    "a model alone": (("built-in", "", "small"), "give that too"),
    "no scheme": (("llm", "localhost:11434", ""), "write it like"),
    "another scheme": (("llm", "file:///etc/passwd", ""), "write it like"),
    "no host": (("llm", "http://", ""), "write it like"),
    "no port": (("llm", "http://localhost:port", ""), "write it like"),
    "a broken one": (("llm", "http://[1", ""), "write it like"),
    "a blank": (("llm", "http://local host", ""), "write it like"),
    "a password": (("llm", "http://me:secret@localhost", ""), "AUDIOBOOK_LLM_KEY"),
    "a query": (("llm", f"{HERE}?key=secret", ""), "AUDIOBOOK_LLM_KEY"),
}


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIOBOOK_LLM_KEY", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "open")


@pytest.mark.parametrize(("typed", "words"), WRONG.values(), ids=WRONG.keys())
def test_what_does_not_go_together_is_told(typed: tuple[str, str, str], words: str) -> None:
    with pytest.raises(InputError) as error:
        parse_attributor_options(*typed)
    assert words in str(error.value)
    assert "secret" not in str(error.value)


def test_by_default_no_model_is_asked_and_no_key_is_read() -> None:
    assert parse_attributor_options("built-in", "", "") == AttributorSettings("built-in", "", "", "")


def test_the_programs_own_key_goes_before_the_general_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert parse_attributor_options("llm", f" {HERE} ", "small") == AttributorSettings("llm", HERE, "small", "")
    assert parse_attributor_options("llm", "https://api.openai.com/v1", "small").key == "open"
    assert parse_attributor_options("llm", "https://api.openai.com.example/v1", "small").key == ""
    monkeypatch.setenv("AUDIOBOOK_LLM_KEY", " own\n")
    assert parse_attributor_options("llm", HERE, "").key == "own"
    assert "own" not in repr(parse_attributor_options("llm", HERE, ""))
    assert read_llm_key("") == ""


def test_a_key_with_signs_that_no_header_takes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOBOOK_LLM_KEY", "a\nb")
    with pytest.raises(InputError, match="the key"):
        parse_attributor_options("llm", HERE, "")


def test_a_command_is_given_the_options() -> None:
    @click.command()
    @attributor_options
    def command(**typed: str) -> None:
        click.echo(parse_attributor_options(**typed))

    told = (
        CliRunner()
        .invoke(command, ["--speaker-detection", "llm", "--llm-address", HERE, "--llm-model", "small"])
        .output
    )
    assert told.strip() == str(AttributorSettings("llm", HERE, "small"))
    assert CliRunner().invoke(command, ["--attributor", "oracle"]).exit_code == 2


def test_the_former_name_of_the_option_still_works_and_is_not_in_the_help() -> None:
    @click.command()
    @attributor_options
    def command(attributor: str, **_: str) -> None:
        click.echo(attributor)

    assert CliRunner().invoke(command, ["--attributor", "llm"]).output == "llm\n"
    shown = CliRunner().invoke(command, ["--help"]).output
    assert "--speaker-detection" in shown
    assert "--attributor" not in shown
