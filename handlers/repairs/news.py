"""The line on top of a card that was brought to somebody: what happened, and why it is his."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.i18n import until
from bot.timeline import sentence
from bot.transaction import RenderContext
from models.cases.case import Event
from models.people.person import Person, Right
from models.reach import unreached
from models.repairs import Repair

LATE = "late."
# What those who wait for it are told of these, in words of their own.
MOVES_ON = {
    "accepted": "taken",
    "assigned": "given",
    "waiting": "later",
    "postponed": "postponed_waits",
}


def top(repair: Repair, view: RenderContext, news: Event) -> str:
    """What brought the card, and why it came to this person where another should have it."""
    return "\n".join([f"<b>{_news(repair, view, news)}</b>", *_why_you(repair, view, news)]) + "\n"


def _news(repair: Repair, view: RenderContext, news: Event) -> str:
    """What happened; those who need not act hear it in other words."""
    i18n, person = view.i18n, view.person
    taker_id = news.data.get("keeper" if news.kind == "waiting" else "worker")
    taker = view.unit.session.get(Person, taker_id) if taker_id else None
    waits = person in repair.who_waits() and person is not taker
    if news.kind in MOVES_ON and waits:
        what = i18n.plain(f"waiting.{repair.waiting_for}") if repair.waiting_for else ""
        key = f"repairs.news.{MOVES_ON[news.kind]}"
        return i18n(key, who=taker or repair.assignee, what=what, until=until(repair.due_at))
    if news.kind in ("accepted", "assigned", "waiting") and taker not in (None, person):
        if _acts_for(repair, view, taker):
            return i18n("repairs.news.assigned", worker=taker)
        # Of those who hear of it only the taker has to act; whoever had it before is relieved.
        return i18n("repairs.news.relieved", who=taker)
    if news.kind == "filed":
        return _filed(repair, view, news)
    if news.kind == "finished" and person is not repair.reporter:
        joined = person in repair.joined
        key = "repairs.news.finished_joined" if joined else "repairs.news.finished_instead"
        return i18n(key, by=repair.assignee)
    if news.kind == "refused" and "reason" in news.data and not person.may(Right.DISPATCH):
        return i18n("repairs.news.refused_fixer", by=news.by, reason=news.data["reason"])
    if news.kind == "finished" and repair.did_it(repair.reporter):
        return sentence(news, i18n)
    if news.kind.startswith(LATE):
        return _late(repair, view, news)
    return sentence(news, i18n, "news")


def _filed(repair: Repair, view: RenderContext, news: Event) -> str:
    i18n, person = view.i18n, view.person
    if person is repair.reporter:
        return i18n("repairs.news.filed_for", by=repair.recorder)
    act = view.unit.act(person)
    takes = repair.may_fix(act) or person.may(Right.DISPATCH)
    return sentence(news, i18n, "news") if takes else i18n("repairs.news.filed_danger", by=news.by)


def _late(repair: Repair, view: RenderContext, news: Event) -> str:
    """Who is late, by how much, and since when nobody moved."""
    i18n, now = view.i18n, view.unit.now
    promised = repair.respond_by if news.kind == "late.accept" else repair.due_at
    past = now - promised if promised is not None else timedelta()
    by = timedelta(minutes=1) <= past
    late = i18n.plain("repairs.late.by" if by else "repairs.late.just", late=i18n.ago(past))
    key = f"repairs.overdue.{news.kind.removeprefix(LATE)}"
    if repair.assignee is None and i18n.has(f"{key}_nobody"):
        key += "_nobody"
    return i18n(key, who=repair.assignee, late=late, since=moved_at(repair))


def moved_at(repair: Repair) -> datetime:
    """When somebody last did something about it; what the clock wrote is none of it."""
    done = (event.at for event in reversed(repair.events) if event.by is not None)
    return next(done, repair.opened_at)


def _acts_for(repair: Repair, view: RenderContext, taker: Person | None) -> bool:
    """Whether this person is told in place of a taker whom no message reaches."""
    return (
        taker is not None
        and taker is repair.assignee
        and view.person.may(Right.DISPATCH)
        and bool(unreached([taker], view.unit.school, view.unit.now))
    )


def _why_you(repair: Repair, view: RenderContext, news: Event) -> Iterator[str]:
    """Whoever is next in line is told why it came to him."""
    i18n, school, now = view.i18n, view.unit.school, view.unit.now
    taker, person = repair.assignee, view.person
    if not repair.is_open or person in repair.who_waits():
        return
    if taker is not None and taker is not person:
        why = unreached([taker], school, now).get(taker)
        if why is not None and (person.may(Right.DISPATCH) or person is taker.stand_in):
            yield i18n("repairs.why.taker", who=taker, why=i18n.plain(f"unreached.{why}"))
    office = school.office()
    if news.kind.startswith(LATE) and person not in office and not school.reached(office, now):
        yield i18n("repairs.why.office")
