"""Every table of the house, so that the migrations see them all."""

from models import (
    approvals,
    audit,
    checklists,
    complaints,
    deadlines,
    documents,
    hazard_levels,
    help_calls,
    messaging,
    places,
    retention,
    secrets,
    settings,
)
from models import school as school_
from models.calendar import hours
from models.cases import case, draft, due, numbering, parts
from models.digests import reasons
from models.duty import handover, log, roster, shifts, swap
from models.hazards import hazard, risk_points
from models.incidents import incident, plans
from models.people import join_requests, person
from models.repairs import repair
from models.rounds import answers, days, edition, round
from models.visits import expected, lessons, purpose, roll_call, unwelcome, visit
from models.workbook import deliveries

ALL = (
    *(hours, case, checklists, messaging, due, documents, person, places, roster, school_),
    *(approvals, audit, deadlines, hazard_levels, retention),
    complaints,
    *(join_requests, settings, numbering, parts, draft, repair, hazard, risk_points, deliveries),
    reasons,
    help_calls,
    *(edition, round, answers, days),
    *(lessons, purpose, visit, expected, secrets),
    *(roll_call, unwelcome),
    *(plans, incident, shifts, swap, handover, log),
)
