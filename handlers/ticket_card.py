"""How a report looks to each person on it."""

from __future__ import annotations

from bot.cards import Face, View
from bot.timeline import FILED, SIGNED, gathered, how_often, sentence, who_then
from handlers import draft_card
from handlers.draft_warning import numbers
from handlers.ticket_buttons import ENDED, front_rows
from handlers.ticket_pages import page_rows
from handlers.ticket_words import state_label, title
from models.cases import Event
from models.people import Person, Right
from models.school import Danger
from models.tickets import State, Ticket

S = State
QUOTED = 300
STEPS_SHOWN = 3


def face(ticket: Ticket, view: View) -> Face:
    """The card of a report."""
    if ticket.state == S.DRAFT:
        draft = draft_card.face(ticket, view)
        if view.news is None:
            return draft
        return Face(f"{sentence(view.news, view.words, 'news')}\n\n{draft.text}", draft.rows)
    if ticket.state == S.DISCARDED:
        into = ticket.merged_into
        key = "card.joined" if into else "card.discarded"
        return Face(view.words(key, title=title(ticket, view.words), number=into and into.number))
    lines = [_text(ticket, view)]
    if view.news is not None:
        lines.insert(0, f"<b>{_news(ticket, view, view.news)}</b>\n")
    if ticket.alarming:
        lines[0] = f"{view.words('card.urgent')} {lines[0]}"
    rows = page_rows(ticket, view) if view.page else front_rows(ticket, view)
    if view.page:
        lines.append("\n" + view.words(f"page.{view.page.partition('-')[0]}"))
    return Face("\n".join(lines), rows)


def _news(ticket: Ticket, view: View, news: Event) -> str:
    """What brought the card; those who need not act hear it in other words."""
    if (taker := _relieved_by(view, news)) is not None:
        return view.words("news.relieved", who=taker)
    if news.kind == "filed" and view.person is ticket.reporter:
        return view.words("news.filed_for", by=ticket.recorder)
    if news.kind == "finished" and view.person is not ticket.reporter:
        joined = view.person in ticket.joined
        key = "news.finished_joined" if joined else "news.finished_instead"
        return view.words(key, by=ticket.assignee)
    if news.kind == "refused" and "reason" in news.data and not view.person.may(Right.DISPATCH):
        return view.words("news.refused_fixer", by=news.by, reason=news.data["reason"])
    if news.kind == "finished" and ticket.did_it(ticket.reporter):
        return sentence(news, view.words)
    return sentence(news, view.words, "news")


def _relieved_by(view: View, news: Event) -> Person | None:
    """Who has it now, where the news is that the reader need not go any more: of those who hear of
    it only the taker has to act, and whoever had it before.
    """
    taker_id = news.data.get("keeper" if news.kind == "waiting" else "worker")
    if news.kind not in ("assigned", "accepted", "waiting") or taker_id in (None, view.person.id):
        return None
    return view.unit.session.get(Person, taker_id)


def _text(ticket: Ticket, view: View) -> str:
    words = view.words
    lines = [words("card.title", title=title(ticket, words))]
    where = ticket.place.full(words.language) if ticket.place else ""
    lines.append(
        words(
            "card.where",
            place=where,
            kind=ticket.category,
            urgency=draft_card.short_urgency(ticket, view),
        )
    )
    lines += _safety(ticket, view)
    if ticket.words:
        cut = ticket.words[:QUOTED] + ("…" if len(ticket.words) > QUOTED else "")
        lines.append(words("card.words", words=cut))
    if ticket.voices:
        lines.append(words("draft.voices", count=ticket.voices))
    key = "card.reporter_recorded" if ticket.recorder else "card.reporter"
    who = who_then(ticket, ticket.reporter, FILED, words)
    recorder = who_then(ticket, ticket.recorder, FILED, words)
    lines.append(words(key, who=who, recorder=recorder, at=ticket.opened_at))
    if ticket.convenient:
        lines.append(words("card.convenient", when=words.plain(f"when.{ticket.convenient}")))
    lines.append(words("card.state", state=state_label(ticket, words), who=_who(ticket)))
    if ticket.state == S.WAITING and ticket.firm:
        lines.append(words("card.firm", firm=ticket.firm, phone=ticket.firm_phone))
    if ticket.is_open and ticket.due_at and ticket.paused_at is None:
        late = ticket.due_at < view.unit.now
        lines.append(words("card.late" if late else "card.expected", at=ticket.due_at))
    if ticket.joined:
        lines.append(words("card.also", count=len(ticket.joined)))
    if ticket.materials or ticket.cost is not None:
        lines.append(words("card.costs", materials=ticket.materials, cost=ticket.cost))
    if ticket.state == S.SIGNED:
        key = "card.signed_instead" if ticket.instead_reason else "card.signed"
        who = who_then(ticket, ticket.signed_by, SIGNED, words)
        lines.append(words(key, who=who, at=ticket.signed_at, reason=ticket.instead_reason))
        if ticket.stars:
            lines.append("★" * ticket.stars + "☆" * (5 - ticket.stars))
    lines += _steps(ticket, view)
    if hint := _hint(ticket, view):
        lines.append("\n" + hint)
    lines.append(words("card.number", number=ticket.number))
    return "\n".join(lines)


def _safety(ticket: Ticket, view: View) -> list[str]:
    """What keeps people safe and whom to call, on every phone until the danger is contained; and
    what the guard does first (practice.md §6.3, §6.4).
    """
    if not ticket.alarming:
        return []
    words, school = view.words, view.unit.school
    danger = school.session.get(Danger, ticket.danger_kind) if ticket.danger_kind else None
    lines = []
    if danger is not None:
        lines += [words("card.safety", safety=danger.safety(words.language))]
        lines += numbers(danger, words)
    if view.person.may(Right.GUARD):
        kind = danger.kind if danger and words.has(f"guard.{danger.kind}") else "other"
        lines.append(words("card.guard", first=words.plain(f"guard.{kind}")))
    return lines


def _who(ticket: Ticket) -> object:
    return ticket.assignee if ticket.state not in (S.REPORTED, *ENDED) else None


def _steps(ticket: Ticket, view: View) -> list[str]:
    """What happened last; the whole way behind 经过."""
    shown = gathered(event for event in ticket.events if event.kind not in ("drafted", "filed"))
    count = len(shown) if view.page == "log" else STEPS_SHOWN
    words = view.words
    return [
        words("card.step", at=event.at, what="") + how_often(event, times, words)
        for event, times in shown[-count:]
    ]  # fmt: skip


def _hint(ticket: Ticket, view: View) -> str:
    """What this person can do now, in a sentence (practice.md §9.2)."""
    words, person = view.words, view.person
    if ticket.state == S.DONE and person is ticket.reporter:
        return words("hint.own_work" if ticket.did_it(person) else "hint.sign")
    act = view.unit.act(person)
    if ticket.state == S.DONE and ticket.reporter_cannot(act):
        return words("hint.instead") if person in ticket.signers_instead(act.school) else ""
    if ticket.state == S.REPORTED and ticket.may_fix(act):
        return words("hint.claim")
    if ticket.state == S.ASSIGNED and person is ticket.assignee:
        return words("hint.accept")
    if ticket.state == S.WORKING and person is ticket.assignee:
        return words("hint.finish")
    if ticket.paused_at is not None and person is ticket.reporter:
        return words("hint.answer")
    return ""
