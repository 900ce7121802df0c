"""What can be asked for with --profile, --format and --bitrate."""

from __future__ import annotations

import pytest

from audiobook.errors import InputError
from audiobook.model.output_formats import ACX, M4B, OUTPUT_FORMATS, PODCAST, PROFILES, CodecSettings
from audiobook.model.products import resolve_product

# Profile, format and bitrate as typed, and how chapters are encoded then.
PRODUCTS = {
    ("podcast", "", None): CodecSettings("mp3", 96),
    ("podcast", "mp3", 64): CodecSettings("mp3", 64),
    ("podcast", "m4b", None): CodecSettings("aac", 64, 24_000),
    ("podcast", "opus", None): CodecSettings("opus", 48),
    ("podcast", "opus", 21): CodecSettings("opus", 21),
    ("podcast", "flac", None): CodecSettings("flac", 0),
    ("podcast", "wav", None): CodecSettings("wav", 0),
    ("podcast", "epub", None): CodecSettings("mp3", 96),
    ("acx", "", None): CodecSettings("mp3", 192, 44_100),
    ("acx", "mp3", 256): CodecSettings("mp3", 256, 44_100),
    ("small", "", None): CodecSettings("opus", 28),
    ("small", "mp3", None): CodecSettings("mp3", 48),
}
WRONG = {
    ("acxx", "", None): "did you mean 'acx'",
    ("podcast", "mp4", None): r"did you mean 'm.+there are: mp3, m4b, opus",
    ("acx", "m4b", None): "--format m4b: the profile acx only makes mp3; choose one of these, or --profile podcast",
    (
        "small",
        "wav",
        None,
    ): "the profile small only makes opus, mp3, m4b or epub; choose one of these, or --prof",
    ("podcast", "flac", 96): "flac is lossless and has no bitrate; leave it out",
    ("podcast", "mp3", 95): "MP3 has no such bitrate; the nearest is 96",
    ("podcast", "opus", 5): "Opus has no such bitrate; the nearest is 12",
    ("acx", "", 96): "the profile acx needs 192 kbit/s or more",
}


@pytest.mark.parametrize(("asked", "coding"), PRODUCTS.items())
def test_what_is_asked_for_is_made(asked: tuple[str, str, int | None], coding: CodecSettings) -> None:
    assert resolve_product(*asked).codec == coding


@pytest.mark.parametrize(("asked", "told"), WRONG.items())
def test_what_does_not_go_together_is_told(asked: tuple[str, str, int | None], told: str) -> None:
    with pytest.raises(InputError, match=told) as error:
        resolve_product(*asked)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES.keys())
def test_each_profile_has_one_level_and_formats_of_its_own(profile: object) -> None:
    assert profile in (PODCAST, ACX, PROFILES["small"])
    named = PROFILES[str(getattr(profile, "name"))]  # noqa: B009
    assert (named.loudness is None) != (named.rms is None)
    assert all(resolve_product(named.name, form.name).codec.bitrate >= 0 for form, _ in named.bitrates)


@pytest.mark.parametrize("head", [0, 300, 700, 5000])
def test_shops_want_half_a_second_to_one_before_and_one_to_five_behind(head: int) -> None:
    # An encoder may add 50 ms, and a clip's own quiet up to 100.
    assert 500 <= ACX.clamp_head(head) <= 875
    assert 1000 <= ACX.clamp_tail(head) <= 4850
    assert (PODCAST.clamp_head(head), PODCAST.clamp_tail(head)) == (head, head)


def test_one_file_is_a_book() -> None:
    assert [row for name, row in OUTPUT_FORMATS.items() if resolve_product("podcast", name).is_single_file] == [M4B]
