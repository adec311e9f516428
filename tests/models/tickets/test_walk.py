"""People press everything in any order, and the school's rules hold all the way."""

from __future__ import annotations

from typing import Any

import pytest
from buttons import WAYS
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from walk import Walk

from models.tickets import State, Ticket, work
from models.tickets.states import MOVES

CAREFUL = settings(
    max_examples=30,
    stateful_step_count=12,
    deadline=None,
    # Another walk every time; one that broke a rule is kept, and walked again first. The steps are
    # read as they are; looking for fewer takes minutes.
    phases=[Phase.reuse, Phase.generate],
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
# A walk that is expected to fail does so early.
HASTY = settings(CAREFUL, max_examples=400, derandomize=True, database=None, print_blob=False)


def test_no_order_of_presses_breaks_a_rule() -> None:
    Walk.moved.clear()
    run_state_machine_as_test(Walk, settings=CAREFUL)
    # A walk in which everything is refused would prove nothing.
    assert len(Walk.moved) > len(MOVES) * 3 / 4
    assert sum(Walk.moved.values()) > 300


def test_every_move_is_reached_by_a_known_way() -> None:
    Walk.moved.clear()
    for way in WAYS:
        walk = Walk()
        walk.begin(urgency="urgent", fixer=None, filed=False)
        for nth in range(3):
            walk.somebody_goes_a_longer_way(nth, way)
            walk.the_rules_hold()
        walk.teardown()
    assert set(Walk.moved) == {*MOVES, "filed", "discarded"}


def nothing(*_: object) -> None:
    """A rule that is left out."""


BROKEN: dict[str, tuple[Any, str, Any]] = {
    "a signature while it is being repaired": (MOVES, "signed", "working"),
    "a way back from the end": (MOVES, "accepted", "withdrawn"),
    "a fixer who signs": (Ticket, "did_it", nothing),
    "an overtaken card": (Ticket, "unchanged", nothing),
    "a signature by anybody": (Ticket, "must_report", nothing),
    "a repair in nobody's hand": (work, "_let_go", nothing),
}


@pytest.mark.parametrize("rule_left_out", BROKEN)
def test_the_walk_notices(rule_left_out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, instead = BROKEN[rule_left_out]
    if where is MOVES:
        origins, target = MOVES[name]
        monkeypatch.setitem(MOVES, name, (origins | {State(instead)}, target))
    else:
        monkeypatch.setattr(where, name, instead)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Walk, settings=HASTY)
