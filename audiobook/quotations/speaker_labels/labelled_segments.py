"""Splits labelled lines into the name (not read), actions (for the narrator) and speech (for the speaker)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audiobook.model import MESSAGE_TIME, SPEAKER_NAME, Block, Book, Chapter, Kind
from audiobook.quotations.speaker_labels.evidence import LABEL_THRESHOLDS, find_speaker_heads
from audiobook.quotations.speaker_labels.head_patterns import HeadStyle
from audiobook.quotations.speaker_labels.line_heads import ENDS_SENTENCE, LineHead, find_heads
from audiobook.quotations.speaker_labels.speaker_naming import resolve_speaker_names
from audiobook.quotations.speaker_labels.stage_directions import SCENE_LINE, find_directions, is_only_direction

# A heading counts as more blocks than any gap.
HEADING_DISTANCE = 20
PLAY_STYLES = (HeadStyle.STOP, HeadStyle.ALONE, HeadStyle.MARKED)
# From this many labelled lines per paragraph on, a chapter is a play: it has no other speech or thought.
MIN_PLAY_SHARE = 0.3
# How many paragraphs before and after the lines belong to the play: the place of the scene, who enters.
PLAY_MARGIN = 2
# The time of a message is not read if the one before was sent within these minutes.
MIN_MINUTES_BETWEEN_TIMES = 5


@dataclass(frozen=True, slots=True)
class LabelledSegment:
    """A part of a block, from `start` to `end` in its text, with its kind and its speaker.

    `skipped` is the reason why it is not read, None if it is. `spoken` is what is read instead of its own text, None
    for the text itself.
    """

    kind: Kind
    start: int
    end: int
    speaker: str | None = None
    skipped: str | None = None
    spoken: str | None = None


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph that may have labelled lines; `position` counts the story's paragraphs, with a gap at each heading.

    `follows_directly` if there is no blank line before it.
    """

    block: Block
    text: str
    position: int
    heads: tuple[LineHead, ...]
    follows_directly: bool


def find_labelled_segments(book: Book) -> Mapping[Block, tuple[LabelledSegment, ...]]:
    """The parts of all blocks with labelled lines, and of the blocks that belong to them; empty for other stories."""
    chapters = list(_collect_paragraphs(book))
    all_heads = [head for chapter in chapters for one in chapter for head in one.heads]
    if len(all_heads) < min(demand.min_total for demand in LABEL_THRESHOLDS.values()):
        return {}
    texts = [one.text for chapter in chapters for one in chapter]
    heads = find_speaker_heads(all_heads, texts)
    names = resolve_speaker_names(heads, texts)
    heads_by_position: defaultdict[int, list[LineHead]] = defaultdict(list)
    for head in heads:
        heads_by_position[head.block].append(head)
    segments: dict[Block, tuple[LabelledSegment, ...]] = {}
    for chapter in chapters if heads else ():
        paragraphs = [replace(one, heads=tuple(heads_by_position.get(one.position, ()))) for one in chapter]
        segments.update(_unskip_unspoken_names(list(_build_chapter_segments(paragraphs, names))))
    return segments


def _unskip_unspoken_names(
    block_segments: Sequence[tuple[Block, tuple[LabelledSegment, ...]]],
) -> Iterator[tuple[Block, tuple[LabelledSegment, ...]]]:
    """The parts, with a name read if only an action follows it: then no voice says who acts."""
    speaks = False
    for block, parts in reversed(block_segments):
        reversed_segments: list[LabelledSegment] = []
        for part in reversed(parts):
            is_name = part.skipped == SPEAKER_NAME
            reversed_segments.append(replace(part, skipped=None) if is_name and not speaks else part)
            speaks = part.kind is Kind.SPEECH or (speaks and not is_name)
        yield block, tuple(reversed(reversed_segments))


def _collect_paragraphs(book: Book) -> Iterator[list[_Paragraph]]:
    position = 0
    for chapter in book.chapters:
        position += HEADING_DISTANCE
        paragraphs: list[_Paragraph] = []
        for block in chapter.blocks:
            if block.skipped is not None or block.kind not in (Kind.NARRATION, Kind.HEADING):
                continue
            text = block.span.of(book.text)
            heads = tuple(find_heads(text, position + 1))
            if block.kind is Kind.HEADING and (
                _is_chapter_heading(block, chapter) or not any(head.is_alone for head in heads)
            ):
                position += HEADING_DISTANCE
                continue
            position += 1
            before = book.text[paragraphs[-1].block.span.end : block.span.start] if paragraphs else ""
            paragraphs.append(_Paragraph(block, text, position, heads, before.count("\n") == 1))
        yield paragraphs


def _is_chapter_heading(block: Block, chapter: Chapter) -> bool:
    span = chapter.heading
    return span is not None and span.start <= block.span.start < span.end


def _build_chapter_segments(
    paragraphs: Sequence[_Paragraph], names: Mapping[str, str]
) -> Iterator[tuple[Block, tuple[LabelledSegment, ...]]]:
    layout = _detect_layout(paragraphs)
    speaker_head: LineHead | None = None
    last_head: LineHead | None = None
    unfinished = False
    for paragraph, next_position in zip(paragraphs, _next_head_positions(paragraphs), strict=True):
        goes_on = unfinished and paragraph.follows_directly and paragraph.text.lstrip()[:1].islower()
        unfinished = (goes_on or bool(paragraph.heads)) and not ENDS_SENTENCE.search(paragraph.text[-20:])
        if paragraph.heads:
            yield paragraph.block, tuple(_split_labelled_paragraph(paragraph, names, last_head))
            last_head = paragraph.heads[-1]
            speaker_head = last_head if names[last_head.key] else None
        elif paragraph.block.kind is Kind.HEADING:
            speaker_head = None
        elif is_only_direction(paragraph.text) and (
            layout.covers(paragraph) or (last_head and paragraph.position - last_head.block == 1)
        ):
            yield paragraph.block, (_build_whole_segment(paragraph, Kind.NARRATION),)
            speaker_head = None if SCENE_LINE.match(paragraph.text) else speaker_head
        elif speaker_head and (goes_on or _continues_speaker(speaker_head, paragraph, next_position, layout)):
            yield (
                paragraph.block,
                tuple(_split_speech(paragraph.text, 0, len(paragraph.text), names[speaker_head.key], in_play=True)),
            )
            speaker_head = replace(speaker_head, is_alone=False)
        elif layout.covers(paragraph):
            yield paragraph.block, (_build_whole_segment(paragraph, Kind.NARRATION),)


@dataclass(frozen=True, slots=True)
class _ChapterLayout:
    """How a chapter is set: from where to where as a play, and whether stage directions can be told from speech."""

    is_play: bool
    marks_directions: bool
    first: int
    last: int

    def covers(self, one: _Paragraph) -> bool:
        """Whether a paragraph is of the play: between its labelled lines, or beside the first or last of them."""
        return self.is_play and self.first - PLAY_MARGIN <= one.position <= self.last + PLAY_MARGIN


def _detect_layout(paragraphs: Sequence[_Paragraph]) -> _ChapterLayout:
    """The manner of a chapter, by what stands between its first labelled line and its last."""
    at = [place for place, one in enumerate(paragraphs) if one.heads] or [0]
    within = paragraphs[at[0] : at[-1] + 1]
    labelled = sum(head.family in PLAY_STYLES for one in within for head in one.heads)
    first, last = (within[0].position, within[-1].position) if within else (0, 0)
    return _ChapterLayout(labelled > MIN_PLAY_SHARE * len(within), _marks_directions(within), first, last)


def _marks_directions(paragraphs: Sequence[_Paragraph]) -> bool:
    """Whether directions between speeches stand in brackets or italics more often than plainly."""
    marked = plain = 0
    for before, one in pairwise(paragraphs):
        if one.heads or (before.heads and before.heads[-1].is_alone):
            continue
        marked += is_only_direction(one.text)
        plain += not is_only_direction(one.text)
    return marked > plain


def _next_head_positions(paragraphs: Sequence[_Paragraph]) -> list[int]:
    """For each paragraph the place of the next one with a head."""
    positions, next_position = [], 1_000_000_000
    for one in reversed(paragraphs):
        positions.append(next_position)
        next_position = one.position if one.heads else next_position
    return positions[::-1]


def _continues_speaker(speaking: LineHead, paragraph: _Paragraph, following: int, layout: _ChapterLayout) -> bool:
    """Whether a paragraph without a head is said by whoever spoke last.

    The first below a name that stands alone is; so are others, up to the next name, in a play that marks what is done.
    """
    distance, gap = paragraph.position - speaking.block, LABEL_THRESHOLDS[HeadStyle.ALONE].max_gap
    if speaking.is_alone and distance <= 2:
        return True
    in_play = layout.is_play and layout.marks_directions and speaking.family in PLAY_STYLES
    return in_play and max(distance, following - paragraph.position) <= gap


def _build_whole_segment(paragraph: _Paragraph, kind: Kind) -> LabelledSegment:
    return LabelledSegment(kind, 0, len(paragraph.text))


def _split_labelled_paragraph(
    paragraph: _Paragraph, names: Mapping[str, str], last_head: LineHead | None
) -> Iterator[LabelledSegment]:
    text, ends = paragraph.text, [*(head.start for head in paragraph.heads[1:]), len(paragraph.text)]
    if text[: paragraph.heads[0].start].strip():
        yield LabelledSegment(Kind.NARRATION, 0, paragraph.heads[0].start)
    for head, end in zip(paragraph.heads, ends, strict=True):
        speaker = names[head.key]
        if not speaker:
            yield LabelledSegment(Kind.NARRATION, head.start, end)
            continue
        yield from _split_head(head, speaker, _is_soon_after(head, last_head))
        yield from _split_speech(text, head.end, end, speaker, in_play=head.family in PLAY_STYLES)
        last_head = head


def _is_soon_after(head: LineHead, before: LineHead | None) -> bool:
    """Whether a message follows the one before within a few minutes, so that its time isn't read."""
    if before is None or head.minute is None or before.minute is None:
        return False
    return (
        head.block - before.block <= LABEL_THRESHOLDS[HeadStyle.CHAT].max_gap
        and abs(head.minute - before.minute) < MIN_MINUTES_BETWEEN_TIMES
    )


def _split_head(head: LineHead, speaker: str, soon: bool) -> Iterator[LabelledSegment]:
    """The head in parts: the name, and a time or direction next to it; marks join the part before them."""
    cuts = [
        (span, skipped, None)
        for span, skipped in ((head.time_span, MESSAGE_TIME if soon else None), (head.direction_span, None))
        if span
    ]
    name = (head.name_span, None if head.reads_name else SPEAKER_NAME, f"{speaker}.")
    pieces = sorted([*cuts, name], key=lambda piece: piece[0])
    starts = [head.start, *(span[0] for span, _, _ in pieces[1:])]
    ends = [*starts[1:], head.end]
    for start, end, (_, skipped, spoken) in zip(starts, ends, pieces, strict=True):
        yield LabelledSegment(Kind.NARRATION, start, end, None, skipped, spoken)


def _split_speech(text: str, start: int, end: int, speaker: str, in_play: bool) -> Iterator[LabelledSegment]:
    """The words of a labelled line: speech, with the speaker's actions in between as narration."""
    position = start
    for first, last in find_directions(text, start, end, in_play):
        if _has_words(text, position, first):
            yield LabelledSegment(Kind.SPEECH, position, first, speaker)
            position = first
        yield LabelledSegment(Kind.NARRATION, position, last)
        position = last
    if _has_words(text, position, end):
        yield LabelledSegment(Kind.SPEECH, position, end, speaker)
    elif text[position:end].strip():
        yield LabelledSegment(Kind.NARRATION, position, end)


def _has_words(text: str, start: int, end: int) -> bool:
    return any(map(str.isalnum, text[start:end]))
