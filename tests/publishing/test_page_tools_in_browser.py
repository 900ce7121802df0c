"""What a reader does besides listening: keys, finding the place again, search, bookmarks, links, text size, copies."""

from __future__ import annotations

import pytest

from tests.browser import Page
from tests.publishing.use import (
    CATCH_COPIES,
    CURRENT,
    IN_SIGHT,
    NOW,
    SAFE,
    SOUND,
    TIME,
    UNSAFE,
    needs_browser,
    say,
    type_words,
)

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = [needs_browser, pytest.mark.slow]

BOOK = say("#book")
SHOWN = "[...document.querySelectorAll('%s')].filter(one => one.checkVisibility()).map(one => one.outerHTML)"


def play_from(page: Page, start: int, chapter: int = 1) -> None:
    """Plays a sentence of a chapter, and pauses in it."""
    page.click(f".chapters > li:nth-child({chapter}) .chapter")
    page.wait(f"!{SOUND}.paused && document.querySelector('.chapters > li:nth-child({chapter}).current') !== null")
    page.run(f"document.querySelector('.sentence[data-start=\"{start}\"]').click()")
    page.wait(f"{TIME} > {start}")
    page.press("k")
    page.wait(f"{SOUND}.paused")


@pytest.mark.parametrize(
    ("focus", "keys", "expected"),
    [
        ("#seek", ["l"], f"{CURRENT} === 'Tea'"),
        ("#seek", [" "], f"!{SOUND}.paused"),
        ("#seek", ["ArrowRight"], f"{CURRENT} === 'Tea'"),
        ("#seek", [".", "."], f"{TIME} === 1"),
        ("#speed", ["]"], f"{CURRENT} === 'Tea'"),
        ("#speed", [" "], f"!{SOUND}.paused"),
        ("#speed", ["ArrowRight"], f"{CURRENT} === 'Tea' && {SOUND}.playbackRate === 1"),
        ("#sleep", ["k"], f"!{SOUND}.paused && document.querySelector('#sleep').value === 'off'"),
        ("#names", ["]"], f"{CURRENT} === 'Tea'"),
        ("#next", ["]"], f"{CURRENT} === 'Tea'"),
        # These keys lead through a slider or a list.
        ("#seek", ["End"], f"{TIME} > 11"),
        ("#speed", ["ArrowDown"], f"{SOUND}.playbackRate === 1.1"),
        # A button that was reached by keyboard is pressed by the space bar.
        ("#next", [" "], f"{CURRENT} === 'Tea' && {SOUND}.paused"),
    ],
)
def test_keys_work_wherever_the_focus_is(page: Page, focus: str, keys: list[str], expected: str) -> None:
    page.wait(f"{SOUND}.readyState > 0")
    page.run("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.run(f"document.querySelector('{focus}').focus()")
    for key in keys:
        page.press(key)
    page.wait(expected)


def test_the_space_bar_pauses_after_a_click_on_a_button(page: Page) -> None:
    page.click("#next")
    page.wait(f"{CURRENT} === 'Tea'")
    page.press(" ")
    page.wait(f"{CURRENT} === 'Tea' && !{SOUND}.paused")


def test_keys_are_letters_where_words_are_typed(page: Page) -> None:
    page.press("/")
    for key in "k]l":
        page.press(key)
    assert page.run(f"[document.querySelector('#search').value, {CURRENT}, {SOUND}.paused]") == ["k]l", "Rain", True]
    page.press("Escape")
    page.press("]")
    page.wait(f"{CURRENT} === 'Tea'")


def test_keys_of_another_alphabet_are_those_at_the_same_place(page: Page) -> None:
    page.send("Input.dispatchKeyEvent", type="keyDown", key="л", code="KeyK", windowsVirtualKeyCode=75, text="л")
    page.wait(f"!{SOUND}.paused")


def test_after_a_reload_the_sentence_is_shown_where_the_sound_is(page: Page) -> None:
    page.looks(390, 640, phone=True)
    play_from(page, 9, chapter=2)
    page.run("scrollTo(0, 0)")
    page.reload()
    page.wait(f"{NOW} === 'Sentence 9 of 2.'")
    page.wait(f"{IN_SIGHT}('.now')")
    page.press("]")
    page.press("k")
    assert page.run(CURRENT) == "Sun"


def test_a_book_that_nobody_has_begun_opens_at_its_top(page: Page) -> None:
    page.looks(390, 640, phone=True)
    page.reload()
    page.wait(f"{SOUND}.readyState > 0")
    assert page.run("scrollY") == 0


def test_the_whole_books_progress_is_shown(page: Page) -> None:
    assert page.run(BOOK) == "0% of the book · 36 s left"
    play_from(page, 6, chapter=2)
    assert page.run(BOOK).startswith("50% of the book · 18 s left")
    page.press(">")
    assert page.run(BOOK).endswith("16 s left at 1.1×")


@pytest.mark.parametrize(
    ("words", "count"),
    [("of 3", "3 found in 1 chapter"), ('"SENTENCE 4?"', "3 found in 3 chapters"), ("8 of 1. “Sent", "Nothing found"),
     ("5?” Sentence 6", "Nothing found"), ("3 of 2. “Sentence 4?”", "1 found in 1 chapter"), ("zzz", "Nothing found"),
     ("   ", "")],
)  # fmt: skip
def test_search_is_in_all_chapters(page: Page, words: str, count: str) -> None:
    page.click("#search-box summary")
    type_words(page, "#search", words)
    page.wait(f"{say('#results-count')} === {count!r}")


def test_a_result_is_opened_and_plays_at_a_key_press(page: Page) -> None:
    play_from(page, 4)
    page.press("/")
    page.send("Input.insertText", text="of 3")
    page.wait("document.querySelectorAll('#results button').length === 3")
    page.click("#results li:nth-child(3) button")
    page.wait(f"{CURRENT} === 'Sun' && {NOW} === 'Sentence 9 of 3.' && {SOUND}.paused")
    page.wait(f"{IN_SIGHT}('.now')")
    page.press("k")
    page.wait(f"{TIME} > 9 && !{SOUND}.paused")
    page.press("k")
    page.click("#return")
    page.wait(f"{CURRENT} === 'Rain' && {NOW} === '“Sentence 4?”'")


def test_who_only_looks_elsewhere_keeps_their_place(page: Page) -> None:
    play_from(page, 4)
    page.press("/")
    page.send("Input.insertText", text="of 3")
    page.wait("document.querySelectorAll('#results button').length === 3")
    page.click("#results li button")
    page.wait(f"{CURRENT} === 'Sun'")
    page.reload()
    page.wait(f"{CURRENT} === 'Rain' && {NOW} === '“Sentence 4?”'")


@pytest.mark.parametrize(
    ("link", "chapter", "sentence"),
    [("#2:3", "Tea", "Sentence 6 of 2."), ("#3:2s2", "Sun", "“Sentence 4?”"), ("#3%3A2s2", "Sun", "“Sentence 4?”"),
     ("#2", "Tea", "null"), ("#2:99", "Tea", "null"), ("#77:1", "Rain", "null"), ("#%", "Rain", "null")],
)  # fmt: skip
def test_a_link_to_a_sentence(page: Page, link: str, chapter: str, sentence: str) -> None:
    page.looks(390, 640, phone=True)
    address = page.run("location.href.split('#')[0]")
    page.open("about:blank")
    page.open(address + link)
    page.wait(f"{CURRENT} === '{chapter}' && ({NOW} ?? 'null') === '{sentence}' && {SOUND}.paused")
    if sentence != "null":
        page.wait(f"{IN_SIGHT}('.now')")
        start = page.run("Number(document.querySelector('.now').dataset.start)")
        page.press(" ")
        page.wait(f"{TIME} > {start} && !{SOUND}.paused")
        assert page.run("location.hash") == ""


@pytest.mark.parametrize("clipboard", [SAFE, UNSAFE])
def test_a_link_and_a_line_number_can_be_copied_on_a_phone(page: Page, clipboard: str) -> None:
    page.looks(390, 844, phone=True)
    play_from(page, 7, chapter=2)
    page.run(CATCH_COPIES % clipboard)
    page.click("#this-sentence")
    page.click("#place-link")
    page.wait("(window.copied || '').endsWith('#2:3s2')")
    page.click("#place-number")
    page.wait("window.copied === '2:3'")
    assert page.run(say("#status")) == "Copied 2:3"


def test_line_numbers_can_be_seen_and_copied(page: Page) -> None:
    assert page.run("document.querySelector('.place').checkVisibility()") is False
    page.run("document.querySelector('#line-numbers').click()")
    page.run(CATCH_COPIES % SAFE)
    numbers = page.run("[...document.querySelectorAll('.place')].map(one => one.textContent)")
    assert numbers == [
        "1:1",
        "1:2",
        "1:3",
        "1:4",
    ]
    page.click("p:nth-of-type(2) .place")
    page.click("#place-number")
    page.wait("window.copied === '1:2'")
    page.reload()
    assert page.run("document.querySelector('.place').checkVisibility()") is True


def test_bookmarks_are_kept(page: Page) -> None:
    play_from(page, 7, chapter=2)
    page.press("b")
    page.press("[")
    page.press("[")
    page.wait(f"{CURRENT} === 'Rain'")
    page.reload()
    page.click("#bookmarks-box summary")
    assert page.run(say("#bookmarks")) == "Tea, 0:07“Sentence 7?”×"
    page.click("#bookmarks .result")
    page.wait(f"{CURRENT} === 'Tea' && {NOW} === '“Sentence 7?”'")
    page.click("#bookmarks .icon")
    page.wait("document.querySelector('#no-bookmarks').checkVisibility()")
    page.reload()
    assert page.run("document.querySelector('#bookmarks').children.length") == 0


def test_a_bookmark_finds_its_words_in_a_new_take(page: Page) -> None:
    play_from(page, 7)
    page.press("b")
    page.run(
        "for (const name of Object.keys(localStorage).filter(one => one.includes('bookmarks'))) "
        "localStorage.setItem(name, localStorage.getItem(name).replace('\"time\":7', '\"time\":2.5'))"
    )
    page.reload()
    assert page.run(say("#bookmarks")).startswith("Rain, 0:07")


def test_the_text_size_is_kept(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.sentence')).fontSize)"
    before = page.run(size)
    page.press("+")
    page.press("+")
    page.reload()
    assert page.run(size) == pytest.approx(before * 1.3, abs=0.1)
    page.press("-")
    assert page.run(size) == pytest.approx(before * 1.15, abs=0.1)


def test_without_a_script_nothing_dead_is_shown(page: Page) -> None:
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.send("Page.reload")
    page.wait("document.readyState === 'complete' && !document.documentElement.classList.contains('js')")
    dead = SHOWN % "button, input, select, dialog, #dock, .scripted"
    try:
        assert page.run(dead) == []
    finally:
        page.send("Emulation.setScriptExecutionDisabled", value=False)


def test_a_page_that_may_keep_nothing_still_works(page: Page) -> None:
    closed = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
    script = page.send("Page.addScriptToEvaluateOnNewDocument", source=closed)
    page.reload()
    page.press("b")
    page.press("]")
    page.press("b")
    page.wait(f"{CURRENT} === 'Tea'")
    page.send("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


def test_what_only_a_server_has_is_not_offered_by_a_file(page: Page) -> None:
    shown = SHOWN % ".served-only, link[rel=manifest]"
    assert page.run(shown) == []
    assert page.run("navigator.serviceWorker?.controller ?? null") is None
