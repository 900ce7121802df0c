"""Rules about the notations of games: levels, dice, status boxes, chess."""

from __future__ import annotations

import re

from audiobook.text.normalization.numbers.number_rule import number_rule
from audiobook.text.normalization.numbers.number_words import to_cardinal
from audiobook.text.normalization.rules import NormalizationRule

CHESS_PIECES = {"K": "king", "Q": "queen", "R": "rook", "B": "bishop", "N": "knight"}
CHESS_ACTIONS = {"x": "takes", "=": "equals"}
CHESS_MOVE = r"[KQRBN](?:[a-h]|[1-8])?x?[a-h][1-8](?:=[QRBN])?[+#]?"
CHESS_CHECKS = {"+": " check", "#": " checkmate"}


def _say_level(match: re.Match[str]) -> str:
    word = "level" if match["word"].islower() else "Level"
    return f"{word} {to_cardinal(match['figure'])}"


def _say_dice(match: re.Match[str]) -> str:
    count = f"{to_cardinal(match['many'])} " if match["many"] else ""
    words = f"{count}D {to_cardinal(match['sides'])}"
    if match["more"]:
        words += f" {'plus' if match['sign'] == '+' else 'minus'} {to_cardinal(match['more'])}"
    return words


def _say_chess_move(match: re.Match[str]) -> str:
    written = match["move"]
    words = [CHESS_PIECES[written[0]]]
    for character in written[1:].rstrip("+#"):
        words.append(CHESS_ACTIONS.get(character) or CHESS_PIECES.get(character) or _say_square(character))
    return " ".join(words) + CHESS_CHECKS.get(written[-1], "")


def _say_square(character: str) -> str:
    return to_cardinal(character) if character.isdecimal() else character.upper()


GAME_RULES: tuple[NormalizationRule, ...] = (
    number_rule(
        "levels",
        re.compile(r"(?<![\w.])(?P<word>[Ll][Vv][Ll]?)s?(?:\.|:)? ?(?P<figure>\d{1,6})(?![\w/]|[.,]\d)"),
        _say_level,
        (("a Lv. 3 imp", "a Level three imp"), ("Lvl 12 Mage", "Level twelve Mage"), ("at lvl.5", "at level five")),
        ("Lv", "Lvov 3", "level 3"),
    ),
    number_rule(
        "dice",
        re.compile(
            r"(?<![\w.-])(?P<many>\d{1,3})?[dD](?P<sides>2|3|4|6|8|10|12|20|30|100)(?: ?(?P<sign>[+−-]) ?"
            r"(?P<more>\d{1,3}))?(?![\w]|[.,]\d)"
        ),
        _say_dice,
        (
            ("rolled a d20.", "rolled a D twenty."),
            ("for 2d6+3 fire", "for two D six plus three fire"),
            ("took 1d4 - 1", "took one D four minus one"),
        ),
        ("d7", "3d", "ad20", "D-20"),
    ),
    number_rule(
        "chess moves",
        re.compile(rf"(?<![\w/.-])(?P<move>{CHESS_MOVE})(?!\w|['’]\w)"),
        _say_chess_move,
        (
            ("then Nf3 and", "then knight F three and"),
            ("Qxh7#", "Queen takes H seven checkmate"),
            ("played Rad1+", "played rook A D one check"),
        ),
        ("Nf9", "Ka7s", "Be4u", "NF3"),
    ),
    number_rule(
        "pawn moves",
        re.compile(r"(?<![\w/.-])(?P<from>[a-h])x(?P<to>[a-h][1-8])(?:=(?P<piece>[QRBN]))?(?P<check>[+#]?)(?!\w)"),
        lambda match: (
            f"{match['from'].upper()} takes {match['to'][0].upper()} {to_cardinal(match['to'][1])}"
            + (f" equals {CHESS_PIECES[match['piece']]}" if match["piece"] else "")
            + CHESS_CHECKS.get(match["check"], "")
        ),
        (("played exd5.", "played E takes D five."),),
        ("exd9", "exd", "axe"),
    ),
    number_rule(
        "castling",
        re.compile(r"(?P<number>(?<!\w)\d{1,3}\.{1,3} ?)(?:(?P<long>O-O-O|0-0-0)|O-O|0-0)(?![\w-])"),
        lambda match: match["number"] + ("castles queenside" if match["long"] else "castles"),
        (("12. O-O", "12. castles"), ("9... O-O-O", "9... castles queenside")),
        ("O-O", "won 0-0", "no-O-O-O"),
    ),
)
