"""What the principal reads: one screen in the morning and in the evening, and whenever asked."""

from bot.feature import Command, Feature, MenuButton, named, whoever_may
from handlers.digests import asking, reports, screens, warning
from models.digests import cutoffs, periods
from models.digests.readers import SENT
from models.people.person import Right

FEATURE = Feature(
    "digests",
    entry=(*asking.ENTRY, *screens.ENTRY, *warning.ENTRY, *reports.ENTRY),
    states=warning.STATES,
    commands=(Command("today", asking.stands, "digests.command", 4),),
    menu=(MenuButton(5, asking.TODAY, named("digests.menu"), sees=whoever_may(Right.OVERSEE)),),
    days=(*SENT, *periods.PERIODIC),
    days_of_all=warning.days,
    news={
        cutoffs.BRIEF: screens.sent,
        cutoffs.DAILY: screens.sent,
        cutoffs.WARN: warning.warned,
        **dict.fromkeys((kind.name for kind in periods.PERIODIC), reports.sent),
    },
    documents={"report": reports.document, "inspect": reports.bundle},
)
