"""What a file is, from its bytes alone; its name is only ever compared with the answer."""

import re
import zlib
from pathlib import Path, PurePath
from zipfile import BadZipFile, ZipFile

HEAD = 8192
UNKNOWN = "application/octet-stream"
MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (8, b"AVI LIST", "video/x-msvideo"),
    (8, b"WAVEfmt", "audio/wav"),
    (0, b"\x1aE\xdf\xa3", "video/x-matroska"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\x7fELF", "application/x-elf"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (0, b"\xca\xfe\xba\xbe", "application/java-vm"),
    (0, b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (0, b"#!", "text/x-script"),
    (0, b"SQLite format 3\0", "application/vnd.sqlite3"),
    (0, b"EVF\x09\r\n\xff\0", "application/x-ewf"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"<?xml", "application/xml"),
)
EXECUTABLE = {
    "application/vnd.microsoft.portable-executable",
    "application/x-elf",
    "application/x-mach-binary",
    "application/java-vm",
    "application/x-ms-shortcut",
    "text/x-script",
}
EXECUTABLE_NAMES = {".exe", ".dll", ".scr", ".com", ".bat", ".cmd", ".ps1", ".vbs", ".vbe", ".js"}
EXECUTABLE_NAMES |= {".jse", ".wsf", ".hta", ".msi", ".lnk", ".jar", ".sh", ".app"}
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "META-INF/MANIFEST.MF": "application/java-archive",
}
SUFFIXES = {
    "application/pdf": {".pdf"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/png": {".png"},
    "image/gif": {".gif"},
    "image/tiff": {".tif", ".tiff"},
    "image/webp": {".webp"},
    "application/zip": {".zip"},
    "message/rfc822": {".eml", ".mht"},
}
WORDS = {
    "application/pdf": "PDF document",
    "message/rfc822": "E-mail message",
    "text/plain": "Plain text",
    "text/html": "Web page",
    OFFICE["word/"]: "Word document",
    OFFICE["xl/"]: "Excel workbook",
    OFFICE["ppt/"]: "PowerPoint presentation",
    "application/zip": "ZIP archive",
    "application/vnd.sqlite3": "SQLite database",
    UNKNOWN: "File of an unknown type",
    **dict.fromkeys(EXECUTABLE, "Program or script"),
}
FAMILIES = {"image": "picture", "video": "video", "audio": "sound recording"}
MAIL_HEADER = re.compile(
    rb"^(Return-Path|Received|Delivered-To|From|To|Subject|MIME-Version|Date|Message-ID|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
ANY_HEADER = re.compile(rb"[\w-]+:[ \t\r\n]|From \S")


def media_type_of(path: Path) -> str:
    """The media type of a stored file, which is never opened by name or extension."""
    with path.open("rb") as file:
        found = sniff(file.read(HEAD))
    return _package_type(path) if found == "application/zip" else found


def sniff(head: bytes) -> str:
    """The media type that the first bytes show."""
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"MZ") and b"PE\0\0" in head:
        return "application/vnd.microsoft.portable-executable"
    if head.startswith(b"BM") and len(head) > 26 and head[14:18] in (b"\x28\0\0\0", b"\x7c\0\0\0"):
        return "image/bmp"
    for offset, mark, media_type in MARKS:
        if head[offset : offset + len(mark)] == mark:
            return media_type
    return _text_type(head)


def _text_type(head: bytes) -> str:
    if not head:
        return UNKNOWN
    if ANY_HEADER.match(head) and len(MAIL_HEADER.findall(head)) > 1:
        return "message/rfc822"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain"
    if b"\0" in head or _share_of_controls(head) > 0.02:
        return UNKNOWN
    start = head.lstrip()[:64].lower()
    return "text/html" if start.startswith((b"<!doctype html", b"<html")) else "text/plain"


def _share_of_controls(head: bytes) -> float:
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head)
    return controls / len(head)


def _package_type(path: Path) -> str:
    """A ZIP may be an office document or a program; its member names tell."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()[:2000]
            if names[:1] == ["mimetype"] and archive.infolist()[0].file_size < 100:
                return archive.read("mimetype").decode("ascii")
    except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return "application/zip"
    for start, media_type in OFFICE.items():
        if any(name.startswith(start) for name in names):
            return media_type
    return "application/zip"


def media_words(media_type: str) -> str:
    """Say what a file is as people call it: a JPEG picture, an MP4 video, an e-mail message."""
    family, _, kind = media_type.partition("/")
    if family in FAMILIES:
        return f"{kind.removeprefix('x-').upper()} {FAMILIES[family]}"
    return WORDS.get(media_type, media_type)


def name_warnings(name: str, media_type: str) -> list[str]:
    """What the name claims that the bytes do not bear out."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    warnings = []
    if media_type in EXECUTABLE or suffix in EXECUTABLE_NAMES:
        warnings.append("This is a program or a script. It is kept as evidence and never run.")
    claimed = {kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes}
    if claimed and media_type not in claimed:
        warnings.append(f"The name ends in {suffix}, but the bytes are {media_type}.")
    if any(0x202A <= ord(letter) <= 0x202E or 0x2066 <= ord(letter) <= 0x2069 for letter in name):
        warnings.append("The name contains signs that turn the direction of writing.")
    return warnings
