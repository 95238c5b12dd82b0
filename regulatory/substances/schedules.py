"""Schedules as registrations name them: what is narcotic in II and III stands apart (Form 224)."""

from regulatory.substances.models import Substance

CODES = {
    "1": ("I", ""),
    "2": ("II", "yes"),
    "2N": ("II", "no"),
    "3": ("III", "yes"),
    "3N": ("III", "no"),
    "4": ("IV", ""),
    "5": ("V", ""),
}


def asked_of(code: str) -> dict[str, str]:
    """Return what finds the substances for which a registration is; nothing for chemicals."""
    schedule, narcotic = CODES.get(code, ("", ""))
    return {"schedule": schedule, "narcotic": narcotic} if schedule else {}


def code_of(substance: Substance) -> str:
    """Return the schedule that a registration for the substance needs."""
    mark = "yes" if substance.narcotic else "no"
    return next(
        code
        for code, (schedule, narcotic) in CODES.items()
        if schedule == substance.schedule and narcotic in ("", mark)
    )
