"""A repair, from the first word to the signature.

`states` is the table of moves, `ticket` the row; the verbs stand in the order of its
life: `drafting` (before it is filed), `work` (given out, repaired), `closing` (signed, given back,
withdrawn); `deadlines` says what falls due meanwhile.
"""

from models.tickets.states import MOVES, OPEN, State
from models.tickets.ticket import Ticket

__all__ = ["MOVES", "OPEN", "State", "Ticket"]
