"""Rounds: a list is due at a time, whoever has the duty walks it, and silence is noticed."""

from models.rounds.round import Round, State

__all__ = ["Round", "State"]
