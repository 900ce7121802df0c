"""The shelf, the queue and albums as the page asks for them."""

from __future__ import annotations

import contextlib
import io
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from audiobook.errors import RecognizerUnavailableError
from audiobook.files.workspace import WORK_FOLDER
from audiobook.studio import album_views, uploads
from audiobook.studio import jobs as jobs_module
from audiobook.studio import shelf_routes as routes_module
from audiobook.studio.application import StudioOptions, build_studio
from audiobook.studio.jobs import JobQueue
from audiobook.studio.shelf import Shelf
from audiobook.studio.shelf_model import AlbumView
from audiobook.studio.shelf_routes import shelf_routes
from audiobook.studio.view_model import build_schema
from tests.conftest import Outcome
from tests.engines.servers import page_server, served

STORY = b"Chapter 1\n\nIt rained all night.\n"


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[JobQueue]:
    queue = JobQueue(tmp_path / "output", lambda _: None)
    yield queue
    queue.close()


@pytest.fixture
def client(shelf: Shelf, queue: JobQueue) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=shelf_routes(shelf, queue))) as client:
        yield client


def story_of(client: TestClient) -> str:
    return str(client.get("/api/shelf").json()["stories"][0]["id"])


def refusal(response: Any) -> str:
    """The words of a refusal, which is a single line."""
    assert response.status_code in (400, 413)
    message = str(response.json()["message"])
    assert "\n" not in message
    return message


SCHEMA = build_schema()


def matching(name: str, value: Any) -> Any:
    """A value, which must be as the schema says."""
    jsonschema.validate(value, {"$ref": f"#/$defs/{name}", **SCHEMA})
    return value


def picture(kind: str = "JPEG", side: int = 64) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(buffer, kind)
    return buffer.getvalue()


def test_the_shelf_has_stories_and_jobs(client: TestClient) -> None:
    shown = client.get("/api/shelf").json()
    assert [story["title"] for story in shown["stories"]] == ["Two doors"]
    assert shown["jobs"] == client.get("/api/jobs").json() == []


# --- uploads ---


def test_a_story_is_uploaded(client: TestClient, tmp_path: Path) -> None:
    entry = client.post("/api/upload", params={"name": "../Tea & Milk.txt"}, content=STORY).json()
    assert entry["title"] == "Tea & Milk"
    assert (tmp_path / "input" / "Tea & Milk.txt").read_bytes() == STORY
    assert entry["id"] in [story["id"] for story in client.get("/api/shelf").json()["stories"]]


def test_a_story_is_fetched_from_the_web(client: TestClient, tmp_path: Path) -> None:
    body = b"<title>Tea on the web</title><h1>Tea</h1><p>It rained all night.</p>"
    asked: list[str] = []
    with served(page_server(lambda _: (200, {"Content-Type": "text/html"}, body), asked)) as address:
        entry = matching("ShelfEntry", client.post("/api/fetch", json={"address": f"{address}/tea"}).json())
        assert (tmp_path / "input" / entry["file"]).read_bytes() == body
        assert entry in client.get("/api/shelf").json()["stories"]
        again = client.post("/api/fetch", json={"address": f"{address}/tea"}).json()
    assert (again, len(asked)) == (entry, 1)


def test_what_cannot_be_fetched_is_told(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(address: str) -> str:
        return refusal(client.post("/api/fetch", json={"address": address}))

    with served(page_server(lambda _: (403, {}, b"no"))) as address:
        assert "drop that file on the shelf" in ask(f"{address}/tea")
    assert "is not a web address" in ask("tea")
    assert "password in it" in ask("https://ann:secret@example.org/tea")
    monkeypatch.setattr("audiobook.fetching.stories.can_fetch_archives", lambda: False)
    assert "pip install" in ask("https://archiveofourown.org/works/1")
    assert [path.name for path in (tmp_path / "input").iterdir()] == ["two-doors.txt"]


def test_an_upload_comes_in_pieces(client: TestClient, tmp_path: Path) -> None:
    pieces = [b"It rained. "] * 1000
    client.post("/api/upload?name=rain.txt", content=iter(pieces)).raise_for_status()
    assert (tmp_path / "input" / "rain.txt").read_bytes() == b"".join(pieces)


@pytest.mark.parametrize("name", ["", "tea.exe", "%00", "..%2f..%2fetc%2fpasswd", "tea.txt%2f"])
def test_an_upload_that_is_no_story_is_refused(client: TestClient, tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert "can't be read as a story" in refusal(client.post(f"/api/upload?name={name}", content=STORY))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("content", [b"x" * 101, [b"x" * 60, b"x" * 60]], ids=["its length is told", "it is not"])
def test_an_upload_that_is_too_large_is_refused(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Any
) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 100)
    monkeypatch.setattr(routes_module, "MAX_UPLOAD_BYTES", 100)
    limited = Starlette(routes=shelf_routes(shelf, mock.Mock()))
    before = sorted(tmp_path.rglob("*"))
    response = TestClient(limited).post("/api/upload?name=rain.txt", content=content)
    assert "large" in refusal(response)
    assert sorted(tmp_path.rglob("*")) == before


# --- making ---


def wait_for_end(client: TestClient, number: int) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job = next(one for one in client.get("/api/jobs").json() if one["id"] == number)
        if job["state"] not in ("waiting", "working"):
            return dict(job)
        time.sleep(0.05)
    raise AssertionError("it never ended")


@pytest.mark.processes
def test_a_story_is_made_and_heard(client: TestClient, tmp_path: Path) -> None:
    """From the shelf to the album, with a chosen cover and title, and back to a single chapter."""
    story = story_of(client)
    assert client.get(f"/api/story/{story}/album").json()["folder"] == ""
    cover = matching("CoverView", client.post(f"/api/story/{story}/cover", content=picture()).json())
    wanted = {"title": "--Doors <b>", "cover": cover["name"], "single_voice": True, "profile": "small"}
    job = client.post(f"/api/story/{story}/make", json=wanted).json()
    ended = wait_for_end(client, job["id"])
    facts = ("state", "message", "chapters", "finished", "lines", "spoken", "left", "is_changed")
    assert [ended[fact] for fact in facts] == ["done", "", 2, 2, 8, 8, None, True]
    assert ended["page"] == "albums/Ann%20Example/--Doors%20b/index.html"
    assert [chapter["address"] for chapter in ended["ready"]] == [
        "albums/Ann%20Example/--Doors%20b/01%20-%20The%20Red%20One.opus",
        "albums/Ann%20Example/--Doors%20b/02%20-%20The%20Blue%20One.opus",
    ]
    matching("ShelfView", shelf_shown := client.get("/api/shelf").json())
    assert shelf_shown["stories"][0]["chapters"] == 2
    album = matching("AlbumView", client.get(f"/api/story/{story}/album").json())
    assert (album["title"], album["profile"], album["formats"]) == ("--Doors <b>", "small", ["opus"])
    assert [chapter["title"] for chapter in album["chapters"]] == ["The Red One", "The Blue One"]
    assert album["options"]["single-voice"] is True
    assert (tmp_path / "output" / album["folder"] / "cover.jpg").read_bytes() == picture()
    check = matching("CheckView", client.get(f"/api/story/{story}/check").json())
    assert check["files"] == 2


def test_what_can_be_chosen_is_told(client: TestClient) -> None:
    choices = client.get(f"/api/story/{story_of(client)}/album").json()["choices"]
    assert [choice["name"] for choice in choices] == ["podcast", "acx", "small"]
    assert choices[1]["formats"] == ["mp3"]


@pytest.mark.parametrize("is_there", [True, False])
def test_whether_there_is_somebody_to_listen_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    def find(_: str) -> None:
        if not is_there:
            raise RecognizerUnavailableError("nothing")

    monkeypatch.setattr(album_views, "find_model", find)
    view = AlbumView(**client.get(f"/api/story/{story_of(client)}/album").json())
    assert view.can_listen is is_there


@pytest.mark.parametrize(
    "body",
    ["[]", '"x"', '{"chapters": 3}', '{"formats": "mp3"}', '{"speed": "fast"}', "{", '{"title": {}}', "\xff"],
)
def test_a_request_that_is_none_is_refused(client: TestClient, body: str) -> None:
    response = client.post(f"/api/story/{story_of(client)}/make", content=body.encode("latin-1"))
    assert "reload" in refusal(response)
    assert client.get("/api/jobs").json() == []


@pytest.mark.parametrize("path", ["make", "cover", "cover/drawn", "album", "check"])
def test_a_story_that_is_not_there_is_refused(client: TestClient, path: str) -> None:
    address = f"/api/story/0000/{path}"
    content = {"cover": picture(), "cover/drawn": b'{"title": "x"}'}.get(path, b"{}")
    response = client.get(address) if path in ("album", "check") else client.post(address, content=content)
    assert "isn't on the shelf" in refusal(response)


def test_an_album_that_is_not_there_is_not_checked(client: TestClient) -> None:
    assert "no album yet" in refusal(client.get(f"/api/story/{story_of(client)}/check"))


def test_a_check_tells_what_is_wrong_once(
    client: TestClient, audiobook: Callable[..., Outcome], tmp_path: Path
) -> None:
    assert audiobook("make", tmp_path / "input" / "two-doors.txt", "--single-voice").code == 0
    for file in (tmp_path / "output").rglob("*.mp3"):
        file.write_bytes(b"no sound")
    problems = client.get(f"/api/story/{story_of(client)}/check").json()["problems"]
    assert problems
    assert len(problems) == len({(problem["trouble"], problem["remedy"]) for problem in problems})
    assert max(problem["more"] for problem in problems) == 1


def test_a_job_is_cancelled(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "build_command", lambda *_: (sys.executable, "-c", "import time; time.sleep(60)"))
    number = client.post(f"/api/story/{story_of(client)}/make").json()["id"]
    client.post(f"/api/jobs/{number}/cancel").raise_for_status()
    assert wait_for_end(client, number)["state"] == "cancelled"
    assert "isn't in the list" in refusal(client.post("/api/jobs/99/cancel"))
    assert client.post("/api/jobs/x/cancel").status_code == 404


def test_an_interrupted_job_goes_on(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "build_command", lambda *_: (sys.executable, "-c", "import time; time.sleep(60)"))
    for before, after in ((None, "waiting"), ("interrupted", "waiting")):
        with contextlib.closing(JobQueue(tmp_path / "output", lambda _: None)) as queue:
            client = TestClient(Starlette(routes=shelf_routes(shelf, queue)))
            assert [job["state"] for job in client.get("/api/jobs").json()] == ([before] if before else [])
            address = "/api/jobs/1/resume" if before else f"/api/story/{story_of(client)}/make"
            assert client.post(address).json()["state"] in (after, "working")
            assert "isn't in the list" in refusal(client.post("/api/jobs/99/resume"))


# --- covers ---


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_cover_is_kept_and_shown(client: TestClient, kind: str) -> None:
    cover = client.post(f"/api/story/{story_of(client)}/cover", content=picture(kind)).json()
    shown = client.get(f"/{cover['address']}")
    assert shown.content == picture(kind)
    assert shown.headers["content-type"] == f"image/{kind.lower()}"


def test_a_cover_is_drawn(client: TestClient) -> None:
    cover = client.post(f"/api/story/{story_of(client)}/cover/drawn", json={"title": "Tea", "author": "Ann"}).json()
    assert Image.open(io.BytesIO(client.get(f"/{cover['address']}").content)).format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"<svg/>", picture("GIF"), picture()[:90]],
    ids=["nothing", "text", "svg", "gif", "cut"],
)
def test_what_is_no_picture_is_refused(client: TestClient, tmp_path: Path, data: bytes) -> None:
    assert "picture" in refusal(client.post(f"/api/story/{story_of(client)}/cover", content=data))
    assert not (tmp_path / "output" / WORK_FOLDER / "covers").exists()


def test_a_picture_that_is_too_large_is_not_read_to_its_end(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_module, "MAX_CHOSEN_COVER_BYTES", 100)
    client = TestClient(Starlette(routes=shelf_routes(shelf, mock.Mock())))
    story = shelf.list_entries()[0].id
    response = client.post(f"/api/story/{story}/cover", content=iter([picture(side=600)] * 9))
    assert "too large" in refusal(response)


@pytest.mark.parametrize("name", ["../../../input/two-doors.txt", "/etc/hostname", "x.jpg", "\\x00"])
def test_an_album_gets_no_other_file_as_its_cover(client: TestClient, workspace: Path, name: str) -> None:
    (workspace / "output" / WORK_FOLDER / "covers").mkdir(parents=True)
    assert "picture" in refusal(client.post(f"/api/story/{story_of(client)}/make", json={"cover": name}))
    assert client.get("/api/jobs").json() == []


@pytest.mark.parametrize("name", ["..%2f..%2finput%2ftwo-doors.txt", "x.jpg", "0" * 32 + ".jpg", "%00", "."])
def test_no_other_file_is_a_cover(client: TestClient, name: str) -> None:
    response = client.get(f"/api/covers/{name}")
    assert response.status_code in (400, 404)
    assert b"Two Doors" not in response.content
    story = story_of(client)
    assert "picture" in refusal(client.post(f"/api/story/{story}/make", json={"cover": f"../{name}"}))


def test_a_story_that_was_read_has_its_own_title(workspace: Path) -> None:
    """The shelf knows it once somebody has opened the story."""
    options = StudioOptions(workspace / "output", workspace / "input", (), "t" * 20, frozenset(("here",)))
    studio = build_studio(options)
    client = TestClient(studio.app, base_url=f"http://here/t/{'t' * 20}/", headers={"origin": "http://here"})
    story = client.get("api/shelf").json()["stories"][0]["id"]
    client.post(f"api/story/{story}/open").raise_for_status()
    end = time.monotonic() + 60
    while client.get(f"api/story/{story}").json()["status"] != "ready" and time.monotonic() < end:
        time.sleep(0.05)
    assert client.get("api/shelf").json()["stories"][0]["title"] == "Two Doors"
    studio.close()
