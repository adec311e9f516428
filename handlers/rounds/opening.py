"""异常 opens a repair or a hazard: words, photo, finder and, where it is known, the place go along.

It goes through the trunk's drafts: filed at once where nothing is missing, else its card asks.
"""

from __future__ import annotations

from bot import cards
from bot.context import Context
from bot.dialogue import END
from bot.reading import DRAFTING
from models.base import Refused
from models.cases import draft as drafts
from models.cases import filing
from models.cases.case import Photo
from models.cases.draft import Draft
from models.checklists import Opens
from models.language import read_categories
from models.places import Place
from models.rounds.answers import RoundAnswer
from models.rounds.edition import Item
from models.rounds.round import Round


def kinds_for(item: Item, context: Context) -> list[str]:
    """What it may open, as far as the school has it here."""
    wanted = {
        Opens.NOTE: [],
        Opens.REPAIR: [Opens.REPAIR],
        Opens.HAZARD: [Opens.HAZARD],
        Opens.EITHER: [Opens.REPAIR, Opens.HAZARD],
    }[Opens(item.opens)]
    return [kind for kind in wanted if kind in context.unit.registry.drafts]


async def open_for(found: Round, item: Item, noted: RoundAnswer, context: Context) -> str | None:
    """What the item opens. Returns what is asked next; nothing where the round just goes on."""
    kinds = kinds_for(item, context)
    if noted.opened_id is not None or not kinds:
        return None
    if len(kinds) > 1:
        page = f"k/{item.code}/{noted.spot}"
        cards.show(context.unit, found, context.person, page)
        return END
    return await open_as(kinds[0], found, item, noted, context)


async def open_as(
    kind: str, found: Round, item: Item, noted: RoundAnswer, context: Context
) -> str | None:
    """Opens one of this kind. Raises `Refused` for what the item does not open."""
    if kind not in kinds_for(item, context):
        raise Refused("stale")
    words = noted.words
    if noted.spot:
        words = context.i18n.plain("rounds.card.spot_says", spot=noted.spot, words=words)
    draft = drafts.start_from(found, context.act(), kind, words)
    context.session.flush()
    noted.opened_id = draft.id
    _guess(draft, found, item, context)
    _hand_photo(draft, noted, context)
    kinds = context.unit.registry.drafts[kind]
    if kinds.kind.missing(draft) is None and not kinds.asks_first(draft, context.act()):
        filed = filing.file(draft, context.act(), kinds.kind)
        noted.opened_id = filed.id
        context.session.flush()
        context.session.expire(noted, ["opened"])
        # Whoever found it follows it up, and may have to act on it himself.
        cards.show(context.unit, filed, context.person)
        return None
    cards.show(context.unit, draft, context.person)
    context.ask(draft=draft.id)
    return DRAFTING


def _guess(draft: Draft, found: Round, item: Item, context: Context) -> None:
    """What the words leave open, the item says: the kind of thing; the place, where its label was
    opened on this round, or the item names one.
    """
    act, school = context.act(), context.school
    codes = read_categories(item.zh, school.categories)
    if draft.category is None and codes:
        drafts.set_category(draft, act, school.category(codes[0]))
    if draft.place is None and not draft.place_choices:
        visited = (
            one.data["place"]
            for one in reversed(found.events)
            if one.kind == "visited" and one.by is context.person
        )
        place_id = next(visited, None) or school.places.read(item.zh).sure
        if place_id is not None:
            drafts.set_place(draft, act, context.session.get_one(Place, place_id))


def _hand_photo(draft: Draft, noted: RoundAnswer, context: Context) -> None:
    photo = context.session.get(Photo, noted.photo_id) if noted.photo_id else None
    if photo is None:
        return
    draft.photos.append(
        Photo(
            form=photo.form,
            file_id=photo.file_id,
            unique_id=photo.unique_id,
            sender=photo.sender,
            came_at=photo.came_at,
            sha256=photo.sha256,
            keeping=photo.keeping,
        )
    )
    context.session.flush()
