"""How bad it is, who puts it right, and by when: said by the safety officer or the office."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.act import Act
from models.base import Refused
from models.calendar.hours import Hours
from models.cases.case import Event
from models.hazard_levels import HazardCategory, HazardCriterion, HazardLevel
from models.hazards.row import HazardRow
from models.people.person import Person, Right
from models.tickets.states import State


def usual_day(level: HazardLevel, now: datetime, hours: Hours) -> datetime:
    """Until when a hazard of this level is put right unless somebody says otherwise: the end of the
    last school day within the time that the level gives, else all of that time (practice.md §15.7).
    """
    limit = level.fix_by(now, hours)
    if level.by_plan or limit - now < timedelta(days=1):
        return limit
    day = hours.local(limit).date()
    while hours.day_end_on(day) > now:
        if hours.is_school_day(day):
            return hours.day_end_on(day)
        day -= timedelta(days=1)
    return limit


def end_of(day: date, act: Act) -> datetime:
    """The end of the day by which something is to be put right. Raises `Refused` for a day that is
    past, and for one without school: nobody would be there to look at it again.
    """
    hours = act.school.hours
    if day < act.school.today(act.now):
        raise Refused("hazards.date_gone")
    if not hours.is_school_day(day):
        after = next(hours.school_days_after(day))
        raise Refused("hazards.no_school", day=day, after=after)
    closing = hours.day_end_on(day)
    if closing <= act.now:
        raise Refused("hazards.date_gone")
    return closing


def set_category(hazard: HazardRow, act: Act, category: HazardCategory) -> None:
    """What kind of hazard it is."""
    hazard.must_order(act)
    if not hazard.is_open:
        raise hazard.not_now()
    hazard.category = category


def order(
    hazard: HazardRow,
    act: Act,
    level: HazardLevel,
    owner: Person,
    until: datetime | None = None,
    criterion: HazardCriterion | None = None,
) -> Event:
    """Level, owner and day. Without a day the level's own counts. A 重大隐患 needs the line of the
    list that says so; its owner then makes the plan that names the day.
    """
    hazard.must_order(act)
    _must_be_known(level, criterion)
    _must_serve(owner)
    hours = act.school.hours
    due = until or usual_day(level, act.now, hours)
    if due <= act.now:
        raise Refused("hazards.date_gone")
    taker = act.school.today_instead(owner, act.now)
    hazard.level, hazard.criterion = level, criterion if level.grave else None
    told = [taker, *hazard.told_at_once(act.school), hazard.reporter]
    event = hazard.move(act, "ordered", told, worker=taker.id, level=level.code)
    hazard.assignee, hazard.due_at, hazard.first_due_at = taker, due, due
    hazard.ordered_at = act.now
    hazard.control_by = level.control_by(act.now, hours)
    return event


def regrade(
    hazard: HazardRow,
    act: Act,
    level: HazardLevel,
    reason: str = "",
    criterion: HazardCriterion | None = None,
) -> Event:
    """It is worse than it was thought, or less bad: only with a reason, which stays to be read.

    Worse, it must be gone sooner; less bad, the day stays what it was.
    """
    hazard.must_order(act)
    _must_be_known(level, criterion)
    before = hazard.level
    if before is None or before is level:
        raise hazard.not_now()
    lower = level.position < before.position
    if lower and not reason:
        raise Refused("hazards.reason_first")
    hazard.level, hazard.criterion = level, criterion if level.grave else None
    told = [*hazard.told_at_once(act.school), hazard.reporter]
    if hazard.assignee:
        told.append(hazard.assignee)
    kind = {"before": before.code, "level": level.code}
    event = hazard.move(act, "regraded", told, reason=reason, **kind)
    hazard.lowered_why = reason if lower else None
    hours = act.school.hours
    hazard.control_by = level.control_by(act.now, hours)
    if not lower:
        limit = usual_day(level, act.now, hours)
        hazard.due_at = min(hazard.due_at or limit, limit)
        hazard.ordered_at = act.now
        hazard.heard.clear()
    return event


def hand(hazard: HazardRow, act: Act, to: Person) -> Event:
    """Another puts it right: its owner leaves, or it was not his to do."""
    if not act.by.may(Right.ADMIN):
        hazard.must_order(act)
    _must_serve(to)
    before = [hazard.assignee] if hazard.assignee else []
    taker = act.school.today_instead(to, act.now)
    event = hazard.move(act, "handed", [taker, *before], worker=taker.id)
    hazard.assignee = taker
    return event


def release(hazard: HazardRow, act: Act) -> Event:
    """Its owner leaves, and nobody takes it over: it waits for those who order, its level, its
    measure and its pictures kept.
    """
    if not act.by.may(Right.ADMIN):
        hazard.must_order(act)
    event = hazard.move(act, "released", hazard.orderers(act.school))
    hazard.assignee = None
    hazard.respond_by = act.school.urgency("normal").respond_by(act.now, act.school.hours)
    return event


def withdraw(hazard: HazardRow, act: Act) -> Event:
    """Whoever found it takes it back while nobody has said how bad it is."""
    if act.by not in (hazard.reporter, hazard.recorder):
        raise Refused("hazards.finder_only")
    return hazard.move(act, "withdrawn", hazard.orderers(act.school))


def decline(hazard: HazardRow, act: Act, reason: str) -> Event:
    """It is none; whoever found it hears why."""
    hazard.must_order(act)
    return hazard.move(act, "declined", [hazard.reporter], reason=reason)


def ask_extension(hazard: HazardRow, act: Act, until: datetime, reason: str) -> Event:
    """The owner asks for a later day, and says why."""
    hazard.must_own(act)
    hazard.unchanged(act)
    if hazard.state != State.ASSIGNED or hazard.due_at is None or hazard.must_plan:
        raise hazard.not_now()
    if until <= max(hazard.due_at, act.now):
        raise Refused("hazards.not_later", at=hazard.due_at)
    hazard.version += 1
    hazard.asked_until, hazard.asked_why, hazard.asked_at = until, reason, act.now
    return hazard.note(
        act, "extension", granters(hazard, act), until=until.isoformat(), reason=reason
    )


def granters(hazard: HazardRow, act: Act) -> list[Person]:
    """Who may grant the owner a later day: whoever orders, but not he himself."""
    school = act.school
    lines = (hazard.orderers(school), school.office(), school.with_right(Right.OVERSEE))
    free = ([p for p in line if p is not hazard.assignee and p.reachable] for line in lines)
    return next(filter(None, free), [])


def may_grant(hazard: HazardRow, act: Act) -> bool:
    """Whether the person may grant the later day that was asked for."""
    by = act.by
    orders = by.may(Right.SAFETY) or by.may(Right.DISPATCH)
    return by is not hazard.assignee and (orders or by in granters(hazard, act))


def answer_extension(hazard: HazardRow, act: Act, *, granted: bool) -> Event:
    """The later day is granted, or it stays at the old one; either stays to be read."""
    if not may_grant(hazard, act):
        raise Refused("hazards.grant_others")
    hazard.unchanged(act)
    if hazard.state != State.ASSIGNED or hazard.asked_until is None:
        raise hazard.not_now()
    hazard.version += 1
    until, owner = hazard.asked_until, hazard.assignee
    told = [owner] if owner else []
    if granted:
        hazard.due_at, hazard.extended = until, hazard.extended + 1
    hazard.asked_until = hazard.asked_why = hazard.asked_at = None
    if granted:
        return hazard.note(act, "extended", told, until=until.isoformat())
    return hazard.note(act, "not_extended", told)


def _must_be_known(level: HazardLevel, criterion: HazardCriterion | None) -> None:
    if level.grave and criterion is None:
        raise Refused("hazards.criterion_first")


def _must_serve(owner: Person) -> None:
    if not owner.active:
        raise Refused("hazards.left", who=owner)
