"""Internet messages (RFC 5322) as pages: headers, the readable body, the list of attachments."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

import tinyhtml5
from markupsafe import Markup, escape

from casemgr.documents.child import Refused, texts
from casemgr.documents.rendering import printable

SHOWN_HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Message-ID")
LARGEST = 64 << 20
MOST_PARTS = 500
MOST_HTML = 300_000
CODE = frozenset(("style", "script", "title", "template", "noscript"))
KEPT = {"p", "br", "hr", "div", "span", "center", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"}
KEPT |= {"li", "blockquote", "pre", "b", "i", "u", "em", "strong"}
KEPT |= {"table", "thead", "tbody", "tr", "td", "th"}
EMPTY = {"br", "hr"}
DEEPEST = 60
_HEADERS = Markup('<h1>{subject}</h1><table class="facts"><tbody>{rows}</tbody></table>')
_ROW = Markup('<tr><th scope="row">{name}</th><td><bdi>{value}</bdi></td></tr>')
_FILES = Markup(
    '<table><caption>Attachments</caption><thead><tr><th scope="col">Name</th>'
    '<th scope="col">Type</th><th scope="col" class="number">Bytes</th>'
    '<th scope="col">SHA-256</th></tr></thead><tbody>{rows}</tbody></table>'
)
_FILE = Markup(
    '<tr><td><bdi>{name}</bdi></td><td>{type}</td><td class="number">{size}</td>'
    '<td class="hash">{digest[0]}<br>{digest[1]}</td></tr>'
)
_PICTURED = Markup(
    '<p class="notice">The message was written as a web page. Its text is shown; pictures, links '
    "and colours are in the native file.</p>"
)


def message(path: Path) -> Markup:
    """The message in a file as HTML."""
    if path.stat().st_size > LARGEST:
        raise Refused(f"The message is larger than {LARGEST >> 20} MiB.")
    try:
        mail = message_from_bytes(path.read_bytes())
        leaves = list(islice(_leaves(mail), MOST_PARTS))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        raise Refused("The message is damaged and cannot be taken apart.") from None
    body, files = _parted(leaves)
    return (
        _headers(mail)
        + _attachments(files)
        + Markup('<div class="message">{}</div>').format(_readable(body))
    )


def _headers(mail: Message) -> Markup:
    rows = Markup("").join(
        _ROW.format(name=name, value=value)
        for name in SHOWN_HEADERS
        if (value := ", ".join(_header(text) for text in mail.get_all(name, [])[:5]))
    )
    subject = _header(mail.get("Subject", "")).strip()
    return _HEADERS.format(subject=subject or "Message without a subject", rows=rows)


def _header(value: Any) -> str:
    """A header in plain letters; as it stands when its encoding is broken."""
    text = str(value)[:4000]
    with suppress(MessageError, ValueError, LookupError, TypeError, AssertionError):
        text = str(make_header(decode_header(text)))
    return printable(" ".join(text.split()))


def _leaves(mail: Message) -> Iterator[Message]:
    """The parts that are no containers; a message in a message stays one part."""
    parts = mail.get_payload()
    if mail.get_content_maintype() == "multipart" and isinstance(parts, list):
        for part in parts:
            yield from _leaves(cast("Message", part))
    else:
        yield mail


def _parted(leaves: list[Message]) -> tuple[Message | None, list[Message]]:
    """The part to read, plain text before HTML, and the parts that came along."""
    inline = [leaf for leaf in leaves if not _is_file(leaf)]
    plain = [leaf for leaf in inline if leaf.get_content_type() == "text/plain"]
    html = [leaf for leaf in inline if leaf.get_content_type() == "text/html"]
    said = [leaf for leaf in plain if _text(leaf).strip()]
    body = next(iter(said or html or plain), None)
    alternatives = plain + html
    return body, [leaf for leaf in leaves if not any(leaf is other for other in alternatives)]


def _is_file(part: Message) -> bool:
    named = part.get_content_disposition() == "attachment" or _name(part)
    return bool(named) or part.get_content_maintype() != "text"


def _name(part: Message) -> str:
    try:
        return _header(part.get_filename() or "")
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


def _bytes(part: Message) -> bytes:
    """The decoded bytes of a part; of a message in the message, its whole text."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return b"".join(bytes(cast("Message", message)) for message in inner)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(part: Message) -> str:
    data = _bytes(part)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (UnicodeDecodeError, LookupError, ValueError):
        return texts.decoded(data)


def _readable(body: Message | None) -> Markup:
    if body is None:
        return Markup("<p>The message has no text.</p>")
    text = _text(body)
    if body.get_content_type() != "text/html":
        return texts.shown(text)
    html = tinyhtml5.parse(printable(text[:MOST_HTML]), namespace_html_elements=False)
    more = len(text) > MOST_HTML
    rest = Markup("<p>The text goes on in the native file.</p>") if more else Markup("")
    return _PICTURED + Markup("").join(_kept(html, 0)) + rest


def _kept(element: Element, depth: int) -> Iterator[Markup]:
    """The text of an element and its plain tags, without attributes, style sheets and scripts."""
    tag = element.tag if depth < DEEPEST else ""
    if not isinstance(tag, str) or tag in CODE:
        return
    if tag in KEPT:
        yield Markup(f"<{tag}>")  # noqa: S704 - one of the tags listed above.
    yield escape(element.text or "")
    for child in element:
        yield from _kept(child, depth + 1)
        yield escape(child.tail or "")
    if tag in KEPT and tag not in EMPTY:
        yield Markup(f"</{tag}>")  # noqa: S704 - as above.


def _attachments(files: list[Message]) -> Markup:
    rows = Markup("").join(_attachment(part) for part in files)
    return _FILES.format(rows=rows) if rows else rows


def _attachment(part: Message) -> Markup:
    data = _bytes(part)
    digest = hashlib.sha256(data).hexdigest()
    return _FILE.format(
        name=_name(part) or "(without a name)",
        type=printable(part.get_content_type()),
        size=f"{len(data):,}",
        digest=(digest[:32], digest[32:]),
    )
