"""Who repairs a kind of thing unasked: most schools name somebody (practice.md §5.3)."""

from __future__ import annotations

from models.act import Act
from models.people.person import Person, Right
from models.school import Category


def give_to(category: Category, act: Act, fixer: Person | None) -> None:
    """New reports of the kind go to this person at once; without one, they wait for somebody."""
    act.must(Right.ADMIN)
    category.fixer = fixer
