"""Rounds: buttons, states, why somebody is asked, and what a question asks for."""

from __future__ import annotations

from models.rounds.answers import Proof, Result
from models.rounds.duty import Because
from models.rounds.round import State

BUTTONS = ("later", "hand", "along", "day", "month", "log")
STANDS = {*State, "unasked", "done_late", "done_left", "done_problems"}

HEADS = ("n", "item", "found", "remark", "proof", "due", "by", "result", "second")

FAMILIES: dict[str, set[str]] = {
    "rounds.button.{}": {f"rounds.button.{name}" for name in BUTTONS},
    "rounds.because.{}": {f"rounds.because.{why}" for why in Because},
    "rounds.stands.{}": {f"rounds.stands.{state}" for state in STANDS},
    "rounds.record.{}": {f"rounds.record.{head}" for head in HEADS},
    "rounds.result.{}": {f"rounds.result.{result}" for result in Result},
    "rounds.proof.{}": {f"rounds.proof.{proof}" for proof in Proof},
    "rounds.card.ask_{}": {
        f"rounds.card.ask_{what}" for what in ("photo", "proof", "hand", "along")
    },
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
