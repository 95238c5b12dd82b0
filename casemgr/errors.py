"""What can go wrong, in words for the person in front of the screen."""


class CaseMgrError(Exception):
    """Something that a person asked for cannot be done; the message says why and how to mend it."""

    status = 400
    title = "That did not work"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.title)

    @property
    def message(self) -> str:
        """The text for the person."""
        return str(self.args[0])

    @property
    def reasons(self) -> list[str]:
        """Everything that stands in the way, each in words of its own."""
        return [self.message]


class NotFound(CaseMgrError):
    """There is no such thing, or none that this person may know of: the two answer alike."""

    status = 404
    title = "Page not found"

    def __init__(self) -> None:
        super().__init__("There is nothing here that you can open. Check the address or search.")


class SignInNeeded(CaseMgrError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Sign in first"


class NotAllowed(CaseMgrError):
    """The person may know of the thing but not do this to it."""

    status = 403
    title = "You may not do this"


class Conflict(CaseMgrError):
    """The request meets a state in which it cannot be carried out."""

    status = 409
    title = "This cannot be done now"


class StaleEdit(Conflict):
    """Somebody else changed the record since this page was opened."""

    title = "Somebody else changed this record"


class Invalid(CaseMgrError):
    """What was entered cannot be accepted as it is; `problems` maps fields to messages."""

    status = 422
    title = "Some entries need attention"

    def __init__(self, message: str = "", problems: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or {}

    @property
    def reasons(self) -> list[str]:
        """What is wrong with each field, or the message where none is named."""
        return list(self.problems.values()) or super().reasons


class AuditedRefusal(Invalid):
    """An entry whose very attempt is audited, with these facts of it."""

    def __init__(
        self, message: str = "", problems: dict[str, str] | None = None, **facts: str
    ) -> None:
        super().__init__(message, problems)
        self.facts = facts


class DutiesMixed(AuditedRefusal):
    """An entry by which one person would do what takes two (AC-5)."""


class TooLarge(CaseMgrError):
    """The file is larger than this installation accepts."""

    status = 413
    title = "The file is too large"


class TooMany(CaseMgrError):
    """Too many attempts in a short time."""

    status = 429
    title = "Too many attempts"


class Unavailable(CaseMgrError):
    """A part that is needed does not answer; nothing was shown and nothing was changed."""

    status = 503
    title = "Temporarily unavailable"
