"""A book is set right in the studio as somebody would do it: by mouse, by keyboard, on a phone, and with mishaps."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import OpenPage, Page, browsing
from tests.publishing.use import FAINT, needs_browser, say
from tests.studio.running import CAST, RunningStudio, run_studio

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = [needs_browser, pytest.mark.slow]

NOTICE = say("#notice")
CHOSEN = "document.querySelector('.chosen')?.dataset.place"
PLAYED = "window.played"
# The old lady is somebody, and her other line is hers as well.
DESCRIBED = """Tags

Chapter 1

Tilly lit the lamp. Joss sat by the stove.

“Is it one?” the old lady said.

“Hm,” said Joss.

“Is it two?” the old lady said.
"""
# Notes each sound that begins.
CATCH_SOUNDS = """(() => {
  window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { window.played.push(this.src); return play.call(this); };
})()"""
# Drops a file on the page.
DROP = """(text => {
  const data = new DataTransfer();
  data.items.add(new File([text], 'a <b> story.txt', {type: 'text/plain'}));
  for (const name of ['dragenter', 'dragover', 'drop'])
    document.querySelector('main').dispatchEvent(
      new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data}));
})"""
LONG_WORD = "Pneumonoultramicroscopic" * 20
HOSTILE = f"""<script>window.harmed = 1</script> & Co

by Ann <img src=x onerror=window.harmed=2>

Chapter 1: Bob <script>

Bob <b>Bold</b> sat down.

“Is it <i>late</i>?” asked Tilly.

“You <script>window.harmed = 3</script> might,” said Bob.

“{LONG_WORD}!” said Bob.

“مرحبا بالعالم، كيف حالك؟” said Bob.
"""
WIDER = "document.documentElement.scrollWidth > innerWidth"
# How far things have moved without anybody's doing, as browsers count it.
WATCH_SHIFTS = """(() => {
  window.shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) shifts += one.value; }))
    .observe({type: 'layout-shift'});
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browsing(tmp_path_factory.mktemp("browser")) as page:
        yield page


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[RunningStudio]:
    with run_studio(tmp_path) as running:
        yield running


@pytest.fixture
def page(browser: Page, studio: RunningStudio) -> Iterator[Page]:
    """The shelf, where nobody has been before; at the end, nothing may have been complained of."""
    browser.looks(1300, 900)
    browser.open(studio.address)
    browser.wait("document.querySelector('.book') !== null")
    browser.run("localStorage.clear()")
    browser.complaints.clear()
    yield browser
    assert browser.complaints == []
    browser.open("about:blank")


def open_story(page: Page) -> None:
    page.click(".book a")
    wait_for_text(page)


def wait_for_text(page: OpenPage) -> None:
    """Waits until the story is there, and the program has weighed who speaks."""
    wait_for_lines(page, 5)


def wait_for_lines(page: OpenPage, count: int) -> None:
    page.wait(f"document.querySelectorAll('.line').length >= {count}")
    page.wait("document.querySelector('.panel')?.innerText.includes('Working') === false")
    page.wait("fetch(`api/story/${location.hash.slice(1).split('/')[0]}/question`).then(answer => answer.ok)")


def go_to(page: OpenPage, room: str, sign: str) -> None:
    page.click(f"#top nav a[href$='/{room}']")
    page.wait(f"document.querySelector({json.dumps(sign)}) !== null")


def choose(page: OpenPage, place: str) -> None:
    page.click(f"[data-place='{place}']")
    wait_for_line(page, place)


def wait_for_line(page: OpenPage, place: str) -> None:
    """Waits until all that there is to say about the chosen line is shown."""
    page.wait(
        f"{CHOSEN} === '{place}' && document.querySelector('.panel .place').textContent === '{place}'"
        " && document.querySelector('.sound') !== null"
    )


def click_button(page: Page, words: str, within: str = "main") -> None:
    """Clicks the first button that begins with these words, once it is there."""
    find = (
        f"[...document.querySelectorAll('{within} button')]"
        f".find(one => one.textContent.startsWith({json.dumps(words)}) && one.checkVisibility())"
    )
    # What is drawn anew meanwhile is looked for again.
    for _ in range(5):
        page.wait(f"{find} !== undefined")
        with contextlib.suppress(AssertionError):
            page.run(f"document.querySelector('#wanted')?.removeAttribute('id'); {find}.id = 'wanted'")
            return page.click("#wanted")
    raise AssertionError(f"it never stayed: {words}")


def has_speaker(place: str, name: str) -> str:
    who = say(f"[data-place='{place}'] .who")
    return f"{who} === '{name}'"


def test_a_file_that_is_dropped_opens_and_stays_text(page: Page, studio: RunningStudio) -> None:
    page.run(f"({DROP})({json.dumps(HOSTILE)})")
    page.wait("document.querySelectorAll('.line').length === 4")
    assert page.run(say("#top h1")) == (
        "<script>window.harmed = 1</script> & Co by Ann <img src=x onerror=window.harmed=2>"
    )
    assert "You <script>window.harmed = 3</script> might" in page.run(say("main"))
    choose(page, "1:3")
    for room, sign in (("cast", ".person"), ("words", ".head"), ("make", ".about input"), ("read", ".line")):
        go_to(page, room, sign)
        # A phone, and a window that shows everything twice as large.
        for width in (390, 640):
            page.looks(width, 844, phone=True)
            assert not page.run(WIDER), (room, width)
        page.looks(1300, 900)
    go_to(page, "make", ".about input")
    assert page.run("[window.harmed, document.querySelector('main img, main script, main b') === null]") == [None, True]
    assert [path.name for path in (studio.folder / "input").iterdir() if "story" in path.name]
    page.click(".home")
    page.wait("document.querySelectorAll('.book').length === 2")
    assert "<script>" in page.run(say(".books"))


def test_a_file_is_chosen(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.md"
    path.write_text("# Elsewhere\n\n“Where?” asked Tilly.\n", "utf-8")
    page.choose_files("#chooser", path)
    page.wait(f"{say('main')}.includes('Where?')")


def test_by_mouse_a_speaker_is_corrected_undone_and_redone(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    page.run(WATCH_SHIFTS)
    for place in ("1:3", "1:4", "1:5"):
        choose(page, place)
    click_button(page, "2", ".choices")
    page.wait(has_speaker("1:5", "Joss"))
    assert 'speaker = "Joss"' in studio.cast_file.read_text("utf-8")
    click_button(page, "↶", "#top")
    page.wait(has_speaker("1:5", "Tilly"))
    assert page.run(NOTICE) == "Undone.Redo"
    click_button(page, "↷", "#top")
    page.wait(has_speaker("1:5", "Joss"))
    assert studio.cast_file.read_text("utf-8").startswith("# my own notes")
    assert "# the elder" in studio.cast_file.read_text("utf-8")
    assert page.run("window.shifts") < 0.01


def test_by_keyboard_alone(page: Page) -> None:
    open_story(page)
    page.run(CATCH_SOUNDS)
    page.press("j")
    page.wait(f"{NOTICE} === 'Nothing is left to ask.'")
    # A key counts although who may say the line isn't shown yet.
    page.click("[data-place='1:5']")
    page.press("2")
    page.wait(has_speaker("1:5", "Joss"))
    page.wait(f"{NOTICE}.includes('(A)')")
    page.press("j")
    page.wait(f"{CHOSEN} === '1:6'")
    page.press("k")
    page.press("Escape")
    page.wait(f"{CHOSEN} === undefined")
    page.press("j")
    page.wait(f"{CHOSEN} === '1:6'")
    page.press("a")
    page.wait(f"{NOTICE}.includes('saved')")
    page.press("z")
    page.press("z")
    page.wait(has_speaker("1:5", "Tilly"))
    # Out of the lines that matter most: an answer goes on to the next one there.
    page.press("Escape")
    page.wait(f"{CHOSEN} === undefined")
    choose(page, "1:6")
    page.press("n")
    page.wait(has_speaker("1:6", "narrator"))
    page.press("z")
    page.wait(has_speaker("1:6", "Joss"))
    choose(page, "1:8")
    page.press("y")
    page.wait("document.querySelector('.panel').textContent.includes('your choice')")
    choose(page, "1:8")
    page.press("/")
    page.wait("document.activeElement.placeholder === 'Another name'")
    page.type_words("Mr. Quillfeather")
    page.press("Enter")
    page.wait(has_speaker("1:8", "Mr. Quillfeather"))
    choose(page, "1:3")
    page.press(" ")
    page.wait(f"{PLAYED}.length === 1")
    page.wait("document.querySelector('.sounding') === null")
    page.press("p")
    page.wait(f"{PLAYED}.length === 2 && document.querySelector('.sounding') !== null")
    page.press("p")
    page.wait("document.querySelector('.sounding') === null")
    page.press("?")
    page.wait("document.querySelector('dialog.sheet').open")
    page.press("Escape")
    page.wait("!document.querySelector('dialog.sheet')?.open")
    page.press("s")
    page.wait(f"{CHOSEN} !== '1:3' || {NOTICE} === 'Nothing is left to ask.'")


def test_a_description_is_somebody_everywhere(page: Page) -> None:
    page.run(f"({DROP})({json.dumps(DESCRIBED)})")
    wait_for_lines(page, 3)
    page.click("[data-place='1:3']")
    page.wait("document.querySelector('.panel input') !== null")
    page.press("/")
    page.type_words("Joss")
    page.press("Enter")
    page.wait(f"{NOTICE}.includes('(B)')")
    page.press("b")
    page.wait(f"{has_speaker('1:3', 'Joss')} && {has_speaker('1:5', 'Joss')}")


def test_somebody_new_is_added(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    choose(page, "1:8")
    page.press("/")
    page.type_words("Grandfather")
    page.press("Enter")
    click_button(page, "Add Grandfather", "#notice")
    page.wait(has_speaker("1:8", "Grandfather"))
    assert "Grandfather" in studio.cast_file.read_text("utf-8")
    page.complaints.clear()  # that nobody is called so is an answer with an error


def test_a_reload_in_the_middle_loses_nothing(page: Page) -> None:
    open_story(page)
    page.click(".chapters li:nth-child(3) button")
    page.wait("document.querySelector('[data-place=\"2:2\"]') !== null")
    choose(page, "2:2")
    page.press("2")
    page.wait("document.querySelector('.panel').textContent.includes('your choice')")
    page.reload()
    page.wait(f"{CHOSEN} === '2:2' && document.querySelector('.panel').textContent.includes('your choice')")


def test_two_pages_agree(page: Page) -> None:
    open_story(page)
    with page.open_another() as other:
        other.open(page.run("location.href"))
        wait_for_text(other)
        # A page in the background hears of nothing, and is up to date when somebody looks at it.
        page.send("Page.bringToFront")
        choose(page, "1:5")
        page.press("2")
        page.wait(has_speaker("1:5", "Joss"))
        other.send("Page.bringToFront")
        other.wait(has_speaker("1:5", "Joss"))
        other.press("z")
        other.wait(has_speaker("1:5", "Tilly"))
        page.send("Page.bringToFront")
        page.wait(has_speaker("1:5", "Tilly"))
        assert other.complaints == []


def test_another_program_changes_the_cast_file(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    choose(page, "1:5")
    line = '\n[[line]]\ntext = "I did say so."\nchapter = 1\nparagraph = 6\nspeaker = "Tilly"  # surely\n'
    # What somebody presses meanwhile is drawn anew under the mouse, and clicked all the same.
    words = "#top nav a[href$='/words']"
    page.run(f"(window.pressed = document.querySelector({json.dumps(words)})).textContent")
    page.press_button(words)
    studio.cast_file.write_text(CAST + line, "utf-8")
    page.wait(has_speaker("1:6", "Tilly"))
    assert page.run(CHOSEN) == "1:5"
    page.wait("!window.pressed.isConnected")
    page.press_button(words, "mouseReleased")
    page.wait("document.querySelector('.head') !== null")
    go_to(page, "read", ".line")
    wait_for_text(page)
    choose(page, "1:5")
    page.press("2")
    page.wait(has_speaker("1:5", "Joss"))
    assert "# surely" in studio.cast_file.read_text("utf-8")


def test_a_page_goes_on_when_the_studio_was_killed_and_started_again(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    choose(page, "1:5")
    before = studio.address
    studio.kill()
    page.wait(f"{NOTICE}.startsWith('The studio has stopped.')")
    page.press("2")
    page.wait(f"{NOTICE}.startsWith('The studio has stopped.')")
    studio.start()
    assert studio.address == before
    page.wait(f"{NOTICE} === 'The studio is back.'")
    wait_for_text(page)
    assert page.run(CHOSEN) == "1:5"
    page.press("2")
    page.wait(has_speaker("1:5", "Joss"))
    page.complaints.clear()  # what could not be loaded meanwhile


def test_an_album_is_made_stopped_made_again_and_heard(page: Page) -> None:
    open_story(page)
    go_to(page, "make", ".big")
    page.click(".big")
    page.wait("document.querySelector('.job') !== null")
    page.reload()
    page.wait("document.querySelector('.job, .ended') !== null")
    if page.run("document.querySelector('.job') !== null"):
        click_button(page, "Stop")
    page.wait("document.querySelector('.now .ended') !== null")
    page.click(".big")
    page.wait("document.querySelector('.now .gate') !== null")
    assert "The album is made" in page.run(say(".now")) or "up to date" in page.run(say(".now"))
    assert "1 note" in page.run(say(".gate"))
    # Loudness has no meaning where nothing is heard.
    page.wait("document.querySelector('.check-result').textContent.includes('sound files:')")
    page.run(CATCH_SOUNDS)
    click_button(page, "▸", ".sounds-list")
    page.wait("document.querySelector('audio').currentTime > 0.05")
    album = page.run("document.querySelector('.now a[target=_blank]').href")
    page.wait("document.querySelector('.making').textContent.includes('everything is up to date')")
    page.open(album)
    page.wait("document.title.includes('The Lamp')")


def test_a_voice_is_chosen_tuned_and_compared(page: Page, studio: RunningStudio) -> None:
    (studio.cast_file.parent / "plums.toml").write_text('[cast]\nJoss = "iris"\n', "utf-8")
    open_story(page)
    go_to(page, "cast", ".person select")
    compare_voices(page)
    # A reload forgets who is compared, and nothing else.
    page.reload()
    page.wait("document.querySelector('.person select') !== null")
    person = "document.querySelector('.person[aria-label=Tilly]')"
    page.run(f"{person}.querySelector('details').open = true")
    page.run(
        f"{{ const pace = {person}.querySelectorAll('input[type=range]')[1]; pace.value = 1.1;"
        "pace.dispatchEvent(new Event('change')); }"
    )
    page.wait(f"{person}.textContent.includes('Not saved yet.')")
    click_button(page, "Save", ".person[aria-label=Tilly]")
    page.wait(f"{NOTICE} !== '' && !{person}.textContent.includes('Not saved yet.')")
    assert "pace=1.1" in studio.cast_file.read_text("utf-8").replace(" = ", "=")
    page.run(
        f"{{ const voice = {person}.querySelector('select'); voice.value = 'iris';"
        "voice.dispatchEvent(new Event('change')); }"
    )
    page.wait(f"{person}.querySelector('select').value === 'iris' && {NOTICE}.includes('iris')")
    assert "iris" in studio.cast_file.read_text("utf-8")
    assert "# the elder" in studio.cast_file.read_text("utf-8")
    page.click(".room > details summary")
    click_button(page, "From plums")
    page.wait("document.querySelector('.person[aria-label=Joss] select').value === 'iris'")
    # The list of other books is still open, and the button has kept the focus.
    assert page.run("document.activeElement.textContent") == "From plums"


def compare_voices(page: Page) -> None:
    """Hears a line of somebody, another one instead, and then two people one after the other."""
    page.run(CATCH_SOUNDS)
    for place, count in ((1, 1), (2, 2)):
        page.click(f".person[aria-label=Joss] .sample:nth-child({place})")
        page.wait(f"{PLAYED}.length === {count}")
    for name in ("Tilly", "Joss"):
        page.click(f".person[aria-label={name}] .check input")
    click_button(page, "Hear ", ".head")
    page.wait(f"{PLAYED}.length >= 4")
    page.press("Escape")


def test_a_word_is_said_another_way(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    go_to(page, "words", ".word")
    page.run("document.querySelector('.word details').open = true")
    page.click(".word input[type=text]")
    page.type_words("KWILL-")
    # What is typed stays when the story changes meanwhile.
    loaded = "performance.getEntriesByType('resource').filter(one => one.name.endsWith('/words')).length"
    before = page.run(loaded)
    line = '\n[[line]]\ntext = "I did say so."\nchapter = 1\nparagraph = 6\nspeaker = "Tilly"\n'
    studio.cast_file.write_text(CAST + line, "utf-8")
    page.wait(f"{loaded} > {before}")
    page.type_words("feth-er")
    click_button(page, "Save", ".word")
    page.wait(f"{NOTICE}.includes('will be said like that')")
    page.wait("document.querySelector('.words').parentElement.textContent.includes('you said so')")
    assert "KWILL-feth-er" in studio.cast_file.read_text("utf-8")


def test_another_take_and_another_kind_of_paragraph(page: Page, studio: RunningStudio) -> None:
    open_story(page)
    page.run(CATCH_SOUNDS)
    choose(page, "1:3")
    page.run("document.querySelector('.sound details').open = true")
    click_button(page, "Another take")
    page.wait(f"{PLAYED}.length === 1")
    click_button(page, "Keep it like this")
    page.wait(f"{NOTICE}.endsWith('Undo') && document.querySelector('.takes [aria-pressed=true]').textContent === '2'")
    assert "[[take]]" in studio.cast_file.read_text("utf-8")
    page.run("document.querySelectorAll('.sound details')[1].open = true")
    page.click(".sound form input")
    page.wait("document.activeElement.matches('.sound form input')")
    page.type_words("WUHN-der")
    click_button(page, "Save", ".sound form")
    page.wait(f"{NOTICE}.includes('will be said like that')")
    assert "say = {" in studio.cast_file.read_text("utf-8")
    page.wait("document.querySelector('.sound form input').value === 'WUHN-der'")
    page.click(".left-out")
    page.wait("document.querySelector('.left-out.chosen') !== null && document.querySelector('.sound') === null")
    page.run("[...document.querySelectorAll('.panel details')].at(-1).open = true")
    click_button(page, "Story", ".panel")
    page.wait("document.querySelector('.left-out') === null")
    assert "[[block]]" in studio.cast_file.read_text("utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everything_fits_a_phone_and_can_be_read(page: Page, dark: bool) -> None:
    page.looks(390, 844, dark, phone=True)
    assert not page.run(WIDER)
    open_story(page)
    choose(page, "1:8")
    box = "document.querySelector('.chosen').getBoundingClientRect()"
    page.wait(f"{box}.bottom < document.querySelector('.panel').getBoundingClientRect().top")
    assert page.run(f"{box}.top > document.querySelector('#top').getBoundingClientRect().bottom")
    assert page.run(FAINT) == []
    assert page.list_nameless() == []
    assert not page.run(WIDER)
    click_button(page, "Close")
    page.wait(f"{CHOSEN} === undefined")
    for room, sign in (("cast", ".person"), ("words", ".word"), ("make", ".about input")):
        go_to(page, room, sign)
        page.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        assert not page.run(WIDER), room
        assert page.run(FAINT) == [], room
        assert page.list_nameless() == [], room


def test_pages_that_nobody_sees_hold_no_connection(page: Page) -> None:
    """A browser opens six connections to a server, and each page listens to events on one of them."""
    open_story(page)
    address = page.run("location.href")
    for _ in range(8):
        page.open("about:blank")
        page.open(address)
        wait_for_text(page)
