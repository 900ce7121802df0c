"""What lies in an output folder: albums with their lists, sound files with tags, spoken lines, a model's answers."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import subprocess
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import mutagen
import numpy as np
import soundfile
from mutagen import flac, id3, mp4

from audiobook.model import Clip
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from tests.checking import albums
from tests.fuzzing.case import Case, chosen
from tests.fuzzing.mutation import ODD, as_json, mutated_bytes, mutated_text, mutated_value, some
from tests.fuzzing.settings import PEOPLE
from tests.fuzzing.stories import MAKES_EVERY

PLACE = "out/Ann Example/Two Doors"
STORY = (
    b"Two Doors by Ann Example\n\nChapter 1: The Red One\n\nIt was open. \xe2\x80\x9cWho?\xe2\x80\x9d said Tom.\n\n"
    b"Chapter 2: The Blue One\n\nIt was shut.\n"
)
MAKE = ("make", "story.txt", "-o", "out", "--engine", "silent", "-q", "-j", "1")
KEYS = tuple(f"{number:032x}" for number in range(4))
ENDINGS = ("mp3", "flac", "wav", "ogg", "opus", "m4b")
TRANSCRIPT = "WEBVTT\n\n00:00:00.500 --> 00:00:01.000\n<v Tom>It was open.</v>\n\n00:01.000 --> 00:03.500\nShut.\n"


@cache
def finished() -> tuple[tuple[str, bytes], ...]:
    """The files of a small finished album, its feed and list among them, and of a few spoken lines."""
    with TemporaryDirectory() as place:
        folder = Path(place, PLACE)
        folder.mkdir(parents=True)
        for name in albums.NAMES[:2]:
            albums.write_mp3(folder / name, albums.silence(0.4))
        (folder / "cover.jpg").write_bytes(albums.cover(40))
        (folder / "transcripts").mkdir()
        (folder / "transcripts" / "01 - The Red One.vtt").write_text(TRANSCRIPT, "utf-8")
        albums.finish(folder)
        store = ClipStore(clip_folder(Path(place, "out")))
        for number, key in enumerate(KEYS):
            store.write(key, Clip(np.zeros(100 * number, np.int16), 24_000, ("♥",)))
        files = (path for path in sorted(Path(place).rglob("*")) if path.is_file())
        return tuple((str(path.relative_to(place)), path.read_bytes()) for path in files)


def manifest_case(chance: Random) -> Case:
    """An album whose list is damaged, foreign or of an older form."""
    told = json.loads(dict(finished())[f"{PLACE}/album.json"])
    more = {"identity": "urn:uuid:1", "created": "2020-01-01T00:00:00+00:00"}
    for chapter in told["chapters"]:
        names = chance.choice(
            (
                "",
                "x.mp3",
                chapter["file"],
                "../x.mp3",
                "a\x00b",
                "\ud800.mp3",
                "album.json",
                "x" * 300,
                "cover.jpg",
                ".",
            )
        )
        chapter |= {"sound": "x", "tags": "y", "seconds": 1.5, "size": 10, "changed": 1, "replaces": names,
        "missing": ["It was open."],
                    "stood_in": [], "unspoken": ["♥"], "times": chance.choice(("0+500 600+900", "x", "1+", "+",
                    "1e3+1", "²+1", "-5+5"))}  # fmt: skip
    data = as_json(chance, mutated_value(chance, told | more))
    data = chance.choice((data, data, data, data, b"", b"[]", b"{}", b"null", b'{"version": 0}', b"\xff", b"[" * 9000))
    run = chosen(chance, (("check", "out"), ("check", "out", "--json"), ("make", "story.txt", "--dry-run", "-o",
    "out", "-v"),
                          ("make", "story.txt", "--dry-run", "-o", "out", "--prune")), 1)  # fmt: skip
    if chance.randrange(MAKES_EVERY // 5) == 0:
        run = (MAKE, MAKE)
    return Case("album", (("story.txt", STORY), (f"{PLACE}/album.json", data)), run, album=True)


def store_case(chance: Random) -> Case:
    """A store whose spoken lines are damaged, misnamed, sealed around nonsense, or no files at all."""
    files: list[tuple[str, bytes | None]] = [("story.txt", STORY)]
    clips = [(name, data) for name, data in finished() if name.endswith(".flac")]
    for name, data in chance.sample(clips, chance.randint(1, 3)):
        key = Path(name).stem
        body = (
            mutated_bytes(chance, data[:-16])
            if chance.random() < 0.5
            else chance.choice((b"", b"fLaC", chance.randbytes(50)))
        )
        seal = hashlib.blake2b(body, digest_size=16, key=key.encode()).digest()
        files.append(
            (
                name,
                chance.choice(
                    (data[: chance.randint(0, len(data))], body + seal, b"", mutated_bytes(chance, data), None)
                ),
            )
        )
    folder = "out/.audiobook/clips/"
    odd = ("00/x.flac", "00/.flac", "zz/" + "9" * 32 + ".flac", "0/1.flac", "00/" + "é" * 60 + ".flac",
    "00/x.flac/y", "x.flac", "00/\udcff.flac",
           "00/k.flac/z.flac", "00/" + "z" * 64 + ".flac", "00/" + "q" * 70 + ".flac")  # fmt: skip
    files += [(folder + name, chance.randbytes(40)) for name in chance.sample(odd, some(chance, 3))]
    run = chosen(chance, (("cache", "-o", "out"), ("cache", "-o", "out", "--json"), ("cache", "check", "-o", "out"),
                          ("cache", "trim", "--size", "1k", "-o", "out", "--json"), ("cache", "clear", "--yes", "-o",
                          "out")), 2)  # fmt: skip
    return Case("clips", tuple(files), run, album=True)


@cache
def sounds() -> dict[str, bytes]:
    """A short sound of each kind that is checked; those that only ffmpeg writes are left out where it cannot."""
    found = {"mp3": dict(finished())[f"{PLACE}/{albums.NAMES[0]}"]}
    for ending, form, subtype in (("flac", "FLAC", "PCM_16"), ("wav", "WAV", "PCM_16"), ("ogg", "OGG", "VORBIS")):
        buffer = io.BytesIO()
        soundfile.write(buffer, np.zeros(9_600, np.int16), 24_000, subtype, format=form)
        found[ending] = buffer.getvalue()
    with TemporaryDirectory() as place:
        Path(place, "a.wav").write_bytes(found["wav"])
        for ending, encoder in (("opus", "libopus"), ("m4b", "aac")):
            from imageio_ffmpeg import get_ffmpeg_exe

            target = Path(place, f"a.{ending}")
            form = ("-f", "ipod") if ending == "m4b" else ()
            subprocess.run(
                (get_ffmpeg_exe(), "-v", "error", "-i", f"{place}/a.wav", "-c:a", encoder, *form, str(target)),
                check=False,
            )
            if target.is_file():
                found[ending] = target.read_bytes()
    return found


def sound_case(chance: Random) -> Case:
    """Sound files with odd tags, damaged containers, wrong endings, and transcripts beside them."""
    ending = chance.choice([name for name in ENDINGS if name in sounds()])
    data = sounds()[ending]
    if chance.random() < 0.8:
        data = _tagged(chance, data, ending)
    data = _damaged_sound(chance, data) if chance.random() < 0.7 else data
    name = f"01 - The Red One.{ending if chance.random() < 0.9 else chance.choice(ENDINGS)}"
    files: list[tuple[str, bytes | None]] = [(f"sound/{name}", data)]
    if chance.random() < 0.3:
        text = mutated_text(
            chance,
            TRANSCRIPT,
            ("99:99:99.999 --> 00:00:00.000", "-->", "9" * 50 + ":00:00.000 --> 00:00.000", "<v", "&#0;"),
        )
        files.append(("sound/transcripts/01 - The Red One.vtt", text.encode("utf-8", "surrogatepass")))
    feed = dict(finished())[f"{PLACE}/feed.xml"]
    if chance.random() < 0.4:
        files.append(("sound/feed.xml", _odd_feed(chance, feed)))
    if chance.random() < 0.1:
        files.append(("sound/cover.jpg", mutated_bytes(chance, albums.cover(40))))
    run = (("check", "sound", *chance.choice(((), ("--json",), ("--profile", "acx"))), "-j", "1"),)
    return Case("sound", tuple(files), run)


def _odd_feed(chance: Random, feed: bytes) -> bytes:
    text = feed.decode()
    for _ in range(some(chance, 4)):
        old = chance.choice(
            (
                "<itunes:duration>",
                'length="',
                "<pubDate>",
                "https://x.org/",
                "<itunes:episode>",
                "</item>",
                "<rss",
                "urn:x:",
            )
        )
        text = text.replace(old, old + chance.choice(("²", "9" * 5000, "-", "http://[", "%00", "/../..", *ODD)), 1)
    return mutated_bytes(chance, text.encode("utf-8", "surrogatepass"))


def _tagged(chance: Random, data: bytes, ending: str) -> bytes:
    """The sound with tags of its kind that say odd things."""
    said = lambda: chance.choice(("1/2", "²", "-1", "1/", "", "x", "٣/9", "9" * 40, "\x00", *PEOPLE))  # noqa: E731
    buffer = io.BytesIO(data)
    if ending == "mp3":
        tags = id3.ID3()
        for name in chance.sample(("TIT2", "TALB", "TPE1", "TPE2", "TCOM", "TCON", "TRCK", "TDRC", "TLEN"), 4):
            tags.add(
                getattr(id3, name)(encoding=chance.randrange(4), text=chance.choice(([said()], [], [said(), said()])))
            )
        tags.add(id3.CHAP(element_id="a", start_time=chance.choice((0, 5, 2**32 - 1)), end_time=0, start_offset=0,
        end_offset=0,
                          sub_frames=[id3.TIT2(encoding=3, text=chance.choice(([], [said()])))]))  # fmt: skip
        tags.add(
            id3.CTOC(
                element_id="t",
                flags=chance.randrange(4),
                child_element_ids=chance.choice(([], ["a"], ["b", "a"])),
                sub_frames=[],
            )
        )
        tags.add(
            id3.SYLT(
                encoding=3,
                lang="eng",
                format=chance.randrange(3),
                type=1,
                desc="",
                text=[(said(), chance.randrange(2**31))],
            )
        )
        tags.add(id3.APIC(encoding=3, mime=said(), type=3, desc="", data=chance.choice((b"", b"x", albums.cover(20)))))
        return _saved(tags, buffer, data)
    found = mutagen.File(buffer)
    if found.tags is None:
        found.add_tags()
    if ending == "m4b":
        found.tags["\xa9nam"] = [said()]
        found.tags["trkn"] = [chance.choice(((1, 2), (0, 0), (65535, 1)))]
        found.tags["covr"] = chance.choice(([], [mp4.MP4Cover(b"x", 13)]))
    elif ending == "wav":
        found.tags.add(id3.TIT2(encoding=3, text=[said()]))
    else:
        for name in chance.sample(
            ("title", "album", "tracknumber", "tracktotal", "chapter001", "chapter001name", "chapterx", "lyrics"), 4
        ):
            found.tags[name] = chance.choice(([said()], ["00:00:01.5"], ["1.5.5:x:²"], ["9" * 400]))
        found.tags["metadata_block_picture"] = [chance.choice(("x", "", "AAAA", "²", "////"))]
        if isinstance(found, flac.FLAC) and chance.random() < 0.5:
            found.add_picture(flac.Picture())
    return _saved(found, buffer, data)


def _saved(tags: Any, buffer: io.BytesIO, data: bytes) -> bytes:
    """The sound with its tags, or as it was where the tags' own library will not write them."""
    buffer.seek(0)
    try:
        tags.save(buffer)
    except (mutagen.MutagenError, ValueError, TypeError, LookupError, struct.error, OverflowError):
        return data
    return buffer.getvalue()


def _damaged_sound(chance: Random, data: bytes) -> bytes:
    """Bytes changed where containers keep their sizes: at the front, near the names of atoms and pages, or anywhere."""
    found = bytearray(data)
    marks = [at for name in (b"OggS", b"moov", b"trak", b"stco", b"stsz", b"chpl", b"ilst", b"data", b"CHAP",
    b"TIT2", b"APIC", b"fmt ", b"fLaC",
                             b"OpusTags", b"LAME", b"Info", b"SYLT", b"meta", b"mdhd",
                             b"esds") if (at := data.find(name)) >= 0]  # fmt: skip
    for _ in range(some(chance, 5)):
        at = chance.choice((*marks, 0, chance.randrange(len(found) + 1), chance.randrange(min(400, len(found) + 1))))
        at = max(0, at + chance.randint(-8, 12))
        found[at : at + chance.choice((1, 2, 4))] = chance.choice(
            (b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", chance.randbytes(4), b"")
        )
    return bytes(found[: chance.randint(0, len(found))]) if chance.random() < 0.15 else bytes(found)


def answers_case(chance: Random) -> Case:
    """A story whose speakers a language model names, in whatever form it answers."""
    story = "“Go,” he said.\n\n“Why?” she asked.\n\n“Because.”\n\n“Oh,” said Tom.\n\nAnn laughed. “No.”\n\n“Yes.”\n"
    return Case("answers", (("story.txt", story.encode()),), (("inspect", "story.txt", "--attributor", "llm",
    "--llm-address", "{server}"),),
                answers=tuple(_answer(chance) for _ in range(2)))  # fmt: skip


def _answer(chance: Random) -> bytes:
    labels: Any = {str(number): chance.choice((*PEOPLE, None, 1, [])) for number in range(1, 7)}
    text = json.dumps(mutated_value(chance, labels), ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.5:
        text = (
            chance.choice(("<think>1 is Ann</think>", "```json\n", "Here: ", "{{", "[" * 3000, "<think>"))
            + text
            + chance.choice(("\n```", "}", ""))
        )
    text = (
        mutated_text(chance, text, ('"1":', "{", "}", "\\ud800", "</think>", "null", "\\"))
        if chance.random() < 0.4
        else text
    )
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return as_json(chance, mutated_value(chance, body) if chance.random() < 0.5 else body)
