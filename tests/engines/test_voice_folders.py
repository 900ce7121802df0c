"""Where voices are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from audiobook.engines.voice_folders import file_digest, find_voice_files, machine_folder, voice_folders


def test_the_machines_folder_is_the_one_named_else_the_systems_place(
    voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert machine_folder() == voices
    monkeypatch.setenv("AUDIOBOOK_VOICES", " ")
    assert machine_folder().parts[-2:] == ("audiobook", "voices")
    assert machine_folder().is_absolute()


def test_folders_that_are_not_there_are_not_looked_into(voices: Path) -> None:
    assert voice_folders() == (voices,)
    voices.rmdir()
    assert voice_folders() == ()
    assert list(find_voice_files("*")) == []


def test_files_come_in_order_and_hidden_ones_not_at_all(voices: Path) -> None:
    (voices.parent / "voices").mkdir()
    for path in (voices / "b.onnx", voices / "a.onnx", voices / ".c.onnx.part", voices.parent / "voices" / "z.onnx"):
        path.write_bytes(b"")
    assert [path.name for path in find_voice_files("*")] == ["z.onnx", "a.onnx", "b.onnx"]


def test_a_digest_is_that_of_the_bytes(voices: Path) -> None:
    (voices / "one").write_bytes(b"same")
    (voices / "two").write_bytes(b"same")
    (voices / "three").write_bytes(b"other")
    assert file_digest(voices / "one") == file_digest(voices / "two") != file_digest(voices / "three")
    assert file_digest(voices / "none") == "unreadable"
