"""Who speaks, with what a person said of it in the cast file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from audiobook.attribution.attribution import Corrections, attributed
from audiobook.attribution.locate_lines import placed
from audiobook.cast_file.values import CastFile, NamedLine
from audiobook.model import Attribution, Character, Script

# A line of the cast file that was not found in the story, and why.
Missing = tuple[NamedLine, str]


def with_speakers(script: Script, said: CastFile) -> tuple[Attribution, tuple[Missing, ...]]:
    """The script with its speakers and characters, and the lines of the cast file that are not in it."""
    found = placed(said.lines, script)
    aliases = dict(said.aliases)
    corrections = Corrections(
        {span: aliases.get(speaker, speaker) for span, speaker in found.speakers}, aliases, dict(said.genders)
    )
    known = dict.fromkeys((*aliases.values(), *corrections.genders))
    result = attributed(script, tuple(known), corrections)
    return replace(result, characters=(*result.characters, *_only_in_the_file(result, corrections))), found.missing


def _only_in_the_file(result: Attribution, corrections: Corrections) -> list[Character]:
    """The characters that a person named, of whom the story itself says nothing."""
    known = {one.name for one in result.characters}
    named = Counter(one.speaker for one in result.script.segments if one.speaker and one.speaker not in known)
    return [Character(name, (), corrections.genders.get(name, ""), lines) for name, lines in named.items()]
