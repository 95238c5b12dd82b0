"""Printing a certificate: what the registry says of a licence, and where anybody may check it."""

import io
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import segno
from flask import current_app, render_template, url_for

from casemgr import clock
from casemgr.documents.rendering import print_page, render_pdf
from casemgr.errors import Conflict
from casemgr.supervisor import address as local_address
from casemgr.tenants import current_pack
from casemgr.tenants.pack import Pack
from casemgr.tenants.schemes import Scheme
from casemgr.wording import plain
from regulatory.registry.models import Licence
from regulatory.registry.standing import standing_today

STYLE = (Path(__file__).parent / "print" / "certificate.css").read_bytes()
PUBLIC = "Public information: may be shown to anybody"


def print_certificate(licence: Licence, printed_by: str) -> bytes:
    """Lay out the certificate of a licence; one that may not be disclosed carries no code.

    Raises Conflict when the agency no longer has such licences.
    """
    pack = current_pack()
    scheme = _scheme_of(pack, licence)
    kind = scheme.types.get(licence.type)
    address = check_address(licence) if scheme.public_check and kind and kind.disclosed else ""
    body = render_template(
        "certificates/print/certificate.html",
        licence=licence,
        pack=pack,
        scheme=scheme,
        kind=kind,
        standing=standing_today(licence),
        address=address,
        printed_on=clock.today(pack.time_zone),
        printed_by=printed_by,
    )
    page = print_page(
        f"{plain(scheme.word('licence'))} {licence.number}",
        body,
        marking=PUBLIC if address else pack.marking,
        agency=pack.name,
        reference=licence.number,
    )
    return render_pdf(page, assets=_assets(address))


def _scheme_of(pack: Pack, licence: Licence) -> Scheme:
    """Return what the licence is one of. Raises Conflict when the pack has it no longer."""
    if licence.scheme not in pack.schemes:
        raise Conflict(
            f"The scheme {licence.scheme} is no longer in the pack of the agency, so nothing can be"
            " certified by it. Ask an administrator to put it back."
        )
    return pack.schemes[licence.scheme]


def check_address(licence: Licence) -> str:
    """Return the address at which anybody may check this licence.

    What is printed lasts, so the installation says by which address people reach it; until it does,
    it is that of this machine. What a request calls its host is whatever the sender wrote.
    """
    path = url_for("public_check.page", slug=current_pack().slug, number=licence.number)
    settings = current_app.config["SETTINGS"]
    return urljoin(settings.address or local_address(settings), path)


def _assets(address: str) -> dict[str, Any]:
    assets = {"certificate.css": STYLE}
    if address:
        drawn = io.BytesIO()
        segno.make(address, error="m").save(drawn, kind="svg", border=0, scale=4)
        assets["check.svg"] = drawn.getvalue()
    return assets
