"""Visits: states, reasons, fields and steps."""

from __future__ import annotations

from handlers.visits import board, buttons, fields, verbs
from models.visits.states import Reason, State

BUTTONS = (
    *("enter", "gone", "leave", "seen_off", "another", "agree", "fetch"),
    *("fields", "turn_away", "refuse", "keep", "release"),
)

FAMILIES: dict[str, set[str]] = {
    "visits.state.{}": {f"visits.state.{state}" for state in State},
    "visits.why_not.{}": {f"visits.why_not.{why}" for why in Reason},
    "visits.page.{}": {f"visits.page.{page}" for page in buttons.PAGES},
    "visits.field.{}": {f"visits.field.{field}" for field in buttons.FIELDS},
    "visits.ask.{}": {f"visits.ask.{field}" for field in (*buttons.FIELDS, "after")},
    "visits.step.{}": {f"visits.step.{step}" for step in fields.ORDER},
    "visits.done.{}": {f"visits.done.{verb}" for verb in verbs.VERBS},
    "visits.button.{}": {f"visits.button.{verb}" for verb in BUTTONS},
    "visits.board.{}": {f"visits.board.{part}" for part in board.PARTS},
    "visits.board.none_{}": {f"visits.board.none_{part}" for part in board.PARTS},
}
FAMILIES["visits.expected.{}"] = {f"visits.expected.{name}" for name in fields.EXPECTED}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
