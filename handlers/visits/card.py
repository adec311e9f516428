"""How a visit reads: at the gate, on the host's phone, and in lists."""

from __future__ import annotations

from datetime import datetime

from bot.i18n import I18n
from bot.timeline import sentence
from bot.transaction import RenderContext, Rendered
from handlers.visits.buttons import rows
from models.cases.case import Event
from models.people.person import Right
from models.visits.gate import off_shift
from models.visits.hosts import read_host
from models.visits.lessons import teaching_until
from models.visits.states import AT_GATE, State
from models.visits.unwelcome import match
from models.visits.visit import Visit


def title(visit: Visit, i18n: I18n, *, under_building: bool = False) -> str:
    """Who, and whom to see: 张三 找李主任."""
    name = visit.name or i18n.plain("visits.card.nameless", why=visit.purpose)
    if visit.people > 1:
        name = i18n.plain("visits.card.several", name=name, count=visit.people)
    if visit.host is None:
        return name
    return i18n.plain("visits.card.to", name=name, who=visit.host)


def stands(visit: Visit, i18n: I18n, now: datetime) -> str:
    """In since when, out since when, or what is waited for."""
    state = i18n.plain(f"visits.state.{visit.state}")
    at = visit.left_at or visit.entered_at or visit.opened_at
    return f"{state} {i18n.clock(at)}"


def masked(phone: str) -> str:
    """A telephone of which only its owner knows the rest."""
    return f"{phone[:3]}****{phone[-4:]}" if phone else ""


def render(visit: Visit, view: RenderContext) -> Rendered:
    """The card of a visit."""
    i18n = view.i18n
    lines = [] if view.news is None else [f"<b>{_news(visit, view, view.news)}</b>\n"]
    lines.append(i18n("visits.card.title", title=title(visit, i18n)))
    about = [i18n.show(visit.purpose), visit.unit, visit.plate]
    if visit.phone:
        shown = visit.phone if visit.shows_phone(view.person) else masked(visit.phone)
        about.append(shown)
    if visit.document:
        about.append(i18n.plain("visits.card.document", digits=visit.document))
    if any(about):
        lines.append(i18n("visits.card.about", about="｜".join(filter(None, about))))
    lines += _state(visit, view)
    if visit.number:
        lines.append(i18n("visits.card.number", number=visit.number))
    if view.page:
        lines.append("\n" + i18n(f"visits.page.{view.page}"))
    return Rendered("\n".join(lines), rows(visit, view))


def _state(visit: Visit, view: RenderContext) -> list[str]:
    i18n = view.i18n
    if visit.state == State.NOTED:
        return _hints(visit, view)
    lines = [i18n("visits.card.state", state=stands(visit, i18n, view.unit.now))]
    if visit.state == State.REFUSED and visit.reason:
        why = i18n.plain(f"visits.why_not.{visit.reason}")
        lines.append(i18n("visits.card.why_not", why=why, who=visit.answered_by))
    if visit.state == State.WAITING:
        key = "visits.card.waits" if visit.wait_until else "visits.card.fetching"
        lines.append(i18n(key, until=visit.wait_until, who=visit.answered_by))
    if visit.state == State.INSIDE and visit.answered_by not in (None, visit.guard):
        lines.append(i18n("visits.card.agreed", who=visit.answered_by))
    if visit.state in AT_GATE and view.person.may(Right.GUARD) and visit.host is not None:
        until = teaching_until(visit.host, view.unit.school, view.unit.now)
        if until is not None:
            key = "visits.card.teaching"
            lines.append(i18n(key, who=visit.host, until=i18n.clock(until)))
    return lines


def _hints(visit: Visit, view: RenderContext) -> list[str]:
    """What is not right yet, and what the guard should know before the host is asked."""
    i18n, act = view.i18n, view.unit.act(view.person)
    school, now = act.school, act.now
    lines = []
    if not visit.name:
        lines.append(i18n("visits.hint.no_name"))
    if visit.host is None and visit.host_words:
        reading = read_host(visit.host_words, school)
        key = "several" if len(reading.choices) > 1 and reading.left is None else "nobody"
        if reading.left is not None:
            lines.append(i18n("visits.hint.left", who=reading.left))
        elif key == "several" and all(visit.host_words[0] in one.name for one in reading.choices):
            lines.append(i18n("visits.hint.several", words=visit.host_words))
        else:
            lines.append(i18n("visits.hint.nobody", words=visit.host_words))
    if visit.host is not None and visit.host.away(school.today(now)):
        asked = school.in_line(visit.askable(school, now), now)
        lines.append(i18n("visits.hint.away", who=visit.host, instead=asked))
    elif visit.host is not None and not visit.host.reachable:
        lines.append(i18n("visits.hint.no_phone", who=visit.host))
    if visit.host is not None:
        until = teaching_until(visit.host, school, now)
        if until is not None:
            key = "visits.card.teaching"
            lines.append(i18n(key, who=visit.host, until=i18n.clock(until)))
    if match(visit, act) is not None:
        lines.append(i18n("visits.hint.matched"))
    if off_shift(act):
        lines.append(i18n("visits.hint.off_shift"))
    return lines


def _news(visit: Visit, view: RenderContext, news: Event) -> str:
    """What brought the card. The gate hears that others are asked now, and those who are asked that
    somebody waits.
    """
    at_gate = view.person is visit.guard
    if news.kind == "visit.answer" and at_gate:
        return view.i18n("visits.news.nobody_answers")
    if news.kind == "visit.answer" and view.person is not visit.host:
        return view.i18n("visits.news.asked_instead", who=visit.host)
    if news.kind == "host_asked" and view.person is not visit.host:
        return view.i18n("visits.news.asked_instead", who=visit.host)
    if news.kind == "turned_away":
        why = view.i18n.plain(f"visits.why_not.{visit.reason}")
        return view.i18n("visits.news.refused", by=news.by, why=why)
    return sentence(news, view.i18n, "news")
