"""Batches that are out on a cluster, and what comes of them."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pebble import ProcessExpired

from audiobook.cluster.needs import VoiceName, name_voices
from audiobook.synthesis.synthesize import Batch, BatchReport, KeyedUtterances
from audiobook.synthesis.workers import RemoteFailure

if TYPE_CHECKING:
    from distributed import Future as DaskFuture

    from audiobook.cluster.remote import Reply


@dataclass(slots=True)
class Call:
    """A batch that is out, in one part or several; `result` is what its caller waits for."""

    batch: Batch
    unfinished: int
    result: Future[BatchReport] = field(default_factory=Future)
    reports: list[BatchReport] = field(default_factory=list)

    def add_report(self, report: BatchReport) -> None:
        """Takes the report of a part; with the last one, the call has its result."""
        self.reports.append(report)
        self.unfinished -= 1
        if not self.unfinished and not self.result.done():
            self.result.set_result(_merge_reports(self.reports))

    def fail(self, error: BaseException) -> None:
        """Gives the caller an error, if it has no answer yet."""
        if not self.result.done():
            self.result.set_exception(error)


@dataclass(eq=False, slots=True)
class Part:
    """Utterances that one worker is to speak, as a task of Dask; `is_stuck` where no worker could do it for a while."""

    call: Call
    utterances: KeyedUtterances
    seconds: float | None
    task: DaskFuture[Reply] | None = None
    is_stuck: bool = False

    @property
    def voices(self) -> tuple[VoiceName, ...]:
        """The voices that a worker needs for it."""
        return list_voices(self.utterances)


def list_voices(utterances: KeyedUtterances) -> tuple[VoiceName, ...]:
    """The voices of the utterances, each once."""
    return name_voices(utterance.voice for _, utterance in utterances)


def _merge_reports(reports: list[BatchReport]) -> BatchReport:
    merged, *others = reports
    for report in others:
        merged = replace(
            merged,
            utterances=merged.utterances + report.utterances,
            seconds=merged.seconds + report.seconds,
            work_seconds=merged.work_seconds + report.work_seconds,
            issues=(*merged.issues, *report.issues),
        )
    return merged


def restore_error(reply: Reply) -> BaseException:
    """What a pool of this machine would have raised where a worker has no report."""
    if reply.error:
        return type(reply.error)(f"{reply.error} (on {reply.worker})")
    if reply.exit_code is not None:
        return ProcessExpired("Abnormal termination", reply.exit_code)
    if reply.is_late:
        return TimeoutError()
    return RemoteFailure(f"the engine failed: {reply.fault or 'the worker stopped it'}")
