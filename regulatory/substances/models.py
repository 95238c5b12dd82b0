"""The controlled substances: public law, the same for every tenant."""

from sqlalchemy.orm import Mapped, mapped_column

from casemgr.database.base import Base

SCHEDULES = ("I", "II", "III", "IV", "V")


class Substance(Base):
    """A controlled substance as the official list has it (21 CFR 1308.11 to 1308.15)."""

    __tablename__ = "substance"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    code: Mapped[str]
    schedule: Mapped[str]
    narcotic: Mapped[bool]
    other_names: Mapped[str]
    street_names: Mapped[list[str]]
