"""Figures in words: the same for every engine, so that it makes no guesses of its own about them.

Ratings come before what takes decoration out; the rest comes last, when all other rules have had their say. Of those,
what is told by more context comes first: a date before a share, a share before a number.
"""

from audiobook.prose.figures.arithmetic import ARITHMETIC, OPERATIONS
from audiobook.prose.figures.counts import COUNTS, SIZES
from audiobook.prose.figures.dates import DATES, YEARS
from audiobook.prose.figures.games import GAMES
from audiobook.prose.figures.marks import RATINGS, TITLES_OF_BOXES
from audiobook.prose.figures.money import MONEY, OLD_MONEY
from audiobook.prose.figures.plain import PLAIN
from audiobook.prose.figures.ranges import RANGES, VERSES
from audiobook.prose.figures.roman import ROMAN_NUMERALS
from audiobook.prose.figures.shares import SHARES
from audiobook.prose.figures.telephones import TELEPHONES
from audiobook.prose.figures.times import TIMES
from audiobook.prose.figures.units import HEIGHTS_AND_PLACES, UNITS
from audiobook.prose.rewrites import Rewrite

FIGURES: tuple[Rewrite, ...] = (
    *OLD_MONEY,
    *VERSES,
    *TIMES,
    *DATES,
    *TELEPHONES,
    *OPERATIONS,
    *SHARES,
    *GAMES,
    *HEIGHTS_AND_PLACES,
    *MONEY,
    *SIZES,
    *RANGES,
    *COUNTS,
    *UNITS,
    *ARITHMETIC,
    *YEARS,
    *PLAIN,
)

__all__ = ["FIGURES", "RATINGS", "ROMAN_NUMERALS", "TITLES_OF_BOXES"]
