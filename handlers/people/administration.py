"""/admin → 人员: who is in the school, who may do what, and how they get in."""

from __future__ import annotations

from sqlalchemy import select
from telegram import Update
from telegram.ext import MessageHandler

from bot.attachments import ANSWER
from bot.callbacks import CallbackButton, copying
from bot.context import Context
from bot.dialogue import END, Handler
from bot.documents.labels_and_invites import start_link
from bot.i18n import tidy
from bot.keyboards import grid, page_of
from bot.transaction import Rows
from models.base import Refused
from models.people import staff
from models.people.invitations import Invitation, by_hand
from models.people.person import Person, Right, Role, by_name

NEW_NAME = "admin.name"
LONGEST_NAME = 60
ON_A_PAGE = 24

NEW = CallbackButton("people.new", formerly="a_new")
NEW_ROLE = CallbackButton("people.new_role", formerly="a_newrole")
PEOPLE = CallbackButton("people.everybody", formerly="a_people")
PERSON = CallbackButton("people.person", formerly="a_person")
ROLES = CallbackButton("people.roles", formerly="a_roles")
ROLE = CallbackButton("people.role", formerly="a_role")
INVITE = CallbackButton("people.invite", formerly="a_invite")
REVOKE = CallbackButton("people.revoke", formerly="a_revoke")
# Answered where somebody leaves (`leaving.py`).
OFF = CallbackButton("people.off", formerly="a_off")
ON = CallbackButton("people.on", formerly="a_on")


def _must(context: Context) -> None:
    context.act().must(Right.ADMIN)


async def new(update: Update, context: Context) -> str:
    """Invites somebody: the name first."""
    _must(context)
    context.ask()
    await context.say("people.admin.ask_name")
    return NEW_NAME


async def name(update: Update, context: Context) -> str | None:
    """The name came; the main role next, as a button."""
    assert update.message is not None
    text = tidy(update.message.text or "")
    if not text or len(text) > LONGEST_NAME:
        await context.say("people.join.name_again", most=LONGEST_NAME)
        return None
    context.ask(name=text)
    buttons = [
        NEW_ROLE.button(role.name_in(context.i18n.language), role.code)
        for role in context.school.roles
    ]
    await context.say("people.admin.ask_role", grid(buttons, 2), name=text)
    return None


async def new_role(update: Update, context: Context) -> str:
    """The role came: the person stands in the list, with an invitation."""
    _must(context)
    called = context.dialogue.data.get("name")
    if not called:
        raise Refused("stale")
    role = context.row(Role, context.part(0))
    person = staff.take_on(context.act(), called, role)
    await show_invitation(context, Invitation.for_person(context.act(), person))
    return END


async def show_invitation(context: Context, invitation: Invitation) -> None:
    """Link and code, to hand over; a leader's is never for a group."""
    person = invitation.person
    copy = copying(context.i18n.plain("button.copy_code"), f"/start {invitation.code}")
    rows = [[copy, REVOKE.button(context.i18n.plain("people.admin.revoke"), invitation.id)]]
    key = "people.admin.invitation_leader" if by_hand(person) else "people.admin.invitation"
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
    everybody = by_name(context.session.scalars(select(Person)).unique())
    everybody.sort(key=lambda one: not one.active)
    page = page_of(
        everybody, context.number(0), ON_A_PAGE, lambda sign, to: PEOPLE.button(sign, to)
    )
    buttons = (PERSON.button(("" if one.active else "✕ ") + one.name, one.id) for one in page.items)
    text = context.i18n("people.admin.people_head", count=len(everybody))
    await context.edit_html(update, text, [*grid(buttons, 3), *page.turns])


def _person(context: Context) -> Person:
    _must(context)
    return context.row(Person, context.number(0))


async def person(update: Update, context: Context) -> None:
    """One person, and what can be changed."""
    await show_person(update, context, _person(context))


async def show_person(update: Update, context: Context, one: Person) -> None:
    """Draws the person's page."""
    i18n = context.i18n
    roles = i18n.list(role.name_in(i18n.language) for role in one.roles)
    state = "off" if not one.active else "joined" if one.telegram_id else "not_joined"
    text = i18n(
        "people.admin.person",
        who=one.name,
        roles=roles,
        state=i18n.plain(f"people.admin.is_{state}"),
    )
    rows: Rows = [[ROLES.button(i18n.plain("people.admin.roles"), one.id)]]
    if one.active:
        if one.telegram_id is None:
            rows.append([INVITE.button(i18n.plain("people.admin.invite"), one.id)])
        rows.append([OFF.button(i18n.plain("people.admin.off"), one.id)])
    else:
        rows.append([ON.button(i18n.plain("people.admin.on"), one.id)])
    rows.append([PEOPLE.button(i18n.plain("button.back"), 0)])
    await context.edit_html(update, text, rows)


async def roles(update: Update, context: Context) -> None:
    """Which roles the person holds; a tap gives one or takes it."""
    one = _person(context)
    i18n = context.i18n
    buttons = [
        ROLE.button(
            ("● " if role in one.roles else "") + role.name_in(i18n.language), one.id, role.code
        )
        for role in context.school.roles
    ]
    rows = grid(buttons, 2)
    rows.append([PERSON.button(i18n.plain("button.back"), one.id)])
    await context.edit_html(update, i18n("people.admin.roles_head", who=one.name), rows)


async def role(update: Update, context: Context) -> None:
    """Gives the role, or takes it."""
    one = _person(context)
    staff.change_role(one, context.act(), context.row(Role, context.part(1)))
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
    await context.edit_html(
        update, context.i18n("people.admin.revoked", who=invitation.person.name), []
    )


ENTRY: list[Handler] = [
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
