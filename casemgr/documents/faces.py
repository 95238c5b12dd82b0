"""The faces for letters that those of the house lack: a name must never print as boxes.

Chinese, Japanese and Korean have faces of their own, and so have emoji; the last one has a drawing
for almost every character that Unicode names. What they follow is in `static/fonts.conf`.
"""

import shutil
from pathlib import Path

from fontTools.ttLib import TTFont

PACKAGES = Path(__file__).parents[2] / "node_modules"
FACES = Path(__file__).parent / "built" / "fonts"
USED = (
    "@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf",
    "@embedpdf/fonts-kr/fonts/NotoSansKR-Regular.otf",
    "@fontsource/noto-emoji/files/noto-emoji-emoji-400-normal.woff",
    "@fontsource/unifontex/files/unifontex-latin-400-normal.woff",
)


def build(packages: Path = PACKAGES, faces: Path = FACES) -> None:
    """Write the faces from the packages of npm, unpacked, with the licenses they come under."""
    shutil.rmtree(faces, ignore_errors=True)
    faces.mkdir(parents=True)
    for name in USED:
        package = packages / Path(name).parents[1]
        _unpack(packages / name, faces)
        shutil.copyfile(package / "LICENSE", faces / f"LICENSE-{package.name}")


def _unpack(source: Path, faces: Path) -> None:
    """Copy a face; one that is packed for the web is unpacked, for a PDF embeds it as it is."""
    if source.suffix != ".woff":
        shutil.copyfile(source, faces / source.name)
        return
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    font.save(faces / source.with_suffix(".ttf").name)


if __name__ == "__main__":
    build()
