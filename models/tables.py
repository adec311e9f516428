"""Every table of the house, so that the migrations see them all."""

from models import (
    calendar,
    cases,
    checklists,
    desk,
    dues,
    joining,
    limits,
    papers,
    people,
    places,
    posts,
    rules,
)
from models import school as school_
from models.tickets import drafting, ticket
from models.workbook import deliveries

ALL = (
    *(calendar, cases, checklists, desk, dues, limits, papers, people, places, posts, school_),
    *(joining, rules, drafting, ticket, deliveries),
)
