"""Builds a small album in which everything is as it should be, for tests to spoil."""

from __future__ import annotations

import hashlib
import io
import json
from email.utils import formatdate
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

import lameenc
import numpy as np
from mutagen import id3
from numpy.typing import NDArray
from PIL import Image

from audiobook.audio.loudness import integrated_loudness

RATE = 24_000
TITLE, AUTHOR = "Two Doors", "Ann Example"
NAMES = ("01 - The Red One.mp3", "02 - The Blue One.mp3", "03 - The Last One.mp3")
# Enough words to tell a pace by: some 450 to a minute of the 8 seconds of `speech`, which keeps the tests short.
TEXT = "It was open, and nobody went in for a while. " * 6
Wave = NDArray[np.float32]


def silence(seconds: float, rate: int = RATE) -> Wave:
    return np.zeros(round(seconds * rate), np.float32)


def tone(seconds: float, height: float) -> Wave:
    return np.asarray(height * np.sin(np.arange(round(seconds * RATE)) * 0.3), np.float32)


# LAME makes what it is given softer by this (dB) at such a rate and bitrate.
SOFTER = 0.37


def speech(seconds: float = 8.0, loudness: float = -19.0, rate: int = RATE) -> Wave:
    """Buzzing that swells and falls as syllables do, with short breaks, so loud that an MP3 of it has so many LUFS."""
    time = np.arange(round(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 130 * n * time + n) / n for n in range(1, 12))
    syllables = 0.15 + np.abs(np.sin(2 * np.pi * 2.5 * time))
    breaks = (time % 5) < 4.6
    wave = np.asarray(buzz * syllables * breaks, np.float32)
    return wave * np.float32(10 ** ((loudness + SOFTER - integrated_loudness(wave, rate)) / 20))


def chapter(head: float = 0.5, tail: float = 1.5, rate: int = RATE, **sound: float) -> Wave:
    return np.concatenate([silence(head, rate), speech(rate=rate, **sound), silence(tail, rate)])


def write_mp3(path: Path, wave: Wave, rate: int = RATE, bitrate: int = 96, channels: int = 1) -> None:
    """Encodes a wave and gives it the tags of a chapter whose number its name begins with."""
    lame = lameenc.Encoder()
    lame.set_channels(channels)
    lame.set_in_sample_rate(rate)
    lame.set_out_sample_rate(rate)
    lame.set_bit_rate(bitrate)
    lame.set_quality(7)
    lame.silence()
    samples = np.repeat((np.clip(wave, -1, 32767 / 32768) * 32768).astype(np.int16), channels)
    path.write_bytes(bytes(lame.encode(samples.tobytes()) + lame.flush()))
    tag(path)


def tag(path: Path, **other: str) -> None:
    """Full tags; `other` has frames that shall say something else, "" for none at all."""
    number, title = path.stem.split(" - ")
    said = {"TIT2": title, "TALB": TITLE, "TPE1": AUTHOR, "TPE2": AUTHOR, "TCOM": "heart", "TCON": "Audiobook",
            "TRCK": f"{int(number)}/3"} | other  # fmt: skip
    tags = id3.ID3()
    for name, text in said.items():
        if text:
            tags.add(getattr(id3, name)(encoding=3, text=text))
    tags.add(id3.USLT(encoding=3, lang="eng", desc="", text=TEXT))
    tags.add(id3.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=cover(300)))
    tags.save(path, v2_version=4)


def cover(size: int = 2400, colours: tuple[int, int] = (0, 255)) -> bytes:
    """A square picture with a bright and a dark half."""
    picture = Image.new("L", (size, size), colours[0])
    picture.paste(colours[1], (0, size // 2, size, size))
    file = io.BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def finish(folder: Path, profile: str = "", feed: str = "", bitrate: int = 96) -> None:
    """Writes the feed and the list of what lies in the folder now."""
    folder.joinpath("feed.xml").write_text(feed or feed_of(folder, bitrate), "utf-8")
    files = sorted(folder.glob("*.mp3"))
    chapters = [
        {"number": number, "title": path.stem.split(" - ")[1], "file": path.name, "sha256": digest(path)}
        for number, path in enumerate(files, 1)
    ]
    others = [
        {"file": name, "size": (folder / name).stat().st_size, "changed": 0, "sha256": digest(folder / name)}
        for name in ("cover.jpg", "feed.xml")
    ]
    told = {"version": 1, "title": TITLE, "author": AUTHOR, "narrator": "heart", "inputs": "", "profile": profile}
    folder.joinpath("album.json").write_text(json.dumps({**told, "chapters": chapters, "companions": others}))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def feed_of(folder: Path, bitrate: int) -> str:
    items = "".join(_item(number, path, bitrate) for number, path in enumerate(sorted(folder.glob("*.mp3")), 1))
    return (
        '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
        ' xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
        f"<title>{TITLE}</title><link>https://x.org/</link><description>A door.</description><language>en</language>"
        f"<itunes:author>{AUTHOR}</itunes:author><itunes:explicit>false</itunes:explicit>"
        '<itunes:type>serial</itunes:type><itunes:image href="https://x.org/cover.jpg"/>'
        f"{items}</channel></rss>"
    )


def _item(number: int, path: Path, bitrate: int) -> str:
    seconds = round(path.stat().st_size * 8 / 1000 / bitrate)
    return (
        f'<item><title>{escape(path.stem)}</title><guid isPermaLink="false">urn:x:{number}</guid>'
        f'<enclosure url="https://x.org/{quote(path.name)}" length="{path.stat().st_size}" type="audio/mpeg"/>'
        f"<pubDate>{formatdate(1_500_000_000 + 60 * number)}</pubDate>"
        f"<itunes:episode>{number}</itunes:episode><itunes:duration>{seconds}</itunes:duration></item>"
    )
