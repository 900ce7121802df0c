"""Reads a story's metadata from an HTML page: an archive's title page, meta tags, the page's title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audiobook.model import Metadata
from audiobook.reading.html.parse import attribute, element_text, find_elements
from audiobook.reading.metadata_labels import build_metadata, metadata_from_labels, parse_iso_date, parse_label_line
from audiobook.reading.sites.rules import Site
from audiobook.text.numerals import CARDINAL_UNITS

if TYPE_CHECKING:
    from lxml.etree import _Element

TITLE_BY_AUTHOR = re.compile(r"(?P<title>\S.*?) by (?P<author>\S.*)", re.DOTALL)
# "The Lantern - A Site", "The Lantern | A Site": the site's name is not part of the title.
SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—-]{1,60}$")
# What separates the names of a chapter, a story and a site in a page's title.
TITLE_SEPARATOR = re.compile(r"\s[|–—»•:-]+\s")
CHAPTER_TITLE = re.compile(
    r"(?:chapter|chap|ch|episode|ep|part|book|volume|vol|arc|act|season)\b\.? ?\d"
    rf"|(?:chapter|book|part|volume) (?:[ivxlc]{{1,8}}|{'|'.join(CARDINAL_UNITS[1:13])})\b"
    r"|(?:prologue|epilogue|interlude)\b|\d{1,4}[.:]\s",
    re.IGNORECASE,
)
# FicHub's labels and summary take fewer paragraphs.
MAX_FICHUB_LINES = 40
AO3_STATS = re.compile(r"(Published|Updated|Completed|Words|Chapters):\s*([\d,?/-]+)")
AO3_SERIES = re.compile(r"Part (?P<number>\d+) of (?P<name>.+?)(?:, Part \d+ of .*)?")
FFN_RATING = re.compile(r"^(?:Fiction\s+)?(\S+)")
FFN_TITLE = re.compile(
    r"(?P<title>.{1,200}?)(?: (?P<chapter>Chapter \d{1,4}(?:: .{1,150})?))?, an? .{1,150} fanfic(?:tion)? \| FanFiction"
)
# "Hurt/Comfort" is one genre.
GENRE_SEPARATOR = re.compile(r"/(?!Comfort\b)")
FFN_STAT_LABELS = frozenset(("chapters", "words", "reviews", "favs", "follows", "updated", "published", "id"))
META_TAG_NAMES = {
    "title": ("og:title", "dc.title", "title"),
    "author": ("author", "dc.creator", "article:author", "twitter:creator"),
    "summary": ("description", "og:description", "dc.description"),
    "published": ("article:published_time", "dc.date", "date"),
    "updated": ("article:modified_time",),
    "source": ("og:url",),
    "language": ("dc.language",),
}


def read_page_metadata(root: _Element, site: Site | None) -> Metadata:
    """The metadata on a page of a site, or of any page if `site` is None."""
    metadata = METADATA_READERS.get(site.name, _read_meta_tags)(root) if site else _read_meta_tags(root)
    if site and site.metadata_xpaths:
        metadata = _read_by_xpaths(root, site.metadata_xpaths)
    language = attribute(root, "lang") or str(root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
    return metadata.with_defaults(_read_meta_tags(root)).with_defaults(Metadata(language=language))


def _read_by_xpaths(root: _Element, xpaths: tuple[tuple[str, str], ...]) -> Metadata:
    """The fields that a site's XPaths find; the first one with text for a field fills it."""
    values: dict[str, str | tuple[str, ...]] = {}
    for field, xpath in xpaths:
        texts = (match if isinstance(match, str) else element_text(match) for match in find_elements(root, xpath))
        text = next((" ".join(match.split()) for match in texts if match.strip()), "")
        if text:
            values.setdefault(field, text)
    return build_metadata(values)


def _find_first(root: _Element, xpath: str) -> _Element | None:
    matches = find_elements(root, xpath)
    return matches[0] if matches else None


def _read_ao3(root: _Element) -> Metadata:
    lists = [
        *find_elements(root, "//dl[contains(@class, 'tags')]"),
        *find_elements(root, "//dl[contains(@class, 'work')]"),
    ][:1]
    pairs = [pair for definition_list in lists for pair in _definition_pairs(definition_list)]
    stats = dict(AO3_STATS.findall(next((value for label, value in pairs if label.startswith("Stats")), "")))
    title = element_text(_find_first(root, "//*[@id='preface']//h1 | //h2[contains(@class, 'title')]"))
    author = element_text(
        _find_first(root, "//*[@id='preface']//*[@class='byline'] | //h3[contains(@class, 'byline')]")
    )
    metadata = metadata_from_labels(
        [
            ("Title", title),
            ("Author", author.removeprefix("by ")),
            ("Summary", _find_ao3_summary(root)),
            ("Status", _parse_ao3_status(stats)),
            ("Source", _ao3_source(root)),
            *stats.items(),
            *((label, value) for label, value in pairs if label != "Series:"),
        ]
    )
    return replace(metadata, series=_parse_ao3_series(dict(pairs).get("Series:", "")))


def _find_ao3_summary(root: _Element) -> str:
    download_xpath = "//*[@id='preface']//p[normalize-space()='Summary']/following-sibling::blockquote[1]"
    page_xpath = "//*[@id='workskin']/div[contains(@class, 'preface')]//div[contains(@class, 'summary')]/blockquote"
    return element_text(_find_first(root, f"{download_xpath} | {page_xpath}"))


def _parse_ao3_status(stats: dict[str, str]) -> str:
    """Complete if all planned chapters are posted ("3/3"), in progress if more are planned ("3/?")."""
    posted, _, planned = stats.get("Chapters", "").partition("/")
    return ("Complete" if posted == planned else "In progress") if planned else ""


def _parse_ao3_series(text: str) -> str:
    match = AO3_SERIES.fullmatch(" ".join(text.split()))
    return f"{match['name']}, part {match['number']}" if match else text


def _ao3_source(root: _Element) -> str:
    link = _find_first(root, "//*[@id='preface']//a[contains(@href, '/works/')]")
    return attribute(link, "href") if link is not None else ""


def _definition_pairs(definitions: _Element) -> Iterator[tuple[str, str]]:
    label = ""
    for element in definitions:
        if element.tag == "dt":
            label = element_text(element)
        elif element.tag == "dd" and label:
            yield label, _join_linked_tags(element) or element_text(element)


def _join_linked_tags(definition: _Element) -> str:
    """The tags that a page lists as links, joined by commas, which no AO3 tag contains; "" if there are none."""
    return ", ".join(filter(None, map(element_text, find_elements(definition, ".//li/a"))))


def _read_fanficfare(root: _Element) -> Metadata:
    rows = (("".join(f"{element_text(cell)} " for cell in row)) for row in find_elements(root, "//table//tr"))
    lines = (element_text(line) for line in find_elements(root, "//body[contains(@class, 'fff_titlepage')]//p"))
    metadata = metadata_from_labels(
        pair for line in (*rows, *lines, *_bold_label_lines(root)) if (pair := parse_label_line(line))
    )
    heading = element_text(_find_first(root, "//body/h1 | //body[contains(@class, 'fff_titlepage')]//h3"))
    link = _find_first(root, "//body/*[self::h1 or self::h3]/a[@href]")
    return (
        _split_byline(heading)
        .with_defaults(metadata)
        .with_defaults(Metadata(source=attribute(link, "href") if link is not None else ""))
    )


def _read_fichub(root: _Element) -> Metadata:
    lines = [element_text(line) for line in find_elements(root, "//body//p")[:MAX_FICHUB_LINES]]
    pieces = (piece for line in lines for piece in (line.split(" - ") if line.startswith("Rated:") else (line,)))
    pairs = dict(filter(None, map(parse_label_line, pieces)))
    known = {
        "Title": element_text(_find_first(root, "//body//h1")),
        "Author": pairs.get("By", ""),
        "Source": pairs.get("Original source", ""),
        "Rated": pairs.get("Rated", "").removeprefix("Fiction "),
    }
    return metadata_from_labels([*known.items(), *pairs.items()])


def _bold_label_lines(root: _Element) -> Iterator[str]:
    """Lines of the kind `<b>Label:</b> value<br/>`."""
    for bold in find_elements(root, "//body[contains(@class, 'fff_titlepage')]//b"):
        value = bold.tail or ""
        following = bold.getnext()
        if following is not None and following.tag == "a":
            value += element_text(following)
        yield f"{element_text(bold)} {value}"


def _read_fanfiction_net(root: _Element) -> Metadata:
    top = "//*[@id='profile_top']"
    stats = _find_first(root, f"{top}//span[contains(@class, 'xgray')]")
    title = _find_first(root, f"{top}/b[1] | {top}//b[contains(@class, 'xcontrast_txt')]")
    author = _find_first(
        root, f"({top} | //*[@id='content'])//a[starts-with(@href, '/u/') or contains(@href, '.net/u/')]"
    )
    summary = _find_first(root, f"{top}/div[contains(@class, 'xcontrast_txt')]")
    fandom = _find_first(root, "//*[@id='pre_story_links']//a[last()]")
    page_title = FFN_TITLE.fullmatch(element_text(_find_first(root, "//head/title | //title")))
    title_text = element_text(title) or (page_title["title"] if page_title else "")
    metadata = metadata_from_labels(
        [
            ("Title", title_text),
            ("Author", element_text(author)),
            ("Summary", element_text(summary)),
            ("Fandom", element_text(fandom)),
            *_parse_ffn_stats(element_text(stats)),
        ]
    )
    published, updated = _read_ffn_dates(stats) if stats is not None else ("", "")
    return Metadata(published=published, updated=updated).with_defaults(metadata)


def fanfiction_net_chapter_title(root: _Element) -> str:
    """The chapter named in the title of a FanFiction.net page, "" for any other page."""
    match = FFN_TITLE.fullmatch(element_text(_find_first(root, "//head/title | //title")))
    return match["chapter"] or "" if match else ""


def _parse_ffn_stats(text: str) -> Iterator[tuple[str, str]]:
    """The parts of "Rated: Fiction T - English - Humor/Family - Ann B., [Cy D., Eve] - Chapters: 3 - …"."""
    unlabelled: list[str] = []
    for part in re.split(r"\s+-\s+", text):
        label, colon, value = part.partition(":")
        if colon and label.lower() == "rated":
            rating = FFN_RATING.match(value.strip().removeprefix("Fiction").strip())
            yield "Rated", rating[1] if rating else ""
        elif colon and label.lower() in (*FFN_STAT_LABELS, "status"):
            yield label, value.strip()
        else:
            unlabelled.append(part)
    has_genre = len(unlabelled) > 1 and (len(unlabelled) > 2 or "/" in unlabelled[1])
    yield "Language", unlabelled[0] if unlabelled else ""
    yield "Genres", GENRE_SEPARATOR.sub(",", unlabelled[1]) if has_genre else ""
    yield "Characters", ",".join(unlabelled[1 + has_genre :]).replace("[", "").replace("]", ",")


def _read_ffn_dates(stats: _Element) -> tuple[str, str]:
    """The dates of publication and update; the page has both in seconds next to texts like "3h ago"."""
    seconds = [attribute(span, "data-xutime") for span in find_elements(stats, ".//span[@data-xutime]")]
    dates = [_date_from_timestamp(timestamp) for timestamp in seconds if re.fullmatch(r"\d{1,10}", timestamp)]
    return (dates[-1], dates[0] if len(dates) > 1 else "") if dates else ("", "")


def _date_from_timestamp(seconds: str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()


def _read_efiction(root: _Element) -> Metadata:
    boxes = find_elements(root, "//*[contains(@class, 'infobox')]")[:1]
    pairs = [pair for box in boxes for pair in _bold_pairs(box)]
    return _split_byline(element_text(_find_first(root, "//*[@id='pagetitle']"))).with_defaults(
        metadata_from_labels(pairs)
    )


def _bold_pairs(box: _Element) -> Iterator[tuple[str, str]]:
    """Labels in bold or in a `span.label`, each with the text up to the next label or the end of the line."""
    for label in find_elements(box, ".//b | .//span[contains(@class, 'label')]"):
        value = label.tail or ""
        sibling = label.getnext()
        while sibling is not None and sibling.tag not in ("b", "br") and "label" not in attribute(sibling, "class"):
            value += element_text(sibling) + (sibling.tail or "")
            sibling = sibling.getnext()
        yield element_text(label), value


def _split_byline(heading: str) -> Metadata:
    """The title and author in "Title by Author"."""
    match = TITLE_BY_AUTHOR.fullmatch(heading)
    return Metadata(title=match["title"], author=match["author"]) if match else Metadata(title=heading)


def _read_meta_tags(root: _Element) -> Metadata:
    meta_tags = {
        (attribute(meta, "name") or attribute(meta, "property")).lower(): attribute(meta, "content").strip()
        for meta in find_elements(root, "//meta[@content]")
    }
    values = {
        field: next((meta_tags[name] for name in names if meta_tags.get(name)), "")
        for field, names in META_TAG_NAMES.items()
    }
    canonical = _find_first(root, "//link[@rel='canonical' and @href]")
    canonical_url = attribute(canonical, "href") if canonical is not None else ""
    iso_dates = {field: parse_iso_date(values[field]) for field in ("published", "updated")}
    return build_metadata(
        {
            **values,
            **iso_dates,
            "title": _find_story_title(root, values["title"]),
            "source": values["source"] or canonical_url,
        }
    )


def _find_story_title(root: _Element, meta_title: str) -> str:
    """The story's title in a page's own titles: its only main heading, or else the page's title.

    The names of the chapter and the site are removed; `meta_title` is the title in the meta tags.
    """
    headings = find_elements(root, "//h1[not(ancestor::nav)]")
    title = meta_title or element_text(_find_first(root, "//head/title | //title"))
    heading = element_text(headings[0]) if len(headings) == 1 else ""
    site = next((str(name) for name in find_elements(root, "//meta[@property='og:site_name']/@content")), "")
    if story := extract_story_title(title, heading, site):
        return story
    if site and CHAPTER_TITLE.match(title):  # a site of one story: no other name stands beside the chapter's
        return site
    if meta_title:
        return meta_title
    return heading if heading and heading in title else SITE_SUFFIX.sub("", title) or heading


def extract_story_title(title: str, heading: str = "", site: str = "") -> str:
    """The story's title in a page title that also names a chapter; "" if it doesn't.

    >>> (extract_story_title("Chapter 3: The Weir - The Mill | Some Site"),
    ... extract_story_title("The Mill - Chapter 3 - Some Site"))
    ('The Mill', 'The Mill')
    """
    remainder = title.replace(heading, "", 1) if heading and CHAPTER_TITLE.match(heading) else title
    parts = [part.strip() for part in TITLE_SEPARATOR.split(f" {remainder} ") if part.strip()]
    story_parts = [part for part in parts if not CHAPTER_TITLE.match(part) and part.casefold() != site.casefold()]
    return story_parts[0] if story_parts and (len(story_parts) < len(parts) or remainder != title) else ""


METADATA_READERS: dict[str, Callable[[_Element], Metadata]] = {
    "AO3 download": _read_ao3,
    "AO3 page": _read_ao3,
    "FanFicFare": _read_fanficfare,
    "FicHub": _read_fichub,
    "FanFiction.net": _read_fanfiction_net,
    "eFiction": _read_efiction,
}
