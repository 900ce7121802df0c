"""The verbs of speech tags, and the patterns of the tags that are made of them."""

from __future__ import annotations

from audiobook.text.speech_verbs import VerbClass, any_form_pattern, load_speech_verbs

TAG_VERBS = [verb for verb in load_speech_verbs() if verb.classes - {VerbClass.THINK, VerbClass.REACT}]
SPEECH_VERBS = any_form_pattern(form for verb in TAG_VERBS for form in verb.tag_forms if form not in verb.participle)
SPEECH_PARTICIPLES = any_form_pattern(form for verb in TAG_VERBS for form in verb.tag_forms if form in verb.participle)
THOUGHT_VERBS = any_form_pattern(
    form for verb in load_speech_verbs() if VerbClass.THINK in verb.classes for form in verb.tag_forms
)
NAME = r"[A-Z][\w’'.-]*"
SUBJECT = (
    rf"(?:he|she|they|I|we|it|you|one|(?:the|a|an|his|her|my|our|their)\s+[\w-]+(?:\s+[\w-]+)?|{NAME}(?:\s+{NAME})?)"
)
SUBJECT_VERB = rf"{SUBJECT}\s+(?:\w+ly\s+|had\s+|then\s+|only\s+|just\s+)?(?:{SPEECH_VERBS})\b"
VERB_SUBJECT = rf"(?:{SPEECH_VERBS})\s+{SUBJECT}"
