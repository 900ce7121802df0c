"""What the cues around a turn say of each of its candidates."""

from __future__ import annotations

from audiobook.attribution.ranking.feature_columns import CueFeatures
from audiobook.attribution.story_index import StoryIndex
from audiobook.attribution.tags.cues import NO_SPEAKER, CuePosition, CueStrength, SpeakerCue
from audiobook.attribution.turns import Turn

NO_CUE = SpeakerCue(CueStrength.NONE, NO_SPEAKER)


class CueContext:
    """The cues of a turn, resolved once for all its candidates.

    `tagged_speaker` is the entity that a speech tag names, `cued_speaker` the one of the strongest cue that names any;
    -1 where there is none.
    """

    def __init__(self, story: StoryIndex, turn: Turn, tagged_speaker: int, cued_speaker: int) -> None:
        resolve = story.resolve_reference
        self.story, self.tagged_speaker, self.cued_speaker = story, tagged_speaker, cued_speaker
        self.narrator = story.narrator_at(turn.first)
        weak_cues = [cue for cue in turn.cues if cue.strength < CueStrength.SAYING]
        self.beats_after = {resolve(cue.reference) for cue in weak_cues if not cue.precedes_quote}
        self.beats_before = {resolve(cue.reference) for cue in weak_cues if cue.precedes_quote}
        self.has_beats = bool((self.beats_after | self.beats_before) - {-1})
        best = turn.cues[0].reference if turn.cues else NO_SPEAKER
        self.pronoun_gender = best.gender if best.pronoun else ""
        self.noun_gender = best.gender if best.noun else ""
        self.noun_entity = resolve(best) if best.noun else -1
        self.pronoun_genders = {cue.reference.gender for cue in turn.cues if cue.reference.pronoun} - {""}
        self.start, self.middle, self.end = (
            next((cue for cue in turn.cues if cue.position is position), NO_CUE) for position in CuePosition
        )
        firsts = [cue.reference for cue in (self.start, self.middle, self.end)]
        self.start_entity, self.middle_entity, self.end_entity = map(resolve, firsts)
        self.start_gender, self.middle_gender, self.end_gender = (reference.gender for reference in firsts)

    def features(self, entity: int) -> CueFeatures:
        """The features of a candidate."""
        gender = self.story.genders[entity]
        is_beat_after, is_beat_before = entity in self.beats_after, entity in self.beats_before
        pronoun_match = _compare_genders(self.pronoun_gender, gender)
        noun_match = _compare_genders(self.noun_gender, gender)
        return CueFeatures(
            named_by_best=float(self.cued_speaker == entity),
            named_by_saying=float(self.tagged_speaker == entity),
            other_by_saying=float(self.tagged_speaker >= 0 and self.tagged_speaker != entity),
            named_by_beat_after=float(is_beat_after),
            named_by_beat_before=float(is_beat_before),
            other_by_beat=float(self.has_beats and not (is_beat_after or is_beat_before)),
            gender_agrees=float(pronoun_match > 0),
            gender_clashes=float(pronoun_match < 0),
            noun_gender_agrees=float(noun_match > 0),
            noun_gender_clashes=float(noun_match < 0),
            any_pronoun_agrees=float(gender in self.pronoun_genders),
            any_pronoun_clashes=float(bool(self.pronoun_genders and gender) and gender not in self.pronoun_genders),
            named_by_noun=float(self.noun_entity == entity),
            is_narrator=float(entity == self.narrator),
            is_described=float(self.story.is_description[entity]),
            start_strength=float(self.start.strength),
            middle_strength=float(self.middle.strength),
            end_strength=float(self.end.strength),
            start_reaction=float(self.start.is_reaction),
            middle_reaction=float(self.middle.is_reaction),
            end_reaction=float(self.end.is_reaction),
            start_named=_compare_entities(self.start_entity, entity),
            middle_named=_compare_entities(self.middle_entity, entity),
            end_named=_compare_entities(self.end_entity, entity),
            start_gender=_compare_genders(self.start_gender, gender),
            middle_gender=_compare_genders(self.middle_gender, gender),
            end_gender=_compare_genders(self.end_gender, gender),
        )


def _compare_entities(cued: int, entity: int) -> float:
    """1 for the same entity, -1 for another, 0 if the cue has none."""
    return 0.0 if cued < 0 else 1.0 if cued == entity else -1.0


def _compare_genders(cued: str, gender: str) -> float:
    """1 for the same gender, -1 for another, 0 if either is unknown."""
    return 0.0 if not cued or not gender else 1.0 if cued == gender else -1.0
