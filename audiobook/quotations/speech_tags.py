"""Words that tell of speaking and thinking, and the patterns of the tags that are made of them."""

from __future__ import annotations

SPEECH_VERBS = (
    "said|says|say|asked|asks|replied|replies|answered|answers|cried|cries|called|calls|shouted|whispered|whispers|"
    "muttered|murmured|exclaimed|added|continued|began|told|yelled|screamed|sighed|growled|snapped|groaned|laughed|"
    "grinned|nodded|smiled|returned|observed|remarked|responded|stammered|went on|mumbled|hissed|breathed|gasped|"
    "begged|agreed|repeated|declared|demanded|inquired|enquired|explained|interrupted|suggested|protested|pleaded|"
    "warned|announced|retorted|sobbed|ejaculated|echoed|insisted|admitted|ventured|urged|drawled|confessed|resumed|"
    "rejoined|broke in|burst out|put in|chimed in|cut in|concluded|proceeded|pursued|commented|stated|teased|joked|"
    "scoffed|snorted|chuckled|giggled|grumbled|grunted|barked|bellowed|roared|shrieked|squealed|wailed|whimpered|"
    "whined|moaned|croaked|stuttered|sneered|swore|promised|assured|reminded|offered|ordered|commanded|instructed|"
    "wondered|mused|blurted|prompted|pressed|quoted|read|sang|shot back"
)
SPEECH_PARTICIPLES = (
    "saying|crying|asking|adding|exclaiming|replying|answering|calling|shouting|whispering|muttering|murmuring|"
    "screaming|yelling|repeating|remarking|observing"
)
THOUGHT_VERBS = "thought|thinks|mused|wondered|reflected|thinking"
NAME = r"[A-Z][\w’'.-]*"
SUBJECT = (
    rf"(?:he|she|they|I|we|it|you|one|(?:the|a|an|his|her|my|our|their)\s+[\w-]+(?:\s+[\w-]+)?|{NAME}(?:\s+{NAME})?)"
)
SUBJECT_VERB = rf"{SUBJECT}\s+(?:\w+ly\s+|had\s+|then\s+|only\s+|just\s+)?(?:{SPEECH_VERBS})\b"
VERB_SUBJECT = rf"(?:{SPEECH_VERBS})\s+{SUBJECT}"
