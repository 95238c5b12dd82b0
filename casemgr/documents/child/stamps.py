"""The Bates stamp: bottom right of the page as it is seen, on white, in an embedded face."""

import io
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Pdf

SIZE, LARGEST = 9.0, 36.0
RIGHT, BOTTOM, PADDING = 28.0, 19.0, 3.0
LETTER = 612.0
FACES = (
    Path("/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"),
    Path("/usr/share/fonts/truetype/liberation2/LiberationSans-Bold.ttf"),
    Path("/usr/share/fonts/liberation-sans/LiberationSans-Bold.ttf"),
)
ASCII = range(32, 127)
KEY = "/CaseBates"
ENCODING = Name.WinAnsiEncoding
MARKS = re.compile(rb"(?:^|(?<=[\s\]>)}]))(?:[qQ]|BT|ET)(?=[\s\[<({/]|$)")
DEPTHS = {b"q": 1, b"Q": -1}
SMALLEST = (216.0, 72.0)


@dataclass(frozen=True)
class Face:
    """The type of the stamp: the widths of its letters and, when embedded, its file."""

    name: str
    widths: dict[str, float]
    file: bytes | None


@cache
def face() -> Face:
    """Liberation Sans, cut down to ASCII; Courier, which every reader has, where it is missing."""
    path = next((path for path in FACES if path.exists()), None)
    if path is None:
        return Face("Courier-Bold", {chr(code): 600.0 for code in ASCII}, None)
    options = subset.Options(hinting=False, notdef_outline=True, layout_features=[])
    options.drop_tables += ["FFTM"]
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=ASCII)
    cutter.subset(font)
    written = io.BytesIO()
    font.save(written)
    return Face("CASEMG+LiberationSans-Bold", _widths(font), written.getvalue())


def _widths(font: TTFont) -> dict[str, float]:
    scale = 1000 / font["head"].unitsPerEm
    names, metrics = font.getBestCmap(), font["hmtx"]
    return {chr(code): round(metrics[names[code]][0] * scale, 3) for code in ASCII}


def font_in(pdf: Pdf) -> Object:
    """The face as a font object of this PDF, to be shared by all its pages."""
    used = face()
    font = Dictionary(Type=Name.Font, BaseFont=Name("/" + used.name), Encoding=ENCODING)
    font.Subtype = Name.TrueType if used.file else Name.Type1
    if used.file:
        font.FirstChar, font.LastChar = ASCII.start, ASCII.stop - 1
        font.Widths = Array(list(used.widths.values()))
        font.FontDescriptor = _descriptor(pdf, used.name, used.file)
    return pdf.make_indirect(font)


def _descriptor(pdf: Pdf, name: str, data: bytes) -> Object:
    file = pdf.make_stream(data, Length1=len(data))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/" + name),
            Flags=32,
            FontBBox=Array([-482, -376, 1304, 1034]),
            ItalicAngle=0,
            Ascent=905,
            Descent=-212,
            CapHeight=729,
            StemV=140,
            FontFile2=file,
        )
    )


def stamp(pdf: Pdf, page: Object, text: str, font: Object) -> None:
    """Write the number on one page, whatever its turn, its boxes and the state it leaves behind."""
    streams = _contents(page)
    data = b"\n".join(stream.read_bytes() for stream in streams)
    if not _is_balanced(data):
        streams = [_enclosed(pdf, page, data)]
    opening = pdf.make_stream(b"q\n" + _grow(page))
    drawing = _drawing(page, text, _register(page, font))
    page.Contents = Array([opening, *streams, pdf.make_stream(b"\nQ\n" + drawing)])


def _contents(page: Object) -> list[pikepdf.Stream]:
    """The streams that draw the page, one after the other."""
    drawn = page.get("/Contents", None)
    parts = list(drawn) if isinstance(drawn, Array) else [drawn]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _is_balanced(data: bytes) -> bool:
    """Whether a content restores what it saves and closes its text and its strings."""
    depth = 0
    marks = MARKS.findall(data)
    for mark in marks:
        depth += DEPTHS.get(mark, 0)
        if depth < 0:
            return False
    strings = data.count(b"(") - data.count(b"\\(") == data.count(b")") - data.count(b"\\)")
    return depth == 0 and strings and marks.count(b"BT") == marks.count(b"ET")


def _enclosed(pdf: Pdf, page: Object, data: bytes) -> pikepdf.Stream:
    """The content as a form that the page draws, so that nothing of it reaches the stamp."""
    form = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Form, BBox=Array(_box(page)))
    form.Resources = page.get("/Resources", Dictionary())
    page.Resources = Dictionary(XObject=Dictionary(CaseBody=form))
    return pdf.make_stream(b"/CaseBody Do")


def _grow(page: Object) -> bytes:
    """Give a page that is too small for a number room to the right of it and below.

    What it hid outside its box stays hidden: the returned operators clip it.
    """
    x0, y0, x1, y1 = _box(page)
    _, width, height = _seen(page)
    if width >= SMALLEST[0] and height >= SMALLEST[1]:
        return b""
    unit = float(page.get("/UserUnit", 1) or 1)
    right, down = max(SMALLEST[0] - width, 0) / unit, max(SMALLEST[1] - height, 0) / unit
    moves = ((0, -down, right, 0), (0, 0, down, right), (-right, 0, 0, down), (-down, -right, 0, 0))
    grown = zip((x0, y0, x1, y1), moves[_turn(page)], strict=True)
    page.MediaBox = page.CropBox = Array([side + move for side, move in grown])
    for key in ("/TrimBox", "/ArtBox", "/BleedBox"):
        with suppress(KeyError):
            del page[key]
    return f"{_numbers(x0, y0, x1 - x0, y1 - y0)} re W n\n".encode("ascii")


def _register(page: Object, font: Object) -> str:
    """Name the font in the page's resources, under a name that nothing else has there."""
    if not isinstance(page.get("/Resources", None), Dictionary):
        page.Resources = Dictionary()
    resources = page.Resources
    if not isinstance(resources.get("/Font", None), Dictionary):
        resources.Font = Dictionary()
    key = KEY
    while key in resources.Font and resources.Font[key].objgen != font.objgen:
        key += "X"
    resources.Font[key] = font
    return key


def _drawing(page: Object, text: str, key: str) -> bytes:
    matrix, width, height = _seen(page)
    size = min(max(SIZE, SIZE * min(width, height) / LETTER), LARGEST)
    long = sum(face().widths.get(letter, 600.0) for letter in text) / 1000
    size = min(size, (width - 8) / (long + 1), height / 3)
    grown = size / SIZE
    wide, pad = long * size, PADDING * grown
    right, bottom = min(RIGHT * grown, (width - wide) / 2), min(BOTTOM * grown, height / 10)
    x, y = width - right - wide, bottom
    box = (x - pad, y - pad - 0.2 * size, wide + 2 * pad, size + 2 * pad)
    return (
        f"/Artifact BMC\nq\n{_numbers(*matrix)} cm\n1 g\n{_numbers(*box)} re f\n0 g\n"
        f"BT\n{key} {_numbers(size)} Tf\n0 Tr\n{_numbers(x, y)} Td\n({text}) Tj\nET\nQ\nEMC\n"
    ).encode("ascii")


def _seen(page: Object) -> tuple[tuple[float, ...], float, float]:
    """The matrix from the page as it is seen to its own coordinates, and the size seen."""
    x0, y0, x1, y1 = _box(page)
    unit = float(page.get("/UserUnit", 1) or 1)
    turn = _turn(page)
    matrix = (
        (1, 0, 0, 1, x0, y0),
        (0, 1, -1, 0, x1, y0),
        (-1, 0, 0, -1, x1, y1),
        (0, -1, 1, 0, x0, y1),
    )[turn]
    scaled = (*(part / unit for part in matrix[:4]), *matrix[4:])
    width, height = (x1 - x0) * unit, (y1 - y0) * unit
    return scaled, *((height, width) if turn % 2 else (width, height))


def _turn(page: Object) -> int:
    """How many quarters the page is turned clockwise."""
    return int(page.get("/Rotate", 0) or 0) // 90 % 4


def _box(page: Object) -> tuple[float, float, float, float]:
    """What is seen of the page: the crop box within the media box."""
    media = _corners(page.get("/MediaBox", None)) or (0.0, 0.0, 612.0, 792.0)
    crop = _corners(page.get("/CropBox", None)) or media
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else media


def _corners(box: Object | None) -> tuple[float, float, float, float] | None:
    try:
        left, bottom, right, top = (float(side) for side in box)  # type: ignore[union-attr]
    except (TypeError, ValueError):
        return None
    x0, x1, y0, y1 = *sorted((left, right)), *sorted((bottom, top))
    return (x0, y0, x1, y1) if x1 - x0 > 1 and y1 - y0 > 1 else None


def _numbers(*numbers: float) -> str:
    return " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)
