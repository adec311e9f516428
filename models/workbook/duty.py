"""岗位, 值班表, 值班临时改动, 保安轮转: who holds which duty post on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Any

from pydantic import model_validator

from models.duty.roster import Post, RosterChange, RosterTurn, RosterWeek
from models.workbook.cells import Column, Text
from models.workbook.choices import Choice, Many, Ref, Somebody
from models.workbook.moments import Clock, Day
from models.workbook.names import Names, fold, wrong
from models.workbook.shapes import Tab, Value
from models.workbook.sheet import Row, TableSheet

MANNED = ("school_days", "daily", "days_off")


@dataclass(frozen=True)
class Turns(Many):
    """Posts in turn, a day each, over and over: 早、早、中、夜、休. An empty code is a day off."""

    width: int = 30
    blank: Any = ()

    @property
    def speaks_of(self) -> tuple[str, ...]:
        """Posts."""
        return ("posts",)

    def read(self, value: Value, names: Names) -> Any:
        """The codes of the posts, as often as they are written."""
        return tuple(self.all(value, names))

    def one(self, text: str, names: Names) -> str:
        """A post by its name, or by the one sign that only its name has."""
        if names.dictionary.code("turn", text) == "off":
            return ""
        short = [post for post in names.known("posts") if fold(text) in fold(post)]
        return names.find(short[0] if len(short) == 1 else text, "posts")

    def said(self, one: Any, names: Names) -> str:
        """The post's name; a day off is 休."""
        return names.label("posts", one) if one else names.dictionary.word("turn", "off")


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
    """值班表: one line a week and post (practice.md §14.3)."""

    name = "weeks"
    tab = Tab.YELLOW
    row = WeekRow
    table = RosterWeek
    key_column = "id"
    numbered = True
    known_by = tuple(WeekRow.model_fields)[1:]
    titled = ("post_code", "first")
    error_columns = {"day.turned": "last"}


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
    error_columns = {"people.own_stand_in": "instead_of_id"}


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
