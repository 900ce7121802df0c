"""Follows a story from mention to mention, and resolves its anaphors on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

from audiobook.attribution.discourse.anaphora import (
    PERSON_NOUNS,
    Anaphor,
    Role,
    find_anaphors,
    split_sentences,
)
from audiobook.attribution.discourse.salience import Salience, SalienceWeights
from audiobook.attribution.people.described_figures import TRAILING_DETAIL
from audiobook.attribution.story_index import Mention, StoryIndex
from audiobook.attribution.tags.cues import CuePosition, SpeakerCue
from audiobook.attribution.turns import Turn
from audiobook.attribution.words.vocabulary import GENERIC_NOUNS, KIN_NOUNS

NOBODY = -1
# How many antecedents of an anaphor are kept, and how many salient entities of a turn.
MAX_ANTECEDENTS = 6
MAX_SALIENT = 10
# How many of those behind "her" are asked for her brother.
MAX_OWNERS = 3
# How many speakers are remembered.
MAX_SPEAKERS = 4
# Antecedents with a smaller share don't become more salient.
LEAST_SHARE = 0.02
WEIGHTS = SalienceWeights()

# Entities and their shares, which add up to 1 or less, the largest first.
Shares = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class TurnDiscourse:
    """What the discourse says of a turn.

    `start`, `middle` and `end` say whom the first cue at each position means, `best` whom the strongest means, each as
    shares. `speaker` is who most likely speaks by the cues alone, -1 if nobody does; `roles` are those whom the book
    calls what the strongest cue says, and `salient` the shares of those who are in the reader's mind when the turn
    begins.
    """

    start: Shares
    middle: Shares
    end: Shares
    best: Shares
    speaker: int
    roles: Shares = ()
    salient: Shares = ()

    def settle(self, entity: int) -> TurnDiscourse:
        """The same turn once its speaker is known for certain."""
        known = ((entity, 1.0),)
        return TurnDiscourse((), (), known, known, entity, (), self.salient)


@dataclass(frozen=True, slots=True)
class Discourse:
    """The mentions of each paragraph with the anaphors among them, as their likeliest antecedents, and the turns."""

    mentions: list[list[Mention]]
    turns: list[TurnDiscourse]


@dataclass(frozen=True, slots=True)
class ResolvedAnaphor:
    """An anaphor and its antecedents."""

    anaphor: Anaphor
    antecedents: Shares


def follow_discourse(story: StoryIndex, weights: SalienceWeights = WEIGHTS) -> Discourse:
    """Resolves the anaphors of a whole story."""
    return DiscourseWalk(story, weights).walk()


class DiscourseWalk:
    """One walk through a story; what it knows is who is salient, who spoke last, and who was called."""

    def __init__(self, story: StoryIndex, weights: SalienceWeights) -> None:
        self.story, self.weights = story, weights
        self.salience = Salience(weights.fade)
        self.nouns = PERSON_NOUNS | {_find_head(phrase) for phrase in story.entity_by_description}
        # Other descriptions are anaphors.
        self.named = {number for number, described in enumerate(story.is_description) if not described}
        self.named |= {figure.entity for figure in story.introduced}
        self.turn_at = {segment: number for number, turn in enumerate(story.turns) for segment in turn.segments}
        self.ending: defaultdict[int, list[int]] = defaultdict(list)
        self.beginning: defaultdict[int, list[int]] = defaultdict(list)
        for number, turn in enumerate(story.turns):
            self.beginning[turn.first].append(number)
            self.ending[turn.last].append(number)
        self.resolved: dict[tuple[int, int], list[ResolvedAnaphor]] = {}
        self.speakers: list[tuple[int, int]] = []
        self.turn = NOBODY
        self.called: dict[int, bool] = {}
        self.called_before: dict[int, bool] = {}
        self.subject, self.clause_subject = NOBODY, (NOBODY, NOBODY)
        self.scene, self.narrator = NOBODY, story.narrator
        self.personhood = [self._measure_personhood(entity) for entity in range(len(story.names))]

    def _measure_personhood(self, entity: int) -> float:
        """How surely a name is a person's: places and things neither speak nor are spoken to."""
        story, prior = self.story, self.weights.personhood_prior
        speaks = story.tag_counts[entity] + story.vocative_counts[entity]
        uses = story.mention_counts[entity] * self.weights.personhood_rate
        return min(1.0, (speaks + prior) / (uses + prior + self.weights.places * story.location_counts[entity]))

    def walk(self) -> Discourse:
        """The discourse of the whole story."""
        mentions: list[list[Mention]] = []
        salient: list[Shares] = []
        speakers: list[TurnDiscourse] = []
        for number, paragraph in enumerate(self.story.paragraphs):
            self.narrator = self.story.narrator_at(number)
            self._enter_paragraph(paragraph.scene)
            salient += [self._list_salient()] * len(self.beginning[number])
            mentions.append(self._read_paragraph(number))
            for turn in self.ending[number]:
                speakers.append(self._settle_turn(turn))
        turns = [replace(turn, salient=shares) for turn, shares in zip(speakers, salient, strict=True)]
        return Discourse(mentions, turns)

    def _enter_paragraph(self, scene: int) -> None:
        self.turn = NOBODY
        if scene == self.scene:
            self.salience.advance(self.weights.paragraph_step)
            return
        self.scene = scene
        self.salience.advance(self.weights.scene_step)
        self.speakers, self.called, self.called_before = [], {}, {}
        self.resolved = {}

    def _list_salient(self) -> Shares:
        most = nlargest(MAX_SALIENT, self.salience.list_values(), key=lambda pair: (pair[1], -pair[0]))
        return _share_out(most)

    def _read_paragraph(self, number: int) -> list[Mention]:
        """The mentions of a paragraph; each of them moves the salience."""
        paragraph = self.story.paragraphs[number]
        by_segment: defaultdict[int, list[Mention]] = defaultdict(list)
        for mention in self.story.mentions[number]:
            by_segment[mention.segment].append(mention)
        found: list[Mention] = []
        for place, segment in enumerate(paragraph.segments):
            if segment.is_quoted:
                self._read_quote(number, place, by_segment[place])
                found += by_segment[place]
            else:
                names = [mention for mention in by_segment[place] if mention.entity in self.named]
                found += self._read_narration(number, place, segment.text, names)
        return found

    def _read_quote(self, number: int, place: int, mentions: Iterable[Mention]) -> None:
        self.salience.advance(self.weights.quote_step)
        turn = self.turn_at.get((number, place), NOBODY)
        if turn != self.turn:
            self.turn = turn
            self.called_before, self.called = self.called, {}
        for mention in mentions:
            self.called[mention.entity] = self.called.get(mention.entity, False) or mention.is_vocative
            self.salience.add(mention.entity, self.weights.vocative if mention.is_vocative else self.weights.quoted)

    def _read_narration(self, number: int, place: int, text: str, names: Sequence[Mention]) -> list[Mention]:
        sentences = split_sentences(text)
        anaphors = list(find_anaphors(text, self.nouns))
        steps: list[tuple[int, int, Mention | Anaphor | None]] = [(mention.start, 0, mention) for mention in names]
        steps += [(anaphor.start, 1, anaphor) for anaphor in anaphors]
        steps += [(end, 2, None) for end in (*sentences.ends, len(text))]
        steps.sort(key=lambda step: step[:2])
        found: list[Mention] = []
        resolved = self.resolved[number, place] = list[ResolvedAnaphor]()
        self.subject, self.clause_subject = NOBODY, (NOBODY, NOBODY)
        for start, _, step in steps:
            if step is None:
                self.salience.advance(1)
                self.subject, self.clause_subject = NOBODY, (NOBODY, NOBODY)
            elif isinstance(step, Mention):
                role = Role.SUBJECT if step.is_subject else Role.POSSESSIVE if step.is_possessive else Role.OBJECT
                self._note(step.entity, role, 1.0, sentences.find_clause(start))
                found.append(step)
            else:
                owners = resolved[-1] if step.is_owned and resolved else None
                known = owners.antecedents if owners and owners.anaphor.start == start else ()
                antecedents = self._resolve(step, sentences.find_clause(start), known)
                if antecedents:
                    resolved.append(ResolvedAnaphor(step, antecedents))
                    self._note_anaphor(step.role, antecedents, sentences.find_clause(start))
                    found.append(_mention_antecedent(step, place, antecedents[0][0]))
        return found

    def _note_anaphor(self, role: Role, antecedents: Shares, clause: int) -> None:
        """Makes all antecedents more salient by their shares: a wrong one alone would draw all anaphors to come."""
        for entity, share in antecedents:
            if share >= LEAST_SHARE:
                self._note(entity, role, self.weights.anaphor_share * share, clause)
        if role is Role.SUBJECT:
            self.subject, self.clause_subject = antecedents[0][0], (clause, antecedents[0][0])

    def _note(self, entity: int, role: Role, share: float, clause: int) -> None:
        self.salience.add(entity, self.weights.roles[role] * share)
        if role is Role.SUBJECT:
            self.subject, self.clause_subject = entity, (clause, entity)

    def _resolve(self, anaphor: Anaphor, clause: int, owners: Shares) -> Shares:
        """The likely antecedents of an anaphor; `owners` are those of the pronoun that says whose it is."""
        if anaphor.is_first_person:
            return ((self.narrator, 1.0),) if self.narrator >= 0 else ()
        genders, narrator, unknown = self.story.genders, self.narrator, self.weights.unknown_gender
        scores = {}
        for entity, value in self.salience.list_values():
            gender = genders[entity]
            if entity == narrator or (anaphor.gender and gender and gender != anaphor.gender):
                continue
            scores[entity] = value * self.personhood[entity] * (unknown if anaphor.gender and not gender else 1.0)
        self._weigh_grammar(scores, anaphor, clause)
        if anaphor.role is Role.SUBJECT and self.turn != NOBODY:
            self._weigh_exchange(scores, bool(anaphor.phrase))
        if anaphor.phrase:
            self._weigh_roles(scores, anaphor.phrase, owners)
        most = nlargest(MAX_ANTECEDENTS, scores.items(), key=lambda pair: (pair[1], -pair[0]))
        return _share_out(most, sum(scores.values()))

    def _weigh_grammar(self, scores: dict[int, float], anaphor: Anaphor, clause: int) -> None:
        """“She looked at her”: an object is nobody who is the subject of the same clause, a subject likely goes on."""
        if anaphor.role is Role.OBJECT and self.clause_subject[0] == clause:
            _multiply(scores, self.clause_subject[1], self.weights.same_clause)
        elif anaphor.role is Role.REFLEXIVE:
            _multiply(scores, self.subject, self.weights.reflexive)
        else:
            _multiply(scores, self.subject, self.weights.same_subject)

    def _weigh_exchange(self, scores: dict[int, float], is_described: bool) -> None:
        """Who speaks hardly names themselves, and is likely who was called; speakers alternate.

        Whoever was just named as the speaker hardly goes on, least of all with a description.
        """
        for entity, is_called in self.called.items():
            _multiply(scores, entity, self.weights.own_vocative if is_called else self.weights.own_quoted)
        for entity, is_called in self.called_before.items():
            _multiply(scores, entity, self.weights.called if is_called else 1.0)
        earlier = [entity for turn, entity in self.speakers if turn != self.turn]
        if earlier:
            _multiply(scores, earlier[-1], self._weigh_last_speaker(is_described))
        if len(earlier) > 1 and earlier[-2] != earlier[-1]:
            _multiply(scores, earlier[-2], self.weights.speaker_before)

    def _weigh_last_speaker(self, is_described: bool) -> float:
        """How likely whoever spoke last goes on: hardly if a tag names them in the paragraph before."""
        before, turn = self.story.turns[self.turn - 1], self.story.turns[self.turn]
        if turn.first - before.last > 1:
            return 1.0
        if not before.speech_tag or before.speech_tag.reference.entity < 0:
            return self.weights.last_speaker
        return self.weights.last_named_described if is_described else self.weights.last_named

    def _weigh_roles(self, scores: dict[int, float], phrase: str, owners: Shares) -> None:
        """A description likely means whom the book calls so, or someone who has no other name; never its owner."""
        noun = phrase.rsplit(maxsplit=1)[-1]
        is_generic = noun in GENERIC_NOUNS
        roles = self._combine_roles(phrase, owners)
        base = self.weights.role_generic if is_generic else self.weights.role_known
        if is_generic:
            for entity in scores.keys() - roles.keys():
                scores[entity] *= self.weights.unrelated_generic
        for entity, weight in roles.items():
            scores[entity] = (scores.get(entity, 0.0) + base * weight) * (1 + self.weights.role_factor * weight)
        for entity, share in owners:
            _multiply(scores, entity, 1 - share)
        own = self._find_described(phrase)
        if own == NOBODY:
            return
        if not self.story.is_description[own]:
            _multiply(scores, own, self.weights.reflexive)
            return
        nameless = self.weights.own_occupation
        if is_generic:
            nameless = self.weights.own_generic
        elif noun in KIN_NOUNS:
            nameless = self.weights.own_kin
        salience = self.salience.measure(own, self.weights.own_fade)
        rest = max(0.0, 1 - sum(roles.values()))
        scores[own] = rest * nameless + self.weights.own_salience * salience

    def _combine_roles(self, phrase: str, owners: Shares) -> Mapping[int, float]:
        """How strongly the book ties a description to each entity."""
        roles = self.story.roles
        if not owners:
            return roles.weights(phrase)
        weights: defaultdict[int, float] = defaultdict(float)
        for owner, share in owners[:MAX_OWNERS]:
            for entity, weight in roles.weights(phrase, owner).items():
                weights[entity] += share * weight
        return weights

    def _find_described(self, phrase: str) -> int:
        """The entity of a description, or of its last words."""
        words = phrase.split()
        ends = (" ".join(words[place:]) for place in range(len(words)))
        known = self.story.entity_by_description
        return next((known[end] for end in ends if end in known), NOBODY)

    def _settle_turn(self, number: int) -> TurnDiscourse:
        """What is known of a turn once its paragraphs are read; its speaker becomes more salient."""
        turn = self.story.turns[number]
        firsts = [next((cue for cue in turn.cues if cue.position is position), None) for position in CuePosition]
        start, middle, end = (self._resolve_cue(turn, cue) if cue else () for cue in firsts)
        by_cue = [shares for cue in turn.cues if (shares := self._resolve_cue(turn, cue))]
        best = by_cue[0] if by_cue else ()
        speaker = best[0][0] if best else NOBODY
        likely = speaker
        if likely == NOBODY and len(self.speakers) > 1 and self.speakers[-2][0] == number - 2:
            likely = self.speakers[-2][1]
        if likely != NOBODY:
            self.speakers = [*self.speakers[1 - MAX_SPEAKERS :], (number, likely)]
            self.salience.add(likely, self.weights.speaker)
        noun = turn.cues[0].reference.noun if turn.cues else ""
        roles = tuple(self.story.roles.weights(noun).items()) if noun else ()
        return TurnDiscourse(start, middle, end, best, speaker, roles)

    def _resolve_cue(self, turn: Turn, cue: SpeakerCue) -> Shares:
        """Whom a cue means: a name for certain, an anaphor by its antecedents."""
        reference = cue.reference
        if reference.entity >= 0:
            return ((reference.entity, 1.0),)
        if reference.pronoun == "I":
            return ((self.narrator, 1.0),) if self.narrator >= 0 else ()
        if reference.is_plural:
            return ()
        if TRAILING_DETAIL.search(reference.noun) and (worn := self._find_described(reference.noun)) != NOBODY:
            return ((worn, 1.0),)
        for place in self._list_places(turn, cue):
            fitting = [
                one
                for one in self.resolved.get(place, ())
                if one.anaphor.gender == reference.gender
                and bool(one.anaphor.phrase) == bool(reference.noun)
                and not one.anaphor.is_first_person
            ]
            if reference.noun:
                fitting = [one for one in fitting if _find_head(reference.noun) == _find_head(one.anaphor.phrase)]
            if fitting:
                return fitting[-1 if cue.precedes_quote else 0].antecedents
        own = self._find_described(reference.noun) if reference.noun else NOBODY
        return ((own, 1.0),) if own != NOBODY else ()

    def _list_places(self, turn: Turn, cue: SpeakerCue) -> list[tuple[int, int]]:
        """Where the narration of a cue may stand, the likeliest place first."""
        if not cue.precedes_quote:
            return [(number, place + 1) for number, place in turn.segments]
        number, place = turn.segments[0]
        before = [(at, segment - 1) for at, segment in turn.segments if segment]
        if not place and number and cue.position is CuePosition.START:
            before = [(number - 1, len(self.story.paragraphs[number - 1].segments) - 1), *before]
        return before


def _find_head(phrase: str) -> str:
    """The noun of a description: "man" in "man with the black beard"."""
    for stop in (" with ", " in ", " of "):
        phrase = phrase.split(stop, 1)[0]
    return phrase.rsplit(maxsplit=1)[-1] if phrase else ""


def _share_out(pairs: Sequence[tuple[int, float]], total: float | None = None) -> Shares:
    whole = sum(value for _, value in pairs) if total is None else total
    return tuple((entity, value / whole) for entity, value in pairs) if whole > 0 else ()


def _multiply(scores: dict[int, float], entity: int, factor: float) -> None:
    if entity in scores:
        scores[entity] *= factor


def _mention_antecedent(anaphor: Anaphor, place: int, entity: int) -> Mention:
    return Mention(
        entity,
        place,
        anaphor.start,
        False,
        False,
        anaphor.role is Role.SUBJECT,
        anaphor.role is Role.POSSESSIVE,
    )
