"""The moves that the life of a hazard allows. Where it stands is called as for every ticket:
待定级 is REPORTED, 整改中 ASSIGNED, 待复查 DONE, 已销号 SIGNED.
"""

from __future__ import annotations

from models.tickets.states import Moves, State

S = State
OPEN = frozenset({S.REPORTED, S.ASSIGNED, S.DONE})
MOVES: Moves = {
    "ordered": (frozenset({S.REPORTED}), S.ASSIGNED),
    "regraded": (frozenset({S.ASSIGNED}), S.ASSIGNED),
    "handed": (frozenset({S.ASSIGNED}), S.ASSIGNED),
    "released": (frozenset({S.ASSIGNED}), S.REPORTED),
    "fixed": (frozenset({S.ASSIGNED}), S.DONE),
    "cleared": (frozenset({S.DONE}), S.SIGNED),
    "not_cleared": (frozenset({S.DONE}), S.ASSIGNED),
    "withdrawn": (frozenset({S.REPORTED}), S.WITHDRAWN),
    "declined": (frozenset({S.REPORTED}), S.DECLINED),
}
