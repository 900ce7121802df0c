"""Pages of sites that publish serials, as saved by a browser: one Site for each kind of page.

The layouts follow the sites' own pages, and public programs that download from them.
"""

from __future__ import annotations

from audiobook.model import SectionRole
from audiobook.reading.annotations import STORY, Annotation
from audiobook.reading.sites.rules import LABEL, NOTE, AnnotationRule, Site, has_class, non_story_rule
from audiobook.text.skip_reasons import FOOTNOTES, QUOTED_POST, SITE_TEXT


def _omit_rule(xpath: str, reason: str = SITE_TEXT) -> AnnotationRule:
    """A rule for words inside a line of story that don't belong in the text at all: counts, buttons, marks."""
    return AnnotationRule(xpath, Annotation(SectionRole.METADATA, reason, is_omitted=True))


def _has_any_class(*names: str) -> str:
    return " or ".join(has_class(name) for name in names)


# What plugins of WordPress insert into posts.
WORDPRESS_PLUGIN_RULES = (
    non_story_rule(
        "//*[@id='jp-post-flair' or {}]".format(
            _has_any_class("sharedaddy", "jp-relatedposts", "sharepost", "wpcnt", "wpulike", "wp-block-buttons",
                       "wp-next-post-navi", "post-navigation", "post-ratings", "pvc_stats")
        ),
        SITE_TEXT,
    ),
    _omit_rule(f"//sup[{has_class('modern-footnotes-footnote')}]", FOOTNOTES),
    _omit_rule(f"//*[{has_class('modern-footnotes-footnote__note')}]", FOOTNOTES),
)  # fmt: skip

ROYAL_ROAD = Site(
    "Royal Road",
    f"//*[{has_class('chapter-inner')}]",
    (
        AnnotationRule(f"//*[{has_class('author-note-portlet')}]", NOTE),
        AnnotationRule(f"//*[{has_class('portlet-title')}][ancestor::*[{has_class('author-note-portlet')}]]", LABEL),
        _omit_rule(f"//*[{has_class('spoiler')}]/*[{has_class('smalltext')}]"),
        AnnotationRule(f"//*[{has_class('spoiler-inner')}]", STORY),  # which the page shows when it is asked to
    ),
    story_xpath=f"//*[{_has_any_class('chapter-inner', 'author-note-portlet')}]",
    heading_xpath="//h1",
    metadata_xpaths=(
        ("title", f"//h2[ancestor::*[{has_class('fic-header')}]]"),
        ("author", "//meta[@property='books:author']/@content"),
        ("author", f"//a[ancestor::h3 or ancestor::h4][ancestor::*[{has_class('fic-header')}]]"),
    ),
    has_boilerplate=True,
)
SCRIBBLE_HUB = Site(
    "ScribbleHub",
    "//*[@id='chp_raw']",
    (
        *WORDPRESS_PLUGIN_RULES,
        AnnotationRule(f"//*[{_has_any_class('wi_authornotes', 'wi_news')}]", NOTE),
        AnnotationRule(f"//*[{has_class('wi_authornotes')}]/*[not({has_class('wi_authornotes_body')})]", LABEL),
        AnnotationRule(f"//*[{_has_any_class('wi_news_title', 'wi_authornotes_body_head', 'an_username')}]", LABEL),
        _omit_rule(f"//*[{_has_any_class('sp-head', 'spdiv')}]"),
        AnnotationRule(f"//*[{has_class('sp-body')}]", STORY),
    ),
    story_xpath="//*[@id='chp_raw']",
    heading_xpath=f"//*[{has_class('chapter-title')}]",
    metadata_xpaths=(
        ("title", f"//a[contains(@href, '/series/')][ancestor::*[{has_class('wi_breadcrumb')}]]"),
        ("author", f"//*[{has_class('auth_name_fic')}]"),
    ),
    has_boilerplate=True,
)
_THREADMARKED_POST = f"article[{has_class('message--post')} and {has_class('hasThreadmark')}]"
_LOWERCASE_NOTE_BUTTON = "translate(., 'AUTHORSNE’', \"authorsne'\")"
_POST_TEXT = f"//*[{has_class('bbWrapper')}][ancestor::*[{has_class('message-body')}]]"
_POST_RULES = (
    _omit_rule(f"//*[{_has_any_class('bbCodeBlock-expandLink', 'bbCodeBlock-shrinkLink')}]"),
    non_story_rule(
        f"//*[{has_class('bbCodeBlock--quote')} and .//*[{has_class('bbCodeBlock-sourceJump')}]]", QUOTED_POST
    ),
    AnnotationRule(
        f"//*[{has_class('bbCodeSpoiler')}][*[self::button][contains({_LOWERCASE_NOTE_BUTTON}, 'author') and"
        f" contains({_LOWERCASE_NOTE_BUTTON}, 'note') or contains({_LOWERCASE_NOTE_BUTTON}, 'a/n')]]",
        NOTE,
    ),
)
_THREAD_TITLE = ("title", f"//h1[{has_class('p-title-value')}]/text()")
# Spacebattles, Sufficient Velocity, Questionable Questing; posts without a threadmark are discussion among readers.
XENFORO = Site(
    "XenForo thread",
    f"//{_THREADMARKED_POST}",
    _POST_RULES,
    story_xpath=f"{_POST_TEXT}[ancestor::{_THREADMARKED_POST}]",
    heading_xpath=f"//*[{has_class('threadmarkLabel')}][ancestor::{_THREADMARKED_POST}]",
    metadata_xpaths=(_THREAD_TITLE, ("author", f"//{_THREADMARKED_POST}/@data-author")),
)
# If no post is threadmarked, the story is in the posts of the author of the first one.
XENFORO_POSTS = Site(
    "XenForo thread without threadmarks",
    f"//article[{has_class('message--post')} and @data-author]",
    _POST_RULES,
    story_xpath=f"{_POST_TEXT}[ancestor::article[@data-author]]",
    common_attribute="data-author",
    metadata_xpaths=(_THREAD_TITLE, ("author", f"//article[{has_class('message--post')}]/@data-author")),
)
WATTPAD = Site(
    "Wattpad",
    "//p[@data-p-id]",
    (_omit_rule("//*[contains(@class, 'comment')][ancestor::p[@data-p-id]]"),),
    story_xpath="//p[@data-p-id]",
    heading_xpath="//h1",
    metadata_xpaths=(("author", "//a[starts-with(@href, '/user/') or contains(@href, 'wattpad.com/user/')]"),),
)
_FIMFICTION_STORY = "//h1/a[contains(@href, 'fimfiction.net/story/')]"
FIMFICTION_DOWNLOAD = Site(
    "Fimfiction download",
    f"({_FIMFICTION_STORY})[1][//article[{has_class('chapter')}]]",
    (
        AnnotationRule(f"//article[{has_class('chapter')}]/header", Annotation(SectionRole.CHAPTER)),
        AnnotationRule(f"//aside[{has_class('authors-note')}]", NOTE),
        AnnotationRule(f"//aside[{has_class('authors-note')}]/header", LABEL),
        non_story_rule(f"//article[{has_class('chapter')}]/footer", SITE_TEXT),
    ),
    story_xpath=f"//article[{has_class('chapter')}]",
    metadata_xpaths=(
        ("title", _FIMFICTION_STORY),
        ("author", f"({_FIMFICTION_STORY})[1]/following::a[contains(@href, '/user/')]"),
    ),
)
FIMFICTION = Site(
    "Fimfiction",
    f"//*[@id='chapter-body' or ({has_class('chapter-body')} and .//*[{has_class('bbcode')}])]",
    (
        AnnotationRule(f"//*[{has_class('authors-note')}]", NOTE),
        AnnotationRule(
            f"//*[{has_class('authors-note')}]/*[1][self::b or self::strong or self::header or self::h1]", LABEL
        ),
    ),
    story_xpath=f"//*[@id='chapter-body' or {_has_any_class('chapter-body', 'authors-note')}]",
    heading_xpath=f"//*[self::h1 or {has_class('chapter-title')}]",
    metadata_xpaths=(
        ("title", f"//a[{has_class('story_name')}]"),
        ("author", f"//a[{has_class('author')} or ancestor::*[{has_class('info-container')}]]"),
    ),
    has_boilerplate=True,
)
_NOVEL_TEXT_CONDITION = "@id='chr-content' or @id='chapter-content' or *[{}] or {}".format(
    has_class("chapter-end-mark"),
    _has_any_class(
        "chr-c", "chapter-content", "chapter-reading-section-list", "chapter-reading-section", "reading-content"
    ),
)
# NovelBin, NovelFull and their many copies, NovelCool, and the Madara theme of WordPress.
NOVEL_READER = Site(
    "novel reader",
    f"//*[{_NOVEL_TEXT_CONDITION}]",
    (
        *WORDPRESS_PLUGIN_RULES,
        non_story_rule(
            "//*[@model_target_name='report' or starts-with(@id, 'pf-') or {}]".format(
                _has_any_class("chapter-end-mark", "chapter-section-report", "mangaread-ad-box", "unlock-buttons",
                           "novel_online")
            ),
            SITE_TEXT,
        ),
    ),
    story_xpath=f"//*[{_NOVEL_TEXT_CONDITION}]",
    heading_xpath=f"//*[self::h1 or @id='chapter-heading' or {_has_any_class('chr-title', 'chapter-title')}]",
    metadata_xpaths=(
        ("title", "//meta[@property='og:novel:novel_name']/@content"),
        ("title", f"//a[{_has_any_class('novel-title', 'truyen-title')}]"),
        ("author", "//meta[@property='og:novel:author']/@content"),
    ),
    has_boilerplate=True,
    is_generic=True,
)  # fmt: skip
_POST_CONDITION = _has_any_class("entry-content", "wp-block-post-content", "post-content")
_IN_SIDEBAR = "ancestor::aside or ancestor::nav or ancestor::footer"
WORDPRESS = Site(
    "WordPress",
    f"//*[{_POST_CONDITION}][not({_IN_SIDEBAR})]",
    WORDPRESS_PLUGIN_RULES,
    story_xpath=f"//*[{_POST_CONDITION}][not({_IN_SIDEBAR})]",
    heading_xpath=f"//*[{_has_any_class('entry-title', 'post-title', 'wp-block-post-title')}][not({_IN_SIDEBAR})]",
    metadata_xpaths=(("author", f"//*[@rel='author' or ({has_class('author')} and {has_class('vcard')})]"),),
    has_boilerplate=True,
    is_generic=True,
)
# If a page matches two kinds (a WordPress theme for reading, say), the more specific one comes first.
SERIAL_SITES = (
    ROYAL_ROAD, SCRIBBLE_HUB, XENFORO, XENFORO_POSTS, WATTPAD, FIMFICTION_DOWNLOAD, FIMFICTION, NOVEL_READER, WORDPRESS
)  # fmt: skip
