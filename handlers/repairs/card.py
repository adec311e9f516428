"""How a report looks to each person on it."""

from __future__ import annotations

from bot.timeline import FILED, SIGNED, gathered, how_often, sentence, who_then
from bot.transaction import RenderContext, Rendered
from bot.warning import numbers
from handlers.repairs.buttons import ENDED, front_rows
from handlers.repairs.pages import page_rows
from handlers.repairs.titles import state_label, title, urgency_label
from models.cases.case import Event
from models.people.person import Person, Right
from models.repairs import Repair
from models.school import Danger
from models.tickets import State

S = State
QUOTED = 300
STEPS_SHOWN = 3
# What those who wait for it are told of these, in words of their own.
MOVES_ON = {"accepted": "taken", "assigned": "given", "waiting": "later"}


def render(repair: Repair, view: RenderContext) -> Rendered:
    """The card of a report."""
    lines = [_text(repair, view)]
    if view.news is not None:
        lines.insert(0, f"<b>{_news(repair, view, view.news)}</b>\n")
    if repair.alarming:
        lines[0] = f"{view.i18n('repairs.card.urgent')} {lines[0]}"
    rows = page_rows(repair, view) if view.page else front_rows(repair, view)
    if view.page:
        lines.append("\n" + view.i18n(f"repairs.page.{view.page.partition('-')[0]}"))
    return Rendered("\n".join(lines), rows)


def _news(repair: Repair, view: RenderContext, news: Event) -> str:
    """What brought the card; those who need not act hear it in other words."""
    taker_id = news.data.get("keeper" if news.kind == "waiting" else "worker")
    taker = view.unit.session.get(Person, taker_id) if taker_id else None
    waits = view.person in repair.who_waits() and view.person is not taker
    if news.kind in MOVES_ON and waits:
        what = view.i18n.plain(f"waiting.{repair.waiting_for}") if repair.waiting_for else ""
        key = f"repairs.news.{MOVES_ON[news.kind]}"
        return view.i18n(key, who=taker, what=what, until=repair.due_at)
    if news.kind in MOVES_ON and taker not in (None, view.person):
        # Of those who hear of it only the taker has to act; whoever had it before is relieved.
        return view.i18n("repairs.news.relieved", who=taker)
    if news.kind == "filed" and view.person is repair.reporter:
        return view.i18n("repairs.news.filed_for", by=repair.recorder)
    if news.kind == "finished" and view.person is not repair.reporter:
        joined = view.person in repair.joined
        key = "repairs.news.finished_joined" if joined else "repairs.news.finished_instead"
        return view.i18n(key, by=repair.assignee)
    if news.kind == "refused" and "reason" in news.data and not view.person.may(Right.DISPATCH):
        return view.i18n("repairs.news.refused_fixer", by=news.by, reason=news.data["reason"])
    if news.kind == "finished" and repair.did_it(repair.reporter):
        return sentence(news, view.i18n)
    return sentence(news, view.i18n, "news")


def _text(repair: Repair, view: RenderContext) -> str:
    i18n = view.i18n
    lines = [i18n("repairs.card.title", title=title(repair, i18n))]
    where = repair.place.full(i18n.language) if repair.place else ""
    lines.append(
        i18n(
            "repairs.card.where",
            place=where,
            kind=repair.category,
            urgency=urgency_label(repair.pace(view.unit.school), i18n),
        )
    )
    lines += _safety(repair, view)
    if repair.text:
        cut = repair.text[:QUOTED] + ("…" if len(repair.text) > QUOTED else "")
        lines.append(i18n("repairs.card.words", words=cut))
    if repair.voices:
        lines.append(i18n("drafts.voices", count=repair.voices))
    key = "repairs.card.reporter_recorded" if repair.recorder else "repairs.card.reporter"
    who = who_then(repair, repair.reporter, FILED, i18n)
    recorder = who_then(repair, repair.recorder, FILED, i18n)
    lines.append(i18n(key, who=who, recorder=recorder, at=repair.opened_at))
    if repair.convenient:
        lines.append(
            i18n("repairs.card.convenient", when=i18n.plain(f"repairs.when.{repair.convenient}"))
        )
    lines.append(i18n("repairs.card.state", state=state_label(repair, i18n), who=_who(repair)))
    if repair.state == S.WAITING and repair.firm:
        lines.append(i18n("repairs.card.firm", firm=repair.firm, phone=repair.firm_phone))
    if repair.is_open and repair.due_at and repair.paused_at is None:
        late = repair.due_at < view.unit.now
        lines.append(
            i18n("repairs.card.late" if late else "repairs.card.expected", at=repair.due_at)
        )
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
    lines += _steps(repair, view)
    if hint := _hint(repair, view):
        lines.append("\n" + hint)
    lines.append(i18n("repairs.card.number", number=repair.number))
    return "\n".join(lines)


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


def _steps(repair: Repair, view: RenderContext) -> list[str]:
    """What happened last; the whole way behind 经过."""
    shown = gathered(event for event in repair.events if event.kind not in ("drafted", "filed"))
    count = len(shown) if view.page == "log" else STEPS_SHOWN
    i18n = view.i18n
    return [
        i18n("repairs.card.step", at=event.at, what="") + how_often(event, times, i18n)
        for event, times in shown[-count:]
    ]  # fmt: skip


def _hint(repair: Repair, view: RenderContext) -> str:
    """What this person can do now, in a sentence (practice.md §9.2)."""
    i18n, person = view.i18n, view.person
    if repair.state == S.DONE and person is repair.reporter:
        return i18n("repairs.hint.own_work" if repair.did_it(person) else "repairs.hint.sign")
    act = view.unit.act(person)
    if repair.state == S.DONE and repair.reporter_cannot(act):
        return i18n("repairs.hint.instead") if person in repair.signers_instead(act.school) else ""
    if repair.state == S.REPORTED and repair.may_fix(act):
        return i18n("repairs.hint.claim")
    if repair.state == S.ASSIGNED and person is repair.assignee:
        return i18n("repairs.hint.accept")
    if repair.state == S.WORKING and person is repair.assignee:
        return i18n("repairs.hint.finish")
    if repair.paused_at is not None and person is repair.reporter:
        return i18n("repairs.hint.answer")
    return ""
