"""What the principal reads: one screen in the morning and in the evening, and whenever asked."""

from bot.feature import Command, Feature, whoever_may
from handlers.digests import asking
from models.people.person import Right

FEATURE = Feature(
    "digests",
    commands=(Command("today", asking.today, "digests.command", 4, whoever_may(Right.OVERSEE)),),
)
