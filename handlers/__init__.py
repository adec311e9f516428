"""Everything that the bot does, on one page, in the order in which it is asked.

A person has one question open at a time. What comes is offered first to the open question, then
to the entries of the features in their order, and at last to whatever answers when nobody else
does: a message without a command is sorted in `free_text`.
"""

from bot.feature import Features
from handlers import (
    admin,
    audit,
    calendar,
    complaints,
    digests,
    drafts,
    duty,
    free_text,
    hazards,
    help_calls,
    incidents,
    ledgers,
    lists,
    menu,
    people,
    repairs,
    rounds,
    visits,
    workbook,
)

FEATURES = Features(
    (
        menu.FEATURE,
        lists.FEATURE,
        admin.FEATURE,
        people.FEATURE,
        calendar.FEATURE,
        workbook.FEATURE,
        incidents.FEATURE,
        duty.FEATURE,
        help_calls.FEATURE,
        ledgers.FEATURE,
        visits.FEATURE,
        audit.FEATURE,
        drafts.FEATURE,
        rounds.FEATURE,
        repairs.FEATURE,
        complaints.FEATURE,
        hazards.FEATURE,
        digests.FEATURE,
        free_text.FEATURE,
    )
)
