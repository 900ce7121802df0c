"""The shelf and the making of an album, as somebody with a browser uses them."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audiobook.pipeline import attribute_story
from audiobook.studio import story_reading
from audiobook.studio.application import Studio
from audiobook.studio.jobs import WAS_WORKING
from audiobook.studio.make_request import MakeRequest
from audiobook.studio.queue_file import QueueFile, SavedJob
from audiobook.studio.shelf import Shelf
from tests.browser import Page, browsing
from tests.engines.servers import page_server, served
from tests.publishing.use import FAINT, needs_browser
from tests.studio.real_server import run_studio

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = [needs_browser, pytest.mark.slow, pytest.mark.processes]

EVIL = "<img src=x onerror=window.hacked=1>"
DROP = """(name, text) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  for (const type of ['dragenter', 'dragover', 'drop'])
    document.querySelector('h2').dispatchEvent(
      new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
# A folder as browsers hand it over: entries that are read a few at a time.
DROP_FOLDER = """names => {
  const text = name => new File(name === 'Bad.txt' ? [] : [`It rained on ${name}.`], name);
  const file = name => ({ name, isFile: true, file: give => give(text(name)) });
  const folder = (name, inside) => ({ name, isDirectory: true, createReader: () => {
    const parts = [inside.slice(0, 2), inside.slice(2), []];
    return { readEntries: give => give(parts.shift()) };
  } });
  const below = folder('below', [file('Deep.txt'), file('picture.png')]);
  const data = new DataTransfer();
  data.items.add(new File(['x'], 'Library'));
  DataTransferItem.prototype.webkitGetAsEntry = () => folder('Library', [...names.map(file), below]);
  document.querySelector('h2').dispatchEvent(
    new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
STORIES = "[...document.querySelectorAll('.book h3')].map(one => one.innerText)"
NOTICE = "document.querySelector('#notice').innerText"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def page(browser: Page) -> Iterator[Page]:
    """The page; it must not have complained of anything in the end."""
    browser.complaints.clear()
    browser.looks(1280, 900)
    yield browser
    assert browser.complaints == []


@contextlib.contextmanager
def studio_for(page: Page, folder: Path) -> Iterator[tuple[str, Studio]]:
    """The address of the studio of a workspace, and the studio; the page leaves it before it ends."""
    with run_studio(folder) as (address, studio):
        try:
            yield address, studio
        finally:
            page.open("about:blank")  # else the page of the next test would hear of a connection that was lost here


def drop(page: Page, name: str, text: str) -> None:
    page.run(f"({DROP})({json.dumps(name)}, {json.dumps(text)})")


def go_to_make(page: Page, address: str, title: str = "Two") -> None:
    """From the shelf to the room where a story is made."""
    page.open(address)
    links = "[...document.querySelectorAll('.book a')]"
    story = page.wait(f"{links}.find(one => one.innerText.startsWith('{title}'))?.getAttribute('href')")
    page.run(f"location.hash = '{story}/make'")
    page.wait("!!document.querySelector('.making .go')")


def hold_focus(page: Page, condition: str) -> None:
    """Presses Tab until the element that has the focus is the one that is meant."""
    for _ in range(60):
        page.press("Tab")
        if page.run(f"(one => !!({condition}))(document.activeElement)"):
            return
    raise AssertionError(f"the keyboard never gets to: {condition}")


def test_an_empty_shelf_says_what_to_do_and_a_dropped_story_opens(page: Page, tmp_path: Path) -> None:
    with studio_for(page, tmp_path) as (address, _):
        page.open(address)
        page.wait("document.querySelector('.none').checkVisibility({ visibilityProperty: true })")
        drop(page, "<b>tea.txt", f"{EVIL} by Ann Example\n\nChapter 1\n\nIt rained all night, and nobody came.\n")
        page.wait("location.hash.length > 1 && !!document.querySelector('.text')")
        assert [path.name for path in (tmp_path / "input").iterdir()] == ["btea.txt"]
        page.run("location.hash = ''")
        page.wait(f"{STORIES}.length === 1")
        assert page.run(STORIES) == [EVIL]
        assert page.run("window.hacked") is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("tea.mp3", "ID3", ".mp3 file can’t be read"), ("tea.txt", "", "is empty"), ("tea.txt", "ID3", "is a sound file")],
)
def test_a_file_that_is_no_story_is_refused_in_words(
    page: Page, tmp_path: Path, name: str, text: str, said: str
) -> None:
    with studio_for(page, tmp_path) as (address, _):
        page.open(address)
        page.wait("!!document.querySelector('.drop')")
        drop(page, name, text)
        page.wait(f"{NOTICE}.replace('\\'', '’').includes({json.dumps(said)})")
        page.complaints[:] = [line for line in page.complaints if "400 (Bad Request)" not in line]


def test_files_are_chosen_and_the_shelf_shows_them_all(page: Page, tmp_path: Path) -> None:
    for name in ("b.txt", "a.md"):
        (tmp_path / name).write_text("It rained all night, and nobody came.\n")
    with studio_for(page, tmp_path) as (address, _):
        page.open(address)
        page.wait("!!document.querySelector('#chooser')")
        page.choose_files("#chooser", tmp_path / "b.txt", tmp_path / "a.md")
        # The second has the same bytes as the first, so it is the same story.
        page.wait(f"{STORIES}.length === 1")


def test_each_story_of_a_dropped_folder_is_a_book(page: Page, tmp_path: Path) -> None:
    with studio_for(page, tmp_path) as (address, _):
        page.open(address)
        page.wait("!!document.querySelector('.drop')")
        page.run(f"({DROP_FOLDER})({json.dumps(['One.txt', 'Two.md', 'cover.jpg', '.hidden.txt', 'Bad.txt'])})")
        page.wait(f"{NOTICE}.includes('3 of 4 stories added')")
        page.complaints[:] = [line for line in page.complaints if "400 (Bad Request)" not in line]
        page.wait(f"{STORIES}.length === 3")
        assert page.run(STORIES) == ["Deep", "One", "Two"]


def test_a_story_is_fetched_by_its_address(page: Page, tmp_path: Path) -> None:
    body = f"<title>{EVIL.replace('<', '&lt;')}</title><p>It rained all night, and nobody came.</p>".encode()
    answers = {"/tea": (200, {"Content-Type": "text/html"}, body)}
    with (
        studio_for(page, tmp_path) as (address, _),
        served(page_server(lambda path: answers.get(path, (404, {}, b"")))) as web,
    ):
        page.open(address)
        page.wait("!!document.querySelector('.link')")
        for path, outcome in (("none", f"{NOTICE}.includes('404')"), ("tea", "location.hash.length > 1")):
            page.run("document.querySelector('.link input').value = ''")
            page.click(".link input")
            page.type_words(f"{web}/{path}")
            page.press("Enter")
            page.wait(outcome)
        page.complaints[:] = [line for line in page.complaints if "400 (Bad Request)" not in line]
        page.wait("!!document.querySelector('.text')")
        assert page.run("window.hacked") is None


def test_an_album_is_made_by_keyboard_and_its_first_chapter_heard(page: Page, workspace: Path) -> None:
    with studio_for(page, workspace) as (address, _):
        page.open(address)
        page.wait(f"{STORIES}.length === 1")
        hold_focus(page, "one.closest('.book')")
        page.press("Enter")
        page.wait("!!document.querySelector('.text')")
        hold_focus(page, "one.innerText === 'Make'")
        page.press("Enter")
        page.wait("!!document.querySelector('.making .go')")
        hold_focus(page, "one.name === 'single-voice'")
        page.press(" ")
        hold_focus(page, "one.matches('.go button')")
        page.press("Enter")
        page.wait("document.querySelector('.ended h3')?.innerText === 'The album is made'")
        page.wait("document.querySelector('.check-result').innerText.includes('problem')")
        hold_focus(page, "one.matches('.sounds-list button')")
        page.press("Enter")
        page.wait("document.querySelector('audio').currentTime > 0")
        page.run("location.hash = ''")
        page.wait("document.querySelector('.book').innerText.includes('2 chapters')")


def test_progress_survives_a_reload_and_can_be_stopped(page: Page, workspace: Path) -> None:
    story = workspace / "input" / "two-doors.txt"
    story.write_text("\n\n".join(f"Chapter {number}\n\n" + "It rained. " * 400 for number in range(1, 40)))
    (workspace / "voices" / "two doors.toml").write_text('[narrator]\nvoice = "silence"\n')
    with studio_for(page, workspace) as (address, studio):
        go_to_make(page, address)
        page.click(".go button")
        page.wait("document.querySelector('.job .facts')?.innerText.includes('of 39 chapters')")
        page.reload()
        page.wait("document.querySelector('.job .facts')?.innerText.includes('of 39 chapters')")
        # A chapter can be heard as soon as it is there.
        page.wait("document.querySelectorAll('.sounds-list button').length >= 1")
        page.run("document.querySelector('.sounds-list button').click()")
        page.wait("document.querySelector('audio').currentTime > 0")
        assert [job.state for job in studio.jobs.list_jobs()] == ["working"]
        page.click(".job button:not([hidden])")
        page.wait("document.querySelector('.ended')?.innerText.includes('Stopped. The finished chapters are kept')")
        (job,) = studio.jobs.list_jobs()
        assert job.state == "cancelled"
        assert 0 < job.finished < 39


def test_a_text_is_read_before_the_speakers_come_and_stays_where_it_is(
    page: Page, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = threading.Event()

    def attribute_late(*arguments: Any) -> Any:
        may_go_on.wait()
        return attribute_story(*arguments)

    monkeypatch.setattr(story_reading, "attribute_story", attribute_late)
    said = "“It rained all night, and nobody came by, so we sat at home,” {} said.\n\n“Did we?” said Bartholomew.\n\n"
    text = "Chapter 1\n\n" + "".join(said.format(name) for name in ("Tilly", "Joss")) * 60
    (workspace / "input" / "two-doors.txt").write_text(text, "utf-8")
    with studio_for(page, workspace) as (address, _):
        try:
            page.open(address)
            page.wait("!!document.querySelector('.book a')")
            page.run("location.hash = document.querySelector('.book a').getAttribute('href')")
            page.wait("document.querySelectorAll('.line').length > 100")
            page.wait("document.querySelector('.panel').innerText.includes('Working out who says what…')")
            page.run("scrollTo(0, 2000)")
            # What comes into sight gets its real height when it is painted.
            page.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            first = "[...document.querySelectorAll('.paragraph')].find(one => one.getBoundingClientRect().top > 60)"
            before = page.run(f"(window.read = {first}).getBoundingClientRect().top")
        finally:
            may_go_on.set()
        page.wait("document.querySelector('.who').textContent === 'Tilly'")
        assert abs(page.run("window.read.getBoundingClientRect().top") - before) <= 1
        assert page.run("scrollY") > 1000
        page.wait("document.querySelector('.queue strong') !== null")


def test_what_a_crash_has_interrupted_goes_on_when_somebody_says_so(page: Page, workspace: Path) -> None:
    shelf = Shelf(workspace / "output", workspace / "input", ())
    saved = SavedJob(shelf.list_entries()[0].id, "Two Doors", MakeRequest(single_voice=True), has_begun=True)
    before = QueueFile(workspace / "output")
    before.open()
    before.write((saved, replace(saved, has_begun=False, request=MakeRequest(again=True))))
    before.close()
    with studio_for(page, workspace) as (address, studio):
        page.open(address)
        page.wait("document.querySelectorAll('.job h3').length === 2")
        told = page.run("document.querySelector('.job').innerText").split()
        assert told == ["Interrupted:", "Two", "Doors", *WAS_WORKING.split(), "Go", "on", "Remove"]
        page.click(".job:last-child button:last-child")
        page.wait("document.querySelectorAll('.job h3').length === 1")
        go_to_make(page, address)
        page.wait("document.querySelector('.job .main') !== null")
        page.click(".job .main")
        page.wait("document.querySelector('.ended')?.innerText.includes('The album is made')")
        assert [job.state for job in studio.jobs.list_jobs()] == ["done", "cancelled"]


def test_some_chapters_and_other_formats_are_made(page: Page, workspace: Path) -> None:
    with studio_for(page, workspace) as (address, studio):
        go_to_make(page, address)
        # The room may be drawn once more when the story has been read.
        page.wait("(choice => choice && (choice.click(), true))(document.querySelectorAll('[name=which]')[1])")
        page.click(".go button")
        page.wait(f"{NOTICE}.includes('Tick the chapters')")
        page.run("document.querySelectorAll('.ticks input')[1].click()")
        page.run("document.querySelector('[value=small]').click()")
        page.wait("document.querySelectorAll('.choices-column input').length === 4")
        page.run("document.querySelector('[name=single-voice]').click()")
        page.click(".go button")
        page.wait("document.querySelector('.ended')?.innerText.includes('The album is made')")
        page.wait("document.querySelectorAll('.sounds-list button').length === 1")
        assert [path.name for path in workspace.rglob("*.opus")] == ["02 - The Blue One.opus"]
        page.wait("document.querySelector('.choice').innerText.includes('1 of 2')")
        (job,) = studio.jobs.list_jobs()
        assert job.chapters == 1


def test_a_cover_is_cut_out_of_a_picture(page: Page, workspace: Path) -> None:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (600, 300), "red")
    picture.paste("blue", (300, 0, 600, 300))
    picture.save(buffer, "PNG")
    (workspace / "wide.png").write_bytes(buffer.getvalue())
    with studio_for(page, workspace) as (address, _):
        go_to_make(page, address)
        page.choose_files("#picture", workspace / "wide.png")
        page.wait("document.querySelector('#crop').open")
        slider = "document.querySelectorAll('#crop input')[1]"
        page.run(f"{slider}.value = 1, {slider}.dispatchEvent(new Event('input'))")
        page.click("#crop .main")
        page.wait("document.querySelector('.cover img')?.complete")
        page.run("document.querySelector('[name=single-voice]').click()")
        page.click(".go button")
        page.wait("document.querySelector('.ended')?.innerText.includes('The album is made')")
    (cover,) = workspace.rglob("cover.jpg")
    with Image.open(cover) as made:
        red, _, blue = made.convert("RGB").getpixel((150, 150))  # type: ignore[misc]
        assert made.size == (300, 300)
    assert blue > 200 > 60 > red


def test_what_the_command_line_refuses_is_said_on_the_page(page: Page, workspace: Path) -> None:
    with studio_for(page, workspace) as (address, _):
        go_to_make(page, address)
        (workspace / "voices" / "two-doors.toml").write_text("[narrator\n")
        page.click(".go button")
        page.wait("document.querySelector('.ended')?.innerText.includes('The album couldn’t be made')")
        assert "two-doors.toml" in page.run("document.querySelector('.ended').innerText")


@pytest.mark.parametrize(("width", "phone"), [(1280, False), (360, True)])
def test_nothing_is_wider_than_the_window(page: Page, workspace: Path, width: int, phone: bool) -> None:
    page.looks(width, 800, phone=phone)
    with studio_for(page, workspace) as (address, _):
        go_to_make(page, address)
        assert page.run("document.documentElement.scrollWidth") <= width
        page.run("location.hash = ''")
        page.wait(f"{STORIES}.length === 1")
        assert page.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_has_contrast_and_all_controls_have_names(page: Page, workspace: Path, dark: bool) -> None:
    page.looks(1280, 900, dark=dark)
    with studio_for(page, workspace) as (address, _):
        go_to_make(page, address)
        page.run("document.querySelectorAll('[name=which]')[1].click()")
        page.run("document.querySelector('[value=acx]').click()")
        page.run("document.querySelector('[name=single-voice]').click()")
        page.run("document.querySelector('[name=which]').click()")
        page.click(".go button")
        page.wait("document.querySelector('.ended')?.innerText.includes('The album is made')")
        page.wait("!document.querySelector('.check-result').innerText.includes('Measuring')")
        assert page.run(FAINT) == []
        assert page.list_nameless() == []
        page.run("location.hash = ''")
        page.wait(f"{STORIES}.length === 1")
        assert page.run(FAINT) == []
        assert page.list_nameless() == []
