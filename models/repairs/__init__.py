"""Repairs: something is broken, somebody repairs it, whoever reported it signs."""

from models.repairs.repair import Repair

__all__ = ["Repair"]
