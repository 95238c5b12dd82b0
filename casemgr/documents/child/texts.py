"""Plain text as pages: every sign shown, long lines wrapped, a huge file cut with a statement."""

from pathlib import Path

from markupsafe import Markup

from casemgr.documents.rendering import printable

COLUMNS = 100
MOST_LINES = 2_600
READ = COLUMNS * MOST_LINES * 2
_CUT = Markup(
    '<p class="notice">Shown are the first {lines} lines. The file goes on; the whole of it is the '
    "native file named at the head of this page.</p>"
)


def listing(path: Path) -> Markup:
    """The text of a file as HTML, cut at about forty pages."""
    with path.open("rb") as file:
        data = file.read(READ)
        more = bool(file.read(1))
    return shown(decoded(data), more=more)


def shown(text: str, *, more: bool = False) -> Markup:
    """A text as lines of the listing's width; a statement first when it goes on after the cut."""
    lines = _wrapped(printable(text))
    html = Markup('<div class="listing">{}</div>').format("\n".join(lines[:MOST_LINES]))
    if more or len(lines) > MOST_LINES:
        html = _CUT.format(lines=f"{min(len(lines), MOST_LINES):,}") + html
    return html


def decoded(data: bytes) -> str:
    """The text of bytes whose encoding nobody stated."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if fault.start > len(data) - 4:
            return data[: fault.start].decode("utf-8-sig")
        return data.decode("cp1252", "replace")


def _wrapped(text: str) -> list[str]:
    """Lines of at most the listing's width; wrapped here because layout is slow on long lines."""
    lines: list[str] = []
    for line in text.expandtabs(8).splitlines() or [""]:
        while len(line) > COLUMNS and len(lines) <= MOST_LINES:
            space = line.rfind(" ", COLUMNS // 2, COLUMNS + 1)
            cut = COLUMNS if space < 0 else space
            lines.append(line[:cut])
            line = line[cut:].removeprefix(" ")
        lines.append(line[:COLUMNS])
        if len(lines) > MOST_LINES:
            break
    return lines
