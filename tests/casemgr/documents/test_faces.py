"""No letter of a name prints as a box: what the faces of the house lack, others stand in for."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from casemgr.documents.faces import FACES, USED, build
from casemgr.documents.rendering import print_page, render_pdf
from tests.casemgr.documents.samples import opened

HOUSE = {"Liberation-Sans", "Liberation-Sans-Bold", "Liberation-Serif"}
LAST = FACES / "unifontex-latin-400-normal.ttf"


def faces_of(text):
    """The faces that a page with this text embeds, without the tags of their subsets."""
    pdf = opened(render_pdf(print_page("Names", f"<p>{text}</p>")))
    fonts = [one for page in pdf.pages for one in page.Resources.Font.values()]
    return {str(font.BaseFont).partition("+")[2] for font in fonts}


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("王小明, 歐陽菲菲, 龘㐀", "Noto-Sans-S-Chinese"),
        ("たなか タナカ", "Noto-Sans-S-Chinese"),
        ("서울특별시 김철수", "Noto-Sans-Korean"),
        ("💊 🚗 👍", "Noto-Emoji"),
        ("محمد بن عبد الله", "DejaVu-Sans"),
        ("דוד בן גוריון", "DejaVu-Sans"),
        ("สมชาย नरेन्द्र አበበ", "UnifontExMono-Medium"),
    ],
)
def test_each_script_prints_in_a_face_that_has_it(text, face):
    assert faces_of(text) - HOUSE == {face}


def test_latin_letters_print_in_the_faces_of_the_house():
    assert faces_of("Nguyen, Żółć, Müller, “§ 922(g)(1)” – é") <= HOUSE


def test_the_last_face_has_every_character_of_the_basic_plane():
    drawn = TTFont(LAST).getBestCmap()

    wanted = [code for code in range(0x20, 0x10000) if unicodedata.category(chr(code))[0] in "LNPS"]

    assert [hex(code) for code in wanted if code not in drawn] == []


def test_the_faces_come_with_their_licenses_and_leave_nothing_old(tmp_path):
    (tmp_path / "old.ttf").write_bytes(b"")

    build(faces=tmp_path)

    licenses = [path for path in tmp_path.iterdir() if path.name.startswith("LICENSE")]
    assert len(list(tmp_path.iterdir())) == 2 * len(USED)
    assert all("SIL OPEN FONT LICENSE" in path.read_text() for path in licenses)
