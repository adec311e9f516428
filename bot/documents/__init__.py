"""What the school prints: a repair slip for the file, a work sheet for the worker's pocket, labels
for the walls and invitations to hand over.
"""

from bot.documents.cut_sheet import Bundle, Card, CutSheet, cut_sheet
from bot.documents.glyphs import FONT, printable
from bot.documents.repair_slip import Slip, SlipEvent, SlipLabels, SlipPhoto, repair_slip
from bot.documents.work_sheet import Sheet, SheetLabels, SheetRow, work_sheet

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
