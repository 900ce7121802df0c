"""Sets single lines right by hand: finds the line that somebody means, previews it, and keeps it in the cast file.

All of it works without a terminal, and on a `Plan` that was made once: `find_story_part` finds the line,
`preview_part` in `commands/preview.py` speaks it in another take or delivery without saving anything, and `keep_takes`
saves it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from audiobook.cast_file.applying import apply_edits
from audiobook.cast_file.line_takes import (
    MAX_PAUSE_MS,
    MAX_TAKE,
    SAY,
    LineTake,
    TakeChanges,
    TakeSettings,
    change_settings,
)
from audiobook.cast_file.reading import read_cast_file
from audiobook.cast_file.take_edits import SetTake
from audiobook.casting.cast import StoryCast
from audiobook.commands.cast_changes import (
    StoryState,
    describe_changes,
    describe_touched_lines,
    find_touched_lines,
)
from audiobook.commands.script_position import (
    POSITION_PATTERN,
    ScriptPosition,
    format_position,
    parse_position,
)
from audiobook.commands.spoken_lines import clean_quote
from audiobook.commands.take_changes import AUTOMATIC
from audiobook.errors import InputError
from audiobook.model import Script, Span
from audiobook.model.deliveries import DELIVERY_WORDS, find_delivery_word
from audiobook.narration.line_takes import overlap
from audiobook.narration.locate_takes import LocatedTake, TextIndex, WordMatch, locate_takes_in
from audiobook.production.plan import AnalyzedStory
from audiobook.text.normalization.bbcode import WORD_JOINER
from audiobook.text.normalization.display_text import to_display_text
from audiobook.text.pronunciation.said_words import find_said_word_mistake
from audiobook.text.suggest import format_suggestion

MAX_LISTED_PLACES = 6
# The end of a sentence in the source, with the marks that close it.
SENTENCE_CLOSE = re.compile(r"[.!?…]+[^\w\s]*")
POSITION_HINT = "write a position like 7:42, or words that are in the story"


@dataclass(frozen=True, slots=True)
class StoryPart:
    """A part of a chapter that is read aloud: a quotation, a paragraph, or some sentences of one.

    `span` is where it is in the source text, and `position` is its position, with 0 for the quotation if it is in none
    or is more than one.
    """

    position: ScriptPosition
    span: Span

    @property
    def chapter(self) -> int:
        """The number of its chapter."""
        return self.position[0]


def find_story_part(script: Script, typed: str) -> StoryPart:
    """The part at a position ("7:42", "7:42.2"), or the sentence with these words, in dialogue or narration.

    Raises InputError if nothing is read aloud there, or the words are not in the story, or more than once.
    """
    if POSITION_PATTERN.fullmatch(typed.strip()) or not any(character.isalpha() for character in typed):
        return find_part_at(script, parse_position(typed))
    index = TextIndex(script.segments)
    matches = index.find(typed)
    if not matches:
        raise InputError(f"{typed.strip()!r} is not a line position, and not in the story; {_suggest(index, typed)}")
    if len(matches) > 1:
        places = list(
            dict.fromkeys(format_position((match.chapter, match.paragraph, match.quotation)) for match in matches)
        )
        listed = ", ".join(places[:MAX_LISTED_PLACES]) + (", …" if len(places) > MAX_LISTED_PLACES else "")
        raise InputError(
            f"{typed.strip()!r} is in the story {len(matches)} times: {listed}; give more of the words, or one of "
            "these positions"
        )
    return _widen_to_sentence(script, matches[0])


def find_part_at(script: Script, position: ScriptPosition) -> StoryPart:
    """The paragraph or quotation at a position; raises InputError if there is none."""
    segments = [one for one in script.chapter_segments(position[0]) if one.paragraph == position[1]]
    if position[2]:
        segments = [one for one in segments if one.kind.is_speech][position[2] - 1 : position[2]]
    if not segments:
        raise InputError(
            f"{format_position(position)}: nothing is read aloud there; `audiobook script` shows each line's numbers"
        )
    return StoryPart(position, Span(segments[0].span.start, segments[-1].span.end))


def _suggest(index: TextIndex, typed: str) -> str:
    similar = index.find_similar(typed)
    if similar is None:
        return POSITION_HINT
    where = format_position((similar.chapter, similar.paragraph, similar.quotation))
    return f"the nearest words are at {where}. Give that position if you mean them"


def _widen_to_sentence(script: Script, match: WordMatch) -> StoryPart:
    """The sentence or sentences that some words are in, as far as their segment goes."""
    segments = [one for one in script.chapter_segments(match.chapter) if one.paragraph == match.paragraph]
    first = next(one for one in segments if one.span.end > match.span.start)
    last = next(one for one in reversed(segments) if one.span.start < match.span.end)
    source = first.source_text
    before = [one.end() for one in SENTENCE_CLOSE.finditer(source, first.span.start, match.span.start)]
    close = SENTENCE_CLOSE.search(source, match.span.end, last.span.end)
    span = Span(before[-1] if before else first.span.start, close.end() if close else last.span.end)
    return StoryPart((match.chapter, match.paragraph, match.quotation), span)


def parse_changes(
    take: str | None = None,
    delivery: str | None = None,
    before: str | None = None,
    after: str | None = None,
    said: Sequence[str] = (),
) -> TakeChanges:
    """What was typed for a line's take, its delivery and its pauses (milliseconds), None for what was not.

    "auto" goes back to what the program does by itself. `said` are words of the line with their pronunciation there,
    "read=red", or "read=" for none of its own. Raises InputError if something is wrong.
    """
    typed: dict[str, str | int | tuple[tuple[str, str], ...] | None] = {}
    if take is not None:
        typed["take"] = _parse_number("--take", take, MAX_TAKE, "a number")
    if delivery is not None:
        typed["delivery"] = _parse_delivery(delivery)
    for name, option, text in (("pause_before", "--pause-before", before), ("pause_after", "--pause-after", after)):
        if text is not None:
            typed[name] = _parse_number(option, text, MAX_PAUSE_MS, "milliseconds")
    if said:
        typed[SAY] = tuple(map(_parse_said, said))
    return tuple(typed.items())


def _parse_said(typed: str) -> tuple[str, str]:
    word, sign, pronunciation = (part.strip() for part in typed.partition("="))
    if not word or not sign:
        raise InputError(f"--say {typed}: write the word, an equals sign, and how it sounds: --say read=red")
    return word, " ".join(pronunciation.split())


def _check_said_words(analysis: AnalyzedStory, words: Span, changes: TakeChanges) -> None:
    """Raises InputError for a word that the line doesn't have, or one that nobody can say like that."""
    text = TextIndex(analysis.script.segments).read_text(words)
    said = dict(changes).get(SAY)
    for word, pronunciation in said if isinstance(said, tuple) else ():
        if pronunciation and (mistake := find_said_word_mistake(word, pronunciation, text)):
            raise InputError(f"--say {word}={pronunciation}: {mistake}")


def _parse_number(option: str, typed: str, most: int, what: str) -> int | None:
    text = typed.strip().lower()
    if text == AUTOMATIC:
        return None
    number = text.removesuffix("ms").strip().replace(",", "").replace("_", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= len(str(most)) and int(number) <= most):
        raise InputError(f"{option} {typed}: give {what} from 0 to {most}, or {AUTOMATIC}")
    return int(number)


def _parse_delivery(typed: str) -> str | None:
    if typed.strip().lower() == AUTOMATIC:
        return None
    word = find_delivery_word(typed)
    if not word:
        names = (*DELIVERY_WORDS, AUTOMATIC)
        raise InputError(f"--delivery: there is no delivery {typed!r}{format_suggestion(typed, names, max_shown=20)}")
    return word


def change_takes(analysis: AnalyzedStory, part: StoryPart, changes: TakeChanges) -> tuple[LocatedTake, ...]:
    """What is set for the lines of a story with these changes for a part of it; nothing is saved."""
    words = find_words(analysis.script, part)
    _check_said_words(analysis, words, changes)
    analysis = replace(analysis, takes=replace(analysis.takes, found=_forget_words(analysis, words, changes)))
    own = _find_own(analysis, words)
    before = own.take.settings.as_mapping() if own else {}
    settings = TakeSettings.build(change_settings(before, changes))
    others = tuple(one for one in analysis.takes.found if one is not own)
    return (*others, LocatedTake(LineTake("", settings), part.chapter, words))


def _forget_words(analysis: AnalyzedStory, words: Span, changes: TakeChanges) -> tuple[LocatedTake, ...]:
    """What is set for lines, without the words that are forgotten in a part of the story, whichever entry has them."""
    wanted = dict(changes).get(SAY)
    forgotten = tuple(pair for pair in wanted if not pair[1]) if isinstance(wanted, tuple) else ()

    def forget(located: LocatedTake) -> LocatedTake:
        if not forgotten or not overlap(located.span, words):
            return located
        after = change_settings(located.take.settings.as_mapping(), ((SAY, forgotten),))
        return replace(located, take=replace(located.take, settings=TakeSettings.build(after)))

    return tuple(map(forget, analysis.takes.found))


def current_settings(analysis: AnalyzedStory, part: StoryPart) -> TakeSettings:
    """What is set for just this part of a story by now."""
    own = _find_own(analysis, find_words(analysis.script, part))
    return own.take.settings if own else TakeSettings()


def _find_own(analysis: AnalyzedStory, words: Span) -> LocatedTake | None:
    """The entry of the cast file about just these words."""
    return next((one for one in analysis.takes.found if one.span == words), None)


def find_words(script: Script, part: StoryPart) -> Span:
    """The words of a part: from the first one that is read aloud to the last one; the part itself if it has none."""
    return TextIndex(script.chapter_segments(part.chapter)).find_words(part.span) or part.span


def read_part(script: Script, position: ScriptPosition) -> str:
    """The text at a position; raises InputError if nothing is read aloud there."""
    return TextIndex(script.chapter_segments(position[0])).read_text(find_part_at(script, position).span)


def plan_take_edits(analysis: AnalyzedStory, part: StoryPart, changes: TakeChanges) -> tuple[SetTake, ...]:
    """The edits of the cast file that keep these changes for a part of the story.

    An entry that the file has about just these words is changed. Raises InputError where no text finds them again.
    """
    words = find_words(analysis.script, part)
    _check_said_words(analysis, words, changes)
    forgetting = tuple(
        _edit_entry(old.take, ((SAY, dict(changes)[SAY]),))
        for old, new in zip(analysis.takes.found, _forget_words(analysis, words, changes), strict=True)
        if old != new
    )
    own = _find_own(analysis, words)
    if own:
        return (*forgetting, _edit_entry(own.take, changes))
    if forgetting and len(changes) == 1:
        return forgetting
    chapter, paragraph, _ = part.position
    index = TextIndex(analysis.script.segments)
    text = clean_quote(to_display_text(index.read_text(part.span)).replace(WORD_JOINER, ""))
    for quotation in (0, part.position[2], _number_quotation(analysis.script, words)):
        take = LineTake(text, TakeSettings(), chapter, paragraph, quotation)
        if [one.span for one in locate_takes_in((take,), index).found] == [words]:
            return (*forgetting, SetTake(text, changes, chapter, paragraph, quotation))
    raise InputError(
        f"{format_position(part.position)}: these words are not enough to find the line again; give the position of "
        f"its paragraph, {format_position((chapter, paragraph, 0))}"
    )


def _edit_entry(entry: LineTake, changes: TakeChanges) -> SetTake:
    return SetTake(entry.text, changes, entry.chapter, entry.paragraph, entry.quotation)


def _number_quotation(script: Script, words: Span) -> int:
    """The number of the quotation in its paragraph that words begin in, 0 if they begin in none."""
    at = next((one for one in script.segments if one.span.start <= words.start < one.span.end), None)
    if at is None or not at.kind.is_speech:
        return 0
    segments = script.chapter_segments(at.chapter)
    return [one for one in segments if one.paragraph == at.paragraph and one.kind.is_speech].index(at) + 1


@dataclass(frozen=True, slots=True)
class KeptTakes:
    """What keeping something for a line has changed, in sentences; none if nothing has. `analysis` is the story now."""

    messages: tuple[str, ...]
    analysis: AnalyzedStory


def keep_takes(analysis: AnalyzedStory, cast: StoryCast, part: StoryPart, changes: TakeChanges) -> KeptTakes:
    """Keeps changes for a part of a story in its cast file; `cast --undo` takes them back.

    Raises InputError, and changes nothing, if the line can't be found again by its words.
    """
    edits = plan_take_edits(analysis, part, changes)
    applied = apply_edits(analysis.cast_path, edits, story=analysis.cast_location.story)
    if not applied.changes:
        return KeptTakes((), analysis)
    before = StoryState(analysis, cast)
    after = StoryState(analysis.with_cast_file(read_cast_file(analysis.cast_path)), cast)
    touched = find_touched_lines(before, after)
    messages = (
        *describe_changes(applied.changes, before, after),
        *describe_touched_lines(touched, len(analysis.script.chapters)),
    )
    return KeptTakes(messages, after.analysis)
