"""How people are related, as data: nouns of kinship, and what each is the other way round.

"His aunt Ann" says two things: an aunt of his is Ann, and a nephew of hers is he.
"""

from __future__ import annotations

from audiobook.attribution.words.vocabulary import FEMALE, MALE

PARENT, CHILD, SPOUSE, SIBLING = "parent", "child", "spouse", "sibling"
UNCLE_OR_AUNT, NEPHEW_OR_NIECE, COUSIN = "uncle or aunt", "nephew or niece", "cousin"
GRANDPARENT, GRANDCHILD = "grandparent", "grandchild"
PARENT_IN_LAW, CHILD_IN_LAW, SIBLING_IN_LAW = "parent-in-law", "child-in-law", "sibling-in-law"
GUARDIAN, WARD, MASTER, SERVANT = "guardian", "ward", "master", "servant"
# Relations that are none of kinship, though the nouns are used as those are.
SERVICE_RELATIONS = frozenset({MASTER, SERVANT})
# What each relation is the other way round: whose parent Ann is, is a child of hers.
INVERSE_RELATIONS = {
    PARENT: CHILD,
    CHILD: PARENT,
    SPOUSE: SPOUSE,
    SIBLING: SIBLING,
    UNCLE_OR_AUNT: NEPHEW_OR_NIECE,
    NEPHEW_OR_NIECE: UNCLE_OR_AUNT,
    COUSIN: COUSIN,
    GRANDPARENT: GRANDCHILD,
    GRANDCHILD: GRANDPARENT,
    PARENT_IN_LAW: CHILD_IN_LAW,
    CHILD_IN_LAW: PARENT_IN_LAW,
    SIBLING_IN_LAW: SIBLING_IN_LAW,
    GUARDIAN: WARD,
    WARD: GUARDIAN,
    MASTER: SERVANT,
    SERVANT: MASTER,
}
# The relation of each noun, and the gender of whom it means ("" for either).
KIN_RELATIONS = {
    **dict.fromkeys("father dad daddy papa pa stepfather step-father".split(), (PARENT, MALE)),
    **dict.fromkeys("mother mom mum mama mamma mommy mummy ma stepmother step-mother".split(), (PARENT, FEMALE)),
    "parent": (PARENT, ""),
    **dict.fromkeys("son stepson step-son".split(), (CHILD, MALE)),
    **dict.fromkeys("daughter stepdaughter step-daughter".split(), (CHILD, FEMALE)),
    **dict.fromkeys("husband bridegroom groom fiancé".split(), (SPOUSE, MALE)),
    **dict.fromkeys("wife bride fiancée".split(), (SPOUSE, FEMALE)),
    **dict.fromkeys("spouse betrothed".split(), (SPOUSE, "")),
    **dict.fromkeys("brother stepbrother half-brother".split(), (SIBLING, MALE)),
    **dict.fromkeys("sister stepsister half-sister".split(), (SIBLING, FEMALE)),
    **dict.fromkeys("sibling twin".split(), (SIBLING, "")),
    "uncle": (UNCLE_OR_AUNT, MALE),
    **dict.fromkeys("aunt auntie".split(), (UNCLE_OR_AUNT, FEMALE)),
    "nephew": (NEPHEW_OR_NIECE, MALE),
    "niece": (NEPHEW_OR_NIECE, FEMALE),
    "cousin": (COUSIN, ""),
    **dict.fromkeys("grandfather granddad grandpa grandpapa".split(), (GRANDPARENT, MALE)),
    **dict.fromkeys("grandmother grandma granny gran grandmamma".split(), (GRANDPARENT, FEMALE)),
    "grandson": (GRANDCHILD, MALE),
    "granddaughter": (GRANDCHILD, FEMALE),
    "father-in-law": (PARENT_IN_LAW, MALE),
    "mother-in-law": (PARENT_IN_LAW, FEMALE),
    "son-in-law": (CHILD_IN_LAW, MALE),
    "daughter-in-law": (CHILD_IN_LAW, FEMALE),
    "brother-in-law": (SIBLING_IN_LAW, MALE),
    "sister-in-law": (SIBLING_IN_LAW, FEMALE),
    "guardian": (GUARDIAN, ""),
    "ward": (WARD, ""),
    "master": (MASTER, MALE),
    "mistress": (MASTER, FEMALE),
    "servant": (SERVANT, ""),
    "maid": (SERVANT, FEMALE),
}
