"""Duty: what can be wrong with a roster."""

from __future__ import annotations

from models.duty.health import Wrong

FAMILIES: dict[str, set[str]] = {"duty.wrong.{}": {f"duty.wrong.{wrong}" for wrong in Wrong}}
VARIANTS: set[str] = set()
UNTOLD: set[str] = set()
