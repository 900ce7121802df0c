"""A story as the ranker sees it: its entities, where each is mentioned, and its turns with their cues."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from audiobook.attribution.people.coreference import CharacterRoster
from audiobook.attribution.people.described_figures import describes_person, read_owner
from audiobook.attribution.people.gender_votes import count_gender_votes, count_narrator_votes, guess_name_votes
from audiobook.attribution.people.introduced_figures import (
    IntroducedFigure,
    Introduction,
    find_introductions,
    select_speakers,
)
from audiobook.attribution.people.name_evidence import gather_name_evidence
from audiobook.attribution.people.name_mentions import NameFinder, NameMention
from audiobook.attribution.people.narrator import MentionsBySegment, find_narrator
from audiobook.attribution.people.narrator_changes import find_narrator_changes
from audiobook.attribution.roles.presence import RolePeople
from audiobook.attribution.roles.roles import learn_roles
from audiobook.attribution.roles.table import RoleTable
from audiobook.attribution.scenes import SceneParagraph, split_scene_paragraphs
from audiobook.attribution.tags.clause_words import SUBJECT_BEFORE
from audiobook.attribution.tags.cues import (
    ENTITY_CLOSE,
    ENTITY_OPEN,
    CueStrength,
    SpeakerReference,
)
from audiobook.attribution.turn_split import TurnSplitter
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.gender import gender_of_noun
from audiobook.model import Script

DEFINITE_DESCRIPTION = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]his|[Tt]hat|[Tt]heir)\s+((?:[a-z’'-]+\s+){0,2}[a-z’'-]+)"
)
FIRST_PERSON_PRONOUN = re.compile(r"\bI\b(?![’'])")
MALE_ADDRESS = re.compile(r"\b(?:sir|old man|old chap|my lord|old boy|my boy|master|mister)\b", re.IGNORECASE)
FEMALE_ADDRESS = re.compile(r"\b(?:ma[’']am|madam|madame|my lady|miss|my girl)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity that is named or described: in which segment of a paragraph, and where in its text."""

    entity: int
    segment: int
    start: int
    is_quoted: bool
    is_vocative: bool = False
    is_subject: bool = False
    is_possessive: bool = False


@dataclass
class StoryIndex:
    """Everything that is known about a story before its turns are attributed.

    The lists of names, genders, aliases and descriptions are by entity, `mentions` is by paragraph. `narrator` is the
    entity that says "I", -1 for a story in the third person, `narrators` are those of the paragraphs that somebody else
    tells, `introduced` are those without a name where the narration introduces them, in order.
    """

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
    roles: RoleTable
    introduced: tuple[IntroducedFigure, ...] = ()
    narrators: Mapping[int, int] = field(default_factory=dict)

    def narrator_at(self, paragraph: int) -> int:
        """The entity that says "I" in the narration of a paragraph, -1 if nobody does."""
        return self.narrators.get(paragraph, self.narrator)

    def resolve_reference(self, reference: SpeakerReference) -> int:
        """The entity that a reference names or describes, -1 if that isn't known (for pronouns other than "I")."""
        return _resolve_reference(reference, self.entity_by_description, self.narrator)


def _resolve_reference(reference: SpeakerReference, entity_by_description: Mapping[str, int], narrator: int) -> int:
    if reference.entity >= 0:
        return reference.entity
    if reference.noun:
        return entity_by_description.get(reference.noun, -1)
    return narrator if reference.pronoun == "I" else -1


class StoryIndexBuilder:
    """Builds the index of a script.

    `known` are names that certainly mean characters, `aliases` maps a name to the name of its character, `genders` a
    name to its gender, and `labels` are the names at the heads of lines, as in a play.
    """

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
        evidence = gather_name_evidence(self.finder, self.name_mentions)
        self.roster = CharacterRoster(self.finder.usage, given, aliases, evidence)
        self.given_aliases, self.given_genders = dict(aliases or {}), dict(genders or {})
        self.names = [entity.name for entity in self.roster.entities]
        # A play may call its speakers by what they are: the Boy, First Watchman.
        self.genders = [
            entity.gender or (gender_of_noun(name) if name in labels else "")
            for name, entity in zip(self.names, self.roster.entities, strict=True)
        ]
        self.entity_by_description: dict[str, int] = {}
        self.narrator = -1
        self.narrators: dict[int, int] = {}
        self.script = script

    def build(self) -> StoryIndex:
        """The index of the whole story."""
        name_mentions = self._group_name_mentions()
        narration = self._replace_names(name_mentions)
        turns = TurnSplitter(self.paragraphs, narration).split()
        self._add_described_entities(turns)
        introductions = select_speakers(list(find_introductions(self.paragraphs)), turns, self.paragraphs)
        introduced = [(one, self._add_introduced_figure(one)) for one in introductions]
        self._find_narrator(narration, turns, name_mentions)
        turns = [self._bind_narrator(turn) for turn in turns]
        mentions = self._collect_mentions(name_mentions)
        self._add_introductions(mentions, introduced)
        self._infer_genders(narration, turns, mentions)
        figures = tuple(figure for _, figure in introduced)
        return replace(self._build_index(turns, mentions, narration), introduced=figures, narrators=self.narrators)

    def _group_name_mentions(self) -> dict[tuple[int, int], list[tuple[NameMention, int]]]:
        mentions_by_segment: defaultdict[tuple[int, int], list[tuple[NameMention, int]]] = defaultdict(list)
        for name_mention in self.name_mentions:
            entity = self.roster.entity_by_surface.get(name_mention.surface)
            if entity is not None:
                mentions_by_segment[name_mention.paragraph, name_mention.segment].append((name_mention, entity))
        return dict(mentions_by_segment)

    def _replace_names(self, name_mentions: MentionsBySegment) -> dict[tuple[int, int], str]:
        """The narration by paragraph and segment, with names replaced by the numbers of their entities."""
        narration = {}
        for number, paragraph in enumerate(self.paragraphs):
            for place, segment in enumerate(paragraph.segments):
                if segment.is_quoted:
                    continue
                text, end, parts = segment.text, 0, []
                for name_mention, entity in name_mentions.get((number, place), ()):
                    parts += [text[end : name_mention.start], f"{ENTITY_OPEN}{entity}{ENTITY_CLOSE}"]
                    end = name_mention.end
                narration[number, place] = "".join(parts) + text[end:]
        return narration

    def _add_described_entities(self, turns: Sequence[Turn]) -> None:
        """Adds an entity for each speaker who is only described: the landlord."""
        uses = Counter(
            cue.reference.noun
            for turn in turns
            for cue in turn.cues
            if cue.reference.noun and cue.strength is CueStrength.SAYING
        )
        for phrase in uses:
            described = read_owner(phrase)
            if describes_person(described):
                self.entity_by_description[phrase] = self._get_described_entity(described)

    def _get_described_entity(self, phrase: str) -> int:
        if phrase in self.entity_by_description:
            return self.entity_by_description[phrase]
        given = self._find_given(f"the {phrase}")
        bearer = self.roster.find_title_bearer(phrase) if given is None else given
        entity = bearer if bearer is not None else self._add_entity(f"the {phrase}", gender_of_noun(phrase))
        self.entity_by_description[phrase] = entity
        return entity

    def _add_introduced_figure(self, introduction: Introduction) -> IntroducedFigure:
        """The figure of an introduction; whom a tag describes in the same words is the same."""
        phrase, gender = introduction.phrase, introduction.description.gender
        entity = self.entity_by_description.get(phrase, -1)
        if entity < 0:
            entity = self._add_entity(f"the {phrase}", gender)
            self.entity_by_description[phrase] = entity
        return IntroducedFigure(entity, introduction.paragraph, phrase, gender)

    @staticmethod
    def _add_introductions(
        mentions: Sequence[list[Mention]], introduced: Iterable[tuple[Introduction, IntroducedFigure]]
    ) -> None:
        """Adds a mention of each figure where it is introduced."""
        for one, figure in introduced:
            here = mentions[one.paragraph]
            here.append(Mention(figure.entity, one.segment, one.start, False, False, True))
            here.sort(key=lambda mention: (mention.segment, mention.start))

    def _find_given(self, phrase: str) -> int | None:
        """The character whom a phrase means by the aliases that the user has given; None if they don't say."""
        name = self.given_aliases.get(phrase)
        return None if name is None or name == phrase else self.roster.entity_by_surface.get(name)

    def _add_entity(self, name: str, gender: str) -> int:
        self.names.append(name)
        self.genders.append(gender)
        return len(self.names) - 1

    def _find_narrator(
        self,
        narration: Mapping[tuple[int, int], str],
        turns: Sequence[Turn],
        name_mentions: MentionsBySegment,
    ) -> None:
        by_i = sum(bool(FIRST_PERSON_PRONOUN.search(text)) for text in narration.values())
        if by_i > max(3, 0.08 * len(narration)):
            given = self._find_given("I")
            own = find_narrator(self.paragraphs, turns, name_mentions) if given is None else given
            surfaces = self.roster.entity_by_surface
            self.narrators = find_narrator_changes(self.script, self.paragraphs, lambda name: surfaces.get(name, -1))
            if own < 0 and self.narrators:
                own = Counter(self.narrators.values()).most_common(1)[0][0]
            self.narrator = own if own >= 0 else self._add_entity("I", "")

    def _bind_narrator(self, turn: Turn) -> Turn:
        """The turn with the narrator of its paragraph as whom "I" means, if that isn't the narrator of the story."""
        narrator = self.narrators.get(turn.first, self.narrator)
        if narrator == self.narrator:
            return turn
        cues = (
            replace(cue, reference=replace(cue.reference, entity=narrator)) if cue.reference.pronoun == "I" else cue
            for cue in turn.cues
        )
        return replace(turn, cues=tuple(cues))

    def _collect_mentions(self, name_mentions: MentionsBySegment) -> list[list[Mention]]:
        mentions: list[list[Mention]] = []
        for number, paragraph in enumerate(self.paragraphs):
            here: list[Mention] = []
            for place, segment in enumerate(paragraph.segments):
                for name_mention, entity in name_mentions.get((number, place), ()):
                    ahead = segment.text[max(0, name_mention.start - 12) : name_mention.start]
                    subject = (
                        not segment.is_quoted and not name_mention.is_possessive and bool(SUBJECT_BEFORE.search(ahead))
                    )
                    here.append(
                        Mention(
                            entity,
                            place,
                            name_mention.start,
                            segment.is_quoted,
                            name_mention.is_vocative,
                            subject,
                            name_mention.is_possessive,
                        )
                    )
                if not segment.is_quoted:
                    here += self._find_descriptions(place, segment.text)
            here.sort(key=lambda mention: (mention.segment, mention.start))
            mentions.append(here)
        return mentions

    def _find_descriptions(self, place: int, text: str) -> Iterable[Mention]:
        if not self.entity_by_description:
            return
        for match in DEFINITE_DESCRIPTION.finditer(text):
            words = match.group(1).split()
            for count in range(len(words), 0, -1):
                entity = self.entity_by_description.get(" ".join(words[:count]))
                if entity is not None:
                    ahead = text[max(0, match.start() - 12) : match.start()]
                    yield Mention(entity, place, match.start(), False, False, bool(SUBJECT_BEFORE.search(ahead)))
                    break

    def _infer_genders(
        self, narration: Mapping[tuple[int, int], str], turns: Sequence[Turn], mentions: Sequence[Sequence[Mention]]
    ) -> None:
        """Sets genders by pronouns and nouns in the text, where title and first name imply none."""
        votes = count_gender_votes(self.paragraphs, mentions)
        if self.narrator >= 0:
            votes.setdefault(self.narrator, Counter()).update(count_narrator_votes(turns, narration.values()))
        for entity, counts in votes.items():
            if counts and entity < len(self.roster.entities) and not self.genders[entity]:
                counts.update(guess_name_votes(tuple(self.roster.entities[entity].use_counts)))
            self._set_gender(entity, counts)
        first = {name: index for index, name in reversed(list(enumerate(self.names)))}
        for name, gender in self.given_genders.items():
            if name in first:
                self.genders[first[name]] = gender

    def _set_gender(self, entity: int, counts: Counter[str]) -> None:
        if not counts.total():
            return
        (gender, most), total = counts.most_common(1)[0], counts.total()
        sure = entity < len(self.roster.entities) and self.roster.entities[entity].has_gendered_title
        known = self.genders[entity]
        if known and (sure or total < 8 or most < 0.7 * total):
            return
        if most >= 0.53 * total:
            self.genders[entity] = gender

    def _build_index(
        self, turns: list[Turn], mentions: list[list[Mention]], narration: Mapping[tuple[int, int], str]
    ) -> StoryIndex:
        all_mentions = [mention for here in mentions for mention in here]
        tagged = Counter(
            entity
            for turn in turns
            if (tag := turn.speech_tag)
            and (entity := _resolve_reference(tag.reference, self.entity_by_description, self.narrator)) >= 0
        )
        roster = len(self.roster.entities)
        aliases = [tuple(entity.use_counts) for entity in self.roster.entities]
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
            Counter(mention.entity for mention in all_mentions),
            tagged,
            Counter(mention.entity for mention in all_mentions if mention.is_vocative),
            places,
            self.entity_by_description,
            self._learn_roles(turns, narration, aliases),
        )

    def _learn_roles(
        self, turns: Sequence[Turn], narration: Mapping[tuple[int, int], str], aliases: Sequence[tuple[str, ...]]
    ) -> RoleTable:
        """Whom the book's descriptions mean, by what it says of each person and by who is there."""
        tagged = {}
        for turn in turns:
            tag = turn.speech_tag
            if tag and (entity := _resolve_reference(tag.reference, self.entity_by_description, self.narrator)) >= 0:
                tagged[turn.first] = entity
        phrases = {
            cue.reference.noun
            for turn in turns
            for cue in turn.cues
            if cue.reference.noun and cue.strength >= CueStrength.SHOWING
        }
        people = RolePeople(aliases, self.genders, self.narrator, frozenset(tagged.values()), tagged)
        return learn_roles([paragraph.scene for paragraph in self.paragraphs], narration, people, phrases)


def _is_character_name(name: str) -> bool:
    return name[:1].isupper() and not name.startswith(("Pair ", "Team ", "Original", "Other"))
