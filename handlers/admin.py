"""/admin: who is in the school, who may do what, and how they get in."""

from __future__ import annotations

from sqlalchemy import select
from telegram import Update
from telegram.ext import MessageHandler

from bot.cards import Rows
from bot.context import Context
from bot.dialogue import END, Handler
from bot.handouts import start_link
from bot.presses import Press
from bot.words import tidy
from handlers import menu
from handlers.photos import ANSWER
from models.base import Refused
from models.invitations import by_hand
from models.people import Invitation, Person, Right, Role, by_name

NEW_NAME = "admin.name"
LONGEST_NAME = 60
ON_A_PAGE = 24

NEW = Press("a_new")
NEW_ROLE = Press("a_newrole")
PEOPLE = Press("a_people")
PERSON = Press("a_person")
ROLES = Press("a_roles")
ROLE = Press("a_role")
INVITE = Press("a_invite")
REVOKE = Press("a_revoke")
NOT_JOINED = Press("a_notin")
OFF = Press("a_off")
ON = Press("a_on")
KINDS = Press("a_kinds")
LABELS = Press("a_labels")
WORKBOOK = Press("a_book")
CLOSURE = Press("a_closure")


def _must(context: Context) -> None:
    context.act().must(Right.ADMIN)


async def admin(update: Update, context: Context) -> None:
    """What an administrator looks after."""
    _must(context)
    words = context.words
    rows = [
        [NEW.button(words.plain("admin.new"))],
        [PEOPLE.button(words.plain("admin.people"), 0)],
        [NOT_JOINED.button(words.plain("admin.not_joined"))],
        [LABELS.button(words.plain("admin.labels"))],
        [WORKBOOK.button(words.plain("admin.workbook"))],
        [KINDS.button(words.plain("admin.kinds"))],
        [CLOSURE.button(words.plain("admin.closure"))],
    ]
    await context.say("admin.head", rows, count=len(context.school.people))


async def new(update: Update, context: Context) -> str:
    """Invites somebody: the name first."""
    _must(context)
    context.ask()
    await context.say("admin.ask_name")
    return NEW_NAME


async def name(update: Update, context: Context) -> str | None:
    """The name came; the main role next, as a button."""
    assert update.message is not None
    text = tidy(update.message.text or "")
    if not text or len(text) > LONGEST_NAME:
        await context.say("join.name_again", most=LONGEST_NAME)
        return None
    context.ask(name=text)
    buttons = [
        NEW_ROLE.button(role.label(context.words.language), role.code)
        for role in context.school.roles
    ]
    await context.say(
        "admin.ask_role", [buttons[i : i + 2] for i in range(0, len(buttons), 2)], name=text
    )
    return None


async def new_role(update: Update, context: Context) -> str:
    """The role came: the person stands in the list, with an invitation."""
    _must(context)
    called = context.dialogue.data.get("name")
    if not called:
        raise Refused("stale")
    role = context.row(Role, context.part(0))
    person = Person(name=called, roles=[role])
    context.session.add(person)
    context.session.flush()
    await show_invitation(context, Invitation.for_person(context.act(), person))
    return END


async def show_invitation(context: Context, invitation: Invitation) -> None:
    """Link and code, to hand over; a leader's is never for a group."""
    person = invitation.person
    rows = [[REVOKE.button(context.words.plain("admin.revoke"), invitation.id)]]
    key = "admin.invitation_leader" if by_hand(person) else "admin.invitation"
    await context.say(
        key,
        rows,
        who=person.name,
        link=start_link(context.bot.username, invitation.code),
        code=invitation.code,
        until=invitation.expires_at,
    )


async def people(update: Update, context: Context) -> None:
    """Everybody, those switched off at the end."""
    _must(context)
    start = context.number(0)
    everybody = by_name(context.session.scalars(select(Person)).unique())
    everybody.sort(key=lambda one: not one.active)
    buttons = [
        PERSON.button(("" if one.active else "✕ ") + one.name, one.id)
        for one in everybody[start : start + ON_A_PAGE]
    ]
    rows = [buttons[i : i + 3] for i in range(0, len(buttons), 3)]
    turn = []
    if start:
        turn.append(PEOPLE.button("‹", max(0, start - ON_A_PAGE)))
    if start + ON_A_PAGE < len(everybody):
        turn.append(PEOPLE.button("›", start + ON_A_PAGE))
    text = context.words("admin.people_head", count=len(everybody))
    await context.edit_html(update, text, [*rows, turn] if turn else rows)


def _person(context: Context) -> Person:
    _must(context)
    person = context.row(Person, context.number(0))
    if person is None:
        raise Refused("ticket.not_found")
    return person


async def person(update: Update, context: Context) -> None:
    """One person, and what can be changed."""
    await show_person(update, context, _person(context))


async def show_person(update: Update, context: Context, one: Person) -> None:
    """Draws the person's page."""
    words = context.words
    roles = words.list(role.label(words.language) for role in one.roles)
    state = "off" if not one.active else "joined" if one.telegram_id else "not_joined"
    text = words("admin.person", who=one.name, roles=roles, state=words.plain(f"admin.is_{state}"))
    rows: Rows = [[ROLES.button(words.plain("admin.roles"), one.id)]]
    if one.active:
        if one.telegram_id is None:
            rows.append([INVITE.button(words.plain("admin.invite"), one.id)])
        rows.append([OFF.button(words.plain("admin.off"), one.id)])
    else:
        rows.append([ON.button(words.plain("admin.on"), one.id)])
    rows.append([PEOPLE.button(words.plain("button.back"), 0)])
    await context.edit_html(update, text, rows)


async def roles(update: Update, context: Context) -> None:
    """Which roles the person holds; a tap gives one or takes it."""
    one = _person(context)
    words = context.words
    buttons = [
        ROLE.button(
            ("● " if role in one.roles else "") + role.label(words.language), one.id, role.code
        )
        for role in context.school.roles
    ]
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    rows.append([PERSON.button(words.plain("button.back"), one.id)])
    await context.edit_html(update, words("admin.roles_head", who=one.name), rows)


async def role(update: Update, context: Context) -> None:
    """Gives the role, or takes it."""
    one = _person(context)
    one.change_role(context.act(), context.row(Role, context.part(1)))
    context.session.flush()
    await roles(update, context)


async def invite(update: Update, context: Context) -> None:
    """A new code for somebody who has not joined; an older one is worthless with it."""
    await show_invitation(context, Invitation.for_person(context.act(), _person(context)))


async def revoke(update: Update, context: Context) -> None:
    """Makes a code worthless."""
    _must(context)
    invitation = context.row(Invitation, context.number(0))
    invitation.revoke(context.now)
    await context.edit_html(update, context.words("admin.revoked", who=invitation.person.name), [])


ENTRY: list[Handler] = [
    menu.command("admin", admin),
    menu.ADMIN.handler(admin),
    NEW.handler(new),
    PEOPLE.handler(people),
    PERSON.handler(person),
    ROLES.handler(roles),
    ROLE.handler(role),
    INVITE.handler(invite),
    REVOKE.handler(revoke),
]
STATES: dict[str, list[Handler]] = {
    NEW_NAME: [
        NEW_ROLE.handler(new_role),
        MessageHandler(ANSWER, name),
    ],
}
