"""The pages of a round's card below its head: an item, a question, names, times."""

from __future__ import annotations

from bot.keyboards import grid, page_of
from bot.timeline import gathered, how_often
from bot.transaction import RenderContext, Rendered, Rows
from handlers.rounds import buttons as b
from handlers.rounds.titles import MARKS, OPEN, item_at, limits_of, mark, nth, said
from models.checklists import Answer, Opens
from models.people.person import Person
from models.rounds.answers import Result
from models.rounds.counts import last_counts
from models.rounds.edition import Item
from models.rounds.handing import candidates, later_choices
from models.rounds.numbers import say_number
from models.rounds.round import Round

PEOPLE_ON_PAGE = 12
DOORS_IN_A_ROW = 5
MINUTE = 60


def page(found: Round, at: b.At, view: RenderContext) -> Rendered:
    """The page that is turned up."""
    match at.shows:
        case "log":
            return _log(found, view)
        case "later":
            return _later(found, view)
        case "hand" | "along":
            return _people(found, at, view)
        case "q":
            return _question(found, at, view)
        case "k":
            return _opens(found, at, view)
    item = item_at(found, at.item)
    if item.spots and not at.spot:
        return _doors(found, item, view)
    return _item(found, item, at.spot, view)


def _log(found: Round, view: RenderContext) -> Rendered:
    """What happened, from being asked to the last signature."""
    lines = [
        view.i18n("rounds.card.step", at=event.at) + how_often(event, times, view.i18n)
        for event, times in gathered(found.events)
    ]
    return Rendered("\n" + "\n".join(lines), _back(found, view))


def _named(found: Round, item: Item, spot: int, view: RenderContext) -> str:
    i18n = view.i18n
    key = "rounds.card.item_spot" if spot else "rounds.card.item"
    name = item.name_in(i18n.language)
    return "\n" + i18n(key, n=nth(found, item), item=name, spot=spot)


def _back(found: Round, view: RenderContext, to: str = "o/0") -> Rows:
    label = view.i18n.plain("button.back")
    return [[b.TURN.button(label, found.id, found.version, to)]]


def _item(found: Round, item: Item, spot: int, view: RenderContext) -> Rendered:
    """One thing to look at: 正常, 异常, 不适用."""
    i18n = view.i18n
    at = found.id, found.version, item.code, spot
    text = [_named(found, item, spot, view)]
    if what := said(found, item, i18n):
        text.append(f"{mark(found, item)} {i18n('rounds.card.said', said=what)}")
    if item.answer == Answer.SIGN:
        text.append(i18n("rounds.card.sign"))
        return Rendered("\n".join(text), _back(found, view))
    ok, na = Result.OK, Result.NA
    rows: Rows = [
        [
            b.TICK.button(i18n.plain("rounds.button.ok"), *at, ok),
            b.ASK.button(i18n.plain("rounds.button.problem"), *at, b.Want.PROBLEM),
        ],
        [b.TICK.button(i18n.plain("rounds.button.na"), *at, na)],
    ]
    if found.wants_photo(item):
        label = i18n.plain("rounds.button.photo")
        rows.insert(0, [b.ASK.button(label, *at, b.Want.PHOTO)])
    back = _back(found, view, f"i/{item.code}" if spot else "o/0")
    return Rendered("\n".join(text), [*rows[:-1], [*rows[-1], *back[0]]])


def _doors(found: Round, item: Item, view: RenderContext) -> Rendered:
    """Door by door: the one that is not as it should be is pressed, all others in one press."""
    i18n = view.i18n
    text = [_named(found, item, 0, view), i18n("rounds.card.doors")]
    if what := said(found, item, i18n):
        text.append(i18n("rounds.card.said", said=what))
    doors = []
    for spot in item.places():
        known = found.answer_of(item.code, spot)
        sign = MARKS[Result(known.result)] if known else OPEN
        to = f"i/{item.code}/{spot}"
        doors.append(b.TURN.button(f"{spot} {sign}", found.id, found.version, to))
    ok = b.TICK.button(
        i18n.plain("rounds.button.doors_ok"), found.id, found.version, item.code, 0, Result.OK
    )
    rows = [[ok], *grid(doors, DOORS_IN_A_ROW), *_back(found, view)]
    return Rendered("\n".join(text), rows)


def _question(found: Round, at: b.At, view: RenderContext) -> Rendered:
    """What is asked now; the answer is typed, or photographed."""
    i18n = view.i18n
    item = item_at(found, at.item)
    here = found.id, found.version, item.code, at.spot
    text = [_named(found, item, at.spot, view)]
    rows: Rows = []
    match b.Want(at.want):
        case b.Want.NUMBER:
            key = "ask_numbers" if item.numbers > 1 else "ask_number"
            limits = limits_of(item, i18n)
            text.append(i18n(f"rounds.card.{key}", limits=limits, count=item.numbers))
            rows += _quick(found, item, view)
        case b.Want.PHOTO | b.Want.PROOF:
            text.append(i18n(f"rounds.card.ask_{at.want}"))
            label = i18n.plain("rounds.button.no_photo")
            rows.append([b.NO_PHOTO.button(label, *here, at.want)])
        case b.Want.WORDS:
            text.append(i18n("rounds.card.ask_words"))
            rows.append([b.NONE.button(i18n.plain("rounds.button.nothing"), *here)])
        case b.Want.PROBLEM:
            text.append(i18n("rounds.card.ask_both" if item.photo else "rounds.card.ask_problem"))
    return Rendered("\n".join(text), [*rows, *_back(found, view)])


def _quick(found: Round, item: Item, view: RenderContext) -> Rows:
    """What was counted last time, for all that is counted; a measure is taken each time."""
    i18n = view.i18n
    if item.answer != Answer.CNT:
        return []
    last = last_counts(found)
    at = found.id, found.version, item.code
    if item.code in last:
        shown = "、".join("/" if one is None else say_number(one) for one in last[item.code])
        return [[b.SAME.button(i18n.plain("rounds.button.same", numbers=shown), *at)]]
    if item.numbers > 1:
        return []
    return [[b.NONE.button(i18n.plain("rounds.button.zero"), *at, 0)]]


def _opens(found: Round, at: b.At, view: RenderContext) -> Rendered:
    """What it is for: a repair, a hazard, or only a note."""
    i18n = view.i18n
    item = item_at(found, at.item)
    here = found.id, found.version, item.code, at.spot
    kinds = view.unit.registry.drafts
    buttons = []
    for name in (Opens.REPAIR, Opens.HAZARD):
        if name in kinds:
            label = i18n.plain(f"{kinds[name].kind.FEATURE}.kind")
            buttons.append(b.OPENS.button(label, *here, name))
    note = b.OPENS.button(i18n.plain("rounds.button.note"), *here, "note")
    text = [_named(found, item, at.spot, view), i18n("rounds.card.ask_opens")]
    return Rendered("\n".join(text), [buttons, [note]])


def _later(found: Round, view: RenderContext) -> Rendered:
    i18n = view.i18n
    choices = later_choices(found, view.unit.school, view.unit.now)
    buttons = (
        b.LATER.button(i18n.clock(at), found.id, found.version, int(at.timestamp()) // MINUTE)
        for at in choices
    )
    text = "\n" + i18n("rounds.card.ask_later")
    return Rendered(text, [*grid(buttons, 3), *_back(found, view)])


def _people(found: Round, at: b.At, view: RenderContext) -> Rendered:
    i18n = view.i18n
    act = view.unit.act(view.person)
    press = b.HAND if at.shows == "hand" else b.ALONG
    shown = page_of(
        candidates(found, act),
        at.start,
        PEOPLE_ON_PAGE,
        lambda sign, to: b.TURN.button(sign, found.id, found.version, f"{at.shows}/{to}"),
    )
    names = (
        press.button(_starred(found, one), found.id, found.version, one.id) for one in shown.items
    )
    text = "\n" + i18n(f"rounds.card.ask_{at.shows}")
    return Rendered(text, [*grid(names, 3), *shown.turns, *_back(found, view)])


def _starred(found: Round, person: Person) -> str:
    """The name, marked where the person has the duty."""
    return f"★ {person.name}" if found.has_duty(person) else person.name
