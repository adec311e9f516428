"""The end of a repair: who signs, who gives back, who is asked to wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from office import Office, names, open_office, refused

from models.people import staff
from models.repairs import afterwards
from models.tickets import State, closing, progress, work

S = State


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_the_reporter_signs_and_nobody_else(office: Office) -> None:
    ticket = office.done()
    for somebody in (office.chen, office.li, office.liu, office.admin, office.principal):
        with refused("ticket.reporter_only"):
            closing.sign(ticket, office.act(somebody))
    office.do(closing.sign, ticket, office.wang)
    assert ticket.signed_by is office.wang


def test_nobody_signs_what_he_repaired_himself(office: Office) -> None:
    own = office.done(office.chen)
    with refused("ticket.own_work"):
        closing.sign(own, office.act(office.chen))
    office.do(closing.sign_instead, own, office.li, "本人维修")
    assert (own.signed_by, own.instead_reason) == (office.li, "本人维修")


def test_that_the_office_pressed_done_for_him_changes_nothing(office: Office) -> None:
    own = office.working(office.chen)
    office.do(work.finish, own, office.li)
    with refused("ticket.own_work"):
        closing.sign(own, office.act(office.chen))
    with refused("ticket.own_work"):
        closing.sign_instead(own, office.act(office.li), "急")


def test_the_office_signs_instead_only_after_seven_school_days(office: Office) -> None:
    ticket = office.done()
    with refused("right.dispatch"):
        closing.sign_instead(ticket, office.act(office.vice), "急")
    with refused("ticket.sign_too_early"):
        closing.sign_instead(ticket, office.act(office.li), "急")
    # The 25th is a holiday: seven school days end on Monday the 28th.
    office.now = office.at(9, 28, 17, 29)
    with refused("ticket.sign_too_early"):
        closing.sign_instead(ticket, office.act(office.li), "急")
    office.now = office.at(9, 28, 17, 30)
    event = office.do(closing.sign_instead, ticket, office.li, "一直没验收")
    assert office.told(event) == {"王芳"}
    assert ticket.state == S.SIGNED


def test_the_office_signs_at_once_where_the_reporter_cannot(office: Office) -> None:
    left, away, phoneless = office.done(office.wang), office.done(office.liu), office.done()
    staff.switch_off(office.wang, office.act(office.admin))
    staff.be_away(office.liu, office.act(office.li), office.school.today(office.now), None)
    phoneless.reporter = office.cao
    for ticket in (left, away, phoneless):
        office.do(closing.sign_instead, ticket, office.li, "本人不在")
        assert ticket.state == S.SIGNED


def test_what_is_not_done_is_signed_by_nobody(office: Office) -> None:
    ticket = office.working()
    with refused("ticket.not_now"):
        closing.sign(ticket, office.act(office.wang))
    with refused("ticket.not_now"):
        closing.sign_instead(ticket, office.act(office.li), "急")


def test_a_worker_who_forgot_to_press_done_is_told_that_it_is_signed(office: Office) -> None:
    ticket = office.working()
    with refused("ticket.reporter_only"):
        closing.fixed_already(ticket, office.act(office.li))
    event = office.do(closing.fixed_already, ticket, office.wang)
    assert office.told(event) == {"陈大勇"}
    assert (ticket.state, ticket.signed_by) == (S.SIGNED, office.wang)
    own = office.working(office.chen)
    with refused("ticket.own_work"):
        closing.fixed_already(own, office.act(office.chen))


def test_given_back_it_is_the_same_mans_with_a_new_time(office: Office) -> None:
    ticket = office.done()
    office.passes(days=1)
    with refused("ticket.reporter_only"):
        closing.give_back(ticket, office.act(office.liu), "还闪")
    event = office.do(closing.give_back, ticket, office.wang, "还闪")
    assert office.told(event) == {"陈大勇"}
    assert (ticket.state, ticket.assignee, ticket.finished_by) == (S.WORKING, office.chen, None)
    assert ticket.due_at is not None
    assert ticket.due_at > office.now


def test_given_back_to_one_who_left_the_office_hears_it(office: Office) -> None:
    ticket = office.done()
    staff.switch_off(office.chen, office.act(office.admin))
    event = office.do(closing.give_back, ticket, office.wang, "还闪")
    assert office.told(event) == {"李国庆"}


def test_who_joined_says_that_it_is_still_broken_there(office: Office) -> None:
    ticket = office.done()
    office.do(closing.join, ticket, office.liu)
    with refused("ticket.reporter_only"):
        closing.still_broken(ticket, office.act(office.zhang))
    office.do(closing.sign, ticket, office.wang)
    event = office.do(closing.still_broken, ticket, office.liu)
    assert office.told(event) == {"陈大勇", "王芳"}
    assert (ticket.state, ticket.signed_by, ticket.signed_at) == (S.WORKING, None, None)


def test_long_after_the_signature_it_is_reported_anew(office: Office) -> None:
    ticket = office.done()
    office.do(closing.join, ticket, office.liu)
    office.do(closing.sign, ticket, office.wang)
    office.passes(days=office.school.settings.reopen_days, minutes=1)
    with refused("ticket.report_anew"):
        closing.still_broken(ticket, office.act(office.liu))


def test_stars_are_given_after_the_signature(office: Office) -> None:
    ticket = office.done()
    with refused("ticket.not_now"):
        afterwards.rate(ticket, office.act(office.wang), 5)
    office.do(closing.sign, ticket, office.wang)
    for stars in (0, 6, -1):
        with refused("ticket.not_now"):
            afterwards.rate(ticket, office.act(office.wang), stars)
    with refused("ticket.reporter_only"):
        afterwards.rate(ticket, office.act(office.chen), 5)
    office.do(afterwards.rate, ticket, office.wang, 4)
    assert ticket.stars == 4


def test_a_report_is_withdrawn_while_nobody_has_started(office: Office) -> None:
    ticket = office.report()
    office.do(work.assign, ticket, office.li, office.chen)
    office.do(closing.join, ticket, office.liu)
    with refused("ticket.reporter_only"):
        closing.withdraw(ticket, office.act(office.li))
    event = office.do(closing.withdraw, ticket, office.wang)
    assert office.told(event) == {"陈大勇", "刘玥"}
    with refused("ticket.not_now"):
        closing.withdraw(office.working(), office.act(office.wang))


def test_after_work_began_that_it_is_not_needed_must_be_confirmed(office: Office) -> None:
    ticket = office.working()
    with refused("ticket.not_now"):
        closing.drop(ticket, office.act(office.chen))
    event = office.do(closing.not_needed, ticket, office.wang)
    assert office.told(event) == {"陈大勇", "李国庆"}
    with refused("ticket.not_now"):
        closing.not_needed(ticket, office.act(office.wang))
    with refused("ticket.not_yours"):
        closing.drop(ticket, office.act(office.sun))
    event = office.do(closing.drop, ticket, office.li)
    assert office.told(event) == {"王芳", "陈大勇"}
    assert ticket.state == S.WITHDRAWN


def test_the_office_declines_with_a_reason_and_all_on_it_hear(office: Office) -> None:
    ticket = office.report()
    office.do(closing.join, ticket, office.liu)
    office.do(work.assign, ticket, office.li, office.chen)
    with refused("right.dispatch"):
        closing.decline(ticket, office.act(office.chen), "不归我们")
    event = office.do(closing.decline, ticket, office.li, "不归学校修")
    assert office.told(event) == {"王芳", "刘玥", "陈大勇"}
    assert (ticket.state, event.data["reason"]) == (S.DECLINED, "不归学校修")
    with refused("ticket.not_now"):
        closing.decline(office.working(), office.act(office.li), "不归学校修")


def test_merging_takes_the_people_along(office: Office) -> None:
    first, second = office.report(office.wang), office.report(office.liu)
    office.do(closing.join, second, office.zhang)
    office.do(closing.join, second, office.wang)
    with refused("right.dispatch"):
        closing.merge(second, office.act(office.chen), first)
    with refused("ticket.cannot_merge"):
        closing.merge(second, office.act(office.li), second)
    with refused("ticket.cannot_merge"):
        closing.merge(second, office.act(office.li), office.done())
    event = office.do(closing.merge, second, office.li, first)
    assert office.told(event) == {"刘玥", "张敏", "王芳"}
    assert (second.state, second.merged_into) == (S.MERGED, first)
    assert names(first.joined) == {"刘玥", "张敏"}
    assert first.reporter is office.wang


def test_merging_never_loses_a_danger(office: Office) -> None:
    calm, grave = office.report(urgency="normal"), office.report(urgency="urgent")
    office.do(work.accept, calm, office.chen)
    office.do(closing.merge, grave, office.li, calm)
    assert calm.urgent
    assert calm.due_at == office.now + timedelta(hours=4)
    assert office.told(calm.events[-1]) == {"陈大勇", "门卫室手机", "何志明", "许文慧"}


def test_meeting_the_same_trouble_twice_is_once(office: Office) -> None:
    ticket = office.report()
    assert office.do(closing.join, ticket, office.liu) is not None
    assert office.do(closing.join, ticket, office.liu) is None
    assert office.do(closing.join, ticket, office.wang) is None
    assert names(ticket.joined) == {"刘玥"}
    office.do(closing.decline, ticket, office.li, "不归学校修")
    with refused("ticket.not_now"):
        closing.join(ticket, office.act(office.zhang))


def test_a_nudge_waits_for_the_promise_then_half_a_day_then_reaches_the_office(
    office: Office,
) -> None:
    ticket = office.working()
    assert ticket.due_at is not None
    with refused("ticket.promised"):
        progress.nudge(ticket, office.act(office.wang))
    with refused("ticket.reporter_only"):
        progress.nudge(ticket, office.act(office.zhang))
    office.now = ticket.due_at
    assert office.told(office.do(progress.nudge, ticket, office.wang)) == {"陈大勇"}
    office.passes(hours=3, minutes=59)
    with refused("ticket.nudged_already"):
        progress.nudge(ticket, office.act(office.wang))
    office.passes(minutes=1)
    assert office.told(office.do(progress.nudge, ticket, office.wang)) == {"陈大勇", "李国庆"}
    office.do(work.finish, ticket, office.chen)
    with refused("ticket.not_now"):
        progress.nudge(ticket, office.act(office.wang))


def test_a_nudge_for_a_worker_without_a_phone_reaches_the_office(office: Office) -> None:
    ticket = office.report()
    office.do(work.accept, ticket, office.li, office.ma)
    office.now = office.at(9, 22)
    assert office.told(office.do(progress.nudge, ticket, office.wang)) == {"李国庆"}


def test_a_comment_reaches_the_others_on_the_ticket(office: Office) -> None:
    ticket = office.report()
    assert office.told(office.do(closing.comment, ticket, office.wang, "快")) == {"李国庆"}
    office.do(closing.join, ticket, office.liu)
    office.do(work.accept, ticket, office.chen)
    told = office.told(office.do(closing.comment, ticket, office.wang, "快"))
    assert told == {"刘玥", "陈大勇"}
    with refused("case.not_found"):
        closing.comment(ticket, office.act(office.zhang), "我也看看")


def test_who_is_switched_off_does_nothing_any_more(office: Office) -> None:
    ticket = office.done()
    office.wang.active = office.chen.active = False
    with refused("gate.switched_off"):
        closing.sign(ticket, office.act(office.wang))
    with refused("gate.switched_off"):
        afterwards.note_costs(ticket, office.act(office.chen))
