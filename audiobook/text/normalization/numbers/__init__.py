"""Numbers in words, the same for every engine, so that none guesses on its own.

Ratings come before the rules that remove decoration (symbols.py); the number rules come last of all. Among them, what
needs more context comes first: dates before fractions, fractions before plain numbers.
"""

from audiobook.text.normalization.numbers.arithmetic import ARITHMETIC_RULES, OPERATION_RULES
from audiobook.text.normalization.numbers.dates import DATE_RULES, YEAR_RULES
from audiobook.text.normalization.numbers.digit_strings import DIGIT_STRING_RULES
from audiobook.text.normalization.numbers.fractions import FRACTION_RULES
from audiobook.text.normalization.numbers.games import GAME_RULES
from audiobook.text.normalization.numbers.money import MONEY_RULES, OLD_MONEY_RULES
from audiobook.text.normalization.numbers.plain_numbers import PLAIN_NUMBER_RULES
from audiobook.text.normalization.numbers.quantities import COUNT_RULES, SIZE_RULES
from audiobook.text.normalization.numbers.ranges import RANGE_RULES, VERSE_RULES
from audiobook.text.normalization.numbers.times import TIME_RULES
from audiobook.text.normalization.numbers.units import HEIGHT_AND_COORDINATE_RULES, UNIT_RULES
from audiobook.text.normalization.rules import NormalizationRule

NUMBER_RULES: tuple[NormalizationRule, ...] = (
    *OLD_MONEY_RULES,
    *VERSE_RULES,
    *TIME_RULES,
    *DATE_RULES,
    *DIGIT_STRING_RULES,
    *OPERATION_RULES,
    *FRACTION_RULES,
    *GAME_RULES,
    *HEIGHT_AND_COORDINATE_RULES,
    *MONEY_RULES,
    *SIZE_RULES,
    *RANGE_RULES,
    *COUNT_RULES,
    *UNIT_RULES,
    *ARITHMETIC_RULES,
    *YEAR_RULES,
    *PLAIN_NUMBER_RULES,
)
