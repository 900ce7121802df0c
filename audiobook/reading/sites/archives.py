"""The pages and downloads of fan-fiction archives, and of FanFicFare, which downloads from them: one Site for each."""

from __future__ import annotations

from audiobook.model import SectionRole
from audiobook.reading.annotations import STORY, Annotation
from audiobook.reading.sites.rules import CHAPTER, LABEL, NOTE, AnnotationRule, Site, has_class, non_story_rule
from audiobook.text.skip_reasons import (
    ARCHIVE_AFTERWORD,
    ARCHIVE_TAGS,
    BYLINE,
    CHAPTER_SUMMARY,
    COVER_PAGE,
    NOTES_LINK,
    SITE_TEXT,
    TABLE_OF_CONTENTS,
    TITLE_PAGE,
    UPDATE_LOG,
)

# Other books have prefaces and afterwords too; the archive's hold its tags or its message.
_AO3_PREFACE = f"*[@id='preface' and (.//dl[{has_class('tags')}] or .//p[{has_class('message')}])]"
_AO3_AFTERWORD = f"*[@id='afterword' and .//p[{has_class('message')}]]"
AO3_DOWNLOAD = Site(
    "AO3 download",
    f"//{_AO3_PREFACE} | //{_AO3_AFTERWORD}"
    f" | //div[{has_class('meta')} and {has_class('group')}]/h2[{has_class('heading')}]",
    (
        non_story_rule(f"//{_AO3_PREFACE}", TITLE_PAGE),
        non_story_rule(f"//*[@id='preface']//dl[{has_class('tags')}]", ARCHIVE_TAGS),
        non_story_rule(f"//{_AO3_AFTERWORD}", ARCHIVE_AFTERWORD),
        AnnotationRule(
            f"//div[{has_class('meta')}]/h2[{has_class('heading')} and not({has_class('toc-heading')})]"
            f" | //*[@id='chapters']//h2[{has_class('toc-heading')}]",
            CHAPTER,
        ),
        non_story_rule(f"//div[{has_class('meta')}]/*[{has_class('byline')}]", BYLINE),
        non_story_rule(f"//*[{has_class('endnote-link')}]", NOTES_LINK),
        AnnotationRule(f"//div[{has_class('userstuff')} and not(@id='chapters')]", STORY),
    ),
    caption_xpaths=(
        "//*[@id='preface']//p",
        f"//div[{has_class('meta')}]/p",
        "//*[@id='afterword']//p",
        "//*[@id='endnotes']//p",
    ),
)
AO3_PAGE = Site(
    "AO3 page",
    "//*[@id='workskin']",
    (
        non_story_rule(f"//*[@id='workskin']/div[{has_class('preface')}]", TITLE_PAGE),
        AnnotationRule(f"//*[{has_class('chapter')} and {has_class('preface')}]/h3[{has_class('title')}]", CHAPTER),
        non_story_rule(f"//*[@id='workskin']//h3[{has_class('byline')}]", BYLINE),
        non_story_rule(f"//*[{has_class('landmark')}]", SITE_TEXT),
        non_story_rule("//*[@id='work_endnotes']/p", NOTES_LINK),
        AnnotationRule(f"//*[@id='workskin']//div[{has_class('notes')}]/h3", LABEL),
        AnnotationRule(f"//*[@id='workskin']//div[{has_class('notes')}]/blockquote", NOTE),
        non_story_rule(f"//*[@id='workskin']//div[{has_class('notes')}]/p[{has_class('jump')}]", NOTES_LINK),
        AnnotationRule(f"//*[{has_class('chapter')}]//div[{has_class('summary')}]/h3", LABEL),
        AnnotationRule(
            f"//*[{has_class('chapter')}]//div[{has_class('summary')}]/blockquote",
            Annotation(SectionRole.NOTE, CHAPTER_SUMMARY),
        ),
        AnnotationRule(f"//div[{has_class('userstuff')}]", STORY),
    ),
    story_xpath="//*[@id='workskin']",
)
FANFICFARE = Site(
    "FanFicFare",
    "//a[@name='TOCTOP'] | //a[starts-with(@name, 'section')]/h2 | //*[contains(@class, 'fff_')]",
    (
        non_story_rule("//body/h1[1]", TITLE_PAGE),
        non_story_rule(f"//body/table[{has_class('full')}]", TITLE_PAGE),
        non_story_rule(f"//body[{has_class('fff_titlepage')}]", TITLE_PAGE),
        non_story_rule(f"//body[{has_class('fff_tocpage')}] | //a[@name='TOCTOP']", TABLE_OF_CONTENTS),
        non_story_rule("//a[@name='TOCTOP']/following-sibling::*[1][self::p]", TABLE_OF_CONTENTS),
        non_story_rule(f"//body[{has_class('fff_logpage')}]", UPDATE_LOG),
        non_story_rule(f"//body[{has_class('fff_coverpage')}]", COVER_PAGE),
        AnnotationRule(f"//a[starts-with(@name, 'section')]/h2 | //*[{has_class('fff_chapter_title')}]", CHAPTER),
        AnnotationRule(f"//*[{has_class('fff_chapter_notes')}]", NOTE),
        AnnotationRule(f"//*[{has_class('fff_chapter_notes')}]/*[1][self::b]", LABEL),
    ),
)
# FicHub ends its introduction with this line, in its e-books and in its web page; chapters follow in the latter.
_FICHUB_LINE = (
    "(//p[a[contains(@href, 'fichub.net')] and starts-with(normalize-space(.), 'Exported with the assistance of')])[1]"
)
FICHUB = Site(
    "FicHub",
    _FICHUB_LINE,
    (
        non_story_rule(f"{_FICHUB_LINE}/preceding-sibling::*", TITLE_PAGE),
        non_story_rule(_FICHUB_LINE, TITLE_PAGE),
        AnnotationRule(f"{_FICHUB_LINE}/following-sibling::h2", CHAPTER),
    ),
)
# Fimfiction's web page and its download as HTML are in serials.py; its e-book has boxes of another kind.
FIMFICTION_EBOOK = Site(
    "Fimfiction e-book",
    f"//blockquote[{has_class('afterward')}][h2]",
    (
        AnnotationRule(f"//blockquote[{has_class('afterward')}][h2]", NOTE),
        AnnotationRule(f"//blockquote[{has_class('afterward')}]/h2", LABEL),
    ),
)
# What the program fimfic2epub makes of it: above a title how long the chapter is, below it notes in a box.
FIMFIC2EPUB = Site(
    "fimfic2epub",
    f"//div[@id='author_notes'] | //a[{has_class('chaptercomments')}]",
    (
        non_story_rule(f"//aside[{has_class('info')}]", SITE_TEXT),
        non_story_rule(f"//a[{has_class('chaptercomments')}]/..", SITE_TEXT),
        AnnotationRule("//div[@id='author_notes']", NOTE),
        AnnotationRule("//div[@id='author_notes']/p[1][b]", LABEL),
    ),
)
FANFICTION_NET = Site(
    "FanFiction.net",
    "//*[@id='storytextp'] | //*[@id='storytext'] | //*[@id='storycontent']",
    (
        non_story_rule("//*[@id='profile_top']", TITLE_PAGE),
        AnnotationRule("//*[@id='storytext']", STORY),
    ),
    story_xpath="//*[@id='profile_top'] | //*[@id='storytextp'] "
    "| //*[@id='storytext' and not(ancestor::*[@id='storytextp'])]"
    " | //*[@id='storycontent']",
)
EFICTION = Site(
    "eFiction",
    f"(//*[@id='pagetitle'])[1][//*[{has_class('infobox')} or @id='story']] | //*[{has_class('chaptertitle')}]",
    (
        non_story_rule("//*[@id='pagetitle']", TITLE_PAGE),
        non_story_rule(f"//*[{has_class('infobox')}]", ARCHIVE_TAGS),
        non_story_rule(
            f"//*[{has_class('chaptertitle')}][1]/preceding-sibling::p[b and not(@class)]"
            f" | //*[@id='output' or @id='sort' or {has_class('jumpmenu')}]//form",
            TABLE_OF_CONTENTS,
        ),
        AnnotationRule(f"//*[{has_class('chaptertitle')}]", CHAPTER),
        AnnotationRule(f"//*[{has_class('notes')}]", NOTE),
        AnnotationRule(f"//*[{has_class('notes')}]/*[{has_class('title')}]", LABEL),
        non_story_rule(
            f"//*[@id='copyright' or @id='archivedat' or @id='prev' or @id='next' or @id='footer' or"
            f" {has_class('toplink')} or {has_class('reviews')} or {has_class('jumpmenu')}]",
            SITE_TEXT,
        ),
    ),
)
ARCHIVE_SITES = (AO3_DOWNLOAD, AO3_PAGE, FANFICFARE, FICHUB, FIMFICTION_EBOOK, FIMFIC2EPUB, FANFICTION_NET, EFICTION)
