"""Filling the catalogue for a test and leaving the short list behind."""

from sqlalchemy import NullPool, create_engine, delete
from sqlalchemy.orm import Session

from casemgr.database.installation import addresses
from casemgr.statutes.models import StatuteSection
from casemgr.statutes.services import OWNER, import_as_administrator


def fill_with_the_short_list(settings):
    """Put exactly the short list into the catalogue."""
    administrator = addresses(settings).administrator
    engine = create_engine(administrator, poolclass=NullPool, connect_args={"options": OWNER})
    with Session(engine) as session, session.begin():
        session.execute(delete(StatuteSection))
    import_as_administrator(administrator, None)
