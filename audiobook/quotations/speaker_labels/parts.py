"""What is read of labelled lines: who is named (not read), what is done (the narrator's), what is said (theirs)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.model import MESSAGE_TIME, SPEAKER_NAME, Block, Book, Chapter, Kind
from audiobook.quotations.speaker_labels.directions import SCENE_LINE, directions_in, is_only_direction
from audiobook.quotations.speaker_labels.evidence import DEMANDS, speaking_heads
from audiobook.quotations.speaker_labels.lines import ENDS_SENTENCE, Head, heads_in
from audiobook.quotations.speaker_labels.naming import speaker_names
from audiobook.quotations.speaker_labels.shapes import Family

LOWER_WORD = re.compile(r"\b[a-z][a-z’']+\b")
# A heading parts what stands before it from what stands behind it by more than any gap.
HEADING_GAP = 20
PLAYS = (Family.STOP, Family.ALONE, Family.MARKED)
# A chapter with so many labelled lines for each paragraph is a play's: nothing else in it is quoted or thought.
PLAY_SHARE = 0.3
# So many paragraphs before and behind are still of the play: where the scene lies, who comes in.
BESIDE = 2
# Messages of the same few minutes need no time each.
MINUTES_APART = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a block, from `start` to `end` in its text: its kind, its speaker, why it is not read.

    `spoken` is what is said where the part is read, None for its own text.
    """

    kind: Kind
    start: int
    end: int
    speaker: str | None = None
    skipped: str | None = None
    spoken: str | None = None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph that may hold labelled lines; `place` counts the story's paragraphs, headings stand far apart.

    `tight` where no blank line stands before it.
    """

    block: Block
    text: str
    place: int
    heads: tuple[Head, ...]
    tight: bool


def labelled_parts(book: Book) -> Mapping[Block, tuple[Part, ...]]:
    """The parts of all blocks with labelled lines, and of those that go with them; nothing for other stories."""
    chapters = list(_chapters(book))
    every = [head for chapter in chapters for one in chapter for head in one.heads]
    if len(every) < min(demand.in_all for demand in DEMANDS.values()):
        return {}
    texts = [one.text for chapter in chapters for one in chapter]
    words = Counter(word for text in texts for word in LOWER_WORD.findall(text))
    heads = speaking_heads(every, words)
    names = speaker_names(heads, texts)
    by_place: defaultdict[int, list[Head]] = defaultdict(list)
    for head in heads:
        by_place[head.block].append(head)
    found: dict[Block, tuple[Part, ...]] = {}
    for chapter in chapters if heads else ():
        here = [replace(one, heads=tuple(by_place.get(one.place, ()))) for one in chapter]
        found.update(_names_read(list(_of_chapter(here, names))))
    return found


def _names_read(found: Sequence[tuple[Block, tuple[Part, ...]]]) -> Iterator[tuple[Block, tuple[Part, ...]]]:
    """The parts, the name read of who does something and says nothing: no voice tells of them."""
    speaks = False
    for block, parts in reversed(found):
        read: list[Part] = []
        for part in reversed(parts):
            named = part.skipped == SPEAKER_NAME
            read.append(replace(part, skipped=None) if named and not speaks else part)
            speaks = part.kind is Kind.SPEECH or (speaks and not named)
        yield block, tuple(reversed(read))


def _chapters(book: Book) -> Iterator[list[_Paragraph]]:
    place = 0
    for chapter in book.chapters:
        place += HEADING_GAP
        found: list[_Paragraph] = []
        for block in chapter.blocks:
            if block.skipped is not None or block.kind not in (Kind.NARRATION, Kind.HEADING):
                continue
            text = block.span.of(book.text)
            heads = tuple(heads_in(text, place + 1))
            if block.kind is Kind.HEADING and (_is_own(block, chapter) or not any(head.alone for head in heads)):
                place += HEADING_GAP
                continue
            place += 1
            before = book.text[found[-1].block.span.end : block.span.start] if found else ""
            found.append(_Paragraph(block, text, place, heads, before.count("\n") == 1))
        yield found


def _is_own(block: Block, chapter: Chapter) -> bool:
    span = chapter.heading
    return span is not None and span.start <= block.span.start < span.end


def _of_chapter(here: Sequence[_Paragraph], names: Mapping[str, str]) -> Iterator[tuple[Block, tuple[Part, ...]]]:
    manner = _manner_of(here)
    speaking: Head | None = None
    clock: Head | None = None
    unfinished = False
    for one, following in zip(here, _next_places(here), strict=True):
        goes_on = unfinished and one.tight and one.text.lstrip()[:1].islower()
        unfinished = (goes_on or bool(one.heads)) and not ENDS_SENTENCE.search(one.text[-20:])
        if one.heads:
            yield one.block, tuple(_labelled(one, names, clock))
            clock = one.heads[-1]
            speaking = clock if names[clock.key] else None
        elif one.block.kind is Kind.HEADING:
            speaking = None
        elif is_only_direction(one.text) and (manner.holds(one) or (clock and one.place - clock.block == 1)):
            yield one.block, (_whole(one, Kind.NARRATION),)
            speaking = None if SCENE_LINE.match(one.text) else speaking
        elif speaking and (goes_on or _is_said_below(speaking, one, following, manner)):
            yield one.block, tuple(_said(one.text, 0, len(one.text), names[speaking.key], in_play=True))
            speaking = replace(speaking, alone=False)
        elif manner.holds(one):
            yield one.block, (_whole(one, Kind.NARRATION),)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a chapter is set: from where to where as a play, and whether stage directions can be told from speech."""

    in_play: bool
    marks_directions: bool
    first: int
    last: int

    def holds(self, one: _Paragraph) -> bool:
        """Whether a paragraph is of the play: between its labelled lines, or beside the first or last of them."""
        return self.in_play and self.first - BESIDE <= one.place <= self.last + BESIDE


def _manner_of(paragraphs: Sequence[_Paragraph]) -> _Manner:
    """The manner of a chapter, by what stands between its first labelled line and its last."""
    at = [place for place, one in enumerate(paragraphs) if one.heads] or [0]
    within = paragraphs[at[0] : at[-1] + 1]
    labelled = sum(head.family in PLAYS for one in within for head in one.heads)
    first, last = (within[0].place, within[-1].place) if within else (0, 0)
    return _Manner(labelled > PLAY_SHARE * len(within), _marks_directions(within), first, last)


def _marks_directions(paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether directions between speeches stand in brackets or italics more often than plainly."""
    marked = plain = 0
    for before, one in pairwise(paragraphs):
        if one.heads or (before.heads and before.heads[-1].alone):
            continue
        marked += is_only_direction(one.text)
        plain += not is_only_direction(one.text)
    return marked > plain


def _next_places(paragraphs: Sequence[_Paragraph]) -> list[int]:
    """For each paragraph the place of the next one with a head."""
    found, ahead = [], 1_000_000_000
    for one in reversed(paragraphs):
        found.append(ahead)
        ahead = one.place if one.heads else ahead
    return found[::-1]


def _is_said_below(speaking: Head, one: _Paragraph, following: int, manner: _Manner) -> bool:
    """Whether a paragraph without a head is said by whoever spoke last.

    The first below a name that stands alone is; so are others, up to the next name, in a play that marks what is done.
    """
    far, gap = one.place - speaking.block, DEMANDS[Family.ALONE].gap
    if speaking.alone and far <= 2:
        return True
    in_play = manner.in_play and manner.marks_directions and speaking.family in PLAYS
    return in_play and max(far, following - one.place) <= gap


def _whole(one: _Paragraph, kind: Kind) -> Part:
    return Part(kind, 0, len(one.text))


def _labelled(one: _Paragraph, names: Mapping[str, str], clock: Head | None) -> Iterator[Part]:
    text, ends = one.text, [*(head.start for head in one.heads[1:]), len(one.text)]
    if text[: one.heads[0].start].strip():
        yield Part(Kind.NARRATION, 0, one.heads[0].start)
    for head, end in zip(one.heads, ends, strict=True):
        speaker = names[head.key]
        if not speaker:
            yield Part(Kind.NARRATION, head.start, end)
            continue
        yield from _label(head, speaker, _is_soon(head, clock))
        yield from _said(text, head.end, end, speaker, in_play=head.family in PLAYS)
        clock = head


def _is_soon(head: Head, before: Head | None) -> bool:
    """Whether a message comes within a few minutes of the one before, so that its time need not be read."""
    if before is None or head.minute is None or before.minute is None:
        return False
    return head.block - before.block <= DEMANDS[Family.CHAT].gap and abs(head.minute - before.minute) < MINUTES_APART


def _label(head: Head, speaker: str, soon: bool) -> Iterator[Part]:
    """The head in parts: the name, and a time or direction beside it; marks go with what they follow."""
    cuts = [
        (span, skipped, None)
        for span, skipped in ((head.time, MESSAGE_TIME if soon else None), (head.direction, None))
        if span
    ]
    name = (head.named, SPEAKER_NAME, f"{speaker}.")
    pieces = sorted([*cuts, name], key=lambda piece: piece[0])
    starts = [head.start, *(span[0] for span, _, _ in pieces[1:])]
    ends = [*starts[1:], head.end]
    for start, end, (_, skipped, spoken) in zip(starts, ends, pieces, strict=True):
        yield Part(Kind.NARRATION, start, end, None, skipped, spoken)


def _said(text: str, start: int, end: int, speaker: str, in_play: bool) -> Iterator[Part]:
    """The words of a labelled line: said, but for what the speaker does in between."""
    done = start
    for first, last in directions_in(text, start, end, in_play):
        if _has_words(text, done, first):
            yield Part(Kind.SPEECH, done, first, speaker)
            done = first
        yield Part(Kind.NARRATION, done, last)
        done = last
    if _has_words(text, done, end):
        yield Part(Kind.SPEECH, done, end, speaker)
    elif text[done:end].strip():
        yield Part(Kind.NARRATION, done, end)


def _has_words(text: str, start: int, end: int) -> bool:
    return any(map(str.isalnum, text[start:end]))
