"""Where a ticket can stand, and the one table of moves that its life allows."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands (practice.md §7.1)."""

    REPORTED = "reported"
    ASSIGNED = "assigned"
    WORKING = "working"
    WAITING = "waiting"
    DONE = "done"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    DECLINED = "declined"


S = State
IN_HAND = frozenset({S.ASSIGNED, S.WORKING, S.WAITING})
OPEN = IN_HAND | {S.REPORTED}
TO_DO = OPEN | {S.DONE}

# Every verb that moves a ticket: from where, to where.
Moves = dict[str, tuple[frozenset[State], State]]
# Those of a ticket as such, a kind may have a table of its own. Nothing else moves one.
MOVES: Moves = {
    "assigned": (OPEN, S.ASSIGNED),
    "accepted": (frozenset({S.REPORTED, S.ASSIGNED}), S.WORKING),
    "refused": (frozenset({S.ASSIGNED, S.WORKING, S.WAITING}), S.REPORTED),
    "waiting": (frozenset({S.WORKING, S.WAITING}), S.WAITING),
    "resumed": (frozenset({S.WAITING}), S.WORKING),
    "finished": (frozenset({S.WORKING, S.WAITING}), S.DONE),
    "signed": (frozenset({S.DONE}), S.SIGNED),
    "signed_instead": (frozenset({S.DONE}), S.SIGNED),
    "fixed_already": (IN_HAND, S.SIGNED),
    "given_back": (frozenset({S.DONE}), S.WORKING),
    "still_broken": (frozenset({S.DONE, S.SIGNED}), S.WORKING),
    "withdrawn": (frozenset({S.REPORTED, S.ASSIGNED}), S.WITHDRAWN),
    "dropped": (frozenset({S.WORKING, S.WAITING}), S.WITHDRAWN),
    "merged": (OPEN, S.MERGED),
    "declined": (frozenset({S.REPORTED, S.ASSIGNED}), S.DECLINED),
}
