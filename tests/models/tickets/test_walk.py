"""People of every role press everything in any order, and the school's rules hold all the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from office import NAMES, Office, open_office
from sqlalchemy import func, select, text

from models.base import Refused
from models.cases import Event
from models.dues import Due, plan
from models.people import Act, Person
from models.tickets import Ticket, closing, drafting, work
from models.tickets.ticket import MOVES
from models.tickets.work import Cause, NoPhoto, Waiting

# The life of a repair as domain.md §2.2 tells it, written down a second time on purpose.
ROADS = {
    "draft": {"reported", "discarded"},
    "reported": {"assigned", "working", "withdrawn", "merged", "declined"},
    "assigned": {"assigned", "working", "reported", "signed", "withdrawn", "merged", "declined"},
    "working": {"assigned", "reported", "waiting", "done", "signed", "withdrawn", "merged"},
    "waiting": {
        "assigned", "reported", "waiting", "working", "done", "signed", "withdrawn", "merged",
    },
    "done": {"signed", "working"},
    "signed": {"working"},
    "withdrawn": set(),
    "discarded": set(),
    "merged": set(),
    "declined": set(),
}  # fmt: skip
HELD = {"assigned", "working", "waiting", "done"}
TABLES = ("case", "event", "photo", "ticket_joined", "due", "counter", "person")
RELATIONS = ("reporter", "assignee", "office", "joined", "wang", "chen", "li", "gate", "admin")

Press = Callable[["Walk", Ticket, Act, Person], Any]
PRESSES: dict[str, Press] = {
    "file": lambda w, t, act, p: drafting.file(t, act),
    "discard": lambda w, t, act, p: drafting.discard(t, act),
    "join_instead": lambda w, t, act, p: drafting.join_instead(t, act, w.other(t)),
    "set_reporter": lambda w, t, act, p: drafting.set_reporter(t, act, p),
    "answer_hurt": lambda w, t, act, p: drafting.answer_hurt(t, act, p.id % 2 == 0),
    "accept": lambda w, t, act, p: work.accept(t, act),
    "accept_for": lambda w, t, act, p: work.accept(t, act, p),
    "assign": lambda w, t, act, p: work.assign(t, act, p),
    "refuse": lambda w, t, act, p: work.refuse(t, act, "没空"),
    "hand_over": lambda w, t, act, p: work.hand_over(t, act, p),
    "release": lambda w, t, act, p: work.release(t, act),
    "wait": lambda w, t, act, p: work.wait(t, act, Waiting.PARTS, w.later(), "灯管"),
    "call_firm": lambda w, t, act, p: work.call_firm(t, act, "永安", "138", w.later(), p),
    "resume": lambda w, t, act, p: work.resume(t, act),
    "finish": lambda w, t, act, p: work.finish(t, act, NoPhoto.LOOK),
    "note_costs": lambda w, t, act, p: work.note_costs(t, act, cause=Cause.WEAR),
    "contain": lambda w, t, act, p: work.contain(t, act),
    "ask_more": lambda w, t, act, p: work.ask_more(t, act, "哪一盏？"),
    "answer": lambda w, t, act, p: work.answer(t, act, "前门"),
    "sign": lambda w, t, act, p: closing.sign(t, act),
    "sign_instead": lambda w, t, act, p: closing.sign_instead(t, act, "一直没验收"),
    "fixed_already": lambda w, t, act, p: closing.fixed_already(t, act),
    "give_back": lambda w, t, act, p: closing.give_back(t, act, "还闪"),
    "still_broken": lambda w, t, act, p: closing.still_broken(t, act),
    "rate": lambda w, t, act, p: closing.rate(t, act, 5),
    "withdraw": lambda w, t, act, p: closing.withdraw(t, act),
    "not_needed": lambda w, t, act, p: closing.not_needed(t, act),
    "drop": lambda w, t, act, p: closing.drop(t, act),
    "decline": lambda w, t, act, p: closing.decline(t, act, "不归学校修"),
    "merge": lambda w, t, act, p: closing.merge(t, act, w.other(t)),
    "join": lambda w, t, act, p: closing.join(t, act),
    "nudge": lambda w, t, act, p: closing.nudge(t, act),
    "comment": lambda w, t, act, p: closing.comment(t, act, "快"),
}


# Whom a button suits: without them most presses would be refused, and the walk would not get far.
SUITS = {
    "file": "writer", "discard": "writer", "join_instead": "writer", "accept": "assignee",
    "accept_for": "office", "assign": "office", "refuse": "assignee", "hand_over": "admin",
    "release": "admin", "wait": "assignee", "call_firm": "assignee", "resume": "assignee",
    "finish": "assignee", "note_costs": "assignee", "contain": "gate", "ask_more": "office",
    "answer": "reporter", "sign": "reporter", "sign_instead": "office",
    "fixed_already": "reporter", "give_back": "reporter", "still_broken": "joined",
    "rate": "reporter", "withdraw": "reporter", "not_needed": "reporter", "drop": "office",
    "decline": "office", "merge": "office", "join": "joined", "nudge": "reporter",
    "comment": "reporter",
}  # fmt: skip
WITH = {"call_firm": "office", "hand_over": "sun", "accept_for": "ma"}


class Walk(RuleBasedStateMachine):
    """Two reports, the whole school, and time."""

    moved: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.opened = contextmanager(open_office)()
        self.office = self.opened.__enter__()
        self.tickets: list[Ticket] = []
        self.seen: dict[int, int] = {}

    def teardown(self) -> None:
        self.opened.__exit__(None, None, None)

    @initialize(
        urgency=st.sampled_from(["normal", "soon", "urgent"]),
        fixer=st.sampled_from([None, "chen", "wang"]),
        filed=st.booleans(),
    )
    def begin(self, urgency: str, fixer: str | None, filed: bool) -> None:
        """Wang reports by herself, the electrician for himself; one more is only begun."""
        office = self.office
        office.category("W02").fixer = getattr(office, fixer) if fixer else None
        self.tickets = [self.draft(office.wang), self.draft(office.chen), self.draft(office.gate)]
        self.tickets[0].urgency = office.school.urgency(urgency)
        if filed:
            for ticket in self.tickets[:2]:
                self.try_("file", ticket, ticket.reporter, ticket.version, office.chen)

    def draft(self, by: Person) -> Ticket:
        ticket = drafting.start(self.office.act(by))
        ticket.words, ticket.place = "灯不亮", self.office.place("A302")
        ticket.category = self.office.category("W02")
        self.office.session.flush()
        plan(ticket, self.office.school)
        self.office.session.flush()
        return ticket

    def other(self, ticket: Ticket) -> Ticket:
        return self.tickets[0] if ticket is not self.tickets[0] else self.tickets[1]

    def later(self) -> Any:
        return self.office.at(12, 1) if self.office.now < self.office.at(12, 1) else self.office.now

    def whom(self, who: str, ticket: Ticket) -> Person:
        """Somebody by name, or by what he has to do with the ticket."""
        match who:
            case "reporter":
                return ticket.reporter
            case "writer":
                return ticket.recorder or ticket.reporter
            case "assignee":
                return ticket.assignee or self.office.chen
            case "office":
                return self.office.li
            case "joined":
                return ticket.joined[0] if ticket.joined else self.office.liu
        person: Person = getattr(self.office, who)
        return person

    @rule(
        name=st.sampled_from(sorted(PRESSES)),
        which=st.integers(0, 2),
        who=st.sampled_from([*RELATIONS, *sorted(NAMES)]),
        whom=st.sampled_from(["chen", "sun", "ma", "li", "wang", "zhang"]),
        stale=st.sampled_from([False, False, False, True]),
    )
    def press(self, name: str, which: int, who: str, whom: str, stale: bool) -> None:
        """Somebody presses something, on a card that may have been overtaken."""
        ticket = self.tickets[which]
        seen = self.seen.get(ticket.id, 1) if stale else ticket.version
        self.try_(name, ticket, self.whom(who, ticket), seen, getattr(self.office, whom))

    @rule(name=st.sampled_from(sorted(SUITS)), which=st.sampled_from([0, 0, 1, 2]))
    def press_rightly(self, name: str, which: int) -> None:
        """Whoever it suits presses something, having seen the newest card."""
        ticket = self.tickets[which]
        by = self.whom(SUITS[name], ticket)
        self.try_(name, ticket, by, ticket.version, self.whom(WITH.get(name, "chen"), ticket))

    @rule(hours=st.sampled_from([0.1, 1, 5, 26, 24 * 9]))
    def time_passes(self, hours: float) -> None:
        """The clock ticks; it moves no ticket."""
        before = [(ticket.state, ticket.version) for ticket in self.tickets]
        self.office.passes(hours=hours)
        self.office.tick()
        assert [(ticket.state, ticket.version) for ticket in self.tickets] == before

    @rule(who=st.sampled_from(["wang", "chen", "sun", "liu", "zhang"]))
    def comes_or_goes(self, who: str) -> None:
        """Somebody is switched off, or comes back."""
        person: Person = getattr(self.office, who)
        act = self.office.act(self.office.admin)
        if person.active:
            person.switch_off(act)
        else:
            person.switch_on(act)
        self.office.session.flush()

    @rule(who=st.sampled_from(["wang", "chen"]), stand_in=st.sampled_from(["sun", "wu"]))
    def is_away(self, who: str, stand_in: str) -> None:
        """Somebody is away today."""
        today = self.office.school.today(self.office.now)
        act = self.office.act(self.office.li)
        getattr(self.office, who).be_away(act, today, getattr(self.office, stand_in))
        self.office.session.flush()

    def snapshot(self) -> list[Any]:
        """Every row that a verb could touch, as it lies in the database."""
        self.office.session.flush()
        return [
            tuple(row)
            for table in TABLES
            for row in self.office.session.execute(text(f'SELECT * FROM "{table}" ORDER BY 1, 2'))
        ]

    def try_(self, name: str, ticket: Ticket, by: Person, seen: int, whom: Person) -> None:
        """One press: it moves the ticket as the table says, or is refused and changes nothing."""
        session = self.office.session
        before, state, version = self.snapshot(), ticket.state, ticket.version
        states = {one.id: (one.state, one.version) for one in self.tickets}
        last = session.scalar(select(func.max(Event.id))) or 0
        savepoint = session.begin_nested()
        try:
            PRESSES[name](self, ticket, self.office.act(by, seen), whom)
            session.flush()
        except Refused:
            savepoint.rollback()
            assert self.snapshot() == before
            assert (ticket.state, ticket.version) == (state, version)
            return
        savepoint.commit()
        if not by.active:
            assert self.snapshot() == before, f"{by.name} is switched off, and pressed {name}"
        self.follows_the_table(ticket, state, version, seen, self.office.since(last))
        for one in self.tickets:
            if one is not ticket:
                assert states[one.id] == (one.state, one.version), f"{name} moved another ticket"
        if ticket.state == "signed" and state != "signed":
            self.signed_properly(ticket, by)
        for one in self.tickets:
            plan(one, self.office.school)
        self.seen[ticket.id] = version
        session.flush()

    def follows_the_table(
        self, ticket: Ticket, state: str, version: int, seen: int, events: list[Event]
    ) -> None:
        """Follows the events from the old state to the new."""
        at = state
        for event in events:
            if event.case_id != ticket.id or event.kind not in MOVES:
                continue
            origins, target = MOVES[event.kind]
            assert at in origins, f"{event.kind} from {at}"
            assert target in ROADS[at], f"from {at} no road leads to {target}"
            version += 1
            assert event.version == version
            assert seen < event.version, "the card that was pressed had been overtaken"
            at = target
            self.moved[event.kind] += 1
        assert ticket.state == at, f"from {state} to {ticket.state} without an event"
        assert ticket.version >= version

    def signed_properly(self, ticket: Ticket, by: Person) -> None:
        """The reporter signs, or the office with a reason; never whoever repaired it."""
        assert ticket.signed_by is by
        assert ticket.signed_at == self.office.now
        assert by is not ticket.assignee
        assert by is not ticket.finished_by
        assert by is ticket.reporter or (by is self.office.li and ticket.instead_reason)

    @invariant()
    def the_rules_hold(self) -> None:
        self.what_is_in_hand_is_in_somebodys_hand()
        self.what_is_signed_has_a_signature_and_nothing_else_has()
        self.what_ended_waits_for_nothing()
        self.numbers_have_no_gaps_and_no_twins()
        self.the_timeline_only_grows()
        self.what_is_due_is_due_once()

    def what_is_in_hand_is_in_somebodys_hand(self) -> None:
        for ticket in self.tickets:
            if ticket.state in HELD:
                assert ticket.assignee is not None, ticket.state
            if ticket.state in ("draft", "reported", "discarded"):
                assert ticket.assignee is None, ticket.state

    def what_is_signed_has_a_signature_and_nothing_else_has(self) -> None:
        for ticket in self.tickets:
            signed = ticket.state == "signed"
            assert (ticket.signed_by is not None) == signed
            assert (ticket.signed_at is not None) == signed
            assert (ticket.finished_by is not None) <= (ticket.state in ("done", "signed"))

    def what_ended_waits_for_nothing(self) -> None:
        for ticket in self.tickets:
            if ticket.state not in ("reported", "assigned", "working", "waiting"):
                assert ticket.paused_at is None
                assert ticket.unneeded_at is None
            assert (ticket.waiting_for is None) or ticket.state not in ("reported", "assigned")

    def numbers_have_no_gaps_and_no_twins(self) -> None:
        filed = [one for one in self.tickets if one.state not in ("draft", "discarded")]
        assert all(one.number for one in filed)
        days: dict[str, list[int]] = {}
        for one in filed:
            _, day, nth = str(one.number).split("-")
            days.setdefault(day, []).append(int(nth))
        for given in days.values():
            assert sorted(given) == list(range(1, len(given) + 1))

    def the_timeline_only_grows(self) -> None:
        query = select(Event.id, Event.at, Event.version, Event.case_id).order_by(Event.id)
        rows = [tuple(row) for row in self.office.session.execute(query)]
        known = getattr(self, "timeline", [])
        assert rows[: len(known)] == known
        self.timeline = rows
        for ticket in self.tickets:
            versions = [version for _, _, version, case_id in rows if case_id == ticket.id]
            assert versions == sorted(versions)

    def what_is_due_is_due_once(self) -> None:
        keys = list(self.office.session.scalars(select(Due.key)))
        assert len(keys) == len(set(keys))
        ended = [one.id for one in self.tickets if one.state in ("withdrawn", "signed", "merged")]
        query = select(Due.key).where(Due.state == "planned", Due.case_id.in_(ended))
        assert list(self.office.session.scalars(query)) == []


CAREFUL = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    # Forty steps are read as they are; looking for fewer takes minutes.
    phases=[Phase.generate],
    database=None,
    suppress_health_check=list(HealthCheck),
)
# A walk that is expected to fail does so early.
HASTY = settings(CAREFUL, max_examples=40, print_blob=False)


def test_no_order_of_presses_breaks_a_rule_and_every_move_is_reached() -> None:
    Walk.moved.clear()
    run_state_machine_as_test(Walk, settings=CAREFUL)  # type: ignore[no-untyped-call]
    assert set(Walk.moved) == set(MOVES)


@pytest.fixture
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One rule less than the school has."""
    match request.param:
        case "a signature while it is being repaired":
            origins, target = MOVES["signed"]
            monkeypatch.setitem(MOVES, "signed", (origins | MOVES["finished"][0], target))
        case "a way back from the end":
            monkeypatch.setitem(MOVES, "accepted", (frozenset(ROADS), MOVES["accepted"][1]))  # type: ignore[arg-type]
        case "a fixer who signs":
            monkeypatch.setattr(Ticket, "did_it", lambda self, person: False)
        case "an overtaken card":
            monkeypatch.setattr(Ticket, "unchanged", lambda self, act: None)
        case "a signature by anybody":
            monkeypatch.setattr(Ticket, "must_report", lambda self, act: None)
        case "a repair in nobody's hand":
            monkeypatch.setattr(work, "_let_go", lambda ticket, act: None)
    yield


@pytest.mark.parametrize(
    "broken",
    [
        "a signature while it is being repaired",
        "a way back from the end",
        "a fixer who signs",
        "an overtaken card",
        "a signature by anybody",
        "a repair in nobody's hand",
    ],
    indirect=True,
)
def test_the_walk_notices(broken: None) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Walk, settings=HASTY)  # type: ignore[no-untyped-call]
