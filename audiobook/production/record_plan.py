"""Records the lines of a planned album, and accounts for its words: those written, left out, added and read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from audiobook.model import Cue, Segment, Span
from audiobook.narration.plan import NOTE_CLOSING, NOTE_OPENING, find_read_spans
from audiobook.production.album_record import AlbumRecord, RecordedChapter, RecordedUtterance
from audiobook.production.plan import Plan
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.word_counts import WordCounts, count_words, split_words


def build_record(plan: Plan, jobs: Iterable[EpisodeJob]) -> AlbumRecord:
    """The record of the chapters of these jobs of a plan."""
    return AlbumRecord(
        str(plan.context.story.named_path),
        tuple(
            RecordedChapter(
                job.episode.number,
                job.episode.title,
                job.target.name,
                _count_words(plan, job),
                tuple(
                    RecordedUtterance(key, cue.utterance, cue.paragraph, cue.pause_ms)
                    for key, cue in zip(job.keys, job.episode.cues, strict=True)
                ),
                job.episode.tracks,
            )
            for job in jobs
        ),
    )


def _count_words(plan: Plan, job: EpisodeJob) -> WordCounts:
    segments = plan.analysis.script.chapter_segments(job.episode.number)
    read_spans = find_read_spans(segments, plan.cast.cast, plan.narration_options)
    return account_for_words(segments, read_spans, job.episode.cues)


def account_for_words(segments: Sequence[Segment], read_spans: Collection[Span], cues: Iterable[Cue]) -> WordCounts:
    """The words of a chapter's segments, of which those with `read_spans` are read, as its cues say them."""
    written = left_out = added = normalized = 0
    for segment in segments:
        words = split_words(segment.text)
        read_words = split_words(segment.spoken) if segment.span in read_spans else []
        unread_count, new_count = _compare_words(words, read_words)
        written, left_out = written + len(words), left_out + unread_count
        added, normalized = added + new_count, normalized + len(read_words)
    lines = [cue.utterance.spoken for cue in cues]
    announcing = sum(count_words(line) for line in lines if line in (NOTE_OPENING, NOTE_CLOSING))
    spoken = sum(map(count_words, lines))
    return WordCounts(written, left_out, added + announcing, normalized + announcing, spoken)


def _compare_words(written: Sequence[str], read: Sequence[str]) -> tuple[int, int]:
    """How many of the written words are not read in any form, and how many are read that are not written."""
    from rapidfuzz.distance import Levenshtein

    if len(written) == len(read):
        return 0, 0  # word for word, whatever each was turned into
    operations = Levenshtein.editops(_fold_words(written), _fold_words(read))
    tags = [operation.tag for operation in operations]
    return tags.count("delete"), tags.count("insert")


def _fold_words(words: Iterable[str]) -> list[str]:
    """The words without capitals and punctuation."""
    return ["".join(filter(str.isalnum, word)).casefold() for word in words]
