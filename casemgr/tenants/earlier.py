"""Fields that a pack had once and of which records still hold values: shown as they were."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from casemgr.database.rows import acting
from casemgr.errors import CaseMgrError
from casemgr.extensions import db
from casemgr.tenants import current_pack, load_version
from casemgr.tenants.fields import Field
from casemgr.tenants.models import PackVersion
from casemgr.wording import plain

HEADING = "Earlier fields"
KEPT = "@"  # between a field's name and the version before which a value read otherwise


def earlier_fields(subject: str, values: Mapping[str, Any]) -> list[Field]:
    """List the fields that the pack no longer has and of which these values hold something.

    A value that did not survive a change of its field's type is shown as it was.
    """
    known = current_pack().fields.get(subject, ())
    current = {field.name for field in known}
    names = current | {field.was for field in known}
    held = {name for name, value in values.items() if value not in (None, "", [])}
    gone = [name for name in values if name in held and name.partition(KEPT)[0] not in held & names]
    tenant, in_use = acting().tenant_id, current_pack().digest
    found = (_as_it_was(tenant, in_use, subject, name) for name in gone if name not in names)
    return [field for field in found if field is not None and field.was not in current]


@lru_cache(maxsize=512)
def _as_it_was(tenant_id: int, in_use: str, subject: str, name: str) -> Field | None:
    """Return a field as the last version that had it, or had it so, describes it.

    One that was given another name is found under that one.
    """
    plain_name, _, number = name.partition(KEPT)
    wanted = select(PackVersion.digest).where(PackVersion.tenant_id == tenant_id)
    if number:
        wanted = wanted.where(PackVersion.number < int(number))
    with db.session.no_autoflush:
        digests = db.session.scalars(wanted.order_by(PackVersion.number.desc())).all()
    for digest in dict.fromkeys(digests):
        try:
            pack = load_version(tenant_id, digest)
        except CaseMgrError:  # a version that this release can no longer read
            continue
        if any(one.was == name for one in pack.fields.get(subject, ())):
            return None
        field = pack.field(subject, plain_name)
        if field is not None:
            return replace(field, name=name)
    return Field(name, plain(plain_name), "text")
