"""Joins names into characters: Kakashi, Kakashi-sensei and Hatake are one, Mr. Darcy and Mrs. Darcy are two."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from audiobook.attribution.gender import gender_of_first_name
from audiobook.attribution.names import Usage, bare, title_of
from audiobook.attribution.vocabulary import BEFORE_FIRST_NAME, DIMINUTIVES, FEMALE, SAME_TITLE, TITLES

LEAST_USES = 2
# In a run of more capitalised words than this (shouting, mostly) its parts are not looked up two by two.
MOST_NAME_WORDS = 40
KINSHIP = frozenset(
    "mr mrs miss sir lord madam father mother brother sister uncle aunt cousin grandmother grandfather".split()
)
# Titles that one person does not bear in one story.
TITLES_APART = (frozenset({"mrs", "miss"}), frozenset({"mr", "sir"}), frozenset({"mr", "master"}))


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A name taken apart: its title ("mr", "" for none), the words behind it, and what gender the title tells."""

    surface: str
    title: str
    words: tuple[str, ...]

    @property
    def gender(self) -> str:
        """The gender that title or first name tell, "" where neither does."""
        told = TITLES.get(self.title, "")
        if told or not self.words or (self.title and len(self.words) == 1):
            return told
        return gender_of_first_name(self.words[0])


@dataclass
class Figure:
    """A character in the making: its names and how often each is used."""

    names: list[ParsedName] = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)
    gender: str = ""

    @property
    def name(self) -> str:
        """The name most used."""
        return self.uses.most_common(1)[0][0]

    @property
    def has_telling_title(self) -> bool:
        """Whether a title that tells the gender is used so often that it cannot be someone else's."""
        titled = sum(self.uses[one.surface] for one in self.names if TITLES.get(one.title))
        return titled * 7 >= sum(self.uses.values()) > 0


def parsed(surface: str) -> ParsedName:
    """A name taken apart.

    >>> parsed("Mr. Frank Ash").words
    ('frank', 'ash')
    """
    parts = surface.split()
    titles = []
    while parts and (title := title_of(parts[0])) is not None:
        titles.append(title)
        parts.pop(0)
    words = tuple(bare(part).rstrip(".").lower() for part in parts)
    title = titles[-1] if titles else ""
    return ParsedName(surface, SAME_TITLE.get(title, title), words)


@dataclass(frozen=True, slots=True)
class Companions:
    """Those whom the text tells of beside a name: by all they are called, and by nothing but a first name."""

    surfaces: frozenset[str]
    firsts: frozenset[str]

    def has(self, name: ParsedName) -> bool:
        """Whether a name is one of theirs."""
        return name.surface in self.surfaces or (len(name.words) > 1 and name.words[0] in self.firsts)


def companions_of(name: ParsedName, beside: Iterable[ParsedName]) -> Companions:
    """Those of the names beside a name that are surely another's: neither has only words of the other."""
    words = set(name.words)
    others = [one for one in beside if not (words.issuperset(one.words) or words <= set(one.words))]
    firsts = (one.words[0] for one in others if len(one.words) == 1 and not one.title)
    return Companions(frozenset(one.surface for one in others), frozenset(firsts))


class SortedWords:
    """Words by their first letters."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def add(self, word: str) -> None:
        """Adds a word that is not there yet."""
        insort(self._words, word)

    def after(self, beginning: str) -> Iterator[str]:
        """The words that begin so and go on."""
        for place in range(bisect_right(self._words, beginning), len(self._words)):
            if not self._words[place].startswith(beginning):
                return
            yield self._words[place]


def _key(words: Iterable[str]) -> tuple[str, ...]:
    """What a full name is looked up by: two of its words, always the same ones whatever their order."""
    return tuple(sorted(set(words))[:2])


def _keys_inside(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """The keys of all full names that have none but these words."""
    ordered = sorted(set(words))
    yield from ((word,) for word in ordered)
    yield from combinations(ordered, 2)


class Roster:
    """The characters of a story, and which of them each name means."""

    def __init__(
        self,
        usage: Mapping[str, Usage],
        known: Iterable[str] = (),
        aliases: Mapping[str, str] | None = None,
        beside: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.figures: list[Figure] = []
        self.of_surface: dict[str, int] = {}
        self._by_word: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._by_full_name: defaultdict[tuple[str, ...], dict[int, None]] = defaultdict(dict)
        self._by_title: defaultdict[str, dict[int, None]] = defaultdict(dict)
        self._words, self._words_backwards = SortedWords(), SortedWords()
        self._usage = usage
        self._beside: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in beside:
            self._beside[one].add(other)
        self._companions: dict[str, Companions] = {}
        self._last_words: Counter[str] = Counter()
        for surface, use in usage.items():
            self._last_words[surface.split()[-1]] += use.count
        self._given = {name: parsed(name) for name in known}
        self._aliases = dict(aliases or {})
        self._build()

    def _build(self) -> None:
        names = [parsed(surface) for surface in self._usage if self._is_person(surface)]
        names += [one for surface, one in self._given.items() if surface not in self._usage and one.words]
        for step in (self._is_full, self._is_titled, self._is_single):
            chosen = [name for name in names if step(name)]
            for name in sorted(chosen, key=lambda one: (-len(one.words), -self._count(one.surface), one.surface)):
                self._place(name)

    def _is_person(self, surface: str) -> bool:
        use = self._usage[surface]
        name = parsed(surface)
        if surface in self._aliases or surface in self._given:
            return True
        if self._is_family(name):
            return False
        if name.title and name.words:
            return True
        signs = use.personal + use.called
        if use.place > 2 * signs and use.place * 3 > use.count:
            return False
        if len(name.words) > 1 and gender_of_first_name(name.words[0]):
            return True
        if not name.words and not signs:
            return False
        return signs > 0 or use.count >= LEAST_USES or bool(name.words and gender_of_first_name(name.words[0]))

    def _is_family(self, name: ParsedName) -> bool:
        """Whether it names a family: the Archers."""
        last = name.surface.split()[-1]
        if name.title in ("mr", "mrs") or not last.endswith("s") or len(last) < 5:
            return False
        return self._last_words[last[:-1]] > self._last_words[last]

    @staticmethod
    def _is_full(name: ParsedName) -> bool:
        return len(name.words) > 1

    @staticmethod
    def _is_titled(name: ParsedName) -> bool:
        return len(name.words) <= 1 and bool(name.title)

    @staticmethod
    def _is_single(name: ParsedName) -> bool:
        return len(name.words) == 1 and not name.title

    def _count(self, surface: str) -> int:
        use = self._usage.get(surface)
        return use.count if use else 0

    def _place(self, name: ParsedName) -> None:
        """Puts a name to the character it means, or to a new one."""
        wanted = self._aliases.get(name.surface)
        if wanted:
            index = self._index_named(wanted)
            if wanted == name.surface:
                return
        else:
            found = self._match(name)
            index = self._new() if found is None else found
        self._add(index, name)

    def _index_named(self, surface: str) -> int:
        if surface not in self.of_surface:
            self._add(self._new(), parsed(surface))
        return self.of_surface[surface]

    def _new(self) -> int:
        self.figures.append(Figure())
        return len(self.figures) - 1

    def _add(self, index: int, name: ParsedName) -> None:
        figure = self.figures[index]
        figure.names.append(name)
        figure.uses[name.surface] += self._count(name.surface)
        self.of_surface[name.surface] = index
        for word in set(name.words) or {name.title}:
            if not self._by_word[word]:
                self._words.add(word)
                self._words_backwards.add(word[::-1])
            self._by_word[word][index] = None
        if len(name.words) > 1:
            self._by_full_name[_key(name.words)][index] = None
        self._by_title[name.title][index] = None
        figure.gender = figure.gender or name.gender

    def _match(self, name: ParsedName) -> int | None:
        if len(name.words) > 1:
            return self._match_full(name)
        if not name.words:
            return self._match_bare_title(name)
        return self._match_titled(name) if name.title else self._match_single(name)

    def _most_used(self, indices: Iterable[int]) -> int | None:
        return max(indices, key=lambda i: (self._weight(i), -i), default=None)

    def _weight(self, index: int) -> int:
        """How much a character is used, by names of its own: its first name alone counts too."""
        figure = self.figures[index]
        own = sum(figure.uses.values())
        firsts = {name.words[0] for name in figure.names if name.words}
        return own + sum(self._count(first.capitalize()) for first in firsts)

    def _agree(self, name: ParsedName, index: int) -> bool:
        figure = self.figures[index]
        if self._stands_beside(name, figure):
            return False
        titles = {one.title for one in figure.names if one.title}
        if name.gender and figure.gender and name.gender != figure.gender:
            return False
        if len(name.words) > 1 and name.title == "mrs" and "mrs" not in titles:
            return False
        return not any(name.title in apart and titles & apart and name.title not in titles for apart in TITLES_APART)

    def _stands_beside(self, name: ParsedName, figure: Figure) -> bool:
        """Whether the text tells of both as of two people: Miss Dale and Rose, where the figure is Rose Dale."""
        if name.surface not in self._beside:
            return False
        if name.surface not in self._companions:
            self._companions[name.surface] = companions_of(name, map(parsed, self._beside[name.surface]))
        return any(self._companions[name.surface].has(one) for one in figure.names)

    def _match_full(self, name: ParsedName) -> int | None:
        words = set(name.words)
        fitting = [
            i
            for i in self._perhaps(name)
            if self._agree(name, i)
            and any(
                len(one.words) > 1 and (words <= set(one.words) or set(one.words) <= words)
                for one in self.figures[i].names
            )
        ]
        return self._most_used(fitting)

    def _perhaps(self, name: ParsedName) -> Iterable[int]:
        """The figures that may have a full name with all of these words, or with none but these."""
        rarest = min((self._by_word[word] for word in name.words), key=len)
        if len(name.words) > MOST_NAME_WORDS:
            return dict.fromkeys(i for word in name.words for i in self._by_word[word])
        inside = (self._by_full_name.get(key, ()) for key in _keys_inside(name.words))
        return dict.fromkeys((*rarest, *(i for indices in inside for i in indices)))

    def _match_bare_title(self, name: ParsedName) -> int | None:
        """The one who bears a title, if one alone does: the Count."""
        bare_ones = [i for i in self._by_word[name.title] if not self.figures[i].names[0].words]
        bearers = sorted(self._by_title[name.title])
        if bare_ones:
            return bare_ones[0]
        return bearers[0] if len(bearers) == 1 and name.title not in KINSHIP else None

    def bearer_of(self, phrase: str) -> int | None:
        """The one whom a description by a title means: the count, the old doctor."""
        title = title_of(phrase.rsplit(maxsplit=1)[-1]) if phrase else None
        if title is None or title in KINSHIP:
            return None
        wanted = SAME_TITLE.get(title, title)
        bearers = sorted(self._by_title[wanted])
        most = self._most_used(bearers)
        others = sum(self._weight(i) for i in bearers if i != most)
        return most if most is not None and self._weight(most) > 4 * others else None

    def _match_titled(self, name: ParsedName) -> int | None:
        word = name.words[0]
        fitting = [i for i in self._by_word[word] if self._agree(name, i)]
        same = [
            i
            for i in fitting
            if any(one.title == name.title and one.words[-1:] == (word,) for one in self.figures[i].names)
        ]
        exact = [i for i in same if any(len(one.words) == 1 for one in self.figures[i].names)]
        if exact:
            return self._most_used(exact)
        by_first = [
            i for i in fitting if any(len(one.words) > 1 and one.words[0] == word for one in self.figures[i].names)
        ]
        if name.title in BEFORE_FIRST_NAME and by_first:
            return self._most_used(by_first)
        if name.title == "mrs":
            return None
        family = [
            i for i in fitting if any(len(one.words) > 1 and one.words[-1] == word for one in self.figures[i].names)
        ]
        free = [i for i in family if not any(one.title and len(one.words) > 1 for one in self.figures[i].names)]
        if name.title == "miss" and family:
            return self._most_used(self._eldest(free) or self._eldest(family) or free or family)
        return free[0] if len(free) == 1 else None

    def _eldest(self, sisters: Iterable[int]) -> list[int]:
        """Those of whom no one says "Miss Rose": only the eldest is called by the family's name alone."""
        return [i for i in sisters if not any(self._is_younger(one) for one in self.figures[i].names)]

    def _is_younger(self, name: ParsedName) -> bool:
        return len(name.words) > 1 and f"Miss {name.words[0].capitalize()}" in self._usage

    def _match_single(self, name: ParsedName) -> int | None:
        word = name.words[0]
        fitting = [i for i in self._by_word[word] if self._agree(name, i) or not name.gender]
        firsts = [
            i
            for i in fitting
            if any(one.words[:1] == (word,) and one.title not in ("miss", "mrs") for one in self.figures[i].names)
        ]
        if firsts:
            return max(firsts, key=lambda i: (self._uses_as_first(word, i), self._weight(i), -i))
        fitting = [i for i in fitting if any(one.title != "mrs" for one in self.figures[i].names)]
        if fitting:
            return self._most_used([i for i in fitting if self.figures[i].gender != FEMALE] or fitting)
        return self._nicknamed(word, name)

    def _uses_as_first(self, word: str, index: int) -> int:
        """How often a character is called by a name that begins so: John Dale is John more than John Ash is, if he
        is mostly Mr. Ash."""
        figure = self.figures[index]
        return sum(figure.uses[one.surface] for one in figure.names if one.words[:1] == (word,))

    def _nicknamed(self, word: str, name: ParsedName) -> int | None:
        full = DIMINUTIVES.get(word)
        for wanted in filter(None, (full, *(short for short, long in DIMINUTIVES.items() if long == word))):
            fitting = [
                i
                for i in self._by_word[wanted]
                if any(one.words[0] == wanted for one in self.figures[i].names if one.words)
            ]
            if len(fitting) == 1 and self._count(name.surface) > 0:
                return fitting[0]
        return self._shortened(word, name)

    def _shortened(self, word: str, name: ParsedName) -> int | None:
        """A pet name that is the beginning or the end of a name used far more: Kashi for Kakashi."""
        use = self._usage.get(name.surface)
        if use is None or len(word) < 4 or use.called * 2 < use.count:
            return None
        longer = (*self._words.after(word), *(long[::-1] for long in self._words_backwards.after(word[::-1])))
        fitting = {i for long in longer for i in self._by_word[long] if self._weight(i) > 3 * use.count}
        return fitting.pop() if len(fitting) == 1 else None
