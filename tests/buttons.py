"""Everything that can be pressed on a repair, whom it suits, and where it leads."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import drafting

from models.act import Act
from models.base import Refused
from models.cases.case import Case
from models.cases.draft import Draft
from models.repairs import afterwards
from models.tickets import closing, progress, work
from models.tickets.work import NoPhoto, Waiting

# The life of a repair as practice.md §7.1 tells it, written down a second time on purpose.
ROADS = {
    "draft": {"filed", "discarded"},
    "filed": set(),
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


class Given(StrEnum):
    """What a verb needs beside the report and the person."""

    WHOM = "another person"
    OTHER = "another report"
    LATER = "a later day"


# What is pressed on a draft; everything else on a repair.
OF_DRAFTS = {"file", "discard", "join_instead", "set_reporter", "answer_hurt"}


def press(name: str, case: Case, act: Act, *given: Any) -> Any:
    """Presses a button. One that hangs on no card of this kind finds no case of its kind."""
    if (name in OF_DRAFTS) != isinstance(case, Draft):
        raise Refused("case.not_found")
    return PRESSES[name][0](case, act, *given)


PRESSES: dict[str, tuple[Any, ...]] = {
    "file": (drafting.file,),
    "discard": (drafting.discard,),
    "join_instead": (drafting.join_instead, Given.OTHER),
    "set_reporter": (drafting.set_reporter, Given.WHOM),
    "answer_hurt": (drafting.answer_hurt, True),
    "accept": (work.accept,),
    "accept_for": (work.accept, Given.WHOM),
    "assign": (work.assign, Given.WHOM),
    "refuse": (work.refuse, "没空"),
    "hand_over": (work.hand_over, Given.WHOM),
    "release": (work.release,),
    "wait": (work.wait, Waiting.PARTS, Given.LATER, "灯管"),
    "call_firm": (work.call_firm, "永安", "138", Given.LATER, Given.WHOM),
    "resume": (work.resume,),
    "finish": (work.finish, NoPhoto.LOOK),
    "note_costs": (afterwards.note_costs,),
    "contain": (work.contain,),
    "ask_more": (work.ask_more, "哪一盏？"),
    "answer": (work.answer, "前门"),
    "sign": (closing.sign,),
    "sign_instead": (closing.sign_instead, "一直没验收"),
    "fixed_already": (closing.fixed_already,),
    "give_back": (closing.give_back, "还闪"),
    "still_broken": (closing.still_broken,),
    "rate": (afterwards.rate, 5),
    "withdraw": (closing.withdraw,),
    "not_needed": (closing.not_needed,),
    "drop": (closing.drop,),
    "decline": (closing.decline, "不归学校修"),
    "merge": (closing.merge, Given.OTHER),
    "join": (closing.join,),
    "nudge": (progress.nudge,),
    "instruct": (progress.instruct, "今天务必修好"),
    "report_progress": (progress.report_progress, "已到现场"),
    "postpone": (progress.postpone, Given.LATER),
    "ask_no_more": (work.ask_no_more,),
    "comment": (closing.comment, "快"),
}


# Whom a button suits: without them most presses would be refused, and the walk would not get far.
SUITS = {
    "set_reporter": "writer", "answer_hurt": "writer",
    "file": "writer", "discard": "writer", "join_instead": "writer", "accept": "assignee",
    "accept_for": "office", "assign": "office", "refuse": "assignee", "hand_over": "admin",
    "release": "admin", "wait": "assignee", "call_firm": "assignee", "resume": "assignee",
    "finish": "assignee", "note_costs": "assignee", "contain": "gate", "ask_more": "office",
    "answer": "reporter", "sign": "reporter", "sign_instead": "office",
    "fixed_already": "reporter", "give_back": "reporter", "still_broken": "joined",
    "rate": "reporter", "withdraw": "reporter", "not_needed": "reporter", "drop": "office",
    "decline": "office", "merge": "office", "join": "joined", "nudge": "reporter",
    "comment": "reporter", "instruct": "office", "report_progress": "assignee",
    "postpone": "assignee", "ask_no_more": "office",
}  # fmt: skip
# What people press when a report stands there, the likely things more often.
FITS = {
    "draft": ["file"] * 8 + ["discard", "join_instead"],
    "reported": ["accept"] * 5 + ["assign"] * 4 + [
        "accept_for", "withdraw", "decline", "merge", "join", "ask_more", "answer", "contain",
    ],
    "assigned": ["accept"] * 8 + [
        "refuse", "assign", "withdraw", "decline", "merge", "fixed_already", "hand_over", "answer",
    ],
    "working": ["finish"] * 6 + ["wait"] * 2 + ["not_needed", "drop"] * 2 + [
        "call_firm", "refuse", "fixed_already", "merge", "release", "ask_more", "answer", "nudge",
        "join", "hand_over", "sign", "report_progress", "postpone", "instruct", "ask_no_more",
    ],
    "waiting": ["resume", "finish"] * 2 + ["wait", "not_needed", "drop", "refuse", "call_firm"],
    "done": ["sign", "join"] * 2 + ["sign_instead"] * 3 + ["give_back", "still_broken"],
    "signed": ["join", "still_broken", "still_broken", "rate", "note_costs"],
    "discarded": ["file", "comment"],
    "filed": ["file", "comment"],
    "withdrawn": ["accept", "comment"],
    "merged": ["accept", "comment"],
    "declined": ["accept", "answer"],
}  # fmt: skip
# Ways that need several right presses in a row, which few draw by chance.
WAYS = [
    ["discard", "file"],
    ["file", "accept", "not_needed", "drop"],
    ["file", "accept", "wait", "resume", "finish"],
    ["file", "accept", "finish", "give_back", "finish", "join", "sign", "still_broken"],
    ["file", "accept", "finish", "sign_instead", "still_broken", "finish", "give_back"],
    ["file", "accept", "fixed_already", "give_back"],
    ["file", "assign", "refuse", "decline", "accept"],
    ["file", "withdraw", "accept"],
    ["file", "merge", "accept"],
]
WITH = {"call_firm": "office", "hand_over": "sun", "accept_for": "ma"}
