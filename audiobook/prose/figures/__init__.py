"""Figures in words: the same for every engine, so that no engine's own guesses are met.

Ratings come before what takes decoration out; the rest comes last, when all other rules have had their say.
"""

from audiobook.prose.figures.arithmetic import ARITHMETIC
from audiobook.prose.figures.counts import COUNTS
from audiobook.prose.figures.dates import DATES
from audiobook.prose.figures.games import GAMES
from audiobook.prose.figures.marks import RATINGS, TITLES_OF_BOXES
from audiobook.prose.figures.money import MONEY
from audiobook.prose.figures.plain import PLAIN
from audiobook.prose.figures.ranges import RANGES
from audiobook.prose.figures.roman import ROMAN_NUMERALS
from audiobook.prose.figures.shares import SHARES
from audiobook.prose.figures.telephones import TELEPHONES
from audiobook.prose.figures.times import TIMES
from audiobook.prose.figures.units import UNITS
from audiobook.prose.rewrites import Rewrite

FIGURES: tuple[Rewrite, ...] = (
    *MONEY[:3],
    *RANGES[:2],
    *TIMES,
    *DATES[:6],
    *TELEPHONES,
    *ARITHMETIC[:2],
    *SHARES,
    *GAMES,
    *UNITS[:3],
    *MONEY[3:],
    *COUNTS[:1],
    *RANGES[2:],
    *COUNTS[1:],
    *UNITS[3:],
    *ARITHMETIC[2:],
    *DATES[6:],
    *PLAIN,
)

__all__ = ["FIGURES", "RATINGS", "ROMAN_NUMERALS", "TITLES_OF_BOXES"]
