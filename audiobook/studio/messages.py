"""Messages of the command line in words for a page: without the options that somebody would type."""

from __future__ import annotations

import re

# What a message begins with if it is about an option: "--rename Ann Bea: ".
OPTION_PREFIX = re.compile(r"^--[a-z-]+(?:(?!: ).)*: ")
# What only makes sense in a terminal: "(--new makes a new character)", "; `audiobook voices` lists them".
TERMINAL_HINTS = re.compile(
    r" \(--[^)]*\)|[;,] (?:give|see|try|or|choose [^;]*? with|if [^;]*? give)? ?(?:--|`audiobook)[^;]*"
)
# What is done with a file there, and here.
PASS_FILE, DROP_FILE = "pass that file", "drop that file on the shelf"


def describe_for_page(message: str) -> str:
    """A message for the page.

    >>> describe_for_page("--rename Ann Bea: Bea is somebody else; if the two are one person, give --same Ann Bea")
    'Bea is somebody else'
    >>> describe_for_page("--line 3:4 Tim: no character is called Tim (--new makes a new character)")
    'no character is called Tim'
    >>> describe_for_page("notes.txt: there is no text in it")
    'notes.txt: there is no text in it'
    >>> describe_for_page("the cover isn't a usable picture; choose another with --cover")
    "the cover isn't a usable picture"
    >>> describe_for_page("https://a.example can't be fetched; save the page with your browser and pass that file")
    "https://a.example can't be fetched; save the page with your browser and drop that file on the shelf"
    >>> describe_for_page("the profile acx only makes mp3; choose one of these, or --profile podcast")
    'the profile acx only makes mp3; choose one of these'
    """
    return TERMINAL_HINTS.sub("", OPTION_PREFIX.sub("", message)).replace(PASS_FILE, DROP_FILE)
