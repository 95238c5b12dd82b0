"""Small files made for the tests, and the public data that the repository does not hold."""

import io
import os
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

REPOSITORY = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("CASEMGR_DATA") or REPOSITORY.parent / "shared" / "data")
FOLDERS = (DATA / "hostile-files", DATA / "evidence-files")
needs_data = pytest.mark.skipif(
    not all(folder.is_dir() for folder in FOLDERS),
    reason=f"needs shared data: {DATA / 'hostile-files'} and {DATA / 'evidence-files'}",
)


def real_files():
    return sorted(path for folder in FOLDERS for path in folder.rglob("*") if path.is_file())


def make_pdf(
    pages=1, *, size=(612, 792), content=b"0.2 0.4 0.7 rg -9999 -9999 19998 19998 re f", **keys
):
    """A PDF of coloured pages; keys go into each page."""
    pdf, written = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=size).obj
        page.Contents = pdf.make_stream(content)
        for key, value in keys.items():
            page[f"/{key}"] = pikepdf.Array(value) if isinstance(value, list) else value
    pdf.save(written)
    return written.getvalue()


def make_picture(form="PNG", size=(60, 40), mode="RGB", color=None, **options):
    written = io.BytesIO()
    Image.new(mode, size, color or 0).save(written, form, **options)
    return written.getvalue()


def opened(pdf):
    return pikepdf.open(io.BytesIO(pdf))


def text_of(pdf):
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def picture_of(pdf, page=0, scale=1.0):
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=scale).to_pil().convert("RGB")


def streams_of(pdf):
    """The contents of all streams of a PDF, unpacked."""
    with opened(pdf) as whole:
        streams = [thing for thing in whole.objects if isinstance(thing, pikepdf.Stream)]
        return [stream.read_bytes() for stream in streams if "/Subtype" not in stream]
