"""The named points of an update's path, at which the crash tests pull the plug."""

from __future__ import annotations

from collections.abc import Callable

POINTS = (
    "polled",
    "inbox.before_commit",
    "inbox.after_commit",
    "unit.begun",
    "unit.handled",
    "unit.before_commit",
    "unit.after_commit",
    "outbox.before_send",
    "outbox.after_send",
)


def _nobody_listens(point: str) -> None:
    """In service nothing happens at a point."""


listener: Callable[[str], None] = _nobody_listens


def reached(point: str) -> None:
    """Tells the listener that the path has come to this point."""
    listener(point)
