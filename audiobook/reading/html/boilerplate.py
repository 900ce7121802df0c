"""Tells what a site puts around its texts (menus, buttons, lists of links, comments) from the texts themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiobook.model import Role
from audiobook.reading.element_marks import Tag
from audiobook.reading.html.flow import BLOCKS, HEADINGS, is_hidden
from audiobook.reading.html.parse import attribute, classes, count_letters, tag_of

if TYPE_CHECKING:
    from lxml.etree import _Element

PAGE_FURNITURE = "words of the site"
CHROME_TAGS = frozenset(("nav", "footer", "aside", "form"))
CHROME_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar toolbar dialog alertdialog alert tablist "
    "tooltip button".split()
)
# What the parts of a class or id name: "chapter-nav", "nav_buttons", "mangaread-ad-box".
CHROME_WORDS = frozenset(
    "nav navbar navigation navlinks menubar breadcrumb breadcrumbs pagination pager share sharing sharebar "
    "sharedaddy sharepost ad ads adsense adsbygoogle advert adverts advertisement sponsor sponsored cookie cookies "
    "toolbar sidebar masthead footer newsletter subscribe".split()
)
# Names that something in a story may have, too: a menu that is read in it, a letter's button. Those are chrome where
# they are short, or full of links.
DOUBTFUL_WORDS = frozenset(
    "menu social consent popup modal tooltip related recommended recommendations login signup donate btn button "
    "buttons widget".split()
)
MOST_DOUBTFUL_LETTERS = 250
LEAST_LINKED = 0.3
COMMENT_WORDS = frozenset("comment comments commentlist disqus respond reviews replies".split())
# "has-sidebar", "no-comments", "tag-social", "category-ads": what a page says of the whole of it.
OF_THE_WHOLE = frozenset("has no with without is not tag category type format single page hide show".split())
NAMELESS = frozenset((*HEADINGS, *"html body p span i b em strong u s small sub sup mark q cite abbr font big".split()))
# A part of the page with at least this share of its letters is the page's text, whatever its name, comments aside.
TEXT_SHARE = 0.4
WORD_EDGE = re.compile(r"[-_\s]+|(?<=[a-z])(?=[A-Z])")
MOST_NAME_WORDS = 4
# A block is a list of links where this share of its letters is in links, and hardly anything stands beside them.
LINKED_SHARE = 0.7
MOST_BESIDE_LINKS = 60
# What holds more than this is text that an unclosed link runs over.
MOST_LINK_LETTERS = 150
# A list of other stories, say: a title to follow, and what it is about.
CARDS = frozenset(("div", "li", "article", "section", "dd"))
FEWEST_CARDS = 3
MOST_CARD_LETTERS = 400
LINK_BLOCKS = (BLOCKS | {"span"}) - HEADINGS.keys() - {"body", "html", "article", "main", "blockquote", "pre"}


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A pattern for whole lines that a site writes among those of a story; a test holds it to its examples."""

    name: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    rejects: tuple[str, ...]


# The last resort, for pages that are saved without their links and names.
SITE_LINES = (
    SiteLine(
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
    SiteLine(
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
    SiteLine(
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
    SiteLine(
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
MOST_LINE_CHARACTERS = 300


def is_site_line(text: str) -> bool:
    """Whether a whole paragraph is what sites write among the lines of a story."""
    line = " ".join(text[: MOST_LINE_CHARACTERS + 1].split())
    return len(line) <= MOST_LINE_CHARACTERS and any(rule.pattern.fullmatch(line) for rule in SITE_LINES)


def are_comments(element: _Element) -> bool:
    """Whether an element calls itself what readers say of a text."""
    return bool(COMMENT_WORDS & name_words(element))


def name_words(element: _Element) -> frozenset[str]:
    """The words of an element's classes and id, without names that say something of a whole page.

    Headings, paragraphs and words in them have none: their names are made of what they say, or of how they look.
    """
    if not element.keys() or tag_of(element) in NAMELESS:
        return frozenset()
    names = [WORD_EDGE.split(name) for name in (*classes(element), attribute(element, "id")) if name]
    words = [[word.lower() for word in name] for name in names if len(name) <= MOST_NAME_WORDS]
    return frozenset(word for name in words if not OF_THE_WHOLE & set(name) for word in name)


class Furniture:
    """What in a page is furniture: told by its names, unless most of the page's text is in it, and by its links."""

    def __init__(self, body: _Element) -> None:
        self._letters: dict[_Element, int] = {}
        self._linked: dict[_Element, int] = {}
        self._headed: set[_Element] = set()
        self._count(body)
        self._whole = self._letters.get(body, 0)

    def holds(self, element: _Element) -> bool:
        """Whether an element is furniture."""
        if are_comments(element):
            return True
        if self._is_list_of_links(element):
            return True
        return not self._is_the_text(element) and (self._is_chrome(element) or self._is_list_of_cards(element))

    def _is_chrome(self, element: _Element) -> bool:
        """Whether an element calls itself, by its tag, role or names, what a site puts around its texts."""
        if tag_of(element) in CHROME_TAGS or attribute(element, "role") in CHROME_ROLES:
            return True
        names = name_words(element)
        if CHROME_WORDS & names:
            return True
        short = self._letters.get(element, 0) <= MOST_DOUBTFUL_LETTERS
        return bool(DOUBTFUL_WORDS & names) and (short or self.linked_share(element) >= LEAST_LINKED)

    def _is_list_of_links(self, element: _Element) -> bool:
        """Whether an element holds hardly anything but links, and no heading."""
        linked = self._linked.get(element, 0)
        if not linked or tag_of(element) not in LINK_BLOCKS or element in self._headed:
            return False
        letters = self._letters[element]
        return linked >= LINKED_SHARE * letters and letters - linked <= MOST_BESIDE_LINKS

    def _is_list_of_cards(self, element: _Element) -> bool:
        """Whether nearly all in an element is three or more parts of one make, each with a link and a few words."""
        if not self._linked.get(element) or len(element) < FEWEST_CARDS:
            return False
        made = Counter((tag_of(child), attribute(child, "class")) for child in element)
        (tag, name), count = made.most_common(1)[0]
        if count < FEWEST_CARDS or not name or tag not in CARDS:
            return False
        cards = [child for child in element if (tag_of(child), attribute(child, "class")) == (tag, name)]
        if not all(self._linked.get(card) and self._letters[card] <= MOST_CARD_LETTERS for card in cards):
            return False
        return sum(self._letters[card] for card in cards) >= LINKED_SHARE * self._letters[element]

    def linked_share(self, element: _Element) -> float:
        """The share of an element's letters that is in links, 0 to 1."""
        return self._linked.get(element, 0) / (self._letters.get(element, 0) or 1)

    def tags(self, root: _Element) -> dict[_Element, Tag]:
        """The tags of all furniture inside the story's root."""
        tag = Tag(Role.METADATA, PAGE_FURNITURE)
        return {element: tag for element in _elements(root) if self.holds(element)}

    def _is_the_text(self, element: _Element) -> bool:
        return tag_of(element) not in ("nav", "footer") and self._letters.get(element, 0) >= TEXT_SHARE * self._whole

    def _count(self, body: _Element) -> None:
        """Counts the letters that each element shows, and those of them in links, from the inside out."""
        from lxml import etree

        sums = [[0, 0]]
        walker = etree.iterwalk(body, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                unseen = is_hidden(element)
                sums.append([0 if unseen else count_letters(element.text), 0])
                if unseen:
                    walker.skip_subtree()
                continue
            letters, linked = sums.pop()
            if tag_of(element) == "a" and _leads_away(element):
                linked = letters if letters <= MOST_LINK_LETTERS else 0
            self._letters[element], self._linked[element] = letters, linked
            sums[-1][0] += letters + (count_letters(element.tail) if element is not body else 0)
            sums[-1][1] += linked
            parent = element.getparent()
            if parent is not None and letters and (tag_of(element) in HEADINGS or element in self._headed):
                self._headed.add(parent)


def _elements(root: _Element) -> Iterator[_Element]:
    return (element for element in root.iterdescendants() if tag_of(element))


def _leads_away(link: _Element) -> bool:
    """Whether a link leads to another page: those within the page are the marks of footnotes and contents lists."""
    address = attribute(link, "href")
    return bool(address) and not address.startswith("#")
