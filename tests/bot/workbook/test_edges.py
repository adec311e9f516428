"""Cells at the edge of what they may hold: the last that is taken, and the first that is not."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from pydantic_core import PydanticCustomError
from schoolbook import BOOK, TODAY
from sqlalchemy import String, inspect

from models.people.person import Person
from models.places import Place
from models.workbook.cells import Kind, Number, Phone, Text, Whole, YesNo, text_of
from models.workbook.choices import Words
from models.workbook.measures import Limits, Numbers, Times
from models.workbook.moments import Clock, Day, MonthDay
from models.workbook.names import Names
from models.workbook.school import KINDS
from models.workbook.shapes import Value
from models.workbook.sheet import TableSheet
from models.workbook.sheets import SHEETS

NAMES = Names(BOOK, TODAY)
# The smallest and the largest that each habit of the school may be, as its own line says.
HABITS = {
    "pupils": (0, 20_000),
    "security_doors": (0, 500),
    "recording_days": (0, 3650),
    "soon_cutoff_hours": (0, 12),
    "invitation_days": (1, 365),
    "sign_instead_days": (1, 60),
    "draft_offer_minutes": (1, 1440),
    "nudge_hours": (0, 240),
    "same_trouble_minutes": (1, 10_080),
    "reopen_days": (0, 365),
    "risk_red": (1, 25),
    "risk_orange": (1, 25),
    "risk_yellow": (1, 25),
    "guard_rows": (0, 1000),
    "guard_percent": (0, 100),
    "calendar_notice_days": (1, 365),
}


def read(kind: Kind, value: Value, today: date = TODAY) -> Any:
    return kind.read(value, Names(BOOK, today))


def refusal(kind: Kind, value: Value, today: date = TODAY) -> tuple[str, dict[str, Any]]:
    with pytest.raises(PydanticCustomError) as caught:
        read(kind, value, today)
    return caught.value.type, dict(caught.value.context or {})


def test_every_habit_that_is_a_number_has_its_edges_here() -> None:
    assert {key for key, kind in KINDS.items() if isinstance(kind, Whole)} == set(HABITS)


@pytest.mark.parametrize("key", HABITS)
def test_a_habit_is_taken_up_to_its_edges_and_no_further(key: str) -> None:
    low, high = HABITS[key]
    assert [read(KINDS[key], edge) for edge in (low, high)] == [low, high]
    for beyond in (low - 1, high + 1):
        said, values = refusal(KINDS[key], beyond)
        assert said == "cell.out_of_range"
        assert {name: values[name] for name in ("value", "low", "high")} == {
            "value": str(beyond),
            "low": low,
            "high": high,
        }


@pytest.mark.parametrize("text", ["24、72", "1、500"])
def test_two_reminders_the_smaller_first(text: str) -> None:
    hours = [int(part) for part in text.split("、")]
    assert list(read(KINDS["sign_reminder_hours"], text)) == hours


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("72、24", "cell.two_reminders"),
        ("24", "cell.two_reminders"),
        ("24、48、72", "cell.two_reminders"),
        ("0、24", "cell.out_of_range"),
        ("24、501", "cell.out_of_range"),
    ],
)
def test_reminders_that_are_not_two_in_order_are_told(text: str, key: str) -> None:
    assert refusal(KINDS["sign_reminder_hours"], text)[0] == key


def texts() -> list[tuple[str, str, Text, int]]:
    """Every column of words that lies in a column of a table, and how long that one is."""
    tables: dict[str, Any] = {"people": Person, "places": Place}
    found = []
    for sheet in SHEETS:
        table = sheet.table if isinstance(sheet, TableSheet) else tables.get(sheet.name)
        if table is None:
            continue
        for field, column in sheet.row.columns().items():
            if isinstance(column.kind, Text) and field in inspect(table).columns:
                kept = inspect(table).columns[field].type
                assert isinstance(kept, String)
                if kept.length is not None:
                    found.append((sheet.name, field, column.kind, kept.length))
    return found


@pytest.mark.parametrize(("sheet", "field", "kind", "length"), texts())
def test_words_are_taken_as_long_as_their_place_in_the_records(
    sheet: str, field: str, kind: Text, length: int
) -> None:
    assert kind.most == length
    assert read(kind, "长" * length) == "长" * length
    said, values = refusal(kind, "长" * (length + 1))
    assert (said, values["count"], values["most"]) == ("cell.too_long", length + 1, length)


def test_each_word_of_several_is_taken_up_to_its_length() -> None:
    assert read(Words(most=3), "厕所间，灯") == ("厕所间", "灯")
    said, values = refusal(Words(most=3), "灯，洗手间里")
    assert (said, values["count"], values["most"]) == ("cell.too_long", 4, 3)


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), (3.0, 3), ("1,000", 1000), (" ３ ", 3), ("3.0", 3), ("1" * 8, 11_111_111)],
)
def test_whole_numbers_in_all_their_forms(value: Value, number: int) -> None:
    read_as = read(Whole(), value)
    assert (read_as, type(read_as)) == (number, int)


@pytest.mark.parametrize(
    ("value", "key", "shown"),
    [
        (2.5, "cell.not_whole", "2.5"),
        ("2.5", "cell.not_whole", "2.5"),
        (True, "cell.not_a_number", "TRUE"),
        ("1e3", "cell.not_a_number", "1e3"),
        ("9" * 13, "cell.not_a_number", "9" * 13),
        ("三", "cell.not_a_number", "三"),
    ],
)
def test_what_is_no_whole_number_is_told_as_it_stands(value: Value, key: str, shown: str) -> None:
    said, values = refusal(Whole(), value)
    assert (said, values["value"]) == (key, shown)


def test_halves_are_numbers_and_are_written_without_a_point_where_nothing_is_behind_it() -> None:
    assert read(Number(0, 12), 2.5) == 2.5
    assert [Number().write(one, NAMES) for one in (2.0, 2.5)] == [2, 2.5]
    assert Number().from_row(None) is None
    assert refusal(Number(0, 12), 12.5)[0] == "cell.out_of_range"


@pytest.mark.parametrize(
    ("text", "taken"),
    [("12345", True), ("1234", False), ("+86 571 5550 1202", True), ("1" * 29, True),
     ("1" * 30, False), ("138-0000-0001", True), ("分机8", False)],
)  # fmt: skip
def test_telephone_numbers_at_their_edges(text: str, taken: bool) -> None:
    if taken:
        assert read(Phone(), text) == text.replace(" ", "").replace("-", "")
    else:
        assert refusal(Phone(), text) == (
            "cell.not_a_phone",
            {"value": text, "key": "cell.not_a_phone"},
        )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (False, "FALSE"),
        (3.0, "3"),
        (3.5, "3.5"),
        ("\u200b王\u3000芳\xa0 ", "王 芳"),
    ],
)
def test_what_stands_in_a_cell_as_words(value: Value, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(date(2026, 3, 2), "2026-03-02"), (time(3, 2), "03:02"),
     (datetime.combine(date(2026, 3, 2), time(7, 30)), "2026-03-02 07:30")],
)  # fmt: skip
def test_what_excel_made_a_day_of_is_told_as_it_stands(value: Value, shown: str) -> None:
    assert refusal(Text(), value)[1]["value"] == shown


def test_a_code_holds_no_spaces_and_is_made_narrow() -> None:
    assert read(Text(code=True), "Ａ３０１") == "A301"
    assert refusal(Text(code=True), "A 301")[0] == "cell.no_spaces"
    assert read(Text(), "Ａ 301") == "Ａ 301"


def test_a_no_stays_an_empty_cell_unless_it_is_to_be_said() -> None:
    no, yes = BOOK.word("yes_no", "no"), BOOK.word("yes_no", "yes")
    assert [YesNo().write(one, NAMES) for one in (True, False)] == [yes, None]
    assert [YesNo(said=True).write(one, NAMES) for one in (True, False)] == [yes, no]
    assert YesNo().choices(NAMES) == (yes, no)


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2026, 9, 16), "3月17日", date(2027, 3, 17)),
        (date(2026, 9, 16), "3月18日", date(2026, 3, 18)),
        (date(2026, 1, 5), "12月30日", date(2025, 12, 30)),
        (date(2027, 11, 1), "2月29日", date(2028, 2, 29)),
        (date(2028, 3, 1), "2-29", date(2028, 2, 29)),
        (date(2026, 9, 16), "20261105", date(2026, 11, 5)),
    ],
)
def test_a_day_without_a_year_is_the_nearest_one(today: date, text: str, day: date) -> None:
    assert read(Day(), text, today) == day


@pytest.mark.parametrize("text", ["2月30日", "2026-13-01", "2026.2.29", "2月29日", "13月1日"])
def test_a_day_that_no_year_has_is_told(text: str) -> None:
    assert refusal(Day(), text)[0] == "cell.not_a_day"


def test_a_day_of_every_year_may_be_the_29th_of_february() -> None:
    assert read(MonthDay(), "2月29日") == "02-29"
    assert read(MonthDay(), date(2026, 5, 1)) == "05-01"
    assert refusal(MonthDay(), "2月30日")[0] == "cell.not_a_month_day"
    assert MonthDay().write("05-01", NAMES) == "5月1日"
    assert MonthDay().write("", NAMES) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
        ("7点半", time(7, 30)),
        ("7点", time(7)),
        ("7：30", time(7, 30)),
        ("07:30:00", time(7, 30)),
        (0.0, time(0)),
        (0.5, time(12)),
        (0.99999, time(0)),
        (time(7, 30, 29), time(7, 30)),
        (datetime.combine(TODAY, time(7, 30, 29)), time(7, 30)),
    ],
)
def test_times_in_all_their_forms(value: Value, moment: time) -> None:
    assert read(Clock(), value) == moment


@pytest.mark.parametrize("value", ["24:00", "7:60", "半7点", 1.0, -0.5, "7:300"])
def test_what_is_no_time_of_the_day_is_told(value: Value) -> None:
    assert refusal(Clock(), value)[0] == "cell.not_a_time"


def test_days_by_number_or_weekday_and_times_and_limits() -> None:
    assert read(Numbers(), "周一、3、星期天、周日、1") == (1, 3, 7)
    assert refusal(Numbers(), "100")[0] == "cell.not_a_number"
    assert refusal(Numbers(), "周八")[0] == "cell.not_a_number"
    assert read(Times(), "12:30、8点半") == ("12:30", "08:30")
    assert read(Times(), time(7, 5)) == ("07:05",)
    assert read(Limits(), "0~8 ℃、0~8 ℃") == ("0~8 ℃", "0~8 ℃")
    assert refusal(Limits(), "8以下") == (
        "cell.not_a_limit",
        {"value": "8以下", "key": "cell.not_a_limit"},
    )
