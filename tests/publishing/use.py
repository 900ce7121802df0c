"""Pages as somebody uses them: what is asked of a page again and again, and a page that nobody has used before."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.browser import BROWSER, Page

needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine: the page is not tried out")

SOUND = "document.querySelector('#sound')"
TIME = f"{SOUND}.currentTime"
NOW = "document.querySelector('.now')?.textContent.trim()"
CURRENT = "document.querySelector('.chapters > .current .name').textContent"
# Whether an element is seen in the window, above the player.
IN_SIGHT = """(selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  const bottom = document.querySelector('#dock')?.getBoundingClientRect().top ?? innerHeight;
  return box.height > 0 && box.top >= 0 && box.bottom <= bottom;
})"""
# Keeps what is put on the clipboard in `copied`, both ways: as browsers do on a safe connection, and elsewhere.
CATCH_COPIES = """{
  Object.defineProperty(navigator, 'clipboard', {configurable: true, value: %s});
  document.execCommand = () => { window.copied = document.activeElement.value; return true; };
}"""
SAFE = "{writeText: async words => { window.copied = words; }}"
UNSAFE = "undefined"
# All text with less contrast than WCAG AA asks for, and its contrast: [words, ratio].
FAINT = """(() => {
  const parse = colour => { const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number); return [r, g, b, a]; };
  const over = ([r, g, b, a], ground) => [r, g, b].map((part, place) => part * a + ground[place] * (1 - a));
  const light = rgb => rgb.map(part => part / 255)
    .map(part => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [.2126, .7152, .0722][place], 0);
  const ground = element => {
    const under = element.parentElement ? ground(element.parentElement) : [255, 255, 255];
    return over(parse(getComputedStyle(element).backgroundColor), under);
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const judge = (words, colour, below) => {
    const above = over(parse(colour), below);
    const [dark, bright] = [light(above), light(below)].sort((one, other) => one - other);
    const ratio = (bright + .05) / (dark + .05);
    if (ratio < 4.5) found.push([words.slice(0, 40), Math.round(ratio * 100) / 100]);
  };
  for (const element of document.querySelectorAll('body *')) {
    const style = getComputedStyle(element, '::before');
    if (element.checkVisibility() && /\\w/.test(style.content) && style.content !== 'none')
      judge(style.content, style.color, over(parse(style.backgroundColor), ground(element)));
  }
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!words || !element.checkVisibility() || element.closest('script, style, noscript, select, :disabled')) continue;
    judge(words, getComputedStyle(element).color, ground(element));
  }
  return found;
})()"""


def fresh(browser: Page, address: str) -> Iterator[Page]:
    browser.looks(1280, 900)
    browser.open("about:blank")
    browser.complaints.clear()
    browser.open(address)
    # What the page keeps when it is left would come after what is forgotten here.
    browser.run(
        "{ const keep = Storage.prototype.setItem; Storage.prototype.setItem = () => {}; localStorage.clear(); }"
    )
    browser.reload()
    browser.wait("document.documentElement.classList.contains('js')")
    yield browser
    assert browser.complaints == []


def type_words(page: Page, selector: str, words: str) -> None:
    """Clicks into a field and types."""
    page.click(selector)
    page.type_words(words)


def say(selector: str) -> str:
    """An expression for the text of an element."""
    return f"document.querySelector({json.dumps(selector)}).textContent"
