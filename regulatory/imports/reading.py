"""Reading a file part by part, so that the largest needs no more memory than the smallest."""

from dataclasses import dataclass
from pathlib import Path

from casemgr.errors import Invalid
from regulatory.imports.sniffing import Format

PART = 4 << 20  # bytes
JOINED = 8  # lines at most that one row takes when its cells hold line ends


@dataclass(frozen=True)
class Part:
    """Some lines of a file, the number of the first, and where the last of them end.

    `ends` has the very last end first, in bytes of the file.
    """

    first_line: int
    lines: list[str]
    ends: list[int]
    is_last: bool
    is_cut: bool = False  # the file's last line has no end

    @property
    def next_line(self) -> int:
        """The number of the first line after the part."""
        return self.first_line + len(self.lines)

    def next_after(self, left: int) -> tuple[int, int]:
        """Return where and at which line reading goes on when some last lines are left for it."""
        return self.ends[left], self.next_line - left


def read_part(path: Path, how: Format, offset: int, line: int, size: int = PART) -> Part:
    """Read the lines that begin in the next bytes; only whole lines count as read."""
    if not how.newline:
        size -= size % how.width
    with path.open("rb") as file:
        file.seek(offset)
        data = file.read(size)
        is_last = not file.read(1)
    if not how.newline:
        return _records(data, how, offset, line, is_last)
    if is_last:
        return _last(data, how, offset, line)
    ends = _ends(data, how.newline.encode(how.encoding))
    if not ends:
        raise Invalid(f"Line {line} is longer than {size:,} bytes, so this is no list.")
    lines = data[: ends[0]].decode(how.encoding, "replace").split(how.newline)[:-1]
    return Part(line, _plain(lines), [offset + end for end in ends], is_last=False)


def _ends(data: bytes, end: bytes) -> list[int]:
    """Return where the last lines end, the very last first; in UTF-16 at even places."""
    found: list[int] = []
    place = len(data)
    while len(found) <= JOINED and (place := data.rfind(end, 0, place)) >= 0:
        if place % len(end):
            place += len(end) - 1
        else:
            found.append(place + len(end))
    return found


def _records(data: bytes, how: Format, offset: int, line: int, is_last: bool) -> Part:
    """Cut a text without line ends into its records."""
    kept = data.rstrip(b"\r\n\x1a") if is_last else data
    starts = range(0, len(kept), how.width)
    lines = [kept[one : one + how.width].decode(how.encoding, "replace") for one in starts]
    is_cut = is_last and len(kept) % how.width > 0
    return Part(line, lines, [offset + len(data)], is_last, is_cut)


def _last(data: bytes, how: Format, offset: int, line: int) -> Part:
    text = data.decode(how.encoding, "replace").rstrip("\x1a")
    is_cut = bool(text) and not text.endswith(how.newline)
    lines = text.split(how.newline)
    return Part(line, _plain(lines if is_cut else lines[:-1]), [offset + len(data)], True, is_cut)


def _plain(lines: list[str]) -> list[str]:
    return [one.rstrip("\r") if one[-1:] == "\r" else one for one in lines]
