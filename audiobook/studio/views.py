"""Builds what the page is told from an open story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from audiobook.attribution.review.questions import Effect, Question
from audiobook.commands.line_takes import read_part
from audiobook.commands.review import ReviewSession
from audiobook.commands.script_position import parse_position
from audiobook.commands.spoken_lines import describe_position, shorten_quote
from audiobook.errors import InputError
from audiobook.model import Character, Script, Segment
from audiobook.model.deliveries import DELIVERY_WORDS
from audiobook.production.plan import AnalyzedStory
from audiobook.publishing.page.colours import speaker_hue
from audiobook.publishing.page.inspection_page import group_paragraphs, number_quotations
from audiobook.studio.counts import ChapterCounts, add_speakers
from audiobook.studio.open_story import OpenStory
from audiobook.studio.snapshot import Snapshot, StoryText
from audiobook.studio.sound import Speaker
from audiobook.studio.spelling import SPELLING
from audiobook.studio.view_model import (
    ATTRIBUTING,
    NOT_MADE,
    READY,
    ChangedLine,
    ChapterEntry,
    ChapterView,
    ChoiceView,
    LineView,
    ParagraphView,
    PersonView,
    QuestionView,
    SegmentView,
    SharedPhrase,
    StoryView,
)
from audiobook.text.pronunciation.said_words import list_choosable_words

# As many as there are digits.
MAX_CANDIDATES = 9
# How much of a line that changes is shown.
EXCERPT_CHARACTERS = 80
NO_COUNTS = ChapterCounts(0, 0, 0, {})
# What the page calls everything that comes before the first chapter.
FRONT_MATTER = "Before the story"


def view_story(story: OpenStory, states: Mapping[int, str]) -> StoryView:
    """A story as a whole; `states` are those of its chapters in the album, as far as they are known."""
    if story.status == ATTRIBUTING:
        return _view_text(story, story.text)
    if story.status != READY:
        return StoryView(story.identity, story.status, file=str(story.paths[0]), problem=story.problem)
    snapshot = story.snapshot
    analysis = snapshot.analysis
    people = list_people(snapshot)
    can_undo, can_redo = story.can_undo()
    metadata = analysis.book.metadata
    chapters = tuple(_list_chapters(snapshot, states))
    return StoryView(
        id=story.identity,
        status=story.status,
        version=snapshot.version,
        title=metadata.title,
        author=metadata.author,
        file=str(story.paths[0]),
        narrator=snapshot.cast.narrator_name,
        chapters=chapters,
        people=people,
        lines=sum(chapter.lines for chapter in chapters),
        unsure=sum(chapter.unsure for chapter in chapters),
        can_undo=can_undo,
        can_redo=can_redo,
        problem=story.problem,
        notices=tuple(_list_notices(analysis)),
        is_working=story.is_working,
    )


def _view_text(story: OpenStory, text: Snapshot | StoryText) -> StoryView:
    """A story to read while nobody is known to speak yet."""
    metadata = text.analysis.book.metadata
    return StoryView(
        id=story.identity,
        status=ATTRIBUTING,
        version=text.version,
        title=metadata.title,
        author=metadata.author,
        file=str(story.paths[0]),
        chapters=tuple(replace(chapter, unsure=0) for chapter in _list_chapters(text, {})),
        is_working=True,
    )


def _list_notices(analysis: AnalyzedStory) -> Iterator[str]:
    """What the cast file says about lines that the story doesn't have."""
    for entry, reason in (*analysis.unmatched_corrections, *analysis.takes.unmatched):
        yield f"“{entry.text}”: {reason}"


def list_people(snapshot: Snapshot) -> tuple[PersonView, ...]:
    """Those who speak, most lines first."""
    speakers = add_speakers(snapshot.counts)
    characters = {character.name: character for character in snapshot.analysis.characters}
    voices = snapshot.cast.voice_names
    total = sum(count for _, count in speakers.values()) or 1
    names = sorted((name for name in speakers if name), key=lambda name: (-speakers[name][0], name))
    found = ((rank, name, characters.get(name, Character(name))) for rank, name in enumerate(names))
    return tuple(
        PersonView(
            name=name,
            hue=speaker_hue(rank),
            gender=character.gender,
            lines=speakers[name][0],
            share=speakers[name][1] / total,
            voice=voices.get(name, ""),
            aliases=character.aliases,
        )
        for rank, name, character in found
    )


def _list_chapters(snapshot: Snapshot | StoryText, states: Mapping[int, str]) -> Iterable[ChapterEntry]:
    if snapshot.analysis.script.chapter_segments(0):
        yield ChapterEntry(0, FRONT_MATTER, 0, 0, 0)
    for chapter in snapshot.analysis.book.chapters:
        number = chapter.number
        counts = snapshot.counts.get(number, NO_COUNTS)
        state = states.get(number, NOT_MADE)
        yield ChapterEntry(number, chapter.display_name, counts.words, counts.lines, counts.unsure, state)


def view_chapter(snapshot: Snapshot | StoryText, number: int) -> ChapterView:
    """The text of a chapter, or with 0 what comes before the first one."""
    segments = snapshot.analysis.script.chapter_segments(number)
    titles = {chapter.number: chapter.display_name for chapter in snapshot.analysis.book.chapters}
    if not segments and number not in titles:
        raise InputError(f"there is no chapter {number} any more; reload the page")
    paragraphs = tuple(_view_paragraph(paragraph) for paragraph in group_paragraphs(segments))
    return ChapterView(snapshot.version, number, titles.get(number, FRONT_MATTER), paragraphs)


def _view_paragraph(segments: list[Segment]) -> ParagraphView:
    return ParagraphView(
        segments[0].paragraph, tuple(view_segment(segment, place) for segment, place in number_quotations(segments))
    )


def view_segment(segment: Segment, place: str) -> SegmentView:
    """A segment at its place."""
    return SegmentView(
        kind=str(segment.kind),
        text=segment.text,
        place=place,
        speaker=segment.speaker or "",
        confidence=round(segment.confidence, 3) if segment.kind.is_speech else 0.0,
        evidence=str(segment.evidence) if segment.kind.is_speech else "",
        skipped=segment.skipped or "",
    )


def list_changed_lines(story: OpenStory, effect: Effect) -> tuple[ChangedLine, ...]:
    """The lines that an answer has changed besides its own; of several in a row, the first."""
    if not effect.changed:
        return ()
    queue = story.review().queue
    return tuple(
        ChangedLine(
            describe_position(segment, queue.script),
            change.before,
            change.after,
            shorten_quote(segment.text, EXCERPT_CHARACTERS),
        )
        for change in effect.changed
        for segment in queue.segments_of(change.turn)[:1]
    )


def view_shared_phrase(effect: Effect) -> SharedPhrase | None:
    """What the tag of an answered line calls its speaker, if that may hold for others as well."""
    reference = effect.reference
    return SharedPhrase(reference.phrase, reference.name, len(reference.turns)) if reference else None


def view_question(story: OpenStory, question: Question | None) -> QuestionView:
    """A question of the review."""
    review = story.review()
    stage = review.queue.stage.name.lower()
    left = review.queue.count_lines()
    if question is None:
        return QuestionView(story.snapshot.version, left, stage=stage)
    return QuestionView(
        version=story.snapshot.version,
        left=left,
        place=_place_of(review, question.turn, review.queue.script),
        following=tuple(_place_of(review, turn, review.queue.script) for turn in question.following),
        choices=tuple(ChoiceView(choice.name, round(choice.confidence, 3)) for choice in question.choices),
        stage=stage,
    )


def view_line(story: OpenStory, speaker: Speaker, place: str) -> LineView:
    """What is known of the line or the paragraph at a place."""
    position = parse_position(place)
    script = story.snapshot.analysis.script
    segments = [one for one in script.chapter_segments(position[0]) if one.paragraph == position[1]]
    quotations = [one for one in segments if one.kind.is_speech and one.skipped is None]
    line = next(iter(quotations[position[2] - 1 : position[2]] if position[2] else quotations[:1]), None)
    choices, following = list_candidates(story, line) if line else ((), ())
    sound = speaker.view_take(story, position)
    words = list_choosable_words(read_part(script, position)) if sound else ()
    return LineView(place, choices, following, sound, tuple(DELIVERY_WORDS), words, SPELLING)


def list_candidates(story: OpenStory, line: Segment) -> tuple[tuple[ChoiceView, ...], tuple[str, ...]]:
    """Who may say a line, and the places of those that follow it in its exchange.

    Until the review is ready, these are those who speak most in its chapter.
    """
    script = story.snapshot.analysis.script
    speakers = Counter(one.speaker for one in script.chapter_segments(line.chapter) if one.speaker)
    likely: tuple[ChoiceView, ...] = ()
    following: tuple[str, ...] = ()
    if story.has_review:
        review = story.review()
        for turn in story.find_turns((line.span,)):
            question = review.queue.build_question(turn)
            likely = tuple(ChoiceView(choice.name, round(choice.confidence, 3)) for choice in question.choices)
            following = tuple(_place_of(review, one, review.queue.script) for one in question.following)
    names = {choice.name for choice in likely}
    others = tuple(ChoiceView(name, 0.0) for name, _ in speakers.most_common() if name not in names)
    return (*likely, *others)[:MAX_CANDIDATES], following


def _place_of(review: ReviewSession, turn: int, script: Script) -> str:
    return describe_position(review.queue.segments_of(turn)[0], script)
