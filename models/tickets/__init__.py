"""A repair, from the first word to the signature.

`ticket` is the row and the table of moves that it allows; the verbs stand in the order of its
life: `drafting` (before it is filed), `work` (given out, repaired), `closing` (signed, given back,
withdrawn); `deadlines` says what falls due meanwhile.
"""

from models.tickets.ticket import MOVES, OPEN, State, Ticket

__all__ = ["MOVES", "OPEN", "State", "Ticket"]
