"""Numbers without gaps: a series of a tenant gives each number once."""

from sqlalchemy.dialects.postgresql import insert

from casemgr.database.rows import acting
from casemgr.extensions import db
from casemgr.tenants.models import NumberSeries


def next_number(key: str, first: int = 1) -> int:
    """Return the next number of a series; the row stays locked until the transaction ends.

    So a number is given to one record alone, and one that is rolled back is given again.
    """
    wanted = insert(NumberSeries).values(tenant_id=acting().tenant_id, key=key, last=first)
    raised = wanted.on_conflict_do_update(
        index_elements=["tenant_id", "key"], set_={"last": NumberSeries.last + 1}
    )
    return int(db.session.execute(raised.returning(NumberSeries.last)).scalar_one())
