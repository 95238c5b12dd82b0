"""Evidence files as pages: pictures upright, messages readable, text whole, PDFs disarmed."""

import hashlib
import io

import pikepdf
import pytest
from PIL import Image

from casemgr.documents.conversion import (
    ConversionFailed,
    convert_to_pdf,
    show_or_slip,
    slip_sheet,
)
from tests.casemgr.documents.samples import make_pdf, make_picture, opened, picture_of, text_of

MAIL = b"""From: =?utf-8?q?L=C3=A9na?= <lena@example.com>
To: Dale <dale@example.com>
Subject: =?utf-8?b?VGhlIHRhYmxlIPCfkY0=?=
Date: Sat, 21 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<style>p {color: red}</style><script>steal()</script>
<p onclick="x()">Meet me at <b>table 114</b></p><img src="http://evil.example/x.png">
--b
Content-Type: application/pdf; name="list.pdf"
Content-Disposition: attachment; filename="list.pdf"

twelve bytes
--b--
"""


@pytest.fixture
def keep(tmp_path):
    def keep(data, name="file"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return keep


def test_a_picture_fills_a_page_and_says_what_it_is(keep):
    data = make_picture("JPEG", (400, 300), color=(200, 30, 30))

    pdf = convert_to_pdf(keep(data), "image/jpeg", "table 114.jpg")

    words = text_of(pdf).replace("\r\n", "")
    assert hashlib.sha256(data).hexdigest() in words
    assert "table 114.jpg" in words
    assert "400 × 300 pixels" in words


def test_an_upright_jpeg_is_not_compressed_again(keep):
    data = make_picture("JPEG", (400, 300), color=(200, 30, 30))

    pdf = opened(convert_to_pdf(keep(data), "image/jpeg", "x.jpg"))

    raw = next(thing for thing in pdf.objects if thing.get("/Subtype", None) == "/Image")
    shown = Image.open(io.BytesIO(raw.read_raw_bytes()))
    assert shown.tobytes() == Image.open(io.BytesIO(data)).tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_the_camera_held_it(orientation, keep):
    upright = Image.new("RGB", (400, 200), "blue")
    upright.paste("red", (0, 0, 100, 100))
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(turns[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    stored.save(written, "JPEG", exif=exif, quality=95)

    pdf = convert_to_pdf(keep(written.getvalue()), "image/jpeg", "x.jpg")

    assert _corner(picture_of(pdf)) == "red, blue, blue, blue"


def _corner(picture):
    """The colours of the four corners of the coloured part of a page."""
    colored = [
        (x, y)
        for x in range(0, picture.width, 2)
        for y in range(80, 500, 2)
        if max(picture.getpixel((x, y))) - min(picture.getpixel((x, y))) > 150
    ]
    left, right = min(x for x, _ in colored) + 4, max(x for x, _ in colored) - 4
    top, bottom = min(y for _, y in colored) + 4, max(y for _, y in colored) - 4
    spots = [(left, top), (right, top), (left, bottom), (right, bottom)]
    shades = [picture.getpixel(spot) for spot in spots]
    return ", ".join("red" if shade[0] > shade[2] else "blue" for shade in shades)


@pytest.mark.parametrize(
    ("form", "media_type", "mode"),
    [
        ("PNG", "image/png", "RGBA"),
        ("PNG", "image/png", "P"),
        ("PNG", "image/png", "I;16"),
        ("PNG", "image/png", "1"),
        ("GIF", "image/gif", "P"),
        ("TIFF", "image/tiff", "CMYK"),
        ("TIFF", "image/tiff", "L"),
        ("TIFF", "image/tiff", "F"),
        ("WEBP", "image/webp", "RGB"),
        ("JPEG", "image/jpeg", "CMYK"),
        ("JPEG", "image/jpeg", "L"),
        ("BMP", "image/bmp", "RGB"),
    ],
)
def test_every_usual_kind_of_picture_is_shown(form, media_type, mode, keep):
    pdf = convert_to_pdf(keep(make_picture(form, mode=mode)), media_type, "picture")

    assert len(opened(pdf).pages) == 1


def test_each_page_of_a_fax_is_a_page(keep):
    pages = [Image.new("1", (100, 140), number % 2) for number in range(3)]
    written = io.BytesIO()
    pages[0].save(written, "TIFF", save_all=True, append_images=pages[1:])

    pdf = convert_to_pdf(keep(written.getvalue()), "image/tiff", "fax.tif")

    assert len(opened(pdf).pages) == 3
    assert "picture 2 of 3" in text_of(pdf)


def test_a_message_shows_headers_text_and_attachments_and_nothing_of_its_code(keep):
    pdf = convert_to_pdf(keep(MAIL), "message/rfc822", "mail.eml")

    words = " ".join(text_of(pdf).split())
    assert "Léna <lena@example.com>" in words
    assert "The table" in words
    assert "Meet me at table 114" in words
    assert "list.pdf" in words
    assert hashlib.sha256(b"twelve bytes").hexdigest() in words.replace(" ", "")
    assert "steal" not in words
    assert "color" not in words


@pytest.mark.parametrize(
    "mail",
    [
        b"Subject: only a header",
        b"From: a\nContent-Type: text/plain; charset=klingon\n\n\xff\xfe\x00",
        b"From: a\nContent-Type: multipart/mixed; boundary=x\n\n--x\n--x\n",
        b"From: a\nSubject: =?utf-8?b?!!!?= =?bad?q?x?=\nTo: \xff\xff\n\nbody",
        b"From: a\nContent-Type: text/html\n\n" + b"<div>" * 3000,
        b"From: a\nContent-Transfer-Encoding: base64\n\n%%%",
    ],
)
def test_a_broken_message_is_shown_or_refused_in_words(mail, keep):
    pages = show_or_slip(keep(mail), "message/rfc822", "m", facts={"Name": "m"})

    assert pages.pdf.startswith(b"%PDF")


def test_text_is_shown_in_its_own_encoding_and_wrapped(keep):
    text = "Grüße, " + "x" * 300 + "\ttabbed\n第二行"

    for encoding in ("utf-8", "utf-16"):
        words = text_of(convert_to_pdf(keep(text.encode(encoding)), "text/plain", "a.txt"))
        assert "Grüße" in words
        assert words.count("x" * 90) == 3


def test_a_huge_text_is_cut_with_a_statement(keep):
    pdf = convert_to_pdf(keep(b"line of a log\n" * 400_000), "text/plain", "log.txt")

    assert "Shown are the first 2,600 lines" in " ".join(text_of(pdf).split())
    assert len(opened(pdf).pages) < 80


def test_a_pdf_passes_without_what_acts(keep):
    pdf, written = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page().obj
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=pikepdf.Array([0, 0, 9, 9]),
        A=launch,
    )
    page.Annots, page.AA = pikepdf.Array([note]), pikepdf.Dictionary(O=script)
    pdf.Root.OpenAction = script
    pdf.attachments["evil.exe"] = b"MZ"
    pdf.save(written)

    clean = convert_to_pdf(keep(written.getvalue()), "application/pdf", "x.pdf")

    whole = pikepdf.open(io.BytesIO(clean))
    assert len(whole.pages) == 1
    assert not any(word in str(list(whole.objects)) for word in ("JavaScript", "Launch", "evil"))


def test_what_is_filled_into_a_form_stays_visible(keep):
    pdf, written = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200, 100))
    look = pdf.make_stream(
        b"1 0 0 rg 0 0 100 50 re f",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array([0, 0, 100, 50]),
    )
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            Rect=pikepdf.Array([0, 0, 100, 50]),
            AP=pikepdf.Dictionary(N=look),
            F=4,
        )
    )
    page.obj.Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    pdf.save(written)

    shown = picture_of(convert_to_pdf(keep(written.getvalue()), "application/pdf", "f.pdf"))

    assert shown.getpixel((50, 75)) == (255, 0, 0)


def _locked():
    written = io.BytesIO()
    opened(make_pdf()).save(written, encryption=pikepdf.Encryption(user="secret", owner="more"))
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (_locked(), "application/pdf", "protected by a password"),
        (b"%PDF-1.7 nothing", "application/pdf", "damaged so badly"),
        (make_picture("JPEG", (300, 300))[:400], "image/jpeg", "damaged"),
        (make_picture("PNG", (300, 300))[:200], "image/png", "damaged"),
        (make_picture("PNG", (20_000, 20_000), mode="1"), "image/png", "pixel bomb"),
        (b"", "text/plain", "empty"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words_and_gets_a_slip_sheet(
    data, media_type, words, keep
):
    path = keep(data)

    with pytest.raises(ConversionFailed, match=words):
        convert_to_pdf(path, media_type, "x")
    slip = show_or_slip(path, media_type, "x", facts={"Name": "x"})
    assert words in slip.reason
    assert words in " ".join(text_of(slip.pdf).split())


def test_other_kinds_of_files_stay_as_they_are(keep):
    assert convert_to_pdf(keep(b"\0\1"), "video/mp4", "film.mp4") is None


def test_a_slip_sheet_says_what_the_file_is():
    facts = {"Name": "film.mp4", "Size": "12 bytes", "SHA-256": "ab" * 32, "Exhibit": "6"}

    pdf = slip_sheet(facts, reason="It is a film.", running={"reference": "26-0017"})

    words = text_of(pdf)
    assert "Document provided in native format" in words
    assert all(value in words for value in facts.values())
    assert "26-0017" in words


def test_the_same_file_gives_the_same_bytes(keep):
    for data, media_type in ((MAIL, "message/rfc822"), (make_picture(), "image/png")):
        path = keep(data)
        first = convert_to_pdf(path, media_type, "x")
        assert convert_to_pdf(path, media_type, "x") == first
