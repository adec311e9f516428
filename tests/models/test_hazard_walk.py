"""People press everything on a hazard in any order, and it is closed out only as it should be."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office import Office, open_office
from test_hazards import found

from models.act import Act
from models.base import Refused
from models.hazard_levels import HazardCriterion, HazardLevel
from models.hazards import Hazard, checking, fixing, grave, ordering
from models.people.person import Person
from models.tickets import State

PEOPLE = ("wang", "safety", "li", "chen", "sun", "zhao", "gate", "principal", "vice", "admin")
LEVELS = ("S1", "S2", "S3", "S4")
VERBS = (
    *("order", "regrade", "regrade_silently", "hand", "release", "withdraw", "decline", "control"),
    *("fix", "plan", "hear", "clear", "clear_with_words", "not_clear", "extend", "grant"),
)


def press(verb: str, hazard: Hazard, act: Act, office: Office, level: str, who: Person) -> None:
    """Somebody presses one of the buttons."""
    wanted = office.session.get_one(HazardLevel, level)
    line = office.session.get_one(HazardCriterion, "Z08")
    later = office.at(9, 29, 17, 30)
    match verb:
        case "order":
            ordering.order(hazard, act, wanted, who, criterion=line)
        case "regrade" | "regrade_silently":
            ordering.regrade(hazard, act, wanted, "理由" if verb == "regrade" else "", line)
        case "hand":
            ordering.hand(hazard, act, who)
        case "release":
            ordering.release(hazard, act)
        case "withdraw":
            ordering.withdraw(hazard, act)
        case "decline":
            ordering.decline(hazard, act, "不是")
        case "control":
            fixing.control(hazard, act, "围挡")
        case "fix":
            fixing.fix(hazard, act, "好了")
        case "plan":
            grave.plan(hazard, act, grave.Plan("清走", "无", later, "改道"))
        case "hear":
            grave.hear(hazard, act)
        case "clear" | "clear_with_words":
            checking.clear(hazard, act, "局里同意" if verb == "clear_with_words" else "")
        case "not_clear":
            checking.not_cleared(hazard, act, "还晃", later)
        case "extend":
            ordering.ask_extension(hazard, act, later, "等配件")
        case "grant":
            ordering.answer_extension(hazard, act, granted=True)


# The way to the end by those whose it is, so that walks come near it; strays in between.
WAY = ("order", "control", "plan", "fix", "fix", "clear", "clear_with_words", "clear_with_words")
ON_THE_WAY = ("chen", "safety", "li", "principal")
OWNERS = ("chen", "li", "safety")
STEPS = 60
ended: list[str] = []


@settings(
    max_examples=20, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.integers(0, 2**32))
def walk(seed: int) -> None:
    chance = Random(seed)
    for office in open_office():
        office.kept = office.school
        hazard = found(office)
        for _ in range(STEPS):
            stray = chance.random() < 0.3
            verb = chance.choice(VERBS if stray else WAY)
            by = chance.choice(PEOPLE if stray else ON_THE_WAY)
            code, owner = chance.choice(LEVELS), chance.choice(OWNERS)
            signed = hazard.state == State.SIGNED
            people: dict[str, Person] = {name: getattr(office, name) for name in {by, owner}}
            act = office.act(people[by])
            moved = True
            point = office.session.begin_nested()
            try:
                press(verb, hazard, act, office, code, people[owner])
                point.commit()
            except Refused:
                point.rollback()
                office.session.refresh(hazard)
                moved = False
            # Nothing moves what is closed out.
            assert not (signed and moved)
            if hazard.state == State.SIGNED:
                closed_out_as_it_should_be(hazard)
        ended.append(hazard.state)


def closed_out_as_it_should_be(hazard: Hazard) -> None:
    """There was control where it is required, it was put right, and another has looked."""
    level = hazard.level
    assert level is not None
    assert hazard.assignee is not None
    kinds = [event.kind for event in hazard.events]
    assert "fixed" in kinds
    assert kinds.index("ordered") < kinds.index("fixed")
    last = len(kinds) - 1 - kinds[::-1].index("fixed")
    after = hazard.events[last + 1 :]
    looked = {one.by_id for one in after if one.kind in ("cleared", "found_gone")}
    did = {one for event in hazard.events if event.kind == "fixed"
           for one in (event.by_id, event.data["worker"])}  # fmt: skip
    assert looked
    assert looked.isdisjoint(did)
    if level.must_control:
        assert "controlled" in kinds
        assert hazard.contained_at is not None
    if level.grave:
        assert hazard.planned_at is not None
        assert len(looked) > 1
        assert hazard.opinion


def test_no_order_of_presses_closes_a_hazard_without_control_fix_and_a_second_person() -> None:
    ended.clear()
    walk()
    # A walk in which nothing is ever closed out would prove nothing.
    assert ended.count(State.SIGNED) > 3
