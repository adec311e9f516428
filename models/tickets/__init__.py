"""A ticket: somebody has something to do, by a time, and somebody else checks it.

`states` is the table of moves, `ticket` the row; the verbs stand in the order of its life: `work`
(given out, worked on), `closing` (signed, given back, withdrawn); `deadlines` says what falls due
meanwhile. What only a repair has is in `models/repairs/`.
"""

from models.tickets.states import MOVES, OPEN, State
from models.tickets.ticket import Ticket

__all__ = ["MOVES", "OPEN", "State", "Ticket"]
