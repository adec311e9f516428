"""A walk through the life of repairs: people of every role press everything in any order."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, ClassVar

import drafting
from buttons import FITS, PRESSES, ROADS, SUITS, WAYS, WITH, Given, press
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from office import NAMES, SHANGHAI, open_office
from row_rules import numbers_have_no_gaps_and_no_twins, what_is_due_is_due_once
from sqlalchemy import func, select, text

from models.base import Refused
from models.cases.case import Event
from models.cases.draft import Draft
from models.cases.due import Due, plan
from models.people import staff
from models.people.person import Person
from models.repairs import Repair
from models.school import School
from models.tickets.states import MOVES

ENDED = {"discarded", "withdrawn", "merged", "declined", "signed"}
HELD = {"assigned", "working", "waiting", "done"}
TABLES = ("case", "draft", "ticket", "repair", "event", "ticket_joined", "due", "counter")


class Walk(RuleBasedStateMachine):
    """Two reports, the whole school, and time."""

    moved: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.opened = contextmanager(open_office)()
        self.office = self.opened.__enter__()
        self.office.kept = School(self.office.session, SHANGHAI)
        self.tickets: list[Draft | Repair] = []
        self.known: list[Any] = []

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

    def draft(self, by: Person) -> Draft:
        ticket = drafting.start(self.office.act(by if by.active else self.office.zhang))
        ticket.text, ticket.place = "灯不亮", self.office.place("A302")
        ticket.category = self.office.category("W02")
        self.office.session.flush()
        plan(ticket, self.office.school)
        self.office.session.flush()
        return ticket

    def given(self, needed: Any, ticket: Draft | Repair, whom: Person) -> Any:
        """What a verb needs beside the report and the person."""
        match needed:
            case Given.WHOM:
                return whom
            case Given.OTHER:
                other = self.tickets[0] if ticket is not self.tickets[0] else self.tickets[1]
                if isinstance(other, Draft):
                    # No button leads to another's draft.
                    raise Refused("stale")
                return other
            case Given.LATER:
                return self.office.now + timedelta(days=5)
        return needed

    def whom(self, who: str, ticket: Draft | Repair) -> Person:
        """Somebody by name, or by what he has to do with the ticket."""
        match who:
            case "reporter":
                return ticket.reporter
            case "writer":
                return ticket.recorder or ticket.reporter
            case "assignee":
                has_it = ticket.assignee if isinstance(ticket, Repair) else None
                return has_it or self.office.chen
            case "office":
                return self.office.li
            case "joined":
                joined = ticket.joined if isinstance(ticket, Repair) else []
                return joined[0] if joined else self.office.liu
        person: Person = getattr(self.office, who)
        return person

    @rule(seed=st.integers(0, 2**32), hours=st.sampled_from([0, 0, 0.1, 5, 24 * 9]))
    def people_press(self, seed: int, hours: float) -> None:
        """Some presses in a row, and time that passes; the clock moves no ticket."""
        self.press_on(random.Random(seed), 6)
        if hours:
            before = [(ticket.state, ticket.version) for ticket in self.tickets]
            self.office.passes(hours=hours)
            last = self.office.session.scalar(select(func.max(Event.id))) or 0
            self.office.tick()
            rang = Counter((one.case_id, one.kind) for one in self.office.since(last) if one.case)
            # However long nobody looked: what came again meanwhile rings once.
            assert set(rang.values()) <= {1}
            assert [(ticket.state, ticket.version) for ticket in self.tickets] == before
            self.known = []

    @rule(seed=st.integers(0, 2**32), who=st.sampled_from(["wang", "chen", "sun", "liu"]))
    def somebody_is_switched_off_for_a_while(self, seed: int, who: str) -> None:
        """Somebody leaves in the midst of everything, and comes back."""
        person: Person = getattr(self.office, who)
        for change in (staff.switch_off, staff.switch_on):
            change(person, self.office.act(self.office.admin))
            self.office.kept, self.known = School(self.office.session, SHANGHAI), []
            self.press_on(random.Random(seed), 3)

    @rule(nth=st.integers(0, 2), way=st.sampled_from(WAYS))
    def somebody_goes_a_longer_way(self, nth: int, way: list[str]) -> None:
        """Whom it suits presses several things in a row."""
        for name in way:
            ticket = self.tickets[nth]
            by, whom = self.whom(SUITS[name], ticket), self.whom(WITH.get(name, "chen"), ticket)
            self.try_(name, ticket, by, ticket.version, whom)

    @rule(who=st.sampled_from(["wang", "chen"]), stand_in=st.sampled_from(["sun", "wu"]))
    def somebody_is_away(self, who: str, stand_in: str) -> None:
        """Somebody is away today."""
        today = self.office.school.today(self.office.now)
        act = self.office.act(self.office.li)
        staff.be_away(getattr(self.office, who), act, today, getattr(self.office, stand_in))
        self.known = []

    def press_on(self, draw: random.Random, presses: int) -> None:
        """Mostly what fits, by whom it suits, on the newest card; what has ended makes room."""
        for _ in range(presses):
            nth = draw.randrange(3)
            ticket = self.tickets[nth]
            if ticket.state in ENDED and draw.random() < (0.2 if ticket.state == "signed" else 0.5):
                self.tickets[nth] = ticket = self.draft(ticket.recorder or ticket.reporter)
                self.known = []
            name = draw.choice(FITS[ticket.state])
            if draw.random() < 0.2:
                name = draw.choice(sorted(PRESSES))
            who, whom = SUITS[name], WITH.get(name, "chen")
            if draw.random() < 0.2:
                who, whom = draw.choice([*set(SUITS.values()), *NAMES]), draw.choice(list(NAMES))
            seen = ticket.version - (1 if draw.random() < 0.1 else 0)
            self.try_(name, ticket, self.whom(who, ticket), seen, self.whom(whom, ticket))

    def snapshot(self) -> list[Any]:
        """Every row that a verb could touch, as it lies in the database."""
        self.office.session.flush()
        return [
            tuple(row)
            for table in TABLES
            for row in self.office.session.execute(text(f'SELECT * FROM "{table}" ORDER BY 1, 2'))
        ]

    def try_(self, name: str, ticket: Draft | Repair, by: Person, seen: int, whom: Person) -> None:
        """One press: it moves the ticket as the table says, or is refused and changes nothing."""
        session = self.office.session
        before, state, version = self.known or self.snapshot(), ticket.state, ticket.version
        states = {one.id: (one.state, one.version) for one in self.tickets}
        last = session.scalar(select(func.max(Event.id))) or 0
        savepoint = session.begin_nested()
        try:
            needs = [self.given(one, ticket, whom) for one in PRESSES[name][1:]]
            done = press(name, ticket, self.office.act(by, seen), *needs)
            session.flush()
        except Refused:
            savepoint.rollback()
            assert self.snapshot() == before
            assert (ticket.state, ticket.version) == (state, version)
            return
        savepoint.commit()
        if not by.active:
            assert self.snapshot() == before, f"{by.name} is switched off, and pressed {name}"
        events = self.office.since(last)
        self.follows_the_table(ticket, state, version, seen, events)
        for one in self.tickets:
            if one is not ticket:
                assert states[one.id] == (one.state, one.version), f"{name} moved another ticket"
        if isinstance(done, Repair):
            # What was filed goes on as a repair.
            self.tickets[self.tickets.index(ticket)] = done
        if isinstance(ticket, Repair) and ticket.state == "signed" and state != "signed":
            assert state == "done" or name == "fixed_already", f"signed while it was {state}"
            self.signed_properly(ticket, by)
        for case in {event.case for event in events if event.case}:
            plan(case, self.office.school)
        self.known = self.snapshot()

    def follows_the_table(
        self, ticket: Draft | Repair, state: str, version: int, seen: int, events: list[Event]
    ) -> None:
        """Follows the events from the old state to the new."""
        at, ticket_was = state, version
        if isinstance(ticket, Draft):
            if ticket.state != state:
                assert ticket.state in ROADS[state]
                self.moved[ticket.state] += 1
            return
        for event in events:
            if event.case_id != ticket.id or event.kind not in MOVES:
                continue
            origins, target = MOVES[event.kind]
            assert at in origins, f"{event.kind} from {at}"
            assert target in ROADS[at], f"from {at} no road leads to {target}"
            version += 1
            assert event.version == version
            assert seen == ticket_was, "the card that was pressed had been overtaken"
            at = target
            self.moved[event.kind] += 1
        assert ticket.state == at, f"from {state} to {ticket.state} without an event"
        assert ticket.version >= version

    def signed_properly(self, ticket: Repair, by: Person) -> None:
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
        numbers_have_no_gaps_and_no_twins(self.office.session)
        self.the_timeline_only_grows()
        what_is_due_is_due_once(self.office.session)
        self.what_is_open_has_something_ahead()

    def what_is_in_hand_is_in_somebodys_hand(self) -> None:
        for ticket in self.tickets:
            if not isinstance(ticket, Repair):
                continue
            if ticket.state in HELD:
                assert ticket.assignee is not None, ticket.state
            if ticket.state == "reported":
                assert ticket.assignee is None, ticket.state

    def repairs(self) -> list[Repair]:
        """Those that were filed."""
        return [one for one in self.tickets if isinstance(one, Repair)]

    def what_is_signed_has_a_signature_and_nothing_else_has(self) -> None:
        for ticket in self.repairs():
            signed = ticket.state == "signed"
            assert (ticket.signed_by is not None) == signed
            assert (ticket.signed_at is not None) == signed
            assert (ticket.finished_by is not None) <= (ticket.state in ("done", "signed"))

    def what_ended_waits_for_nothing(self) -> None:
        for ticket in self.repairs():
            if ticket.state not in ("reported", "assigned", "working", "waiting"):
                assert ticket.paused_at is None
                assert ticket.unneeded_at is None
            assert (ticket.waiting_for is None) or ticket.state not in ("reported", "assigned")

    def the_timeline_only_grows(self) -> None:
        query = select(Event.id, Event.at, Event.version, Event.case_id).order_by(Event.id)
        found = self.office.session.execute(query)
        rows = [(nth, at, version, case_id) for nth, at, version, case_id in found]
        known = getattr(self, "timeline", [])
        # What a draft has lived through goes on with the repair that it became.
        drafts = self.office.session.scalars(select(Draft).where(Draft.state == "filed"))
        became = {one.id: one.became_id for one in drafts.unique()}
        moved = [(n, at, v, became.get(case, case)) for n, at, v, case in known]
        assert rows[: len(known)] == moved
        self.timeline = rows
        for ticket in self.tickets:
            versions = [version for _, _, version, case_id in rows if case_id == ticket.id]
            assert versions == sorted(versions)

    def what_is_open_has_something_ahead(self) -> None:
        """Nothing that is open falls silent, unless a question to the reporter is open."""
        query = select(Due.case_id).where(Due.state == "planned")
        ahead = set(self.office.session.scalars(query))
        for ticket in self.repairs():
            if ticket.is_open and ticket.paused_at is None:
                assert ticket.id in ahead, f"{ticket.state} since {ticket.state_at}, and silent"
