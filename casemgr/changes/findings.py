"""What a plan finds among the live records and the people of a tenant."""

from dataclasses import dataclass

from casemgr.wording import counted


@dataclass(frozen=True)
class Finding:
    """One thing that a change would do to records or people: how many, and up to ten of them.

    Examples are numbers and user names, never what a record says. One that blocks keeps the
    change from being applied.
    """

    text: str
    count: int
    examples: tuple[str, ...] = ()
    blocks: bool = False

    @property
    def words(self) -> str:
        """The finding on one line."""
        more = ", …" if self.count > len(self.examples) else ""
        named = f" ({'; '.join(self.examples)}{more})" if self.examples else ""
        return f"{self.text}{named}"


def about(count: int, one: str, rest: str, many: str = "") -> str:
    """Begin a sentence with how many things it is about."""
    return f"{counted(count, one, many)} {rest}"
