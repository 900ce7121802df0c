"""Tags of every kind of file, read back by two libraries."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3, CTOCFlags
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.wave import WAVE
from tinytag import TinyTag

from audiobook.errors import OutputError
from audiobook.model import Cover, Kind, TextRun
from audiobook.production.retag import refuse_foreign_file, write_retagged_copy
from audiobook.publishing.published_album import ChapterMark, Passage
from audiobook.publishing.tags.files import read_album_names, tag_file
from audiobook.publishing.tags.id3 import chapter_frames
from audiobook.publishing.tags.values import TrackTags
from audiobook.text.languages.names import language_code
from audiobook.text.series import split_series
from audiobook.text.xml_text import strip_illegal, to_single_line
from tests.conftest import examples
from tests.publishing.sounds import KINDS, SECONDS, sound_file

# A white dot, as small as a PNG can be.
PICTURE = Cover(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
        "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082"
    ),
    "image/png",
)
PASSAGES = (
    Passage(0.25, 0.9, (TextRun("Chapter 1", None, Kind.HEADING),)),
    Passage(1.2, 1.7, (TextRun("“Go in,”", "Ann", Kind.SPEECH), TextRun("said the door."))),
    Passage(2.0004, 2.6, (TextRun("Änn went."),)),
)
MARKS = (ChapterMark(0.0, "The Red One"), ChapterMark(1.0006, "Scene 2: Änn went"))
TAGS = TrackTags(
    "The Red One", "Two Doors", "Ann Example", "heart (hibari)", 3, 12, ("Humor", "Family"), "2017", "English",
    "A door,\nand another.", "It was open.\n\n“Go in,” said the door.", PICTURE, PASSAGES, MARKS,
    "The Lamp Cycle, part 2", "2017-05-04", "https://example.org/s/1?a=b&c=ü",
)  # fmt: skip


def tagged(folder: Path, kind: str, *tags: TrackTags) -> Path:
    path = sound_file(folder, kind)
    for one in tags:
        tag_file(path, one, kind)
    return path


def test_id3_has_a_frame_for_each_thing(tmp_path: Path) -> None:
    tags = ID3(tagged(tmp_path, ".mp3", TAGS))
    assert tags.version == (2, 4, 0)
    assert {name: list(map(str, tags[name].text)) for name in tags if name.startswith("T")} == {
        "TIT2": ["The Red One"], "TALB": ["Two Doors"], "TPE1": ["Ann Example"], "TPE2": ["Ann Example"],
        "TCOM": ["heart (hibari)"], "TRCK": ["3/12"], "TPOS": ["1/1"], "TLAN": ["eng"], "TDRC": ["2017-05-04"],
        "TCON": ["Audiobook", "Humor", "Family"], "TXXX:DESCRIPTION": ["A door,\nand another."],
        "TXXX:NARRATOR": ["heart (hibari)"], "TXXX:SERIES": ["The Lamp Cycle"], "TXXX:SERIES-PART": ["2"],
    }  # fmt: skip
    assert (tags["MVNM"].text, tags["MVIN"].text) == (["The Lamp Cycle"], ["2"])
    assert tags["COMM::eng"].text == ["A door,\nand another."]
    assert tags["USLT::eng"].text == TAGS.lyrics
    assert tags["WOAS"].url == "https://example.org/s/1?a=b&c=%C3%BC"
    assert (tags["APIC:"].mime, tags["APIC:"].type, tags["APIC:"].data) == ("image/png", 3, PICTURE.data)


def test_timed_text_is_in_milliseconds_with_a_line_for_each_sentence(tmp_path: Path) -> None:
    timed = ID3(tagged(tmp_path, ".mp3", TAGS))["SYLT::eng"]
    assert (timed.format, timed.type) == (2, 1)
    assert timed.text == [("Chapter 1", 250), ("\n“Go in,” said the door.", 1200), ("\nÄnn went.", 2000)]


def test_chapters_follow_each_other_to_the_end_of_the_file(tmp_path: Path) -> None:
    path = tagged(tmp_path, ".mp3", TAGS)
    tags = ID3(path)
    chapters = [(one.start_time, one.end_time, one.sub_frames["TIT2"].text) for one in tags.getall("CHAP")]
    length = round(MP3(path).info.length * 1000)
    assert sorted(chapters) == [(0, 1001, ["The Red One"]), (1001, length, ["Scene 2: Änn went"])]
    assert length == pytest.approx(SECONDS * 1000, abs=150)
    (contents,) = tags.getall("CTOC")
    assert contents.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    assert [tags[f"CHAP:{name}"].start_time for name in contents.child_element_ids] == [0, 1001]


@pytest.mark.parametrize("kind", [".mp3", ".wav"])
def test_chapters_stand_in_the_file_in_their_order(tmp_path: Path, kind: str) -> None:
    marks = tuple(ChapterMark(float(n), "x" * (20 - 5 * n)) for n in range(3))
    data = tagged(tmp_path, kind, replace(TAGS, marks=marks)).read_bytes()
    found = re.findall(rb"(CTOC|CHAP).{6}(toc|ch\d{4})\0", data, re.DOTALL)
    assert [name for _, name in found] == [b"toc", b"ch0001", b"ch0002", b"ch0003"]


def test_a_file_without_marks_has_no_list_of_chapters(tmp_path: Path) -> None:
    tags = ID3(tagged(tmp_path, ".mp3", replace(TAGS, marks=())))
    assert not tags.getall("CHAP") + tags.getall("CTOC")


def test_a_mark_behind_the_sound_does_not_end_before_it_begins() -> None:
    frames = list(chapter_frames((ChapterMark(0, "a"), ChapterMark(9.5, "b")), 9.0))
    assert [(one.start_time, one.end_time) for one in frames[1:]] == [(0, 9500), (9500, 9500)]


def test_wav_holds_the_same_frames_as_mp3(tmp_path: Path) -> None:
    mp3, wav = ID3(tagged(tmp_path, ".mp3", TAGS)), WAVE(tagged(tmp_path, ".wav", TAGS)).tags
    names = {name for name in mp3 if not name.startswith("CHAP")}
    assert {name: mp3[name].pprint() for name in names} == {name: wav[name].pprint() for name in names}
    assert wav["CHAP:ch0002"].end_time == SECONDS * 1000


@pytest.mark.parametrize("kind", [".opus", ".flac"])
def test_vorbis_comments_have_the_names_that_players_read(tmp_path: Path, kind: str) -> None:
    file = (OggOpus if kind == ".opus" else FLAC)(tagged(tmp_path, kind, TAGS))
    found = {name.upper(): file.tags[name] for name in file.tags.keys()}  # noqa: SIM118 - it iterates over pairs
    found.pop("METADATA_BLOCK_PICTURE", None)
    assert found == {
        "TITLE": ["The Red One"], "ALBUM": ["Two Doors"], "ARTIST": ["Ann Example"], "ALBUMARTIST": ["Ann Example"],
        "NARRATOR": ["heart (hibari)"], "COMPOSER": ["heart (hibari)"], "TRACKNUMBER": ["3"], "TRACKTOTAL": ["12"],
        "GENRE": ["Audiobook", "Humor", "Family"], "DATE": ["2017-05-04"], "LANGUAGE": ["eng"],
        "SERIES": ["The Lamp Cycle"], "SERIES-PART": ["2"], "CONTACT": ["https://example.org/s/1?a=b&c=ü"],
        "DESCRIPTION": ["A door,\nand another."], "LYRICS": [TAGS.lyrics],
        "CHAPTER001": ["00:00:00.000"], "CHAPTER001NAME": ["The Red One"],
        "CHAPTER002": ["00:00:01.001"], "CHAPTER002NAME": ["Scene 2: Änn went"],
    }  # fmt: skip


@pytest.mark.parametrize("kind", [".opus", ".flac"])
def test_the_picture_is_a_block_that_tells_its_size(tmp_path: Path, kind: str) -> None:
    from base64 import b64decode

    path = tagged(tmp_path, kind, TAGS)
    if kind == ".opus":
        (block,) = (Picture(b64decode(text)) for text in OggOpus(path).tags["METADATA_BLOCK_PICTURE"])
    else:
        (block,) = FLAC(path).pictures
    assert (block.data, block.mime, block.type) == (PICTURE.data, "image/png", 3)
    assert (block.width, block.height, block.depth) == (1, 1, 8)


def test_m4b_is_an_audiobook_to_apples_players_and_keeps_its_chapters(tmp_path: Path) -> None:
    path = sound_file(tmp_path, ".m4b")
    before = [(one.start, one.title) for one in MP4(path).chapters]
    assert before == [(0.0, "Part 0"), (1.5, "Part 1500")]
    tag_file(path, TAGS, ".m4b")
    file = MP4(path)
    assert [(one.start, one.title) for one in file.chapters] == before
    tags = dict(file.tags)
    assert bytes(tags.pop("covr")[0]) == PICTURE.data
    freeform = {name.rpartition(":")[2]: tags.pop(name)[0] for name in list(tags) if name.startswith("----")}
    assert freeform == {
        "NARRATOR": b"heart (hibari)", "SERIES": b"The Lamp Cycle", "SERIES-PART": b"2", "LANGUAGE": b"eng",
        "WWW": "https://example.org/s/1?a=b&c=ü".encode(),
    }  # fmt: skip
    assert tags == {
        "\xa9nam": ["The Red One"], "\xa9alb": ["Two Doors"], "\xa9ART": ["Ann Example"], "aART": ["Ann Example"],
        "\xa9wrt": ["heart (hibari)"], "\xa9nrt": ["heart (hibari)"], "\xa9gen": ["Audiobook", "Humor", "Family"],
        "\xa9day": ["2017-05-04"], "desc": ["A door, and another."], "ldes": ["A door,\nand another."],
        "\xa9cmt": ["A door,\nand another."], "\xa9lyr": [TAGS.lyrics], "\xa9mvn": ["The Lamp Cycle"],
        "\xa9mvi": [2], "shwm": [1], "stik": [2], "pgap": True, "trkn": [(3, 12)],
    }  # fmt: skip


def test_the_short_description_of_an_m4b_ends_at_a_word(tmp_path: Path) -> None:
    tags = MP4(tagged(tmp_path, ".m4b", replace(TAGS, summary="Tür auf. " * 60))).tags
    short = tags["desc"][0]
    assert len(short.encode()) <= 255
    assert short.endswith("auf.…")
    assert tags["ldes"] == ["Tür auf. " * 60]


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_reader_finds_the_same(tmp_path: Path, kind: str) -> None:
    path = tagged(tmp_path, kind, TAGS)
    found = TinyTag.get(path.rename(path.with_name(f"sound{kind}")), image=True)
    assert (found.title, found.album, found.artist, found.albumartist) == (
        "The Red One", "Two Doors", "Ann Example", "Ann Example",
    )  # fmt: skip
    assert (found.track, found.track_total, found.composer) == (3, 12, "heart (hibari)")
    assert found.genre == "Audiobook"
    assert (found.year or "")[:4] == "2017"
    assert found.images.front_cover is not None
    assert found.images.front_cover.data == PICTURE.data
    assert found.duration == pytest.approx(SECONDS, abs=0.2)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_in_a_file_before_leaves_no_trace(tmp_path: Path, kind: str) -> None:
    other = replace(TAGS, title="Other", summary="x" * 3000, cover=Cover(b"\xff\xd8\xff" * 900, "image/jpeg"))
    bare = replace(TAGS, cover=None, lyrics="", passages=(), marks=(), series="", source="", summary="")
    for wanted in (TAGS, bare):
        once = tagged(tmp_path / "once", kind, wanted)
        again = tagged(tmp_path / "again", kind, wanted, other, wanted)
        assert once.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_is_not_touched(tmp_path: Path, kind: str) -> None:
    def heard(path: Path) -> bytes:
        import subprocess

        from imageio_ffmpeg import get_ffmpeg_exe

        command = [get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), "-map", "0:a", "-c", "copy", "-f", "hash"]
        return subprocess.run([*command, "-"], capture_output=True, check=True, timeout=60).stdout

    path = sound_file(tmp_path, kind)
    before = heard(path)
    tag_file(path, TAGS, kind)
    assert heard(path) == before


@pytest.mark.parametrize("kind", KINDS)
def test_two_megabytes_of_text_are_held(tmp_path: Path, kind: str) -> None:
    from mutagen import File

    lyrics = "Änn went on and on.\n" * 100_000
    path = tagged(tmp_path, kind, replace(TAGS, lyrics=lyrics))
    found = File(path).tags
    held = next(found[name] for name in found.keys() if name.lower() in ("uslt::eng", "lyrics", "\xa9lyr"))  # noqa: SIM118
    assert (held.text if hasattr(held, "text") else held[0]) == lyrics


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_ours_is_known_by_its_album(tmp_path: Path, kind: str) -> None:
    bare = sound_file(tmp_path, kind)
    assert read_album_names(bare) == ()
    named = bare.rename(tmp_path / f"01 - x{kind}")
    with pytest.raises(OutputError, match="this program didn't make it"):
        refuse_foreign_file(named, TAGS)
    write_retagged_copy(named, named, TAGS)
    assert read_album_names(named) == ("Two Doors",)
    refuse_foreign_file(named, TAGS)


def test_what_is_no_sound_file_has_no_album(tmp_path: Path) -> None:
    (tmp_path / "notes.mp3").write_text("no sound")
    assert read_album_names(tmp_path / "notes.mp3") == ()


@pytest.mark.parametrize("kind", KINDS)
def test_a_disk_that_is_full_is_told(tmp_path: Path, kind: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        tag_file(tmp_path / "gone", TAGS, kind)


@settings(max_examples=examples(60))
@given(
    kind=st.sampled_from(KINDS),
    text=st.text(alphabet=st.characters(codec=None), max_size=30),
    number=st.integers(1, 4000),
)
def test_any_text_is_held(tmp_path_factory: pytest.TempPathFactory, kind: str, text: str, number: int) -> None:
    odd = replace(
        TAGS,
        title=text,
        album=text,
        artist=text,
        narrator=text,
        summary=text,
        lyrics=text,
        series=text,
        source=f"https://x.org/{text}",
        language=text,
        published=text,
        year=text[:4],
        genres=(text,),
        passages=(Passage(0.1, 0.2, (TextRun(text),)),),
        marks=(ChapterMark(0, text), ChapterMark(1, text)),
        track=number,
        tracks=4000,
    )
    path = tagged(tmp_path_factory.mktemp("any"), kind, odd)
    assert read_album_names(path) == ((to_single_line(text),) if to_single_line(text) else ())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\x00b", "ab"), ("a\r\nb\rc", "a\nb\nc"), ("x\ud83d", "x"), ("tab\tin", "tab\tin"), ("\ufeffA\x85", "A")],
)
def test_text_is_legal(typed: str, kept: str) -> None:
    assert strip_illegal(typed) == kept


@pytest.mark.parametrize(
    ("series", "found"),
    [
        ("The Lamp Cycle, part 3", ("The Lamp Cycle", "3")),
        ("The Lamp Cycle #2.5", ("The Lamp Cycle", "2.5")),
        ("Lamps", ("Lamps", "")),
        ("Part 3", ("Part 3", "")),
        ("", ("", "")),
    ],
)
def test_the_place_in_a_series(series: str, found: tuple[str, str]) -> None:
    assert split_series(series) == found


@pytest.mark.parametrize(
    ("published", "year", "date"),
    [
        ("2017-05-04", "2017", "2017-05-04"),
        ("", "2017", "2017"),
        ("2017-05", "2017", "2017-05"),
        ("Mayday", "Mayd", ""),
    ],
)
def test_a_date_is_one_that_tags_can_hold(published: str, year: str, date: str) -> None:
    assert replace(TAGS, published=published, year=year).date == date


@pytest.mark.parametrize(("language", "code"), [("日本語", "jpn"), ("pt_BR", "por"), ("eng", "eng"), ("", "und")])
def test_more_languages(language: str, code: str) -> None:
    assert language_code(language) == code
