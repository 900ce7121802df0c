"""Author's notes: how they begin, and how far they go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from audiobook.chapters.breaks import is_break
from audiobook.chapters.lines import SourceLine
from audiobook.chapters.note_labels import (
    ASIDE,
    LABEL_RULES,
    NOTE_RULES,
    WEAK_LABEL_RULES,
    WEAK_NOTE_RULES,
    matches_any,
)
from audiobook.chapters.notes.brackets import closing_of
from audiobook.chapters.notes.tense import present_share
from audiobook.chapters.rules import line_rule

# Words by which authors speak to their readers, and stories hardly ever do.
AUTHORS_WORDS = re.compile(
    r"\b(?:reviews?|reviewers?|reviewing|updat\w+|chapters?|chappie|fics?|fanfics?|fanfiction|one-?shots?|readers?|"
    r"thank(?:s| you)|sorry|enjoy\w*|hope you|hopefully|let me know|comments?|kudos|favou?rit\w+|follow(?:s|ed|ing)|"
    r"disclaimer|do(?:n['’]t| not) own|own nothing|belongs? to|pairings?|warnings?|spoilers?|beta(?:['’]?e?d)?|"
    r"a/n|au|ooc|oc|canon|drabble|prompt|writer['’]s block|plot|next time|stay tuned|happy reading|please r ?& ?r|r&r|"
    r"tumblr|ao3|ffn|author|written|wrote|writing|posted|feedback|flames?)\b",
    re.IGNORECASE,
)
SPEAKS_AS_AUTHOR = re.compile(r"\b(?:I|I['’]m|I['’]ve|I['’]ll|me|my|you|your|y['’]all|guys|folks|everyone|everybody)\b")
OPENS_SPEECH = re.compile(r"^[\s*_]*[“\"‘'«„「—–]")
# What goes on in a note that has begun: a reply to somebody's comment, a postscript, an address of the web.
ADDS_TO_A_NOTE = re.compile(r"[\s*_•-]{0,8}(?:@\w|p\.?\s?(?:p\.?\s?){0,3}s\b[.:,\s]|https?:|www\.)", re.IGNORECASE)
# What is said to readers and to nobody else; a note without any label must hold one of these.
TO_READERS = re.compile(
    r"\b(?:review(?:s|ed|ers|ing)?|updat(?:e|es|ed|ing)|this (?:chapter|fic|story)|(?:next|last|new) chapter|fics?|"
    r"fanfic\w*|"
    r"for reading|readers|a/n|disclaimer|do(?:n['’]t| not) own|own nothing|kudos)\b",
    re.IGNORECASE,
)
MOST_UNMARKED = 5
# A note that runs on is never longer than this, and a note at a chapter's end not either.
MOST_PARAGRAPHS = 12
MOST_WORDS = 400
# One in brackets, and one with a label at a chapter's end, are no longer than this, in paragraphs.
MOST_BRACKETED, MOST_IN_TAIL = 40, 200
# A line this short between an author's sentences is a greeting or a name.
FEW_WORDS = 4
# How many paragraphs of story are asked whether their narrator says "I"; what is said out loud does not count.
STORY_LOOKED_AT = 4
OUT_LOUD = re.compile(r"[“\"][^“”\"]*[”\"]?")
SAID = re.compile(r"[,.!?…—][\"”]")
FIRST_PERSON = re.compile(r"\b(?:I|I['’]m|I['’]ve|I['’]ll|I['’]d|my|me|our|we)\b")
# Whose "I" it is: how many paragraphs of the story are asked, how few of them may say it, how many of a note must.
STORY_ASKED, STORY_SHARE, NOTE_SHARE = 30, 0.1, 0.15
# By how much the share of verbs in the present tense is higher in a note than in the story.
MORE_PRESENT = 0.3
# A note that begins after this share of a chapter is one at its end; in a short chapter, after the second.
TAIL_BEGINS, SHORT_TAIL_BEGINS = 0.6, 0.4

NOTE_CHAPTER = line_rule(
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
SAYS_IT_IS_NO_CHAPTER = re.compile(
    r"\b(?:this is(?:n['’]t| not)|not) (?:an? )?(?:real |actual |proper |new )?(?:chapter|update)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoteLines:
    """A note as a range of lines, `first` to `last` (exclusive); `labels` of them are only its label.

    `doubtful` says that nothing marks where the note ends and that what follows might belong to it.
    """

    first: int
    last: int
    labels: int
    doubtful: bool = False


def notes_in(lines: Sequence[SourceLine], at_head: bool = True) -> tuple[NoteLines, ...]:
    """The notes in one chapter's lines, in order; `at_head` says whether nothing of the story comes before them."""
    found: list[NoteLines] = []
    index = 0
    unmarked = {note.first: note for note in _unmarked(lines)}
    while index < len(lines):
        note = note_at(index, lines, at_head) or unmarked.get(index)
        at_head = at_head and (note is not None or is_break(lines[index].text))
        if note:
            found.append(note)
            index = note.last
        else:
            index += 1
    return tuple(found)


def _unmarked(lines: Sequence[SourceLine]) -> Iterator[NoteLines]:
    """Notes without any mark but the divider between them and the story, at a chapter's head and tail.

    Another divider may stand on their other side.
    """
    dividers = [index for index, line in enumerate(lines) if is_break(line.text)]
    edges = zip((-1, *dividers), (*dividers, len(lines)), strict=True)
    parts = [range(before + 1, after) for before, after in edges if before + 1 < after]
    head = [part for part in parts[:1] if dividers and dividers[-1] >= part.stop]
    tail = [part for part in parts[-1:] if dividers and dividers[0] < part.start]
    for place in dict.fromkeys((*head, *tail)):
        texts = [lines[index].text for index in place[: MOST_UNMARKED + 1]]
        if (
            len(texts) <= MOST_UNMARKED
            and all(_goes_on(text) or _is_greeting(text) for text in texts)
            and TO_READERS.search(" ".join(texts))
        ):
            yield NoteLines(place.start, place.stop, 0)


def note_at(index: int, lines: Sequence[SourceLine], at_head: bool = True) -> NoteLines | None:
    """The note that begins at a line, None where none does.

    What only authors write over their notes is believed anywhere; a "Warning:", which may stand on a wall of the story,
    only at the chapter's head, or where it speaks to readers.

    Nothing in a plain text says where a note ends, so the smaller cut wins: a label takes the one paragraph that
    follows it, and a note that begins in place is that paragraph. It goes on while its paragraphs speak as an author
    does, up to a divider, to its closing bracket, or to the chapter's end where it stands there.
    """
    text = lines[index].text

    def believed() -> bool:
        return at_head or any(TO_READERS.search(line.text) for line in lines[index : index + 2])

    if matches_any(LABEL_RULES, text) or (matches_any(WEAK_LABEL_RULES, text) and believed()):
        return _labelled(index, lines)
    if _is_aside(text):
        return None
    if matches_any(NOTE_RULES, text) or (matches_any(WEAK_NOTE_RULES, text) and believed()):
        last = _closing_bracket(index, lines) or _runs_to(index, index + 1, lines)
        return NoteLines(index, last, 0, _doubtful(last, lines))
    return None


def is_note_chapter(title: str, paragraphs: Sequence[str]) -> bool:
    """Whether a whole chapter is only a note to the readers: by its title, or because it says so itself."""
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if words > MOST_WORDS or any(OPENS_SPEECH.match(paragraph) for paragraph in paragraphs[1:3]):
        return False
    says_so = any(SAYS_IT_IS_NO_CHAPTER.search(paragraph) for paragraph in paragraphs[:3])
    return says_so or bool(title and NOTE_CHAPTER.pattern.fullmatch(title) and sounds_like_author(" ".join(paragraphs)))


def sounds_like_author(text: str) -> bool:
    """Whether a paragraph reads like an author speaking to readers.

    >>> sounds_like_author("I hope you like it, please review!"), sounds_like_author("She hoped for rain.")
    (True, False)
    """
    return bool(AUTHORS_WORDS.search(text) and (SPEAKS_AS_AUTHOR.search(text) or len(text.split()) < 12))


def _labelled(index: int, lines: Sequence[SourceLine]) -> NoteLines:
    begins = index + 1
    while begins < len(lines) and matches_any((*LABEL_RULES, *WEAK_LABEL_RULES), lines[begins].text):
        begins += 1
    if begins == len(lines) or is_break(lines[begins].text):
        return NoteLines(index, begins, begins - index)
    closing = _closing_bracket(index, lines)
    if closing and closing > begins:
        return NoteLines(index, closing, begins - index)
    if matches_any(LABEL_RULES, lines[index].text) and _fills_the_tail(begins, lines):
        return NoteLines(index, len(lines), begins - index)
    last = _runs_to(index, begins + 1, lines)
    return NoteLines(index, last, begins - index, _doubtful(last, lines))


def _fills_the_tail(first: int, lines: Sequence[SourceLine]) -> bool:
    """Whether a labelled note runs to its chapter's end, however many words it has.

    So it is late in a chapter where nobody speaks and no scene changes below the label, and where behind the note's
    first paragraph it is "I" who writes, and not in the story before it, or the tense is another. In a short chapter a
    note may begin earlier, where both are so.
    """
    begins, ends = lines[0].span.start, lines[-1].span.end
    at = (lines[first].span.start - begins) / max(ends - begins, 1)
    if at <= SHORT_TAIL_BEGINS or len(lines) - first > (MOST_IN_TAIL if at > TAIL_BEGINS else MOST_PARAGRAPHS):
        return False
    rest = [line.text for line in lines[first:]]
    if any(OPENS_SPEECH.match(text) or SAID.search(text) or is_break(text) for text in rest):
        return False
    story = [OUT_LOUD.sub("", line.text) for line in lines[max(0, first - 1 - STORY_ASKED) : first - 1]]
    in_question = [OUT_LOUD.sub("", text) for text in rest[1:]]
    shown = (_changes_narrator(story, in_question), _changes_tense(story, in_question))
    return any(shown) if at > TAIL_BEGINS else all(shown)


def _changes_narrator(story: Sequence[str], note: Sequence[str]) -> bool:
    """Whether it is "I" who writes a note, and not who tells the story."""
    told_by_i = sum(bool(FIRST_PERSON.search(text)) for text in story)
    written_by_i = sum(bool(FIRST_PERSON.search(text)) for text in note)
    return told_by_i <= STORY_SHARE * len(story) and written_by_i >= NOTE_SHARE * len(note)


def _changes_tense(story: Sequence[str], note: Sequence[str]) -> bool:
    return present_share(note) > present_share(story) + MORE_PRESENT


def _runs_to(first: int, at_least: int, lines: Sequence[SourceLine]) -> int:
    """Where a note ends that begins at `first` and holds the lines up to `at_least` for certain."""
    at_end = _stands_at_the_end(first, lines)
    divider = _divider_after(at_least, lines)
    if at_end or divider:
        return divider or len(lines)
    last = at_least
    while last < min(len(lines), first + MOST_PARAGRAPHS) and _goes_on(lines[last].text):
        last += 1
    return last


def _goes_on(text: str) -> bool:
    if OPENS_SPEECH.match(text) or is_break(text):
        return False
    return sounds_like_author(text) or bool(ADDS_TO_A_NOTE.match(text))


def _divider_after(index: int, lines: Sequence[SourceLine]) -> int | None:
    """The scene-break mark that ends a note, where all up to it speaks as an author does."""
    for place in range(index, min(len(lines), index + MOST_PARAGRAPHS)):
        text = lines[place].text
        if is_break(text):
            return place
        if not _goes_on(text):
            return None
    return None


def _stands_at_the_end(first: int, lines: Sequence[SourceLine]) -> bool:
    """Whether a note is the last thing of its chapter: begun late, short, and nobody speaks after it."""
    if not lines or len(lines) - first - 1 > MOST_PARAGRAPHS:
        return False
    rest = [line.text for line in lines[first + 1 :]]
    if sum(len(text.split()) for text in rest) > MOST_WORDS:
        return False
    begins, ends = lines[0].span.start, lines[-1].span.end
    late = lines[first].span.start - begins > TAIL_BEGINS * (ends - begins)
    return late and all(_goes_on(text) or _is_greeting(text) for text in rest)


def _is_greeting(text: str) -> bool:
    return len(text.split()) <= FEW_WORDS and not OPENS_SPEECH.match(text) and not is_break(text)


def _closing_bracket(index: int, lines: Sequence[SourceLine]) -> int | None:
    """The line after the one that closes, at its end, a bracket which a note's first line opens."""
    closing = closing_of(_within_bracket(index, lines))
    return None if closing is None or (closing.paragraph and closing.behind) else index + closing.paragraph + 1


def _within_bracket(index: int, lines: Sequence[SourceLine]) -> Iterator[str]:
    """The paragraphs that a bracket may hold which the first of them opens: no speech, and no change of scene."""
    yield lines[index].text
    following = (lines[place].text for place in range(index + 1, min(len(lines), index + MOST_BRACKETED)))
    yield from takewhile(lambda text: not (OPENS_SPEECH.match(text) or is_break(text)), following)


def _is_aside(text: str) -> bool:
    """Whether a note in brackets opens a paragraph of story.

    >>> _is_aside("(A/N: I made this up.) It rained."), _is_aside("(A/N) I made this up.")
    (True, False)
    """
    closing = closing_of([text])
    if closing is None or not closing.behind or matches_any((*LABEL_RULES, *WEAK_LABEL_RULES), closing.before):
        return False
    return bool(ASIDE.match(closing.before.lstrip("*_ "))) and not _goes_on(closing.behind)


def _doubtful(last: int, lines: Sequence[SourceLine]) -> bool:
    """Whether the first paragraph after a note might still belong to it: it says "I" or "you", and what follows not."""
    if last >= len(lines) or is_break(lines[last].text) or OPENS_SPEECH.match(lines[last].text):
        return False
    story = [line.text for line in lines[last + 1 : last + 1 + STORY_LOOKED_AT] if not OPENS_SPEECH.match(line.text)]
    if not SPEAKS_AS_AUTHOR.search(OUT_LOUD.sub("", lines[last].text)):
        return False
    return not any(SPEAKS_AS_AUTHOR.search(OUT_LOUD.sub("", text)) for text in story)
