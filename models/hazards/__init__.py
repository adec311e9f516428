"""Hazards: found by anybody, graded, contained, put right by a day, cleared by somebody else.

`states` is the table of moves, `hazard` the row; the verbs stand in the order of its life:
`ordering` (level, owner, day), `fixing` (contained, put off, put right), `checking` (closed out, or
not), `grave` (heard, planned, reported to the authority). `deadlines` says what falls due
(practice.md §15.6).
"""

from models.hazards.hazard import Hazard

__all__ = ["Hazard"]
