"""What comes over the network: pages, feeds, parts of files; and what does not."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from audiobook.serving.app_files import mark_as_served
from tests.publishing.heard import shelf
from tests.serving.clients import Client, run_with_few_files, serving, until
from tests.serving.test_files import HOSTILE

ALBUM = "/Ann%20Example/Two%20Cups"
SOUND = f"{ALBUM}/01%20-%20Rain%20%231.wav"
PHONES_NAME = "192.168.1.7:8017"
TOKEN = "k3gQ-not-a-real-token_1"
LAN = f"http://{PHONES_NAME}/t/{TOKEN}"


@pytest.fixture(scope="module")
def client(output: Path) -> Iterator[Client]:
    with serving(output) as found:
        yield found


@pytest.fixture(scope="module")
def phone(output: Path) -> Iterator[Client]:
    with serving(output, TOKEN, PHONES_NAME) as found:
        yield found


@pytest.fixture(scope="module")
def whole(output: Path) -> bytes:
    return next((output / "Ann Example").rglob("01*.wav")).read_bytes()


def test_the_library_leads_to_the_albums(client: Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'href="{ALBUM[1:]}/index.html">Two &lt;Cups&gt; &amp; a Pot</a>' in page.text
    assert client.get("/index.html").content == page.content


def test_an_album_that_was_made_meanwhile_is_there(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        assert "No albums yet" in client.get("/").text
        shelf(tmp_path)
        assert "Two &lt;Cups&gt;" in client.get("/").text


def test_the_folder_of_an_album_is_its_page(client: Client, output: Path) -> None:
    page = (output / "Ann Example/Two Cups/index.html").read_bytes()
    assert client.get(f"{ALBUM}/").content == mark_as_served(page, "../../")
    assert client.get(ALBUM).headers["location"] == f"http://{client.host}{ALBUM}/"


def test_a_feed_has_the_address_that_it_was_asked_by(client: Client, phone: Client) -> None:
    for asked, base in (
        (client.get(f"{ALBUM}/feed.xml"), f"http://{client.host}"),
        (phone.get(f"/t/{TOKEN}{ALBUM}/feed.xml"), LAN),
    ):
        assert asked.headers["content-type"].startswith("application/rss+xml")
        feed = ElementTree.fromstring(asked.content)
        urls = [enclosure.attrib["url"] for enclosure in feed.iter("enclosure")]
        assert urls[0] == f"{base}{SOUND}"
        assert len(urls) == 3


def test_what_a_feed_names_is_there(phone: Client) -> None:
    feed = phone.get(f"/t/{TOKEN}{ALBUM}/feed.xml").text
    named = set(re.findall(r'(?:url|href)="(http[^"]+)"', feed)) | set(re.findall(r"<(?:url|link)>(http[^<]+)<", feed))
    missing = {url for url in named if phone.get(url.removeprefix(f"http://{PHONES_NAME}")).status != 200}
    # Transcripts are written by another part of the program; they are not on this shelf.
    assert {url for url in missing if not url.endswith((".vtt", ".srt"))} == set()


def test_the_list_of_feeds_has_full_addresses(phone: Client) -> None:
    found = phone.get(f"/t/{TOKEN}/library.opml")
    assert found.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert f'xmlUrl="{LAN}{ALBUM}/feed.xml"' in found.text


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-", 0, None), ("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=-10", -10, None),
     ("bytes=5-99999999", 5, None), ("BYTES=1-2", 1, 2)],
)  # fmt: skip
def test_a_part_of_a_file(client: Client, whole: bytes, wanted: str, first: int, last: int | None) -> None:
    found = client.get(SOUND, headers={"Range": wanted})
    start = first % len(whole)
    end = len(whole) - 1 if last is None else last
    assert (found.status, found.content) == (206, whole[start : end + 1])
    assert found.headers["content-range"] == f"bytes {start}-{end}/{len(whole)}"
    assert found.headers["content-length"] == str(len(found.content))


def test_several_parts_of_a_file(client: Client, whole: bytes) -> None:
    found = client.get(SOUND, headers={"Range": "bytes=0-9,50-59,-5"})
    assert found.status == 206
    assert found.headers["content-type"].startswith("multipart/byteranges")
    for part in (whole[:10], whole[50:60], whole[-5:]):
        assert b"\r\n\r\n" + part + b"\r\n" in found.content


@pytest.mark.parametrize("wanted", ["bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there(client: Client, whole: bytes, wanted: str) -> None:
    found = client.get(SOUND, headers={"Range": wanted})
    assert (found.status, found.headers["content-range"]) == (416, f"bytes */{len(whole)}")


@pytest.mark.parametrize(
    "wanted", ["lines=1-2", "bytes=a-b", "bytes=9-5", "bytes=", "bytes", "bytes=1-2;3", f"bytes={'9' * 5000}-"]
)
def test_a_range_that_makes_no_sense_is_none(client: Client, whole: bytes, wanted: str) -> None:
    found = client.get(SOUND, headers={"Range": wanted})
    assert (found.status, found.content) == (200, whole)


def test_who_has_the_file_is_told_so(client: Client, output: Path) -> None:
    first = client.get(SOUND)
    assert first.headers["accept-ranges"] == "bytes"
    tag, time = first.headers["etag"], first.headers["last-modified"]
    for known in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": time}):
        again = client.get(SOUND, headers=known)
        assert (again.status, again.content, again.headers["etag"]) == (304, b"", tag)
    for other in ({"If-None-Match": '"x"', "If-Modified-Since": time}, {"If-Modified-Since": "rather long ago"}):
        assert client.get(SOUND, headers=other).status == 200
    next((output / "Ann Example").rglob("01*.wav")).touch()
    assert client.get(SOUND, headers={"If-None-Match": tag}).status == 200


def test_a_download_goes_on_only_with_the_same_file(client: Client, whole: bytes) -> None:
    tag = client.get(SOUND).headers["etag"]
    assert client.get(SOUND, headers={"Range": "bytes=5-", "If-Range": tag}).content == whole[5:]
    assert client.get(SOUND, headers={"Range": "bytes=5-", "If-Range": '"former"'}).content == whole


@pytest.mark.parametrize("path", ["/", SOUND, f"{ALBUM}/", f"{ALBUM}/feed.xml", "/library.opml"])
def test_head_tells_what_get_would(client: Client, path: str) -> None:
    got, told = client.get(path), client.head(path)
    assert (told.status, told.content) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert told.headers[name] == got.headers[name]
    assert client.get(path, headers={"If-None-Match": got.headers["etag"]}).status == 304


@pytest.mark.parametrize("path", ["/", SOUND, f"{ALBUM}/", "/nothing", f"{ALBUM}/feed.xml"])
def test_browsers_are_told_to_be_careful(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_only_what_stands_in_a_pages_head_may_run(tmp_path: Path) -> None:
    page = shelf(tmp_path)
    with serving(tmp_path) as client:
        before = client.get(f"{ALBUM}/").headers["content-security-policy"]
        page.write_bytes(page.read_bytes().replace(b"<body>", b"<body><script>alert(1)</script>"))
        after = client.get(f"{ALBUM}/")
    assert b"alert(1)" in after.content
    assert after.headers["content-security-policy"] == before
    assert before.count("sha256-") == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    assert client.request(method, SOUND).status == 405


def written(path: str) -> Iterator[str]:
    """The ways in which somebody would write a path into an address."""
    plain = path.encode("utf-8", "surrogatepass")
    yield quote(plain, safe="/\\:*~%")
    yield quote(plain, safe="/")
    yield quote(plain, safe="")
    yield "".join(f"%{sign:02x}" for sign in plain)
    yield quote(quote(plain, safe=""), safe="")


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: ascii(path)[:50])
def test_no_hostile_path_gets_anything(client: Client, phone: Client, path: str) -> None:
    harmless = ("", "Ann Example/Two Cups", "Ann Example/Two Cups/")  # the library, the album
    for asked in written(path):
        for one, before in ((client, "/"), (phone, f"/t/{TOKEN}/"), (phone, "/")):
            found = one.get(before + asked)
            assert b"secret" not in found.content
            assert b"root:" not in found.content
            assert found.status in (400, 404) or path in harmless


@pytest.mark.parametrize(
    "path",
    ["/", "/t", "/t/", "/t//", "/t/wrong/", f"/t/{TOKEN[:-1]}/", f"/t/{TOKEN}x/", f"/T/{TOKEN}/", f"/{TOKEN}/",
     f"//t/{TOKEN}/",
     f"/t/{TOKEN.upper()}/", f"/x/../t/{TOKEN}/", f"/t/%00{TOKEN}/", SOUND, f"/t/wrong{SOUND}", f"/t//{SOUND}",
     f"/?token={TOKEN}", "/library.opml", f"{ALBUM}/feed.xml", "/t/%C3%A9/", f"/t/{TOKEN}%20/"],
)  # fmt: skip
def test_no_token_no_bytes(phone: Client, path: str) -> None:
    nothing = phone.get("/t/none-of-ours/at-all")
    found = phone.get(path)
    assert (found.status, found.content) == (404, b"not found\n")
    assert found.headers == nothing.headers
    assert phone.request("POST", path).status == 404


def test_with_the_token_all_is_there(phone: Client, whole: bytes) -> None:
    assert "Two &lt;Cups&gt;" in phone.get(f"/t/{TOKEN}/").text
    assert phone.get(f"/t/{TOKEN}{SOUND}").content == whole
    assert phone.get(f"/t/{TOKEN}{ALBUM}").headers["location"] == f"{LAN}{ALBUM}/"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example", "localhost.evil", "", "0x7f.1"]
)
def test_a_page_elsewhere_cannot_come_in_by_its_own_name(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status == 404


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8017", "LOCALHOST", "[::1]:8017"])
def test_this_machine_may_be_named_in_its_ways(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status == 200


def test_a_host_that_would_harm_a_feed_is_refused(phone: Client) -> None:
    assert phone.get(f"/t/{TOKEN}{ALBUM}/feed.xml", headers={"Host": 'a"><script>'}).status == 404


def test_a_feed_that_is_none_of_ours_is_not_there(tmp_path: Path) -> None:
    page = shelf(tmp_path)
    page.with_name("feed.xml").write_text("<html>", "utf-8")
    with serving(tmp_path) as client:
        assert client.get(f"{ALBUM}/feed.xml").status == 404


def test_a_file_that_may_not_be_read_is_not_there(
    client: Client, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def closed(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(path)

    with monkeypatch.context() as patch:
        patch.setattr("audiobook.serving.files.Path.open", closed)
        assert client.get(SOUND).status == 404
        patch.setattr(import_module("audiobook.serving.application"), "find_albums", closed)
        assert client.get("/").status == 503
    assert capfd.readouterr().err == ""


@pytest.mark.skipif(os.name == "nt", reason="Windows counts no open files")
def test_a_full_house_is_told_in_one_line_and_ends_with_its_guests(output: Path) -> None:
    """A process that may open few files, and more guests than that: the way `audiobook serve` runs."""
    with run_with_few_files(output) as (client, told):
        guests = [socket.create_connection(("127.0.0.1", client.port)) for _ in range(140)]
        for guest in guests:
            guest.sendall(f"GET {SOUND} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode())
        time.sleep(1.5)
        for guest in guests:
            guest.close()
        until(lambda: client.get(SOUND).status == 200)
    assert all(line.startswith("audiobook: ") for line in told.read_text("utf-8").splitlines())
    assert len(told.read_text("utf-8").splitlines()) < 5
