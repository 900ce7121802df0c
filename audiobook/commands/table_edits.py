"""Sets pauses and pronunciations of a story in its cast file, and pronunciations for all stories in the lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from audiobook.cast_file.applying import apply_edits
from audiobook.cast_file.edits import SetValue
from audiobook.cast_file.line_takes import MAX_PAUSE_MS
from audiobook.cast_file.rows import RowChange, list_changes
from audiobook.errors import InputError
from audiobook.files.editing import edit_file
from audiobook.files.toml import describe_toml_error, parse_toml
from audiobook.model import Segment
from audiobook.model.pauses import DEFAULT_PAUSES, Pauses
from audiobook.production.plan import AnalyzedStory
from audiobook.text.folding import fold_name
from audiobook.text.pronunciation.lexicon_files import TABLE_NAME, parse_entries
from audiobook.text.suggest import format_suggestion
from audiobook.text.word_search import find_spelling, find_words

PAUSE_NAMES = tuple(Pauses.__slots__)
PAUSES_TABLE = "pauses"


def set_pauses(
    analysis: AnalyzedStory, typed: Iterable[tuple[str, str]], unset: Iterable[str]
) -> tuple[RowChange, ...]:
    """Sets pauses in the story's cast file, in milliseconds as typed, and removes others; what that has changed.

    Raises InputError if there is no such pause, or its length is wrong.
    """
    values = [SetValue(PAUSES_TABLE, _find_pause(name, "--unset"), None) for name in unset]
    values += [
        SetValue(PAUSES_TABLE, _find_pause(name, "--set"), _parse_length(name, length)) for name, length in typed
    ]
    return apply_edits(analysis.cast_path, values, story=analysis.cast_location.story).changes


def _find_pause(typed: str, option: str) -> str:
    name = typed.strip().lower()
    if name not in PAUSE_NAMES:
        raise InputError(f"{option}: there is no pause {typed!r}{format_suggestion(name, PAUSE_NAMES, max_shown=20)}")
    return name


def _parse_length(name: str, typed: str) -> int:
    number = typed.strip().lower().removesuffix("ms").strip().replace(",", "").replace("_", "")
    if not (number.isdecimal() and len(number) <= len(str(MAX_PAUSE_MS)) and int(number) <= MAX_PAUSE_MS):
        example = getattr(DEFAULT_PAUSES, name, 500)
        raise InputError(f"--set {name} {typed}: give milliseconds from 0 to {MAX_PAUSE_MS}, like {example}")
    return int(number)


def set_pronunciations(
    analysis: AnalyzedStory, said: Iterable[tuple[str, str]], forgotten: Iterable[str]
) -> tuple[RowChange, ...]:
    """Sets how words of the story are said, in its cast file, and forgets others; what that has changed.

    Raises InputError if a word is not in the story, or a pronunciation is wrong.
    """
    pairs = [(_find_word(analysis, word), spelling) for word, spelling in said]
    _check_pronunciations(pairs)
    known = {fold_name(entry.word): entry.word for entry in analysis.cast_file.pronounce}
    values = [SetValue(TABLE_NAME, known.get(fold_name(word), word), None) for word in forgotten]
    values += [SetValue(TABLE_NAME, known.get(fold_name(word), word), spelling) for word, spelling in pairs]
    return apply_edits(analysis.cast_path, values, story=analysis.cast_location.story).changes


def _find_word(analysis: AnalyzedStory, typed: str) -> str:
    """The word as the story spells it; raises InputError if the story doesn't have it."""
    spelling = find_spelling(analysis.book.text, " ".join(typed.split()))
    if spelling:
        return spelling
    words = {word.strip(".,;:!?\"'“”‘’()") for word in analysis.book.text.split()}
    suggestion = format_suggestion(typed, sorted(words), max_shown=0).partition(" (there are")[0]
    near = suggestion if "did you mean" in suggestion else ""
    raise InputError(f"--say: {typed} does not occur in this story{near} (--everywhere sets it for all stories)")


def _check_pronunciations(pairs: Iterable[tuple[str, str]]) -> None:
    for word, spelling in pairs:
        try:
            parse_entries({word: spelling}, "--say", len)
        except InputError as error:
            reason = str(error).partition(f"{word}: ")[2]
            raise InputError(f"--say {word} {spelling}: {reason}") from None


def set_lexicon_entries(path: Path, said: Iterable[tuple[str, str]], forgotten: Iterable[str]) -> tuple[RowChange, ...]:
    """Sets how words are said in all stories, in the lexicon at `path`, and forgets others; what that has changed."""
    pairs, unwanted = [(" ".join(word.split()), spelling) for word, spelling in said], tuple(forgotten)
    _check_pronunciations(pairs)
    changes: list[tuple[RowChange, ...]] = []

    def change(data: bytes | None) -> bytes | None:
        text = _decode(path, data)
        new_text = _edit_lexicon(text, pairs, unwanted)
        changes[:] = [list_changes(_list_table(parse_toml(text)), _list_table(parse_toml(new_text)))]
        return None if new_text == text else new_text.encode("utf-8")

    edit_file(path, change, "run this from a folder that you can write to, or name one with --output")
    return changes[0]


def _decode(path: Path, data: bytes | None) -> str:
    try:
        text = (data or b"").decode("utf-8-sig").replace("\r\n", "\n")
        parse_toml(text)
    except ValueError as error:
        raise InputError(describe_toml_error(path, error)) from None
    return text


def _list_table(data: dict[str, Any]) -> dict[str, Any]:
    """The words of a lexicon as a table, whether or not they are below a heading."""
    return {TABLE_NAME: data.get(TABLE_NAME, data)}


def _edit_lexicon(text: str, pairs: Iterable[tuple[str, str]], forgotten: Iterable[str]) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    table: Any = document.get(TABLE_NAME, document)
    known = {fold_name(word): word for word in table}
    for word in forgotten:
        table.pop(known.get(fold_name(word), word), None)
    for word, spelling in pairs:
        table[known.get(fold_name(word), word)] = spelling
    return tomlkit.dumps(document)


def find_lines_with(analysis: AnalyzedStory, words: Iterable[str]) -> tuple[Segment, ...]:
    """The spoken parts of the story that have one of these words."""
    folded = [fold_name(word) for word in words]
    return tuple(
        segment
        for segment in analysis.script.segments
        if segment.skipped is None and any(find_words(fold_name(segment.text), word) >= 0 for word in folded)
    )
