"""Japanese names: their pronunciation, and which words count as one."""

from __future__ import annotations

import pytest

from audiobook.text.pronunciation.japanese import is_romaji, japanese_phonemes
from audiobook.text.pronunciation.lexicon import find_pronunciations
from audiobook.text.pronunciation.story_lexicon import build_story_lexicon
from audiobook.text.pronunciation.values import LexiconEntry, Origin

SAID = {
    "Sasuke": "sˈɑskA", "Iruka": "iɹˈukə", "Kakashi": "kɑkˈɑʃi", "Tsunade": "tsunˈɑdA", "Yamato": "jɑmˈɑtO",
    "Itachi": "itˈɑʧi", "Asuka": "ˈɑskə", "Daisuke": "dˈIskA", "Katsuki": "kˈɑtski", "Natsuki": "nˈɑtski",
    "Yuuki": "jˈuki", "Yūki": "jˈuki", "Shouto": "ʃˈOtO", "Shōto": "ʃˈOtO", "Ohno": "ˈOnO", "Gaara": "ɡˈɑɹə",
    "Hattori": "hɑtˈOɹi", "Kikkawa": "kikˈɑwə", "Matchi": "mˈɑʧi", "Issei": "ˈisA", "Shin'ichi": "ʃinˈiʧi",
    "Jun’ya": "ʤˈunjə", "Kenshin": "kˈɛnʃin", "Shimbashi": "ʃimbˈɑʃi", "Sango": "sˈɑŋɡO", "Anko": "ˈɑŋkO",
    "Orochimaru": "ˌOɹOʧimˈɑɹu", "Byakuya": "bjɑkˈujə", "Kyouya": "kjˈOjə", "Aizawa": "Izˈɑwə", "Kaoru": "kɑˈOɹu",
    "Sesshoumaru": "sˌɛʃOmˈɑɹu", "Rin": "ɹˈin", "Zabuza": "zɑbˈuzə", "Aoi": "ˈɑY",
}  # fmt: skip
# By their letters they are no Japanese.
NO_BEATS = "Hagrid Sirius Remus Luna Bella Edward Gandalf Frodo Legolas Ann Mc Al Q Nnoitra Tti Kkan Vegeta".split()
# First names, family names, words at the head of a sentence, places and invented names, all of which could be Japanese
# by their letters.
ENGLISH = (
    "Anna Mike Kate Marina Tomato Banana Tori Mina Naomi Dana Anne Annie Jane Jake Joan Jon Ken Dan Ben Ian Ryan "
    "Megan Regan Reagan Ronan Robin Rosa Rose Rosie Ruben Ramon Renee Rena Rita Tara Tina Tania Tanya Tami Tamara "
    "Teresa Toni Tonya Tobi Sara Sasha Susan Susana Suzanne Sean Shane Shannon Shanna Sharon Shauna Sonia Sonja "
    "Serena Sabina Samira Maria Marie Mariana Marian Marianne Mia Mimi Minnie Monika Moira Maura Maureen Mae Mai "
    "Maude Mara Nina Nikki Nikita Nadine Natasha Nona Noreen Noe Nia Hana Hannah Henrietta Heide Hugo Gina Gino "
    "Gigi Gianna Eden Edie Emma Emmie Erika Erin Etta Eugenie Ebony Ike Ina Inga Irene Irina Irena Isa Isadora "
    "Imogene Jade Jamie Jaime Jan Jana Janet Janie Janine Jannie Joanie Joanna Johanna Jonah Jose Josie Juan "
    "Juanita Jude June Junie Kara Karen Karin Karina Kari Keenan Keisha Kenna Keira Kira Kia Kimi Kori Damian "
    "Damien Dante Daria Dario Darin Deanna Debora Denise Dina Dodie Dona Donna Donnie Doreen Dorian Aida Amanda "
    "Amie Amina Ana Angie Anita Anika Anissa Annette Antonia Antonio Ariana Aron Asa Asha Aurora Ayana Bea Bianca "
    "Bonnie Benita Bennie Babette Paige Penny Pennie Pierre Una Wade Wanda Wayne Yvonne Zane Zoe Zena Robinson "
    "Hansen Romero Hanson Moreno Soto Sutton Benson Mann Reese Patton Buchanan Eaton Montoya Henson Mejia Russo "
    "Ochoa Santana Hinton Zamora Sosa Rocha Rankin Rosado Jamison Magee Rubio Mata Tapia Teague Gunn Poe Pineda "
    "Meza Robison Goode Marino Penn Marin Choi Egan Nadeau Rosen Montano Hagan Segura Shapiro Souza Otero Tobin "
    "Hogue Dennison Bain Rubin Pereira Doran Zapata Nunn Waite Beebe Sousa Jameson Minton Machado Amaya Maguire "
    "Monahan Gannon Mahan Neumann Paine Choate Meehan Bueno Keaton Shinn Noonan Amato Boren Montague Poore Came "
    "Made Take Same Some Home More Here There Were Are Use Me No So To Too Do Go One Gone Done None Time Name "
    "Game Late Hate Gate Wake Make Bake Shake Shade Share Shore Shone Chase Choose Chosen Shoe Poke Joke Hope "
    "Rope Note Vote Nose Those Whose Noise Poison Season Reason Person Prison Onion Union Opinion Region Marine "
    "Machine Engine Imagine Examine Famine Date Rate Rite Bite Kite Site Wine Mine Nine Shine Rain Gain Pain Main "
    "Again Remain Contain Sugar Sudden Sun Run Fun Gun Pun Bun Moon Noon Soon Zone Bone Tone Stone Phone Happen "
    "Open Oven Even Seven Given Woman Women Human Man Men Ten Pen Hen Den Then When Pan Can Ran Fan Van Ban Tan "
    "Canyon Pigeon Pizza Piano Sauna Tsunami Karate Samurai Sake Tokyo Kimono Origami Ninja Sensei Sushi Bonsai "
    "Tofu Haiku Emoji Manga Anime Kyoto China Panama Havana Arizona Indiana Montana Nebraska Toronto Sahara Samoa "
    "Siena Genoa Verona Geneva Vienna "
).split()


@pytest.mark.parametrize(("name", "phonemes"), SAID.items())
def test_japanese_phonemes(name: str, phonemes: str) -> None:
    assert is_romaji(name)
    assert japanese_phonemes(name) == phonemes


@pytest.mark.parametrize("name", NO_BEATS)
def test_other_words_are_no_romaji(name: str) -> None:
    assert not is_romaji(name)


def japanese_in(story: str) -> set[str]:
    return {entry.word for entry in build_story_lexicon(story, ()).entries if entry.origin is Origin.JAPANESE}


@pytest.mark.parametrize("around", ["{}", "Sasuke-kun, Iruka-sensei and Kakashi met Orochimaru, Itachi and {}"])
def test_english_words_and_names_stay_english(around: str) -> None:
    assert len(set(ENGLISH)) > 400
    names = japanese_in(around.format(", ".join(ENGLISH)))
    assert names & set(ENGLISH) == set()


def test_a_certain_name_is_found_alone() -> None:
    assert japanese_in("Then Matsumoto met Anna and Robinson in Katara.") == {"Matsumoto"}


def test_in_a_japanese_story_every_possible_name_is_found() -> None:
    story = "Kakashi-sensei saw Gaara and Temari. Anna saw Robinson."
    assert japanese_in(story) == {"Kakashi", "Gaara", "Temari"}
    assert japanese_in("Mikoto saw Gaara and Temari.") == set()


def test_an_honorific_makes_a_name_japanese() -> None:
    assert japanese_in("“Naomi-san!” said Marina.") == {"Naomi"}
    assert japanese_in("“Mike-san!”") == set()


def test_a_name_that_is_also_a_word_is_not_found() -> None:
    assert "Gaara" not in japanese_in("Kakashi-san, a gaara is a Gaara.")


def test_japanese_names_match_with_capitals_and_endings() -> None:
    assert japanese_in("KAKASHI-san? KAKASHI! Temari’s") == {"Temari"} | {"Kakashi"}


def test_a_given_entry_takes_precedence() -> None:
    own = LexiconEntry("Sasuke", "/sæsˈuki/")
    assert find_pronunciations("Sasuke-kun", build_story_lexicon("Sasuke-kun", [own])) == (
        ("Sasuke", own.pronunciation),
    )
