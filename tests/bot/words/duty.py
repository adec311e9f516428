"""Duty: what can be wrong with a roster."""

from __future__ import annotations

from models.duty.health import Wrong
from models.duty.log import Book, What
from models.duty.swap import State

FAMILIES: dict[str, set[str]] = {
    "duty.wrong.{}": {f"duty.wrong.{wrong}" for wrong in Wrong},
    "duty.book.{}": {f"duty.book.{book}" for book in Book},
    "duty.b_book_{}": {f"duty.b_book_{book}" for book in Book},
    "duty.paper.{}": {f"duty.paper.{book}" for book in Book},
    "duty.paper.sign_{}": {"duty.paper.sign_leader", "duty.paper.sign_office"},
    "duty.entry.{}": {f"duty.entry.{what}" for what in What},
    "duty.swap_state.{}": {f"duty.swap_state.{state}" for state in State},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
