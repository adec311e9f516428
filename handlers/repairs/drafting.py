"""What a draft is asked before it is a repair: the kind, how soon, whether it is known already."""

from __future__ import annotations

from telegram import Update

from bot import cards
from bot.callbacks import CallbackButton
from bot.context import Context
from bot.dialogue import END, Handler
from bot.drafts import PAGE, begin, file_draft, go_on, keep_open, of_button, resume, show
from bot.i18n import Until, tidy
from bot.keyboards import grid
from bot.reading import DRAFTING, Reading
from bot.transaction import DraftKind, RenderContext, Rendered, Rows
from handlers.repairs.titles import urgency_label
from models.act import Act
from models.base import Refused
from models.cases import draft as drafts
from models.cases.draft import Draft
from models.places import Place
from models.repairs import Repair, alike, joining
from models.school import Category, Urgency

BEGIN = CallbackButton("repairs.begin", formerly="m_repair")
CATEGORY = CallbackButton("repairs.category", formerly="kind")
URGENCY = CallbackButton("repairs.urgency", formerly="urgency")
SPLIT = CallbackButton("repairs.split", formerly="split")
ANYWAY = CallbackButton("repairs.anyway", formerly="anyway")
JOIN = CallbackButton("repairs.join", formerly="metoo")
REPAIR = "repair"
ALIKE_SHOWN = 3


def lines(draft: Draft, view: RenderContext) -> list[str]:
    """What kind of thing is broken, and until when it will be repaired."""
    i18n, found = view.i18n, []
    if not draft.category:
        found += _open_there(draft, view)
    if draft.category:
        found.append(i18n("repairs.draft.kind", kind=draft.category))
    if draft.urgency:
        until = Until(draft.urgency.finish_by(view.unit.now, view.unit.school.hours))
        label = urgency_label(draft.urgency, i18n)
        found.append(i18n("repairs.draft.urgency", urgency=label, until=until))
    return found


def _open_there(draft: Draft, view: RenderContext) -> list[str]:
    """While only a place was said: what is open there already."""
    i18n, places = view.i18n, draft.place_choices or []
    known: dict[Place, list[Repair]] = {}
    for one in alike.open_in(draft, [draft.place_id] if draft.place_id else places):
        if one.place is not None:
            known.setdefault(one.place, []).append(one)
    return [
        i18n(
            "repairs.draft.open_there",
            place=place,
            count=len(there),
            what=[one.gist or i18n.show(one.category) for one in there],
        )
        for place, there in known.items()
    ]


def rows(draft: Draft, view: RenderContext) -> Rows:
    """Where the kind and the urgency are changed."""
    i18n = view.i18n
    found: Rows = []
    if draft.category:
        kind = i18n.plain("repairs.draft.b_kind", kind=draft.category)
        label = urgency_label(draft.urgency, i18n)
        soon = i18n.plain("repairs.draft.b_urgency", urgency=label)
        found.append(
            [PAGE.button(kind, draft.id, "category"), PAGE.button(soon, draft.id, "urgency")]
        )
    if draft.second_category:
        found.append([SPLIT.button(i18n.plain("repairs.draft.b_split"), draft.id)])
    return found


def category_page(draft: Draft, view: RenderContext) -> Rendered:
    """The kinds of repairs as buttons."""
    buttons = (
        CATEGORY.button(category.short(view.i18n.language), draft.id, category.code)
        for category in view.unit.school.categories
    )
    return Rendered(view.i18n("repairs.draft.ask_kind"), grid(buttons, 3))


def urgency_page(draft: Draft, view: RenderContext) -> Rendered:
    """The degrees of urgency as buttons, with what they mean."""
    buttons = (
        URGENCY.button(urgency.name_in(view.i18n.language), draft.id, urgency.code)
        for urgency in view.unit.school.urgencies
    )
    return Rendered(view.i18n("repairs.draft.ask_urgency"), grid(buttons, 1))


def same_page(draft: Draft, view: RenderContext) -> Rendered:
    """Open reports of the same kind for the same place: join one, or file anyway."""
    return _alike(draft, view, "same")


def trouble_page(draft: Draft, view: RenderContext) -> Rendered:
    """Reports of the same kind in the building within the hour: join one, or file anyway."""
    return _alike(draft, view, "trouble")


def _alike(draft: Draft, view: RenderContext, page: str) -> Rendered:
    i18n = view.i18n
    act = view.unit.act(view.person)
    found = alike.same_place(draft) if page == "same" else alike.same_trouble(draft, act)
    text = [i18n(f"repairs.draft.{page}", count=len(found))]
    buttons: Rows = []
    for other in found[:ALIKE_SHOWN]:
        line = i18n(
            "repairs.draft.other",
            place=other.place,
            gist=other.gist or other.category,
            state=i18n.plain(f"state.{other.state}"),
            number=other.number,
        )
        text.append(line)
        label = i18n.plain("repairs.draft.b_join", number=other.number)
        buttons.append([JOIN.button(label, draft.id, other.id)])
    buttons.append([ANYWAY.button(i18n.plain("repairs.draft.b_anyway"), draft.id, page)])
    return Rendered("\n".join(text), buttons)


def asks_first(draft: Draft, act: Act) -> str:
    """Whether it may have been reported already."""
    if alike.same_place(draft):
        return "same"
    return "trouble" if alike.same_trouble(draft, act) else ""


KIND = DraftKind(
    Repair,
    lines=lines,
    rows=rows,
    pages={
        "category": category_page,
        "urgency": urgency_page,
        "same": same_page,
        "trouble": trouble_page,
    },
    asks_first=asks_first,
)


async def category(update: Update, context: Context) -> str:
    """A kind was chosen."""
    draft = of_button(context)
    drafts.set_category(draft, context.act(), context.in_use(Category, context.part(1)))
    return go_on(draft, context)


async def urgency(update: Update, context: Context) -> str:
    """How soon was chosen."""
    draft = of_button(context)
    drafts.set_urgency(draft, context.act(), context.row(Urgency, context.part(1)))
    return keep_open(draft, context)


async def split(update: Update, context: Context) -> str:
    """One sentence becomes two drafts; the second card follows."""
    draft = of_button(context)
    twin = joining.split(draft, context.act())
    context.session.flush()
    cards.show(context.unit, twin, context.person)
    return keep_open(draft, context)


async def anyway(update: Update, context: Context) -> str:
    """It is another matter: files it."""
    draft = of_button(context)
    if context.part(1) == "same" and alike.same_trouble(draft, context.act()):
        return keep_open(draft, context, "trouble")
    return file_draft(draft, context)


async def join(update: Update, context: Context) -> str:
    """我也遇到: joins the report that is open already. Only one that is like the draft is offered;
    no other is anybody's to join who may not see it.
    """
    draft, act = of_button(context), context.act()
    other = context.row(Repair, context.number(1))
    offered = (*alike.same_place(draft), *alike.same_trouble(draft, act))
    if other not in offered and not other.sees(context.person):
        raise Refused("stale")
    joining.join_instead(draft, act, other)
    context.turn(draft)
    cards.show(context.unit, other, draft.reporter)
    return END


async def repair(update: Update, context: Context) -> str | None:
    """/repair: takes up what was left, or asks what is broken; with words, it is the report."""
    message = update.message
    words = tidy(message.text or "").split(maxsplit=1)[1:] if message else []
    if message is not None and words:
        return await begin(Reading(message, context, words[0]), REPAIR, context)
    if drafts.drafts_of(context.session, context.person):
        return await resume(update, context)
    context.ask(begins=REPAIR)
    await context.say("repairs.draft.begin")
    return DRAFTING


async def label(update: Update, context: Context) -> str | None:
    """/start p_CODE: the label of a place was scanned, so the place is known."""
    code = " ".join(context.args or [])
    place = context.session.query(Place).filter_by(code=code.removeprefix("p_")).one_or_none()
    if place is None or not place.active:
        await context.say("repairs.draft.no_label", code=code)
        return None
    return show(drafts.start(context.act(), REPAIR, place=place), context)


ENTRY: list[Handler] = [
    BEGIN.handler(repair),
    CATEGORY.handler(category),
    URGENCY.handler(urgency),
    SPLIT.handler(split),
    ANYWAY.handler(anyway),
    JOIN.handler(join),
]
