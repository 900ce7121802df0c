"""What `make --progress json` prints of a plan, and of a finished album."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from audiobook.album.editions import find_editions
from audiobook.album.manifest import read_manifest
from audiobook.cli.json_events import print_event, round_seconds
from audiobook.cli.terminal import redact_secrets
from audiobook.commands.estimate import forecast_work
from audiobook.commands.open_questions import OpenQuestions, find_open_questions
from audiobook.narration.plan import estimate_seconds
from audiobook.production.changes import AlbumChanges, ChapterChange
from audiobook.production.plan import Plan
from audiobook.settings.environment import choose_worker_count

if TYPE_CHECKING:
    from audiobook.cli.progress import ProgressTally
    from audiobook.commands.make_report import MakeReport


def print_plan(plan: Plan, changes: AlbumChanges, skipped: dict[str, int]) -> None:
    """Prints what a run would make."""
    album = plan.album
    forecast = forecast_work(changes.all_jobs, choose_worker_count())
    print_event(
        "plan",
        **_album_fields(plan),
        title=album.metadata.title,
        author=album.metadata.author,
        narrator=album.narrator,
        chapters=[_chapter_to_json(change, album.folder) for change in changes.chapters],
        removed=[chapter.title for chapter in changes.removed_chapters],
        words=sum(episode.word_count for episode in album.episodes),
        seconds=round_seconds(sum(estimate_seconds(episode) for episode in album.episodes)),
        lines=forecast.utterances,
        characters=forecast.characters,
        wall=None if forecast.unknown_engines else round_seconds(forecast.seconds),
        skipped=skipped,
        **_question_fields(find_open_questions(plan)),
    )


def print_done(plan: Plan, report: MakeReport, tally: ProgressTally, code: int) -> None:
    """Prints what a run has made."""
    print_event(
        "done",
        **_album_fields(plan),
        files=_list_files(plan.album.folder),
        changed=report.is_changed,
        code=int(code),
        chapters=len(report.chapters),
        seconds=round_seconds(report.seconds),
        made=round_seconds(tally.spoken_seconds),
        wall=round_seconds(report.wall_seconds),
        speed=round_seconds(tally.speed),
        failures=[{"text": text, "reason": redact_secrets(reason)} for text, reason in report.failures],
        unspoken=list(report.unspoken),
        misheard=[asdict(line) for line in report.listening.hearing.bad_lines] if report.listening else [],
        **_question_fields(report.questions),
    )


def _album_fields(plan: Plan) -> dict[str, object]:
    formats = list(plan.context.settings.formats)
    return {"story": str(plan.context.story.named_path), "album": str(plan.album.folder), "formats": formats}


def _question_fields(questions: OpenQuestions) -> dict[str, object]:
    return {"notes": questions.notes, "unsure": questions.unsure, "guessed": list(questions.guessed_names)}


def _chapter_to_json(change: ChapterChange, album_folder: Path) -> dict[str, object]:
    episode, target = change.job.episode, change.job.target
    return {
        "chapter": episode.number,
        "title": episode.title,
        # The parts of a single file lie in the work folder, where nobody looks for them.
        "file": str(target) if target.is_relative_to(album_folder) else None,
        "words": episode.word_count,
        "seconds": round_seconds(estimate_seconds(episode)),
        "action": change.action.name.lower(),
    }


def _list_files(folder: Path) -> list[str]:
    """The files of an album, by their paths in its folder: chapters first."""
    manifest = read_manifest(folder)
    return [
        *(chapter.file for chapter in manifest.chapters if chapter.sha256),
        *(companion.file for companion in manifest.companions if companion.sha256),
        *(f"{name}/{chapter.file}" for name, _, edition in find_editions(folder) for chapter in edition.chapters),
    ]
