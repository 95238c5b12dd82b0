"""What rules can call besides CEL's own functions, and how they read a day."""

from datetime import UTC, datetime, time, timedelta
from math import fsum
from typing import Any

from cel_expr_python import cel


def moment(value: Any) -> datetime:
    """Read a date, a moment or its ISO text; a moment without a zone is UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime.combine(value, time())
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


_NUMBERS = cel.Type.List(cel.Type.DOUBLE)
FUNCTIONS = [
    cel.FunctionDecl(
        "date", [cel.Overload("date_text", cel.Type.TIMESTAMP, [cel.Type.STRING], impl=moment)]
    ),
    cel.FunctionDecl(
        "days",
        [
            cel.Overload(
                "days_whole",
                cel.Type.DURATION,
                [cel.Type.INT],
                impl=lambda number: timedelta(days=number),
            )
        ],
    ),
    cel.FunctionDecl(
        "days_between",
        [
            cel.Overload(
                "days_between_dates",
                cel.Type.DOUBLE,
                [cel.Type.TIMESTAMP, cel.Type.TIMESTAMP],
                impl=lambda first, last: float((last - first).days),
            )
        ],
    ),
    cel.FunctionDecl("sum", [cel.Overload("sum_numbers", cel.Type.DOUBLE, [_NUMBERS], impl=fsum)]),
]
