"""What an HTML page says of its story: in an archive's title page, in its meta tags, in its title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audiobook.model import Metadata
from audiobook.reading.html.parse import attribute, elements, text_of
from audiobook.reading.labels import iso_date, labelled, metadata_of, metadata_with
from audiobook.reading.sites.rules import Site

if TYPE_CHECKING:
    from lxml.etree import _Element

BY = re.compile(r"(?P<title>\S.*?) by (?P<author>\S.*)", re.DOTALL)
# "The Lantern - A Site", "The Lantern | A Site": the site's name is no part of the title.
SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—-]{1,60}$")
# What stands between the names of a chapter, a story and a site in the title of a page.
BETWEEN_NAMES = re.compile(r"\s[|–—»•:-]+\s")
CHAPTER_NAME = re.compile(
    r"(?:chapter|chap|ch|episode|ep|part|book|volume|vol|arc|act|season)\b\.? ?\d"
    r"|(?:chapter|book|part|volume) (?:[ivxlc]{1,8}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"|(?:prologue|epilogue|interlude)\b|\d{1,4}[.:]\s",
    re.IGNORECASE,
)
AO3_STATS = re.compile(r"(Published|Updated|Completed|Words|Chapters):\s*([\d,?/-]+)")
AO3_SERIES = re.compile(r"Part (?P<number>\d+) of (?P<name>.+?)(?:, Part \d+ of .*)?")
FFN_RATING = re.compile(r"^(?:Fiction\s+)?(\S+)")
FFN_TITLE = re.compile(
    r"(?P<title>.{1,200}?)(?: (?P<chapter>Chapter \d{1,4}(?:: .{1,150})?))?, an? .{1,150} fanfic(?:tion)? \| FanFiction"
)
# "Hurt/Comfort" is one genre.
BETWEEN_GENRES = re.compile(r"/(?!Comfort\b)")
FFN_LABELLED = frozenset(("chapters", "words", "reviews", "favs", "follows", "updated", "published", "id"))
META_FIELDS = {
    "title": ("og:title", "dc.title", "title"),
    "author": ("author", "dc.creator", "article:author", "twitter:creator"),
    "summary": ("description", "og:description", "dc.description"),
    "published": ("article:published_time", "dc.date", "date"),
    "updated": ("article:modified_time",),
    "source": ("og:url",),
    "language": ("dc.language",),
}


def metadata_in(root: _Element, site: Site | None) -> Metadata:
    """What a page of a site, None for any other, says of its story."""
    told = READERS.get(site.name, _of_page)(root) if site else _of_page(root)
    if site and site.about:
        told = _of_rules(root, site.about)
    language = attribute(root, "lang") or str(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    return told.over(_of_page(root)).over(Metadata(language=language))


def _of_rules(root: _Element, about: tuple[tuple[str, str], ...]) -> Metadata:
    """The fields that a site's rules find; the first rule that finds words for a field fills it."""
    told: dict[str, str | tuple[str, ...]] = {}
    for name, path in about:
        words = (one if isinstance(one, str) else text_of(one) for one in elements(root, path))
        found = next((" ".join(one.split()) for one in words if one.strip()), "")
        if found:
            told.setdefault(name, found)
    return metadata_with(told)


def _first(root: _Element, path: str) -> _Element | None:
    found = elements(root, path)
    return found[0] if found else None


def _of_ao3(root: _Element) -> Metadata:
    lists = [*elements(root, "//dl[contains(@class, 'tags')]"), *elements(root, "//dl[contains(@class, 'work')]")][:1]
    pairs = [pair for one in lists for pair in _definitions(one)]
    stats = dict(AO3_STATS.findall(next((value for label, value in pairs if label.startswith("Stats")), "")))
    title = text_of(_first(root, "//*[@id='preface']//h1 | //h2[contains(@class, 'title')]"))
    author = text_of(_first(root, "//*[@id='preface']//*[@class='byline'] | //h3[contains(@class, 'byline')]"))
    told = metadata_of([("Title", title), ("Author", author.removeprefix("by ")), ("Summary", _ao3_summary(root)),
                        ("Status", _ao3_status(stats)), ("Source", _ao3_address(root)),
                        *stats.items(), *((label, value) for label, value in pairs if label != "Series:")])  # fmt: skip
    return replace(told, series=_ao3_series(dict(pairs).get("Series:", "")))


def _ao3_summary(root: _Element) -> str:
    quoted = "//*[@id='preface']//p[normalize-space()='Summary']/following-sibling::blockquote[1]"
    page = "//*[@id='workskin']/div[contains(@class, 'preface')]//div[contains(@class, 'summary')]/blockquote"
    return text_of(_first(root, f"{quoted} | {page}"))


def _ao3_status(stats: dict[str, str]) -> str:
    """Complete where all chapters planned are there ("3/3"), in progress where more are to come ("3/?")."""
    there, _, planned = stats.get("Chapters", "").partition("/")
    return ("Complete" if there == planned else "In progress") if planned else ""


def _ao3_series(text: str) -> str:
    match = AO3_SERIES.fullmatch(" ".join(text.split()))
    return f"{match['name']}, part {match['number']}" if match else text


def _ao3_address(root: _Element) -> str:
    link = _first(root, "//*[@id='preface']//a[contains(@href, '/works/')]")
    return attribute(link, "href") if link is not None else ""


def _definitions(definitions: _Element) -> Iterator[tuple[str, str]]:
    label = ""
    for element in definitions:
        if element.tag == "dt":
            label = text_of(element)
        elif element.tag == "dd" and label:
            yield label, _listed_tags(element) or text_of(element)


def _listed_tags(definition: _Element) -> str:
    """The tags that a page lists as links, with commas, which no tag of AO3's holds; "" where there are none."""
    return ", ".join(filter(None, map(text_of, elements(definition, ".//li/a"))))


def _of_fanficfare(root: _Element) -> Metadata:
    rows = (("".join(f"{text_of(cell)} " for cell in row)) for row in elements(root, "//table//tr"))
    lines = (text_of(line) for line in elements(root, "//body[contains(@class, 'fff_titlepage')]//p"))
    told = metadata_of(pair for line in (*rows, *lines, *_bold_labels(root)) if (pair := labelled(line)))
    heading = text_of(_first(root, "//body/h1 | //body[contains(@class, 'fff_titlepage')]//h3"))
    link = _first(root, "//body/*[self::h1 or self::h3]/a[@href]")
    return _by(heading).over(told).over(Metadata(source=attribute(link, "href") if link is not None else ""))


def _bold_labels(root: _Element) -> Iterator[str]:
    """Lines of the kind `<b>Label:</b> value<br/>`."""
    for bold in elements(root, "//body[contains(@class, 'fff_titlepage')]//b"):
        beside = bold.tail or ""
        following = bold.getnext()
        if following is not None and following.tag == "a":
            beside += text_of(following)
        yield f"{text_of(bold)} {beside}"


def _of_fanfiction_net(root: _Element) -> Metadata:
    top = "//*[@id='profile_top']"
    stats = _first(root, f"{top}//span[contains(@class, 'xgray')]")
    title = _first(root, f"{top}/b[1] | {top}//b[contains(@class, 'xcontrast_txt')]")
    author = _first(root, f"({top} | //*[@id='content'])//a[starts-with(@href, '/u/') or contains(@href, '.net/u/')]")
    summary = _first(root, f"{top}/div[contains(@class, 'xcontrast_txt')]")
    fandom = _first(root, "//*[@id='pre_story_links']//a[last()]")
    page = FFN_TITLE.fullmatch(text_of(_first(root, "//head/title | //title")))
    named = text_of(title) or (page["title"] if page else "")
    told = metadata_of([("Title", named), ("Author", text_of(author)), ("Summary", text_of(summary)),
                        ("Fandom", text_of(fandom)), *_ffn_stats(text_of(stats))])  # fmt: skip
    published, updated = _ffn_dates(stats) if stats is not None else ("", "")
    return Metadata(published=published, updated=updated).over(told)


def fanfiction_net_chapter(root: _Element) -> str:
    """The chapter that the title of a page of FanFiction.net names, "" for any other page."""
    match = FFN_TITLE.fullmatch(text_of(_first(root, "//head/title | //title")))
    return match["chapter"] or "" if match else ""


def _ffn_stats(text: str) -> Iterator[tuple[str, str]]:
    """The parts of "Rated: Fiction T - English - Humor/Family - Ann B., [Cy D., Eve] - Chapters: 3 - …"."""
    unnamed: list[str] = []
    for part in re.split(r"\s+-\s+", text):
        label, colon, value = part.partition(":")
        if colon and label.lower() == "rated":
            rating = FFN_RATING.match(value.strip().removeprefix("Fiction").strip())
            yield "Rated", rating[1] if rating else ""
        elif colon and label.lower() in (*FFN_LABELLED, "status"):
            yield label, value.strip()
        else:
            unnamed.append(part)
    genre = len(unnamed) > 1 and (len(unnamed) > 2 or "/" in unnamed[1])
    yield "Language", unnamed[0] if unnamed else ""
    yield "Genres", BETWEEN_GENRES.sub(",", unnamed[1]) if genre else ""
    yield "Characters", ",".join(unnamed[1 + genre :]).replace("[", "").replace("]", ",")


def _ffn_dates(stats: _Element) -> tuple[str, str]:
    """When the story was published and updated; the page keeps both as seconds beside "3h ago"."""
    seconds = [attribute(span, "data-xutime") for span in elements(stats, ".//span[@data-xutime]")]
    dates = [_day_of(one) for one in seconds if re.fullmatch(r"\d{1,10}", one)]
    return (dates[-1], dates[0] if len(dates) > 1 else "") if dates else ("", "")


def _day_of(seconds: str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def _of_efiction(root: _Element) -> Metadata:
    boxes = elements(root, "//*[contains(@class, 'infobox')]")[:1]
    pairs = [pair for box in boxes for pair in _bold_pairs(box)]
    return _by(text_of(_first(root, "//*[@id='pagetitle']"))).over(metadata_of(pairs))


def _bold_pairs(box: _Element) -> Iterator[tuple[str, str]]:
    """Labels in bold or in a `span.label`, each with what stands beside it up to the next one or the line's end."""
    for label in elements(box, ".//b | .//span[contains(@class, 'label')]"):
        value = label.tail or ""
        beside = label.getnext()
        while beside is not None and beside.tag not in ("b", "br") and "label" not in attribute(beside, "class"):
            value += text_of(beside) + (beside.tail or "")
            beside = beside.getnext()
        yield text_of(label), value


def _by(heading: str) -> Metadata:
    """The title and the author of "Title by Author"."""
    match = BY.fullmatch(heading)
    return Metadata(title=match["title"], author=match["author"]) if match else Metadata(title=heading)


def _of_page(root: _Element) -> Metadata:
    metas = {
        (attribute(meta, "name") or attribute(meta, "property")).lower(): attribute(meta, "content").strip()
        for meta in elements(root, "//meta[@content]")
    }
    told = {field: next((metas[name] for name in names if metas.get(name)), "") for field, names in META_FIELDS.items()}
    canonical = _first(root, "//link[@rel='canonical' and @href]")
    address = attribute(canonical, "href") if canonical is not None else ""
    dates = {field: iso_date(told[field]) for field in ("published", "updated")}
    return metadata_with(
        {**told, **dates, "title": _page_title(root, told["title"]), "source": told["source"] or address}
    )


def _page_title(root: _Element, named: str) -> str:
    """The story's title out of what a page calls itself: its only main heading, else the page's title.

    The chapter's name and the site's are no part of it; `named` is what its meta tags say.
    """
    headings = elements(root, "//h1[not(ancestor::nav)]")
    title = named or text_of(_first(root, "//head/title | //title"))
    heading = text_of(headings[0]) if len(headings) == 1 else ""
    site = next((str(name) for name in elements(root, "//meta[@property='og:site_name']/@content")), "")
    if story := story_title(title, heading, site):
        return story
    if site and CHAPTER_NAME.match(title):  # a site of one story: no other name stands beside the chapter's
        return site
    if named:
        return named
    return heading if heading and heading in title else SITE_SUFFIX.sub("", title) or heading


def story_title(title: str, heading: str = "", site: str = "") -> str:
    """The story's title out of a page's that names a chapter, too; "" where it names none, or nothing else.

    >>> story_title("Chapter 3: The Weir - The Mill | Some Site"), story_title("The Mill - Chapter 3 - Some Site")
    ('The Mill', 'The Mill')
    """
    rest = title.replace(heading, "", 1) if heading and CHAPTER_NAME.match(heading) else title
    parts = [part.strip() for part in BETWEEN_NAMES.split(f" {rest} ") if part.strip()]
    others = [part for part in parts if not CHAPTER_NAME.match(part) and part.casefold() != site.casefold()]
    return others[0] if others and (len(others) < len(parts) or rest != title) else ""


READERS: dict[str, Callable[[_Element], Metadata]] = {
    "AO3 download": _of_ao3,
    "AO3 page": _of_ao3,
    "FanFicFare": _of_fanficfare,
    "FanFiction.net": _of_fanfiction_net,
    "eFiction": _of_efiction,
}
