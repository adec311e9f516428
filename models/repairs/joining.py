"""What is told twice or at once: joining a report that is open, and two things in one sentence."""

from __future__ import annotations

from models.act import Act
from models.base import Refused
from models.cases.case import Event
from models.cases.draft import Draft, must_write, set_category, start
from models.cases.filing import become
from models.repairs.repair import Repair, take_silence_for_danger
from models.tickets.dangers import told_at_once
from models.tickets.states import OPEN, State


def join_instead(draft: Draft, act: Act, other: Repair) -> Event:
    """Joins an open report instead of filing one more; words and photos go with it."""
    must_write(draft, act)
    if other.state not in OPEN:
        raise Refused("ticket.not_now", state=State(other.state))
    reporter = draft.reporter
    if reporter is not other.reporter and reporter not in other.joined:
        other.joined.append(reporter)
    take_silence_for_danger(draft, act)
    other.adopt_danger(draft, act)
    told = [other.assignee] if other.assignee else []
    if draft.urgent:
        # It is told as if it had been filed: nobody has heard of this danger before.
        told = told_at_once(other, act.school, act.now)
    event = other.note(act, "joined", told, is_step=False, words=draft.text, who=reporter.id)
    return become(draft, act, other, event)


def split(draft: Draft, act: Act) -> Draft:
    """Two things in one sentence become two drafts (302 灯和门锁都坏了)."""
    must_write(draft, act)
    if draft.second_category is None:
        raise Refused("repairs.draft.nothing_to_split")
    twin = start(act, draft.may_be, place=draft.place)
    twin.text, twin.gist, twin.said_place = draft.text, "", draft.said_place
    twin.reporter, twin.recorder = draft.reporter, draft.recorder
    twin.danger_kind = draft.danger_kind
    set_category(twin, act, act.school.category(draft.second_category))
    draft.second_category, draft.gist = None, ""
    return twin
