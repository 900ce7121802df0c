"""Numbers are put in words, as people say them."""

from __future__ import annotations

import pytest

from audiobook.text.normalization.normalize import normalize
from audiobook.text.normalization.options import NormalizationOption

FIGURES = frozenset({NormalizationOption.NUMBERS})

FRACTIONS_AND_SHARES = (
    ("A 1/16 elf smiled.", "A one sixteenth elf smiled."),
    ("She was 1/8 fairy.", "She was one eighth fairy."),
    ("Stir in 2 1/2 cups.", "Stir in two and a half cups."),
    ("It took 1 3/4 hours.", "It took one and three quarters hours."),
    ("It was 6½ feet deep.", "It was six and a half feet deep."),
    ("Pour 2¼ cups, then ¾ cup.", "Pour two and a quarter cups, then three quarters cup."),
    ("Nearly 2/3 of them left.", "Nearly two thirds of them left."),
    ("It was 5/16 of an inch.", "It was five sixteenths of an inch."),
    ("Only 1/10 of it burned.", "Only one tenth of it burned."),
    ("Only 3/10 of a mile!", "Only three tenths of a mile!"),
    ("A 1/20th share, a 1/3rd share", "A one twentieth share, a one third share"),
    ("His 10/10 grin", "His ten out of ten grin"),
    ("I rated it 8/10.", "I rated it eight out of ten."),
    ("I'd give it 7/10, honestly.", "I'd give it seven out of ten, honestly."),
    ("It was an 11/10 pie.", "It was an eleven out of ten pie."),
    ("Her score of 12/20", "Her score of twelve out of twenty"),
    ("He got 85/100 on the test.", "He got eighty-five out of one hundred on the test."),
    ("I give it 4/5 stars.", "I give it four out of five stars."),
    ("HP: 80/200", "HP: eighty out of two hundred"),
    ("[MP 15/15]", "[MP fifteen out of fifteen]"),
    ("Stamina: 3/4", "Stamina: three out of four"),
    ("Mana: 1,200/2,500", "Mana: one thousand two hundred out of two thousand five hundred"),
    ("Open 24/7 and a 50/50 chance", "Open twenty-four seven and a fifty-fifty chance"),
    ("A 70/30 split", "A seventy-thirty split"),
    ("It was a waltz in 3/4 time.", "It was a waltz in three four time."),
    ("He had 20/20 vision.", "He had twenty-twenty vision."),
    ("Nobody flew after 9/11.", "Nobody flew after nine eleven."),
    ("At odds of 50/1", "At odds of fifty to one"),
    ("Her blood pressure was 120/80.", "Her blood pressure was one twenty over eighty."),
)
DATES = (
    ("It was 10/12/2019.", "It was October twelfth, twenty nineteen."),
    ("On 10/12 they met.", "On October twelfth they met."),
    ("It is due 3/15.", "It is due March fifteenth."),
    ("On 5/6 of the roads", "On five sixths of the roads"),
    ("Dated 2021-03-04.", "Dated March fourth, twenty twenty-one."),
    ("On May 5, 1850, it", "On May fifth, eighteen fifty, it"),
    ("By the 5th of May we", "By the fifth of May we"),
    ("On 5 May 1850 it", "On the fifth of May eighteen fifty it"),
    ("From March 3-5 it", "From March third to fifth it"),
    ("Jan. 3rd was cold.", "January third was cold."),
    ("In May 1850 she left.", "In May eighteen fifty she left."),
    ("We may march 10 miles.", "We may march ten miles."),
    ("March 10 miles, then rest.", "March ten miles, then rest."),
    ("In 1905, 1900, 2003 and 2014", "In nineteen oh five, nineteen hundred, two thousand three and twenty fourteen"),
    ("In 1850 things changed.", "In eighteen fifty things changed."),
    ("There were 1850 men.", "There were one thousand eight hundred fifty men."),
    ("Some 1500 ships sank.", "Some fifteen hundred ships sank."),
    ("1984 was long.", "Nineteen eighty-four was long."),
    (
        "From 1914-1918, and 1939–45",
        "From nineteen fourteen to nineteen eighteen, and nineteen thirty-nine to forty-five",
    ),
    ("In 1066 they came; in 476 AD they fell.", "In ten sixty-six they came; in four seventy-six AD they fell."),
    ("By 44 BC it was over.", "By forty-four BC it was over."),
    ("The class of '98 and of ’05", "The class of ninety-eight and of oh five"),
    ("In '72 it snowed.", "In seventy-two it snowed."),
    ("The '80s, the 90s, the 1990s", "The eighties, the nineties, the nineteen nineties"),
    ("The early '00s and the 2000s", "The early two thousands and the two thousands"),
    ("The mid-1800s; the 2010s", "The mid-eighteen hundreds; the twenty tens"),
    ("She's in her late 20's.", "She's in her late twenties."),
    ("The mid-1943 raid", "The mid-nineteen forty-three raid"),
    ("He had 2500 coins.", "He had two thousand five hundred coins."),
)
TIMES = (
    ("At 7:30 a.m. we", "At seven thirty A.M. we"),
    ("It's 9:05pm.", "It's nine oh five P.M."),
    ("By 8:00 we ate.", "By eight o’clock we ate."),
    ("At 18:45 and at 16:00", "At eighteen forty-five and at sixteen hundred"),
    ("At 00:15 it rang.", "At zero fifteen it rang."),
    ("At 0600 hours, at 1930 hours.", "At oh six hundred hours, at nineteen thirty hours."),
    ("Up at 0530.", "Up at oh five thirty."),
    ("From 9:00–17:00, or 7-8pm", "From nine o’clock to seventeen hundred, or seven to eight P.M."),
    ("He ran it in 1:02:30.", "He ran it in one oh two and thirty seconds."),
    ("At 5 o'clock", "At five o’clock"),
    ("At 11.15 p.m. it", "At eleven fifteen P.M. it"),
)
RANGES = (
    ("Read pages 10–12.", "Read pages ten to twelve."),
    ("Ages 4—6.", "Ages four to six."),
    ("It takes 3-4 days.", "It takes three to four days."),
    ("It takes 3 - 4 days.", "It takes three to four days."),
    ("A 2-3-hour drive", "A two to three-hour drive"),
    ("10-15% off, or 10%-15%", "Ten to fifteen percent off, or ten to fifteen percent"),
    ("The 5th–7th floors", "The fifth to seventh floors"),
    ("They won 3-2, then 6–4, 7–5.", "They won three to two, then six to four, seven to five."),
    ("They lost 0-2.", "They lost zero to two."),
    ("About 1.5-2 hours", "About one point five to two hours"),
    ("It's 3–4 km, 3-4km.", "It's three to four kilometers, three to four kilometers."),
    ("10 - 4", "Ten minus four"),
    ("“10-4, Base.”", "“Ten four, Base.”"),
    ("John 3:16 says so.", "John three, sixteen says so."),
    ("Psalm 91:1-4", "Psalm ninety-one, one to four"),
    ("See 1 Kings 2:3–5.", "See First Kings two, three to five."),
    ("At 23:1-4 it says", "At twenty-three, one to four it says"),
    ("A 10:1 ratio; it ended 2:1.", "A ten to one ratio; it ended two to one."),
)
TELEPHONES = (
    ("Call 911!", "Call nine one one!"),
    ("He dialed 999, then 112.", "He dialed nine nine nine, then one hundred twelve."),
    ("Somebody call 112.", "Somebody call one one two."),
    ("The 911 operator", "The nine one one operator"),
    ("We saw 911 men.", "We saw nine hundred eleven men."),
    ("A Porsche 911", "A Porsche nine eleven"),
    ("Ring (555) 123-4567.", "Ring five five five, one two three, four five six seven."),
    ("Ring 555-0199.", "Ring five five five, zero one nine nine."),
    ("Ring 1-800-555-0100.", "Ring one, eight zero zero, five five five, zero one zero zero."),
    ("Ring +44 20 7946 0958.", "Ring plus four four, two zero, seven nine four six, zero nine five eight."),
    ("Room 101, room 214, Room 300", "Room one oh one, room two fourteen, Room three hundred"),
    ("Flight 815 and Route 66", "Flight eight fifteen and Route sixty-six"),
    ("Agent 007.", "Agent double oh seven."),
    ("The code is 4719.", "The code is four seven one nine."),
    ("ISBN 978-3-16-148410-0", "ISBN nine seven eight, three, one six, one four eight four one zero, zero"),
    ("It read 9780306406157.", "It read nine seven eight zero three zero six four zero six one five seven."),
)
COUNTS = (
    ("I said it 3x.", "I said it three times."),
    ("Potion x3, and (x2)", "Potion times three, and (times two)"),
    ("A 2x speed boost", "A two times speed boost"),
    ("A hall of 10x12 feet", "A hall of ten by twelve feet"),
    ("A 4x4 and two 2x4s", "A four by four and two two by fours"),
    ("6 x 9 inches", "Six by nine inches"),
    ("7 × 8 = 56", "Seven times eight equals fifty-six"),
    ("He has 1.2k fans, 10k followers.", "He has one point two thousand fans, ten thousand followers."),
    ("A 10K race on a 4K TV", "A ten K race on a four K TV"),
    ("It got 2M views.", "It got two million views."),
    ("Section 3.2.1 and v2.0", "Section three point two point one and version two point oh"),
    ("Web 2.0, a 4.0 GPA", "Web two point oh, a four point oh GPA"),
    ("Add .5 ounces, 0.25 more", "Add point five ounces, zero point two five more"),
    ("His .45 and a .357 Magnum", "His forty-five and a three fifty-seven Magnum"),
    ("Try #3 of No. 7", "Try number three of number seven"),
    ("About 100+ men, ~5 days", "About one hundred plus men, about five days"),
    (
        "1,250 men, 2,345,600 ants",
        "One thousand two hundred fifty men, two million three hundred forty-five thousand six hundred ants",
    ),
    ("Apartment 4B, 3D, 5G", "Apartment four B, three D, five G"),
    ("Catch-22, K-9, an F-16, the Su-27", "Catch-twenty-two, K-nine, an F-sixteen, the Su-twenty-seven"),
    ("R2-D2, B4", "R2-D2, B4"),
    ("A 7-year-old, an 8-ball", "A seven-year-old, an eight-ball"),
    ("A pair of 6s; wait 12s.", "A pair of sixes; wait twelve seconds."),
    ("1. Buy milk.", "One: Buy milk."),
    ("The 21st-century 1st, 22nd", "The twenty-first-century first, twenty-second"),
)
UNITS = (
    ("He is 5'9\" tall; she is 5’4”.", "He is five foot nine tall; she is five foot four."),
    ("He is 5'9 tall.", "He is five nine tall."),
    ("A wall 6' high", "A wall six feet high"),
    ("It ran for 12s.", "It ran for twelve seconds."),
    ("A 10-km run, a 5 km run, 5 km", "A ten kilometer run, a five kilometer run, five kilometers"),
    ("A 5-lb. bag, 120 lbs. of rice", "A five pound bag, one hundred twenty pounds of rice"),
    ("Add 2 tbsp. of oil, 1 tsp salt.", "Add two tablespoons of oil, one teaspoon salt."),
    ("A prize of 5,000 gp", "A prize of five thousand gold pieces"),
    ("It was -40 °C, then 72°F.", "It was minus forty degrees Celsius, then seventy-two degrees Fahrenheit."),
    ("A 90° turn; 50° ∠", "A ninety degree turn; fifty degrees ∠"),
    ("At 60 mph, 100 km/h, 5 m/s", "At sixty miles per hour, one hundred kilometers per hour, five meters per second"),
    ("It shows km/h.", "It shows kilometers per hour."),
    ("Some 10 km², 5 sq ft", "Some ten square kilometers, five square feet"),
    ("A 9mm pistol, 35mm film", "A nine millimeter pistol, thirty-five millimeter film"),
    ("A 16 GB card, 2.4 GHz", "A sixteen gigabyte card, two point four gigahertz"),
    ("It stood at 40°26′46″N.", "It stood at forty degrees twenty-six minutes forty-six seconds north."),
    ("At 51.5° N, 0.1° W", "At fifty-one point five degrees north, zero point one degrees west"),
    ("100% ± 5, 2.5%", "One hundred percent plus or minus five, two point five percent"),
    ("Five in a row; the 5 in town; 5 am I", "Five in a row; the five in town; five A.M. I"),
    ("10 min. later, 2 hrs. ago", "Ten minutes later, two hours ago"),
    ("It is 5 ft. He left.", "It is five feet. He left."),
)
MONEY = (
    ("It cost $5.99 and £3.50.", "It cost five dollars and ninety-nine cents and three pounds and fifty pence."),
    ("A $20 bill, two $20 bills", "A twenty dollar bill, two twenty dollar bills"),
    ("He owes me $20.", "He owes me twenty dollars."),
    ("A $5-a-day job", "A five dollar-a-day job"),
    ("A $3 million house", "A three million dollar house"),
    ("It made $1.5bn, then $2M.", "It made one point five billion dollars, then two million dollars."),
    ("I made $1.2k.", "I made one point two thousand dollars."),
    ("Only 50¢, $.75, $0.99", "Only fifty cents, seventy-five cents, ninety-nine cents"),
    (
        "€1,250, ¥500, ₩1000, ₹20",
        "One thousand two hundred fifty euros, five hundred yen, one thousand won, twenty rupees",
    ),
    ("C$20, A$5", "Twenty Canadian dollars, five Australian dollars"),
    ("5 USD, 10 EUR, 50 kr", "Five dollars, ten euros, fifty kronor"),
    ("$5-10 or $5–$10", "Five to ten dollars or five to ten dollars"),
    ("$15/hour, $9/mo", "Fifteen dollars per hour, nine dollars per month"),
    ("-$5, $100+", "Minus five dollars, one hundred dollars plus"),
    ("In $20s", "In twenties"),
    ("£5 10s. 6d. a year", "Five pounds, ten shillings and sixpence a year"),
    ("$1 and $1.00", "One dollar and one dollar"),
)
GAMES = (
    ("Lv. 3, Lvl 12, LV5", "Level three, Level twelve, Level five"),
    ("Roll a d20, then 2d6+3.", "Roll a D twenty, then two D six plus three."),
    ("A +5 Sword, +500 XP", "A plus five Sword, plus five hundred XP"),
    ("[Strength: 12 -> 14]", "[Strength: twelve to fourteen]"),
    ("[STR 15 (+2)]", "[STR fifteen (plus two)]"),
    ("Then Nf3, exd5, Qxh7#.", "Then knight F three, E takes D five, queen takes H seven checkmate."),
    ("Rating: ★★★☆☆", "Rating: three out of five stars"),
    ("★★★★★", "Five stars"),
    ("Rank: S+, a B+", "Rank: S plus, a B plus"),
    ("She got a C-.", "She got a C minus."),
    ("=Skill=", "Skill"),
)
MATH = (
    ("2*3=6", "Two times three equals six"),
    ("5+3 = 8", "Five plus three equals eight"),
    ("9 - 5 = 4; 9-5=4", "Nine minus five equals four; nine minus five equals four"),
    ("10 ÷ 2 = 5; 6/3 = 2", "Ten divided by two equals five; six divided by three equals two"),
    ("x² + y³", "x squared plus y cubed"),
    ("About 10<sup>6</sup> or 10⁶ or 10^6", "About ten to the sixth or ten to the sixth or ten to the sixth"),
    ("∞ love; √2; 2π", "Infinity love; the square root of two; two pi"),
    ("↑ 5, STR ↓", "Up five, STR down"),
    ("In C# minor, B♭ major", "In C sharp minor, B flat major"),
    ("C++ and C#", "C++ and C sharp"),
    ("It was -5, (−3), from -2 to 2", "It was minus five, (minus three), from minus two to two"),
    ("≈5 m, ±2", "About five meters, plus or minus two"),
)
ROMAN = (
    ("Part XXIV, Chapter XXXIII", "Part Twenty-four, Chapter Thirty-three"),
    ("XXXIII", "Thirty-three"),
    ("Mk. III, Mk II, the Mk 5", "Mark Three, Mark Two, the Mark five"),
    ("King Robb II and Emperor Palpa IV", "King Robb the Second and Emperor Palpa the Fourth"),
    ("John Smith III sneezed.", "John Smith the Third sneezed."),
    ("Vader III, Rocky IV, Apollo XIII", "Vader Three, Rocky Four, Apollo Thirteen"),
    ("The XXI century, the XIXth century", "The twenty-first century, the nineteenth century"),
    ("World War II; WWI", "World War Two; World War One"),
    ("It was I who left. I, too.", "It was I who left. I, too."),
    ("An IV drip, Malcolm X, Ann XX", "An IV drip, Malcolm X, Ann XX"),
    ("Louis XIV, Ramses XI", "Louis the Fourteenth, Ramses the Eleventh"),
    ("Act III, scene ii; page xii", "Act Three, scene two; page twelve"),
    ("Chapters I–III; Part I and II", "Chapters One to Three; Part One and Two"),
)
IN_STORIES = (
    ("It ran 10 minutes. 20 years went by. He is 5.", "It ran ten minutes. Twenty years went by. He is five."),
    ("“10 minutes,” he said. “6, maybe.”", "“Ten minutes,” he said. “Six, maybe.”"),
    ("Come at 7 p.m. 20 men wait.", "Come at seven P.M. Twenty men wait."),
    ("I said no. 3 men came.", "I said no. Three men came."),
    ("See vol. 3 and approx. 20 more.", "See vol. three and approx. twenty more."),
    ("A price of$5 and 1990s", "A price of five dollars and nineteen nineties"),
    ("By the 7.45, on the 23d, at 2d. a mile", "By the seven forty-five, on the twenty-third, at twopence a mile"),
    ("He has 10,000l. a year, and 2ndly, wit.", "He has ten thousand pounds a year, and secondly, wit."),
    ("A card of 6'x4', or 8 x 10 in", "A card of six feet by four feet, or eight by ten in"),
    ("Winters of 484/485 and 1920/21", "Winters of four eighty-four four eighty-five and nineteen twenty twenty-one"),
    ("In May 796, class of 482", "In May seven ninety-six, class of four eighty-two"),
    ("A 30s timer in the 30s; for 10s", "A thirty second timer in the thirties; for ten seconds"),
    ("The B-52s, a U-571, a Boeing 747", "The B-fifty-twos, a U-five seventy-one, a Boeing seven forty-seven"),
    ("A 1-2 punch on page 3/7", "A one-two punch on page three of seven"),
    ("5€ or 20$ or $20 dollars", "Five euros or twenty dollars or twenty dollars"),
    ("King Charles I was tall. Charles I think not.", "King Charles the First was tall. Charles I think not."),
    ("Vol. II, Ch. IV", "Volume Two, Chapter Four"),
    ("They went in. 3 men stayed.", "They went in. Three men stayed."),
    ("I saw Tim. 3 men stayed, approx. 2 ran.", "I saw Tim. Three men stayed, approx. two ran."),
)
CASES = (
    *FRACTIONS_AND_SHARES, *DATES, *TIMES, *RANGES, *TELEPHONES, *COUNTS, *UNITS, *MONEY, *GAMES, *MATH, *ROMAN,
    *IN_STORIES,
)  # fmt: skip


@pytest.mark.parametrize(("written", "spoken"), CASES)
def test_numbers_become_words(written: str, spoken: str) -> None:
    assert normalize(written, FIGURES) == spoken


@pytest.mark.parametrize("written", [written for written, _ in CASES])
def test_numbers_in_words_stay(written: str) -> None:
    assert normalize(normalize(written)) == normalize(written)


LEFT_ALONE = (
    "The e4, a Be4u, and v2.",
    "R2-D2 and B4 and V8",
    "Malcolm X, Ann XX, an IV drip, size XL",
    "It was I. I, for one, and so did I.",
    "C++ it is, and a MIX of CIVIL words.",
)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_other_words_stay(text: str) -> None:
    assert normalize(text, FIGURES) == text
