"""How a report looks to each person on it."""

from __future__ import annotations

from bot.i18n import until
from bot.timeline import FILED, SIGNED, gathered, how_often, who_then
from bot.transaction import RenderContext, Rendered
from bot.warning import numbers
from handlers.repairs import news
from handlers.repairs.buttons import ENDED, front_rows, leads
from handlers.repairs.pages import page_rows
from handlers.repairs.titles import says_more, state_label, title, urgency_label
from models.people.person import Right
from models.repairs import Repair
from models.school import Danger
from models.tickets import State

S = State
QUOTED = 300
STEPS_SHOWN = 3


def render(repair: Repair, view: RenderContext) -> Rendered:
    """The card of a report."""
    lines = [_text(repair, view)]
    if view.news is not None:
        lines.insert(0, news.top(repair, view, view.news))
    if repair.alarming:
        lines[0] = f"{view.i18n('repairs.card.urgent')} {lines[0]}"
    rows = page_rows(repair, view) if view.page else front_rows(repair, view)
    if view.page:
        lines.append("\n" + view.i18n(f"repairs.page.{view.page.partition('-')[0]}"))
    return Rendered("\n".join(lines), rows)


def _text(repair: Repair, view: RenderContext) -> str:
    """What broke and where, who has it and until when, and what to press; to whoever reported it
    in few lines, since he knows the rest.
    """
    i18n = view.i18n
    brief = view.person is repair.reporter and not view.person.may(Right.DISPATCH)
    lines = []
    if view.person is repair.finished_by and repair.state == S.DONE:
        lines.append(i18n("repairs.card.noted", who=repair.reporter))
    lines.append(i18n("repairs.card.title", title=title(repair, i18n)))
    if not brief:
        lines.append(_where(repair, view))
    lines += _safety(repair, view)
    if repair.text and (not brief or says_more(repair, i18n)):
        cut = repair.text[:QUOTED] + ("…" if len(repair.text) > QUOTED else "")
        lines.append(i18n("repairs.card.words", words=cut))
    if repair.voices:
        lines.append(i18n("drafts.voices", count=repair.voices))
    if not brief or repair.recorder:
        lines.append(_reported(repair, view))
    if repair.convenient:
        lines.append(
            i18n("repairs.card.convenient", when=i18n.plain(f"repairs.when.{repair.convenient}"))
        )
    lines.append(_stands(repair, view))
    if repair.state == S.WAITING and repair.firm:
        lines.append(i18n("repairs.card.firm", firm=repair.firm, phone=repair.firm_phone))
    if repair.joined:
        lines.append(i18n("repairs.card.also", count=len(repair.joined)))
    if repair.materials or repair.cost is not None:
        lines.append(i18n("repairs.card.costs", materials=repair.materials, cost=repair.cost))
    if repair.state == S.SIGNED:
        key = "repairs.card.signed_instead" if repair.instead_reason else "repairs.card.signed"
        who = who_then(repair, repair.signed_by, SIGNED, i18n)
        lines.append(i18n(key, who=who, at=repair.signed_at, reason=repair.instead_reason))
        if repair.stars:
            lines.append("★" * repair.stars + "☆" * (5 - repair.stars))
    lines += _steps(repair, view, brief=brief)
    if hint := _hint(repair, view):
        lines.append(hint)
    lines.append(i18n("repairs.card.number", number=repair.number))
    return "\n".join(lines)


def _where(repair: Repair, view: RenderContext) -> str:
    i18n = view.i18n
    urgency = urgency_label(repair.pace(view.unit.school), i18n)
    where = repair.place.full(i18n.language) if repair.place else ""
    return i18n("repairs.card.where", place=where, kind=repair.category, urgency=urgency)


def _reported(repair: Repair, view: RenderContext) -> str:
    i18n = view.i18n
    key = "repairs.card.reporter_recorded" if repair.recorder else "repairs.card.reporter"
    who = who_then(repair, repair.reporter, FILED, i18n)
    recorder = who_then(repair, repair.recorder, FILED, i18n)
    return i18n(key, who=who, recorder=recorder, at=repair.opened_at)


def _stands(repair: Repair, view: RenderContext) -> str:
    """Where it stands, with whom, and until when; what is late says so."""
    i18n = view.i18n
    line = i18n("repairs.card.state", state=state_label(repair, i18n), who=_who(repair))
    if not repair.is_open or repair.due_at is None or repair.paused_at is not None:
        return line
    if repair.due_at >= view.unit.now:
        return line.rstrip() + i18n("repairs.card.expected", at=until(repair.due_at))
    late = i18n("repairs.card.late", at=until(repair.due_at))
    return line.rstrip() + late + i18n("repairs.card.since", at=news.moved_at(repair))


def _safety(repair: Repair, view: RenderContext) -> list[str]:
    """What keeps people safe and whom to call, on every phone until the danger is contained; and
    what the guard does first (practice.md §6.3, §6.4).
    """
    if not repair.alarming:
        return []
    i18n, school = view.i18n, view.unit.school
    danger = school.session.get(Danger, repair.danger_kind) if repair.danger_kind else None
    lines = []
    if danger is not None:
        lines.append(i18n("repairs.card.safety", safety=danger.safety(i18n.language)))
        lines += numbers(danger.phones, i18n)
    if view.person.may(Right.GUARD):
        kind = danger.kind if danger and i18n.has(f"repairs.guard.{danger.kind}") else "other"
        lines.append(i18n("repairs.card.guard", first=i18n.plain(f"repairs.guard.{kind}")))
    return lines


def _who(repair: Repair) -> object:
    return repair.assignee if repair.state not in (S.REPORTED, *ENDED) else None


def _steps(repair: Repair, view: RenderContext, *, brief: bool) -> list[str]:
    """What happened last; the whole way behind 经过. Whoever reported it reads in one line what
    somebody did about it, and nothing of who was reminded.
    """
    events = [event for event in repair.events if event.kind not in ("drafted", "filed")]
    if brief and view.page != "log":
        events = [event for event in events if event.by is not None][-1:]
    shown = gathered(events)
    count = len(shown) if view.page == "log" else STEPS_SHOWN
    i18n = view.i18n
    return [
        i18n("repairs.card.step", at=event.at, what="") + how_often(event, times, i18n)
        for event, times in shown[-count:]
    ]  # fmt: skip


def _hint(repair: Repair, view: RenderContext) -> str:
    """What this person can do now, in a sentence (practice.md §9.2)."""
    i18n, person, act = view.i18n, view.person, view.unit.act(view.person)
    mine, state = person is repair.assignee, repair.state
    if person is repair.reporter and (hint := _reporters_hint(repair, view)):
        return hint
    if state == S.DONE and repair.reporter_cannot(act.school, act.now):
        return i18n("repairs.hint.instead") if person in repair.signers_instead(act.school) else ""
    if repair.paused_at is not None and repair.is_open and person is repair.asked_by:
        return i18n("repairs.hint.asked", who=repair.reporter)
    if state == S.REPORTED and repair.may_fix(act):
        return i18n("repairs.hint.claim")
    if mine and state in (S.ASSIGNED, S.WORKING):
        return i18n("repairs.hint.accept" if state == S.ASSIGNED else "repairs.hint.finish")
    return i18n("repairs.hint.lead") if leads(repair, view) else ""


def _reporters_hint(repair: Repair, view: RenderContext) -> str:
    """What is asked of whoever reported it."""
    i18n = view.i18n
    if repair.state == S.DONE:
        return i18n("repairs.hint.own_work" if repair.did_it(view.person) else "repairs.hint.sign")
    if repair.paused_at is not None and repair.is_open:
        return i18n("repairs.hint.answer")
    if repair.state == S.REPORTED and repair.convenient is None and not repair.alarming:
        return i18n("repairs.hint.when")
    if repair.state == S.SIGNED and repair.stars is None and not repair.instead_reason:
        return i18n("repairs.hint.stars")
    return ""
