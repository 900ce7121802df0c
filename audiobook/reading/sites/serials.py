"""The pages of sites where people publish serials, as a browser saves them: one Site for each kind of page.

Where they keep what is as the sites' own pages have it, and as public programs that fetch from them look for it.
"""

from __future__ import annotations

from audiobook.model import Role
from audiobook.reading.element_marks import STORY, Tag
from audiobook.reading.sites.rules import LABEL, NOTE, QUOTED_POST, SITE, Rule, Site, no_story, with_class

FOOTNOTE = "footnotes"


def _omitted(path: str, reason: str = SITE) -> Rule:
    """A rule for words inside a line of story that do not even belong into the text: counts, buttons, marks."""
    return Rule(path, Tag(Role.METADATA, reason, omitted=True))


def _any_class(*names: str) -> str:
    return " or ".join(with_class(name) for name in names)


# What plugins of WordPress, which many sites are made with, put among the words of a post.
PLUGINS = (
    no_story(
        "//*[@id='jp-post-flair' or {}]".format(
            _any_class("sharedaddy", "jp-relatedposts", "sharepost", "wpcnt", "wpulike", "wp-block-buttons",
                       "wp-next-post-navi", "post-navigation", "post-ratings", "pvc_stats")
        ),
        SITE,
    ),
    _omitted(f"//sup[{with_class('modern-footnotes-footnote')}]", FOOTNOTE),
    _omitted(f"//*[{with_class('modern-footnotes-footnote__note')}]", FOOTNOTE),
)  # fmt: skip

ROYAL_ROAD = Site(
    "Royal Road",
    f"//*[{with_class('chapter-inner')}]",
    (
        Rule(f"//*[{with_class('author-note-portlet')}]", NOTE),
        Rule(f"//*[{with_class('portlet-title')}][ancestor::*[{with_class('author-note-portlet')}]]", LABEL),
        _omitted(f"//*[{with_class('spoiler')}]/*[{with_class('smalltext')}]"),
        Rule(f"//*[{with_class('spoiler-inner')}]", STORY),  # which the page shows when it is asked to
    ),
    root=f"//*[{_any_class('chapter-inner', 'author-note-portlet')}]",
    title="//h1",
    about=(
        ("title", f"//h2[ancestor::*[{with_class('fic-header')}]]"),
        ("author", "//meta[@property='books:author']/@content"),
        ("author", f"//a[ancestor::h3 or ancestor::h4][ancestor::*[{with_class('fic-header')}]]"),
    ),
    furnished=True,
)
SCRIBBLE_HUB = Site(
    "ScribbleHub",
    "//*[@id='chp_raw']",
    (
        *PLUGINS,
        Rule(f"//*[{_any_class('wi_authornotes', 'wi_news')}]", NOTE),
        Rule(f"//*[{with_class('wi_authornotes')}]/*[not({with_class('wi_authornotes_body')})]", LABEL),
        Rule(f"//*[{_any_class('wi_news_title', 'wi_authornotes_body_head', 'an_username')}]", LABEL),
        _omitted(f"//*[{_any_class('sp-head', 'spdiv')}]"),
        Rule(f"//*[{with_class('sp-body')}]", STORY),
    ),
    root="//*[@id='chp_raw']",
    title=f"//*[{with_class('chapter-title')}]",
    about=(
        ("title", f"//a[contains(@href, '/series/')][ancestor::*[{with_class('wi_breadcrumb')}]]"),
        ("author", f"//*[{with_class('auth_name_fic')}]"),
    ),
    furnished=True,
)
_THREADMARKED = f"article[{with_class('message--post')} and {with_class('hasThreadmark')}]"
_NOTE_BUTTON = "translate(., 'AUTHORSNE’', \"authorsne'\")"
_POST_TEXT = f"//*[{with_class('bbWrapper')}][ancestor::*[{with_class('message-body')}]]"
_POST_RULES = (
    _omitted(f"//*[{_any_class('bbCodeBlock-expandLink', 'bbCodeBlock-shrinkLink')}]"),
    no_story(f"//*[{with_class('bbCodeBlock--quote')} and .//*[{with_class('bbCodeBlock-sourceJump')}]]", QUOTED_POST),
    Rule(
        f"//*[{with_class('bbCodeSpoiler')}][*[self::button][contains({_NOTE_BUTTON}, 'author') and"
        f" contains({_NOTE_BUTTON}, 'note') or contains({_NOTE_BUTTON}, 'a/n')]]",
        NOTE,
    ),
)
_THREAD_TITLE = ("title", f"//h1[{with_class('p-title-value')}]/text()")
# Spacebattles, Sufficient Velocity, Questionable Questing: what is no threadmarked post is talk among readers.
XENFORO = Site(
    "XenForo thread",
    f"//{_THREADMARKED}",
    _POST_RULES,
    root=f"{_POST_TEXT}[ancestor::{_THREADMARKED}]",
    title=f"//*[{with_class('threadmarkLabel')}][ancestor::{_THREADMARKED}]",
    about=(_THREAD_TITLE, ("author", f"//{_THREADMARKED}/@data-author")),
)
# Where no post is threadmarked, those of whoever began the page are the story.
XENFORO_POSTS = Site(
    "XenForo thread without threadmarks",
    f"//article[{with_class('message--post')} and @data-author]",
    _POST_RULES,
    root=f"{_POST_TEXT}[ancestor::article[@data-author]]",
    shared="data-author",
    about=(_THREAD_TITLE, ("author", f"//article[{with_class('message--post')}]/@data-author")),
)
WATTPAD = Site(
    "Wattpad",
    "//p[@data-p-id]",
    (_omitted("//*[contains(@class, 'comment')][ancestor::p[@data-p-id]]"),),
    root="//p[@data-p-id]",
    title="//h1",
    about=(("author", "//a[starts-with(@href, '/user/') or contains(@href, 'wattpad.com/user/')]"),),
)
_FIMFICTION_STORY = "//h1/a[contains(@href, 'fimfiction.net/story/')]"
FIMFICTION_DOWNLOAD = Site(
    "Fimfiction download",
    f"({_FIMFICTION_STORY})[1][//article[{with_class('chapter')}]]",
    (
        Rule(f"//article[{with_class('chapter')}]/header", Tag(Role.CHAPTER)),
        Rule(f"//aside[{with_class('authors-note')}]", NOTE),
        Rule(f"//aside[{with_class('authors-note')}]/header", LABEL),
        no_story(f"//article[{with_class('chapter')}]/footer", SITE),
    ),
    root=f"//article[{with_class('chapter')}]",
    about=(
        ("title", _FIMFICTION_STORY),
        ("author", f"({_FIMFICTION_STORY})[1]/following::a[contains(@href, '/user/')]"),
    ),
)
FIMFICTION = Site(
    "Fimfiction",
    f"//*[@id='chapter-body' or ({with_class('chapter-body')} and .//*[{with_class('bbcode')}])]",
    (
        Rule(f"//*[{with_class('authors-note')}]", NOTE),
        Rule(f"//*[{with_class('authors-note')}]/*[1][self::b or self::strong or self::header or self::h1]", LABEL),
    ),
    root=f"//*[@id='chapter-body' or {_any_class('chapter-body', 'authors-note')}]",
    title=f"//*[self::h1 or {with_class('chapter-title')}]",
    about=(
        ("title", f"//a[{with_class('story_name')}]"),
        ("author", f"//a[{with_class('author')} or ancestor::*[{with_class('info-container')}]]"),
    ),
    furnished=True,
)
_NOVEL_TEXT = "@id='chr-content' or @id='chapter-content' or *[{}] or {}".format(
    with_class("chapter-end-mark"),
    _any_class(
        "chr-c", "chapter-content", "chapter-reading-section-list", "chapter-reading-section", "reading-content"
    ),
)
# NovelBin, NovelFull and their many copies, NovelCool, and the Madara theme of WordPress.
NOVEL_READER = Site(
    "novel reader",
    f"//*[{_NOVEL_TEXT}]",
    (
        *PLUGINS,
        no_story(
            "//*[@model_target_name='report' or starts-with(@id, 'pf-') or {}]".format(
                _any_class("chapter-end-mark", "chapter-section-report", "mangaread-ad-box", "unlock-buttons",
                           "novel_online")
            ),
            SITE,
        ),
    ),
    root=f"//*[{_NOVEL_TEXT}]",
    title=f"//*[self::h1 or @id='chapter-heading' or {_any_class('chr-title', 'chapter-title')}]",
    about=(
        ("title", "//meta[@property='og:novel:novel_name']/@content"),
        ("title", f"//a[{_any_class('novel-title', 'truyen-title')}]"),
        ("author", "//meta[@property='og:novel:author']/@content"),
    ),
    furnished=True,
    loose=True,
)  # fmt: skip
_POST = _any_class("entry-content", "wp-block-post-content", "post-content")
_ASIDE = "ancestor::aside or ancestor::nav or ancestor::footer"
WORDPRESS = Site(
    "WordPress",
    f"//*[{_POST}][not({_ASIDE})]",
    PLUGINS,
    root=f"//*[{_POST}][not({_ASIDE})]",
    title=f"//*[{_any_class('entry-title', 'post-title', 'wp-block-post-title')}][not({_ASIDE})]",
    about=(("author", f"//*[@rel='author' or ({with_class('author')} and {with_class('vcard')})]"),),
    furnished=True,
    loose=True,
)
# Where a page is of two kinds (a reader's theme of WordPress), the narrower one comes first.
SERIALS = (
    ROYAL_ROAD, SCRIBBLE_HUB, XENFORO, XENFORO_POSTS, WATTPAD, FIMFICTION_DOWNLOAD, FIMFICTION, NOVEL_READER, WORDPRESS
)  # fmt: skip
