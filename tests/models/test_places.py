"""How the school's places are named, shortly and in full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, open_office

from models.places import Place, spots


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def test_a_room_without_a_number_is_named_with_its_floor(office: Office) -> None:
    toilet = office.place("A3M")
    assert toilet.short("zh-CN") == "三楼男厕"
    assert toilet.short("en") == "boys' toilet, 3rd floor"
    assert toilet.full("zh-CN") == "教学楼A 三楼 男厕"


def test_a_room_with_a_number_is_named_with_its_class(office: Office) -> None:
    room = office.place("A302")
    assert room.short("zh-CN").startswith("302教室 ")
    assert room.short("zh-CN").endswith("班")
    room.class_name = ""
    assert room.short("zh-CN") == "302教室"


def test_the_way_leads_from_the_building_down(office: Office) -> None:
    room = office.place("A302")
    assert [step.code for step in room.path()] == ["A", "A3", "A302"]
    assert room.building() is office.place("A")
    assert office.place("A").building() is office.place("A")


def test_a_place_without_an_english_name_keeps_its_own() -> None:
    assert Place(zh="假山", en="", kind="area", class_name="").name_in("en") == "假山"


def test_places_are_offered_floor_by_floor_without_those_given_up(office: Office) -> None:
    school = office.school
    assert office.place("A") in school.children(None)
    rooms = school.children(office.place("A3"))
    assert office.place("A302") in rooms
    office.place("A302").active = False
    office.session.flush()
    assert office.place("A302") not in office.school.children(office.place("A3"))
    assert office.school.places.read("A302灯不亮").sure != office.place("A302").id


def test_labels_hang_in_rooms_and_corners_but_not_on_floors_and_buildings(office: Office) -> None:
    codes = [place.code for place in spots(office.session, office.place("A"))]
    assert {"A301", "A3M", "A3E"} <= set(codes)
    assert {"A", "A3", "B201"}.isdisjoint(codes)
    assert set(codes) < {place.code for place in spots(office.session)}


def test_what_the_school_gave_up_gets_no_label_nor_anything_below_it(office: Office) -> None:
    office.place("A3").active = False
    office.place("A401").active = False
    office.session.flush()
    codes = {place.code for place in spots(office.session)}
    assert {"A301", "A401"}.isdisjoint(codes)
    assert "A402" in codes


def test_a_class_is_called_in_the_readers_language() -> None:
    room = Place(code="A302", kind="room", zh="302教室", en="Room 302", class_name="四（2）班")
    assert room.short("zh-CN") == "302教室 四（2）班"
    assert room.short("en") == "Room 302 Class 4 (2)"
    room.class_name = "向日葵班"
    assert room.short("en") == "Room 302 向日葵班"
