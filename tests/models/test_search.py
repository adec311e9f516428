"""What /find finds, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, open_office

from models.cases.case import Case
from models.cases.search import MOST, find
from models.people import staff
from models.tickets import closing, work


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def found(office: Office, text: str, by: str = "li") -> list[Case]:
    return find(office.school, getattr(office, by), text, office.now)


def test_a_number_is_found_with_and_without_its_letters(office: Office) -> None:
    first, second = office.report(), office.report()
    assert second.number == "BX-260916-02"
    for text in ("BX-260916-02", "260916-02", "26091602", "260916-2"):
        assert found(office, text) == [second]
    assert found(office, "260916-01") == [first]
    assert found(office, "260917-01") == []


def test_a_place_means_all_below_it_and_a_name_every_place_of_that_name(office: Office) -> None:
    third = office.report(text="三楼男厕漏水", place="A3M")
    second = office.report(text="二楼男厕漏水", place="A2M")
    room = office.report(text="A302灯不亮")
    assert found(office, "三楼男厕") == [third]
    assert found(office, "男厕") == [second, third]
    assert found(office, "A302") == [room]
    assert {room, third, second} <= set(found(office, "教学楼A"))


def test_a_person_is_found_as_reporter_and_as_fixer_by_name_and_by_call(office: Office) -> None:
    ticket = office.report(office.wang)
    other = office.report(office.liu)
    office.do(work.accept, ticket, office.chen)
    assert found(office, "王芳") == [ticket]
    assert found(office, "陈大勇") == [ticket]
    assert found(office, "陈师傅") == [ticket]
    assert found(office, "刘玥") == [other]


def test_who_has_left_is_still_found(office: Office) -> None:
    ticket = office.report(office.wang)
    staff.switch_off(office.wang, office.act(office.admin))
    assert found(office, "王芳") == [ticket]


def test_words_are_found_and_signs_of_sql_are_only_signs(office: Office) -> None:
    ticket = office.report(text="A302灯不亮 100%_坏")
    office.report(text="A301门锁卡住", place="A301")
    assert found(office, "不亮") == [ticket]
    assert found(office, "100%_") == [ticket]
    assert found(office, "%") == [ticket]
    assert found(office, "_") == [ticket]
    injected = office.report(text="A301门锁坏了 x'; DROP TABLE case;--", place="A301")
    assert found(office, "'; DROP TABLE case;--") == [injected]


def test_a_day_finds_what_was_reported_on_it(office: Office) -> None:
    office.now = office.at(9, 15, 0, 0)
    tuesday = office.report()
    office.now = office.at(9, 15, 23, 59)
    late = office.report()
    office.now = office.at(9, 16, 9)
    today = office.report()
    assert found(office, "昨天") == [late, tuesday]
    assert found(office, "yesterday") == [late, tuesday]
    assert found(office, "今天") == [today]
    assert found(office, "9月15日") == [late, tuesday]
    assert found(office, "2026-09-15") == [late, tuesday]


def test_a_weekday_is_looked_for_in_the_past(office: Office) -> None:
    office.now = office.at(9, 11)
    friday = office.report()
    office.now = office.at(9, 16)
    assert found(office, "周五") == [friday]


def test_days_in_words_and_what_happened_then_are_said_in_one_line(office: Office) -> None:
    office.now = office.at(9, 10)
    lamp, toilet = office.report(), office.report(text="三楼男厕漏水", place="A3M")
    office.now = office.at(9, 16)
    today = office.report()
    assert found(office, "上周") == found(office, "上周四") == [toilet, lamp]
    assert found(office, "本月 灯") == found(office, "9月 A302") == [today, lamp]
    assert found(office, "上周男厕") == found(office, "last week 漏水") == [toilet]
    assert found(office, "A302 不亮 今天") == [today]
    assert found(office, "上个月") == found(office, "去年") == found(office, "男厕 灯") == []


def test_the_29th_of_february_breaks_nothing(office: Office) -> None:
    assert found(office, "2月29日") == []
    office.now = office.now.replace(year=2028, month=1, day=15)
    assert found(office, "2月29日") == []


def test_a_teacher_finds_only_what_is_hers_to_see(office: Office) -> None:
    ticket = office.report(office.wang)
    assert found(office, "A302", by="wang") == [ticket]
    assert found(office, "A302", by="zhang") == []
    office.do(closing.join, ticket, office.zhang)
    assert found(office, "A302", by="zhang") == [ticket]
    for sees in ("li", "vice", "principal", "chen", "sun"):
        assert found(office, "A302", by=sees) == [ticket]
    assert found(office, "A302", by="zhao") == []


def test_ones_own_is_found_behind_many_that_are_not(office: Office) -> None:
    own = office.report(office.zhang)
    for _ in range(MOST + 5):
        office.report(office.wang)
    assert found(office, "A302", by="zhang") == [own]
    assert len(found(office, "A302")) == MOST


def test_drafts_and_discarded_ones_are_not_found(office: Office) -> None:
    office.draft()
    assert found(office, "A302", by="wang") == []
