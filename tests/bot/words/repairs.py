"""Repairs: states, causes, buttons, pages and papers."""

from __future__ import annotations

import dataclasses
import tomllib

from spoken import pressed

from handlers.repairs import buttons, pages
from handlers.repairs.news import MOVES_ON
from handlers.repairs.slip import SlipLabels
from handlers.repairs.verbs import VERBS
from handlers.repairs.work_sheet import SheetLabels
from models import defaults
from models.repairs.afterwards import CONVENIENT
from models.tickets.work import Waiting

SCHOOL = tomllib.loads((defaults.DATA / "school.toml").read_text("utf-8"))
DANGERS = [danger["kind"] for danger in SCHOOL["danger"]]
BUTTONS = pressed() | {"ask", "decline", "merge", "wait"}
PAGES = pages.PAGES - {""}
LATE = ("accept", "office", "leader", "leader_now", "assignee")
TALK = ("coming", "fine_accept", "to_sign", "fixed_already", "not_needed")

FAMILIES: dict[str, set[str]] = {
    "repairs.warranty.{}": {"repairs.warranty.in", "repairs.warranty.out"},
    "repairs.when.{}": {f"repairs.when.{when}" for when in CONVENIENT},
    "repairs.guard.{}": {f"repairs.guard.{kind}" for kind in (*DANGERS, "other")},
    "repairs.news.{}": {f"repairs.news.{key}" for key in MOVES_ON.values()},
    "repairs.done.{}": {f"repairs.done.{verb}" for verb in VERBS},
    "repairs.button.{}": {f"repairs.button.{verb}" for verb in BUTTONS},
    "repairs.page.{}": {f"repairs.page.{page}" for page in PAGES},
    "repairs.ask.{}": {f"repairs.ask.{verb}" for verb in buttons.ASK},
    "repairs.draft.{}": {"repairs.draft.same", "repairs.draft.trouble"},
    "repairs.progress.{}": {f"repairs.progress.{said}" for said in pages.PROGRESS},
    "repairs.overdue.{}": {f"repairs.overdue.{row}" for row in LATE}
    | {f"repairs.overdue.{row}_nobody" for row in LATE if row != "assignee"},
    "repairs.late.{}": {"repairs.late.by", "repairs.late.just"},
    "repairs.talk.{}": {f"repairs.talk.{key}" for key in TALK},
    "{}.missing_{}": {"repairs.missing_category"},
    "repairs.report.{}": {
        f"repairs.report.{key}" for key in ("posts", "places", "kinds", "again", "slow")
    },
    "repairs.report.column.{}": {
        f"repairs.report.column.{name}"
        for name in ("post", "due", "done", "place", "kind", "count", "number", "days")
    },
    "repairs.digest.{}": {
        f"repairs.digest.{key}"
        for key in ("late", "put_off", "to_sign", "due", *(f"waiting_{what}" for what in Waiting))
    },
    "repairs.slip.{}": {f"repairs.slip.{field.name}" for field in dataclasses.fields(SlipLabels)}
    - {"repairs.slip.signatures"},
    "repairs.slip.signature_{}": {
        f"repairs.slip.signature_{who}" for who in ("worker", "reporter", "office")
    },
    "repairs.sheet.{}": {
        f"repairs.sheet.{field.name}" for field in dataclasses.fields(SheetLabels)
    },
}
VARIANTS = {
    *("accepted_behalf", "finished_behalf", "finished_behalf_no_photo", "finished_no_photo"),
    *("answered_photo", "answered_voice", "assigned_usual", "refused_left", "took_in_no_photo"),
}
# What goes with the report itself, and what is no news.
UNTOLD = {"repairs.news.assigned_usual", "repairs.news.took_in_no_photo"} | {
    f"repairs.news.late.{row}" for row in LATE
}
