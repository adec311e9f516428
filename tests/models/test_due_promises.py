"""Once, and only once: each promise is reminded of once, and no press crosses a newer step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import drafting
import pytest
from office import SHANGHAI, Office, open_office, refused

from models.calendar.hours import Break
from models.cases.case import Event
from models.repairs import Repair, afterwards
from models.tickets import closing, work
from models.tickets.work import Waiting


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def times(events: list[Event], kind: str) -> list[datetime]:
    """When somebody was reminded of it."""
    return [one.at.astimezone(SHANGHAI) for one in events if one.kind == kind and one.notify]


def shift_deadlines(office: Office, ticket: Repair, until: datetime) -> None:
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, until, "灯管")


def test_a_new_date_is_reminded_of_though_the_old_one_was(office: Office) -> None:
    ticket = office.working()
    shift_deadlines(office, ticket, office.at(9, 17, 17, 30))
    assert times(office.comes(office.at(9, 17, 10)), "wait.day") == [office.at(9, 17, 7, 40)]
    shift_deadlines(office, ticket, office.at(9, 18, 17, 30))
    assert times(office.comes(office.at(9, 18, 10)), "wait.day") == [office.at(9, 18, 7, 40)]


def test_the_same_date_given_again_is_not_reminded_of_again(office: Office) -> None:
    ticket = office.working()
    shift_deadlines(office, ticket, office.at(9, 17, 17, 30))
    assert times(office.comes(office.at(9, 17, 10)), "wait.day")
    shift_deadlines(office, ticket, office.at(9, 17, 17, 30))
    office.do(work.resume, ticket, office.chen)
    shift_deadlines(office, ticket, office.at(9, 17, 17, 30))
    assert times(office.comes(office.at(9, 17, 16)), "wait.day") == []


def test_a_second_repair_is_asked_to_be_signed_as_the_first_was(office: Office) -> None:
    ticket = office.done()
    first = times(office.comes(office.at(9, 17, 16)), "sign.0")
    assert len(first) == 1
    office.do(closing.give_back, ticket, office.wang, "还是不亮")
    office.do(work.finish, ticket, office.chen)
    assert len(times(office.comes(office.at(9, 18, 16)), "sign.0")) == 1


def test_a_repair_that_is_late_again_after_it_was_given_back_is_told_again(
    office: Office,
) -> None:
    ticket = office.working()
    assert ticket.due_at is not None
    assert len(times(office.comes(ticket.due_at), "late.assignee")) == 1
    office.do(work.finish, ticket, office.chen)
    office.do(closing.give_back, ticket, office.wang, "还是不亮")
    assert ticket.due_at > office.now
    assert len(times(office.comes(ticket.due_at), "late.assignee")) == 1


def urgent(office: Office) -> Repair:
    return office.report(urgency="urgent")


def asked(office: Office) -> Repair:
    ticket = office.working()
    office.do(work.ask_more, ticket, office.chen, "哪一盏？")
    return ticket


def unneeded(office: Office) -> Repair:
    ticket = office.working()
    office.do(closing.not_needed, ticket, office.wang)
    return ticket


def joined(office: Office) -> Repair:
    ticket = office.working()
    office.do(closing.join, ticket, office.liu)
    return ticket


# Every verb beside the table of moves: what it is done to, by whom, with what.
BESIDE: dict[str, tuple[Callable[[Office], Repair], str, Callable[..., Any], tuple[Any, ...]]] = {
    "contain": (urgent, "zhao", work.contain, ()),
    "not_needed": (Office.working, "wang", closing.not_needed, ()),
    "ask_more": (Office.working, "chen", work.ask_more, ("哪一盏？",)),
    "answer": (asked, "wang", work.answer, ("靠窗那盏",)),
    "comment": (Office.working, "wang", closing.comment, ("快一点",)),
    "join": (Office.working, "liu", closing.join, ()),
    "costs": (Office.done, "chen", afterwards.note_costs, ()),
}
RAISES = ("contain", "not_needed", "ask_more", "answer")


@pytest.mark.parametrize("verb", BESIDE)
def test_what_a_button_could_cross_raises_the_version_and_what_is_only_said_does_not(
    office: Office, verb: str
) -> None:
    make, by, does, with_ = BESIDE[verb]
    ticket = make(office)
    before = ticket.version
    office.do(does, ticket, getattr(office, by), *with_)
    assert ticket.version == before + (verb in RAISES)


@pytest.mark.parametrize("verb", RAISES)
def test_a_press_on_the_card_from_before_is_told_what_changed(office: Office, verb: str) -> None:
    make, by, does, with_ = BESIDE[verb]
    ticket = make(office)
    seen = ticket.version
    office.do(does, ticket, getattr(office, by), *with_)
    with refused("case.changed"):
        if ticket.assignee is None:
            work.accept(ticket, office.act(office.chen, seen))
        else:
            work.finish(ticket, office.act(office.chen, seen))


def test_a_question_is_not_asked_from_a_card_that_was_overtaken(office: Office) -> None:
    ticket = office.working()
    seen = ticket.version
    shift_deadlines(office, ticket, office.at(9, 18, 17, 30))
    with refused("case.changed"):
        work.ask_more(ticket, office.act(office.chen, seen), "哪一盏？")
    assert ticket.paused_at is None
    work.ask_more(ticket, office.act(office.chen, ticket.version), "哪一盏？")


def test_a_draft_that_was_filed_is_not_filed_again(office: Office) -> None:
    draft = office.draft()
    office.do(drafting.file, draft, office.wang)
    with refused("drafts.filed"):
        drafting.file(draft, office.act(office.wang))


def test_a_break_in_the_middle_of_a_wait_brings_the_reminder_after_it(office: Office) -> None:
    office.session.add(Break(name="台风", first=date(2026, 9, 22), last=date(2026, 9, 24)))
    office.session.flush()
    ticket = office.report(urgency="normal")
    office.do(work.accept, ticket, office.chen)
    office.do(work.wait, ticket, office.chen, Waiting.PARTS, office.at(9, 23, 17, 30), "")
    # The 25th to the 27th are a holiday in the sample school.
    assert office.planned(ticket)["wait.day"] == office.at(9, 28, 7, 30)
