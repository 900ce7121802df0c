"""What the end of a line says about it: whether a sentence ends there, or a title could.

All of them look past closing quotation marks and brackets. They differ in the punctuation that counts.
"""

from __future__ import annotations

import re

# No title page, heading or byline ends in any of these.
PUNCTUATED_END = re.compile(r"[.!?…,;:][”\"’')\]*_]*$")
# A chapter's title may end in "!", "?" or ":", but not in these.
NON_TITLE_END = re.compile(r"[.,;…][”\"’')\]]*$")
# A sentence is complete, or cut off by a dash; a comma says that it goes on.
SENTENCE_END = re.compile(r"[.!?…:—][”\"’'»)\]*_]*$")
# A paragraph is complete, in Western and in Chinese or Japanese punctuation.
PARAGRAPH_END = re.compile(r"[.!?…‽。！？][”\"’'»)\]*_~]*$")
