"""The same form sent twice has one effect: by a double click, in two tabs, or again later."""

import uuid

from sqlalchemy.dialects.postgresql import insert

from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants.models import FormKey


def claim_form(key: uuid.UUID) -> FormKey | None:
    """Take a form's key for this transaction; None when the same form was carried out before.

    The second of two equal forms waits here for the first one's end.
    """
    actor = acting()
    wanted = insert(FormKey).values(
        tenant_id=actor.tenant_id, account_id=actor.account_id, key=key, location=""
    )
    return db.session.scalar(wanted.on_conflict_do_nothing().returning(FormKey))


def form_outcome(key: uuid.UUID) -> str:
    """Return where the form that was carried out with this key led."""
    actor = acting()
    done = db.session.get(FormKey, (actor.tenant_id, actor.account_id, key))
    return done.location if done else ""
