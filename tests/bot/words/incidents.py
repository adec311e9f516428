"""Emergencies: states and reports."""

from __future__ import annotations

from models.incidents import Report, State

FAMILIES: dict[str, set[str]] = {
    "incidents.state.{}": {f"incidents.state.{state}" for state in State},
    "incidents.b_{}": {f"incidents.b_{step}" for step in Report},
    "incidents.paper.{}": {f"incidents.paper.{name}" for name in ("time", "who", "what")},
    "incidents.paper.sign_{}": {
        f"incidents.paper.sign_{who}" for who in ("leader", "safety", "head")
    },
    "incidents.ask_{}": {f"incidents.ask_{step}" for step in Report},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
