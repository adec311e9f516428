"""What the school prints: a repair slip for the file, a work sheet for the worker's pocket."""

from bot.papers.ink import FONT, printable
from bot.papers.sheet import Sheet, SheetLabels, SheetRow, work_sheet
from bot.papers.slip import Slip, SlipEvent, SlipLabels, SlipPhoto, repair_slip

__all__ = [
    "FONT",
    "Sheet",
    "SheetLabels",
    "SheetRow",
    "Slip",
    "SlipEvent",
    "SlipLabels",
    "SlipPhoto",
    "printable",
    "repair_slip",
    "work_sheet",
]
