"""What fills the gaps of the keys of complaints about food."""

from __future__ import annotations

from models.complaints import State

FAMILIES: dict[str, set[str]] = {
    "complaints.state.{}": {f"complaints.state.{state}" for state in State},
}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
