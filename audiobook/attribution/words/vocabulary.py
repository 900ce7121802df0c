"""The words that attribution goes by: titles, kinds of people, words that are no names, and verbs of speech."""

from __future__ import annotations

from audiobook.text.speech_verbs import SPEAKING, VerbClass, finite_forms

MALE, FEMALE = "male", "female"


TITLES = {
    **dict.fromkeys(
        "mr mister master sir lord monsieur m signor signore herr senor don uncle king prince baron duke count rev "
        "reverend squire captain capt colonel col general gen major lieutenant lieut admiral "
        "father brother grandfather "
        "parson earl viscount marquis headmaster alderman deacon friar emperor granddad grandpa".split(),
        MALE,
    ),
    **dict.fromkeys(
        "mrs miss ms lady madame madam mme mademoiselle mlle signora signorina frau fraulein aunt auntie mother sister "
        "queen princess baroness duchess countess dame grandmother grandma granny widow empress "
        "marchioness viscountess headmistress".split(),
        FEMALE,
    ),
    **dict.fromkeys(
        "director superintendent corporal commodore minister chancellor senator governor mayor sheriff bishop "
        "ambassador commissioner warden "
        "dr doctor prof professor sergeant inspector cousin chief judge president secretary nurse detective commander "
        "agent officer constable saint st".split(),
        "",
    ),
}
CANONICAL_TITLES = {
    "mister": "mr", "doctor": "dr", "professor": "prof", "capt": "captain", "col": "colonel", "gen": "general",
    "madam": "madame", "mme": "madame", "mlle": "mademoiselle", "signore": "signor", "reverend": "rev", "m": "monsieur",
    "lieut": "lieutenant", "ms": "miss", "auntie": "aunt",
}  # fmt: skip
# Titles that come before a first name.
FIRST_NAME_TITLES = frozenset(
    "sir lady aunt uncle master brother sister father mother king queen prince princess don saint st cousin".split()
)
# Honorifics that some languages add to a name: Hana-san, Hana-sensei.
HONORIFIC_SUFFIXES = (
    "san|chan|kun|sama|sensei|senpai|sempai|taichou|taicho|dono|nii|nee|niisan|neesan|hime|baachan|baa-chan|jiji|"
    "nii-san|nee-san|nii-chan|nee-chan|ya|ssi|shishou|sama-"
)
MALE_NOUNS = (
    "man boy gentleman father brother uncle son husband king prince lord guy lad fellow chap waiter actor landlord "
    "policeman grandfather nephew groom sailor soldier monk priest vicar curate clergyman footman butler coachman "
    "postman fisherman workman foreman mate officer captain colonel general sergeant major baron count duke emperor "
    "wizard steward porter squire baronet beadle barber blacksmith constable tinker hatter king's driver frenchman "
    "englishman irishman scotchman scotsman dutchman italian papa dad daddy pa grandpa gramps "
    "bloke dude boyfriend host "
    "bachelor widower youth youngster knight abbot bishop father-in-law brother-in-law son-in-law stepfather godfather "
    "old-timer cowboy marquis guardsman watchman salesman shopman cabman"
).split()
FEMALE_NOUNS = (
    "woman girl lady mother sister aunt daughter wife queen princess maid waitress actress landlady grandmother niece "
    "bride nun witch nurse housekeeper governess matron mistress widow hostess kunoichi mama mamma mom mum mommy mummy "
    "ma grandma granny girlfriend lass baroness countess duchess empress schoolmistress stewardess maiden damsel "
    "mother-in-law sister-in-law daughter-in-law stepmother godmother nursemaid midwife spinster heiress housemaid "
    "parlourmaid seamstress charwoman frenchwoman englishwoman laundress milkmaid redhead's abbess priestess heroine"
).split()
# Words for anyone, people with names included; others ("mariner") mostly describe someone who has no name.
GENERIC_NOUNS = frozenset(
    "man woman girl boy lady gentleman fellow other stranger youth child person creature voice guy chap kid lad lass "
    "maiden one former latter first second third visitor guest friend companion teenager teen blond blonde brunette "
    "redhead elder younger eldest youngest male female adult figure being individual speaker newcomer".split()
)
KIN_NOUNS = frozenset(
    "father mother brother sister son daughter uncle aunt cousin nephew niece husband wife grandfather grandmother "
    "grandson granddaughter dad mom mum papa mama parent sibling twin father-in-law mother-in-law".split()
)
NOT_NAMES = frozenset(
    "the a an and but or if in on at of to it is as so no yes oh ah well then when what why how who where which this "
    "that these those there here he she i you we they my your his her its our their not now chapter part book one two "
    "three four five six seven eight nine ten god good very come go do don let for with from by after before never "
    "perhaps indeed still all some every nothing something though although because yet just only even monday tuesday "
    "wednesday thursday friday saturday sunday january february march july september october "
    "november december christmas easter english french german italian spanish russian american irish scotch british "
    "japanese chinese latin greek indian european jewish christian catholic protestant london england france italy "
    "paris rome germany russia spain europe america india japan china scotland ireland heaven hell lord dear poor old "
    "once again upon him me us them such much more most did does was were are am be been being have has had will would "
    "shall should can could might must nay ay aye hush thank thanks please look see tell say said like too also both "
    "each either neither our mine first second third last next little young sea north south east west "
    "hey hi hello ok okay huh hmm hm um uh er erm ooh wow ha haha na aa ne mr "
    "mrs miss ms dr jesus christ bible sunday's goodbye good-bye good-night sorry really right wrong sure maybe great "
    "while until since unless suddenly finally meanwhile however everyone everybody nobody anyone someone everything "
    "anything always sometimes today tomorrow yesterday tonight morning evening night wait stop damn fuck shit bloody "
    "another other others any few many several lots none because'n t s d ll m re ve i'm i'd i'll i've don't "
    # Interjections and answers, which begin a sentence before a comma as a name in the vocative does.
    "yeah yep yup yessir nope nah eh aw aww heh hah hmph humph hum ahem aha ahh argh ugh ouch oops whoa woah jeez gee "
    "gosh golly phew pooh tut tush pshaw bah bravo hurrah hurray hooray hallo hullo halloa alas amen adieu farewell "
    "bonjour merci ciao gawd crikey blimey welcome congratulations cheers shh ssh mm mmm mhm uh-huh "
    # Adverbs and verbs that stand there, too.
    "anyway anyways besides accordingly actually certainly clearly completely definitely exactly excellent frankly "
    "fortunately hence honestly hopefully incidentally indeed interesting naturally nevertheless nonetheless obviously "
    "oddly officially otherwise possibly precisely presently probably quick quickly quite rather seriously similarly "
    "strangely surely therefore thus true truly understood unfortunately whatever wherefore whoever yours aside "
    "enough fine nice silence quiet courage patience mercy got get keep leave let listen observe open proceed pray run "
    "shut sit stand suppose tell try turn hold hurry imagine guess give forgive excuse pardon pity burn draw "
    "lest hitherto to-day to-morrow to-night by-the-by by-the-way good-morning good-evening good-afternoon "
    # What is left of "didn't" and the like.
    "didn isn wasn couldn wouldn shouldn haven hasn hadn aren weren doesn ain mustn needn mightn won".split()
)
# Words that mostly are no names, but which somebody may be called by: "Five" said Will.
NAMING_COMMON_WORDS = frozenset(
    "will west north young christian paris london england france italy india america china heaven "
    "two three four five six seven eight nine ten "
    "monday tuesday wednesday thursday friday saturday sunday january february march july september october november "
    "december patience mercy haven".split()
)
# First names that mostly are months.
NAMES_OF_MONTHS = frozenset("april may june august".split())
NAME_ADJECTIVES = frozenset("poor dear old young little good sweet darling dearest big great fair".split())
PLACE_PREPOSITIONS = (
    "in|at|near|from|through|towards|toward|into|across|around|beyond|leaving|reached|outside|inside|throughout"
)
# What names of places end in.
PLACE_NOUNS = frozenset(
    "street road avenue square lane park bridge river lake island mountain mountains hotel inn club academy school "
    "university college hospital church cathedral abbey castle palace house hall tower station court gardens valley "
    "village city town county bay sea ocean pass company bank corner rooms mansions terrace crescent".split()
)
# Short forms of first names, and the whole names that they stand for.
DIMINUTIVES = {
    "abby": "abigail", "abe": "abraham", "al": "albert alfred alan", "alex": "alexander alexandra", "alf": "alfred",
    "alfie": "alfred", "algy": "algernon", "andy": "andrew", "annie": "anne", "archie": "archibald", "art": "arthur",
    "artie": "arthur", "barb": "barbara", "bart": "bartholomew", "barty": "bartholomew", "becca": "rebecca",
    "becky": "rebecca", "bella": "isabella", "ben": "benjamin", "benny": "benjamin", "bernie": "bernard",
    "bert": "albert herbert robert", "bertie": "albert", "bess": "elizabeth", "bessie": "elizabeth",
    "beth": "elizabeth", "betsy": "elizabeth", "betty": "elizabeth", "bill": "william", "billy": "william",
    "bob": "robert", "bobby": "robert", "cassie": "cassandra", "cathy": "catherine", "charley": "charles",
    "charlie": "charles charlotte", "chris": "christopher christine christina", "chuck": "charles", "clem": "clement",
    "cliff": "clifford", "dan": "daniel", "danny": "daniel", "dave": "david", "debbie": "deborah", "dick": "richard",
    "dolly": "dorothy", "dora": "theodora", "doug": "douglas", "drew": "andrew", "ed": "edward edmund",
    "eddie": "edward edmund", "eliza": "elizabeth", "ellie": "eleanor ellen", "eve": "evelyn", "evie": "evelyn",
    "fannie": "frances", "fanny": "frances", "flo": "florence", "flossie": "florence", "fran": "frances francesca",
    "frank": "francis franklin", "fred": "frederick", "freddy": "frederick", "gabe": "gabriel", "geoff": "geoffrey",
    "gerry": "gerald", "gertie": "gertrude", "gerty": "gertrude", "gil": "gilbert", "gracie": "grace",
    "greg": "gregory", "gus": "augustus", "gwen": "gwendolyn", "hal": "henry", "harry": "henry harold",
    "hattie": "harriet", "hatty": "harriet", "hetty": "henrietta", "hugo": "hugh", "ike": "isaac", "jack": "john",
    "jake": "jacob", "jamie": "james", "jeff": "jeffrey", "jem": "james", "jen": "jennifer", "jenny": "jane jennifer",
    "jerry": "gerald jeremy", "jess": "jessica", "jessie": "jessica", "jim": "james", "jimmy": "james",
    "jo": "josephine", "joe": "joseph", "joey": "joseph", "johnny": "john jonathan", "jon": "jonathan",
    "josh": "joshua", "josie": "josephine", "kat": "katherine", "kate": "catherine katherine",
    "kathy": "catherine katherine", "katie": "katherine catherine", "ken": "kenneth", "kenny": "kenneth",
    "kit": "christopher katherine", "kitty": "catherine katherine", "larry": "lawrence laurence", "lena": "helena",
    "lenny": "leonard", "leo": "leonard leopold", "les": "leslie", "lexi": "alexandra", "libby": "elizabeth",
    "liz": "elizabeth", "lizzie": "elizabeth", "lizzy": "elizabeth", "lottie": "charlotte", "lou": "louis louisa",
    "maddie": "madeleine madeline", "madge": "margaret", "maggie": "margaret", "maisie": "margaret",
    "mandy": "amanda", "marge": "margaret marjorie", "matt": "matthew", "mattie": "martha matilda",
    "max": "maximilian maxwell", "meg": "margaret", "mel": "melanie melissa", "mick": "michael", "micky": "michael",
    "mike": "michael", "mikey": "michael", "milly": "mildred millicent", "minnie": "wilhelmina", "molly": "mary",
    "monty": "montgomery", "nan": "anne", "nancy": "anne", "nat": "nathaniel", "nate": "nathaniel nathan",
    "nathan": "nathaniel", "ned": "edward edmund", "nell": "ellen eleanor helen", "nellie": "ellen", "nelly": "ellen",
    "nettie": "henrietta annette", "nick": "nicholas", "nora": "eleanor", "ollie": "oliver",
    "pat": "patrick patricia", "peggy": "margaret", "pete": "peter", "phil": "philip phillip", "polly": "mary",
    "prue": "prudence", "ray": "raymond", "reggie": "reginald", "rich": "richard", "rick": "richard",
    "ricky": "richard", "rob": "robert", "robin": "robert", "ron": "ronald", "ronnie": "ronald veronica",
    "rosie": "rose rosemary", "russ": "russell", "sadie": "sarah", "sally": "sarah", "sam": "samuel samantha",
    "sammy": "samuel", "sandra": "alexandra", "sandy": "alexander", "sid": "sidney", "sim": "simon",
    "sophy": "sophia", "stan": "stanley", "steph": "stephanie", "steve": "steven", "stu": "stuart", "sue": "susan",
    "sukey": "susan", "susy": "susan", "suzy": "susan", "ted": "edward theodore", "teddy": "edward theodore",
    "terry": "terence theresa", "tess": "theresa teresa", "tessa": "theresa teresa", "theo": "theodore",
    "tilly": "matilda", "tim": "timothy", "tina": "christina", "tom": "thomas", "tommy": "thomas", "tony": "anthony",
    "tori": "victoria", "trish": "patricia", "val": "valerie", "vi": "violet", "vic": "victor victoria",
    "vicky": "victoria", "vin": "vincent", "vince": "vincent", "viv": "vivian", "wally": "walter", "walt": "walter",
    "will": "william", "willy": "william", "winnie": "winifred", "zach": "zachary", "zack": "zachary",
}  # fmt: skip

VERB_FORMS = finite_forms((*SPEAKING, VerbClass.THINK))
# Verbs that only go with speech or thought.
SPEECH_VERBS = tuple(form for form in VERB_FORMS if " " not in form)
SPEECH_PHRASES = "|".join(
    (
        *(form.replace(" ", r"\s+") for form in VERB_FORMS if " " in form),
        r"cleared\s+(?:his|her)\s+throat",
        r"took\s+up\s+the\s+tale",
        r"started\s+to\s+say",
    )
)
# Verbs that go with speech often, and as often with none.
ACTION_VERBS = finite_forms([VerbClass.SHOW])
# Verbs of someone who hears something rather than says it, and the auxiliaries that begin such a sentence.
REACTION_VERBS = (
    *finite_forms([VerbClass.REACT]),
    *"was were had could did couldn wasn didn".split(),
)
ADVERBS = (
    r"(?:[\w-]+ly|had|has|then|only|just|also|at\s+once|now|again|still|at\s+last|merely|always|suddenly|once\s+more|"
    r"would|could|never|often|even|all|both|soon|at\s+length|too|himself|herself|myself|thus|here|next|first|once|"
    r"in\s+turn|in\s+reply|in\s+answer|at\s+first|this\s+time|by\s+and\s+by|therefore|thereupon)"
)
# Words that end a description such as "the old man in the corner".
PHRASE_ENDS = frozenset(
    "in with to as and who of at on from for by into when while after before that which but or again then quietly "
    "softly gently loudly slowly quickly suddenly sharply dryly simply at last once more "
    "aloud through over up down out "
    "back without under himself herself was is had has were are be being because if so turning looking smiling".split()
)
# Adjectives in "ly", which don't end a description as adverbs do.
LY_ADJECTIVES = frozenset(
    "ugly elderly friendly lovely kindly silly lonely burly portly lively ghostly sickly curly surly homely jolly "
    "stately scholarly motherly fatherly family unfriendly gangly deadly holy bully".split()
)
# What a description identifies someone by: the man with the black beard, the woman in the green coat.
WORN_ITEMS = (
    "beard|moustache|mustache|hat|cap|coat|waistcoat|rosette|goggles|scarf|shawl|helmet|collar|jacket|dress|hair|eyes|"
    "glasses|spectacles|wig|scar|mask|shirt|suit|uniform|"
    "cloak|hood|gown|apron|boots|nose|veil|bonnet|turban|robe|robes|vest|tie|ponytail|braid|braids|whiskers|eye-patch"
)
# Past tenses that don’t end in "ed".
IRREGULAR_PASTS = frozenset(
    "was were had did said told thought took came went got gave made found knew saw heard felt kept left put set sat "
    "stood ran began broke brought caught chose drew drove ate fell fought flew forgot forgave froze grew hung held "
    "hid hit laid led let lay lit lost meant met paid read rode rang rose sang sank sent shook shone shot showed shut "
    "slept slid spoke spent spun sprang sprung stole stuck struck swore swept swam swung taught tore threw trod "
    "understood woke wore wept won wound wrote bent bit blew bound built burst bought cast clung crept cut dealt dug "
    "fed fled flung ground knelt leapt leant lent sought sold shed shrank slit sped spat split spread strode strove "
    "strung stung drank rewound overheard bade forbade forsook".split()
)
# Nouns that mean a person, or may ("the voice", "the first"): each module leaves out those that its question excludes.
NOUNS_OF_PEOPLE = frozenset((*MALE_NOUNS, *FEMALE_NOUNS)) | GENERIC_NOUNS | KIN_NOUNS
