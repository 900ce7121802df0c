"""A story as the ranker sees it: its figures, where each is mentioned, and its turns with what stands beside them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from audiobook.attribution.characters import Roster
from audiobook.attribution.cues import (
    NOBODY,
    OPEN,
    SHUT,
    Cue,
    Place,
    Strength,
    Who,
    cues_after,
    cues_before,
    introduces,
)
from audiobook.attribution.gender import PRONOUNS, gender_of_noun
from audiobook.attribution.names import NameFinder, Naming
from audiobook.attribution.narrator import narrators_name
from audiobook.attribution.scenes import Paragraph, paragraphs_of, spoken_runs
from audiobook.attribution.turns import Turn
from audiobook.model import Script

SUBJECT_BEFORE = re.compile(r"(?:^|[.!?;:,—–…\"”’]|\b(?:and|but|as|when|while|then|that|before|until|because))\s*$")
DESCRIBED = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Oo]ur|[Tt]his|[Tt]hat|[Tt]heir)\s+((?:[a-z’'-]+\s+){0,2}[a-z’'-]+)"
)
PRONOUN_NEAR = re.compile(r"\b(he|him|his|himself|she|her|hers|herself)\b", re.IGNORECASE)
TOLD_BY_I = re.compile(r"\bI\b(?![’'])")
MALE_CALL = re.compile(r"\b(?:sir|old man|old chap|my lord|old boy|my boy|master|mister)\b", re.IGNORECASE)
FEMALE_CALL = re.compile(r"\b(?:ma[’']am|madam|madame|my lady|miss|my girl)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A figure named or described at a place of a paragraph."""

    figure: int
    piece: int
    start: int
    quoted: bool
    called: bool = False
    subject: bool = False
    possessive: bool = False


@dataclass
class Story:
    """Everything that is known of a story before anyone is named."""

    paragraphs: tuple[Paragraph, ...]
    names: list[str]
    genders: list[str]
    aliases: list[tuple[str, ...]]
    described: list[bool]
    mentions: list[list[Mention]]
    turns: list[Turn]
    narrator: int
    counts: Counter[int]
    tagged: Counter[int]
    called: Counter[int]
    usage_place: Counter[int]
    phrases: dict[str, int]

    def figure_of(self, who: Who) -> int:
        """The figure that is named, or that a description made; -1 for pronouns."""
        if who.named >= 0:
            return who.named
        if who.noun:
            return self.phrases.get(who.noun, -1)
        return self.narrator if who.pronoun == "I" else -1


class StoryReader:
    """Reads a script into a story."""

    def __init__(
        self,
        script: Script,
        known: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        genders: Mapping[str, str] | None = None,
        labels: Set[str] = frozenset(),
    ) -> None:
        self.paragraphs = paragraphs_of(script)
        given = [name for name in (*known, *script.metadata.characters) if _is_name(name)]
        words = frozenset(word.lower() for name in (*given, *(aliases or {})) for word in name.split())
        self.finder = NameFinder(self.paragraphs, words)
        self.namings = list(self.finder.namings())
        self.roster = Roster(self.finder.usage, given, aliases, self.finder.beside(self.namings))
        self.forced = dict(genders or {})
        self.names = [figure.name for figure in self.roster.figures]
        # Lines of a play name their speakers by what they are, too: the Boy, First Watchman.
        self.genders = [
            figure.gender or (gender_of_noun(name) if name in labels else "")
            for name, figure in zip(self.names, self.roster.figures, strict=True)
        ]
        self.phrases: dict[str, int] = {}
        self.narrator = -1

    def story(self) -> Story:
        """The story."""
        named = self._named()
        told = self._numbered(named)
        turns = [turn for run in spoken_runs(self.paragraphs) for turn in self._turns(run, told)]
        self._describe(turns)
        self._find_narrator(told, turns, named)
        mentions = self._mentions(named)
        self._vote(mentions)
        return self._assembled(turns, mentions)

    def _named(self) -> dict[tuple[int, int], list[tuple[Naming, int]]]:
        found: defaultdict[tuple[int, int], list[tuple[Naming, int]]] = defaultdict(list)
        for naming in self.namings:
            figure = self.roster.of_surface.get(naming.surface)
            if figure is not None:
                found[naming.paragraph, naming.piece].append((naming, figure))
        return dict(found)

    def _numbered(self, named: Mapping[tuple[int, int], list[tuple[Naming, int]]]) -> dict[tuple[int, int], str]:
        """What is told, names written as the numbers of their figures."""
        found = {}
        for number, paragraph in enumerate(self.paragraphs):
            for place, piece in enumerate(paragraph.pieces):
                if piece.quoted:
                    continue
                text, done, parts = piece.text, 0, []
                for naming, figure in named.get((number, place), ()):
                    parts += [text[done : naming.start], f"{OPEN}{figure}{SHUT}"]
                    done = naming.end
                found[number, place] = "".join(parts) + text[done:]
        return found

    def _turns(self, run: Sequence[int], told: Mapping[tuple[int, int], str]) -> list[Turn]:
        """The turns of a paragraph (or of paragraphs that one speech runs through): one, unless tags show more."""
        groups: list[tuple[list[tuple[int, int]], dict[Cue, None]]] = []
        speaker = NOBODY
        for number in run:
            pieces = self.paragraphs[number].pieces
            for place, piece in enumerate(pieces):
                if not piece.quoted:
                    continue
                cues = list(self._cues(number, place, told))
                here = _tagged(cues)
                if not groups or _clash(speaker, here):
                    groups.append(([], {}))
                    speaker = NOBODY
                speaker = here if speaker == NOBODY else speaker
                groups[-1][0].append((number, place))
                groups[-1][1].update(dict.fromkeys(cues))
        return [self._turn(pieces, list(cues), part) for part, (pieces, cues) in enumerate(groups)]

    def _cues(self, number: int, place: int, told: Mapping[tuple[int, int], str]) -> Iterable[Cue]:
        paragraph = self.paragraphs[number]
        if (number, place + 1) in told:
            more = paragraph.last_quoted > place + 1
            yield from cues_after(told[number, place + 1], Place.MIDDLE if more else Place.END)
        if (number, place - 1) in told:
            earlier = -1 < paragraph.first_quoted < place
            yield from cues_before(told[number, place - 1], Place.MIDDLE if earlier else Place.START)
        elif place == 0 and number:
            yield from self._introduced(number, told)

    def _introduced(self, number: int, told: Mapping[tuple[int, int], str]) -> Iterable[Cue]:
        before = self.paragraphs[number - 1]
        last = told.get((number - 1, len(before.pieces) - 1), "")
        if before.scene == self.paragraphs[number].scene and introduces(last):
            yield from cues_before(last)

    def _turn(self, pieces: list[tuple[int, int]], cues: list[Cue], part: int) -> Turn:
        first, last = pieces[0][0], pieces[-1][0]
        ordered = tuple(sorted(cues, key=lambda cue: -cue.strength))
        words = " ".join(self.paragraphs[number].pieces[place].text for number, place in pieces)
        thought = all(self.paragraphs[number].pieces[place].kind == "thought" for number, place in pieces)
        return Turn(first, last, self.paragraphs[first].scene, tuple(pieces), ordered, words, thought, part)

    def _describe(self, turns: Sequence[Turn]) -> None:
        """Makes figures of those who speak but are only described: the landlord."""
        uses = Counter(
            cue.who.noun for turn in turns for cue in turn.cues if cue.who.noun and cue.strength is Strength.SAYING
        )
        for phrase in uses:
            if _is_description(phrase):
                bearer = self.roster.bearer_of(phrase)
                self.phrases[phrase] = (
                    bearer if bearer is not None else self._add(f"the {phrase}", gender_of_noun(phrase))
                )

    def _add(self, name: str, gender: str) -> int:
        self.names.append(name)
        self.genders.append(gender)
        return len(self.names) - 1

    def _find_narrator(
        self,
        told: Mapping[tuple[int, int], str],
        turns: Sequence[Turn],
        named: Mapping[tuple[int, int], list[tuple[Naming, int]]],
    ) -> None:
        by_i = sum(bool(TOLD_BY_I.search(text)) for text in told.values())
        if by_i > max(3, 0.08 * len(told)):
            own = narrators_name(self.paragraphs, turns, named)
            self.narrator = own if own >= 0 else self._add("I", "")

    def _mentions(self, named: Mapping[tuple[int, int], list[tuple[Naming, int]]]) -> list[list[Mention]]:
        found: list[list[Mention]] = []
        for number, paragraph in enumerate(self.paragraphs):
            here: list[Mention] = []
            for place, piece in enumerate(paragraph.pieces):
                for naming, figure in named.get((number, place), ()):
                    ahead = piece.text[max(0, naming.start - 12) : naming.start]
                    subject = not piece.quoted and not naming.possessive and bool(SUBJECT_BEFORE.search(ahead))
                    here.append(
                        Mention(figure, place, naming.start, piece.quoted, naming.called, subject, naming.possessive)
                    )
                if not piece.quoted:
                    here += self._described(place, piece.text)
            here.sort(key=lambda one: (one.piece, one.start))
            found.append(here)
        return found

    def _described(self, place: int, text: str) -> Iterable[Mention]:
        if not self.phrases:
            return
        for match in DESCRIBED.finditer(text):
            words = match.group(1).split()
            for count in range(len(words), 0, -1):
                figure = self.phrases.get(" ".join(words[:count]))
                if figure is not None:
                    ahead = text[max(0, match.start() - 12) : match.start()]
                    yield Mention(figure, place, match.start(), False, False, bool(SUBJECT_BEFORE.search(ahead)))
                    break

    def _vote(self, mentions: Sequence[Sequence[Mention]]) -> None:
        """Gender by the pronouns that follow a name, where title and first name tell none."""
        votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for number, here in enumerate(mentions):
            for place, one in enumerate(here):
                if one.quoted:
                    continue
                text = self.paragraphs[number].pieces[one.piece].text
                following = here[place + 1] if place + 1 < len(here) else None
                end = following.start if following and following.piece == one.piece else len(text)
                match = PRONOUN_NEAR.search(text, one.start, min(end, one.start + 90))
                if match:
                    votes[one.figure][PRONOUNS[match.group().lower()]] += 1 + one.subject
        for figure, counts in votes.items():
            self._settle(figure, counts)
        first = {name: index for index, name in reversed(list(enumerate(self.names)))}
        for name, gender in self.forced.items():
            if name in first:
                self.genders[first[name]] = gender

    def _settle(self, figure: int, counts: Counter[str]) -> None:
        (gender, most), total = counts.most_common(1)[0], sum(counts.values())
        sure = figure < len(self.roster.figures) and self.roster.figures[figure].has_telling_title
        known = self.genders[figure]
        if known and (sure or total < 8 or most < 0.7 * total):
            return
        if most >= 0.6 * total:
            self.genders[figure] = gender

    def _assembled(self, turns: list[Turn], mentions: list[list[Mention]]) -> Story:
        everywhere = [one for here in mentions for one in here]
        tagged = Counter(figure for turn in turns if turn.sure and (figure := self.figure_of(turn.sure.who)) >= 0)
        roster = len(self.roster.figures)
        aliases = [tuple(figure.uses) for figure in self.roster.figures]
        aliases += [(name,) for name in self.names[roster:]]
        if 0 <= self.narrator < roster:
            aliases[self.narrator] += ("I",)
        places = Counter[int]()
        for surface, use in self.finder.usage.items():
            if surface in self.roster.of_surface:
                places[self.roster.of_surface[surface]] += use.place
        return Story(
            self.paragraphs,
            self.names,
            self.genders,
            aliases,
            [index >= roster for index in range(len(self.names))],
            mentions,
            turns,
            self.narrator,
            Counter(one.figure for one in everywhere),
            tagged,
            Counter(one.figure for one in everywhere if one.called),
            places,
            self.phrases,
        )

    def figure_of(self, who: Who) -> int:
        """The figure that is named, or that a description made; -1 for pronouns."""
        if who.named >= 0:
            return who.named
        if who.noun:
            return self.phrases.get(who.noun, -1)
        return self.narrator if who.pronoun == "I" else -1


def _is_name(name: str) -> bool:
    return name[:1].isupper() and not name.startswith(("Pair ", "Team ", "Original", "Other"))


def _is_description(phrase: str) -> bool:
    return bool(phrase) and len(phrase) > 2 and not phrase.rsplit(maxsplit=1)[-1].endswith(("’s", "'s"))


def _tagged(cues: Iterable[Cue]) -> Who:
    """Whom a tag of saying names."""
    return next((cue.who for cue in cues if cue.strength is Strength.SAYING), NOBODY)


def _clash(one: Who, other: Who) -> bool:
    """Whether tags of saying name two different speakers."""
    if NOBODY in (one, other):
        return False
    if one.named >= 0 and other.named >= 0:
        return one.named != other.named
    return bool(one.gender and other.gender and one.gender != other.gender)
