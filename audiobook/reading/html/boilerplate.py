"""Separates a page's text from what a site puts around it: menus, buttons, lists of links, comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import SectionRole
from audiobook.reading.annotations import Annotation
from audiobook.reading.html.block_extraction import BLOCK_TAGS, HEADING_LEVELS, is_hidden
from audiobook.reading.html.parse import attribute, class_names, count_letters, tag_name
from audiobook.text.skip_reasons import SITE_TEXT

if TYPE_CHECKING:
    from lxml.etree import _Element

CHROME_TAGS = frozenset(("nav", "footer", "aside", "form"))
CHROME_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog alert tablist "
    "tooltip button".split()
)
# Words in class names and ids: "chapter-nav", "nav_buttons", "mangaread-ad-box".
CHROME_WORDS = frozenset(
    "nav navbar navigation navlinks menubar breadcrumb breadcrumbs pagination pager share sharing sharebar "
    "sharedaddy sharepost ad ads adsense adsbygoogle advert adverts advertisement sponsor sponsored cookie cookies "
    "toolbar sidebar masthead footer newsletter subscribe".split()
)
# Words that something in a story may have in its class too: a menu read by a character, a button. They count only where
# the element is short, or full of links.
AMBIGUOUS_WORDS = frozenset(
    "menu social consent popup modal tooltip related recommended recommendations login signup donate btn button "
    "buttons widget".split()
)
MAX_AMBIGUOUS_LETTERS = 250
MIN_LINKED_SHARE = 0.3
COMMENT_WORDS = frozenset("comment comments commentlist disqus respond reviews replies".split())
# "has-sidebar", "no-comments", "tag-social", "category-ads": these classes describe the whole page.
PAGE_STATE_WORDS = frozenset("has no with without is not tag category type format single page hide show".split())
UNNAMED_TAGS = frozenset(
    (*HEADING_LEVELS, *"html body p span i b em strong u s small sub sup mark q cite abbr font big".split())
)
# A part of the page with at least this share of its letters is the main text whatever its name, except comments.
MAIN_TEXT_SHARE = 0.4
NAME_WORD_BOUNDARY = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])")
MAX_NAME_WORDS = 4
# An element is a list of links if this share of its letters is in links, and hardly anything is outside them.
LINK_LIST_SHARE = 0.7
MAX_UNLINKED_LETTERS = 60
# A longer link was never closed, and runs over ordinary text.
MAX_LINK_LETTERS = 150
# A list of cards: teasers of other stories, say, each with a link and a few words.
CARD_TAGS = frozenset(("div", "li", "article", "section", "dd"))
MIN_CARDS = 3
MAX_CARD_LETTERS = 400
LINK_LIST_TAGS = (
    (BLOCK_TAGS | {"span"}) - HEADING_LEVELS.keys() - {"body", "html", "article", "main", "blockquote", "pre"}
)


@dataclass(frozen=True, slots=True)
class SiteLinePattern:
    """A pattern for whole lines that a site inserts into a story; a test checks its examples."""

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


# The last resort, for pages that were saved without their links and class names.
SITE_LINES = (
    SiteLinePattern(
        "to other chapters",
        re.compile(
            r"[«‹<←|\[\s]{0,4}(?:(?:(?:previous|prev|next|first|last) (?:chapter|part|page|post)|table of contents"
            r"|chapter list|all chapters|back to top"
            r"|(?:previous|prev|next)(?=\s?[»›>→|\]]))[«‹<←»›>→|\[\]\s]{0,6}){1,6}",
            re.IGNORECASE,
        ),
        ("« Previous Chapter | Table of Contents | Next Chapter »", "Next Chapter →", "[Prev] [Next]", "Back to top"),
        ("Next.” She turned the page.", "The next chapter of her life began.", "Next to him stood a fish", "Next"),
    ),
    SiteLinePattern(
        "to other pages",
        re.compile(
            r"[«‹<←\[ ]{0,3}(?:previous|prev|next|back|home|index|contents|archive|top)"
            r"(?:[»›>→\] ]{0,3}[|·•/][«‹<←\[ ]{0,3}(?:previous|prev|next|back|home|index|contents|archive|top)){1,6}"
            r"[»›>→\] ]{0,3}",
            re.IGNORECASE,
        ),
        ("Back | Next", "« Previous | Index | Next »", "Home · Archive"),
        ("Back and next", "Home is where the geese are", "Top or bottom"),
    ),
    SiteLinePattern(
        "to readers of the site",
        re.compile(
            r"(?:report (?:this |a )?(?:chapter|error|problem)s?|share (?:this|on)\b[^.?!]{0,60}|tweet|pin it"
            r"|like this:?|add to (?:library|bookmarks?)"
            r"|(?:click|tap) to (?:expand|show)\b[^.?!]{0,20}\.{0,3}|loading\.{0,3})",
            re.IGNORECASE,
        ),
        ("Report chapter", "Report Error", "Share this:", "Share on Facebook", "Tweet", "Like this:", "Loading..."),
        ("Share this with nobody.", "Report to the captain", "Tweet, tweet, said the bird", "Like this one?"),
    ),
    SiteLinePattern(
        "the site's own advertisement",
        re.compile(
            r"(?:if you find any errors \(.{0,120}\), please let us know <\s?report chapter\s?> so we can fix it"
            r" as soon as possible\.?"
            r"|(?:please )?(?:read|find|visit|search|follow)\b[^“”\"]{0,80}\.(?:com|net|org|me|io|co|info)\b"
            r"[^“”\"]{0,80}"
            r"|read (?:the )?latest (?:chapters?|novels?) (?:at|on) \S{1,60}(?: only)?"
            r"|tip: you can use left, right,? .{0,30}keyboard keys to browse between chapters\.?"
            r"|tap the screen to use .{0,60}"
            r"|(?:this|the) (?:content|chapter|story|novel|narrative|tale) (?:is|has been)"
            r" (?:taken|stolen|uploaded|updated|first published) (?:from|by|at|on) .{1,120})",
            re.IGNORECASE,
        ),
        (
            "If you find any errors ( broken links, non-standard content, etc.. ), Please let us know"
            " < report chapter > so we can fix it as soon as possible.",
            "Read latest chapters at NovelSite only",
            "Please visit freestories.com for more",
            "This chapter is updated by some-site.example",
            "Tip: You can use left, right, A and D keyboard keys to browse between chapters.",
        ),
        (
            "Find him, she said. Find him and bring him home.",
            "Please visit us again, he told the fish.",
            "The latest novels at his bedside were all by one writer",
            "This story is about a mill.",
            "Read it to me.",
        ),
    ),
)
MAX_LINE_CHARACTERS = 300


def is_site_line(text: str) -> bool:
    """Whether a whole paragraph is something that sites insert into a story."""
    line = " ".join(text[: MAX_LINE_CHARACTERS + 1].split())
    return len(line) <= MAX_LINE_CHARACTERS and any(site_line.pattern.fullmatch(line) for site_line in SITE_LINES)


def is_comment_section(element: _Element) -> bool:
    """Whether an element's class or id says that it holds readers' comments."""
    return bool(COMMENT_WORDS & name_words(element))


def name_words(element: _Element) -> frozenset[str]:
    """The words of an element's classes and id, without names that describe the whole page.

    Headings, paragraphs and inline elements have none: their classes come from their content or their look.
    """
    if not element.keys() or tag_name(element) in UNNAMED_TAGS:
        return frozenset()
    names = [NAME_WORD_BOUNDARY.split(name) for name in (*class_names(element), attribute(element, "id")) if name]
    words = [[word.lower() for word in name] for name in names if len(name) <= MAX_NAME_WORDS]
    return frozenset(word for name in words if not PAGE_STATE_WORDS & set(name) for word in name)


class BoilerplateDetector:
    """Recognizes a page's boilerplate by class names, unless most of the text is in it, and by its links."""

    def __init__(self, body: _Element) -> None:
        self._letters: dict[_Element, int] = {}
        self._linked: dict[_Element, int] = {}
        self._with_heading: set[_Element] = set()
        self._count_letters(body)
        self._total_letters = self._letters.get(body, 0)

    def is_boilerplate(self, element: _Element) -> bool:
        """Whether an element is boilerplate."""
        if is_comment_section(element):
            return True
        if self._is_link_list(element):
            return True
        return not self._is_main_text(element) and (self._is_chrome(element) or self._is_card_list(element))

    def _is_chrome(self, element: _Element) -> bool:
        """Whether an element's tag, role or class name marks it as part of the site's frame."""
        if tag_name(element) in CHROME_TAGS or attribute(element, "role") in CHROME_ROLES:
            return True
        names = name_words(element)
        if CHROME_WORDS & names:
            return True
        is_short = self._letters.get(element, 0) <= MAX_AMBIGUOUS_LETTERS
        return bool(AMBIGUOUS_WORDS & names) and (is_short or self.linked_share(element) >= MIN_LINKED_SHARE)

    def _is_link_list(self, element: _Element) -> bool:
        """Whether an element holds hardly anything but links, and no heading."""
        linked = self._linked.get(element, 0)
        if not linked or tag_name(element) not in LINK_LIST_TAGS or element in self._with_heading:
            return False
        letters = self._letters[element]
        return linked >= LINK_LIST_SHARE * letters and letters - linked <= MAX_UNLINKED_LETTERS

    def _is_card_list(self, element: _Element) -> bool:
        """Whether an element is mostly three or more similar cards, each with a link and a few words."""
        if not self._linked.get(element) or len(element) < MIN_CARDS:
            return False
        kinds = Counter((tag_name(child), attribute(child, "class")) for child in element)
        (tag, name), count = kinds.most_common(1)[0]
        if count < MIN_CARDS or not name or tag not in CARD_TAGS:
            return False
        cards = [child for child in element if (tag_name(child), attribute(child, "class")) == (tag, name)]
        if not all(self._linked.get(card) and self._letters[card] <= MAX_CARD_LETTERS for card in cards):
            return False
        return sum(self._letters[card] for card in cards) >= LINK_LIST_SHARE * self._letters[element]

    def linked_share(self, element: _Element) -> float:
        """The share of an element's letters that is in links, 0 to 1."""
        return self._linked.get(element, 0) / (self._letters.get(element, 0) or 1)

    def annotate(self, root: _Element) -> dict[_Element, Annotation]:
        """Annotations for all boilerplate inside the story's root."""
        annotation = Annotation(SectionRole.METADATA, SITE_TEXT)
        return {element: annotation for element in _descendants(root) if self.is_boilerplate(element)}

    def _is_main_text(self, element: _Element) -> bool:
        return (
            tag_name(element) not in ("nav", "footer")
            and self._letters.get(element, 0) >= MAIN_TEXT_SHARE * self._total_letters
        )

    def _count_letters(self, body: _Element) -> None:
        """Counts the visible letters of every element, and those of them in links, from the inside out."""
        from lxml import etree

        counts = [[0, 0]]
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                is_unseen = is_hidden(element)
                counts.append([0 if is_unseen else count_letters(element.text), 0])
                if is_unseen:
                    walker.skip_subtree()
                continue
            letters, linked = counts.pop()
            if tag_name(element) == "a" and _is_external_link(element):
                linked = letters if letters <= MAX_LINK_LETTERS else 0
            self._letters[element], self._linked[element] = letters, linked
            counts[-1][0] += letters + (count_letters(element.tail) if element is not body else 0)
            counts[-1][1] += linked
            parent = element.getparent()
            if (
                parent is not None
                and letters
                and (tag_name(element) in HEADING_LEVELS or element in self._with_heading)
            ):
                self._with_heading.add(parent)


def _descendants(root: _Element) -> Iterator[_Element]:
    return (element for element in root.iterdescendants() if tag_name(element))


def _is_external_link(link: _Element) -> bool:
    """Whether a link leads to another page; links within the page are footnote marks and tables of contents."""
    address = attribute(link, "href")
    return bool(address) and not address.startswith("#")
