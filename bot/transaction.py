"""What happens in one transaction, and how it reads: the means of handlers, clocks and cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session
from telegram import InlineKeyboardButton

from bot.clock import real_now
from bot.digest import Digest
from bot.documents.ledger import Ledger
from bot.documents.making import Document, Order
from bot.i18n import I18n, language_of
from bot.logbook import LogPart
from bot.report import Report
from models.act import Act
from models.cases.auditor import Auditor
from models.cases.case import Case, Event
from models.cases.draft import Draft
from models.cases.due import DayKind, DueKind
from models.cases.filing import FromDraft
from models.erasing import Erasure
from models.messaging import Inbound, Outbound
from models.people.person import Person
from models.school import School

Rows = list[list[InlineKeyboardButton]]
# Telegram forgets a press quickly; an answer that is late by more than this is not wanted.
ANSWER_LIVES = timedelta(seconds=60)
TOAST_LIMIT = 200


@dataclass(frozen=True)
class Rendered:
    """A card, or a piece of news, as one person sees it."""

    text: str
    rows: Rows = field(default_factory=list)
    # A phone makes no sound.
    silent: bool = False

    def payload(self) -> dict[str, Any]:
        """What Telegram is given."""
        quietly = {"disable_notification": True} if self.silent else {}
        return {
            **quietly,
            "text": self.text,
            "parse_mode": "HTML",
            "reply_markup": {"inline_keyboard": [[b.to_dict() for b in row] for row in self.rows]},
        }


@dataclass(frozen=True)
class RenderContext:
    """Who looks at a card, which page is turned up, and the news that brought it."""

    unit: Transaction
    person: Person
    i18n: I18n
    page: str = ""
    news: Event | None = None


class Title(Protocol):
    """The line that names a case; under the name of its building it need not say that again."""

    def __call__(self, case: Any, i18n: I18n, /, *, under_building: bool = False) -> str: ...


@dataclass(frozen=True)
class CardKind:
    """How the cases of one kind read: the card, the line that names one, and where it stands."""

    kind: type[Case]
    render: Callable[[Any, RenderContext], Rendered]
    title: Title
    stands: Callable[[Any, I18n, datetime], str]
    # The names of the button that turns its pages.
    turns: frozenset[str] = frozenset()


def _no_lines(draft: Draft, view: RenderContext) -> list[str]:
    return []


def _no_rows(draft: Draft, view: RenderContext) -> Rows:
    return []


def _no_page(draft: Draft, act: Act) -> str:
    return ""


@dataclass(frozen=True)
class DraftKind:
    """What a draft is asked for, beside words, photos and a place, before it is filed as this."""

    kind: type[FromDraft]
    # The lines and the rows of buttons that the kind adds to the draft's card.
    lines: Callable[[Draft, RenderContext], list[str]] = _no_lines
    rows: Callable[[Draft, RenderContext], Rows] = _no_rows
    # Pages that the kind turns up: the text below what is known so far, and the buttons.
    pages: Mapping[str, Callable[[Draft, RenderContext], Rendered]] = field(default_factory=dict)
    # The page that must be answered before it is filed, or nothing.
    asks_first: Callable[[Draft, Act], str] = _no_page
    # Whether it may be told without a name on it.
    anonymous: bool = False

    @property
    def name(self) -> str:
        """As a draft notes that it may become this."""
        return str(self.kind.__mapper__.polymorphic_identity)


@dataclass(frozen=True)
class Registry:
    """How everything reads that the features bring: cards by their case, news by their event."""

    cards: Mapping[type[Case], CardKind]
    news: Mapping[str, Callable[[Event, RenderContext], Rendered]]
    drafts: Mapping[str, DraftKind]
    documents: Mapping[str, Callable[[Order], Document]]
    ledgers: Mapping[str, Ledger]
    due: Mapping[str, DueKind]
    days: Mapping[str, DayKind]
    erasures: Sequence[Erasure]
    # Which feature has the words for what falls due.
    owners: Mapping[str, str]
    # What the log of a day is made of, in its order.
    logbook: Sequence[LogPart]
    # What each feature says in what the principal reads, in the order of the features.
    digests: Mapping[str, Digest]
    reports: Mapping[str, Report]
    auditors: Sequence[Auditor]
    # What features hang under the cards of cases of other features.
    beside: Sequence[Callable[[Case, RenderContext], Rows]] = ()

    def card(self, case: Case) -> CardKind:
        """How this case reads."""
        return self.cards[type(case)]

    def rows_beside(self, case: Case, view: RenderContext) -> Rows:
        """The buttons that other features hang under the card of this case."""
        return [row for rows in self.beside for row in rows(case, view)]

    def draft_kind(self, draft: Draft) -> DraftKind:
        """What this draft may become."""
        return self.drafts[draft.may_be]


class Transaction:
    """What one transaction has in hand."""

    def __init__(
        self,
        session: Session,
        now: datetime,
        school: School,
        default_language: str,
        registry: Registry,
    ) -> None:
        self.session = session
        self.now = now
        self.school = school
        self.default_language = default_language
        self.registry = registry
        self.cause: Inbound | None = None
        self.error: Exception | None = None
        self.query_id: str | None = None
        # Answers to buttons go ahead of all else; a stranger's wait in the order of his chat.
        self.answers_to = 0
        self.answered = False
        self.touched: dict[int, Case] = {}

    def act(self, by: Person, seen: int | None = None) -> Act:
        """This person, doing something now."""
        return Act(by=by, now=self.now, school=self.school, seen=seen)

    def i18n(self, person: Person | None = None, code: str | None = None) -> I18n:
        """How this person, or a phone that speaks this language, is spoken to."""
        language = (person.language if person else None) or language_of(code, self.default_language)
        return I18n(language, self.school.zone, self.school.today(self.now), self._made_up)

    def _made_up(self, day: date) -> bool:
        """Whether a day of the weekend is worked (补班)."""
        return day.weekday() >= 5 and self.school.hours.is_school_day(day)

    def call(self, method: str, chat_id: int, /, **payload: Any) -> Outbound:
        """Writes one call to Telegram; it is made after the commit."""
        row = Outbound(
            chat_id=chat_id,
            method=method,
            payload={"chat_id": chat_id, **payload},
            created_at=real_now(),
        )
        self.session.add(row)
        return row

    def say(self, person: Person, key: str, /, **values: Any) -> None:
        """Sends a person a sentence in their language; who has no phone gets none."""
        if person.reachable and person.telegram_id is not None:
            text = self.i18n(person)(key, **values)
            self.call("sendMessage", person.telegram_id, text=text, parse_mode="HTML")

    def toast(self, text: str = "", alert: bool = False) -> None:
        """Answers the press that this unit handles. Only once: Telegram takes no second answer."""
        if self.query_id is None or self.answered:
            return
        self.answered = True
        row = Outbound(
            chat_id=self.answers_to,
            method="answerCallbackQuery",
            payload={
                "callback_query_id": self.query_id,
                "text": text[:TOAST_LIMIT],
                "show_alert": alert,
            },
            created_at=real_now(),
            expires_at=real_now() + ANSWER_LIVES,
        )
        self.session.add(row)

    def touch(self, case: Case) -> None:
        """Marks a case whose cards must be drawn anew though nothing happened on its timeline."""
        self.touched[case.id] = case
