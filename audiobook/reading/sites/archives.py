"""The pages and downloads of fan-fiction archives, and of the program that fetches from them: one Site for each."""

from __future__ import annotations

from audiobook.model import Role
from audiobook.reading.element_marks import STORY, Tag
from audiobook.reading.sites.rules import (
    AFTERWORD,
    BYLINE,
    CHAPTER,
    CHAPTER_SUMMARY,
    CONTENTS,
    LABEL,
    LOG,
    NOTE,
    SITE,
    TAGS,
    TITLE_PAGE,
    TO_NOTES,
    Rule,
    Site,
    no_story,
    with_class,
)

# Other books have prefaces and afterwords too; the archive's hold its tags or its message.
_AO3_PREFACE = f"*[@id='preface' and (.//dl[{with_class('tags')}] or .//p[{with_class('message')}])]"
_AO3_AFTERWORD = f"*[@id='afterword' and .//p[{with_class('message')}]]"
AO3_DOWNLOAD = Site(
    "AO3 download",
    f"//{_AO3_PREFACE} | //{_AO3_AFTERWORD}"
    f" | //div[{with_class('meta')} and {with_class('group')}]/h2[{with_class('heading')}]",
    (
        no_story(f"//{_AO3_PREFACE}", TITLE_PAGE),
        no_story(f"//*[@id='preface']//dl[{with_class('tags')}]", TAGS),
        no_story(f"//{_AO3_AFTERWORD}", AFTERWORD),
        Rule(
            f"//div[{with_class('meta')}]/h2[{with_class('heading')} and not({with_class('toc-heading')})]"
            f" | //*[@id='chapters']//h2[{with_class('toc-heading')}]",
            CHAPTER,
        ),
        no_story(f"//div[{with_class('meta')}]/*[{with_class('byline')}]", BYLINE),
        no_story(f"//*[{with_class('endnote-link')}]", TO_NOTES),
        Rule(f"//div[{with_class('userstuff')} and not(@id='chapters')]", STORY),
    ),
    captions=(
        "//*[@id='preface']//p",
        f"//div[{with_class('meta')}]/p",
        "//*[@id='afterword']//p",
        "//*[@id='endnotes']//p",
    ),
)
AO3_PAGE = Site(
    "AO3 page",
    "//*[@id='workskin']",
    (
        no_story(f"//*[@id='workskin']/div[{with_class('preface')}]", TITLE_PAGE),
        Rule(f"//*[{with_class('chapter')} and {with_class('preface')}]/h3[{with_class('title')}]", CHAPTER),
        no_story(f"//*[@id='workskin']//h3[{with_class('byline')}]", BYLINE),
        no_story(f"//*[{with_class('landmark')}]", SITE),
        no_story("//*[@id='work_endnotes']/p", TO_NOTES),
        Rule(f"//*[@id='workskin']//div[{with_class('notes')}]/h3", LABEL),
        Rule(f"//*[@id='workskin']//div[{with_class('notes')}]/blockquote", NOTE),
        no_story(f"//*[@id='workskin']//div[{with_class('notes')}]/p[{with_class('jump')}]", TO_NOTES),
        Rule(f"//*[{with_class('chapter')}]//div[{with_class('summary')}]/h3", LABEL),
        Rule(f"//*[{with_class('chapter')}]//div[{with_class('summary')}]/blockquote", Tag(Role.NOTE, CHAPTER_SUMMARY)),
        Rule(f"//div[{with_class('userstuff')}]", STORY),
    ),
    root="//*[@id='workskin']",
)
FANFICFARE = Site(
    "FanFicFare",
    "//a[@name='TOCTOP'] | //a[starts-with(@name, 'section')]/h2 | //*[contains(@class, 'fff_')]",
    (
        no_story("//body/h1[1]", TITLE_PAGE),
        no_story(f"//body/table[{with_class('full')}]", TITLE_PAGE),
        no_story(f"//body[{with_class('fff_titlepage')}]", TITLE_PAGE),
        no_story(f"//body[{with_class('fff_tocpage')}] | //a[@name='TOCTOP']", CONTENTS),
        no_story("//a[@name='TOCTOP']/following-sibling::*[1][self::p]", CONTENTS),
        no_story(f"//body[{with_class('fff_logpage')}]", LOG),
        no_story(f"//body[{with_class('fff_coverpage')}]", "cover"),
        Rule(f"//a[starts-with(@name, 'section')]/h2 | //*[{with_class('fff_chapter_title')}]", CHAPTER),
        Rule(f"//*[{with_class('fff_chapter_notes')}]", NOTE),
        Rule(f"//*[{with_class('fff_chapter_notes')}]/*[1][self::b]", LABEL),
    ),
)
FANFICTION_NET = Site(
    "FanFiction.net",
    "//*[@id='storytextp'] | //*[@id='storytext'] | //*[@id='storycontent']",
    (
        no_story("//*[@id='profile_top']", TITLE_PAGE),
        Rule("//*[@id='storytext']", STORY),
    ),
    root="//*[@id='profile_top'] | //*[@id='storytextp'] | //*[@id='storytext' and not(ancestor::*[@id='storytextp'])]"
    " | //*[@id='storycontent']",
)
EFICTION = Site(
    "eFiction",
    f"(//*[@id='pagetitle'])[1][//*[{with_class('infobox')} or @id='story']] | //*[{with_class('chaptertitle')}]",
    (
        no_story("//*[@id='pagetitle']", TITLE_PAGE),
        no_story(f"//*[{with_class('infobox')}]", TAGS),
        no_story(
            f"//*[{with_class('chaptertitle')}][1]/preceding-sibling::p[b and not(@class)]"
            f" | //*[@id='output' or @id='sort' or {with_class('jumpmenu')}]//form",
            CONTENTS,
        ),
        Rule(f"//*[{with_class('chaptertitle')}]", CHAPTER),
        Rule(f"//*[{with_class('notes')}]", NOTE),
        Rule(f"//*[{with_class('notes')}]/*[{with_class('title')}]", LABEL),
        no_story(
            f"//*[@id='copyright' or @id='archivedat' or @id='prev' or @id='next' or @id='footer' or"
            f" {with_class('toplink')} or {with_class('reviews')} or {with_class('jumpmenu')}]",
            SITE,
        ),
    ),
)
ARCHIVES = (AO3_DOWNLOAD, AO3_PAGE, FANFICFARE, FANFICTION_NET, EFICTION)
