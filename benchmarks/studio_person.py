"""How much work it is to set a novel right in the studio: a person who knows who speaks, at the studio's own API.

    python benchmarks/studio_person.py FOLDER [NOVEL ...] [--goal 95] [--most 500] [--again N] [--alone]

FOLDER holds labelled novels, as benchmarks/labelled_texts.py says. The weights are those shipped, which have learned
from some of these novels (benchmarks/attribution.py --folds tells what is known of unseen ones). The person does what
the page does (audiobook/studio/static/reader.js): J for the line that matters most, a digit or Y for each line of its
exchange, a slash and the letters of a name until it is the only one, A where all that an answer has changed is right,
B where a description means the same person in the other tags. With `--again N` they rest after every N answers until
the story has been analyzed again, and with `--alone` they answer only the line that is asked. Lines that nobody has
labelled are not asked about.

Told are the share of right lines at first, in the end, and if every line had its speaker (some are no lines for the
program, or parts of one that two people say); the answers (lines, A and B), the keys, the seconds that the
page waits for the server, and of one answer the median and the longest of 20.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labelled_texts import scorer_of
from review import Labels, read_labels
from starlette.testclient import TestClient

from audiobook.attribution.attribution import weigh_story
from audiobook.model import Span
from audiobook.studio.application import Studio, StudioOptions, build_studio
from audiobook.studio.open_story import OpenStory
from audiobook.studio.shelf import identify

NOVELS = ("TheManWhoWasThursday", "TheAwakening", "TheSunAlsoRises", "TheGambler", "ARoomWithAView")
TOKEN, HOST = "a-token-for-measuring", "127.0.0.1:8018"
PATIENCE = 600.0
REFUSED = 400


@dataclass(slots=True)
class Effort:
    """What a person has done: answers, keys, and how long the page waited for each answer with all that follows."""

    answers: int = 0
    keys: int = 0
    waits: list[float] = field(default_factory=list)


class Page:
    """What the page asks the server, and how long that takes."""

    def __init__(self, client: TestClient, story: str) -> None:
        self._client, self._top = client, f"api/story/{story}"
        self.seconds = 0.0

    def get(self, path: str = "") -> Any:
        """What is at an address of the story."""
        return self._ask("GET", path)

    def post(self, path: str, **body: Any) -> Any:
        """What comes back for something that is sent; None if it is refused."""
        return self._ask("POST", path, json=body, headers={"origin": f"http://{HOST}"})

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        started = time.perf_counter()
        answer = self._client.request(method, f"{self._top}/{path}".rstrip("/"), **options)
        self.seconds += time.perf_counter() - started
        if answer.status_code not in (200, REFUSED):
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.status_code != REFUSED else None


class Person:
    """Knows by the labels who speaks, and says so on the page."""

    def __init__(self, story: OpenStory, page: Page, labels: Labels, names: Any, is_alone: bool) -> None:
        self.story, self.page, self.names, self.is_alone = story, page, names, is_alone
        self.effort = Effort()
        self.label_names = labels.names
        # What names mean that the labels don't have, by what was typed.
        self.typed: dict[str, str] = {}
        self.chapter = 0
        segments_of = story.review().queue.segments_of
        self.speakers: dict[Span, str] = {
            segment.span: right for turn, right in labels.speakers.items() for segment in segments_of(turn)
        }
        self.quotations = [
            (segments_of(turn)[0].span if turn >= 0 else None, right) for turn, right in labels.quotations
        ]
        right = sum(turn >= 0 and labels.speakers.get(turn) == one for turn, one in labels.quotations)
        self.best = 100 * right / max(1, len(self.quotations))
        self.skip_unlabelled()

    def skip_unlabelled(self) -> None:
        """Leaves out the lines that nobody has labelled."""
        queue = self.story.review().queue
        queue.skip(
            number for number in range(len(queue.turns))
            if not any(segment.span in self.speakers for segment in queue.segments_of(number))
        )  # fmt: skip

    def measure(self) -> float:
        """The share of quotations whose speaker is right on the page, in percent."""
        now = {one.span: one.speaker or "" for one in self.story.snapshot.analysis.script.segments}
        right = sum(span is not None and self.means(now.get(span, ""), one) for span, one in self.quotations)
        return 100 * right / max(1, len(self.quotations))

    def means(self, name: str, right: str) -> bool:
        """Whether a name on the page means that character."""
        return bool(name) and self.typed.get(name, self.names.resolve(name)) == right

    def answer_question(self) -> bool:
        """Answers the line that matters most, and its exchange; whether there was one."""
        self.effort.keys += not self.effort.answers  # J; then the page goes on by itself
        question = self.page.get("question")
        if not question["place"]:
            question = self.page.post("go-on")
        if not question["place"]:
            return False
        places = (question["place"], *question["following"])
        for place in places[:1] if self.is_alone else places:
            self.answer_line(place)
        return True

    def answer_line(self, place: str) -> None:
        """Says who speaks a line, as the page shows it; what nobody has labelled stays as it is."""
        started = self.page.seconds
        if int(place.partition(":")[0]) != self.chapter:
            self.chapter = int(place.partition(":")[0])
            self.page.get(f"chapter/{self.chapter}")
        line = self.page.get(f"line?place={place}")
        spans, speaker = self._find(place)
        right = next((self.speakers[span] for span in spans if span in self.speakers), None)
        if right is None:
            if speaker:
                self._send(place, speaker, 1)
        else:
            self._name(place, right, speaker, [choice["name"] for choice in line["choices"]])
        self.effort.waits.append(self.page.seconds - started)

    def _find(self, place: str) -> tuple[list[Span], str]:
        """The spans of a line, and its speaker on the page."""
        from audiobook.commands.spoken_lines import find_lines

        found = find_lines(self.story.snapshot.analysis.script, place)
        return [one.span for one in found], found[0].speaker or ""

    def _name(self, place: str, right: str, speaker: str, choices: Sequence[str]) -> None:
        if self.means(speaker, right):
            self._send(place, speaker, 1)
            return
        known = next((name for name in choices if self.means(name, right)), None)
        if known is not None:
            self._send(place, known, 1)
            return
        review = self.story.review()
        name = next((one for one in review.list_names() if self.means(one, right)), self.label_names[right])
        wanted = review.find_name(name).name
        sizes = range(1, len(name) + 1)
        size = next((size for size in sizes if wanted and review.find_name(name[:size]).name == wanted), len(name))
        self.typed.setdefault(wanted or name, right)
        self._send(place, name[:size] if wanted else name, len("/") + size + len("\n"))

    def _send(self, place: str, name: str, keys: int) -> None:
        self.effort.keys += keys
        self.effort.answers += 1
        result = self.page.post("lines", places=[place], name=name)
        if result is None:
            self.effort.keys += 1  # the button that adds somebody
            result = self.page.post("lines", places=[place], name=name, is_new=True)
        self._take()
        if result["shared"] and self._is_shared():
            self._press("join")
            result = {"changed": ()}
        if self._is_right(result["changed"]):
            self._press("accept")

    def _press(self, path: str) -> None:
        self.effort.keys += 1
        self.effort.answers += 1
        self.page.post(path)
        self._take()

    def _take(self) -> None:
        """The page draws what has changed in its chapter."""
        self.page.get(f"chapter/{self.chapter}")

    def _is_right(self, changed: Iterable[Any]) -> bool:
        """Whether all is right that an answer has changed besides."""
        facts = [
            self.means(change["after"], self.speakers[span])
            for change in changed
            for span in self._find(change["place"])[0]
            if span in self.speakers
        ]
        return bool(facts) and all(facts)

    def _is_shared(self) -> bool:
        """Whether most of the tags with a description mean the same person; the page shows their lines."""
        review = self.story.review()
        reference = review.last_effect.reference
        if reference is None:
            return False
        spans = [review.queue.segments_of(turn)[0].span for turn in reference.turns]
        found = Counter(self.means(reference.name, self.speakers[span]) for span in spans if span in self.speakers)
        return found[True] > found[False]


def wait_for(story: OpenStory) -> None:
    """Waits until a story is read and its review is ready; raises RuntimeError if it can't be."""
    until = time.monotonic() + PATIENCE
    while story.is_busy or not story.has_review:
        if time.monotonic() > until or story.status == "failed":
            raise RuntimeError(story.problem or "the story is never ready")
        story.check_files()
        time.sleep(0.05)


def open_novel(folder: Path, workspace: Path) -> tuple[Studio, OpenStory, Page]:
    """The studio with a novel open, in a workspace of its own."""
    path = Path("input") / f"{folder.name}.txt"
    (workspace / "input").mkdir()
    shutil.copy(folder / "text.txt", workspace / path)
    studio = build_studio(StudioOptions(Path("output"), Path("input"), (path,), TOKEN, frozenset((HOST,))))
    page = Page(TestClient(studio.app, base_url=f"http://{HOST}/t/{TOKEN}/"), identify((path,)))
    page.post("open")
    story = studio.desk.find(identify((path,)))
    wait_for(story)
    return studio, story, page


def read_people(folder: Path, scorer: Any) -> Any:
    """The scorer's knowledge of what names mean."""
    import csv

    with (folder / "characters.csv").open(encoding="utf8", newline="") as file:
        people = list(csv.DictReader(file))
    return scorer.Names(people, next((one["id"] for one in people if one["special"] == "narrator"), None))


def correct_novel(folder: Path, options: argparse.Namespace) -> tuple[float, tuple[float, float, float], Effort, float]:
    """Sets a novel right: seconds to read it; right lines before, after, at best; the effort; seconds of the page."""
    scorer = scorer_of(options.data)
    with tempfile.TemporaryDirectory() as name, chdir(name):
        started = time.perf_counter()
        studio, story, page = open_novel(folder, Path(name))
        reading = time.perf_counter() - started
        try:
            queue = story.review().queue
            labels = read_labels(folder, queue.script, weigh_story(queue.script), scorer)
            person = Person(story, page, labels, read_people(folder, scorer), options.alone)
            page.seconds, before, rested = 0.0, person.measure(), 0
            right = before
            while right < options.goal and person.effort.answers < options.most and person.answer_question():
                right = person.measure()
                if options.again and person.effort.answers - rested >= options.again:
                    rested = person.effort.answers
                    wait_for(story)
                    person.skip_unlabelled()
            return reading, (before, right, person.best), person.effort, page.seconds
        finally:
            studio.close()


def main() -> None:
    """Set each novel right, and print what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("novels", nargs="*", default=NOVELS)
    parser.add_argument("--goal", type=float, default=95.0)
    parser.add_argument("--most", type=int, default=500, help="no more answers than this")
    parser.add_argument("--again", type=int, default=0, help="rest after so many answers until all is analyzed again")
    parser.add_argument("--alone", action="store_true", help="answer only the line that is asked")
    options = parser.parse_args()
    options.data = options.data.absolute()
    print(f"{'novel':24} {'read':>7} {'first':>6} {'end':>6} {'best':>6} {'answers':>8} {'keys':>6} {'page':>8}  each")
    for novel in options.novels:
        reading, (before, right, best), effort, seconds = correct_novel(options.data / novel, options)
        waits = effort.waits or [0.0, 0.0]
        middle, longest = statistics.median(waits), statistics.quantiles(waits, n=20)[-1]
        print(
            f"{novel:24} {reading:5.1f} s {before:6.1f} {right:6.1f} {best:6.1f} {effort.answers:8} {effort.keys:6}"
            f" {seconds:6.1f} s  {middle * 1000:5.0f} ms {longest * 1000:5.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    main()
