"""来访事由, 上课时间: why people come to the gate, and when whom they want to see is teaching."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import model_validator

from models.visits.lessons import Lesson
from models.visits.purpose import Entry, VisitPurpose
from models.workbook.calendar import WEEKDAYS
from models.workbook.cells import Column, Text
from models.workbook.choices import Choice, Somebody, Words
from models.workbook.moments import Clock
from models.workbook.names import wrong
from models.workbook.sheet import Row, TableSheet

ENTRIES = tuple(Entry)


class PurposeRow(Row):
    """Why somebody comes, by which words that is known, and what must happen before."""

    zh: Annotated[str, Column(Text(30, width=22), required=True)] = ""
    entry: Annotated[str, Column(Choice("entry", ENTRIES, blank="ask", width=18))] = "ask"
    words_zh: Annotated[tuple[str, ...], Column(Words(width=44))] = ()
    en: Annotated[str, Column(Text(40, width=28))] = ""
    words_en: Annotated[tuple[str, ...], Column(Words(width=36))] = ()


class PurposeSheet(TableSheet):
    """来访事由."""

    name = "purposes"
    row = PurposeRow
    table = VisitPurpose
    prefix = "V"
    switch = "active"
    called = ("zh",)
    known_by = ("zh",)


class LessonRow(Row):
    """One lesson of the week that somebody teaches."""

    person_id: Annotated[str, Column(Somebody(), required=True)] = ""
    weekday: Annotated[str, Column(Choice("weekday", WEEKDAYS), required=True)] = ""
    start: Annotated[time | None, Column(Clock(), required=True)] = None
    end: Annotated[time | None, Column(Clock(), required=True)] = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> LessonRow:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise wrong("day.turned")
        return self


class LessonSheet(TableSheet):
    """上课时间. May be left empty: then nobody is taken to be teaching."""

    name = "lessons"
    row = LessonRow
    table = Lesson
    key_column = "id"
    numbered = True
    known_by = ("person_id", "weekday", "start")
    titled = ("person_id", "weekday", "start")
    error_columns = {"day.turned": "end"}
