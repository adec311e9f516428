"""How an emergency reads: what it is, who knows, what is done first, whom to call."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n
from bot.timeline import gathered, how_often, sentence, who_then
from bot.transaction import RenderContext, Rendered
from bot.warning import numbers
from handlers.incidents.buttons import rows
from models.incidents import Incident
from models.people.person import Person

STEPS_SHOWN = 4
# What was raised and who answered stands above already.
NOT_REPEATED = frozenset({"drafted", "raised", "received", "discarded"})


def title(incident: Incident, i18n: I18n, *, under_building: bool = False) -> str:
    """火灾 三楼男厕."""
    place = ""
    if incident.place is not None:
        named = incident.place.short if under_building else incident.place.apart
        place = named(i18n.language)
    return f"{i18n.show(incident.plan)} {place}".strip()


def stands(incident: Incident, i18n: I18n, now: datetime) -> str:
    """处置中, 已终报, 误报; and for whom it still waits."""
    return i18n.plain(f"incidents.state.{incident.state}")


def render(incident: Incident, view: RenderContext) -> Rendered:
    """The card of an emergency."""
    i18n = view.i18n
    lines = []
    if view.news is not None:
        lines += [f"<b>{sentence(view.news, i18n, 'news')}</b>", ""]
    mark = "🚨 " if incident.is_open else ""
    lines.append(f"{mark}{i18n('incidents.card.title', title=title(incident, i18n))}")
    if incident.place is not None:
        lines.append(i18n("incidents.card.place", place=incident.place.full(i18n.language)))
    lines += _told(incident, view)
    if view.page == "false":
        return Rendered("\n".join([*lines, "", i18n("incidents.card.false")]), rows(incident, view))
    if incident.is_open:
        lines += _who_knows(incident, view)
        lines += _first_things(incident, i18n)
    lines += _steps(incident, view)
    lines.append(
        i18n(
            "incidents.card.foot",
            state=stands(incident, i18n, view.unit.now),
            number=incident.number,
        )
    )
    return Rendered("\n".join(lines), rows(incident, view))


def _told(incident: Incident, view: RenderContext) -> list[str]:
    i18n = view.i18n
    who = who_then(incident, incident.raised_by, ("raised",), i18n)
    lines = [i18n("incidents.card.raised", who=who, at=incident.opened_at)]
    if incident.text:
        lines.append(i18n("incidents.card.words", words=incident.text))
    elif incident.is_open and view.person is incident.raised_by:
        lines.append(i18n("incidents.card.say_more"))
    elif incident.is_open:
        lines.append(i18n("incidents.card.no_words"))
    if incident.voices:
        lines.append(i18n("drafts.voices", count=incident.voices))
    return lines


def _who_knows(incident: Incident, view: RenderContext) -> list[str]:
    """Who has answered, for whom it rings on, and who must be called."""
    i18n, lines = view.i18n, []
    known = [
        f"{i18n.show(one.person)} {i18n.clock(one.received_at)}"
        for one in incident.receipts
        if one.received_at is not None
    ]
    if known:
        lines.append(i18n("incidents.card.known", people=known))
    if waiting := incident.waits_for():
        lines.append(i18n("incidents.card.waiting", people=waiting))
    if incident.unreached:
        session = view.unit.session
        people = [session.get_one(Person, one) for one in incident.unreached]
        called = [f"{i18n.show(one)} {one.phone}".rstrip() for one in people]
        lines.append(i18n("incidents.card.unreached", people=called))
    return lines


def _first_things(incident: Incident, i18n: I18n) -> list[str]:
    """The plan of the kind, as the school wrote it."""
    steps = incident.plan.steps(i18n.language)
    head = ["", i18n("incidents.card.steps", plan=incident.plan)]
    numbered = [
        i18n("incidents.card.step", nth=nth, step=step) for nth, step in enumerate(steps, 1)
    ]
    return [*head, *numbered, *numbers(incident.plan.phones, i18n)]


def _steps(incident: Incident, view: RenderContext) -> list[str]:
    """What happened last; the whole way behind 经过."""
    i18n, whole = view.i18n, view.page == "log"
    shown = gathered(one for one in incident.events if whole or one.kind not in NOT_REPEATED)
    count = len(shown) if whole else STEPS_SHOWN
    lines = [
        f"{i18n('incidents.card.at', at=event.at)} {how_often(event, times, i18n)}"
        for event, times in shown[-count:]
    ]
    return ["", *lines] if lines else []
