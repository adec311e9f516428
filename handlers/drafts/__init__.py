"""Drafts: whatever somebody tells is kept from its first word on, and filed with one press.

photo, words, label ──► draft ──► (what is missing is asked on its card) ──► 提交 ──► a case
                          ▲ │
    more photos and words ┘ └──► 取消
"""

from bot.drafts import PAGE
from bot.feature import Feature
from bot.transaction import CardKind
from handlers.drafts import actions, card, typing
from models.cases.draft import Draft
from models.cases.due import DueKind

FEATURE = Feature(
    "drafts",
    entry=actions.ENTRY,
    offers=typing.offers,
    due=(DueKind("draft.offer"),),
    cards=(CardKind(Draft, card.render, card.title, card.stands, turns=PAGE.names),),
)
