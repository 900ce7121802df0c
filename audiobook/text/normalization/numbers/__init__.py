"""Figures in words: the same for every engine, so that it makes no guesses of its own about them.

Ratings come before what takes decoration out; the rest comes last, when all other rules have had their say. Of those,
what is told by more context comes first: a date before a share, a share before a number.
"""

from audiobook.text.normalization.numbers.arithmetic import ARITHMETIC, OPERATIONS
from audiobook.text.normalization.numbers.cardinals import PLAIN
from audiobook.text.normalization.numbers.counting import COUNTS, SIZES
from audiobook.text.normalization.numbers.dates import DATES, YEARS
from audiobook.text.normalization.numbers.fractions import SHARES
from audiobook.text.normalization.numbers.games import GAMES
from audiobook.text.normalization.numbers.money import MONEY, OLD_MONEY
from audiobook.text.normalization.numbers.ranges import RANGES, VERSES
from audiobook.text.normalization.numbers.telephones import TELEPHONES
from audiobook.text.normalization.numbers.times import TIMES
from audiobook.text.normalization.numbers.units import HEIGHTS_AND_PLACES, UNITS
from audiobook.text.normalization.rules import Rewrite

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
