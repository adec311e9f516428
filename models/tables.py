"""Every table of the house, so that the migrations see them all."""

from models import calendar, cases, checklists, desk, dues, limits, papers, people, places, posts
from models import school as school_
from models.tickets import drafting, ticket

ALL = (
    *(calendar, cases, checklists, desk, dues, limits, papers, people, places, posts, school_),
    *(drafting, ticket),
)
