"""Photographs, scans and drawings as pages: each as large as it goes, with what it is beneath."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from markupsafe import Markup
from PIL import Image, ImageFile, ImageOps, ImageSequence

from casemgr.documents.child import Refused

SHOWN = {"image/jpeg", "image/png", "image/gif", "image/tiff", "image/webp", "image/bmp"}
FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP")
MOST_PIXELS = 100_000_000
MOST_FRAMES = 200
ORIENTATION = 0x0112
BOMB = f"It has more than {MOST_PIXELS // 1_000_000} million pixels (a pixel bomb)."
BROKEN = "The picture is damaged and cannot be shown to its end."

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
Image.init()

_FIGURE = Markup(
    '<figure><img src="asset:{asset}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'
)


def look(path: Path) -> tuple[list[str], int | None]:
    """Warnings about a picture, and its number of frames."""
    try:
        with _opened(path) as picture:
            frames = getattr(picture, "n_frames", 1)
            picture.load()
            return [], frames
    except Refused as refusal:
        return [str(refusal)], None


def figures(path: Path, facts: Markup) -> tuple[Markup, dict[str, bytes]]:
    """The HTML of the pages of a picture and the pictures it asks for."""
    parts, assets = [], {}
    with _opened(path) as picture:
        frames = getattr(picture, "n_frames", 1)
        shown = 1 if picture.format in ("GIF", "MPO", "WEBP") else min(frames, MOST_FRAMES)
        for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
            name, data, note = _asset(path, frame, number, single=frames == 1)
            assets[name] = data
            which = _which(number, shown, frames)
            caption = facts + Markup("<br>") + f"{frame.width} × {frame.height} pixels{which}{note}"
            alt = f"Picture {number} of the file; described by its caption"
            parts.append(_FIGURE.format(asset=name, alt=alt, caption=caption))
            if number == shown:
                break
    return Markup("").join(parts), assets


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The picture, when it is one of the kinds shown and no bomb; what breaks becomes words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.filterwarnings("ignore", category=UserWarning)
            with Image.open(path, formats=FORMATS) as picture:
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(BOMB) from None
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError):
        raise Refused(BROKEN) from None


def _which(number: int, shown: int, frames: int) -> str:
    if frames == 1:
        return ""
    if number == shown < frames:
        return f"; picture {number} of {frames}, the rest is in the native file"
    return f"; picture {number} of {frames}"


def _asset(path: Path, frame: Image.Image, number: int, *, single: bool) -> tuple[str, bytes, str]:
    """A JPEG that stands upright goes in as it is, anything else is drawn anew without loss."""
    frame.load()
    turned = _orientation(frame) != 1
    if single and frame.format == "JPEG" and not turned and frame.mode in ("L", "RGB"):
        return f"{number}.jpg", path.read_bytes(), ""
    note = "; turned upright as the camera recorded" if turned else ""
    upright = _plain(ImageOps.exif_transpose(frame) if turned else frame)
    data = io.BytesIO()
    if frame.format in ("JPEG", "MPO", "WEBP"):
        upright.save(data, "JPEG", quality=95, subsampling=0)
        return f"{number}.jpg", data.getvalue(), note
    upright.save(data, "PNG", compress_level=6)
    return f"{number}.png", data.getvalue(), note


def _orientation(frame: Image.Image) -> int:
    """The EXIF orientation; 1, upright, when the camera's notes cannot be read."""
    try:
        found = frame.getexif().get(ORIENTATION, 1)
    except (SyntaxError, ValueError, TypeError, KeyError, OSError):
        return 1
    return found if found in range(2, 9) else 1


def _plain(frame: Image.Image) -> Image.Image:
    """The frame in grey or colour on white paper, without palette, transparency or depth."""
    if frame.mode in ("1", "L", "RGB"):
        return frame
    if frame.mode.startswith("I;16"):
        return frame.point(lambda value: value / 256).convert("L")
    if frame.mode in ("I", "F"):
        return ImageOps.autocontrast(frame.convert("L"))
    if frame.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        return frame.convert("RGB")
    clear = frame.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")
