"""Puts markup and scripts into every field of stories, and opens every page, feed and e-book of theirs in a browser.

    python -m benchmarks.abuse injections [--only 3] [--keep FOLDER]

Each story has one of the payloads below as its title, author, series, source and so on, in its headings, notes and
text, as the name of a person, as the way a word is said, and in the names of its files as far as they may be named so.
Each page is opened as a file and from the servers. A fault is a script that ran, an element that came from a story, an
attribute that would run something, and an address that leads elsewhere. Needs Chromium and the extra `test`. Exit code
1 where there was any fault.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from audiobook.model import Metadata
from benchmarks.abuse.servers import KINDS, Kind, running
from tests.browser import Page, browsing
from tests.crashing.points import OUTPUT

# Whatever comes from a payload has the class `harmed`, and whatever runs sets a variable of that name.
PAYLOADS = (
    "<script class=harmed>window.harmed=1</script>",
    '"><img class=harmed src=x onerror=window.harmed=1>',
    "'><svg class=harmed onload=window.harmed=1>",
    "</title></style></textarea></script><script class=harmed>window.harmed=1</script>",
    "]]><script xmlns='http://www.w3.org/1999/xhtml' class='harmed'>window.harmed=1</script>",
    "--><b class=harmed>&lt;img class=harmed src=x onerror=window.harmed=1&gt;",
    "&#60;img class=harmed src=x onerror=window.harmed=1&#62;",
    "&amp;lt;img class=harmed src=x onerror=window.harmed=1&amp;gt;",
    '" autofocus class="harmed" onfocus="window.harmed=1" style="animation:x 1s" onanimationstart="window.harmed=1',
    "javascript:window.harmed=1//",
    "<a class=harmed href='javascript:window.harmed=1'>x</a>",
    "<iframe class=harmed srcdoc='<script>top.harmed=1</script>'></iframe>",
    "<base class=harmed href=//evil.invalid/><meta http-equiv=refresh content='0;url=//evil.invalid/'>",
    "<form class=harmed action=//evil.invalid/><style class=harmed>@import '//evil.invalid/x.css';</style>",
    "<math><mi class=harmed xlink:href='javascript:window.harmed=1'>x</mi></math>",
    "${window.harmed=1} {{constructor.constructor('window.harmed=1')()}} `+(window.harmed=1)+`",
    "\\u003cscript class=harmed>window.harmed=1\\u003c/script> \u2028window.harmed=1//",
    "<!DOCTYPE x [<!ENTITY y '<b class=\"harmed\"/>'>]>&y;<?xml-stylesheet href='//evil.invalid/x.xsl'?>",
    "<p><strong class=harmed>x<br class=harmed><table class=harmed><td class=harmed>",
)
STORY = """{name}

by {name}

Chapter 1: {name}

Tilly lit the {word}. {name}

“Is it late? {name}” asked Tilly.

“Late enough {name},” said Joss.

A/N: {name}

Chapter 2: {name}

“Good night,” said {name}.

{name}
"""
# What a browser shows and does not only save.
SHOWN = (".html", ".xml", ".lrc", ".txt")
QUICKLY = ("--engine", "silent", "-q", "-j", "1")
LISTS = ("fandoms", "genres", "characters", "relationships", "warnings")
TEXTS = ("title", "author", "summary", "series", "rating", "status")
# What in a page comes from a story's markup, or would run or lead somewhere.
FIND = r"""(() => {
  const found = [];
  const leads = /^\s*(javascript:|data:text\/html|\/\/evil)/i, names = /^(href|src|action|xlink:href|srcdoc|data)$/;
  if (window.harmed !== undefined) found.push('a script ran');
  for (const one of document.querySelectorAll('*')) {
    if (one.classList?.contains('harmed')) found.push(`<${one.localName}> with the class of a payload`);
    for (const {name, value} of one.attributes) {
      if (name.startsWith('on') && value.includes('harmed')) found.push(`${one.localName} ${name}`);
      if (names.test(name) && leads.test(value)) found.push(`${one.localName} ${name}=${value.slice(0, 40)}`);
    }
  }
  if (location.host.includes('evil')) found.push('the page leads elsewhere');
  return [...new Set(found)];
})()"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was opened, and what was wrong with it."""

    address: str
    faults: tuple[str, ...]


def write_story(folder: Path, number: int, payload: str) -> Path:
    """A story with the payload in all that a story has, and the files next to it."""
    name = "".join(sign for sign in payload if sign not in "/\0\n")[:60]
    story = folder / "input" / f"{number} {name}.txt"
    for below in ("input", "voices"):
        (folder / below).mkdir(exist_ok=True)
    word = f"lamp{chr(ord('a') + number)}"
    story.write_text(STORY.replace("{name}", payload).replace("{word}", word), "utf-8")
    with (folder / "voices" / "lexicon.toml").open("a", encoding="utf-8") as lexicon:
        lexicon.write(as_toml({word: payload[:100]}))
    about: dict[str, object] = {key: payload for key in TEXTS if key in Metadata.__slots__}
    # Albums need folders of their own.
    about |= {"title": f"{number} {payload}", **{key: [payload] for key in LISTS}}
    about["source"] = f"https://a.invalid/{payload}"
    story.with_suffix(".toml").write_text(as_toml(about), "utf-8")
    return story


def as_toml(table: dict[str, object]) -> str:
    """A table as TOML, whose strings are written as those of JSON."""
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items())


def audiobook(folder: Path, *words: str) -> None:
    """Runs the program; raises RuntimeError with what it said where it fails."""
    command = [sys.executable, "-m", "audiobook", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    # What a payload makes of a story is another matter: a line may be no line there.
    if done.returncode > 6 or "Traceback" in done.stderr:
        raise RuntimeError(f"{words}: {done.stderr}")


def make_albums(folder: Path, payloads: dict[int, str]) -> list[Path]:
    """Makes the stories, their albums and the pages of other commands; the stories."""
    stories = []
    for number, payload in payloads.items():
        story = write_story(folder, number, payload)
        where = (str(story.relative_to(folder)), "-o", str(OUTPUT))
        audiobook(folder, "cast", *where, "--line", "1:3", payload[:100], "--new")
        audiobook(folder, "cast", *where, "--rename", "Joss", f"J {payload[:90]}")
        audiobook(folder, "make", *where, *QUICKLY, "--format", "mp3,epub", "--notes", "spoken")
        audiobook(folder, "inspect", *where[:1], "--html", f"inspection-{number}.html", "--explain")
        audiobook(folder, "cast", *where, "--audition", f"audition-{number}.mp3", "--engine", "silent")
        stories.append(story)
    return stories


def pages_in(folder: Path) -> Iterator[str]:
    """The addresses of all files that a browser shows: pages, feeds, and the pages of e-books, unpacked."""
    for book in sorted(folder.rglob("*.epub")):
        with zipfile.ZipFile(book) as archive:
            archive.extractall(folder / "unpacked" / book.stem[:8])
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".xhtml", ".xml", ".opml", ".opf", ".ncx", ".svg"):
            yield path.as_uri()


def look(page: Page, address: str, patience: str = "true") -> Opened:
    """Opens a page, and looks for what it should not have."""
    page.open("about:blank")
    page.complaints.clear()
    try:
        page.open(address)
        page.wait(patience)
        faults = tuple(page.run(FIND))
    except AssertionError as error:
        return Opened(address, (f"it does not open: {str(error)[:200]}",))
    told = tuple(one[:160] for one in page.complaints if "evil" in one or "Content Security" in one)
    return Opened(address, faults + told)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", type=int, action="append", help="the number of a payload, from 0")
    parser.add_argument("--keep", type=Path, help="the folder to work in, which stays, and whose albums are taken")
    wanted = parser.parse_args()
    payloads = {number: text for number, text in enumerate(PAYLOADS) if not wanted.only or number in wanted.only}
    with contextlib.ExitStack() as stack:
        folder = wanted.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        stories = sorted(folder.glob("input/*.txt")) or make_albums(folder, payloads)
        page = stack.enter_context(browsing(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        opened = []
        for one in chain((look(page, address) for address in pages_in(folder)), through_servers(page, folder, stories)):
            opened.append(one)
            if one.faults:
                print(f"{one.address}: {'; '.join(one.faults)}", flush=True)
    faulty = [one for one in opened if one.faults]
    print(f"{len(payloads)} payloads, {len(opened)} pages opened, {len(faulty)} with a fault")
    return int(bool(faulty))


def through_servers(page: Page, folder: Path, stories: list[Path]) -> Iterator[Opened]:
    """The pages of the servers."""
    serve, _, studio, live = KINDS
    with running(serve, folder) as (target, _errors):
        for path in linked_pages(f"http://{target.host}{target.path}", folder / OUTPUT):
            yield look(page, path)
    with running(Kind("studio", ("studio", "--no-browser", "-o", str(OUTPUT)), studio.told), folder) as (
        target,
        _errors,
    ):
        yield from through_studio(page, f"http://{target.host}{target.path}")
    for story in stories:
        command = ("make", str(story), *live.command[2:])
        with running(Kind("live", command), folder) as (target, _errors):
            yield look(page, f"http://{target.host}{target.path}", "document.body.innerText.length > 50")


def through_studio(page: Page, address: str) -> Iterator[Opened]:
    """The rooms of the studio, for each story."""
    yield look(page, address, "document.querySelectorAll('.book').length > 0")
    with urlopen(f"{address}api/shelf", timeout=20) as answer:
        stories = [entry["id"] for entry in json.load(answer)["stories"]]
    for story in stories:
        for room in ("read", "cast", "words", "make"):
            ready = f"document.querySelector('main.{room}')?.children.length > 0"
            yield look(page, f"{address}#{story}/{room}", ready)


def linked_pages(address: str, output: Path) -> Iterator[str]:
    """The pages and texts of `serve`: the library, the catalogue, and what a browser shows of albums."""
    yield from (address, f"{address}opds", f"{address}library.opml", f"{address}opds/search?q=harmed")
    for path in sorted(output.glob("[!.]*/**/*")):
        if path.is_file() and path.suffix in SHOWN:
            yield address + quote(path.relative_to(output).as_posix())


if __name__ == "__main__":
    sys.exit(main())
