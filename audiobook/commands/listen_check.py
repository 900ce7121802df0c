"""Listens to an album while it is made: bad lines are spoken again, and the best take of each is kept."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from audiobook.errors import SpeechError
from audiobook.hearing.hear_clips import ClipHearer, HearingProgress, KeyedUtterance
from audiobook.hearing.recognizer import SpeechRecognizer
from audiobook.hearing.results import HeardClip, read_results, results_path, write_results
from audiobook.model import Clip, Utterance
from audiobook.production.changes import AlbumChanges, ChangeAction
from audiobook.production.hear_album import AlbumHearing, certificate_path, hear_album, list_lines, write_certificate
from audiobook.production.plan import Plan
from audiobook.production.record_plan import build_record
from audiobook.production.render_chapter import EpisodeJob
from audiobook.production.update import AlbumFolder
from audiobook.production.voice_auditions import speak_audition
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.synthesis.synthesize import synthesize_clip, synthesize_in_parts

# How many other takes of a bad line are tried before it is spoken in parts.
MAX_TAKES = 3


@dataclass(frozen=True, slots=True)
class ListeningResult:
    """What came of listening: the certificate, how many lines were bad at first, and the chapters to encode again."""

    hearing: AlbumHearing
    first_bad: int
    changed_chapters: frozenset[int]


def listen_to_album(
    plan: Plan, changes: AlbumChanges, recognizer: SpeechRecognizer, report_progress: HearingProgress
) -> ListeningResult:
    """Hears the chapters that were asked for, has bad lines spoken again, and keeps the certificate.

    Another take replaces the clip in the store, under the same key: what hears better stays, in later runs too. A take
    that was chosen by hand is never replaced: somebody has listened to it.
    """
    output, folder = plan.context.settings.output, plan.album.folder
    store = ClipStore(clip_folder(output))
    hearer = ClipHearer(recognizer, store.read, speak_audition)
    results = results_path(output, folder)
    jobs = tuple(change.job for change in changes.chapters)
    record = build_record(plan, jobs)
    first = hear_album(record, store, hearer, results, report_progress)
    if not first.bad_lines:
        write_certificate(certificate_path(output, folder), first)
        return ListeningResult(first, 0, frozenset())
    lines = list_lines(record, store)
    replaced = _replace_bad_clips(hearer, lines, _find_kept(jobs), store, read_results(results, recognizer.name))
    write_results(results, recognizer.name, {**read_results(results, recognizer.name), **replaced})
    last = replace(
        hear_album(record, store, hearer, results, report_progress),
        new_seconds=first.new_seconds, work_seconds=first.work_seconds,
    )  # fmt: skip
    write_certificate(certificate_path(output, folder), last)
    changed = frozenset(job.episode.number for job in jobs if not replaced.keys().isdisjoint(job.keys))
    return ListeningResult(last, len(first.bad_lines), changed)


def _find_kept(jobs: Iterable[EpisodeJob]) -> frozenset[str]:
    """The keys of the clips whose take was chosen by hand."""
    return frozenset(
        key for job in jobs for key, cue in zip(job.keys, job.episode.cues, strict=True) if cue.kept_take is not None
    )


def _replace_bad_clips(
    hearer: ClipHearer,
    lines: list[KeyedUtterance],
    kept: frozenset[str],
    store: ClipStore,
    clips: dict[str, HeardClip],
) -> dict[str, HeardClip]:
    """Replaces the clips of bad lines by better takes, as far as there are any; what is heard of these, by key.

    Those in `kept` stay.
    """
    voices = hearer.learn_voices(lines, clips)
    replaced: dict[str, HeardClip] = {}
    for line in {line.key: line for line in lines if line.key in clips and line.key not in kept}.values():
        before = hearer.judge_clip(voices, line, clips[line.key])
        best, best_probability = None, before.probability
        for take in _speak_takes(line.utterance) if before.fault else ():
            heard = hearer.hear_take(lines, clips, line, take)
            verdict = hearer.judge_clip(voices, line, heard)
            if verdict.probability < best_probability:
                best, best_probability = (take, heard), verdict.probability
            if verdict.fault is None:
                break
        if best:
            store.write(line.key, best[0])
            replaced[line.key] = replace(best[1], version=store.version(line.key))
    return replaced


def _speak_takes(utterance: Utterance) -> Iterator[Clip]:
    """Other sounds for an utterance: further takes, then the utterance in parts; without those that fail."""
    takes = (replace(utterance, take=utterance.take + number) for number in range(1, MAX_TAKES + 1))
    attempts: list[tuple[Callable[[Utterance], Clip], Utterance]] = [(synthesize_clip, take) for take in takes]
    for speak, attempt in (*attempts, (synthesize_in_parts, utterance)):
        with contextlib.suppress(SpeechError):
            yield speak(attempt)


def encode_again(changes: AlbumChanges, numbers: Collection[int], folders: Sequence[AlbumFolder]) -> AlbumChanges:
    """The changes that encode these chapters once more, in each edition, whose folders are as they are now."""
    first, *further = (
        replace(
            edition_changes,
            chapters=tuple(
                replace(change, action=ChangeAction.ENCODE, existing_file=folder.chapters.get(change.job.target.name))
                for change in edition_changes.chapters
                if change.job.episode.number in numbers
            ),
            further=(),
        )
        for edition_changes, folder in zip(changes.by_edition, folders, strict=True)
    )
    return replace(first, further=tuple(further))
