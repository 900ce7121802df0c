"""Finds lines of dialogue by their position or by their words, as people type them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audiobook.cast_file.values import LineCorrection
from audiobook.commands.script_position import POSITION_PATTERN, ScriptPosition, format_position, parse_position
from audiobook.errors import InputError
from audiobook.model import Script, Segment
from audiobook.text.comparison import normalize_words

# Marks around a quotation, which the cast file leaves out.
QUOTATION_EDGE_CHARACTERS = "\"“”„‟«»‹›‘’'*_ "
MAX_LISTED_LINES = 6
EXCERPT_CHARACTERS = 50
# The least similarity (rapidfuzz's ratio, 0 to 100) of a line that is proposed.
MIN_SIMILARITY = 60
POSITION_HINT = "write a position like 7:42, or the words of the line"


def find_lines(script: Script, typed: str) -> tuple[Segment, ...]:
    """The lines at a position ("7:42", "7:42.2"), or the one line with these words.

    Raises InputError if there is none, with the nearest line, or if several lines have the words, with their positions.
    """
    if POSITION_PATTERN.fullmatch(typed.strip()):
        return _find_lines_at(script, parse_position(typed))
    words = normalize_words(typed)
    if not words:
        raise InputError(f"--line {typed!r}: there are no words in it; {POSITION_HINT}")
    quotes = list_lines(script)
    texts = [normalize_words(quote.text) for quote in quotes]
    pairs = list(zip(quotes, texts, strict=True))
    found = [quote for quote, text in pairs if text == words] or [
        quote for quote, text in pairs if f" {words} " in f" {text} "
    ]
    if not found:
        raise InputError(f"--line: nobody says {typed.strip()!r}{_suggest_line(words, quotes, texts, script)}")
    if len(found) > 1:
        listed = ", ".join(f"{describe_position(quote, script)} ({quote.speaker or 'unknown'})" for quote in found[:6])
        more = ", …" if len(found) > MAX_LISTED_LINES else ""
        raise InputError(
            f"--line: {typed.strip()!r} is said {len(found)} times: {listed}{more}; give one of these positions instead"
        )
    return (found[0],)


def list_lines(script: Script) -> list[Segment]:
    """The lines of dialogue and thought, in reading order."""
    return [segment for segment in script.segments if segment.kind.is_speech]


def _find_lines_at(script: Script, position: ScriptPosition) -> tuple[Segment, ...]:
    chapter, paragraph, quotation = position
    quotes = _lines_of_paragraph(script, chapter, paragraph)
    chosen = quotes[quotation - 1 : quotation] if quotation else quotes
    if not chosen:
        raise InputError(
            f"--line {format_position(position)}: nobody says anything there; `audiobook inspect --html` shows the "
            "position of each line"
        )
    return tuple(chosen)


def _lines_of_paragraph(script: Script, chapter: int, paragraph: int) -> list[Segment]:
    return [
        segment
        for segment in script.chapter_segments(chapter)
        if segment.paragraph == paragraph and segment.kind.is_speech
    ]


def _suggest_line(words: str, quotes: Sequence[Segment], texts: Sequence[str], script: Script) -> str:
    """The end of a message: the line that is most like the words."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(words, texts, scorer=fuzz.ratio, score_cutoff=MIN_SIMILARITY)
    if best is None and words:
        best = process.extractOne(words, texts, scorer=fuzz.partial_ratio, score_cutoff=MIN_SIMILARITY)
    if best is None:
        return f"; {POSITION_HINT}"
    quote = quotes[best[2]]
    return (
        f"; the nearest line is {describe_position(quote, script)}, {excerpt(quote)} ({quote.speaker or 'unknown'}). "
        "Give its position instead if you mean it"
    )


def describe_position(segment: Segment, script: Script) -> str:
    """The position of a line, as --line takes it; with the quotation's number if its paragraph has several."""
    quotes = _lines_of_paragraph(script, segment.chapter, segment.paragraph)
    # By its place in the text: in the studio, its speaker may have been decided anew meanwhile.
    number = [one.span for one in quotes].index(segment.span) + 1 if len(quotes) > 1 else 0
    return format_position((segment.chapter, segment.paragraph, number))


def excerpt(segment: Segment, max_characters: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of a line, in quotation marks."""
    return f"“{shorten_quote(segment.text, max_characters)}”"


def shorten_quote(text: str, max_characters: int) -> str:
    """The words of a quotation, and no more characters than that."""
    words = clean_quote(text)
    return words if len(words) <= max_characters else f"{words[: max_characters - 1].rstrip()}…"


def clean_quote(text: str) -> str:
    """The words of a quotation on one line, without the marks around them."""
    return " ".join(text.split()).strip(QUOTATION_EDGE_CHARACTERS)


def build_corrections(script: Script, segments: Iterable[Segment], speaker: str) -> tuple[LineCorrection, ...]:
    """The rows of the cast file that name a speaker for these lines."""
    return tuple(_build_correction(script, segment, speaker) for segment in segments)


def _build_correction(script: Script, segment: Segment, speaker: str) -> LineCorrection:
    quotes = _lines_of_paragraph(script, segment.chapter, segment.paragraph)
    twins = [quote for quote in quotes if normalize_words(quote.text) == normalize_words(segment.text)]
    quotation = quotes.index(segment) + 1 if len(twins) > 1 else 0
    text = clean_quote(segment.text)
    return LineCorrection(text, speaker, segment.chapter, segment.paragraph, quotation=quotation)
