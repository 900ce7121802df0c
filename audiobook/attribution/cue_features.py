"""What the cues around a turn say of each of its candidates."""

from __future__ import annotations

from audiobook.attribution.cues import NO_SPEAKER, CuePosition, CueStrength, SpeakerCue
from audiobook.attribution.feature_columns import CueFeatures
from audiobook.attribution.story_index import StoryIndex
from audiobook.attribution.turns import Turn

NO_CUE = SpeakerCue(CueStrength.NONE, NO_SPEAKER)


def build_cue_features(
    story: StoryIndex, turn: Turn, entity: int, tagged_speaker: int, cued_speaker: int
) -> CueFeatures:
    """The features of a candidate of a turn.

    `tagged_speaker` is the entity that a speech tag names, `cued_speaker` the one of the strongest cue that names any;
    -1 where there is none.
    """
    resolve, gender = story.resolve_reference, story.genders[entity]
    weak_cues = [cue for cue in turn.cues if cue.strength < CueStrength.SAYING]
    beats_after = {resolve(cue.reference) for cue in weak_cues if not cue.precedes_quote}
    beats_before = {resolve(cue.reference) for cue in weak_cues if cue.precedes_quote}
    beats = (beats_after | beats_before) - {-1}
    best = turn.cues[0].reference if turn.cues else NO_SPEAKER
    pronoun_gender = best.gender if best.pronoun else ""
    noun_gender = best.gender if best.noun else ""
    pronoun_genders = {cue.reference.gender for cue in turn.cues if cue.reference.pronoun} - {""}
    start, middle, end = (
        next((cue for cue in turn.cues if cue.position is position), NO_CUE) for position in CuePosition
    )
    return CueFeatures(
        named_by_best=float(cued_speaker == entity),
        named_by_saying=float(tagged_speaker == entity),
        other_by_saying=float(tagged_speaker >= 0 and tagged_speaker != entity),
        named_by_beat_after=float(entity in beats_after),
        named_by_beat_before=float(entity in beats_before),
        other_by_beat=float(bool(beats) and entity not in beats),
        gender_agrees=float(bool(pronoun_gender) and pronoun_gender == gender),
        gender_clashes=float(bool(pronoun_gender and gender) and pronoun_gender != gender),
        noun_gender_agrees=float(bool(noun_gender) and noun_gender == gender),
        noun_gender_clashes=float(bool(noun_gender and gender) and noun_gender != gender),
        any_pronoun_agrees=float(gender in pronoun_genders),
        any_pronoun_clashes=float(bool(pronoun_genders and gender) and gender not in pronoun_genders),
        named_by_noun=float(bool(best.noun) and entity == resolve(best)),
        is_narrator=float(entity == story.narrator),
        is_described=float(story.is_description[entity]),
        start_strength=float(start.strength),
        middle_strength=float(middle.strength),
        end_strength=float(end.strength),
        start_reaction=float(start.is_reaction),
        middle_reaction=float(middle.is_reaction),
        end_reaction=float(end.is_reaction),
        start_named=_compare_entities(resolve(start.reference), entity),
        middle_named=_compare_entities(resolve(middle.reference), entity),
        end_named=_compare_entities(resolve(end.reference), entity),
        start_gender=_compare_genders(start.reference.gender, gender),
        middle_gender=_compare_genders(middle.reference.gender, gender),
        end_gender=_compare_genders(end.reference.gender, gender),
    )


def _compare_entities(one: int, other: int) -> float:
    return 0.0 if one < 0 else 1.0 if one == other else -1.0


def _compare_genders(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0
