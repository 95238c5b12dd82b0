"""Volumes: every page numbered where a person looks, bookmarked, disarmed, the same each time."""

import io
import subprocess
import sys
import time
from contextlib import suppress

import pikepdf
import pytest

from casemgr.documents.assembly import AssemblyFailed, Part, assemble, count_pages
from casemgr.documents.bates import label, number_documents
from casemgr.documents.conversion import ConversionFailed, convert_to_pdf
from casemgr.documents.rendering import print_page, render_pdf
from casemgr.errors import Invalid
from tests.casemgr.documents.samples import (
    make_pdf,
    needs_data,
    picture_of,
    real_files,
    text_of,
)

PREFIX = "ATF-785040-26-0017"


@pytest.fixture
def volume(tmp_path):
    def volume(*parts, **options):
        named = [Part(f"Part {number}", pdf) for number, pdf in enumerate(parts, start=1)]
        return assemble(named, tmp_path / "volume.pdf", prefix=PREFIX, **options)

    return volume


def numbers_on(path):
    words = text_of(path.read_bytes())
    return [word for word in words.split() if word.startswith(PREFIX)]


def test_numbers_run_on_from_part_to_part(volume):
    done = volume(make_pdf(2), make_pdf(3), first=41)

    assert numbers_on(done.path) == [f"{PREFIX}_{number:07}" for number in range(41, 46)]
    assert [(part.first[-2:], part.last[-2:], part.pages) for part in done.ranges] == [
        ("41", "42", 2),
        ("43", "45", 3),
    ]
    assert (done.pages, done.next_number, done.ranges[1].begins_on) == (5, 46, 3)


def test_ranges_can_be_known_before_anything_is_assembled(volume):
    done = volume(make_pdf(2), make_pdf(3))

    assert done.ranges == number_documents([("Part 1", "", 2), ("Part 2", "", 3)], PREFIX)


@pytest.mark.parametrize("prefix", ["", "A B", "A_B", "(x)", "-A", "A" * 99, "É"])
def test_a_prefix_that_would_not_survive_is_refused(prefix):
    with pytest.raises(Invalid, match="Bates"):
        label(prefix, 1)


@pytest.mark.parametrize("number", [0, -1, 10_000_000])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(Invalid, match="digits"):
        label("A", number)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize(
    "boxes",
    [
        {},
        {"MediaBox": [-100, -50, 500, 750]},
        {"MediaBox": [500, 750, -100, -50]},
        {"CropBox": [100, 150, 500, 700]},
        {"CropBox": [-500, -500, 5000, 5000]},
        {"UserUnit": 2},
    ],
)
def test_the_number_stands_bottom_right_of_the_page_as_it_is_seen(turn, boxes, volume):
    done = volume(make_pdf(Rotate=turn, **boxes))

    assert _stamp_is_bottom_right(picture_of(done.path.read_bytes()))


def _stamp_is_bottom_right(picture):
    """White with dark letters in the lower right corner, and the page's own blue elsewhere."""
    wide, high = picture.size
    scale = 2 if high > 1000 or wide > 1000 else 1
    corner = picture.crop((wide - 200 * scale, high - 34 * scale, wide, high))
    shades = [pixel for _, pixel in corner.getcolors(100_000)]
    rest = picture.crop((0, 0, wide, high - 40 * scale))
    blue = {pixel for _, pixel in rest.getcolors(100_000)}
    white = any(min(shade) > 250 for shade in shades)
    return white and any(max(shade) < 60 for shade in shades) and len(blue) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"q q 3 0 0 3 90 90 cm 0 0 1 rg 0 0 99 99 re f",
        b"Q Q 3 0 0 3 90 90 cm 0 0 1 rg 0 0 99 99 re f",
        b"q Q Q .1 0 0 .1 0 0 cm q q 0 0 1 rg 0 0 9 9 re f",
        b"BT (q q q) Tj ET 0 0 0 0 k 3 Tr",
        b"",
        b"(never closed",
        b"BT /F 9 Tf 3 Tr 500 500 Td",
    ],
)
def test_content_that_leaves_a_mess_does_not_move_the_number(content, volume):
    done = volume(make_pdf(content=content))

    assert numbers_on(done.path) == [f"{PREFIX}_0000001"]
    corner = picture_of(done.path.read_bytes()).crop((440, 755, 612, 780))
    assert any(max(pixel) < 60 for _, pixel in corner.getcolors(10_000))


def test_a_tiny_page_and_a_poster_are_numbered_legibly(volume):
    done = volume(make_pdf(size=(4, 4)), make_pdf(size=(5000, 3000)))

    assert numbers_on(done.path) == [f"{PREFIX}_0000001", f"{PREFIX}_0000002"]
    assert picture_of(done.path.read_bytes()).size == (216, 72)
    poster = picture_of(done.path.read_bytes(), page=1, scale=0.2)
    assert poster.crop((800, 550, 1000, 600)).getextrema()[0][1] > 250


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_grew_for_its_number_shows_no_more_than_before(turn, volume):
    done = volume(make_pdf(CropBox=[100, 100, 140, 140], Rotate=turn))

    seen = picture_of(done.path.read_bytes())
    blue = [
        (x, y)
        for x in range(seen.width)
        for y in range(seen.height)
        if seen.getpixel((x, y))[2] - seen.getpixel((x, y))[0] > 100
    ]
    assert (min(blue), max(blue)) == ((0, 0), (39, 39))


def test_the_face_of_the_numbers_is_embedded(volume):
    with pikepdf.open(volume(make_pdf()).path) as pdf:
        font = next(iter(pdf.pages[0].obj.Resources.Font.values()))

        assert "LiberationSans" in str(font.BaseFont)
        assert "/FontFile2" in font.FontDescriptor


def test_bookmarks_nest_section_document_and_heading(tmp_path):
    report = render_pdf(print_page("Report 3", "<h1>Report 3</h1><h2>Summary</h2><h2>Custody</h2>"))
    parts = [
        Part("Cover", make_pdf()),
        Part("Report 3", report, "Reports"),
        Part("Report 4", report, "Reports"),
    ]

    done = assemble(parts, tmp_path / "v.pdf", prefix="A", title="Packet")

    with pikepdf.open(done.path) as pdf, pdf.open_outline() as outline:
        cover, reports = outline.root
        assert (cover.title, reports.title) == ("Cover", "Reports")
        assert [item.title for item in reports.children] == ["Report 3", "Report 4"]
        headings = reports.children[1].children[0]
        assert [item.title for item in headings.children] == ["Summary", "Custody"]
        assert headings.destination[0].objgen == pdf.pages[2].obj.objgen


def test_the_tags_of_every_report_stay(tmp_path):
    report = render_pdf(print_page("R", "<h1>Report</h1><p><a href='#x'>See</a></p><p id=x>X</p>"))
    parts = [Part("One", report), Part("Exhibit", make_pdf()), Part("Two", report)]

    done = assemble(parts, tmp_path / "v.pdf", prefix="A")

    with pikepdf.open(done.path) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert [str(part.T) for part in tree.K[0].K] == ["One", "Two"]
        parents = pikepdf.NumberTree(tree.ParentTree)
        for number in (0, 2):
            page = pdf.pages[number].obj
            assert parents[int(page.StructParents)][0].Pg.objgen == page.objgen


def test_links_lead_to_the_same_places_in_the_volume(tmp_path):
    body = "<p><a href='#far'>Far</a></p><p class='page' id='far'>Here</p>"
    contents = f"<p><a href='bates:{PREFIX}_0000004'>Exhibit</a><a href='bates:no'>no</a></p>"
    parts = [
        Part("Contents", render_pdf(print_page("C", contents))),
        Part("Report", render_pdf(print_page("R", body))),
        Part("Exhibit", make_pdf()),
    ]

    done = assemble(parts, tmp_path / "v.pdf", prefix=PREFIX)

    with pikepdf.open(done.path) as pdf:
        to_exhibit, dead = pdf.pages[0].obj.Annots
        assert to_exhibit.Dest[0].objgen == pdf.pages[3].obj.objgen
        assert "/Dest" not in dead
        assert "/A" not in dead
        assert pdf.pages[1].obj.Annots[0].Dest[0].objgen == pdf.pages[2].obj.objgen


def test_the_bates_numbers_are_the_page_labels(volume):
    with pikepdf.open(volume(make_pdf(2)).path) as pdf:
        assert [page.label for page in pdf.pages] == [f"{PREFIX}_0000001", f"{PREFIX}_0000002"]


def test_a_layer_that_is_off_stays_off(volume):
    pdf, written = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(200, 200)).obj
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="hidden"))
    page.Resources = pikepdf.Dictionary(Properties=pikepdf.Dictionary(L=layer))
    page.Contents = pdf.make_stream(b"/OC /L BDC 1 0 0 rg 0 100 200 100 re f EMC")
    off = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=off)
    pdf.save(written)

    done = volume(written.getvalue(), written.getvalue())

    for page in (0, 1):
        assert picture_of(done.path.read_bytes(), page=page).getpixel((100, 20)) == (255,) * 3


def test_an_assembled_volume_can_be_part_of_another(tmp_path):
    first = assemble([Part("A", make_pdf())], tmp_path / "1.pdf", prefix="OLD")

    second = assemble([Part("Volume", first.path)], tmp_path / "2.pdf", prefix="NEW")

    assert "NEW_0000001" in text_of(second.path.read_bytes())


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4 no", pytest.param(None, id="absent")])
def test_a_part_that_cannot_be_read_is_named_and_leaves_nothing(pdf, tmp_path):
    parts = [Part("Good", make_pdf()), Part("Lab report", pdf or tmp_path / "absent.pdf")]

    with pytest.raises(AssemblyFailed, match="“Lab report” cannot be part"):
        assemble(parts, tmp_path / "v.pdf", prefix="A")

    assert not (tmp_path / "v.pdf").exists()


def test_the_same_parts_give_the_same_bytes_in_another_process(tmp_path):
    report = tmp_path / "report.pdf"
    report.write_bytes(render_pdf(print_page("R", "<h1>Report</h1><p>Text</p>")))
    first = assemble([Part("R", report)], tmp_path / "1.pdf", prefix="A").path.read_bytes()

    code = (
        "import sys, pathlib; from casemgr.documents.assembly import Part, assemble;"
        "report, into = map(pathlib.Path, sys.argv[1:]);"
        "assemble([Part('R', report)], into, prefix='A')"
    )
    subprocess.run([sys.executable, "-c", code, report, tmp_path / "2.pdf"], check=True)

    assert (tmp_path / "2.pdf").read_bytes() == first


def test_pages_are_counted():
    assert count_pages(make_pdf(7)) == 7


def test_two_thousand_pages_take_seconds(volume):
    began = time.monotonic()

    done = volume(make_pdf(2000))

    assert done.pages == 2000
    assert time.monotonic() - began < 20


@needs_data
def test_every_real_pdf_is_numbered_and_sound(tmp_path):
    parts = []
    for path in (path for path in real_files() if path.suffix == ".pdf"):
        with suppress(ConversionFailed):
            parts.append(Part(path.name, convert_to_pdf(path, "application/pdf", path.name)))

    done = assemble(parts, tmp_path / "v.pdf", prefix=PREFIX)

    assert len(parts) > 40
    with pikepdf.open(done.path) as pdf:
        assert pdf.check_pdf_syntax() == []
        whole = str(list(pdf.objects))
        assert not any(mark in whole for mark in ("/JavaScript", "/Launch", "/EmbeddedFile"))
    assert numbers_on(done.path) == [label(PREFIX, page + 1) for page in range(done.pages)]
