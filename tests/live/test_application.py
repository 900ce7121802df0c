"""The server of an album in the making: its page, growing chapters, playlists and feed, and who may ask for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from audiobook.live.application import LiveServer, build_live_application
from audiobook.live.segments import BYTES_PER_SECOND, stamp_segment
from audiobook.serving.application import ServerOptions
from tests.live.spoken import FIRST, Making

TOKEN = "k3gQ-not-a-real-token_2"
EMPTY_FEED = b"<rss/>"


@pytest.fixture
def making(tmp_path: Path) -> Making:
    return Making(tmp_path)


@pytest.fixture
def client(making: Making, tmp_path: Path) -> TestClient:
    server = LiveServer(making.session, making.segments, lambda base: f"<rss>{base}</rss>".encode())
    return TestClient(build_live_application(server, ServerOptions(tmp_path)), base_url="http://127.0.0.1:8019")


def test_the_page_runs_only_its_own_script(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.url.path == "/live/"
    assert "script-src 'sha256-" in answer.headers["content-security-policy"]
    assert "Two Cups" not in answer.text


def test_the_book_and_its_chapters_are_told(client: TestClient, making: Making) -> None:
    making.finish(FIRST)
    book = client.get("/live/book").json()
    assert (book["title"], book["complete"]) == ("Two Cups", False)
    assert [chapter["made"] for chapter in book["chapters"]] == [True, False]
    assert client.get("/live/chapter/1").json()["lines"][2] == [1, 2, "Line 3.", "Ann", "", 0]
    assert client.get("/live/chapter/9").status_code == 404
    making.session.finish("Two Cups", "Ann Example/Two Cups")
    assert client.get("/live/book").json()["album"] == "../Ann%20Example/Two%20Cups/"


def test_a_chapter_is_one_stream(client: TestClient, making: Making) -> None:
    making.speak(1, 2, 3, 4)
    answer = client.get("/live/abc/1.mp3")
    assert answer.headers["content-type"] == "audio/mpeg"
    lines = client.get("/live/lines/abc?since=2").json()
    assert lines["ended"]
    assert [row[:2] for row in lines["lines"]] == [[1, 2], [2, 1]]
    assert lines["lines"][-1][2] < len(answer.content) / BYTES_PER_SECOND
    # The same stream again, as a browser asks that wants to know the type first.
    assert client.get("/live/abc/1.mp3").content == answer.content


def test_lines_may_be_asked_for_before_their_sound(client: TestClient) -> None:
    answer = client.get("/live/lines/abc?since=0")
    assert (answer.status_code, answer.json()) == (200, {"lines": [], "ended": False})


def test_a_stream_begins_after_a_place(client: TestClient, making: Making) -> None:
    making.speak(1, 2, 3, 4)
    client.get("/live/abc/1.mp3?after=1.1")
    assert [row[:2] for row in client.get("/live/lines/abc").json()["lines"]] == [[1, 2], [2, 1]]


def test_a_playlist_grows_until_the_chapter_ends(client: TestClient, making: Making) -> None:
    making.speak(1)
    first = client.get("/live/abc/1/list.m3u8").text.split()
    making.speak(2, 3, 4)
    last = client.get("/live/abc/1/list.m3u8").text.split()
    assert first[:3] == ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:8"]
    assert "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES" in first
    assert "#EXT-X-ENDLIST" not in first
    assert last[-1] == "#EXT-X-ENDLIST"
    assert [row for row in last if row.endswith(".mp3")] == ["0.0.mp3", "1.0.mp3", "2.0.mp3", "3.0.mp3"]
    assert client.get("/live/abc/1/3.0.mp3").content.startswith(b"ID3")


def test_a_playlist_grows_by_a_minute_when_the_album_is_finished(client: TestClient, making: Making) -> None:
    making.session.finish("Two Cups", "Ann Example/Two Cups")
    making.speak(1, 2, 3, 4, seconds=25.0)
    client.get("/live/abc/1/list.m3u8")
    assert len(client.get("/live/lines/abc").json()["lines"]) == 3
    client.get("/live/abc/1/list.m3u8")
    assert len(client.get("/live/lines/abc").json()["lines"]) == 4


def test_no_segment_is_longer_than_the_playlist_says(client: TestClient, making: Making) -> None:
    making.speak(1, seconds=19.0)
    rows = client.get("/live/abc/1/list.m3u8").text.split()
    lengths = [float(row[len("#EXTINF:") : -1]) for row in rows if row.startswith("#EXTINF:")]
    assert len(lengths) == 3
    assert max(lengths) <= 8
    pieces = [client.get(f"/live/abc/1/0.{piece}.mp3").content for piece in range(3)]
    # Together they are the line; before each is a tag of ID3 that says when it is due.
    heads = [stamp_segment(b"", 8 * piece * 0.999) for piece in range(3)]
    whole = b"".join(piece[len(head) :] for piece, head in zip(pieces, heads, strict=True))
    assert whole == making.segments.read(FIRST.lines[0], {})
    assert client.get("/live/abc/1/0.3.mp3").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["a-b/1.mp3", f"{'a' * 33}/1.mp3", "abc/9.mp3", "abc/1.mp3?after=x", "abc/1.mp3?after=-1.2", "lines/z-z",
     "abc/1/0.0.mp3", "lines/abc?since=-1", "lines/abc?since=99999999999"],
)  # fmt: skip
def test_everything_else_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/live/{path}").status_code == 404


def test_the_feed_has_the_address_by_which_it_was_asked_for(client: TestClient) -> None:
    assert client.get("/live/feed.xml").text == "<rss>http://127.0.0.1:8019/</rss>"


def test_only_who_has_the_token_may_listen(making: Making, tmp_path: Path) -> None:
    server = LiveServer(making.session, making.segments, lambda _: EMPTY_FEED)
    client = TestClient(build_live_application(server, ServerOptions(tmp_path, TOKEN)), base_url="http://nas:8019")
    assert client.get("/live/book").status_code == 404
    assert client.get(f"/t/{TOKEN}/", follow_redirects=False).headers["location"] == "live/"
    assert json.loads(client.get(f"/t/{TOKEN}/live/book").text)["title"] == "Two Cups"


def test_another_site_that_points_its_name_here_gets_nothing(client: TestClient) -> None:
    assert client.get("/live/book", headers={"host": "evil.example"}).status_code == 404
