"""Albums are sent to a folder, Audiobookshelf and WebDAV: all of it once, and later what has changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiobook.album.manifest import ChapterFile, Manifest, SidecarEntry, write_manifest
from tests.conftest import Outcome
from tests.sending.servers import TOKEN, serve

Command = Callable[..., Outcome]
ALBUM = Path("output/Ann/Lamps/Vol 2 - Tea & Rain")


def write_album(files: dict[str, str], folder: Path = ALBUM) -> None:
    """An album that has these files, by name and content."""
    folder.mkdir(parents=True, exist_ok=True)
    chapters: list[ChapterFile] = []
    sidecars: list[SidecarEntry] = []
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        state = {"size": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()}
        if name.endswith(".mp3"):
            chapters.append(ChapterFile(len(chapters) + 1, name, name, **state))  # type: ignore[arg-type]
        else:
            sidecars.append(SidecarEntry(name, changed=0, **state))  # type: ignore[arg-type]
    about = Manifest(title="Tea & Rain", author="Ann", chapters=tuple(chapters), companions=tuple(sidecars))
    write_manifest(folder, about)


FILES = {"01 - Öl.mp3": "one", "02 - Two.mp3": "two", "cover.jpg": "c", "transcripts/01.vtt": "t", "Tea.m4b": "book"}


@pytest.fixture(params=["folder", "audiobookshelf", "webdav"])
def target(
    request: pytest.FixtureRequest, audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Path, list[str]]]:
    """An address or path, the folder where its files are, and what it was asked to change."""
    del audiobook  # it changes the current folder
    monkeypatch.setenv("AUDIOBOOK_SERVER_TOKEN", TOKEN)
    monkeypatch.setenv("AUDIOBOOK_SERVER_USER", "ann")
    monkeypatch.setenv("AUDIOBOOK_SERVER_PASSWORD", "secret-1")
    root = tmp_path / "there"
    root.mkdir()
    monkeypatch.setattr("audiobook.sending.audiobookshelf.SCAN_SECONDS", 0)
    if request.param == "folder":
        yield str(root), root, []
    else:
        with serve(request.param, root) as (address, asked):
            yield address, root, asked


def list_there(root: Path) -> dict[str, str]:
    place = root / "Ann/Lamps/Vol 2 - Tea & Rain"
    return {path.relative_to(place).as_posix(): path.read_text() for path in place.rglob("*") if path.is_file()}


def test_only_what_has_changed_is_sent_again(audiobook: Command, target: tuple[str, Path, list[str]]) -> None:
    address, root, asked = target
    write_album(FILES)
    plan = audiobook("publish", "output", "--to", address, "--dry-run")
    assert (plan.code, list(root.iterdir())) == (0, [])
    assert "1 album to send" in plan.out
    done = audiobook("publish", "output", "--to", address)
    assert done.code == 0, done.err
    assert TOKEN not in done.out + done.err
    is_flat = asked and "/api/upload" in asked
    expected = {name: text for name, text in FILES.items() if not is_flat or name.endswith((".mp3", ".jpg"))}
    assert list_there(root) == expected

    (root / "Ann/Lamps/Vol 2 - Tea & Rain/mine.txt").write_text("mine")
    asked.clear()
    assert "is up to date" in audiobook("publish", ALBUM, "--to", address).out
    assert asked == []

    (ALBUM / "02 - Two.mp3").unlink()
    write_album({**{name: text for name, text in FILES.items() if name != "02 - Two.mp3"}, "01 - Öl.mp3": "new"})
    done = audiobook("publish", "output", "--to", address, "-q")
    assert (done.code, done.out) == (0, "")
    changed = expected | {"01 - Öl.mp3": "new", "mine.txt": "mine"}
    del changed["02 - Two.mp3"]
    assert list_there(root) == changed
    assert not asked or {"01 - Öl.mp3", "DELETE 02 - Two.mp3"} == {name for name in asked if "/api/" not in name}


def test_what_is_wrong_is_one_line(audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_album(FILES)
    root = tmp_path / "there"
    root.mkdir()

    def fail(*words: object) -> str:
        done = audiobook("publish", *words)
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
        return done.err

    assert "connect the player" in fail("output", "--to", tmp_path / "nowhere")
    assert "is no album" in fail("there", "--to", root)
    assert "can be read by others" in fail("output", "--to", "https://ann:pw@example.org/")
    assert "cannot be reached" in fail("output", "--to", "http://127.0.0.1:9/")
    with serve("audiobookshelf", root) as (address, _):
        assert "set AUDIOBOOK_SERVER_TOKEN" in fail("output", "--to", address)
        monkeypatch.setenv("AUDIOBOOK_SERVER_TOKEN", "wrong-token-1")
        assert "doesn't accept the token" in fail("output", "--to", address)
        monkeypatch.setenv("AUDIOBOOK_SERVER_TOKEN", TOKEN)
        assert "no such library" in fail("output", "--to", address, "--library", "Boks")
        (root / "two-libraries").touch()
        assert "Books, Stories" in fail("output", "--to", address)
    with serve("webdav", root) as (address, _):
        assert "AUDIOBOOK_SERVER_PASSWORD" in fail("output", "--to", address)
    (ALBUM / "cover.jpg").write_text("longer")
    assert "make the album again" in fail("output", "--to", root)


def list_sent(audiobook: Command, address: str) -> str:
    """What is still to be sent, as the command tells it."""
    return audiobook("publish", "output", "--to", address, "--dry-run").out


def test_names_that_a_server_changes_are_found_again(audiobook: Command, target: tuple[str, Path, list[str]]) -> None:
    address, _, _ = target
    write_album(FILES | {"01 - Cafe\u0301 " + "la " * 55 + ".mp3": "long"}, Path("output/Ann/" + "A\u030a la " * 20))
    assert audiobook("publish", "output", "--to", address).code == 0
    assert "is up to date" in list_sent(audiobook, address)


def test_what_people_change_there_is_left_alone(audiobook: Command, target: tuple[str, Path, list[str]]) -> None:
    address, root, asked = target
    write_album(FILES | {"metadata.json": "ours"})
    assert audiobook("publish", "output", "--to", address).code == 0
    (root / "Ann/Lamps/Vol 2 - Tea & Rain/metadata.json").write_text("theirs, longer")
    is_shelf = "/api/upload" in asked
    assert ("is up to date" in list_sent(audiobook, address)) == is_shelf
    # Under another address it isn't known what was sent.
    shutil.rmtree("output/.audiobook/sent")
    assert ("is up to date" in list_sent(audiobook, address)) == is_shelf
    if is_shelf:
        assert audiobook("publish", "output", "--to", address).code == 0
    write_album(FILES | {"metadata.json": "our new one"})
    assert "1 album to send" in list_sent(audiobook, address)


def test_what_did_not_arrive_whole_is_told_and_sent_again(
    audiobook: Command, target: tuple[str, Path, list[str]]
) -> None:
    address, root, _ = target
    write_album(FILES | {"02 - Two.mp3": "two [lost]"})
    done = audiobook("publish", "output", "--to", address)
    if address == str(root):
        assert done.code == 0  # the system itself copies whole files
    else:
        assert (done.code, "02 - Two.mp3 didn't arrive whole" in done.err) == (1, True), done.err
        assert "1 album to send" in list_sent(audiobook, address)


def test_a_long_album_is_sent_in_several_requests(
    audiobook: Command, target: tuple[str, Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, root, asked = target
    monkeypatch.setattr("audiobook.sending.audiobookshelf.BATCH_BYTES", 5)
    write_album(FILES)
    assert audiobook("publish", "output", "--to", address).code == 0
    assert {"01 - Öl.mp3", "02 - Two.mp3"} <= list_there(root).keys()
    assert asked.count("/api/upload") in (0, 2)


def test_an_album_that_fails_costs_only_itself(audiobook: Command, target: tuple[str, Path, list[str]]) -> None:
    address, root, _ = target
    for name in ("Broken", "Fine"):
        write_album(FILES, Path("output/Ann") / name)
    Path("output/Ann/Broken/cover.jpg").unlink()
    done = audiobook("publish", "all", "--to", address)
    assert (done.code, done.err.count("make the album again")) == (5, 1), done.err
    assert [folder.name for folder in (root / "Ann").iterdir()] == ["Fine"]
    done = audiobook("publish", "all", "--to", address)
    assert (done.code, "up to date" in done.out) == (5, False)


def test_a_certificate_that_is_not_trusted_is_one_line(
    audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIOBOOK_SERVER_USER", "ann")
    monkeypatch.setenv("AUDIOBOOK_SERVER_PASSWORD", "secret-1")
    write_album(FILES)
    certificate = Path(__file__).with_name("certificate.pem")
    (tmp_path / "My Books").mkdir()
    with serve("webdav", tmp_path, certificate) as (address, _):
        done = audiobook("publish", "all", "--to", address)
        assert (done.code, done.err.count("\n")) == (1, 1)
        assert "isn't trusted here (self-signed certificate); if you trust" in done.err
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert audiobook("publish", "all", "--to", f"{address}/My Books").code == 0
    assert (tmp_path / "My Books/Ann/Lamps/Vol 2 - Tea & Rain/cover.jpg").exists()


def test_a_full_player_is_said_before_anything_is_copied(
    audiobook: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_album(FILES)
    (tmp_path / "there").mkdir()
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 3}))
    done = audiobook("publish", "output", "--to", "there")
    assert (done.code, list((tmp_path / "there").iterdir())) == (1, [])
    assert "make room" in done.err


@pytest.mark.parametrize("name", ["tea & rain", "Vol 2 - Tea & Rain", "all", str(ALBUM)])
def test_an_album_is_named_by_its_title(audiobook: Command, tmp_path: Path, name: str) -> None:
    write_album(FILES)
    write_album(FILES, Path("output/Ann/Salt"))
    done = audiobook("publish", name, "--to", tmp_path, "--dry-run")
    assert f"{2 if name == 'all' else 1} album" in done.out


def test_a_wrong_title_is_told_with_those_that_there_are(audiobook: Command, tmp_path: Path) -> None:
    write_album(FILES)
    done = audiobook("publish", "Tea", "--to", tmp_path)
    assert done.code == 1
    assert "there is no album Tea in output (there are: Vol 2 - Tea & Rain)" in done.err
