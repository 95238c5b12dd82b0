"""The evidence files of the stories: real ones where there is public data, small ones otherwise."""

import io
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import current_app
from markupsafe import Markup
from PIL import Image, ImageDraw, ImageFont

from casemgr.documents.rendering import print_page, render_pdf
from casemgr.evidence.services.files import Upload

FOLDER = "evidence-files"
PICTURE = (1200, 800)


def uploads(files: list[dict[str, Any]]) -> list[Upload]:
    """Return the files of an exhibit as a browser would hand them in."""
    return [Upload(file["name"], io.BytesIO(content_of(file))) for file in files]


def content_of(file: dict[str, Any]) -> bytes:
    """Return the bytes of a file: the real one if there is one, or else one made as told."""
    if "real" in file:
        path: Path = current_app.config["SETTINGS"].data / FOLDER / file["real"]
        if path.is_file():
            return path.read_bytes()
    kind = next(name for name in MAKERS if name in file)
    return MAKERS[kind](file[kind])


def make_document(told: dict[str, Any]) -> bytes:
    """Make a PDF of a title and some lines."""
    lines = Markup("").join(Markup("<p>{}</p>").format(line) for line in told["lines"])
    body = Markup("<h1>{}</h1>{}").format(told["title"], lines)
    return render_pdf(print_page(told["title"], body, marking="Copy"))


def make_picture(caption: str) -> bytes:
    """Make a JPEG that says what it stands for."""
    image = Image.new("RGB", PICTURE, "#3d4551")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 1160, 760), outline="#dfe1e2", width=4)
    draw.text((600, 400), caption, "white", ImageFont.load_default(48), "mm")
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


def make_mail(told: dict[str, Any]) -> bytes:
    """Make a message as a mail program stores it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = told["sender"], told["recipient"], told["subject"]
    mail["Date"] = str(told["date"])
    mail["Message-ID"] = "<demonstration@example.com>"
    mail.set_content(told["text"])
    return mail.as_bytes()


def make_recording(megabytes: float) -> bytes:
    """Make a file with the mark of a video and no pictures in it."""
    mark = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    return mark + bytes(int(megabytes * 1_000_000))


def make_text(text: str) -> bytes:
    """Make a plain text file."""
    return text.encode()


MAKERS: dict[str, Callable[[Any], bytes]] = {
    "document": make_document,
    "picture": make_picture,
    "mail": make_mail,
    "recording": make_recording,
    "text": make_text,
}
