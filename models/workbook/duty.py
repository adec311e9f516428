"""岗位, 值班表, 值班临时改动, 保安轮转: who holds which duty post on which day."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import model_validator

from models.posts import Post, RosterChange, RosterTurn, RosterWeek
from models.workbook.cells import Column, Text
from models.workbook.choices import Choice, Ref, Somebody, Turns
from models.workbook.moments import Clock, Day
from models.workbook.names import wrong
from models.workbook.shapes import Tab
from models.workbook.sheet import Row, TableSheet

MANNED = ("school_days", "daily", "days_off")


class PostRow(Row):
    """A duty post. An end before its start is next morning's."""

    zh: Annotated[str, Column(Text(40, width=20), required=True)] = ""
    role_code: Annotated[str, Column(Ref(("roles",)), required=True)] = ""
    days: Annotated[str, Column(Choice("manned", MANNED), required=True)] = ""
    start: Annotated[time | None, Column(Clock(), required=True)] = None
    end: Annotated[time | None, Column(Clock(), required=True)] = None
    en: Annotated[str, Column(Text(60, width=30))] = ""


class PostSheet(TableSheet):
    """岗位."""

    name = "posts"
    tab = Tab.YELLOW
    row = PostRow
    table = Post
    prefix = "D"
    switch = "active"
    called = ("zh", "en")
    known_by = ("zh",)


class WeekRow(Row):
    """A post's week. Two people on one post are two rows; a blank day carries last week on."""

    post_code: Annotated[str, Column(Ref(("posts",)), required=True)] = ""
    first: Annotated[date | None, Column(Day(), required=True)] = None
    last: Annotated[date | None, Column(Day())] = None
    monday_id: Annotated[str, Column(Somebody())] = ""
    tuesday_id: Annotated[str, Column(Somebody())] = ""
    wednesday_id: Annotated[str, Column(Somebody())] = ""
    thursday_id: Annotated[str, Column(Somebody())] = ""
    friday_id: Annotated[str, Column(Somebody())] = ""
    saturday_id: Annotated[str, Column(Somebody())] = ""
    sunday_id: Annotated[str, Column(Somebody())] = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> WeekRow:
        if self.last is not None and self.first is not None and self.last < self.first:
            raise wrong("day.turned")
        return self


class WeekSheet(TableSheet):
    """值班表: one line a week and post (school-voice 28)."""

    name = "weeks"
    tab = Tab.YELLOW
    row = WeekRow
    table = RosterWeek
    key_column = "id"
    numbered = True
    known_by = tuple(WeekRow.model_fields)[1:]
    titled = ("post_code", "first")
    blames = {"day.turned": "last"}


class ChangeRow(Row):
    """One day on which somebody else has the post."""

    day: Annotated[date | None, Column(Day(), required=True)] = None
    post_code: Annotated[str, Column(Ref(("posts",)), required=True)] = ""
    person_id: Annotated[str, Column(Somebody(), required=True)] = ""
    instead_of_id: Annotated[str, Column(Somebody())] = ""
    note: Annotated[str, Column(Text(60, width=24))] = ""

    @model_validator(mode="after")
    def _is_another(self) -> ChangeRow:
        if self.person_id == self.instead_of_id:
            raise wrong("people.own_stand_in")
        return self


class ChangeSheet(TableSheet):
    """值班临时改动."""

    name = "changes"
    tab = Tab.YELLOW
    row = ChangeRow
    table = RosterChange
    key_column = "id"
    numbered = True
    known_by = ("day", "post_code", "person_id")
    titled = ("day", "post_code")
    blames = {"people.own_stand_in": "instead_of_id"}


class TurnRow(Row):
    """A guard's turns, over and over: 早、早、中、夜、休."""

    person_id: Annotated[str, Column(Somebody(), required=True)] = ""
    first: Annotated[date | None, Column(Day(), required=True)] = None
    turns: Annotated[tuple[str, ...], Column(Turns(), required=True)] = ()


class TurnSheet(TableSheet):
    """保安轮转."""

    name = "turns"
    tab = Tab.YELLOW
    row = TurnRow
    table = RosterTurn
    key_column = "id"
    numbered = True
    known_by = ("person_id", "first")
    titled = ("person_id",)
