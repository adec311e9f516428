"""The default school and the sample school hold together."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

import pytest
from sample_school import categories, dangers, default_data, demo_data, place_rows

from models.calendar.hours import Break
from models.people.person import Person, Right, Role
from models.school import Firm, Urgency
from models.settings import SchoolSettings

UNITS = {"minutes", "hours", "school_hours", "school_days", "today"}
# Codes stand on labels on doors and in old reports: they never change their meaning.
ROLE_CODES = [f"R{nth:02d}" for nth in range(1, 28)]
CATEGORY_CODES = [f"W{nth:02d}" for nth in range(1, 21)]


def rows(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = default_data()[table]
    return found


def test_codes_are_the_ones_that_stand_on_labels() -> None:
    assert [row["code"] for row in rows("role")] == ROLE_CODES
    assert [row["code"] for row in rows("category")] == CATEGORY_CODES
    assert [row["code"] for row in rows("urgency")] == ["normal", "soon", "urgent"]


@pytest.mark.parametrize(
    ("table", "key"), [("place", "code"), ("danger", "kind"), ("firm", "name")]
)
def test_no_code_is_given_twice(table: str, key: str) -> None:
    assert max(Counter(row[key] for row in rows(table)).values()) == 1


@pytest.mark.parametrize("table", ["role", "place", "urgency", "category"])
def test_everything_has_a_name_in_both_languages(table: str) -> None:
    for row in rows(table):
        assert row["zh"].strip(), row
        assert row["en"].strip(), row
        assert row["en"].isascii(), row


def test_every_row_fits_its_table() -> None:
    assert len([Role(**row) for row in rows("role")]) == len(ROLE_CODES)
    assert len([Urgency(**row) for row in rows("urgency")]) == 3
    assert [Firm(**row) for row in rows("firm")]
    assert SchoolSettings.model_validate(default_data()["rules"])
    assert set(default_data()["rules"]) == set(SchoolSettings.model_fields)
    assert len(place_rows()) > 200


def test_parents_stand_above_their_children() -> None:
    seen: set[str] = set()
    for row in rows("place"):
        assert row.get("parent", row["code"]) in seen | {row["code"]}, row
        assert row.get("parent") != row["code"]
        assert row["kind"] in {"building", "floor", "room", "area"}
        seen.add(row["code"])


def test_the_way_to_a_place_is_one_of_a_kind() -> None:
    ways = Counter(place.full("zh-CN") for place in place_rows().values())
    assert max(ways.values()) == 1


def test_a_class_sits_in_one_room_and_302_is_another_rooms_number() -> None:
    rooms = {place.class_name: place for place in place_rows().values() if place.class_name}
    assert len(rooms) == sum(1 for place in place_rows().values() if place.class_name)
    assert rooms["三（2）班"].code != "A302"
    assert place_rows()["A302"].class_name


def test_every_right_that_a_role_names_exists() -> None:
    for row in rows("role"):
        assert set(row["rights"]) <= {right.value for right in Right}, row
    held = {right for row in rows("role") for right in row["rights"]}
    assert held == {right.value for right in Right}


def test_a_category_goes_to_a_role_that_repairs_and_is_never_urgent_by_itself() -> None:
    rights = {row["code"]: row["rights"] for row in rows("role")}
    for category in categories():
        assert "repair" in rights[category.role_code]
        assert category.urgency_code in {"normal", "soon"}
        assert len(category.short_zh) <= 6
        assert category.short_en


def test_categories_go_where_the_school_sends_them() -> None:
    to = {category.code: category.role_code for category in categories()}
    special = {"W06": "R26", "W07": "R26", "W12": "R05", "W13": "R05", "W14": "R27", "W15": "R17"}
    special |= {"W18": "R04", "W19": "R21", "W20": "R04"}
    assert to == {code: special.get(code, "R12") for code in CATEGORY_CODES}


def test_words_are_small_and_stand_once_in_a_list() -> None:
    for row in (*rows("category"), *rows("danger")):
        for text in (row["words_zh"], row["words_en"]):
            assert text
            assert max(Counter(text).values()) == 1, row
            assert all(word == word.strip() != "" for word in text)


def test_invitations_of_leaders_are_handed_over_alone() -> None:
    leaders = {row["code"] for row in rows("role") if row.get("leader")}
    assert leaders == {"R01", "R02", "R03", "R04", "R05", "R25"}


def test_units_of_time_are_known() -> None:
    for row in rows("urgency"):
        assert {row["respond_unit"], row["finish_unit"]} <= UNITS


def test_only_the_five_grave_dangers_become_urgent_unanswered() -> None:
    raised = {danger.kind for danger in dangers() if danger.raises}
    assert raised == {"electric", "smoke", "spark", "gas", "fall"}
    for danger in dangers():
        assert danger.safety_zh
        assert danger.safety_en


def test_only_public_emergency_numbers_are_given() -> None:
    numbers = {phone["number"] for danger in dangers() for phone in danger.phones}
    assert numbers <= {"", "110", "119", "120"}


def test_the_sample_school_names_roles_and_classes_that_exist() -> None:
    people = demo_data()["person"]
    classes = {place.class_name for place in place_rows().values()}
    assert len(people) >= 30
    for person in people:
        assert person["roles"]
        assert set(person["roles"]) <= set(ROLE_CODES)
        assert person.get("class_name", "") in classes | {""}
    assert max(Counter(person["name"] for person in people).values()) == 1


def test_a_phone_of_the_sample_school_belongs_to_one_person() -> None:
    people = demo_data()["person"]
    phones = [person["telegram_id"] for person in people if "telegram_id" in person]
    assert phones == list(range(1001, 1001 + len(phones)))
    for person in people:
        assert ("telegram_id" in person) == person.get("joined", True)


def test_the_sample_school_has_somebody_for_everything() -> None:
    held = {role for person in demo_data()["person"] for role in person["roles"]}
    assert {row["role_code"] for row in rows("category")} <= held
    assert {"R01", "R02", "R07", "R25"} <= held


def test_colleagues_are_called_as_the_school_calls_them() -> None:
    roles = {row["code"]: row for row in rows("role")}
    called = {}
    for row in demo_data()["person"]:
        held = [Role(**roles[code]) for code in row["roles"]]
        person = Person(
            name=row["name"],
            title=row.get("title", ""),
            shared_phone=row.get("shared_phone", False),
            roles=held,
        )
        called[row["name"]] = person.called("zh-CN")
    assert called["陈大勇"] == "陈师傅"
    assert called["李国庆"] == "李主任"
    assert called["欧阳倩"] == "欧阳老师"
    assert called["Emily Carter"] == "Emily Carter"
    assert called["门卫室手机"] == "门卫室手机"


def test_days_off_of_the_sample_school_are_in_order() -> None:
    breaks = [Break(**row) for row in demo_data()["break"]]
    for one, other in itertools.pairwise(breaks):
        assert one.first <= one.last < other.first <= other.last
