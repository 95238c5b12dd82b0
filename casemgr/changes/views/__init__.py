"""The pages of an agency's pack: to read it, to see its workflows, to change it."""

from flask import Flask

from casemgr.changes.views import (
    codes,
    drafts,
    fields,
    files,
    lives,
    pack,
    parts,
    versions,
    workflows,
)


def register(app: Flask) -> None:
    """Serve the pages."""
    for part in (pack, workflows, lives, drafts, fields, codes, parts, files, versions):
        app.register_blueprint(part.bp)
