"""Looking at what the tests of evidence have written."""

import io

import pikepdf


def audit_of(as_superuser, thing):
    """Return what the audit tells of a thing: the facts of each action."""
    told = as_superuser(
        "SELECT action, facts FROM casemgr.audit_event WHERE object_id = %s ORDER BY sequence",
        thing.id,
    )
    return dict(told)


def text_of(pdf):
    """Return the text of a PDF's pages, in one line."""
    import pypdfium2

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) > 0
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())
