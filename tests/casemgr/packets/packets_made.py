"""A small packet, made the way the builder makes a large one."""

from casemgr.packets.manifest import (
    DocumentEntry,
    build_manifest,
    measure_file,
    verifier_entry,
    write_packet,
)

SOURCES = {
    "packet.pdf": b"%PDF-1.7 five pages" * 40,
    "natives/A_0000005.mp4": b"\0\1film" * 300,
    "empty.txt": b"",
}
DOCUMENTS = [
    DocumentEntry("Cover", "", "A_0000001", "A_0000001", 1, "packet.pdf"),
    DocumentEntry("Report 1 “opening”", "Reports", "A_0000002", "A_0000004", 3, "packet.pdf"),
    DocumentEntry("Film", "Evidence", "A_0000005", "A_0000005", 1, "packet.pdf"),
]


def make_manifest(documents=DOCUMENTS, sources=SOURCES):
    files = [measure_file(data, path, title=path, section="x") for path, data in sources.items()]
    case = {"number": "785040-26-0017", "title": "Hutchens"}
    bates = {"prefix": "A", "width": 7}
    return build_manifest(case, [*files, verifier_entry()], documents, bates=bates)


def make_packet(folder, **changes):
    path = folder / "packet.zip"
    write_packet(path, make_manifest(**changes), changes.get("sources", SOURCES))
    return path
