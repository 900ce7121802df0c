"""Author's notes: how they begin, and where they end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from audiobook.chapters.breaks import is_scene_break
from audiobook.chapters.line_rules import line_rule
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import (
    BRACKETED_NOTE,
    LABEL_RULES,
    NOTE_RULES,
    WEAK_LABEL_RULES,
    WEAK_NOTE_RULES,
    matches_any_rule,
)
from audiobook.chapters.notes.brackets import find_bracket_end
from audiobook.chapters.notes.tense import measure_present_share
from audiobook.chapters.voice_patterns import DIRECT_ADDRESS, FIRST_PERSON, QUOTATION_END, QUOTED_SPEECH, SPEECH_START

# Words that authors use to address their readers, and stories hardly ever.
AUTHOR_WORDS = re.compile(
    r"\b(?:reviews?|reviewers?|reviewing|updat\w+|chapters?|chappie|fics?|fanfics?|fanfiction|one-?shots?|readers?|"
    r"thank(?:s| you)|sorry|enjoy\w*|hope you|hopefully|let me know|comments?|kudos|favou?rit\w+|follow(?:s|ed|ing)|"
    r"disclaimer|do(?:n['’]t| not) own|own nothing|belongs? to|pairings?|warnings?|spoilers?|beta(?:['’]?e?d)?|"
    r"a/n|au|ooc|oc|canon|drabble|prompt|writer['’]s block|plot|next time|stay tuned|happy reading|please r ?& ?r|r&r|"
    r"tumblr|ao3|ffn|author|written|wrote|writing|posted|feedback|flames?)\b",
    re.IGNORECASE,
)
# What may continue a note: a reply to a comment, a postscript, a web address.
NOTE_ADDENDUM = re.compile(r"[\s*_•-]{0,8}(?:@\w|p\.?\s?(?:p\.?\s?){0,3}s\b[.:,\s]|https?:|www\.)", re.IGNORECASE)
# Words addressed only to readers; a note without any label must contain one of them.
READER_ADDRESS = re.compile(
    r"\b(?:review(?:s|ed|ers|ing)?|updat(?:e|es|ed|ing)|this (?:chapter|fic|story)|(?:next|last|new) chapter|fics?|"
    r"fanfic\w*|"
    r"for reading|readers|a/n|disclaimer|do(?:n['’]t| not) own|own nothing|kudos)\b",
    re.IGNORECASE,
)
# A note without any label has at most this many paragraphs.
MAX_UNMARKED_PARAGRAPHS = 5
# A note that continues over several paragraphs, also at a chapter's end, has at most this many paragraphs and words.
MAX_RUNNING_PARAGRAPHS = 12
MAX_NOTE_WORDS = 400
# Notes in brackets, and labeled ones at a chapter's end, have at most this many paragraphs.
MAX_BRACKETED_PARAGRAPHS, MAX_TAIL_PARAGRAPHS = 40, 200
# A line this short between an author's sentences is a greeting or a name.
MAX_GREETING_WORDS = 4
# How many paragraphs after a note are checked for an "I" or "you" outside of speech.
STORY_PARAGRAPHS_AFTER = 4
# Whose "I" it is: how many paragraphs of story are checked, the share of them that may say it, and the share of a
# note's paragraphs that must.
STORY_PARAGRAPHS_BEFORE, MAX_STORY_FIRST_PERSON, MIN_NOTE_FIRST_PERSON = 30, 0.1, 0.15
# How much higher the share of verbs in the present tense is in a note than in the story.
MIN_PRESENT_INCREASE = 0.3
# A note that begins after this share of a chapter is at its end; in a short chapter, after the second one.
TAIL_START, SHORT_TAIL_START = 0.6, 0.4

NOTE_CHAPTER_TITLE = line_rule(
    "a chapter that is only a note",
    r"\W*(?:(?:a very |an? )?(?:important )?(?:author['’]?s?['’]? notes?|a/n|an|note|announcement|notice|hiatus|"
    r"hiatus notice|psa|apolog(?:y|ies)|explanation|update notice)|not (?:an? )?(?:real |actual )?(?:chapter|update)|"
    r"(?:important|quick|short|little) (?:notes?|announcement|notice|update))"
    r"(?:\s*[-:.,;!?(–—].*|\s+(?:to|from|on|about|for|and|regarding)\s.*)?",
    (
        "Author's Note",
        "A/N",
        "NOT A CHAPTER",
        "Important Announcement",
        "Hiatus",
        "Not an update - sorry!",
        "Quick note",
    ),
    ("The Announcement", "Notes from Underground", "A Note in the Dark", "Another Chapter"),
)
NOT_A_CHAPTER = re.compile(
    r"\b(?:this is(?:n['’]t| not)|not) (?:an? )?(?:real |actual |proper |new )?(?:chapter|update)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoteRange:
    """A note as a range of lines, `start` to `end` (exclusive); the first `label_lines` of them are only its label.

    `doubtful` means that nothing marks the end of the note, and that the text after it might belong to it.
    """

    start: int
    end: int
    label_lines: int
    doubtful: bool = False


def find_notes(lines: Sequence[SourceLine], at_head: bool = True) -> tuple[NoteRange, ...]:
    """The notes in one chapter's lines, in order; `at_head` means that no story comes before the lines."""
    notes: list[NoteRange] = []
    index = 0
    unmarked = {note.start: note for note in _find_unmarked_notes(lines)}
    while index < len(lines):
        note = find_note_at(index, lines, at_head) or unmarked.get(index)
        at_head = at_head and (note is not None or is_scene_break(lines[index].text))
        if note:
            notes.append(note)
            index = note.end
        else:
            index += 1
    return tuple(notes)


def _find_unmarked_notes(lines: Sequence[SourceLine]) -> Iterator[NoteRange]:
    """Notes that are marked only by a divider between them and the story, at a chapter's head and tail.

    Another divider may be on their other side.
    """
    dividers = [index for index, line in enumerate(lines) if is_scene_break(line.text)]
    edges = zip((-1, *dividers), (*dividers, len(lines)), strict=True)
    parts = [range(before + 1, after) for before, after in edges if before + 1 < after]
    head = [part for part in parts[:1] if dividers and dividers[-1] >= part.stop]
    tail = [part for part in parts[-1:] if dividers and dividers[0] < part.start]
    for line_range in dict.fromkeys((*head, *tail)):
        texts = [lines[index].text for index in line_range[: MAX_UNMARKED_PARAGRAPHS + 1]]
        if (
            len(texts) <= MAX_UNMARKED_PARAGRAPHS
            and all(_can_continue_note(text) or _is_greeting(text) for text in texts)
            and READER_ADDRESS.search(" ".join(texts))
        ):
            yield NoteRange(line_range.start, line_range.stop, 0)


def find_note_at(index: int, lines: Sequence[SourceLine], at_head: bool = True) -> NoteRange | None:
    """The note that begins at a line, None if none does.

    A label that only authors use counts anywhere. A "Warning:", which may be on a wall in the story, counts only at the
    chapter's head, or if it addresses readers.

    Plain text doesn't mark the end of a note, so the shorter note is chosen: a label takes the one paragraph after it,
    and a note in place is that paragraph. It continues while its paragraphs read like an author's, up to a divider, its
    closing bracket, or the end of the chapter.
    """
    text = lines[index].text

    def is_credible() -> bool:
        return at_head or any(READER_ADDRESS.search(line.text) for line in lines[index : index + 2])

    if matches_any_rule(LABEL_RULES, text) or (matches_any_rule(WEAK_LABEL_RULES, text) and is_credible()):
        return _build_labeled_note(index, lines)
    if _is_aside(text):
        return None
    if matches_any_rule(NOTE_RULES, text) or (matches_any_rule(WEAK_NOTE_RULES, text) and is_credible()):
        last = _find_bracketed_end(index, lines) or _find_note_end(index, index + 1, lines)
        return NoteRange(index, last, 0, _has_doubtful_end(last, lines))
    return None


def is_note_chapter(title: str, paragraphs: Sequence[str]) -> bool:
    """Whether a whole chapter is only a note to readers: by its title, or because it says so."""
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if words > MAX_NOTE_WORDS or any(SPEECH_START.match(paragraph) for paragraph in paragraphs[1:3]):
        return False
    says_so = any(NOT_A_CHAPTER.search(paragraph) for paragraph in paragraphs[:3])
    return says_so or bool(
        title and NOTE_CHAPTER_TITLE.pattern.fullmatch(title) and sounds_like_author(" ".join(paragraphs))
    )


def sounds_like_author(text: str) -> bool:
    """Whether a paragraph reads like an author addressing readers.

    >>> sounds_like_author("I hope you like it, please review!"), sounds_like_author("She hoped for rain.")
    (True, False)
    """
    return bool(AUTHOR_WORDS.search(text) and (DIRECT_ADDRESS.search(text) or len(text.split()) < 12))


def _build_labeled_note(index: int, lines: Sequence[SourceLine]) -> NoteRange:
    begins = index + 1
    while begins < len(lines) and matches_any_rule((*LABEL_RULES, *WEAK_LABEL_RULES), lines[begins].text):
        begins += 1
    if begins == len(lines) or is_scene_break(lines[begins].text):
        return NoteRange(index, begins, begins - index)
    closing = _find_bracketed_end(index, lines)
    if closing and closing > begins:
        return NoteRange(index, closing, begins - index)
    if matches_any_rule(LABEL_RULES, lines[index].text) and _is_tail_note(begins, lines):
        return NoteRange(index, len(lines), begins - index)
    last = _find_note_end(index, begins + 1, lines)
    return NoteRange(index, last, begins - index, _has_doubtful_end(last, lines))


def _is_tail_note(first: int, lines: Sequence[SourceLine]) -> bool:
    """Whether a labeled note extends to its chapter's end, however long it is.

    That is so late in a chapter if there is no speech and no scene break below the label, and if after the note's first
    paragraph there is an "I" that the story before it lacks, or the tense is different. In a short chapter a note may
    begin earlier, if both are so.
    """
    begins, ends = lines[0].span.start, lines[-1].span.end
    position = (lines[first].span.start - begins) / max(ends - begins, 1)
    if position <= SHORT_TAIL_START or len(lines) - first > (
        MAX_TAIL_PARAGRAPHS if position > TAIL_START else MAX_RUNNING_PARAGRAPHS
    ):
        return False
    rest = [line.text for line in lines[first:]]
    if any(SPEECH_START.match(text) or QUOTATION_END.search(text) or is_scene_break(text) for text in rest):
        return False
    story = [
        QUOTED_SPEECH.sub("", line.text) for line in lines[max(0, first - 1 - STORY_PARAGRAPHS_BEFORE) : first - 1]
    ]
    note_texts = [QUOTED_SPEECH.sub("", text) for text in rest[1:]]
    differences = (_has_other_narrator(story, note_texts), _has_other_tense(story, note_texts))
    return any(differences) if position > TAIL_START else all(differences)


def _has_other_narrator(story: Sequence[str], note: Sequence[str]) -> bool:
    """Whether a note says "I" and the story doesn't."""
    story_count = sum(bool(FIRST_PERSON.search(text)) for text in story)
    note_count = sum(bool(FIRST_PERSON.search(text)) for text in note)
    return story_count <= MAX_STORY_FIRST_PERSON * len(story) and note_count >= MIN_NOTE_FIRST_PERSON * len(note)


def _has_other_tense(story: Sequence[str], note: Sequence[str]) -> bool:
    return measure_present_share(note) > measure_present_share(story) + MIN_PRESENT_INCREASE


def _find_note_end(first: int, at_least: int, lines: Sequence[SourceLine]) -> int:
    """The end of a note that begins at `first` and has at least the lines up to `at_least`."""
    at_end = _is_last_in_chapter(first, lines)
    divider = _find_divider(at_least, lines)
    if at_end or divider:
        return divider or len(lines)
    last = at_least
    while last < min(len(lines), first + MAX_RUNNING_PARAGRAPHS) and _can_continue_note(lines[last].text):
        last += 1
    return last


def _can_continue_note(text: str) -> bool:
    if SPEECH_START.match(text) or is_scene_break(text):
        return False
    return sounds_like_author(text) or bool(NOTE_ADDENDUM.match(text))


def _find_divider(index: int, lines: Sequence[SourceLine]) -> int | None:
    """The scene break that ends a note, if everything up to it reads like an author's words; otherwise None."""
    for position in range(index, min(len(lines), index + MAX_RUNNING_PARAGRAPHS)):
        text = lines[position].text
        if is_scene_break(text):
            return position
        if not _can_continue_note(text):
            return None
    return None


def _is_last_in_chapter(first: int, lines: Sequence[SourceLine]) -> bool:
    """Whether a note is the last thing in its chapter: late, short, and with no speech after it."""
    if not lines or len(lines) - first - 1 > MAX_RUNNING_PARAGRAPHS:
        return False
    rest = [line.text for line in lines[first + 1 :]]
    if sum(len(text.split()) for text in rest) > MAX_NOTE_WORDS:
        return False
    begins, ends = lines[0].span.start, lines[-1].span.end
    late = lines[first].span.start - begins > TAIL_START * (ends - begins)
    return late and all(_can_continue_note(text) or _is_greeting(text) for text in rest)


def _is_greeting(text: str) -> bool:
    return len(text.split()) <= MAX_GREETING_WORDS and not SPEECH_START.match(text) and not is_scene_break(text)


def _find_bracketed_end(index: int, lines: Sequence[SourceLine]) -> int | None:
    """The line after the one that ends with the closing bracket of a note's first line, None if there is none."""
    closing = find_bracket_end(_bracketed_paragraphs(index, lines))
    return None if closing is None or (closing.paragraph and closing.text_after) else index + closing.paragraph + 1


def _bracketed_paragraphs(index: int, lines: Sequence[SourceLine]) -> Iterator[str]:
    """The paragraphs that a bracket opened in the first of them may hold: no speech, and no scene break."""
    yield lines[index].text
    following = (
        lines[position].text for position in range(index + 1, min(len(lines), index + MAX_BRACKETED_PARAGRAPHS))
    )
    yield from takewhile(lambda text: not (SPEECH_START.match(text) or is_scene_break(text)), following)


def _is_aside(text: str) -> bool:
    """Whether a note in brackets begins a paragraph of story.

    >>> _is_aside("(A/N: I made this up.) It rained."), _is_aside("(A/N) I made this up.")
    (True, False)
    """
    closing = find_bracket_end([text])
    if (
        closing is None
        or not closing.text_after
        or matches_any_rule((*LABEL_RULES, *WEAK_LABEL_RULES), closing.text_before)
    ):
        return False
    return bool(BRACKETED_NOTE.match(closing.text_before.lstrip("*_ "))) and not _can_continue_note(closing.text_after)


def _has_doubtful_end(last: int, lines: Sequence[SourceLine]) -> bool:
    """Whether the first paragraph after a note might belong to it: it says "I" or "you", and the story after it
    doesn't.
    """
    if last >= len(lines) or is_scene_break(lines[last].text) or SPEECH_START.match(lines[last].text):
        return False
    story = [
        line.text for line in lines[last + 1 : last + 1 + STORY_PARAGRAPHS_AFTER] if not SPEECH_START.match(line.text)
    ]
    if not DIRECT_ADDRESS.search(QUOTED_SPEECH.sub("", lines[last].text)):
        return False
    return not any(DIRECT_ADDRESS.search(QUOTED_SPEECH.sub("", text)) for text in story)
