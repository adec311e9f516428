"""What the school prints: a repair slip for the file, a work sheet for the worker's pocket, labels
for the walls and invitations to hand over.
"""

from bot.papers.cut import Bundle, Card, CutSheet, cut_sheet
from bot.papers.ink import FONT, printable
from bot.papers.sheet import Sheet, SheetLabels, SheetRow, work_sheet
from bot.papers.slip import Slip, SlipEvent, SlipLabels, SlipPhoto, repair_slip

__all__ = [
    "FONT",
    "Bundle",
    "Card",
    "CutSheet",
    "Sheet",
    "SheetLabels",
    "SheetRow",
    "Slip",
    "SlipEvent",
    "SlipLabels",
    "SlipPhoto",
    "cut_sheet",
    "printable",
    "repair_slip",
    "work_sheet",
]
