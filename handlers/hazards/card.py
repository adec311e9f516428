"""How a hazard looks to each person on it: who has it, until when, what comes next."""

from __future__ import annotations

from bot.timeline import FILED, gathered, how_often, sentence, who_then
from bot.transaction import RenderContext, Rendered
from handlers.hazards.buttons import front_rows
from handlers.hazards.pages import page_rows, text_of
from handlers.hazards.titles import short, state_label, title
from models.cases.case import Event
from models.cases.parts import parts_of
from models.hazards import Hazard
from models.hazards.foreseeing import may_be_foreseen
from models.hazards.reading import grave_hint
from models.people.person import Right
from models.tickets import State

S = State
QUOTED = 300
STEPS_SHOWN = 3
# What those who need not act hear in words of their own.
ONLY_HEARD = frozenset({"ordered", "fixed", "not_cleared", "handed", "part_ended"})


def render(hazard: Hazard, view: RenderContext) -> Rendered:
    """The card of a hazard."""
    lines = [_text(hazard, view)]
    if view.news is not None:
        lines.insert(0, f"<b>{_news(hazard, view, view.news)}</b>\n")
    if hazard.alarming or (hazard.grave and hazard.is_open):
        key = "hazards.card.alarming" if hazard.alarming else "hazards.card.grave"
        lines[0] = f"{view.i18n(key)} {lines[0]}"
    rows = page_rows(hazard, view) if view.page else front_rows(hazard, view)
    if view.page:
        lines.append("\n" + text_of(hazard, view))
    return Rendered("\n".join(lines), rows)


def _news(hazard: Hazard, view: RenderContext, news: Event) -> str:
    """What brought the card; those who need not act hear it in other words."""
    act = view.unit.act(view.person)
    owner = hazard.assignee and act.school.today_instead(hazard.assignee, act.now)
    acts = view.person in (hazard.assignee, owner)
    if news.kind == "fixed":
        acts = view.person in hazard.checkers(act.school, act.now)
    if news.kind in ONLY_HEARD and not acts and view.i18n.has(f"hazards.heard.{news.kind}"):
        level, until = short(hazard.level, view.i18n), hazard.due_at
        key = f"hazards.heard.{news.kind}"
        return view.i18n(key, who=hazard.assignee, level=level, until=until)
    return sentence(news, view.i18n, "news")


def _text(hazard: Hazard, view: RenderContext) -> str:
    i18n = view.i18n
    lines = [i18n("hazards.card.title", title=title(hazard, i18n))]
    where = hazard.place.full(i18n.language) if hazard.place else ""
    kind = short(hazard.category, i18n) or i18n.plain("hazards.card.kindless")
    level = hazard.level
    graded = level or i18n.plain("hazards.card.ungraded")
    lines.append(i18n("hazards.card.where", place=where, kind=kind, level=graded))
    if hazard.text:
        cut = hazard.text[:QUOTED] + ("…" if len(hazard.text) > QUOTED else "")
        lines.append(i18n("hazards.card.words", words=cut))
    if hazard.voices:
        lines.append(i18n("drafts.voices", count=hazard.voices))
    lines.append(_finder(hazard, view))
    if hazard.risk is not None:
        colour = hazard.risk.colour(view.unit.school.settings)
        mark = i18n.plain(f"hazards.colour.{colour}")
        lines.append(i18n("hazards.card.risk", colour=mark, name=hazard.risk))
    elif may_be_foreseen(hazard) and view.person.may(Right.SAFETY):
        lines.append(i18n("hazards.card.unforeseen"))
    if hint := _hint_of_grave(hazard, view):
        lines.append(hint)
    if hazard.criterion is not None:
        source = hazard.criterion.source
        lines.append(i18n("hazards.card.criterion", line=hazard.criterion, source=source or "—"))
    if hazard.lowered_why:
        lines.append(i18n("hazards.card.lowered", why=hazard.lowered_why))
    lines.append(i18n("hazards.card.state", state=state_label(hazard, i18n), who=_who(hazard)))
    lines += _measure(hazard, view)
    lines += _plan(hazard, view)
    lines += _day(hazard, view)
    for part in parts_of(hazard):
        stands = view.unit.registry.card(part).stands(part, i18n, view.unit.now)
        lines.append(i18n("hazards.card.part", number=part.number, stands=stands))
    if hazard.result and hazard.fixed_at:
        lines.append(i18n("hazards.card.result", words=hazard.result, at=hazard.fixed_at))
    if hazard.state == S.SIGNED:
        who, at = hazard.signed_by, hazard.signed_at
        lines.append(i18n("hazards.card.cleared", who=who, at=at))
        if hazard.opinion:
            lines.append(i18n("hazards.card.opinion", words=hazard.opinion))
    if following := _next(hazard, view):
        lines.append(following)
    lines += _steps(hazard, view)
    lines.append(i18n("hazards.card.number", number=hazard.number))
    return "\n".join(lines)


def _finder(hazard: Hazard, view: RenderContext) -> str:
    """Who found it; where he wants no name on it, the safety officer alone reads it."""
    i18n = view.i18n
    if not hazard.anonymous:
        who = who_then(hazard, hazard.reporter, FILED, i18n)
        return i18n("hazards.card.finder", who=who, at=hazard.opened_at)
    if view.person.may(Right.SAFETY):
        return i18n("hazards.card.unnamed_to_all_but_you", who=hazard.reporter, at=hazard.opened_at)
    return i18n("hazards.card.unnamed", at=hazard.opened_at)


def _hint_of_grave(hazard: Hazard, view: RenderContext) -> str:
    """What makes 重大 likely, for whoever says how bad it is."""
    if hazard.state != S.REPORTED:
        return ""
    hint = grave_hint(hazard.text, hazard.category)
    return view.i18n("hazards.card.may_be_grave", hint=hint) if hint else ""


def _who(hazard: Hazard) -> object:
    return hazard.assignee if hazard.state in (S.ASSIGNED, S.DONE) else None


def _measure(hazard: Hazard, view: RenderContext) -> list[str]:
    i18n, level = view.i18n, hazard.level
    if hazard.contained_at is not None:
        words, at = hazard.measure, hazard.contained_at
        return [i18n("hazards.card.controlled", words=words, at=at)]
    if hazard.state != S.ASSIGNED or level is None or not hazard.must_control:
        return []
    usual = (i18n.language == "en" and level.measure_en) or level.measure_zh
    late = hazard.control_by is not None and hazard.control_by < view.unit.now
    key = "hazards.card.control_late" if late else "hazards.card.control_by"
    return [i18n(key, at=hazard.control_by, usual=usual)]


def _plan(hazard: Hazard, view: RenderContext) -> list[str]:
    i18n = view.i18n
    if hazard.planned_at is None:
        return []
    lines = [
        i18n(
            "hazards.card.plan",
            who=hazard.assignee,
            measure=hazard.plan_measure,
            money=hazard.plan_money,
            until=hazard.due_at,
            emergency=hazard.plan_emergency,
        )
    ]
    if hazard.told_authority:
        at = hazard.told_authority_at
        lines.append(i18n("hazards.card.told_authority", words=hazard.told_authority, at=at))
    return lines


def _day(hazard: Hazard, view: RenderContext) -> list[str]:
    i18n = view.i18n
    lines: list[str] = []
    if hazard.state == S.ASSIGNED and hazard.due_at is not None:
        late = hazard.due_at < view.unit.now
        key = "plan_by" if hazard.must_plan else "late" if late else "until"
        lines.append(i18n(f"hazards.card.{key}", at=hazard.due_at))
    if hazard.extended:
        first = hazard.first_due_at
        lines.append(i18n("hazards.card.extended", count=hazard.extended, first=first))
    if hazard.asked_until is not None:
        until, why = hazard.asked_until, hazard.asked_why
        lines.append(i18n("hazards.card.asks", until=until, why=why))
    return lines


def _next(hazard: Hazard, view: RenderContext) -> str:
    """Who does what next."""
    i18n, school, now = view.i18n, view.unit.school, view.unit.now
    match hazard.state:
        case S.REPORTED:
            return i18n("hazards.next.grade", who=hazard.orderers(school))
        case S.ASSIGNED if hazard.must_control:
            return i18n("hazards.next.control", who=hazard.assignee)
        case S.ASSIGNED if hazard.must_plan:
            return i18n("hazards.next.plan", who=hazard.assignee)
        case S.ASSIGNED if parts := hazard.open_parts():
            return i18n("hazards.next.wait", numbers=[part.number for part in parts])
        case S.ASSIGNED:
            return i18n("hazards.next.fix", who=hazard.assignee)
        case S.DONE:
            return i18n("hazards.next.check", who=hazard.checkers(school, now))
    return ""


def _steps(hazard: Hazard, view: RenderContext) -> list[str]:
    """What happened last; the whole way behind 经过."""
    shown = gathered(event for event in hazard.events if event.kind not in ("drafted", "filed"))
    count = len(shown) if view.page == "log" else STEPS_SHOWN
    i18n = view.i18n
    return [
        i18n("hazards.card.step", at=event.at, what="") + how_often(event, times, i18n)
        for event, times in shown[-count:]
    ]
