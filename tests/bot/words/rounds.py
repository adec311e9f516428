"""Rounds: buttons, states, why somebody is asked, and what a question asks for."""

from __future__ import annotations

from models.rounds.duty import Because
from models.rounds.round import State

BUTTONS = ("later", "hand", "along")
STANDS = {*State, "unasked", "done_late", "done_left", "done_problems"}

FAMILIES: dict[str, set[str]] = {
    "rounds.button.{}": {f"rounds.button.{name}" for name in BUTTONS},
    "rounds.because.{}": {f"rounds.because.{why}" for why in Because},
    "rounds.stands.{}": {f"rounds.stands.{state}" for state in STANDS},
    "rounds.card.ask_{}": {
        f"rounds.card.ask_{what}" for what in ("photo", "proof", "hand", "along")
    },
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
