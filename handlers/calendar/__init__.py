"""The calendar: 临时停课, and what nobody knows yet of the days to come."""

from bot.feature import Feature, MenuButton, named
from handlers.calendar import closing_days
from models.calendar.notices import NOTICES

FEATURE = Feature(
    "calendar",
    entry=closing_days.ENTRY,
    admin=(MenuButton(7, closing_days.DAYS_OFF, named("calendar.closure.button")),),
    days=NOTICES,
    news={
        "closure_set": closing_days.told,
        "closure_lifted": closing_days.told,
        "calendar.unknown": closing_days.warned,
        "calendar.runs_out": closing_days.warned,
    },
)
