"""Every table of the house, so that the migrations see them all."""

from models import calendar, cases, desk, dues, papers, people, places, school
from models.tickets import drafting, ticket

ALL = (calendar, cases, desk, dues, papers, people, places, school, drafting, ticket)
