"""The workbook: the school's own list of everything, sent out, edited, and applied."""

from bot.feature import Feature, MenuButton, named
from handlers.workbook import exchange

FEATURE = Feature(
    "workbook",
    entry=exchange.ENTRY,
    admin=(MenuButton(5, exchange.EXPORT, named("workbook.button")),),
    news={"workbook_applied": exchange.applied},
    documents={"workbook": exchange.document},
)
