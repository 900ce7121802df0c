"""Sound from elsewhere: a header is not believed, and a small file that is hours long is not read to its end."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
import soundfile

from audiobook.audio.decoding import MAX_SECONDS, decode_sound
from tests.engines.reader import hum

MOST_MEMORY = 50 << 20


def flac_that_claims_hours() -> bytes:
    """A second of sound whose header says 2³⁵ samples."""
    file = io.BytesIO()
    soundfile.write(file, np.sin(np.arange(24_000) / 9).astype(np.float32), 24_000, format="FLAC")
    whole = bytearray(file.getvalue())
    # Five bytes of the first block hold the last bits of the depth and the 36 bits of the number of samples.
    whole[21:26] = bytes([whole[21] & 0xF0 | 0x8, 0, 0, 0, 0])
    return bytes(whole)


def long_silence(form: str, subtype: str) -> bytes:
    """A minute of silence in a file of a few kilobytes."""
    file = io.BytesIO()
    soundfile.write(file, np.zeros(8_000 * 60, np.float32), 8_000, subtype, format=form)
    return file.getvalue()


@pytest.mark.parametrize("made", [lambda: hum(1.0), flac_that_claims_hours], ids=["wav", "flac"])
def test_a_header_that_claims_too_much_is_not_believed(made: Callable[[], bytes]) -> None:
    data = made()
    tracemalloc.start()
    # Refused or read as far as it goes, but never made room for.
    with contextlib.suppress(ValueError):
        wave, rate = decode_sound(data, "audio/wav")
        assert len(wave) == rate
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY


@pytest.mark.parametrize(("form", "subtype"), [("FLAC", "PCM_16"), ("MP3", "MPEG_LAYER_III")])
def test_a_small_file_that_is_very_long_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, form: str, subtype: str
) -> None:
    monkeypatch.setattr("audiobook.audio.decoding.MAX_SECONDS", 20.0)
    with pytest.raises(ValueError, match="lasts more than 20 s"):
        decode_sound(long_silence(form, subtype), "audio/flac")


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (bytes(100), "audio/pcm; rate=999999999", "999999999 samples a second"),
        (bytes(int(2 * 24_000 * (MAX_SECONDS + 1))), "audio/pcm", "lasts more than"),
        (b"", "audio/wav", "isn't a sound file"),
        (b"ID3" + bytes(3000), "audio/mpeg", "isn't a sound file"),
    ],
)
def test_what_no_voice_sends(data: bytes, kind: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        decode_sound(data, kind)


def test_a_sound_of_several_blocks_comes_whole() -> None:
    file = io.BytesIO()
    soundfile.write(file, np.linspace(0, 0.9, 40 * 24_000), 24_000, format="WAV")
    wave, rate = decode_sound(file.getvalue(), "audio/wav")
    assert len(wave) == 40 * rate
    assert (np.diff(wave) > -0.001).all()
