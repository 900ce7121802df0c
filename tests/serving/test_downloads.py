"""All files of an album in one, and the files that make the library an app."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.serving.clients import Client, serving

ZIP = "/Ann%20Example/Two%20Cups/download.zip"
TOKEN = "k3gQ-not-a-real-token_1"


@pytest.fixture(scope="module")
def client(output: Path) -> Iterator[Client]:
    with serving(output) as found:
        yield found


def test_an_album_is_downloaded_as_one_file(client: Client, output: Path) -> None:
    answer = client.get(ZIP)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Two%20Cups.zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {"Two Cups/index.html", "Two Cups/cover.jpg", "Two Cups/01 - Rain #1.wav"} <= set(names)
        assert archive.read("Two Cups/index.html") == (output / "Ann Example/Two Cups/index.html").read_bytes()
    assert b"secret" not in answer.content
    assert not [name for name in names if "/." in name or name.endswith(("album.json", ".docx"))]


def test_no_copy_is_made_on_the_disk(client: Client, output: Path) -> None:
    before = sorted(output.rglob("*"))
    client.get(ZIP)
    assert sorted(output.rglob("*")) == before


def test_head_sends_no_album(client: Client) -> None:
    answer = client.head(ZIP)
    assert (answer.status, answer.content, answer.headers["content-type"]) == (200, b"", "application/zip")


@pytest.mark.parametrize(
    "path",
    ["/download.zip", "/Ann%20Example/download.zip", "/Somebody/Private/download.zip", "/../download.zip",
     "/Ann%20Example/../download.zip", "/Ann%20Example/Two%20Cups/transcripts/download.zip", "/x/y/download.zip",
     "/Ann%20Example/Elsewhere/download.zip", "/Ann%20Example/Again/download.zip", "/.audiobook/clips/download.zip",
     "/../top/download.zip", "//download.zip", "/Ann%20Example/%2e%2e/download.zip",
     "/Ann%20Example/a%00b/download.zip"],
)  # fmt: skip
def test_only_albums_are_downloaded(client: Client, path: str) -> None:
    assert client.get(path).status in (400, 404)


@pytest.mark.parametrize("path", [ZIP, "/app.webmanifest", "/worker.js", "/icon-192.png", "/apple-touch-icon.png"])
def test_without_the_token_there_is_nothing(output: Path, path: str) -> None:
    with serving(output, TOKEN) as phone:
        assert phone.get(path).status == 404
        assert phone.get(f"/t/{TOKEN}{path}").status == 200


def test_the_worker_may_only_fetch(client: Client) -> None:
    headers = client.get("/worker.js").headers
    assert headers["content-type"].startswith("text/javascript")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["content-security-policy"].endswith("; connect-src 'self'")


def test_the_manifest_keeps_the_token_and_names_its_icons(client: Client) -> None:
    manifest = json.loads(client.get("/app.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"]) == ("./", "./")
    for icon in manifest["icons"]:
        picture = Image.open(io.BytesIO(client.get(f"/{icon['src']}").content))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_served_page_knows_it(client: Client) -> None:
    for path, root in (("/", ""), ("/Ann%20Example/Two%20Cups/", "../../")):
        page = client.get(path).text
        assert '<html lang="en" class="served">' in page
        assert f'<link rel="manifest" href="{root}app.webmanifest">' in page
