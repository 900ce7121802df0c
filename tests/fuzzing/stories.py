"""Stories made up out of the parts that stories have: plain text, Markdown, web pages, folders of chapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.conftest import CASES
from tests.fuzzing.case import Case, chosen
from tests.fuzzing.mutation import ODD, mutated_bytes, mutated_markup, mutated_text, some

# What a person would run on a story; the script comes each time, for it shows where every character went.
SCRIPT = ("script", "{story}", "-o", "script.jsonl", "--source-text", "source.txt")
COMMANDS = (
    ("inspect", "{story}"),
    ("inspect", "{story}", "--json"),
    ("inspect", "{story}", "--html", "page.html", "--explain"),
    ("make", "{story}", "--dry-run", "-o", "out", "-v"),
    ("make", "{story}", "--dry-run", "-o", "out", "--notes", "spoken", "--single-voice", "--profile", "acx"),
    ("script", "{story}", "--single"),
    ("cast", "{story}", "--all"),
    ("cast", "{story}", "--json"),
)
# It loads a voice, so it comes seldom.
WORDS = ("words", "{story}", "--all", "--json")
WORDS_EVERY = 25
MAKE = ("make", "{story}", "-o", "out", "--engine", "silent", "-q", "-j", "1")
# One run in so many makes the album, which takes a second or two.
MAKES_EVERY = 150
HEADINGS = (
    "Chapter 1", "CHAPTER ONE", "Chapter 2: The Door", "II.", "3", "~ IV ~", "Prologue", "Epilogue", "Part Two",
    "Book III",
    "Chapter Ⅷ", "Chapter ²", "Chapter 99999999999999999999", "Chapter ٣", "Chapter 1.5", "Chapter 4 by Ann Example",
    "Chapter Twenty-One - A Title", "Interlude", "Chapter", "Chapter 0", "The Story by Ann Example", "Contents",
    "=====",
)  # fmt: skip
NOTES = (
    "A/N: Thank you!", "(A/N: hello)", "Author's Note:", "Author's Notes: I own nothing.", "Disclaimer: not mine.",
    "[A/N]",
    "End notes:", "Summary: A door.", "Title: Two Doors", "Author: Ann", "Rating: T", "Words: 1,2²3", "Chapters: ²/?",
    "Published: 31/02/2017", "Updated: 99-99-9999", "Genres: Humor, , Family,", "Status: ?", "Review please! :)",
    "*** START OF THE PROJECT GUTENBERG EBOOK DOOR ***", "*** END OF THE PROJECT GUTENBERG EBOOK DOOR ***",
    "Series: Doors, part 99999999999999999999", "Beta: Bob", "TBC", "The End", "---", "Language: xx-YY",
)  # fmt: skip
BREAKS = (
    "* * *",
    "***",
    "oOo",
    "~*~",
    "---",
    "#",
    "x",
    "___",
    "-x-x-x-",
    "♥ ♥ ♥",
    "1234567890",
    "LINE BREAK",
    "\u2042",
    ". . .",
)
SENTENCES = (
    "It rained.", "“Go in,” she said.", "'Go,' said Tom.", '"Who?" asked Bea. "Me?"', "“Unclosed, said Ann.",
    "closed only”",
    "«Allons», dit Anne.", "„Geh“, sagte Bea.", "— No, said he. — Yes!", "*I must go*, he thought.",
    "_Never_, said Siobhan.",
    "W-w-what?!?!", "Nooooooo!", "HE SHOUTED VERY LOUD.", "“I’m Captain Fairweather,” he said, “and you?”",
    "Mr. Pym's cat sat.",
    "Kakashi-sensei bowed to Naruto-kun.", "At 12:30 on 31/12/1999 he paid $1,000,000.00 and 50%.",
    "The 1st, 2nd and ²³rd.",
    "See https://example.org/a?b=c or mail a@b.example.", "b@stard sh*t f**k", "10^100 ≠ ∞",
    "King Henry VIII. met Louis XIVX.",
    "3.14159.26 1,2,3 1e400", "“‘“‘nested’”’”", "o(>_<)o :-) XD ^^;", "It was 0000-00-00, 25:61 o'clock.",
    "½ and 1/0 of ⅔.",
    "<i>Hm</i> [1] {2} (3)", "Tom: Hello.\nBea: Hi.", "“…” she said.", "“—”", "“!”", "…",
    "His 1980s; '90s; 00s; 19th–21st c.",
    "“One.”\n\n“Two.”\n\n“Three,” said Tom.", "Dr. St. Mrs. vs. e.g. i.e. etc.", "I, II, III, IV. MMXXVI",
    "#hashtag @user",
    "ΑΒΓ абв 漢字かな 한국어 עברית العربية", "99 999 999 999 999 999 999 999 999 bottles",
    "No. 5, p. 7, ch. 9, £5m, 5'11\", 3ft.",
    "-40°C", "007", "+49 (0)30 1234-5678", "v1.2.3-rc4", "A.B.C.D.", "10:00-11:00am", "5–10km", "€3.50",
    "1 000,50 kr",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252",
"latin-1", "cp1251",
             "shift_jis", "utf-7", "iso8859_2", "cp437")  # fmt: skip
NEWLINES = ("\n", "\n", "\n", "\r\n", "\r", "\x85", "\u2028", "\n\n\n")
BEGINNINGS = ("---\ntitle: Doors\nauthor: [Ann, Bea]\ntags: {a: b}\n---\n", "---\na: &a [*a]\n---\n",
"---\ntitle: 2020-13-45\n...\n",
              "---\n- x\n---\n", "---\n!!python/object:x {}\n---\n", "\ufeff", "The Doors by Ann Example\n",
              "\tChapter 1\n", "# One\n", "")  # fmt: skip
MARKDOWN = (
    "# One", "## Two", "Three\n=====", "Four\n----", "> quoted", "> > deeper", "- item", "1. one",
    "99999999999. many", "* * *", "***",
    "```\ncode\n```", "    code", "[text](http://x)", "![alt](x.png)", "[a]: b", "[^1]", "[^1]: A note.", "**bold**",
    "***both***",
    "`code`", "<b>html</b>", "<!-- hidden -->", "<script>x</script>", "| a | b |\n|---|---|\n| c | d |", "a  \nb",
    "\\*not\\*", "~~gone~~",
    "&nbsp;&#0;&#x110000;&bogus;", "***unclosed", "_a*b_c*", "<div>\n\n# In\n\n</div>", "Line<br>break",
)  # fmt: skip
TAGS = (
    "<p>", "</p>", "<br>", "<em>", "</em>", "<i>", "</i>", "<b>", "</b>", "<h1>", "</h1>", "<h2>", "</h2>", "<hr>",
    "<table>", "<tr>",
    "<td>", "</table>", "<blockquote>", "</blockquote>", "<sup>", "</sup>", "<a href='#n'>", "</a>", "<li id='n'>",
    "<ol>", "<ul>",
    "<dl class='tags'>", "<dt>", "<dd>", "<div class='chaptertitle'>", "<div class='notes'>", "<div id='workskin'>",
    "</div>", "<ruby>",
    "<rt>", "<pre>", "</pre>", "<div id='storytext'>", "<div id='profile_top'>", "<span class='xgray'>",
    "<div id='pagetitle'>",
    "<div class='infobox'>", "<div id='preface'>", "<div class='meta group'>", "<a name='TOCTOP'>",
    "<a name='section0001'><h2>",
    "<body class='fff_titlepage'>", "<span data-xutime='9999999999'>", "<span data-xutime='0000000000'>",
    "<p class='message'>",
    "<div id='afterword'>", "<frameset>", "<frame src='x'>", "<iframe>", "<noframes>", "<noscript>", "<template>",
    "</template>", "<svg>",
    "<text>", "</svg>", "<math>", "<mi>", "<style>", "</style>", "<script>", "</script>", "<textarea>", "<title>",
    "</title>", "<select>",
    "<option>", "<form>", "<input value='x'>", "<button>", "<object>", "<param>", "<audio>", "<base href='x'>",
    "<plaintext>", "<xmp>",
    "<!--", "-->", "<![CDATA[", "]]>", "<?php x ?>", "<?xml version='1.0' encoding='utf-16'?>", "<!DOCTYPE html>",
    "<html>", "<head>",
    "<body>", "</body>", "</html>", "<meta charset='utf-16'>", "<meta charset='x-nothing'>", "<meta charset=''>",
    "<x:y z:w='1'>",
    "<article>", "<main>", "<nav>", "<aside epub:type='footnote' id='f'>", "<a epub:type='noteref' href='#f'>",
    "<section>", "<img alt='x'>",
    "<meta name='author' content='Ann'>", "<meta name='date' content='2020-99-99'>",
    "<link rel='canonical' href='x'>", "<center>", "<font>",
)  # fmt: skip
ATTRIBUTES = (
    "", "x", "#n", "#", "notes", "chapter preface group", "userstuff", "endnotes", "title heading", "byline",
    "summary", "storytext", "toc",
    "chaptertitle", "infobox", "fff_chapter_title", "fff_chapter_notes", "workskin", "display:none", "hidden",
    "footnote", "noteref", "cover",
    "landmarks", "utf-8", "windows-1252", "utf-7", "../../x", "http://[", "javascript:x", "%00", "%ff", "1e9", "²",
    "9999999999", "en-GB",
)  # fmt: skip
ENTITIES = (
    "&nbsp;",
    "&amp;",
    "&#0;",
    "&#x1F600;",
    "&#xD800;",
    "&#1114112;",
    "&bogus;",
    "&lt",
    "&#x;",
    "&",
    "&amp;amp;",
    "&shy;",
    "&#12;",
)


def commands(chance: Random, story: str) -> tuple[tuple[str, ...], ...]:
    """The script and one or two commands more for a story of that name, and seldom the album itself."""
    wanted = [SCRIPT, *chosen(chance, COMMANDS, chance.choice((1, 1, 2)))]
    if chance.randrange(WORDS_EVERY) == 0:
        wanted.append(WORDS)
    if chance.randrange(MAKES_EVERY) == 0:
        wanted.append(MAKE)
    return tuple(tuple(word.replace("{story}", story) for word in command) for command in wanted)


def seeds(*endings: str) -> list[Path]:
    """The stories that the tests have, of these endings."""
    found = (path for folder in ("formats", "stories") for path in (CASES / folder).iterdir())
    return sorted(path for path in found if path.suffix in endings)


def story_lines(chance: Random, extra: tuple[str, ...] = ()) -> str:
    """A story out of headings, notes, breaks and sentences, in any order, some of them odd."""
    parts = [chance.choice(BEGINNINGS)] if chance.random() < 0.4 else []
    for _ in range(chance.choice((1, 5, 20, 40))):
        parts.append(_part(chance, extra))
    gap = chance.choice(("\n", "\n\n", "\n\n", "\n\n\n", " ", "\n \n", "\n\t"))
    text = gap.join(parts)
    return mutated_text(chance, text, (*SENTENCES, *HEADINGS, *NOTES)) if chance.random() < 0.7 else text


def _part(chance: Random, extra: tuple[str, ...]) -> str:
    kind = chance.random()
    if kind < 0.15:
        return chance.choice(HEADINGS)
    if kind < 0.28:
        return chance.choice(NOTES)
    if kind < 0.35:
        return chance.choice(BREAKS)
    if kind < 0.6 and extra:
        return chance.choice(extra)
    if kind < 0.62:
        return chance.choice(ODD) * chance.choice((1, 3, 200))
    return " ".join(chance.choice(SENTENCES) for _ in range(chance.randint(1, 6)))


def encoded(chance: Random, text: str) -> bytes:
    """A text in some encoding with some kind of line ends, and now and then with odd bytes in it."""
    text = text.replace("\n", chance.choice(NEWLINES))
    data = (
        text.encode(chance.choice(ENCODINGS), "replace")
        if chance.random() < 0.4
        else text.encode("utf-8", "surrogatepass")
    )
    return mutated_bytes(chance, data) if chance.random() < 0.4 else data


def text_case(chance: Random) -> Case:
    """A plain text."""
    known = seeds(".txt")
    text = story_lines(chance)
    if chance.random() < 0.3:
        text = mutated_text(chance, chance.choice(known).read_text("utf-8"), (*SENTENCES, *HEADINGS, *NOTES))
    return Case("text", (("story.txt", encoded(chance, text)),), commands(chance, "story.txt"))


def markdown_case(chance: Random) -> Case:
    """A Markdown file."""
    text = story_lines(chance, MARKDOWN)
    if chance.random() < 0.2:
        text = mutated_text(chance, (CASES / "formats" / "markdown.md").read_text("utf-8"), MARKDOWN)
    return Case("markdown", (("story.md", encoded(chance, text)),), commands(chance, "story.md"))


def page_body(chance: Random) -> str:
    """The inside of a page: tags, entities and sentences, nested as it comes."""
    pieces = (TAGS, SENTENCES, HEADINGS, NOTES, ENTITIES, BREAKS)
    weights = (10, 6, 1, 2, 1, 1)
    rows = chance.choices(pieces, weights, k=chance.choice((3, 20, 60)))
    return " ".join(chance.choice(one) for one in rows)


def html_case(chance: Random) -> Case:
    """A web page: of an archive, or of any."""
    if chance.random() < 0.6:
        text = mutated_markup(chance, chance.choice(seeds(".html")).read_text("utf-8"), TAGS, (*ATTRIBUTES, *ENTITIES))
    else:
        text = f"<!DOCTYPE html><html><head><title>Doors</title></head><body>{page_body(chance)}"
    name = chance.choice(("story.html", "story.html", "story.xhtml", "story.txt"))
    return Case("html", ((name, encoded(chance, text)),), commands(chance, name))


NAMES = (
    "1.txt", "02.txt", "10.txt", "chapter ².txt", "a.md", "b.html", ".hidden.txt", "c.TXT", "notes.rtf", "cover.jpg",
    "cover.png", "z.docx",
    "album.json", "x.epub", "x\ny.txt", "\x1b[31m.txt", "é.txt", "e\u0301.txt", "9" * 200 + ".txt", "sub/1.txt",
    "sub/.x/2.txt", "Thumbs.db",
    "Chapter 1.txt", "Chapter 1 (copy).txt", "~$x.docx", "README", "prologue.txt", "-.txt", " .txt", "a.txt.txt",
    "x.md/y.txt",
)  # fmt: skip


def folder_case(chance: Random) -> Case:
    """A folder of chapters, with files in it that are none, links and folders."""
    makers: tuple[Callable[[Random], Case], ...] = (text_case, markdown_case, html_case)
    files: dict[str, bytes | None] = {}
    for name in chance.sample(NAMES, some(chance, 8)):
        made = chance.choice(makers)(chance).files[0][1] or b""
        files[f"story/{name}"] = (
            made if chance.random() < 0.9 else chance.choice((b"", b"\x89PNG", b"%PDF", b"\xff\xd8\xff\xe0x"))
        )
    links = tuple(_links(chance))
    return Case(
        "folder",
        tuple(files.items()),
        commands(chance, chance.choice(("story", "story", "story", "story/.", "."))),
        links,
    )


def _links(chance: Random) -> Iterator[tuple[str, str]]:
    for name, target in (("story/loop", "."), ("story/up.txt", "../story"), ("story/self.txt", "self.txt"),
    ("story/gone.txt", "none.txt"),
                         ("story/2.txt", "1.txt"), ("story/root", "/etc"), ("story/cover.jpg", "/dev/null"),
                         ("story/null.txt", "/dev/null")):  # fmt: skip
        if chance.random() < 0.12:
            yield name, target
