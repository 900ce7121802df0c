"""Learns from a book whom its descriptions mean: "the magistrate", "her husband", "the old gentleman".

How to use it, once the names of the story are known:

    people = RolePeople(aliases, genders, narrator, speakers, tagged)
    roles = learn_roles([paragraph.scene for paragraph in paragraphs], narration, people, nouns)
    roles.weights("old gentleman")            # {3: 0.81, 7: 0.06}: entity 3, says the book; the rest is anyone else
    roles.weights("husband", possessor=5)     # {2: 0.93}
    roles.weights("his mother")               # no possessor known: the mothers of the book
    roles.is_generic("girl")                  # True: whoever is here counts more than the book's habit
    roles.gender("surgeon")                   # "female" where the book says so by its pronouns

The weights say nothing about who is there: multiply them with a measure of presence, and prefer whoever isn't named in
the same sentence. For "her brother", add up `weights("brother", possessor)` over those who may be "her", each times how
likely it is; a brother who is one of these himself is then left out as his own. `descriptions.parse_description` says
what the words imply by themselves: gender, age, kin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from audiobook.attribution.roles.evidence import collect_nouns, read_evidence
from audiobook.attribution.roles.learner import RoleLearner, count_statements, learn_noun_genders
from audiobook.attribution.roles.presence import PresenceFinder, RolePeople
from audiobook.attribution.roles.relatives import count_stated_relatives, learn_relatives
from audiobook.attribution.roles.table import RoleTable, agree
from audiobook.attribution.words.descriptions import PERSON_NOUNS


def learn_roles(
    scenes: Sequence[int], narration: Mapping[tuple[int, int], str], people: RolePeople, phrases: Iterable[str] = ()
) -> RoleTable:
    """Learns whom a book's descriptions mean.

    `scenes` has the scene of each paragraph. `narration` is by paragraph and segment, with names replaced by the
    numbers of their entities between marks, as for the cues. `phrases` are descriptions of speakers, such as those
    that tags use: their nouns mean persons, too.
    """
    evidence = read_evidence(len(scenes), narration, collect_nouns(phrases, PERSON_NOUNS))
    noun_genders = learn_noun_genders(evidence.uses)
    finder = PresenceFinder(scenes, evidence.named, people, noun_genders)
    observed = list(finder.observe_uses(evidence.uses))
    statements = [one for one in evidence.statements if agree(one.use.description.gender, people.genders[one.entity])]
    uses = RoleLearner(observed, count_statements(statements, people)).learn()
    stated = count_stated_relatives(statements, finder, people)
    return RoleTable(uses, learn_relatives(observed, stated, uses, people), people.genders, noun_genders)
