"""The addresses of an open story: its text, who speaks, corrections, and its sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from msgspec import UNSET, UnsetType
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from audiobook.attribution.review.questions import Effect
from audiobook.cast_file.line_takes import SAY, TakeChanges
from audiobook.cast_file.reading import CHANGE_LIMITS
from audiobook.cast_file.values import VoiceChoice
from audiobook.commands.cast_edits import TypedEdits
from audiobook.commands.line_takes import parse_changes
from audiobook.commands.review import NO_EFFECT
from audiobook.commands.script_position import parse_position
from audiobook.commands.spoken_lines import find_lines
from audiobook.commands.take_changes import AUTOMATIC
from audiobook.errors import InputError
from audiobook.studio.cast_views import list_other_casts, view_cast
from audiobook.studio.chapter_states import find_paragraph_states
from audiobook.studio.desk import Desk
from audiobook.studio.open_story import OpenStory
from audiobook.studio.responses import API_HEADERS, endpoint, endpoint_with_body, read_number
from audiobook.studio.shelf import Shelf
from audiobook.studio.sound import VoiceTrial
from audiobook.studio.view_model import (
    MADE,
    OUTDATED,
    READY,
    CastView,
    ChapterView,
    EditResult,
    LineView,
    OtherCastView,
    QuestionView,
    StoryView,
    WordsView,
)
from audiobook.studio.views import (
    list_changed_lines,
    view_chapter,
    view_line,
    view_question,
    view_shared_phrase,
    view_story,
)
from audiobook.studio.word_views import view_words
from audiobook.text.formatting import format_count


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """Who says some lines, by their places; "" is the narrator. `is_new` makes an unknown name a new character."""

    places: tuple[str, ...]
    name: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Skip:
    """Lines of a question that stay open."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakeRequest:
    """A line, and what is to be different about it: settings of `TakeView`, None for what the program does by itself.

    `say` changes only the words that it has; "" is for one without a pronunciation of its own.
    """

    place: str
    take: int | UnsetType | None = UNSET
    delivery: str | UnsetType | None = UNSET
    pause_before: int | UnsetType | None = UNSET
    pause_after: int | UnsetType | None = UNSET
    say: dict[str, str] | UnsetType | None = UNSET

    @property
    def changes(self) -> TakeChanges:
        """What is to be different; raises InputError if something is wrong."""
        typed = {name: getattr(self, name) for name in ("take", "delivery", "pause_before", "pause_after")}
        wanted = {
            name: AUTOMATIC if value is None else str(value) for name, value in typed.items() if value is not UNSET
        }
        said = () if self.say is UNSET else ((SAY, None if self.say is None else tuple(self.say.items())),)
        return (
            *parse_changes(
                wanted.get("take"), wanted.get("delivery"), wanted.get("pause_before"), wanted.get("pause_after")
            ),
            *said,
        )


@dataclass(frozen=True, slots=True)
class TrialRequest:
    """A line, or a few words, to hear in a voice that nobody has chosen yet; "" is the narrator."""

    name: str = ""
    voice: str = ""
    settings: dict[str, float] = field(default_factory=dict)
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How a word is said, "" to forget it; in this story, or `everywhere`."""

    word: str
    said: str
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class WordTrial:
    """A text with a word to hear, said in a way that nobody has saved; "" for as it is now."""

    word: str
    said: str
    text: str


def story_routes(desk: Desk, shelf: Shelf) -> list[Route]:
    """The routes of all open stories; only those on the shelf can be opened."""
    return StoryRoutes(desk, shelf).list_routes()


class StoryRoutes:
    """Answers what a page asks about an open story."""

    def __init__(self, desk: Desk, shelf: Shelf) -> None:
        self._desk, self._shelf = desk, shelf

    def list_routes(self) -> list[Route]:
        """Each address with what answers there."""
        top = "/api/story/{id}"
        return [
            Route(top, endpoint(self._view)),
            Route(f"{top}/open", endpoint(self._open), methods=["POST"]),
            Route(f"{top}/chapter/{{number}}", endpoint(self._view_chapter)),
            Route(f"{top}/chapter/{{number}}/states", endpoint(self._view_states)),
            Route(f"{top}/sound", endpoint(self._speak)),
            Route(f"{top}/question", endpoint(self._find_question)),
            Route(f"{top}/line", endpoint(self._view_line)),
            Route(f"{top}/take", endpoint_with_body(TakeRequest, self._keep_take), methods=["POST"]),
            Route(f"{top}/take/sound", endpoint_with_body(TakeRequest, self._speak_take), methods=["POST"]),
            Route(f"{top}/trial", endpoint_with_body(TrialRequest, self._try_voice), methods=["POST"]),
            Route(f"{top}/lines", endpoint_with_body(LineAnswer, self._answer), methods=["POST"]),
            Route(f"{top}/skip", endpoint_with_body(Skip, self._skip), methods=["POST"]),
            Route(f"{top}/go-on", endpoint(self._go_on), methods=["POST"]),
            Route(f"{top}/accept", endpoint(self._accept), methods=["POST"]),
            Route(f"{top}/join", endpoint(self._join), methods=["POST"]),
            Route(f"{top}/edit", endpoint_with_body(TypedEdits, self._edit), methods=["POST"]),
            Route(f"{top}/cast", endpoint(self._view_cast)),
            Route(f"{top}/other-casts", endpoint(self._list_other_casts)),
            Route(f"{top}/words", endpoint(self._view_words)),
            Route(f"{top}/say", endpoint_with_body(Pronunciation, self._say), methods=["POST"]),
            Route(f"{top}/word", endpoint_with_body(WordTrial, self._try_word), methods=["POST"]),
            Route(f"{top}/undo", endpoint(self._undo), methods=["POST"]),
            Route(f"{top}/redo", endpoint(self._redo), methods=["POST"]),
        ]

    def _story(self, request: Request) -> OpenStory:
        return self._desk.find(request.path_params["id"])

    def _result(self, story: OpenStory, *messages: str, effect: Effect = NO_EFFECT) -> EditResult:
        view = view_story(story, self._desk.states_of(story))
        return EditResult(view, messages, list_changed_lines(story, effect), view_shared_phrase(effect))

    def _open(self, request: Request) -> StoryView:
        identity = request.path_params["id"]
        return self._view_whole(self._desk.open(identity, self._shelf.find(identity)))

    def _view(self, request: Request) -> StoryView:
        return self._view_whole(self._story(request))

    def _view_whole(self, story: OpenStory) -> StoryView:
        view = view_story(story, self._desk.states_of(story))
        if view.title:
            self._shelf.name_story(story.identity, view.title, view.author)
        return view

    def _view_chapter(self, request: Request) -> ChapterView:
        return view_chapter(self._story(request).text, read_number(request))

    def _view_states(self, request: Request) -> dict[int, str]:
        story, number = self._story(request), read_number(request)
        if story.status != READY:
            return {}
        is_finished = self._desk.states_of(story).get(number) in (MADE, OUTDATED)
        return find_paragraph_states(story, self._desk.speaker, number, is_finished) if number else {}

    def _speak(self, request: Request) -> Response:
        position = parse_position(request.query_params.get("place", ""))
        return _sound(self._desk.speaker.speak_place(self._story(request), position))

    def _try_voice(self, request: Request, body: TrialRequest) -> Response:
        story = self._story(request)
        trial = VoiceTrial(body.name, VoiceChoice(body.voice, check_settings(body.settings)))
        if body.place:
            return _sound(self._desk.speaker.speak_place(story, parse_position(body.place), trial))
        return _sound(self._desk.speaker.speak_text(story.snapshot.cast.cast, trial, body.text))

    def _find_question(self, request: Request) -> QuestionView:
        story = self._story(request)
        return view_question(story, story.review().find_next_question())

    def _view_line(self, request: Request) -> LineView:
        return view_line(self._story(request), self._desk.speaker, request.query_params.get("place", ""))

    def _keep_take(self, request: Request, body: TakeRequest) -> EditResult:
        story = self._story(request)
        return self._result(story, *story.keep_take(body.place, body.changes))

    def _speak_take(self, request: Request, body: TakeRequest) -> Response:
        position = parse_position(body.place)
        return _sound(self._desk.speaker.speak_place(self._story(request), position, changes=body.changes))

    def _go_on(self, request: Request) -> QuestionView:
        story = self._story(request)
        story.review().go_on()
        return view_question(story, story.review().find_next_question())

    def _answer(self, request: Request, body: LineAnswer) -> EditResult:
        story = self._story(request)
        return self._result(story, effect=story.correct_lines(body.places, body.name, body.is_new))

    def _skip(self, request: Request, body: Skip) -> QuestionView:
        story = self._story(request)
        review = story.review()
        segments = [segment for place in body.places for segment in find_lines(review.queue.script, place)]
        story.skip_question(story.find_turns(segment.span for segment in segments))
        return view_question(story, review.find_next_question())

    def _accept(self, request: Request) -> EditResult:
        story = self._story(request)
        count = story.accept_changes()
        return self._result(story, f"{format_count(count, 'more line')} saved" if count else "Nothing else has changed")

    def _join(self, request: Request) -> EditResult:
        story = self._story(request)
        return self._result(story, effect=story.join_reference())

    def _edit(self, request: Request, body: TypedEdits) -> EditResult:
        story = self._story(request)
        return self._result(story, *story.edit(body))

    def _view_cast(self, request: Request) -> CastView:
        return view_cast(self._story(request).snapshot)

    def _list_other_casts(self, request: Request) -> tuple[OtherCastView, ...]:
        return list_other_casts(self._story(request).snapshot)

    def _view_words(self, request: Request) -> WordsView:
        return view_words(self._story(request).snapshot)

    def _say(self, request: Request, body: Pronunciation) -> EditResult:
        story = self._story(request)
        story.say_word(body.word, body.said, body.everywhere)
        return self._result(story, "saved")

    def _try_word(self, request: Request, body: WordTrial) -> Response:
        snapshot = self._story(request).snapshot
        return _sound(self._desk.speaker.speak_word(snapshot, body.word, body.said, body.text))

    def _undo(self, request: Request) -> EditResult:
        story = self._story(request)
        if not story.undo():
            raise InputError("there is nothing to undo")
        return self._result(story, "undone")

    def _redo(self, request: Request) -> EditResult:
        story = self._story(request)
        if not story.redo():
            raise InputError("there is nothing to redo")
        return self._result(story, "redone")


def check_settings(settings: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """The settings of a voice; raises InputError for one that there isn't, or that is beyond its limits."""
    for name, value in settings.items():
        low, high = CHANGE_LIMITS.get(name, (0.0, 0.0))
        if name not in CHANGE_LIMITS:
            raise InputError(f"a voice has no setting {name!r}")
        if not low <= value <= high:
            raise InputError(f"{name} must be from {low:g} to {high:g}")
    return tuple(settings.items())


def _sound(data: bytes) -> Response:
    return Response(data, 200, API_HEADERS, "audio/wav")
