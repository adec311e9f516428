"""Labels and invitations as they lie on the copier: rows of the school put into words on cards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from bot.documents import Bundle, Card, CutSheet, cut_sheet
from bot.i18n import I18n
from models.people.invitations import Invitation, by_hand
from models.places import Place, spots
from models.school import School

# What Telegram carries behind ?start=; a place's code is the school's own and may be anything.
STARTS = re.compile(r"[A-Za-z0-9_-]{1,64}")
GROUPED = 5


def start_link(username: str, given: str) -> str:
    """The link that opens the bot and brings something along."""
    return f"https://t.me/{username}?start={given}"


def labels(
    school: School, i18n: I18n, username: str, building: Place | None, now: datetime
) -> bytes:
    """The labels of one building, or of all of them, each building on pages of its own."""
    by_building: dict[Place, list[Place]] = {}
    for place in spots(school.session, building):
        by_building.setdefault(place.building(), []).append(place)
    return _sheet(
        i18n,
        [
            Bundle(
                i18n.plain(
                    "label.head",
                    school=school.settings.school_name,
                    building=top.name_in(i18n.language),
                ),
                tuple(_label(place, school, i18n, username) for place in places),
            )
            for top, places in by_building.items()
        ],
        i18n.plain("label.empty"),
        now,
    )


def _label(place: Place, school: School, i18n: I18n, username: str) -> Card:
    given = f"p_{place.code}"
    scans = STARTS.fullmatch(given) is not None
    return Card(
        top=school.settings.school_name,
        mark="",
        above=" ".join(step.name_in(i18n.language) for step in place.path()[:-1]),
        name=place.name_in(i18n.language),
        code=place.code,
        link=start_link(username, given) if scans else "",
        call=i18n.plain("label.call"),
        hint=i18n.plain("label.hint", bot=username, code=place.code),
    )


def invitation_cards(
    school: School, i18n: I18n, username: str, codes: Iterable[Invitation], now: datetime
) -> bytes:
    """Cards to cut and hand over; those that go to one person alone are on pages of their own."""
    for_all, alone = [], []
    for one in codes:
        if by_hand(one.person):
            alone.append(_card(one, school, i18n, username, i18n.plain("invite.alone")))
        else:
            for_all.append(_card(one, school, i18n, username, ""))
    name = school.settings.school_name
    bundles = [
        Bundle(i18n.plain("invite.head", school=name), tuple(for_all)),
        Bundle(i18n.plain("invite.head_alone", school=name), tuple(alone)),
    ]
    return _sheet(
        i18n, [one for one in bundles if one.cards], i18n.plain("people.admin.all_joined"), now
    )


def _card(one: Invitation, school: School, i18n: I18n, username: str, mark: str) -> Card:
    code = one.code
    return Card(
        top=i18n.plain("invite.top", school=school.settings.school_name),
        mark=mark,
        above=i18n.list(role.name_in(i18n.language) for role in one.person.roles),
        name=one.person.name,
        code="-".join(code[at : at + GROUPED] for at in range(0, len(code), GROUPED)),
        link=start_link(username, code),
        call=i18n.plain("invite.call"),
        hint=i18n.plain("invite.hint", bot=username, code=code, until=one.expires_at),
    )


def _sheet(i18n: I18n, bundles: Iterable[Bundle], empty: str, now: datetime) -> bytes:
    return cut_sheet(
        CutSheet(
            bundles=tuple(bundles),
            empty=empty,
            page=i18n.raw("repairs.sheet.page"),
            created=now.astimezone(i18n.zone),
        )
    )
