"""What is done with an emergency: raised, answered, told of in reports, closed."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from models.act import Act
from models.base import Refused, must_fit
from models.cases.case import Event
from models.cases.draft import Draft, must_write
from models.cases.filing import become
from models.cases.numbering import next_number
from models.escalation import named
from models.incidents.incident import Incident, Receipt, State
from models.incidents.plans import ContingencyPlan
from models.language import gist_of
from models.places import Place

LONGEST = 2000
# A button that is pressed twice, or by a thumb that trembles, raises one emergency.
SAME_PRESS = timedelta(minutes=2)
STILL_ABOUT = timedelta(minutes=30)


class Report(StrEnum):
    """首报, 续报, 终报: what is told upwards (practice.md §20.3)."""

    FIRST = "first"
    FURTHER = "further"
    FINAL = "final"


def alarm(act: Act, plan: ContingencyPlan, draft: Draft | None = None) -> Incident:
    """Raises an emergency: all whom the plan names are rung at once, each until 收到.

    `draft` holds what was said already, with its photos. Raised twice by the same person within two
    minutes it is one; what was said then is added to it. Raises `Refused` for a kind that is not in
    use any more.
    """
    if not act.by.active:
        raise Refused("gate.switched_off")
    if not plan.active:
        raise Refused("stale")
    if draft is not None:
        if isinstance(draft.became, Incident):
            return draft.became
        must_write(draft, act)
    if (same := _just_now(act, plan)) is not None:
        if draft is not None:
            become(draft, act, same, add(same, act, draft.text, place=draft.place))
        return same
    incident = Incident(
        state=State.OPEN,
        state_at=act.now,
        opened_at=act.now,
        version=1,
        number=next_number(act.school.session, Incident.PREFIX, act.school.today(act.now)),
        plan=plan,
        raised_by=act.by,
        text="",
    )
    act.school.session.add(incident)
    incident.events, incident.photos = [], []
    wanted = named(plan.tell, act.school, act.now)
    # Of those who are away today whoever stands in is rung; where no phone is reached, the leaders.
    rung = [one for one in act.school.in_line(wanted, act.now) if one is not act.by]
    incident.receipts = [Receipt(person=one) for one in rung]
    instead = [act.school.today_instead(one, act.now) for one in wanted]
    missing = [one.id for one in instead if one not in rung and one is not act.by]
    incident.unreached = list(dict.fromkeys(missing))
    act.school.session.flush()
    if draft is not None:
        _say(incident, act, draft.text, draft.place)
    event = incident.note(act, "raised", rung)
    if draft is not None:
        become(draft, act, incident, event)
    return incident


def _just_now(act: Act, plan: ContingencyPlan) -> Incident | None:
    query = select(Incident).where(
        Incident.raised_by_id == act.by.id,
        Incident.plan_code == plan.code,
        Incident.state == State.OPEN,
        Incident.opened_at > act.now - SAME_PRESS,
    )
    return act.school.session.scalars(query.order_by(Incident.id.desc())).unique().first()


def _say(incident: Incident, act: Act, text: str, place: Place | None) -> None:
    """The first words say what it is and where."""
    incident.text = must_fit(text, LONGEST)
    reading = act.school.places.read(text)
    if place is None and reading.sure is not None:
        place = act.school.session.get_one(Place, reading.sure)
    incident.place = incident.place or place
    incident.gist = gist_of(text, reading)[:60]


def receive(incident: Incident, act: Act) -> Event | None:
    """收到: this person knows, and is rung no more. Whoever raised it hears who was the first.

    Pressed again it does nothing. Raises `Refused` for somebody who was not rung.
    """
    receipt = incident.receipt_of(act.by)
    if receipt is None:
        raise Refused("incidents.not_rung")
    if receipt.received_at is not None:
        return None
    first = all(one.received_at is None for one in incident.receipts)
    receipt.received_at = act.now
    return incident.note(act, "received", [incident.raised_by] if first else [])


def add(incident: Incident, act: Act, text: str, *, place: Place | None = None) -> Event:
    """Words or a photo to an emergency; all who are on it hear them. The first words are its own.

    Raises `Refused` for somebody who is not on it.
    """
    if not incident.sees(act.by):
        raise Refused("case.not_found")
    must_fit(text, LONGEST)
    if text and not incident.text:
        _say(incident, act, text, place)
    return incident.comment(act, incident.on_it(), text)


def report(incident: Incident, act: Act, step: Report, text: str) -> Event:
    """首报, 续报 or 终报, with its time; 终报 closes the emergency.

    Raises `Refused` for somebody who does not lead, out of order, or where it is closed.
    """
    _must_lead(incident, act)
    incident.unchanged(act)
    may_follow(incident, step)
    incident.version += 1
    if step == Report.FIRST:
        incident.first_report_at = act.now
    if step == Report.FINAL:
        incident.state, incident.state_at = State.CLOSED, act.now
    kind = (
        "report_first"
        if step == Report.FIRST
        else "report_final"
        if step == Report.FINAL
        else "report_further"
    )
    return incident.note(act, kind, incident.on_it(), words=must_fit(text, LONGEST))


def may_follow(incident: Incident, step: Report) -> None:
    """Raises `Refused` where this report does not come now: the first comes once, and first."""
    if not incident.is_open:
        raise Refused("incidents.closed")
    if (step == Report.FIRST) != (incident.first_report_at is None):
        raise Refused("incidents.first_first" if step != Report.FIRST else "incidents.first_once")


def call_off(incident: Incident, act: Act) -> Event:
    """误报: it was none. Everybody who was rung hears it. Raises `Refused` where it is closed, or
    for anybody but whoever raised it and those who lead.
    """
    if act.by is not incident.raised_by:
        _must_lead(incident, act)
    incident.unchanged(act)
    if not incident.is_open:
        raise Refused("incidents.closed")
    incident.version += 1
    incident.state, incident.state_at = State.FALSE, act.now
    return incident.note(act, "called_off", incident.on_it())


def raised_lately(act: Act) -> Incident | None:
    """The open emergency that the person has raised within the half hour: what is said next at this
    phone is about it.
    """
    since = act.now - STILL_ABOUT
    query = select(Incident).where(
        Incident.raised_by_id == act.by.id,
        Incident.state == State.OPEN,
        Incident.opened_at > since,
    )
    return act.school.session.scalars(query.order_by(Incident.id.desc())).unique().first()


def unanswered_by(act: Act) -> list[Incident]:
    """Open emergencies for which the person was rung and has not pressed 收到, the oldest first."""
    query = (
        select(Incident)
        .join(Receipt, Receipt.incident_id == Incident.id)
        .where(Receipt.person_id == act.by.id, Receipt.received_at.is_(None))
        .where(Incident.state == State.OPEN)
    )
    return list(act.school.session.scalars(query.order_by(Incident.id)).unique())


def _must_lead(incident: Incident, act: Act) -> None:
    if not incident.leads(act.by):
        raise Refused("incidents.leaders_only")
