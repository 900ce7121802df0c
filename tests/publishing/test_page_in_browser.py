"""The page as it is used, in a real browser: play, seek, read along, come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser import Page
from tests.publishing.heard import album, book, with_page
from tests.publishing.use import CURRENT, NOW, SOUND, TIME, fresh, needs_browser
from tests.serving.clients import serving

pytest.importorskip("websockets", reason="the browser is talked to over websockets: pip install -e '.[test]'")
pytestmark = needs_browser


def test_it_plays_and_pauses(page: Page) -> None:
    page.click("#play")
    page.wait(f"{TIME} > 0.3")
    assert page.run("document.querySelector('#play').getAttribute('aria-label')") == "Pause"
    page.click("#play")
    assert page.run(f"{SOUND}.paused")


def test_the_sentence_that_is_heard_is_marked_and_in_sight(page: Page) -> None:
    page.looks(390, 560, phone=True)
    page.click(".sentence[data-start='1']")
    page.run(f"{SOUND}.playbackRate = 3")
    page.wait(f"{NOW} === '“Sentence 11?”'")
    top, bottom, dock = page.run(
        "['.now', '#dock'].map(one => document.querySelector(one).getBoundingClientRect())"
        ".flatMap((box, place) => place ? [box.top] : [box.top, box.bottom])"
    )
    assert 0 < top < bottom < dock * 0.8


def test_the_seek_bar_goes_to_a_place(page: Page) -> None:
    page.run("{ const s = document.querySelector('#seek'); s.value = 8; s.dispatchEvent(new Event('change')); }")
    page.wait(f"{NOW} === '“Sentence 8?”'")
    assert page.run("document.querySelector('#passed').textContent") == "0:08"


def test_a_click_on_a_sentence_goes_there(page: Page) -> None:
    page.click(".sentence[data-start='5']")
    page.wait(f"{TIME} > 5 && !{SOUND}.paused")
    assert page.run(NOW) == "“Sentence 5?”"


def test_the_next_chapter_follows_the_one_that_was_heard(page: Page) -> None:
    page.click(".sentence[data-start='11']")
    page.wait(f"{CURRENT} === 'Tea' && {TIME} > 0.1 && !{SOUND}.paused")
    assert page.run("document.querySelector('.chapters > li').classList.contains('done')")
    assert "of 2." in page.run("document.querySelector('#text').textContent")


def test_chapter_place_and_speed_are_kept(page: Page) -> None:
    page.click(".chapters > li:nth-child(2) .chapter")
    page.wait(f"{CURRENT} === 'Tea' && !{SOUND}.paused")
    page.press(">")
    page.run("document.querySelector('.sentence[data-start=\"7\"]').click()")
    page.wait(f"{TIME} > 7.2")
    page.press("k")
    page.reload()
    page.wait(f"{CURRENT} === 'Tea' && {TIME} > 7")
    assert page.run(f"[{SOUND}.paused, {SOUND}.playbackRate]") == [True, 1.1]
    assert page.run(NOW) == "“Sentence 7?”"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("l", f"{CURRENT} === 'Tea'"),
        ("]", f"{CURRENT} === 'Tea' && {TIME} < 1"),
        ("]]", f"{CURRENT} === 'Sun'"),
        ("][", f"{CURRENT} === 'Rain'"),
        ("...", f"{TIME} >= 2 && {TIME} < 3"),
        ("....,", f"{TIME} >= 2 && {TIME} < 3"),
        ("....j", f"{TIME} === 0"),
        (">>", f"{SOUND}.playbackRate === 1.2"),
        ("<", f"{SOUND}.playbackRate === 0.9"),
        ("?", "document.querySelector('#help').open"),
        (" ", f"!{SOUND}.paused"),
        ("kk", f"{SOUND}.paused"),
    ],
)
def test_keys(page: Page, keys: str, expected: str) -> None:
    page.wait(f"{SOUND}.readyState > 0")
    for key in keys:
        page.press(key)
    page.wait(expected)


def test_keys_can_be_turned_off(page: Page) -> None:
    page.press("?")
    page.click("#keys")
    page.press("Escape")
    page.wait("!document.querySelector('#help').open")
    page.press("]")
    assert page.run(CURRENT) == "Rain"


def test_the_sleep_timer_ends_with_the_chapter(page: Page) -> None:
    page.run(
        "{ const s = document.querySelector('#sleep'); s.value = 'chapter'; s.dispatchEvent(new Event('change')); }"
    )
    page.click(".sentence[data-start='11']")
    page.wait(f"{CURRENT} === 'Tea' && {SOUND}.paused")
    assert page.run("document.querySelector('#sleep').value") == "off"


def test_who_scrolls_is_not_pulled_back(page: Page) -> None:
    page.looks(390, 844, phone=True)
    page.click(".sentence[data-start='9']")
    page.wait(f"{TIME} > 9")
    page.run("dispatchEvent(new WheelEvent('wheel')); scrollTo(0, 0)")
    page.wait(f"{TIME} > 10.2")
    assert page.run("scrollY") == 0
    page.click("#follow")
    page.wait("scrollY > 100")


def test_a_jump_to_a_scene(page: Page) -> None:
    page.click(".marks a")
    page.wait(f"{TIME} >= 6 && !{SOUND}.paused")
    assert page.run("document.querySelector('#text hr') !== null")


def test_speakers_are_named_beside_their_lines(page: Page) -> None:
    assert page.run("document.querySelector('#text .names').textContent") == "Bea, Tom: "
    assert page.run("document.querySelector('#text .speech').title") == "Bea"


def test_notes_stand_apart_and_do_no_harm(page: Page) -> None:
    assert page.run("document.querySelector('.authors-note').open") is False
    assert (
        page.run("document.querySelector('.authors-note').textContent") == "Author’s noteThank you!See </script> you."
    )


@pytest.mark.parametrize(("width", "height", "phone"), [(320, 640, True), (390, 844, True), (1280, 900, False)])
def test_everything_fits_and_can_be_hit(page: Page, width: int, height: int, phone: bool) -> None:
    page.looks(width, height, phone=phone)
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    small = page.run(
        "[...document.querySelectorAll('button, select, .chapter, .marks a, summary, #seek')]"
        ".filter(one => one.checkVisibility()).map(one => [one.id || one.className, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 44 || box.width < 44).map(([name]) => name)"
    )
    assert small == []


def test_everything_that_can_be_used_has_a_name(page: Page) -> None:
    page.send("Accessibility.enable")
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    roles = {"button", "link", "slider", "combobox", "checkbox", "main", "navigation", "region"}
    nameless = [
        node["role"]["value"] for node in nodes
        if not node["ignored"] and node["role"]["value"] in roles and not node["name"]["value"].strip()
    ]  # fmt: skip
    assert nameless == []


def test_a_book_of_one_file_has_its_marks_as_chapters(browser: Page, tmp_path: Path) -> None:
    place = tmp_path / "Ann Example" / "Two Cups"
    place.mkdir(parents=True)
    for page in fresh(browser, with_page(tmp_path, book(place)).as_uri()):
        assert page.run("[...document.querySelectorAll('.chapter .name')].map(one => one.textContent)") == [
            "Rain",
            "Tea",
            "Sun",
        ]
        page.click(".sentence[data-start='11']")
        page.wait(f"{TIME} > 12.3 && !{SOUND}.paused")
        assert page.run(CURRENT) == "Tea"
        assert page.run("document.querySelector('#remaining').textContent").startswith("−0:1")
        page.press("]")
        page.wait(f"{CURRENT} === 'Sun' && {TIME} >= 24")


def test_a_file_that_is_gone_is_told(browser: Page, tmp_path: Path) -> None:
    place = tmp_path / "Ann Example" / "Two Cups"
    place.mkdir(parents=True)
    made = with_page(tmp_path, album(place))
    next(place.glob("01*")).unlink()
    browser.open(made.as_uri())
    browser.wait("document.querySelector('#status').textContent.includes('can’t be played')")
    browser.open("about:blank")
    browser.complaints.clear()


@pytest.mark.parametrize("token", ["", "a-token-that-is-long-enough"])
def test_what_is_served_works_the_same(browser: Page, shelf_page: Path, token: str) -> None:
    """Under its policies, and by ranges: a jump far into a file does not wait for all of it."""
    with serving(shelf_page.parents[2], token) as client:
        top = f"http://{client.host}/" + (f"t/{token}/" if token else "")
        for page in fresh(browser, f"{top}Ann%20Example/Two%20Cups/"):
            page.click(".sentence[data-start='6']")
            page.wait(f"{TIME} > 6 && !{SOUND}.paused")
            page.wait("document.querySelector('.cover').naturalWidth === 1")
            page.press("k")
            page.reload()
            page.wait(f"{TIME} >= 6")
            page.click("#library a")
            page.wait("document.title === 'Audiobooks'")
            page.click(".album h2 a")
            page.wait(f"document.title === 'Rain · Two <Cups> & a Pot' && {TIME} >= 6")


def test_a_sound_file_can_be_opened_by_itself(browser: Page, shelf_page: Path) -> None:
    with serving(shelf_page.parents[2]) as client:
        browser.open(f"http://{client.host}/Ann%20Example/Two%20Cups/02%20-%20Tea%20%232.wav")
        browser.wait("document.querySelector('video, audio').readyState > 0")
        browser.open("about:blank")
        browser.complaints.clear()
