"""Builds what the page is told from an open story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from audiobook.attribution.review.questions import Effect, Question
from audiobook.commands.cast_table import build_cast_table
from audiobook.commands.review import ReviewSession
from audiobook.commands.spoken_lines import describe_position, find_lines
from audiobook.commands.unsure_lines import is_unsure
from audiobook.model import Script, Segment
from audiobook.publishing.page.colours import speaker_hue
from audiobook.publishing.page.inspection_page import group_paragraphs, number_quotations
from audiobook.studio.open_story import OpenStory, Snapshot, excerpt_of
from audiobook.studio.view_model import (
    NOT_MADE,
    CandidatesView,
    ChangedLine,
    ChapterEntry,
    ChapterView,
    ChoiceView,
    EditResult,
    ParagraphView,
    PersonView,
    QuestionView,
    SegmentView,
    SharedPhrase,
    StoryView,
)

# As many as there are digits.
MAX_CANDIDATES = 9
# What the page calls everything that comes before the first chapter.
FRONT_MATTER = "Before the story"


def view_story(story: OpenStory, states: Mapping[int, str]) -> StoryView:
    """A story as a whole; `states` are those of its chapters in the album, as far as they are known."""
    if story.status != "ready":
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
        notices=tuple(f"“{line.text}”: {reason}" for line, reason in analysis.unmatched_corrections),
    )


def list_people(snapshot: Snapshot) -> tuple[PersonView, ...]:
    """Those who speak, most lines first, and then those whom a correction has just named."""
    analysis = snapshot.analysis
    voices = snapshot.cast.voice_names
    rows = build_cast_table(analysis.script, analysis.characters).rows
    known = [
        PersonView(row.name, speaker_hue(rank), row.gender, row.lines, row.share, voices.get(row.name, ""), row.aliases)
        for rank, row in enumerate(rows)
    ]
    names = {person.name for person in known}
    new = Counter(
        segment.speaker for segment in analysis.script.segments if segment.speaker and segment.speaker not in names
    )
    added = [
        PersonView(str(name), speaker_hue(len(known) + place), "", count, 0.0, voices.get(str(name), ""))
        for place, (name, count) in enumerate(new.most_common())
    ]
    return (*known, *added)


def _list_chapters(snapshot: Snapshot, states: Mapping[int, str]) -> Iterable[ChapterEntry]:
    words, lines, unsure = Counter[int](), Counter[int](), Counter[int]()
    for segment in snapshot.analysis.script.segments:
        if segment.skipped is None:
            words[segment.chapter] += segment.text.count(" ") + 1
            lines[segment.chapter] += segment.kind.is_speech
            unsure[segment.chapter] += is_unsure(segment)
    if snapshot.analysis.script.chapter_segments(0):
        yield ChapterEntry(0, FRONT_MATTER, 0, 0, 0)
    for chapter in snapshot.analysis.book.chapters:
        number = chapter.number
        state = states.get(number, NOT_MADE)
        yield ChapterEntry(number, chapter.display_name, words[number], lines[number], unsure[number], state)


def view_chapter(snapshot: Snapshot, number: int) -> ChapterView:
    """The text of a chapter, or with 0 what comes before the first one."""
    segments = snapshot.analysis.script.chapter_segments(number)
    titles = {chapter.number: chapter.display_name for chapter in snapshot.analysis.book.chapters}
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


def view_effect(story: OpenStory, effect: Effect, messages: tuple[str, ...] = ()) -> EditResult:
    """What an answer has changed."""
    snapshot = story.snapshot
    if not effect.changed and effect.reference is None:
        return EditResult(snapshot.version, messages)
    queue = story.review().queue
    changed = tuple(
        ChangedLine(describe_position(segment, queue.script), change.before, change.after, excerpt_of(segment))
        for change in effect.changed
        for segment in queue.segments_of(change.turn)[:1]
    )
    reference = effect.reference
    shared = SharedPhrase(reference.phrase, reference.name, len(reference.turns)) if reference else None
    return EditResult(snapshot.version, messages, changed, shared)


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


def view_candidates(story: OpenStory, place: str) -> CandidatesView:
    """Who may say the line at a place; until the review is ready, those who speak most in its chapter."""
    snapshot = story.snapshot
    script = snapshot.analysis.script
    segment = find_lines(script, place)[0]
    speakers = Counter(one.speaker for one in script.chapter_segments(segment.chapter) if one.speaker)
    likely: tuple[ChoiceView, ...] = ()
    following: tuple[str, ...] = ()
    if story.has_review:
        review = story.review()
        for turn in story.find_turns((segment.span,)):
            question = review.queue.build_question(turn)
            likely = tuple(ChoiceView(choice.name, round(choice.confidence, 3)) for choice in question.choices)
            following = tuple(_place_of(review, one, script) for one in question.following)
    names = {choice.name for choice in likely}
    others = tuple(ChoiceView(name, 0.0) for name, _ in speakers.most_common() if name not in names)
    return CandidatesView(place, (*likely, *others)[:MAX_CANDIDATES], following)


def _place_of(review: ReviewSession, turn: int, script: Script) -> str:
    return describe_position(review.queue.segments_of(turn)[0], script)
