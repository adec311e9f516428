"""What one workbook may cost the school's computer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much one workbook may cost: its file, its contents, and the child that reads it."""

    size: int = 20 << 20
    unpacked: int = 80 << 20
    entries: int = 5000
    rows: int = 5000
    cells: int = 1_000_000
    answer: int = 64 << 20
    memory: int = 1 << 30
    cpu_seconds: int = 40
    seconds: float = 90.0


LIMITS = Limits()
