"""Calls the code that reads a case's files directly, without a command around it, which is several times as fast."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from audiobook.album.library import read_library
from audiobook.album.manifest import read_manifest
from audiobook.attribution.llm.answers import parse_labels
from audiobook.attribution.llm.client import LlmClient, LlmServer, NoAnswerError
from audiobook.attribution.llm.name_resolution import NameResolver
from audiobook.attribution.llm.prompt import LabelRequest
from audiobook.casting.catalogue import parse_catalogue
from audiobook.checking.albums import find_check_targets, inspect_file
from audiobook.cli.boundary import audiobook
from audiobook.cli.option_files import build_default_map
from audiobook.commands.inspect import measure_coverage
from audiobook.engines.command_config import read_commands
from audiobook.engines.registry import create_engine
from audiobook.errors import AudiobookError
from audiobook.model import Character
from audiobook.narration.locate_takes import locate_takes
from audiobook.narration.normalization import normalize_for
from audiobook.pipeline import split_story
from audiobook.settings.lexicons import known_pronunciations
from audiobook.settings.option_files import read_settings_files
from audiobook.settings.settings import DEFAULT_ENGINE, StorySettings
from audiobook.settings.story_file import apply_story_file
from audiobook.settings.usual_options import read_usual_options
from audiobook.synthesis.clip_store import ClipStore, clip_folder
from audiobook.web.client import WebClient, WebResponse
from tests.fuzzing.albums import PLACE
from tests.fuzzing.case import Case
from tests.fuzzing.judging import DETAILS, Finding, bug, find_gaps, lay_out_all, within

OUTPUT = Path("out")
# So many lines does the story have whose speakers a language model is asked for, and these are its people.
LINES = 6
PEOPLE = (Character("Ann"), Character("Tom"))


def findings_of_readers(case: Case, folder: Path, ways: set[str]) -> tuple[Finding, ...]:
    """Lays a case out in an empty folder, has its files read there, and judges what comes of it.

    What was read is added to `ways`, in words that are the same for files that are read alike.
    """
    lay_out_all(case, folder)
    with within(folder):
        try:
            return tuple(READERS[case.kind](case, ways))
        except AudiobookError as error:
            ways.add(f"{case.kind}: {' '.join(DETAILS.sub('', str(error)).split())[:60]}")
            return () if str(error).strip() else (Finding("an error without a word", traceback.format_exc()),)
        except Exception:  # noqa: BLE001 - whatever else comes is a finding
            return (bug(traceback.format_exc()),)


def _read_story(case: Case, ways: set[str]) -> Iterator[Finding]:
    """Splits a story into chapters, paragraphs and quotations, and looks for characters that are not accounted for."""
    split = split_story(apply_story_file(StorySettings((Path(_name_story(case)),))), OUTPUT)
    ways.update(f"{one.kind} {DETAILS.sub('', one.skipped or '')[:60]}" for one in split.script.segments)
    locate_takes(split.cast_file.takes, split.script)
    yield from find_gaps(split.book.text, ((one.span.start, one.span.end) for one in split.script.segments))
    needs = create_engine(DEFAULT_ENGINE).needs
    coverage = measure_coverage(split.book.text, normalize_for(split.script, needs), needs)
    if coverage.unaccounted:
        yield Finding("words are lost", repr(coverage))
    if any(not one.reason and not one.words for one in split.book.omissions):
        yield Finding("characters are left out, and nobody says which", repr(split.book.omissions))


def _name_story(case: Case) -> str:
    return "story" if case.kind == "folder" else case.files[0][0]


def _read_lexicon(case: Case, ways: set[str]) -> Iterator[Finding]:
    ways.update(f"{case.kind} {entry.origin}" for entry in known_pronunciations(OUTPUT))
    yield from ()


def _read_catalogue(case: Case, ways: set[str]) -> Iterator[Finding]:
    texts = (data.decode("utf-8", "replace") for _, data in case.files if data is not None)
    parse_catalogue(*texts)
    ways.add(case.kind)
    yield from ()


def _read_commands(case: Case, ways: set[str]) -> Iterator[Finding]:
    ways.add(f"{case.kind} {len(read_commands())}")
    yield from ()


def _read_settings(case: Case, ways: set[str]) -> Iterator[Finding]:
    ways.update(f"{case.kind} {name}" for name in build_default_map(audiobook, read_settings_files()))
    read_usual_options(OUTPUT)
    yield from ()


def _read_album(case: Case, ways: set[str]) -> Iterator[Finding]:
    ways.add(f"{case.kind} {len(read_manifest(Path(PLACE)).chapters)} {len(read_library(OUTPUT).albums)}")
    yield from ()


def _read_clips(case: Case, ways: set[str]) -> Iterator[Finding]:
    """A clip that can be read has to be called intact, and the other way round."""
    store = ClipStore(clip_folder(OUTPUT))
    for clip in store.clip_files():
        found, is_intact = store.read(clip.key), store.is_intact(clip)
        ways.add(f"{case.kind} {found is not None} {is_intact}")
        if found is not None and not is_intact:
            yield Finding("a clip is read and not intact", clip.key)


def _read_sound(case: Case, ways: set[str]) -> Iterator[Finding]:
    for target in find_check_targets([Path("sound")]):
        for file in target.files:
            told = inspect_file(file)
            ways.add(f"{case.kind} {file.suffix} {DETAILS.sub('', told.trouble)[:60]}")
    yield from ()


class _Answers:
    """What stands for the connection with a language model that sends a case's answers."""

    def __init__(self, bodies: tuple[bytes, ...]) -> None:
        self._bodies = iter(bodies)

    def send(self, *_: object) -> WebResponse:
        return WebResponse(200, {}, next(self._bodies))


def _read_answers(case: Case, ways: set[str]) -> Iterator[Finding]:
    client = LlmClient(LlmServer("http://127.0.0.1:1/v1"), cast(WebClient, _Answers(case.answers)))
    names = NameResolver(PEOPLE)
    for _ in case.answers:
        try:
            answer = client.request_answer("model", LabelRequest("", "", 1))
        except NoAnswerError as error:
            ways.add(f"{case.kind} {DETAILS.sub('', str(error))[:60]}")
            continue
        for label in parse_labels(answer, LINES).values():
            ways.add(f"{case.kind} {names.resolve(label, 'Ann and Tom').problem}")
    yield from ()


Reader = Callable[[Case, set[str]], Iterator[Finding]]
# The kinds whose files something reads; options are read by the commands alone.
READERS: Mapping[str, Reader] = {
    **dict.fromkeys(
        ("text", "markdown", "html", "folder", "epub", "docx", "odt", "rtf", "fb2", "pdf", "kindle", "cast", "story"),
        _read_story,
    ),
    "lexicon": _read_lexicon,
    "catalogue": _read_catalogue,
    "commands": _read_commands,
    "settings": _read_settings,
    "album": _read_album,
    "clips": _read_clips,
    "sound": _read_sound,
    "answers": _read_answers,
}
