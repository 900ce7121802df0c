"""What is made of an album: its profile, and each format with the way it is encoded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audiobook.errors import InputError
from audiobook.model.output_formats import (
    DEFAULT_PROFILE,
    EPUB,
    MP3,
    OUTPUT_FORMATS,
    PROFILES,
    CodecSettings,
    OutputFormat,
    Profile,
)
from audiobook.text.formatting import join_or
from audiobook.text.suggest import format_suggestion


@dataclass(frozen=True, slots=True)
class Product:
    """One format of an album: the profile, the format, and how its chapters are encoded."""

    profile: Profile
    format: OutputFormat
    codec: CodecSettings

    @property
    def is_single_file(self) -> bool:
        """Whether all chapters go into one file."""
        return self.format.is_single_file

    @property
    def chapter_ending(self) -> str:
        """The ending of a chapter's file, also where the chapters are joined into one file later."""
        return self.format.chapter_ending or self.format.ending


def resolve_product(profile: str = DEFAULT_PROFILE, format_name: str = "", bitrate: int | None = None) -> Product:
    """The product that --profile, one --format and --bitrate ask for; "" and None mean the profile's default.

    Raises InputError if a name is unknown or the options don't go together.
    """
    return _build_product(_find_profile(profile), format_name, bitrate)


def resolve_products(
    profile: str = DEFAULT_PROFILE, formats: Iterable[str] = (), bitrate: int | None = None
) -> tuple[Product, ...]:
    """The products that --profile, a set of formats and --bitrate ask for, the primary one first.

    An EPUB is no product of its own: its sound is that of another format. Raises InputError if a name is unknown or the
    options don't go together.
    """
    chosen = _find_profile(profile)
    names = complete_formats(formats) or (chosen.format.name,)
    for name in names:
        _check_offered(chosen, name)
    sound_names = tuple(name for name in names if name != EPUB.name)
    lossless = [name for name in sound_names if not OUTPUT_FORMATS[name].codec.all_bitrates]
    # A bitrate is for the formats that have one; where none has, the error says so.
    no_bitrate = lossless if len(lossless) < len(sound_names) else []
    products = (_build_product(chosen, name, None if name in no_bitrate else bitrate) for name in sound_names)
    return tuple(sorted(products, key=lambda product: product.is_single_file))


def complete_formats(names: Iterable[str]) -> tuple[str, ...]:
    """The formats with what they need, each once: an EPUB needs the sound of MP3 or M4B files.

    >>> complete_formats(("epub",)), complete_formats(("m4b", "epub")), complete_formats(("opus", "epub", "opus"))
    (('mp3', 'epub'), ('m4b', 'epub'), ('opus', 'mp3', 'epub'))
    """
    unique = tuple(dict.fromkeys(names))
    if EPUB.name not in unique or any(_fits_ebook(name) for name in unique):
        return unique
    place = unique.index(EPUB.name)
    return (*unique[:place], MP3.name, *unique[place:])


def _fits_ebook(name: str) -> bool:
    return name != EPUB.name and name in OUTPUT_FORMATS and bool(OUTPUT_FORMATS[name].epub_ending)


def _find_profile(name: str) -> Profile:
    if name not in PROFILES:
        raise InputError(f"--profile {name}: unknown profile{format_suggestion(name, PROFILES)}")
    return PROFILES[name]


def _check_offered(profile: Profile, name: str) -> None:
    if name not in OUTPUT_FORMATS:
        raise InputError(f"--format {name}: unknown format{format_suggestion(name, OUTPUT_FORMATS)}")
    offered = [row.name for row, _ in profile.bitrates]
    if name in offered:
        return
    others = (other.name for other in PROFILES.values() if name in [row.name for row, _ in other.bitrates])
    other = next(others, DEFAULT_PROFILE)
    raise InputError(
        f"--format {name}: the profile {profile.name} only makes {join_or(offered)}; "
        f"choose one of these, or --profile {other}"
    )


def _build_product(profile: Profile, format_name: str, bitrate: int | None) -> Product:
    output_format = profile.format
    if format_name:
        _check_offered(profile, format_name)
        output_format = OUTPUT_FORMATS[format_name]
    bitrates = {row.name: kbits for row, kbits in profile.bitrates}
    kbits = bitrates[output_format.name] if bitrate is None else _validate_bitrate(bitrate, output_format, profile)
    settings = CodecSettings(output_format.codec.name, kbits, output_format.sample_rate or profile.rate)
    return Product(profile, output_format, settings)


def _validate_bitrate(bitrate: int, output_format: OutputFormat, profile: Profile) -> int:
    allowed = output_format.codec.all_bitrates
    if not allowed:
        raise InputError(f"--bitrate {bitrate}: {output_format} is lossless and has no bitrate; leave it out")
    if bitrate not in allowed:
        nearest = min(allowed, key=lambda option: abs(option - bitrate))
        raise InputError(
            f"--bitrate {bitrate}: {output_format.label} has no such bitrate; the nearest is {nearest} (kbit/s)"
        )
    if bitrate < profile.min_bitrate:
        raise InputError(f"--bitrate {bitrate}: the profile {profile.name} needs {profile.min_bitrate} kbit/s or more")
    return bitrate
