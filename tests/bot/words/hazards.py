"""Hazards: states, pages, buttons, questions and lists."""

from __future__ import annotations

from handlers.hazards import buttons, card, lists, pages
from handlers.hazards.verbs import VERBS
from models.hazards.plan_text import FIELDS
from models.hazards.risk_points import Colour
from models.hazards.states import MOVES, OPEN

STATES = {*OPEN, *(target for _, target in MOVES.values())}
DAYS = ("plan_by", "late", "until")
PAPER = (
    *("notice", "receipt", "finding", "closed", "open", "place", "found_at", "kind", "level"),
    *("criterion", "text", "control", "until", "measure", "result", "money", "fixed_at", "owner"),
    *("looked", "opinion", "conclusion", "closed_on"),
)
RISK = (*("number", "name", "colour", "harm", "measure", "owner", "where", "checked"),)
SIGN = ("issuer", "owner", "department", "checker", "school")

FAMILIES: dict[str, set[str]] = {
    "hazards.report.{}": {f"hazards.report.{one}" for one in ("ages", "kinds")},
    "hazards.report.column.{}": {
        f"hazards.report.column.{one}"
        for one in ("colour", "week", "month", "older", "kind", "count")
    },
    "hazards.state.{}": {f"hazards.state.{state}" for state in STATES},
    "hazards.not_now.{}": {f"hazards.not_now.{state}" for state in STATES},
    "hazards.button.{}": {
        f"hazards.button.{verb}" for verb in (*buttons.VERBS, *buttons.ASKED, *buttons.PAGES)
    },
    "hazards.page.{}": {f"hazards.page.{page}" for page in pages.PAGES - {""}},
    "hazards.done.{}": {f"hazards.done.{verb}" for verb in (*VERBS, "clear", "clear_first")},
    "hazards.ask.{}": {
        f"hazards.ask.{verb}" for verb in set(buttons.ASKED) - {"plan", "other_day"}
    },
    "hazards.plan.{}": {f"hazards.plan.{field}" for field in FIELDS},
    "hazards.heard.{}": {f"hazards.heard.{kind}" for kind in card.ONLY_HEARD},
    "hazards.card.{}": {f"hazards.card.{key}" for key in DAYS},
    "hazards.ledger.grade_{}": {f"hazards.ledger.grade_{one}" for one in ("grave", "ordinary")},
    "hazards.ledger.source_{}": {f"hazards.ledger.source_{one}" for one in ("found", "told")},
    "hazards.paper.{}": {f"hazards.paper.{one}" for one in PAPER},
    "hazards.paper.sign_{}": {f"hazards.paper.sign_{one}" for one in SIGN},
    "hazards.digest.{}": {f"hazards.digest.{one}" for one in ("grave", "late", "to_clear", "due")},
    "hazards.colour.{}": {f"hazards.colour.{one}" for one in Colour},
    "hazards.risk.{}": {f"hazards.risk.{one}" for one in (*Colour, *RISK)},
    "hazards.list.{}": {f"hazards.list.{name}" for name in lists.WHICH},
    "hazards.list.b_{}": {f"hazards.list.b_{name}" for name in lists.WHICH},
}
VARIANTS = {
    *("controlled_no_photo", "fixed_behalf", "fixed_behalf_no_photo", "fixed_no_photo"),
}
UNTOLD: set[str] = set()
