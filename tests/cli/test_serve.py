"""`audiobook serve`: mistakes in one line, and a real run that is ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from audiobook.album.library_index import write_library_record
from audiobook.album.manifest import Manifest, write_manifest
from audiobook.serving.addresses import open_listening_socket
from audiobook.serving.token import STUDIO_TOKEN, get_or_create_token
from tests.conftest import Outcome
from tests.publishing.heard import shelf

Command = Callable[..., Outcome]


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        ("nowhere", "no such folder"),
        ("file.txt", "not a folder"),
        ("output/Ann Example", "is below the output folder"),
        ("output/Ann Example/Two Cups", "is below the output folder"),
        ("output/Ann Field", "is below the output folder"),
        ("output/Ann Field/Lamps", "is below the output folder"),
        ("output/Ann Field/Lamps/Vol 1 - Tea", "is below the output folder"),
    ],
)
def test_a_folder_that_is_none(audiobook: Command, tmp_path: Path, folder: str, told: str) -> None:
    shelf(tmp_path / "output")
    for series in ("Lamps", "Lamps/Vol 1 - Tea"):
        (tmp_path / "output/Ann Field" / series).mkdir(parents=True)
    write_manifest(tmp_path / "output/Ann Field/Lamps/Vol 1 - Tea", Manifest("Tea", "Ann Field"))
    write_library_record(tmp_path / "output", "")
    (tmp_path / "file.txt").write_text("", "utf-8")
    done = audiobook("serve", tmp_path / folder)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert told in done.err
    if "is below" in told:
        assert f"'{tmp_path / 'output'}'" in done.err


def test_a_port_that_is_taken(audiobook: Command, tmp_path: Path) -> None:
    with open_listening_socket("127.0.0.1", 0).socket as taken:
        done = audiobook("serve", tmp_path, "--port", taken.getsockname()[1])
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "choose another with --port" in done.err


def test_the_next_port_is_taken_where_the_usual_one_is_not_free() -> None:
    first = open_listening_socket("127.0.0.1", 0)
    with first.socket:
        second = open_listening_socket("127.0.0.1", first.port)
        with second.socket:
            assert second.port > first.port


def test_a_new_token_without_the_network_is_a_mistake(audiobook: Command, tmp_path: Path) -> None:
    assert audiobook("serve", tmp_path, "--new-token").code == 2


def test_a_token_is_kept_for_its_owner_until_it_is_renewed(tmp_path: Path) -> None:
    token = get_or_create_token(tmp_path)
    assert len(token) >= 22
    assert get_or_create_token(tmp_path) == token
    path = tmp_path / ".audiobook" / "serve-token"
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("short\n", "ascii")
    assert get_or_create_token(tmp_path) not in ("short", token)
    token = get_or_create_token(tmp_path)
    assert get_or_create_token(tmp_path, renew=True) != token
    assert get_or_create_token(tmp_path, name=STUDIO_TOKEN) != get_or_create_token(tmp_path)


def started(output: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """The command as it runs, and the address that it tells."""
    words = [sys.executable, "-m", "audiobook", "serve", str(output), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("listen at "):
            return process, line.removeprefix("listen at ").strip()
    raise AssertionError("it told no address")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to one process there")
@pytest.mark.parametrize("listening", [False, True])
def test_ctrl_c_ends_it_at_once_and_without_a_word(tmp_path: Path, listening: bool) -> None:
    shelf(tmp_path)
    sound = tmp_path / "Ann Example" / "Two Cups" / "02 - Tea #2.wav"
    with sound.open("ab") as file:
        file.truncate(300_000_000)
    process, address = started(tmp_path)
    try:
        assert b"Two &lt;Cups&gt;" in urlopen(address).read()
        stream = urlopen(f"{address}Ann%20Example/Two%20Cups/02%20-%20Tea%20%232.wav") if listening else None
        assert stream is None or stream.read(1000)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=20)
        assert time.monotonic() - began < 3
        assert process.returncode == 0
        assert told.strip() in ("", "Ctrl-C ends it")
    finally:
        process.kill()


def test_in_the_network_the_token_stands_in_the_address(
    audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf(tmp_path)
    monkeypatch.setattr("audiobook.serving.addresses.lan_address", lambda: "127.0.0.1")
    monkeypatch.setattr("audiobook.serving.server.run_until_stopped", lambda _, place: place.socket.close())
    done = audiobook("serve", tmp_path, "--lan")
    assert f"/t/{get_or_create_token(tmp_path)}/" in done.out
    assert "but not change anything" in done.out
