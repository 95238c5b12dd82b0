"""Reading a file part by part, so that the largest needs no more memory than the smallest."""

from dataclasses import dataclass
from pathlib import Path

from casemgr.errors import Invalid
from regulatory.imports.sniffing import Format

PART = 4 << 20  # bytes


@dataclass(frozen=True)
class Part:
    """Some lines of a file, the number of the first, and where the next part begins."""

    first_line: int
    lines: list[str]
    offset: int
    is_last: bool
    is_cut: bool = False  # the file's last line has no end

    @property
    def next_line(self) -> int:
        """The number of the first line after the part."""
        return self.first_line + len(self.lines)


def read_part(path: Path, how: Format, offset: int, line: int, size: int = PART) -> Part:
    """Read the lines that begin in the next bytes; only whole lines count as read."""
    end = how.newline.encode(how.encoding)
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(size)
        is_last = not file.read(1)
    if is_last:
        return _last(data, how, offset, line)
    if end not in data:
        raise Invalid(f"Line {line} is longer than {size:,} bytes, so this is no list.")
    whole = _cut(data, end)
    lines = whole.decode(how.encoding, "replace").split(how.newline)[:-1]
    return Part(line, _plain(lines), offset + len(whole), is_last=False)


def _cut(data: bytes, end: bytes) -> bytes:
    """Return the data up to its last line end, which stands at an even place in UTF-16."""
    place = data.rfind(end)
    while place % len(end):
        place = data.rfind(end, 0, place + len(end) - 1)
    return data[: place + len(end)]


def _last(data: bytes, how: Format, offset: int, line: int) -> Part:
    text = data.decode(how.encoding, "replace")
    is_cut = bool(text) and not text.endswith(how.newline)
    lines = text.split(how.newline)
    return Part(line, _plain(lines if is_cut else lines[:-1]), offset + len(data), True, is_cut)


def _plain(lines: list[str]) -> list[str]:
    return [one[:-1] if one[-1:] == "\r" else one for one in lines]
