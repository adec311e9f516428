"""People: who is in the school, how they come in, who is away, and who leaves."""

from bot.feature import Feature, MenuButton, named, whoever_may
from handlers.people import administration, documents, invitations, joining, leaving, shifts
from models.people.person import Right

FEATURE = Feature(
    "people",
    entry=(
        *administration.ENTRY,
        *invitations.ENTRY,
        *leaving.ENTRY,
        *joining.ENTRY,
        *shifts.ENTRY,
    ),
    states=administration.STATES,
    strangers=joining.STRANGERS,
    menu=(
        MenuButton(5, leaving.AWAY, leaving.away_label, sees=whoever_may(Right.REPAIR)),
        MenuButton(
            6,
            shifts.TAKE_OVER,
            named("people.menu.take_over"),
            sees=lambda person: person.shared_phone,
        ),
    ),
    admin=(
        MenuButton(1, administration.NEW, named("people.admin.new")),
        MenuButton(2, administration.PEOPLE, named("people.admin.people"), args=(0,)),
        MenuButton(3, invitations.NOT_JOINED, named("people.admin.not_joined")),
        MenuButton(4, invitations.LABELS, named("people.admin.labels")),
    ),
    documents={"labels": documents.labels, "cards": documents.cards},
)
