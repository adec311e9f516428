"""Who may do what with a complaint about food, and who reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from office import Office, names, open_office, refused

from models import complaints
from models.cases import draft as drafts
from models.cases import filing
from models.complaints import FoodComplaint


@pytest.fixture
def office() -> Iterator[Office]:
    yield from open_office()


def complaint(office: Office) -> FoodComplaint:
    """王芳 found a worm in the rice."""
    draft = drafts.start(office.act(office.wang), "complaint", "饭里有虫子")
    office.session.flush()
    return filing.file(draft, office.act(office.wang), FoodComplaint)


def test_only_who_answers_for_the_food_takes_it_up_and_answers(office: Office) -> None:
    found = complaint(office)
    for somebody in (office.li, office.wang, office.principal):
        with refused("complaints.canteen_only"):
            complaints.accept(found, office.act(somebody))
        with refused("complaints.canteen_only"):
            complaints.answer(found, office.act(somebody), "查了")
    complaints.accept(found, office.act(office.vice))
    with refused("complaints.has_it"):
        complaints.accept(found, office.act(office.vice))
    complaints.answer(found, office.act(office.vice), "查了")
    with refused("complaints.is_answered"):
        complaints.answer(found, office.act(office.vice), "又查了")


def test_who_complained_the_canteen_and_the_leaders_read_it(office: Office) -> None:
    found = complaint(office)
    readers = [one for one in office.school.people if found.sees(one)]
    assert names(readers) == {"王芳", "蒋丽萍", "许文慧", "周建国"}
