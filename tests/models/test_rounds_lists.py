"""All 26 lists are walked; the second signature; numbers, doors, labels, drawn photos, shifts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, open_office, refused
from sqlalchemy import select
from walking import rounds_of, switch_on

from models.checklists import Answer, Checklist
from models.places import Place
from models.rounds import handing, labels, signing, walking
from models.rounds.answers import Proof, Result
from models.rounds.numbers import read_numbers
from models.rounds.round import Round, State

CODES = [f"C{n:02}" for n in range(1, 23) if n != 6] + ["C02b", "C06a", "C06b", "C06c", "C06d"]


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def begun(office: Office, code: str) -> Round:
    """A round of the list that the principal has begun."""
    act = office.act(office.principal)
    return handing.begin(act, office.session.get_one(Checklist, code))


def test_every_list_of_a_new_school_can_be_walked(office: Office) -> None:
    assert {one.code for one in office.session.scalars(select(Checklist))} == set(CODES)
    for code in CODES:
        found = begun(office, code)
        act = office.act(office.principal)
        assert not (found.to_ask() and walking.rest_is_normal(found, act)), code
        for item in list(found.to_ask()):
            if item.counts:
                within = [
                    limit.low if limit.low is not None else limit.high or 0
                    for limit in map(item.limit, range(item.numbers))
                ]
                walking.count(found, act, item, within)
            else:
                walking.prove(found, act, item)
        assert walking.rest_is_normal(found, act), code
        assert found.standing == State.DONE, code
        assert len({(one.item, one.spot) for one in found.answers}) == len(found.answers)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("３８．５℃", [38.5]), ("38度5", [38.5]), ("零下12", [-12]), ("二十四把", [24]),
        ("4 -18", [4, -18]), ("冷藏4℃，冷冻−15℃", [4, -15]), ("无 65", [None, 65]),
        ("72,5", [72.5]), ("1、2、3", [1, 2, 3]), ("看不清", []), ("9" * 40, []),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(typed: str, numbers: list[float | None]) -> None:
    assert read_numbers(typed) == numbers


def test_a_number_outside_its_limits_says_the_limit(office: Office) -> None:
    found, act = begun(office, "C07"), office.act(office.principal)
    item = walking.item_of(found, "C07-11")
    noted = walking.count(found, act, item, [9.0, -8.0])
    assert noted.result == Result.PROBLEM
    assert noted.words == "冷藏 9 ℃（应0~8 ℃）；冷冻 -8 ℃（应≤-12 ℃）"
    with refused("rounds.no.how_many"):
        walking.count(found, act, item, [4.0])
    with refused("rounds.no.negative"):
        walking.count(found, act, walking.item_of(found, "C07-01"), [-1.0, 2.0])


def test_what_somebody_found_stays_when_all_else_is_normal(office: Office) -> None:
    found, act = begun(office, "C06b"), office.act(office.principal)
    walking.problem(found, act, walking.item_of(found, "C06b-03"), 0, "楼顶门没锁")
    walking.tick(found, act, walking.item_of(found, "C06b-07"), Result.NA)
    assert walking.rest_is_normal(found, act)
    assert [one.words for one in found.problems()] == ["楼顶门没锁"]
    assert sum(one.result == Result.OK for one in found.answers) == len(found.items) - 2
    assert found.standing == "done_problems"


def test_doors_are_answered_one_by_one_and_the_rest_in_one_press(office: Office) -> None:
    found, act = begun(office, "C11"), office.act(office.principal)
    item = walking.item_of(found, "C11-04")
    assert list(item.places()) == list(range(1, 25))
    walking.problem(found, act, item, 7, "压力不足")
    assert not found.settled(item)
    walking.tick(found, act, item, Result.OK)
    assert found.settled(item)
    assert [one.spot for one in found.problems()] == [7]
    with refused("stale"):
        walking.item_of(found, "C11-04", 25)


def test_whoever_did_it_does_not_sign_it_as_well(office: Office) -> None:
    switch_on(office.session, "C10")
    office.comes(office.at(9, 17, 9))
    found = rounds_of(office.session, "C10")[-1]
    act = office.act(office.safety)
    for item in found.to_ask():
        walking.prove(found, act, item)
    walking.rest_is_normal(found, act)
    assert found.to_sign
    assert office.told(found.events[-1]) == {"许文慧"}
    with refused("rounds.no.not_to_sign"):
        signing.sign(found, act)
    signing.sign(found, office.act(office.vice))
    with refused("rounds.no.signed"):
        signing.sign(found, office.act(office.vice))


def test_nobody_signs_for_days_and_is_reminded_each_morning(office: Office) -> None:
    switch_on(office.session, "C10")
    office.comes(office.at(9, 16, 9))
    office.comes(office.at(9, 17, 9))
    found = rounds_of(office.session, "C10")[-1]
    act = office.act(office.safety)
    for item in found.to_ask():
        walking.prove(found, act, item)
    walking.rest_is_normal(found, act)
    office.session.flush()
    office.comes(office.at(9, 21, 17))
    zone = office.school.zone
    told = [one.at.astimezone(zone).date() for one in found.events if one.kind == "round.sign"]
    assert len(set(told)) == len(told) >= 2


def test_which_items_want_a_photo_is_drawn_anew_each_time(office: Office) -> None:
    draws = set()
    for _ in range(12):
        found = begun(office, "C01")
        office.passes(seconds=1)
        assert len(found.drawn) == 2
        assert all(item.photo for item in found.items if item.code in found.drawn)
        draws.add(tuple(found.drawn))
    assert len(draws) > 3


def test_a_label_ticks_its_place_and_is_the_proof(office: Office) -> None:
    found, act = begun(office, "C22"), office.act(office.principal)
    store = (
        office.session.scalars(select(Place).where(Place.zh.contains("器材室"))).unique().first()
    )
    assert store is not None
    ticked = labels.visit(found, act, store)
    assert [item.zh for item in ticked] == ["体育器材室"]
    noted = found.answer_of(ticked[0].code)
    assert noted is not None
    assert (noted.result, noted.proof) == (Result.OK, Proof.LABEL)


def test_whose_shift_has_ended_is_told_who_has_it_now(office: Office) -> None:
    switch_on(office.session, "C06b")
    office.comes(office.at(9, 16, 10))
    found = rounds_of(office.session, "C06b")[0]
    office.comes(office.at(9, 17, 9, 30))
    with refused("rounds.no.shift_over"):
        walking.rest_is_normal(found, office.act(office.safety))
    office.comes(office.at(9, 17, 10, 30))
    with refused("rounds.no.closed"):
        walking.rest_is_normal(found, office.act(office.safety))


def test_whoever_is_away_is_stood_in_for_and_the_round_says_so(office: Office) -> None:
    switch_on(office.session, "C10", "C01")
    office.comes(office.at(9, 16, 12))
    office.safety.away_until, office.safety.stand_in_id = office.at(9, 18).date(), office.li.id
    office.session.flush()
    office.session.refresh(office.safety)
    office.comes(office.at(9, 17, 9))
    found = rounds_of(office.session, "C10")[-1]
    assert [one.name for one in found.people()] == ["李国庆"]
    assert (found.because, found.instead_of) == ("stand_in", office.safety)


def test_an_answer_is_recorded_once_whoever_gives_it(office: Office) -> None:
    found = begun(office, "C06b")
    handing.take_along(found, office.act(office.principal), office.vice)
    item = next(one for one in found.items if one.answer == Answer.ABN)
    for person in (office.principal, office.vice, office.principal):
        walking.tick(found, office.act(person), item, Result.OK)
    assert len(found.answers) == 1
    with refused("rounds.no.not_yours"):
        walking.tick(found, office.act(office.zhang), item, Result.OK)
