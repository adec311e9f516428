"""The second signature: who patrols and who answers for it are two people (practice.md §13.7)."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.rounds.duty import role_behind
from models.rounds.round import Round


def may_sign(found: Round, act: Act) -> bool:
    """Whoever has the duty to sign, and did not do it; where nobody has it, whoever was asked."""
    if not found.to_sign or act.by.id == found.done_by_id:
        return False
    role = role_behind(found.edition.second, act.school.session)
    return act.by.holds(role) or act.by in found.signers(act.school, act.now)


def sign(found: Round, act: Act) -> Event:
    """签署: the record is read, and signed by a second person. Raises `Refused` for whoever did
    it, for whom it is not, and where it is signed already.
    """
    if found.signed_at is not None:
        raise Refused("rounds.no.signed", who=found.signed_by, at=found.signed_at)
    if not may_sign(found, act):
        raise Refused("rounds.no.not_to_sign")
    found.version += 1
    found.signed_by, found.signed_at = act.by, act.now
    return found.note(act, "signed", [found.done_by] if found.done_by else [])
