"""What nobody would send, and files that go wrong while a story is open: told in a plain line, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from audiobook.cast_file.reading import read_cast_file
from audiobook.studio.application import StudioOptions, build_studio
from audiobook.studio.events import EventBroker
from audiobook.studio.responses import MAX_MESSAGE
from audiobook.studio.shelf import identify
from tests.studio import lamp
from tests.studio.lamp import HOST, TOKEN, Desk, open_desk

ORIGIN = {"origin": f"http://{HOST}"}
BODY_ADDRESSES = ("lines", "skip", "take", "take/sound", "trial", "edit", "say", "word", "make", "cover/drawn")
BODIES = (
    b"null", b"[1]", b'"x"', b"{", b"\xff\xfe", b'{"name":"\xff"}', b"[" * 50_000, b'{"a":' * 50_000, b"NaN",
    b'{"name":1,"places":2,"place":3,"word":4,"title":5,"renames":6}', b"x" * 2_000_000,
)  # fmt: skip
LONG = "9" * 5000


def make_client(desk: Desk) -> TestClient:
    """Somebody who gets an answer even to what breaks the studio."""
    return TestClient(desk.studio.app, base_url=f"http://{HOST}/t/{TOKEN}/", raise_server_exceptions=False)


@pytest.fixture
def client(unchanged_desk: Desk) -> TestClient:
    return make_client(unchanged_desk)


def read_problem(answer: Any, statuses: tuple[int, ...] = (400, 404, 405)) -> str:
    """The message of a refusal, which must be one line that somebody would read."""
    assert answer.status_code in statuses, (answer.status_code, answer.text[:200])
    message: str = answer.json()["message"]
    assert 0 < len(message) <= MAX_MESSAGE
    assert not {"\n", "\r"} & set(message)
    assert "Traceback" not in message
    return message


@pytest.mark.parametrize(
    "path",
    [
        "api/story/x", "api/story/%00", "api/story/%ff", "api/story/" + LONG, "api/nothing", "static/%00.js",
        f"static/{LONG}.js", "static/a%5cb.js", "api/covers/%00", f"api/covers/{LONG}", "api/story//open",
    ],
)  # fmt: skip
def test_addresses_that_there_are_not(client: TestClient, path: str) -> None:
    read_problem(client.get(path))


@pytest.mark.parametrize(
    "path", ["chapter/99", f"chapter/{LONG}", "chapter/-1", f"chapter/{LONG}/states", "line", "line?place=%00",
             f"line?place={LONG}", "sound?place=0:0", "sound?place=99:99", "nothing"],
)  # fmt: skip
def test_places_that_there_are_not(unchanged_desk: Desk, client: TestClient, path: str) -> None:
    read_problem(client.get(f"api/story/{unchanged_desk.story}/{path}"))


def test_jobs_and_methods_that_there_are_not(unchanged_desk: Desk, client: TestClient) -> None:
    for number in ("0", "-1", LONG, "x"):
        read_problem(client.post(f"api/jobs/{number}/cancel", headers=ORIGIN))
    for method in ("PUT", "DELETE", "TRACE", "GET"):
        read_problem(client.request(method, f"api/story/{unchanged_desk.story}/lines", headers=ORIGIN))


def test_bodies_of_any_kind(desk: Desk) -> None:
    client = make_client(desk)
    for path in BODY_ADDRESSES:
        for body in BODIES:
            answer = client.post(f"api/story/{desk.story}/{path}", content=body, headers=ORIGIN)
            if answer.status_code != 200:
                read_problem(answer)
    assert desk.get("")["status"] == "ready"


@pytest.mark.parametrize("name", ["\0", "a" * 100_000, " ", "\u200b", "\u202e", "\x1b[2J"])
def test_names_that_nobody_has(unchanged_desk: Desk, client: TestClient, name: str) -> None:
    body = {"places": ["1:5"], "name": name, "is_new": True}
    read_problem(client.post(f"api/story/{unchanged_desk.story}/lines", json=body, headers=ORIGIN))
    read_problem(
        client.post(f"api/story/{unchanged_desk.story}/edit", json={"renames": [["Joss", "\0"]]}, headers=ORIGIN)
    )
    assert not unchanged_desk.cast_file.exists()


@pytest.mark.parametrize(
    "name", ["__proto__", "constructor", "<img src=x onerror=alert(1)>", "מרים", "👻", 'a"b\\', "]] #", "[[line]]"]
)
def test_unusual_names_are_names(desk: Desk, name: str) -> None:
    desk.post("lines", {"places": ["1:5"], "name": name, "is_new": True})
    assert desk.line("1:5")["speaker"] == name
    assert name in {person["name"] for person in desk.get("")["people"]}
    assert read_cast_file(desk.cast_file).lines[0].speaker == name


@pytest.mark.parametrize(
    "settings", ['{"pitch":100}', '{"pitch":-1}', '{"pitch":1e308}', '{"pitch":NaN}', '{"pitch":1e999}',
                 '{"__class__":1}', '{"pace":0}'],
)  # fmt: skip
def test_settings_beyond_their_limits(unchanged_desk: Desk, client: TestClient, settings: str) -> None:
    body = f'{{"name":"Joss","voice":"heart","text":"Hello","settings":{settings}}}'
    read_problem(client.post(f"api/story/{unchanged_desk.story}/trial", content=body, headers=ORIGIN))


def test_the_lines_that_follow_in_paragraphs_with_several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Chapter 1\n\nTilly lit the lamp. Joss sat by the stove.\n\n" + "".join(
        f"“Is it {hour}?” The wind blew. “I can’t see.”\n\n“Hm.” The lamp went out. “Nor can I.”\n\n"
        for hour in range(9)
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lamp, "STORY", text)
    with open_desk(tmp_path) as desk:
        desk.post("lines", {"places": ["1:3.1"], "name": "Tilly"})
        following = [desk.get(f"line?place=1:{paragraph}.1")["following"] for paragraph in range(3, 21)]
    assert any("." in place for places in following for place in places)


def test_a_story_without_dialogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lamp, "STORY", "The rain fell all night.\n\nBy morning it was over.\n")
    with open_desk(tmp_path) as desk:
        assert desk.get("")["people"] == []
        assert desk.get("question")["place"] == ""
        assert desk.post("go-on")["place"] == ""
        assert desk.get("cast")["people"] == []
        assert desk.get("line?place=1:1")["choices"] == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0\0\0\0", b"PK\x03\x04nonsense"])
def test_files_that_are_no_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    Path("odd.txt").write_bytes(data)
    with open_failing(Path("odd.txt"), tmp_path) as desk:
        assert desk.get("")["problem"]
        answer = desk.client.get(f"api/story/{desk.story}/chapter/1")
        assert "odd.txt" in read_problem(answer)


@contextlib.contextmanager
def open_failing(path: Path, folder: Path) -> Iterator[Desk]:
    """The studio with a story that can't be read."""
    studio = build_studio(StudioOptions(Path("output"), Path("input"), (path,), TOKEN, frozenset((HOST,))))
    try:
        client = TestClient(studio.app, base_url=f"http://{HOST}/t/{TOKEN}/")
        desk = Desk(studio, client, folder, identify((path,)))
        desk.post("open")
        desk.wait(lambda: studio.desk.find(desk.story).status == "failed")
        yield desk
    finally:
        studio.close()


@pytest.mark.parametrize("replace", ["delete", "folder", "garbage"])
def test_the_story_goes_while_it_is_open(desk: Desk, replace: str) -> None:
    path = desk.folder / "input" / "lamp.txt"
    path.unlink()
    if replace == "folder":
        path.mkdir()
    elif replace == "garbage":
        path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    desk.wait(lambda: "lamp.txt" in desk.get("")["problem"])
    assert desk.get("chapter/1")["paragraphs"]
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    assert [line.speaker for line in read_cast_file(desk.cast_file).lines] == ["Joss"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_a_disk_that_takes_nothing_is_told_and_nothing_changes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(code, os.strerror(code))

    before = desk.line("1:5")["speaker"]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail)
        body = {"places": ["1:5"], "name": "Joss"}
        answer = make_client(desk).post(f"api/story/{desk.story}/lines", json=body, headers=ORIGIN)
        read_problem(answer, (400, 503))
    assert not desk.cast_file.exists()
    assert desk.line("1:5")["speaker"] == before
    desk.post("lines", {"places": ["1:5"], "name": "Joss"})
    assert desk.line("1:5")["speaker"] == "Joss"


def test_corrections_from_all_sides_are_all_kept(desk: Desk) -> None:
    places = ["1:3", "1:4", "1:5", "1:6", "1:8", "2:2", "2:3", "2:4"]
    barrier = threading.Barrier(len(places))

    def correct(place: str) -> None:
        barrier.wait(20)
        desk.post("lines", {"places": [place], "name": "Joss"})

    with ThreadPoolExecutor(len(places)) as pool:
        list(pool.map(correct, places))
    lines = tomllib.loads(desk.cast_file.read_text("utf-8"))["line"]
    assert sorted((line["chapter"], line["paragraph"]) for line in lines) == sorted(
        tuple(map(int, place.split(":"))) for place in places
    )
    assert {desk.line(place)["speaker"] for place in places} == {"Joss"}


def test_many_requests_at_once(desk: Desk) -> None:
    paths = ["", "chapter/1", "question", "line?place=1:5"] * 25
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(desk.get, paths))
    assert [answer for path, answer in zip(paths, answers, strict=True) if not path] == [desk.get("")] * 25


def test_pages_that_go_away_are_forgotten() -> None:
    async def come_and_go() -> int:
        broker = EventBroker()
        for _ in range(100):
            stream = broker.listen()
            await anext(stream)
            await stream.aclose()  # type: ignore[attr-defined]
        broker.publish("story", {})
        await asyncio.sleep(0)
        return len(broker._listeners)

    assert asyncio.run(come_and_go()) == 0
