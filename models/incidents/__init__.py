"""Emergencies: rung at once, answered by each, reported upwards, kept (practice.md §20)."""

from models.incidents.alarm import Report, alarm, call_off, receive, report
from models.incidents.incident import Incident, State

__all__ = ["Incident", "Report", "State", "alarm", "call_off", "receive", "report"]
