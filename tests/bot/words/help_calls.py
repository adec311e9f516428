"""What fills the gaps of the keys of calls for help."""

from __future__ import annotations

from models.help_calls import FIRST, State

FAMILIES: dict[str, set[str]] = {
    "help_calls.what.{}": {f"help_calls.what.{matter}" for matter in FIRST},
    "help_calls.first.{}": {f"help_calls.first.{matter}" for matter in FIRST},
    "help_calls.state.{}": {f"help_calls.state.{state}" for state in State},
    "help_calls.stands.{}": {f"help_calls.stands.{state}" for state in State},
    "help_calls.{}": {"help_calls.b_call_off", "help_calls.b_over"},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
