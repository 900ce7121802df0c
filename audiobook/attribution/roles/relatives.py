"""Learns who is whose mother, brother or wife: from "his sister Ann", from titles, and from who is around "her son"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audiobook.attribution.people.parsed_names import parse_name
from audiobook.attribution.roles.evidence import RoleStatement
from audiobook.attribution.roles.presence import ObservedUse, PresenceFinder, RolePeople
from audiobook.attribution.words.kinship import INVERSE_RELATIONS, KIN_RELATIONS, SPOUSE

ROUNDS = 4
# The share that every pair has from the start, and that of relatives without a name.
PRIOR, NAMELESS_SHARE = 0.02, 0.0002
# How much a family name in common counts, and how many statements "Mr. Ash" and "Mrs. Ash" are that they are a couple.
FAMILY_FACTOR, COUPLE_WEIGHT = 5.0, 3.0
# The least that whoever is never "the mother" counts as "her mother".
MIN_FITNESS = 0.01
Relatives = dict[tuple[str, int], dict[int, float]]


class RelativeCounts:
    """How often each entity is a relative of another, both ways round, by relation and possessor."""

    def __init__(self, counts: Mapping[tuple[str, int], Mapping[int, float]] | None = None) -> None:
        self.counts: defaultdict[tuple[str, int], defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        for key, entities in (counts or {}).items():
            self.counts[key].update(entities)

    def add(self, relation: str, owner: int, entity: int, weight: float) -> None:
        """Counts that `entity` is, say, a parent of `owner`, and `owner` a child of `entity`."""
        self.counts[relation, owner][entity] += weight
        self.counts[INVERSE_RELATIONS[relation], entity][owner] += weight

    def freeze(self) -> Relatives:
        """The counts as plain dictionaries."""
        return {key: dict(entities) for key, entities in self.counts.items()}


def count_stated_relatives(
    statements: Iterable[RoleStatement], finder: PresenceFinder, people: RolePeople
) -> Relatives:
    """The relatives that the book names outright ("his sister Ann"), and couples by their titles."""
    relatives = RelativeCounts()
    for statement in statements:
        relation, _ = KIN_RELATIONS.get(statement.use.description.head, ("", ""))
        if relation:
            for owner, share in finder.find_owners(statement.use, statement.entity):
                relatives.add(relation, owner, statement.entity, statement.weight * share)
    for husband, wife in _find_couples(people.aliases):
        relatives.add(SPOUSE, husband, wife, COUPLE_WEIGHT)
    return relatives.freeze()


def _find_couples(aliases: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Pairs of Mr. and Mrs. of one name, if there is one of each only."""
    by_title: defaultdict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
    for entity, names in enumerate(aliases):
        for name in map(parse_name, names):
            by_title[name.title, name.words[-1:]].add(entity)
    couples = (
        (by_title.get(("mr", words), set()), wives) for (title, words), wives in by_title.items() if title == "mrs"
    )
    return [
        (min(husbands), min(wives))
        for husbands, wives in couples
        if len(husbands) == len(wives) == 1 and husbands != wives
    ]


@dataclass(frozen=True, slots=True)
class RelativePair:
    """A use of a noun of kinship with those whom it may mean and may belong to, and how likely each is."""

    relation: str
    owners: Sequence[tuple[int, float]]
    people: Sequence[tuple[int, float]]


def learn_relatives(
    observed: Iterable[ObservedUse], stated: Relatives, uses: Mapping[str, Mapping[int, float]], people: RolePeople
) -> Relatives:
    """Who is whose relative; `uses` says how often each noun of kinship means each entity, whosever relative it is."""
    pairs = list(_collect_pairs(observed, uses))
    families = [_find_family_names(names) for names in people.aliases]
    relatives = stated
    for _ in range(ROUNDS):
        relatives = _share_out(pairs, stated, relatives, families)
    return relatives


def _collect_pairs(observed: Iterable[ObservedUse], uses: Mapping[str, Mapping[int, float]]) -> Iterable[RelativePair]:
    for one in observed:
        head = one.use.description.head
        if head in KIN_RELATIONS and one.owners:
            known = uses.get(head, {})
            total = sum(known.values()) + 1.0
            people = [(entity, near * (known.get(entity, 0.0) / total + MIN_FITNESS)) for entity, near in one.people]
            yield RelativePair(KIN_RELATIONS[head][0], one.owners, people)


def _find_family_names(names: Iterable[str]) -> frozenset[str]:
    parsed = (parse_name(name) for name in names)
    return frozenset(name.words[-1] for name in parsed if name.words and (name.title or len(name.words) > 1))


def _share_out(
    pairs: Iterable[RelativePair], stated: Relatives, relatives: Relatives, families: Sequence[frozenset[str]]
) -> Relatives:
    """Shares every use out among its pairs as the counts so far suggest, and counts the shares."""
    totals = {key: sum(entities.values()) for key, entities in relatives.items()}
    new = RelativeCounts(stated)
    for pair in pairs:
        scores = {}
        for owner, share in pair.owners:
            known = relatives.get((pair.relation, owner), {})
            scale = share / (totals.get((pair.relation, owner), 0.0) + 1.0)
            for entity, fitness in pair.people:
                if entity != owner:
                    family = FAMILY_FACTOR if families[owner] & families[entity] else 1.0
                    scores[owner, entity] = scale * fitness * family * (known.get(entity, 0.0) + PRIOR)
        total = sum(scores.values()) + NAMELESS_SHARE
        for (owner, entity), score in scores.items():
            new.add(pair.relation, owner, entity, score / total)
    return new.freeze()
