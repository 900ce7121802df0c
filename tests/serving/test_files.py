"""Which paths are served: files of albums, and nothing that a hostile path could name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audiobook.serving.files import find_served_file
from tests.serving.conftest import ALBUM


@pytest.mark.parametrize(
    ("name", "mime"),
    [
        ("01 - Rain #1.wav", "audio/wav"),
        ("index.html", "text/html; charset=utf-8"),
        ("feed.xml", "application/rss+xml; charset=utf-8"),
        ("cover.jpg", "image/jpeg"),
        ("transcripts/01 - Rain #1.chapters.json", "application/json+chapters"),
    ],
)
def test_files_of_albums_are_served(output: Path, name: str, mime: str) -> None:
    found = find_served_file(output, f"{ALBUM}/{name}")
    assert found is not None
    assert (found.path, found.mime) == ((output / ALBUM / name).resolve(), mime)


HOSTILE = (
    f"{ALBUM}/dots./secret.txt",
    f"{ALBUM}/back\\slash.txt", f"{ALBUM}/co:lon.txt", f"{ALBUM}/new\nline.txt", f"{ALBUM}/dot..txt ",
    f"{ALBUM}/a|b.txt", "Ann Example/Again/cover.jpg", "Ann Example/Again/index.html",
    "../secret.txt", f"{ALBUM}/../../../secret.txt", f"{ALBUM}/../../secret.txt", f"{ALBUM}/../secret.txt",
    f"{ALBUM}/transcripts/../../../../secret.txt", "../output/secret.txt", "..", "../..", ".", f"{ALBUM}/.",
    f"{ALBUM}/..", f"{ALBUM}/./index.html", f"/{ALBUM}/index.html", f"{ALBUM}//index.html", "//etc/passwd",
    "/etc/passwd", "etc/passwd", f"{ALBUM}//etc/passwd", f"{ALBUM}/out.txt", f"{ALBUM}/out/secret.txt",
    f"{ALBUM}/work.txt", f"{ALBUM}/ending.txt", f"{ALBUM}/within.txt", "Ann Example/Elsewhere/secret.txt",
    "Outside/output/secret.txt", "Outside/secret.txt", f"{ALBUM}/pipe.txt", f"{ALBUM}/folder.txt",
    f"{ALBUM}/folder.txt/", f"{ALBUM}/", ALBUM, "Ann Example", "", ".audiobook/clips/secret.txt", ".audiobook",
    ".audiobook/serve-token", f"{ALBUM}/.hidden.txt", f"{ALBUM}/.audiobook/secret.txt",
    f"{ALBUM}/transcripts/../.hidden.txt", "secret.txt", "Ann Example/secret.txt",
    "Somebody/Private/secret.txt", f"{ALBUM}/secret.docx", f"{ALBUM}/secret", f"{ALBUM}/album.json",
    f"{ALBUM}/transcripts/../album.json", f"{ALBUM}\\..\\secret.txt", "..\\secret.txt",
    f"{ALBUM}/..\\..\\..\\secret.txt", f"{ALBUM}/index.html\x00.txt", f"{ALBUM}/\x00", "\x00",
    f"{ALBUM}/index.html\n", f"{ALBUM}/in\x1bdex.html", f"{ALBUM}/\u2024\u2024/secret.txt",
    f"{ALBUM}/\uff0e\uff0e/secret.txt", f"{ALBUM}/\u2025/secret.txt", f"{ALBUM}\u2215..\u2215secret.txt",
    f"{ALBUM}/\u202egnp.txt", "C:/Windows/win.ini", "C:\\Windows\\win.ini", f"{ALBUM}/C:secret.txt",
    f"{ALBUM}/index.html::$DATA", f"{ALBUM}/index.html.", f"{ALBUM}/index.html ", f"{ALBUM}/%2e%2e/secret.txt",
    f"{ALBUM}/..%2fsecret.txt", "%2e%2e/secret.txt", "~/secret.txt", "~root/x/secret.txt",
    f"{ALBUM}/{'a' * 300}.txt", "a/"*1500 + "secret.txt",
    f"{ALBUM}/" + "x/" * 400 + "../" * 403 + "secret.txt", "\ud800/\ud800/secret.txt", "file:///etc/passwd",
    "http://example.org/a/b.txt", f"{ALBUM}/*.txt", f"{ALBUM}/?.txt",
)  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: ascii(path)[:50])
def test_nothing_else_is(output: Path, path: str) -> None:
    assert find_served_file(output, path) is None


def test_links_that_go_round_in_a_circle_lead_nowhere(output: Path) -> None:
    if os.name == "nt":
        pytest.skip("links are for administrators here")
    (output / ALBUM / "round.wav").symlink_to("round.wav")
    assert find_served_file(output, f"{ALBUM}/round.wav") is None


def test_a_link_within_an_album_may_be_followed(output: Path) -> None:
    if os.name == "nt":
        pytest.skip("links are for administrators here")
    link = output / ALBUM / "again.wav"
    link.symlink_to(output / ALBUM / "01 - Rain #1.wav")
    found = find_served_file(output, f"{ALBUM}/again.wav")
    assert found is not None
    assert found.path == (output / ALBUM / "01 - Rain #1.wav").resolve()
