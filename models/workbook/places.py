"""地点: buildings, floors and rooms in three columns, as people say where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.act import Act
from models.places import Place
from models.workbook.cells import Column, Text, YesNo
from models.workbook.choices import Choice, Words
from models.workbook.names import fold
from models.workbook.shapes import Tab
from models.workbook.sheet import NEW, Read, Row, Sheet, id_of

KINDS = ("building", "floor", "room", "area")
FLOORS = "零一二三四五六七八九十"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Way = tuple[str, str, str]


class PlaceRow(Row):
    """A place. Its number in the school stays, whatever it is called and wherever it moves."""

    building: Annotated[str, Column(Text(40), required=True, compared=False)] = ""
    floor: Annotated[str, Column(Text(40, width=10), compared=False)] = ""
    spot: Annotated[str, Column(Text(40, width=18), compared=False)] = ""
    code: Annotated[str, Column(Text(20, width=10, code=True))] = ""
    class_name: Annotated[str, Column(Text(20))] = ""
    aliases: Annotated[tuple[str, ...], Column(Words(width=30))] = ()
    kind: Annotated[str, Column(Choice("place", KINDS, width=10))] = ""
    key_place: Annotated[bool, Column(YesNo())] = False
    en: Annotated[str, Column(Text(60, width=24))] = ""
    # What the first three columns come to.
    zh: str = ""
    parent: str = ""

    @property
    def way(self) -> Way:
        """The three columns as they are compared."""
        return fold(self.building), fold(self.floor), fold(self.spot)


class PlaceSheet(Sheet):
    """地点. A place that is left out is switched off; what broke there stays on record."""

    name = "places"
    numbered = True
    tab = Tab.GREEN
    row = PlaceRow
    create_first = True
    titled = ("building", "floor", "spot")

    def rows(self, session: Session) -> list[PlaceRow]:
        """Every place in use, in the order of a walk."""
        query = select(Place).where(Place.active).order_by(Place.position, Place.id)
        return [_row_of(place) for place in session.scalars(query).unique()]

    def naturals(self, raw: Mapping[str, str]) -> list[tuple[str, ...]]:
        """By the code on its label, then by the way to it."""
        way = tuple(raw.get(name, "") for name in ("building", "floor", "spot"))
        code = raw.get("code", "")
        return [*([("code", code)] if code else []), way]

    def revives(self, session: Session, key: str) -> bool:
        """A place that is used again."""
        number = id_of(key)
        return number is not None and session.get(Place, number) is not None

    def check(self, read: Read) -> None:
        """Each place has its way once; those above it are there; it has a code of its own."""
        if _has_doubles(read):
            return
        tree = _Tree(read)
        for line in list(read.rows):
            tree.hang(line)
        _give_codes(read)

    def add(self, act: Act, row: PlaceRow) -> Place:
        """A new place at the end of the walk."""
        session = act.school.session
        last = max(session.scalars(select(Place.position)), default=0)
        place = Place(code=row.code, kind=row.kind, zh=row.zh, position=last + 1)
        session.add(place)
        return place

    def find(self, session: Session, key: str) -> Place:
        """The place with this id."""
        return session.get_one(Place, int(key))

    def put(self, act: Act, found: Place, row: PlaceRow, made: Mapping[str, int]) -> None:
        """Name, code and where it hangs."""
        found.zh, found.en, found.code, found.kind = row.zh, row.en, row.code, row.kind
        found.class_name, found.aliases = row.class_name, list(row.aliases)
        found.key_place, found.active = row.key_place, True
        found.parent_id = (made.get(row.parent) or int(row.parent)) if row.parent else None

    def release_unique(self, found: Place) -> None:
        """Two rooms may exchange their codes: no two have the same meanwhile."""
        found.code = f"~{found.id}"

    def leave_out(self, act: Act, found: Place) -> None:
        """Switched off."""
        found.active = False


def _row_of(place: Place) -> PlaceRow:
    way = [step.zh for step in place.path()]
    building, *rest = way
    floor = rest.pop(0) if rest and (place.kind == "floor" or len(rest) > 1) else ""
    return PlaceRow.model_construct(
        key=str(place.id),
        building=building,
        floor=floor,
        spot=" ".join(rest),
        code=place.code,
        class_name=place.class_name,
        aliases=tuple(place.aliases),
        kind=place.kind,
        key_place=place.key_place,
        en=place.en,
        zh=place.zh,
        parent=str(place.parent_id or ""),
    )


def _has_doubles(read: Read) -> bool:
    """Complains about two lines for one place, and about a place that is in itself."""
    lines: dict[Way, int] = {}
    wrong = False
    for line, row in read.rows.items():
        building, floor, spot = row.way
        first = lines.setdefault(row.way, line)
        if first != line:
            read.complain(line, "building", "place.twice", line=first)
        elif spot and spot in (building, floor):
            read.complain(line, "spot", "place.in_itself", value=row.spot)
        elif floor == building:
            read.complain(line, "floor", "place.in_itself", value=row.floor)
        else:
            continue
        wrong = True
    return wrong


class _Tree:
    """Finds what stands above a place, by its name now or before; what is missing is put there."""

    def __init__(self, read: Read) -> None:
        self.read = read
        self.keys: dict[Way, str] = {row.way: row.key for row in read.rows.values()}
        here = {row.key for row in read.rows.values()}
        # Left out, and yet there as long as something in it is.
        self.absent: dict[Way, PlaceRow] = {}
        for row in read.ours:
            if row.key in here:
                self.keys.setdefault(row.way, row.key)
            else:
                self.absent[row.way] = row
        query = select(Place).where(~Place.active).order_by(Place.id)
        for row in map(_row_of, read.session.scalars(query).unique()):
            if row.key not in here:
                self.absent.setdefault(row.way, row)
        self.implied = 0

    def hang(self, line: int) -> None:
        """Completes the row of a line: its name, its kind, and the key of what is above it."""
        row = self.read.rows[line]
        parent = ""
        if row.floor and row.spot:
            parent = self._above(row.building, row.floor)
        elif row.floor or row.spot:
            parent = self._above(row.building, "")
        kinds = (
            ("room", "area")
            if row.spot
            else ("floor",)
            if row.floor
            else ("building", "area", "room")
        )
        self.read.rows[line] = row.model_copy(
            update={
                "zh": row.spot or row.floor or row.building,
                "parent": parent,
                "kind": row.kind if row.kind in kinds else kinds[0],
            }
        )

    def _above(self, building: str, floor: str) -> str:
        way = (fold(building), fold(floor), "")
        if way not in self.keys:
            self.implied += 1
            row = self.absent.get(way) or PlaceRow.model_construct(
                key=f"{NEW}above:{self.implied}", building=building, floor=floor
            )
            self.keys[way] = row.key
            self.read.rows[-self.implied] = row
            self.hang(-self.implied)
        return self.keys[way]


def _give_codes(read: Read) -> None:
    """Codes of their own for those without one: A301 for 301 in building A (practice.md §2.1)."""
    before = {row.key: row.code for row in read.ours}
    held: dict[str, int] = {}
    for line, row in read.rows.items():
        code = row.code or before.get(row.key, "")
        read.rows[line] = row.model_copy(update={"code": code})
        first = held.setdefault(fold(code), line) if code else line
        if first != line:
            read.complain(line, "code", "place.code_twice", value=code, line=first)
    query = select(Place.id, Place.code, Place.active)
    here = {row.key for row in read.rows.values()}
    kept = {
        fold(code)
        for place_id, code, active in read.session.execute(query)
        if str(place_id) not in here and not active
    }
    for line, row in read.rows.items():
        if fold(row.code) in kept:
            read.complain(line, "code", "place.code_of_another", value=row.code)
    taken = kept | {code for code in held if code}
    depth = {line: len([part for part in row.way if part]) for line, row in read.rows.items()}
    for line in sorted(read.rows, key=lambda one: depth[one]):
        row = read.rows[line]
        if not row.code:
            code = _code_for(row, {one.key: one.code for one in read.rows.values()}, taken)
            taken.add(fold(code))
            read.rows[line] = row.model_copy(update={"code": code})


def _code_for(row: PlaceRow, codes: Mapping[str, str], taken: set[str]) -> str:
    """Like its label: what is above it, and the number that its name holds or the next one."""
    above = codes.get(row.parent, "")
    if not above:
        free = [letter for letter in LETTERS if fold(letter) not in taken]
        return free[0] if free else _next("P", taken)
    number = re.search(r"\d+", row.zh)
    storey = FLOORS.find(row.zh[0]) if row.kind == "floor" else -1
    building = re.match(r"\D*", above)
    wanted = ""
    if storey > 0:
        wanted = f"{above}{storey}"
    elif number:
        wanted = f"{building[0] if building else above}{number[0]}"
    return wanted if wanted and fold(wanted) not in taken else _next(above, taken)


def _next(stem: str, taken: set[str]) -> str:
    number = 1
    while fold(f"{stem}{number:02d}") in taken:
        number += 1
    return f"{stem}{number:02d}"
