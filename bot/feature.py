"""What a feature brings, declared once. `handlers/__init__.py` lists the features, in the order in
which they are asked; the menu, `/admin`, `/help`, the lists of commands, the printer, the clock and
whoever looks something up read these declarations, and name nobody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from telegram.ext import CommandHandler, filters

from bot.callbacks import Answer, CallbackButton
from bot.context import Context
from bot.dialogue import Dialogues, Handler
from bot.digest import Digest
from bot.documents.ledger import Ledger
from bot.documents.making import Document, Order
from bot.keyboards import grid
from bot.logbook import LogPart
from bot.reading import Offer, Reading
from bot.report import Report
from bot.transaction import CardKind, DraftKind, Registry, RenderContext, Rendered, Rows
from models.cases.auditor import Auditor
from models.cases.case import Case, Event
from models.cases.due import DayKind, DueKind
from models.erasing import Erasure
from models.people.person import Person, Right
from models.school import School

K = TypeVar("K")
V = TypeVar("V")
Sees = Callable[[Person], bool]


def everybody(person: Person) -> bool:
    """Whoever is in the school."""
    return True


def whoever_may(*rights: Right) -> Sees:
    """Whoever has one of these rights."""
    return lambda person: any(person.may(right) for right in rights)


@dataclass(frozen=True)
class Command:
    """A command, and in whose list Telegram shows it; one without a label is in nobody's."""

    name: str
    answer: Answer
    label: str = ""
    rank: int = 0
    sees: Sees = everybody


@dataclass(frozen=True)
class MenuButton:
    """A button of the menu or of /admin: the smaller its rank, the higher it stands."""

    rank: int
    press: CallbackButton
    label: Callable[[Context], str]
    args: tuple[object, ...] = ()
    sees: Sees = everybody


def named(key: str) -> Callable[[Context], str]:
    """A label that is always the same sentence."""
    return lambda context: context.i18n.plain(key)


@dataclass(frozen=True)
class Help:
    """A part of /help: the key of its sentence, and who reads it."""

    rank: int
    key: str
    sees: Sees = everybody


@dataclass(frozen=True)
class Feature:
    """One thing that the school does here, with all that belongs to it."""

    name: str
    entry: Sequence[Handler] = ()
    states: Mapping[str, Sequence[Handler]] = field(default_factory=dict)
    # Whatever nobody else has answered; asked last, in the order of the features.
    last: Sequence[Handler] = ()
    # The way in, for those who are not in the school yet.
    strangers: Dialogues | None = None
    commands: Sequence[Command] = ()
    menu: Sequence[MenuButton] = ()
    admin: Sequence[MenuButton] = ()
    # The buttons under /duty.
    duty: Sequence[MenuButton] = ()
    help: Sequence[Help] = ()
    # What a link to the bot opens, by what its code begins with; `NOT_MINE` leaves it to the next
    # feature that opens such links.
    links: Mapping[str, Answer] = field(default_factory=dict)
    # What it would do with a message without a command.
    offers: Callable[[Reading, Context], Iterable[Offer]] | None = None
    # What takes a message before all else: more about something pressing that is under way here.
    claims: Callable[[Reading, Context], Offer | None] | None = None
    # What it offers at once, as buttons, where a sentence tells of an emergency.
    alarms: Callable[[Reading, Context], Rows] | None = None
    # What becomes of a reply to a card, by the kind of the case.
    replies: Mapping[type[Case], Callable[[Any, Reading, Context], Any]] = field(
        default_factory=dict
    )
    # What it does about a matter that belongs elsewhere as long as no feature takes it: the name of
    # the matter (`models/data/matters.toml`). What is pressing goes there before all else.
    matters: Mapping[str, Callable[[Reading, Context], Awaitable[str | None]]] = field(
        default_factory=dict
    )
    cards: Sequence[CardKind] = ()
    drafts: Sequence[DraftKind] = ()
    news: Mapping[str, Callable[[Event, RenderContext], Rendered]] = field(default_factory=dict)
    # How its documents are made, by the kind of the order; in a thread, after the commit.
    documents: Mapping[str, Callable[[Order], Document]] = field(default_factory=dict)
    # What of a day it contributes to the log of the duty leader and of the office.
    logbook: Sequence[LogPart] = ()
    # The lists that it gives out between two days: `houqin export NAME`, and 台账 in the menu.
    ledgers: Sequence[Ledger] = ()
    # What falls due for its cases, and what the days bring.
    due: Sequence[DueKind] = ()
    days: Sequence[DayKind] = ()
    # What the days bring that is made of what all features say in the digest.
    days_of_all: Callable[[Mapping[str, Digest]], Sequence[DayKind]] | None = None
    # What of its records goes when its row of 保存期限 says so.
    erasures: Sequence[Erasure] = ()
    # What it says in what the principal reads; without one it has no line there.
    digest: Digest | None = None
    # What it says of a week, a month, a term.
    report: Report | None = None
    # What it hangs under the cards of other features' cases.
    beside: Callable[[Case, RenderContext], Rows] | None = None
    # What the auditor proves of it every hour.
    auditors: Sequence[Auditor] = ()
    # What the person has open here, for /my.
    mine: Callable[[School, Person], Sequence[Case]] | None = None


@dataclass(frozen=True)
class Features:
    """All features of the house, put together."""

    every: Sequence[Feature]

    def __iter__(self) -> Iterator[Feature]:
        return iter(self.every)

    def registry(self) -> Registry:
        """How everything reads that they bring. Raises `ValueError` where two bring the same."""
        every = self.every
        digests = {one.name: one.digest for one in every if one.digest is not None}
        days: dict[str, tuple[DayKind, ...]] = {
            one.name: (*one.days, *(one.days_of_all(digests) if one.days_of_all else ()))
            for one in every
        }
        return Registry(
            cards=_one_of_each((card.kind, card) for one in every for card in one.cards),
            news=_one_of_each(pair for one in every for pair in one.news.items()),
            drafts=_one_of_each((kind.name, kind) for one in every for kind in one.drafts),
            due=_one_of_each((kind.name, kind) for one in every for kind in one.due),
            days=_one_of_each((kind.name, kind) for kinds in days.values() for kind in kinds),
            owners=_one_of_each(
                (name, one.name)
                for one in every
                for name in (
                    *(kind.name for kind in one.due),
                    *(kind.name for kind in days[one.name]),
                )
            ),
            documents=_one_of_each(pair for one in every for pair in one.documents.items()),
            logbook=sorted((part for one in every for part in one.logbook), key=lambda x: x.rank),
            digests=digests,
            reports={one.name: one.report for one in every if one.report is not None},
            auditors=[auditor for one in every for auditor in one.auditors],
            erasures=tuple(erasure for one in every for erasure in one.erasures),
            ledgers=_one_of_each((ledger.name, ledger) for one in every for ledger in one.ledgers),
            beside=tuple(one.beside for one in every if one.beside is not None),
        )

    def dialogues(self) -> Dialogues:
        """The order of everything: the open question, then the entries, then whatever is left."""
        entries = [
            handler
            for one in self.every
            for handler in (*(command_handler(each) for each in one.commands), *one.entry)
        ]
        states = _one_of_each(pair for one in self.every for pair in one.states.items())
        return Dialogues(entries, states, [handler for one in self.every for handler in one.last])

    def strangers(self) -> Dialogues:
        """The way in."""
        ways = [one.strangers for one in self.every if one.strangers is not None]
        assert len(ways) == 1, "there is one way into the school"
        return ways[0]


def _one_of_each(pairs: Iterable[tuple[K, V]]) -> dict[K, V]:
    found: dict[K, V] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"two features bring {key!r}")
        found[key] = value
    return found


def command_handler(command: Command) -> Handler:
    """A command in a message, never in an edit."""
    return CommandHandler(command.name, command.answer, filters.UpdateType.MESSAGE)


def rows_of(buttons: Iterable[MenuButton], context: Context) -> Rows:
    """The buttons that this person may press, one below the other, in the order of their ranks."""
    seen = sorted((one for one in buttons if one.sees(context.person)), key=lambda one: one.rank)
    return grid((one.press.button(one.label(context), *one.args) for one in seen), 1)


def features_of(context: Context) -> Features:
    """The features of the running bot."""
    features: Features = context.application.features  # type: ignore[attr-defined]
    return features
