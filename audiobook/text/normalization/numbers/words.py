"""Plain numbers in words, the American way: no "and" inside of a number, and years by their two halves."""

from __future__ import annotations

from functools import lru_cache

DIGITS = "0123456789"
# A whole number with or without commas, and its decimals.
NUMBER = r"(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
DIGIT_NAMES = "zero one two three four five six seven eight nine".split()
# A number of more digits is a code rather than a quantity.
MOST_DIGITS = 15
# From here on, what is no round number is a code, too: 9780306406157, but 1000000.
CODE_DIGITS, ROUND = 7, 1000
REMEMBERED = 4096


@lru_cache(maxsize=REMEMBERED)
def cardinal(figure: str) -> str:
    """A number in words; one with a leading nought, or too long for a quantity, digit by digit.

    >>> cardinal("1,250"), cardinal("3.14"), cardinal("2.0"), cardinal(".5")
    ('one thousand two hundred fifty', 'three point one four', 'two point oh', 'point five')
    >>> cardinal("0042"), cardinal("1000000")
    ('zero zero four two', 'one million')
    """
    whole, _, decimals = figure.replace(",", "").partition(".")
    said = _whole(whole, is_grouped="," in figure) if whole else ""
    if decimals:
        said = f"{said} point {'oh' if decimals == '0' and whole else digits(decimals)}"
    return said.strip()


def _whole(figure: str, is_grouped: bool) -> str:
    if len(figure) > MOST_DIGITS or (len(figure) > 1 and int(figure[0]) == 0):
        return digits(figure)
    if len(figure) >= CODE_DIGITS and int(figure) % ROUND and not is_grouped:
        return digits(figure)
    return _words(int(figure), "cardinal")


def digits(figure: str) -> str:
    """The digits of a figure one by one, whatever stands between them.

    >>> digits("911"), digits("555-0100")
    ('nine one one', 'five five five zero one zero zero')
    """
    return " ".join(DIGIT_NAMES[int(digit)] for digit in figure if digit.isdecimal())


@lru_cache(maxsize=REMEMBERED)
def ordinal(figure: str) -> str:
    """The ordinal of a whole number.

    >>> ordinal("21"), ordinal("103")
    ('twenty-first', 'one hundred third')
    """
    whole = figure.replace(",", "")
    return _words(int(whole), "ordinal") if len(whole) <= MOST_DIGITS else f"{digits(whole)}th"


@lru_cache(maxsize=REMEMBERED)
def year(figure: str) -> str:
    """A year as people say it, and any other number that is said by its two halves.

    >>> year("1905"), year("1900"), year("2008"), year("2026"), year("476")
    ('nineteen oh five', 'nineteen hundred', 'two thousand eight', 'twenty twenty-six', 'four seventy-six')
    """
    number = int(figure)
    halves, rest = divmod(number, 100)
    if number < 100 or number >= 10_000 or (halves % 10 == 0 and rest < 10):
        return _words(number, "cardinal")
    return f"{_words(halves, 'cardinal')} {_second_half(rest)}"


def _second_half(rest: int) -> str:
    if rest == 0:
        return "hundred"
    return f"oh {DIGIT_NAMES[rest]}" if rest < 10 else _words(rest, "cardinal")


def plural(word: str) -> str:
    """The plural of a number word.

    >>> plural("six"), plural("twenty"), plural("four")
    ('sixes', 'twenties', 'fours')
    """
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "s")) else f"{word}s"


def counted(figure: str, one: str, many: str) -> str:
    """A number with what is counted.

    >>> counted("1", "mile", "miles"), counted("2.5", "mile", "miles")
    ('one mile', 'two point five miles')
    """
    return f"{cardinal(figure)} {one if figure in ('1', '1.0') else many}"


def _words(number: int, to: str) -> str:
    # Plain stories have no figures, and need not wait for it.
    from num2words import num2words

    return str(num2words(number, to=to)).replace(",", "").replace(" and ", " ")
