"""Where a visit stands, and why somebody is not let in."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a visit stands."""

    NOTED = "noted"
    ASKED = "asked"
    WAITING = "waiting"
    INSIDE = "inside"
    LEFT = "left"
    REFUSED = "refused"
    GONE = "gone"


class Reason(StrEnum):
    """Why somebody is not let in: the first three are the host's, the others the gate's
    (practice.md §19.3).
    """

    UNKNOWN = "unknown"
    UNBOOKED = "unbooked"
    BUSY = "busy"
    UNVERIFIED = "unverified"
    UNWILLING = "unwilling"
    DANGEROUS = "dangerous"
    UPSET = "upset"
    SALES = "sales"


AT_GATE = frozenset({State.ASKED, State.WAITING})
# With these nothing happens any more.
ENDED = frozenset({State.LEFT, State.REFUSED, State.GONE})
OF_HOST = (Reason.UNKNOWN, Reason.UNBOOKED, Reason.BUSY)
OF_GATE = tuple(one for one in Reason if one not in OF_HOST)
