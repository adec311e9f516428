"""Lists of cases of whatever kind: a line and a button for each, and the lists the clock sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.callbacks import CallbackButton
from bot.i18n import I18n
from bot.keyboards import page_of
from bot.transaction import Registry, RenderContext, Rendered, Rows
from models.cases.case import Case, Event
from models.places import Place

C = TypeVar("C", bound=Case)

# Brings the card of a case: lists.show:<case>.
SHOW = CallbackButton("lists.show", formerly="l_show")
# Turns a page of a list that the clock sent: lists.leaf:<event>:<start>.
LEAF = CallbackButton("lists.leaf", formerly="l_leaf")

# Asks of which days a ledger is wanted: ledgers.one:<ledger>.
LEDGER = CallbackButton("ledgers.one")

ON_A_PAGE = 8
# A list that the clock sends is read on the way through the school, as one paper where it fits.
SENT_ON_A_PAGE = 16


def lines(
    cases: Sequence[Case],
    registry: Registry,
    i18n: I18n,
    now: datetime,
    *,
    by_building: bool = False,
) -> str:
    """One line for each case; those of a building under its name, where they come sorted."""
    shown = []
    above: Place | None = None
    for case in cases:
        here = case.place.building() if by_building and case.place else None
        if here is not None and here is not above:
            shown.append(i18n("list.building", building=here.name_in(i18n.language)))
        above = here
        card = registry.card(case)
        shown.append(
            i18n(
                "list.line_alarming" if case.alarming else "list.line",
                number=case.number,
                title=card.title(case, i18n, under_building=here is not None),
                stands=card.stands(case, i18n, now),
            )
        )
    return "\n".join(shown)


def buttons(cases: Sequence[Case], registry: Registry, i18n: I18n) -> Rows:
    """A button for each case, which brings its card."""
    return [[SHOW.button(registry.card(case).title(case, i18n), case.id)] for case in cases]


def together(cases: Sequence[C]) -> list[C]:
    """The cases of one building together; the building of the first case first."""
    rank: dict[int | None, int] = {}
    for case in cases:
        rank.setdefault(_building(case), len(rank))
    return sorted(cases, key=lambda case: rank[_building(case)])


def _building(case: Case) -> int | None:
    return case.place.building().id if case.place else None


def sent_list(feature: str) -> Callable[[Event, RenderContext], Rendered]:
    """How a list that the clock sends for this feature reads, its first page up."""
    return partial(_sent_page, feature)


def _sent_page(feature: str, event: Event, view: RenderContext) -> Rendered:
    """One page of it, as the cases stand now; the context's page is where it begins."""
    start = int(view.page or 0)
    registry, i18n = view.unit.registry, view.i18n
    ids = event.data["cases"]
    found = together([case for one in ids if (case := view.unit.session.get(Case, one))])
    key = f"{feature}.list.{event.kind.removesuffix('.list')}"
    page = page_of(found, start, SENT_ON_A_PAGE, lambda sign, to: LEAF.button(sign, event.id, to))
    head = i18n(key, count=len(found))
    empty = i18n(f"{key}_none") if not found else ""
    text = lines(page.items, registry, i18n, view.unit.now, by_building=True)
    rows = [*buttons(page.items, registry, i18n), *page.turns]
    return Rendered(f"{head}\n{empty}{text}", rows)
