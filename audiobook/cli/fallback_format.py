"""Chooses another format where the profile's own can't be encoded on this machine."""

from __future__ import annotations

from audiobook.cli.terminal import print_notice
from audiobook.model.output_formats import MP3, PROFILES

# What is made where the profile's own format can't be encoded.
FALLBACK_FORMAT = MP3


def choose_format(profile: str) -> str:
    """ "" for the profile's own format, or the fallback where that can't be encoded on this machine."""
    chosen = PROFILES.get(profile)
    if chosen is None or chosen.format == FALLBACK_FORMAT:
        return ""
    from audiobook.audio.encoding import can_encode

    if can_encode(chosen.format.codec.name):
        return ""
    print_notice(f"{chosen.format.label} can't be encoded on this machine, so you get {FALLBACK_FORMAT.label} files")
    return FALLBACK_FORMAT.name
