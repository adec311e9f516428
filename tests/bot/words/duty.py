"""Duty: what can be wrong with a roster."""

from __future__ import annotations

from models.duty.health import Wrong
from models.duty.swap import State

FAMILIES: dict[str, set[str]] = {
    "duty.wrong.{}": {f"duty.wrong.{wrong}" for wrong in Wrong},
    "duty.swap_state.{}": {f"duty.swap_state.{state}" for state in State},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
