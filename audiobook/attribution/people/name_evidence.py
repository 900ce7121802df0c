"""What the text says of its names apart from their words: who is with whom, and who is he or she."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from audiobook.attribution.people.gender_votes import guess_genders_of_names
from audiobook.attribution.people.name_mentions import NameFinder, NameMention

# In what share of the paragraphs with one name another may stand, too, if both mean one person.
MAX_SHARED = 0.1


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """What is known of a story's names by where they stand.

    `distinct_pairs` are names of two different people, `genders` those that pronouns imply for names that imply none,
    `paragraphs` are those in whose narration each name stands.
    """

    distinct_pairs: Iterable[tuple[str, str]] = ()
    genders: Mapping[str, str] = field(default_factory=dict)
    paragraphs: Mapping[str, Set[int]] = field(default_factory=dict)

    def stand_together(self, name: str, others: Iterable[str]) -> bool:
        """Whether a name often stands in one paragraph with others: narration calls one person by one name at a time.

        >>> evidence = NameEvidence(paragraphs={"Mr. Ash": {1, 2, 3}, "George": {2, 3, 8}, "Tom": {9}})
        >>> evidence.stand_together("Mr. Ash", ["George"]), evidence.stand_together("Mr. Ash", ["Tom"])
        (True, False)
        """
        here = self.paragraphs.get(name, frozenset())
        there = frozenset().union(*(self.paragraphs.get(other, ()) for other in others))
        return len(here & there) > MAX_SHARED * len(here)


def gather_name_evidence(finder: NameFinder, mentions: Sequence[NameMention]) -> NameEvidence:
    """What the text says of all names that are mentioned."""
    paragraphs: defaultdict[str, set[int]] = defaultdict(set)
    for mention in mentions:
        if not finder.paragraphs[mention.paragraph].segments[mention.segment].is_quoted:
            paragraphs[mention.surface].add(mention.paragraph)
    genders = guess_genders_of_names(finder.paragraphs, mentions)
    return NameEvidence(finder.find_distinct_pairs(mentions), genders, dict(paragraphs))
