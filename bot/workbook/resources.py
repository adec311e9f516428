"""What one workbook may cost the school's computer."""

from __future__ import annotations

from dataclasses import dataclass

from models.limited_process import ProcessLimits


@dataclass(frozen=True)
class Limits(ProcessLimits):
    """How much one workbook may cost: the child that reads it, its file, its contents."""

    memory: int = 1 << 30
    cpu_seconds: int = 40
    seconds: float = 90.0
    size: int = 20 << 20
    unpacked: int = 80 << 20
    entries: int = 5000
    rows: int = 5000
    cells: int = 1_000_000
    answer: int = 64 << 20


LIMITS = Limits()
