"""Numbers in words, the American way: without "and", and years by their two halves."""

from __future__ import annotations

from functools import lru_cache

DIGITS = "0123456789"
# A whole number, with or without commas, and its decimals.
NUMBER_PATTERN = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
DIGIT_NAMES = "zero one two three four five six seven eight nine".split()
# A number with more digits is a code rather than a quantity.
MAX_QUANTITY_DIGITS = 15
# From so many digits on, a number that is not round is a code, too: 9780306406157, but 1000000.
MIN_CODE_DIGITS, ROUND_UNIT = 7, 1000
CACHE_SIZE = 4096


@lru_cache(maxsize=CACHE_SIZE)
def to_cardinal(figure: str) -> str:
    """A number in words; digit by digit if it has a leading zero or is too long for a quantity.

    >>> to_cardinal("1,250"), to_cardinal("3.14"), to_cardinal("2.0"), to_cardinal(".5")
    ('one thousand two hundred fifty', 'three point one four', 'two point oh', 'point five')
    >>> to_cardinal("0042"), to_cardinal("1000000")
    ('zero zero four two', 'one million')
    """
    whole, _, decimals = figure.replace(",", "").partition(".")
    words = _whole_number(whole, is_grouped="," in figure) if whole else ""
    if decimals:
        words = f"{words} point {'oh' if decimals == '0' and whole else to_digits(decimals)}"
    return words.strip()


def _whole_number(figure: str, is_grouped: bool) -> str:
    if len(figure) > MAX_QUANTITY_DIGITS or (len(figure) > 1 and int(figure[0]) == 0):
        return to_digits(figure)
    if len(figure) >= MIN_CODE_DIGITS and int(figure) % ROUND_UNIT and not is_grouped:
        return to_digits(figure)
    return _to_words(int(figure), "cardinal")


def to_digits(figure: str) -> str:
    """The digits of a number one by one, without whatever is between them.

    >>> to_digits("911"), to_digits("555-0100")
    ('nine one one', 'five five five zero one zero zero')
    """
    return " ".join(DIGIT_NAMES[int(digit)] for digit in figure if digit.isdecimal())


@lru_cache(maxsize=CACHE_SIZE)
def to_ordinal(figure: str) -> str:
    """The ordinal of a whole number.

    >>> to_ordinal("21"), to_ordinal("103")
    ('twenty-first', 'one hundred third')
    """
    whole = figure.replace(",", "")
    return _to_words(int(whole), "ordinal") if len(whole) <= MAX_QUANTITY_DIGITS else f"{to_digits(whole)}th"


@lru_cache(maxsize=CACHE_SIZE)
def to_year(figure: str) -> str:
    """A year, or any other number that is said by its two halves, in words.

    >>> to_year("1905"), to_year("1900"), to_year("2008"), to_year("2026"), to_year("476")
    ('nineteen oh five', 'nineteen hundred', 'two thousand eight', 'twenty twenty-six', 'four seventy-six')
    """
    number = int(figure)
    halves, rest = divmod(number, 100)
    if number < 100 or number >= 10_000 or (halves % 10 == 0 and rest < 10):
        return _to_words(number, "cardinal")
    return f"{_to_words(halves, 'cardinal')} {_year_ending(rest)}"


def _year_ending(rest: int) -> str:
    if rest == 0:
        return "hundred"
    return f"oh {DIGIT_NAMES[rest]}" if rest < 10 else _to_words(rest, "cardinal")


def pluralize(word: str) -> str:
    """The plural of a number word.

    >>> pluralize("six"), pluralize("twenty"), pluralize("four")
    ('sixes', 'twenties', 'fours')
    """
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "s")) else f"{word}s"


def count_noun(figure: str, singular: str, plural_noun: str) -> str:
    """A number in words with the counted noun.

    >>> count_noun("1", "mile", "miles"), count_noun("2.5", "mile", "miles")
    ('one mile', 'two point five miles')
    """
    return f"{to_cardinal(figure)} {singular if figure in ('1', '1.0') else plural_noun}"


def _to_words(number: int, form: str) -> str:
    # Many stories have no numbers, and need not wait for it.
    from num2words import num2words

    return str(num2words(number, to=form)).replace(",", "").replace(" and ", " ")
