"""Words that tell who is who and who is speaking; all of it data."""

from __future__ import annotations

MALE, FEMALE = "male", "female"

TITLES = {
    **dict.fromkeys(
        "mr mister master sir lord monsieur m signor signore herr senor don uncle king prince baron duke count rev "
        "reverend squire captain capt colonel col general gen major lieutenant lieut admiral "
        "father brother grandfather "
        "parson earl viscount marquis deacon friar emperor granddad grandpa".split(),
        MALE,
    ),
    **dict.fromkeys(
        "mrs miss ms lady madame madam mme mademoiselle mlle signora signorina frau fraulein aunt auntie mother sister "
        "queen princess baroness duchess countess dame grandmother grandma granny widow empress".split(),
        FEMALE,
    ),
    **dict.fromkeys(
        "dr doctor prof professor sergeant inspector cousin chief judge president secretary nurse detective commander "
        "agent officer constable saint st".split(),
        "",
    ),
}
SAME_TITLE = {
    "mister": "mr", "doctor": "dr", "professor": "prof", "capt": "captain", "col": "colonel", "gen": "general",
    "madam": "madame", "mme": "madame", "mlle": "mademoiselle", "signore": "signor", "reverend": "rev", "m": "monsieur",
    "lieut": "lieutenant", "ms": "miss", "auntie": "aunt",
}  # fmt: skip
# Titles that go before a first name; behind them a name is a person's own, not a family's.
BEFORE_FIRST_NAME = frozenset(
    "sir lady aunt uncle master brother sister father mother king queen prince princess don saint st cousin".split()
)
# Forms of address that some languages put behind a name: Hana-san, Hana-sensei.
ADDRESS_ENDINGS = (
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
    "another other others any few many several lots none because'n t s d ll m re ve i'm i'd i'll i've don't".split()
)
SOFT_BEFORE_NAME = frozenset("poor dear old young little good sweet darling dearest big great fair".split())
PLACE_BEFORE = (
    "in|at|near|from|through|towards|toward|into|across|around|beyond|leaving|reached|outside|inside|throughout"
)
DIMINUTIVES = {
    "lizzy": "elizabeth", "lizzie": "elizabeth", "eliza": "elizabeth", "bess": "elizabeth", "betty": "elizabeth",
    "beth": "elizabeth", "bessie": "elizabeth", "betsy": "elizabeth", "kate": "catherine", "kitty": "catherine",
    "cathy": "catherine", "katie": "katherine", "kit": "christopher", "tom": "thomas", "tommy": "thomas",
    "dick": "richard", "bob": "robert", "bobby": "robert", "rob": "robert", "robin": "robert", "bill": "william",
    "billy": "william", "will": "william", "willy": "william", "jack": "john", "johnny": "john", "jim": "james",
    "jimmy": "james", "jem": "james", "harry": "henry", "hal": "henry", "charley": "charles", "charlie": "charles",
    "fred": "frederick", "freddy": "frederick", "ned": "edward", "ted": "edward", "teddy": "edward", "joe": "joseph",
    "sam": "samuel", "ben": "benjamin", "dan": "daniel", "nat": "nathaniel", "mike": "michael", "nick": "nicholas",
    "alex": "alexander", "sandy": "alexander", "andy": "andrew", "tony": "anthony", "archie": "archibald",
    "bertie": "albert", "jo": "josephine", "meg": "margaret", "maggie": "margaret", "peggy": "margaret",
    "madge": "margaret", "molly": "mary", "polly": "mary", "nan": "anne", "nancy": "anne", "annie": "anne",
    "nell": "ellen", "nelly": "ellen", "nellie": "ellen", "sally": "sarah", "sue": "susan", "susy": "susan",
    "fanny": "frances", "hetty": "henrietta", "dolly": "dorothy", "dora": "theodora", "lottie": "charlotte",
    "minnie": "wilhelmina", "sophy": "sophia", "becky": "rebecca", "jenny": "jane", "gerty": "gertrude",
    "matt": "matthew", "steve": "steven", "dave": "david", "pete": "peter", "ron": "ronald", "tim": "timothy",
    "greg": "gregory", "jeff": "jeffrey", "josh": "joshua", "zack": "zachary", "vicky": "victoria", "jess": "jessica",
    "jen": "jennifer", "abby": "abigail", "mandy": "amanda", "sid": "sidney", "walt": "walter", "gus": "augustus",
}  # fmt: skip

# Verbs that only stand beside speech.
SAYING = (
    "said says say asked asks replied replies answered answers cried cries called calls shouted shouts whispered "
    "whispers muttered mutters murmured murmurs exclaimed added adds continued continues began begins yelled yells "
    "screamed returned observed remarked responded responds stammered mumbled mumbles hissed begged agreed agrees "
    "repeated repeats declared declares demanded demands inquired enquired explained explains interrupted suggested "
    "suggests protested pleaded warned announced retorted sobbed ejaculated echoed insisted admitted ventured urged "
    "drawled confessed resumed rejoined concluded proceeded pursued commented stated teased joked grumbled bellowed "
    "roared shrieked squealed wailed whimpered whined croaked stuttered sneered swore promised assured reminded "
    "ordered commanded instructed wondered mused blurted prompted quoted sang quavered faltered queried questioned "
    "thought thinks told tells interposed persisted objected acknowledged reflected corrected complained assented "
    "growled snapped gasped groaned moaned breathed spluttered sputtered barked snarled chanted recited scolded "
    "apologised apologized volunteered countered chided conceded lamented ejected bawled remonstrated expostulated "
    "counselled affirmed argued boasted bragged cautioned chorused chimed consoled implored invited lied mentioned "
    "noted offered pointed predicted pressed proposed quipped reassured recalled recollected requested speculated "
    "spoke taunted threatened "
    "uttered pronounced squeaked purred panted wheezed crooned vowed "
    "greeted introduced informed advised concurred cooed deadpanned"
).split()
# Verbs that stand beside speech often, and as often beside no speech.
SHOWING = (
    "laughed laughs smiled smiles grinned grins nodded nods sighed sighs chuckled giggled scoffed snorted grunted "
    "frowned frowns smirked winked shrugged shrugs blinked scowled glared pouted beamed cringed coughed gulped huffed "
    "gritted hesitated paused raised looked turned shook leaned went put broke burst cut read shot chirped piped"
).split()
# Verbs of one who hears something rather than says it.
REACTING = (
    "nodded nods blinked blinks froze flinched shrugged looked glanced stared watched jerked blushed choked stiffened "
    "arched raised turned listened winced jumped swallowed paled flushed gaped gasped smiled grinned laughed sighed "
    "frowned shook rolled felt saw heard noticed realised realized wondered knew thought struggled followed started "
    "was were had could did"
).split()
SPEECH_PHRASES = (
    "went on|goes on|broke in|burst out|put in|chimed in|cut in|shot back|broke out|called out|"
    "cried out|struck in|threw in"
)
THINKING = frozenset("thought thinks mused wondered reflected".split())
ADVERBS = (
    r"(?:\w+ly|had|has|then|only|just|also|at once|now|again|still|at last|merely|always|suddenly|once more|would|"
    r"could|never|often|even|all|both|soon|at length|too|himself|herself|myself)"
)
# Where a description such as "the old man in the corner" ends.
PHRASE_ENDS = frozenset(
    "in with to as and who of at on from for by into when while after before that which but or again then quietly "
    "softly gently loudly slowly quickly suddenly sharply dryly simply at last once more "
    "aloud through over up down out "
    "back without under himself herself was is had has were are be being because if so turning looking smiling".split()
)
