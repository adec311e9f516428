"""Emergencies: states and reports."""

from __future__ import annotations

from models.incidents import Report, State

FAMILIES: dict[str, set[str]] = {
    "incidents.state.{}": {f"incidents.state.{state}" for state in State},
    "incidents.b_{}": {f"incidents.b_{step}" for step in Report},
    "incidents.ask_{}": {f"incidents.ask_{step}" for step in Report},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
