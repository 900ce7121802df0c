"""Attributes the quotations of a script, with the user's corrections from the cast file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from audiobook.attribution.attribution import Corrections, attribute_script
from audiobook.attribution.locate_lines import match_corrections
from audiobook.attribution.people.parsed_names import guess_gender_of_character
from audiobook.cast_file.values import CastFile, LineCorrection, is_narrator
from audiobook.model import Attribution, Character, Script, Span

# A line of the cast file that is not in the story, and why.
UnmatchedCorrection = tuple[LineCorrection, str]


@dataclass(frozen=True, slots=True)
class ReadCorrections:
    """What a cast file corrects: `narrated` are lines of the narrator, `names` are certainly those of characters."""

    corrections: Corrections
    narrated: frozenset[Span]
    names: tuple[str, ...]
    unmatched: tuple[UnmatchedCorrection, ...]


def attribute_quotes(script: Script, cast_file: CastFile) -> tuple[Attribution, tuple[UnmatchedCorrection, ...]]:
    """The attributed script, and the lines of the cast file that could not be found in it, each with the reason."""
    read = read_corrections(script, cast_file)
    corrections = read.corrections
    attribution = attribute_script(script, read.names, corrections)
    if read.narrated:
        attribution = _assign_to_narrator(attribution, read.narrated)
    characters = (*attribution.characters, *_build_extra_characters(attribution, corrections))
    gendered = tuple(_complete_gender(character, corrections) for character in characters)
    return replace(attribution, characters=gendered), read.unmatched


def read_corrections(script: Script, cast_file: CastFile) -> ReadCorrections:
    """What a cast file says about the speakers of a script."""
    matches = match_corrections(cast_file.lines, script)
    aliases = dict(cast_file.aliases)
    speakers = {span: aliases.get(speaker, speaker) for span, speaker in matches.speakers if not is_narrator(speaker)}
    narrated = frozenset(span for span, speaker in matches.speakers if is_narrator(speaker))
    corrections = Corrections(speakers, aliases, dict(cast_file.genders))
    known_names = dict.fromkeys((*aliases.values(), *corrections.genders))
    return ReadCorrections(corrections, narrated, tuple(known_names), matches.unmatched)


def _complete_gender(character: Character, corrections: Corrections) -> Character:
    """The character with the gender that the name implies, where neither the story nor the user says any."""
    names = (character.name, *character.aliases)
    if character.gender or any(name in corrections.genders for name in names):
        return character
    return replace(character, gender=guess_gender_of_character(names))


def _assign_to_narrator(attribution: Attribution, spans: frozenset[Span]) -> Attribution:
    """The attribution with nobody as the speaker of these lines, so that the narrator reads them."""
    former = Counter(segment.speaker for segment in attribution.script.segments if segment.span in spans)
    segments = tuple(
        replace(segment, speaker=None, confidence=1.0, evidence="correction") if segment.span in spans else segment
        for segment in attribution.script.segments
    )
    characters = (replace(item, lines=item.lines - former[item.name]) for item in attribution.characters)
    return Attribution(
        replace(attribution.script, segments=segments), tuple(item for item in characters if item.lines > 0)
    )


def _build_extra_characters(attribution: Attribution, corrections: Corrections) -> list[Character]:
    """The characters that only the cast file names."""
    known = {character.name for character in attribution.characters}
    line_counts = Counter(
        segment.speaker for segment in attribution.script.segments if segment.speaker and segment.speaker not in known
    )
    return [Character(name, (), corrections.genders.get(name, ""), lines) for name, lines in line_counts.items()]
