"""The buttons of a round's card, and how its pages are called.

A page is "", or begins with what it shows: `o/8` the items from the ninth on, `i/C01-03` an item,
`i/C02-02/4` its fourth door, `q/C07-07/0/number` a question, `k/C01-01/0` what 异常 opens, `later`,
`hand/0` and `along/0` names, `log` what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.callbacks import DANGER, PRIMARY, SUCCESS, CallbackButton
from models.base import Refused

TURN = CallbackButton("rounds.page")
REST = CallbackButton("rounds.rest", style=PRIMARY)
FINISH = CallbackButton("rounds.finish", style=SUCCESS)
SKIP = CallbackButton("rounds.skip", style=DANGER)
TICK = CallbackButton("rounds.tick")
ASK = CallbackButton("rounds.ask")
SAME = CallbackButton("rounds.same", style=PRIMARY)
NONE = CallbackButton("rounds.none")
NO_PHOTO = CallbackButton("rounds.no_photo")
OPENS = CallbackButton("rounds.opens")
LATER = CallbackButton("rounds.later")
HAND = CallbackButton("rounds.hand")
ALONG = CallbackButton("rounds.along")
NOW = CallbackButton("rounds.now", style=PRIMARY)
SIGN = CallbackButton("rounds.sign", style=SUCCESS)
PAPER = CallbackButton("rounds.paper")
CHECK = CallbackButton("rounds.check")
BEGIN = CallbackButton("rounds.begin")
LISTS = CallbackButton("rounds.lists")


class Want(StrEnum):
    """What a question asks for: a number, words, a photo because the lot fell on the item; what is
    wrong, and a photo of it.
    """

    NUMBER = "number"
    WORDS = "words"
    PHOTO = "photo"
    PROBLEM = "problem"
    PROOF = "proof"


@dataclass(frozen=True)
class At:
    """A page that is turned up: what it shows, of which item, which door."""

    shows: str = "o"
    item: str = ""
    spot: int = 0
    want: str = ""
    start: int = 0

    @classmethod
    def read(cls, page: str) -> At:
        """What a page's name says. Raises `Refused` for what a phone made up."""
        shows, *rest = (page or "o/0").split("/")
        try:
            match shows, rest:
                case (("o" | "hand" | "along"), [start]):
                    return cls(shows, start=int(start))
                case (("later" | "log"), []):
                    return cls(shows)
                case "i", [item]:
                    return cls(shows, item)
                case (("i" | "k"), [item, spot]):
                    return cls(shows, item, int(spot))
                case "q", [item, spot, want]:
                    return cls(shows, item, int(spot), Want(want))
        except ValueError:
            pass
        raise Refused("stale")


def question(item: str, spot: int, want: Want) -> str:
    """The page that asks for something."""
    return f"q/{item}/{spot}/{want}"
