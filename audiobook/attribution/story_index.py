"""A story as the ranker sees it: its figures, where each is mentioned, and its turns with what stands beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from audiobook.attribution.coreference import CharacterRoster
from audiobook.attribution.cues import (
    ENTITY_CLOSE,
    ENTITY_OPEN,
    NO_SPEAKER,
    CuePosition,
    CueStrength,
    SpeakerCue,
    SpeakerReference,
    find_cues_after,
    find_cues_before,
    introduces_speaker,
)
from audiobook.attribution.gender import PRONOUN_GENDERS, gender_of_noun
from audiobook.attribution.name_mentions import NameFinder, NameMention
from audiobook.attribution.narrator import find_narrator
from audiobook.attribution.scenes import SceneParagraph, group_quote_runs, split_scene_paragraphs
from audiobook.attribution.turns import Turn
from audiobook.model import Script

SUBJECT_BEFORE = re.compile(r"(?:^|[.!?;:,—–…\"”’]|\b(?:and|but|as|when|while|then|that|before|until|because))\s*$")
DEFINITE_DESCRIPTION = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]his|[Tt]hat|[Tt]heir)\s+((?:[a-z’'-]+\s+){0,2}[a-z’'-]+)"
)
GENDERED_PRONOUN = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
FIRST_PERSON_PRONOUN = re.compile(r"\bI\b(?![’'])")
MALE_ADDRESS = re.compile(r"\b(?:sir|old man|old chap|my lord|old boy|my boy|master|mister)\b", re.IGNORECASE)
FEMALE_ADDRESS = re.compile(r"\b(?:ma[’']am|madam|madame|my lady|miss|my girl)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure named or described at a place of a paragraph."""

    entity: int
    segment: int
    start: int
    is_quoted: bool
    is_vocative: bool = False
    is_subject: bool = False
    is_possessive: bool = False


@dataclass
class StoryIndex:
    """Everything that is known of a story before anyone is named."""

    paragraphs: tuple[SceneParagraph, ...]
    names: list[str]
    genders: list[str]
    aliases: list[tuple[str, ...]]
    is_description: list[bool]
    mentions: list[list[Mention]]
    turns: list[Turn]
    narrator: int
    mention_counts: Counter[int]
    tag_counts: Counter[int]
    vocative_counts: Counter[int]
    location_counts: Counter[int]
    entity_by_description: dict[str, int]

    def resolve_reference(self, who: SpeakerReference) -> int:
        """The figure that is named, or that a description made; -1 for pronouns."""
        if who.entity >= 0:
            return who.entity
        if who.noun:
            return self.entity_by_description.get(who.noun, -1)
        return self.narrator if who.pronoun == "I" else -1


class StoryIndexBuilder:
    """Reads a script into a story."""

    def __init__(
        self,
        script: Script,
        known: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        genders: Mapping[str, str] | None = None,
        labels: Set[str] = frozenset(),
    ) -> None:
        self.paragraphs = split_scene_paragraphs(script)
        given = [name for name in (*known, *script.metadata.characters) if _is_character_name(name)]
        words = frozenset(word.lower() for name in (*given, *(aliases or {})) for word in name.split())
        self.finder = NameFinder(self.paragraphs, words)
        self.name_mentions = list(self.finder.find_mentions())
        self.roster = CharacterRoster(
            self.finder.usage, given, aliases, self.finder.find_distinct_pairs(self.name_mentions)
        )
        self.given_genders = dict(genders or {})
        self.names = [figure.name for figure in self.roster.entities]
        # Lines of a play name their speakers by what they are, too: the Boy, First Watchman.
        self.genders = [
            figure.gender or (gender_of_noun(name) if name in labels else "")
            for name, figure in zip(self.names, self.roster.entities, strict=True)
        ]
        self.entity_by_description: dict[str, int] = {}
        self.narrator = -1

    def build(self) -> StoryIndex:
        """The story."""
        name_mentions = self._group_name_mentions()
        narration = self._replace_names(name_mentions)
        turns = [turn for run in group_quote_runs(self.paragraphs) for turn in self._split_turns(run, narration)]
        self._add_described_entities(turns)
        self._find_narrator(narration, turns, name_mentions)
        mentions = self._collect_mentions(name_mentions)
        self._infer_genders(mentions)
        return self._build_index(turns, mentions)

    def _group_name_mentions(self) -> dict[tuple[int, int], list[tuple[NameMention, int]]]:
        mentions_by_segment: defaultdict[tuple[int, int], list[tuple[NameMention, int]]] = defaultdict(list)
        for naming in self.name_mentions:
            figure = self.roster.entity_by_surface.get(naming.surface)
            if figure is not None:
                mentions_by_segment[naming.paragraph, naming.piece].append((naming, figure))
        return dict(mentions_by_segment)

    def _replace_names(
        self, named: Mapping[tuple[int, int], list[tuple[NameMention, int]]]
    ) -> dict[tuple[int, int], str]:
        """What is told, names written as the numbers of their figures."""
        narration = {}
        for number, paragraph in enumerate(self.paragraphs):
            for place, piece in enumerate(paragraph.segments):
                if piece.is_quoted:
                    continue
                text, done, parts = piece.text, 0, []
                for naming, figure in named.get((number, place), ()):
                    parts += [text[done : naming.start], f"{ENTITY_OPEN}{figure}{ENTITY_CLOSE}"]
                    done = naming.end
                narration[number, place] = "".join(parts) + text[done:]
        return narration

    def _split_turns(self, run: Sequence[int], narration: Mapping[tuple[int, int], str]) -> list[Turn]:
        """The turns of a paragraph (or of paragraphs that one speech runs through): one, unless tags show more."""
        groups: list[tuple[list[tuple[int, int]], dict[SpeakerCue, None]]] = []
        speaker = NO_SPEAKER
        for number in run:
            pieces = self.paragraphs[number].segments
            for place, piece in enumerate(pieces):
                if not piece.is_quoted:
                    continue
                cues = list(self._find_cues(number, place, narration))
                here = _find_tagged_speaker(cues)
                if not groups or _names_other_speaker(speaker, here):
                    groups.append(([], {}))
                    speaker = NO_SPEAKER
                speaker = here if speaker == NO_SPEAKER else speaker
                groups[-1][0].append((number, place))
                groups[-1][1].update(dict.fromkeys(cues))
        return [self._build_turn(pieces, list(cues), part) for part, (pieces, cues) in enumerate(groups)]

    def _find_cues(self, number: int, place: int, narration: Mapping[tuple[int, int], str]) -> Iterable[SpeakerCue]:
        paragraph = self.paragraphs[number]
        if (number, place + 1) in narration:
            more = paragraph.last_quoted > place + 1
            yield from find_cues_after(narration[number, place + 1], CuePosition.MIDDLE if more else CuePosition.END)
        if (number, place - 1) in narration:
            earlier = -1 < paragraph.first_quoted < place
            yield from find_cues_before(
                narration[number, place - 1], CuePosition.MIDDLE if earlier else CuePosition.START
            )
        elif place == 0 and number:
            yield from self._find_introducing_cues(number, narration)

    def _find_introducing_cues(self, number: int, narration: Mapping[tuple[int, int], str]) -> Iterable[SpeakerCue]:
        before = self.paragraphs[number - 1]
        last = narration.get((number - 1, len(before.segments) - 1), "")
        if before.scene == self.paragraphs[number].scene and introduces_speaker(last):
            yield from find_cues_before(last)

    def _build_turn(self, pieces: list[tuple[int, int]], cues: list[SpeakerCue], part: int) -> Turn:
        first, last = pieces[0][0], pieces[-1][0]
        ordered = tuple(sorted(cues, key=lambda cue: -cue.strength))
        words = " ".join(self.paragraphs[number].segments[place].text for number, place in pieces)
        thought = all(self.paragraphs[number].segments[place].kind == "thought" for number, place in pieces)
        return Turn(first, last, self.paragraphs[first].scene, tuple(pieces), ordered, words, thought, part)

    def _add_described_entities(self, turns: Sequence[Turn]) -> None:
        """Makes figures of those who speak but are only described: the landlord."""
        uses = Counter(
            cue.reference.noun
            for turn in turns
            for cue in turn.cues
            if cue.reference.noun and cue.strength is CueStrength.SAYING
        )
        for phrase in uses:
            if _is_description(phrase):
                bearer = self.roster.find_title_bearer(phrase)
                self.entity_by_description[phrase] = (
                    bearer if bearer is not None else self._add_entity(f"the {phrase}", gender_of_noun(phrase))
                )

    def _add_entity(self, name: str, gender: str) -> int:
        self.names.append(name)
        self.genders.append(gender)
        return len(self.names) - 1

    def _find_narrator(
        self,
        narration: Mapping[tuple[int, int], str],
        turns: Sequence[Turn],
        named: Mapping[tuple[int, int], list[tuple[NameMention, int]]],
    ) -> None:
        by_i = sum(bool(FIRST_PERSON_PRONOUN.search(text)) for text in narration.values())
        if by_i > max(3, 0.08 * len(narration)):
            own = find_narrator(self.paragraphs, turns, named)
            self.narrator = own if own >= 0 else self._add_entity("I", "")

    def _collect_mentions(self, named: Mapping[tuple[int, int], list[tuple[NameMention, int]]]) -> list[list[Mention]]:
        mentions: list[list[Mention]] = []
        for number, paragraph in enumerate(self.paragraphs):
            here: list[Mention] = []
            for place, piece in enumerate(paragraph.segments):
                for naming, figure in named.get((number, place), ()):
                    ahead = piece.text[max(0, naming.start - 12) : naming.start]
                    subject = not piece.is_quoted and not naming.is_possessive and bool(SUBJECT_BEFORE.search(ahead))
                    here.append(
                        Mention(
                            figure,
                            place,
                            naming.start,
                            piece.is_quoted,
                            naming.is_vocative,
                            subject,
                            naming.is_possessive,
                        )
                    )
                if not piece.is_quoted:
                    here += self._find_descriptions(place, piece.text)
            here.sort(key=lambda one: (one.segment, one.start))
            mentions.append(here)
        return mentions

    def _find_descriptions(self, place: int, text: str) -> Iterable[Mention]:
        if not self.entity_by_description:
            return
        for match in DEFINITE_DESCRIPTION.finditer(text):
            words = match.group(1).split()
            for count in range(len(words), 0, -1):
                figure = self.entity_by_description.get(" ".join(words[:count]))
                if figure is not None:
                    ahead = text[max(0, match.start() - 12) : match.start()]
                    yield Mention(figure, place, match.start(), False, False, bool(SUBJECT_BEFORE.search(ahead)))
                    break

    def _infer_genders(self, mentions: Sequence[Sequence[Mention]]) -> None:
        """Gender by the pronouns that follow a name, where title and first name tell none."""
        votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for number, here in enumerate(mentions):
            for place, one in enumerate(here):
                if one.is_quoted:
                    continue
                text = self.paragraphs[number].segments[one.segment].text
                following = here[place + 1] if place + 1 < len(here) else None
                end = following.start if following and following.segment == one.segment else len(text)
                match = GENDERED_PRONOUN.search(text, one.start, min(end, one.start + 90))
                if match:
                    votes[one.entity][PRONOUN_GENDERS[match.group().lower()]] += 1 + one.is_subject
        for figure, counts in votes.items():
            self._set_gender(figure, counts)
        first = {name: index for index, name in reversed(list(enumerate(self.names)))}
        for name, gender in self.given_genders.items():
            if name in first:
                self.genders[first[name]] = gender

    def _set_gender(self, figure: int, counts: Counter[str]) -> None:
        (gender, most), total = counts.most_common(1)[0], sum(counts.values())
        sure = figure < len(self.roster.entities) and self.roster.entities[figure].has_telling_title
        known = self.genders[figure]
        if known and (sure or total < 8 or most < 0.7 * total):
            return
        if most >= 0.6 * total:
            self.genders[figure] = gender

    def _build_index(self, turns: list[Turn], mentions: list[list[Mention]]) -> StoryIndex:
        all_mentions = [one for here in mentions for one in here]
        tagged = Counter(
            figure
            for turn in turns
            if turn.speech_tag and (figure := self.resolve_reference(turn.speech_tag.reference)) >= 0
        )
        roster = len(self.roster.entities)
        aliases = [tuple(figure.use_counts) for figure in self.roster.entities]
        aliases += [(name,) for name in self.names[roster:]]
        if 0 <= self.narrator < roster:
            aliases[self.narrator] += ("I",)
        places = Counter[int]()
        for surface, use in self.finder.usage.items():
            if surface in self.roster.entity_by_surface:
                places[self.roster.entity_by_surface[surface]] += use.place
        return StoryIndex(
            self.paragraphs,
            self.names,
            self.genders,
            aliases,
            [index >= roster for index in range(len(self.names))],
            mentions,
            turns,
            self.narrator,
            Counter(one.entity for one in all_mentions),
            tagged,
            Counter(one.entity for one in all_mentions if one.is_vocative),
            places,
            self.entity_by_description,
        )

    def resolve_reference(self, who: SpeakerReference) -> int:
        """The figure that is named, or that a description made; -1 for pronouns."""
        if who.entity >= 0:
            return who.entity
        if who.noun:
            return self.entity_by_description.get(who.noun, -1)
        return self.narrator if who.pronoun == "I" else -1


def _is_character_name(name: str) -> bool:
    return name[:1].isupper() and not name.startswith(("Pair ", "Team ", "Original", "Other"))


def _is_description(phrase: str) -> bool:
    return bool(phrase) and len(phrase) > 2 and not phrase.rsplit(maxsplit=1)[-1].endswith(("’s", "'s"))


def _find_tagged_speaker(cues: Iterable[SpeakerCue]) -> SpeakerReference:
    """Whom a tag of saying names."""
    return next((cue.reference for cue in cues if cue.strength is CueStrength.SAYING), NO_SPEAKER)


def _names_other_speaker(one: SpeakerReference, other: SpeakerReference) -> bool:
    """Whether tags of saying name two different speakers."""
    if NO_SPEAKER in (one, other):
        return False
    if one.entity >= 0 and other.entity >= 0:
        return one.entity != other.entity
    return bool(one.gender and other.gender and one.gender != other.gender)
