"""What any document is drawn with: the form on A4, sheets of cards to cut, and the font."""

from bot.documents.cut_sheet import Bundle, Card, CutSheet, cut_sheet
from bot.documents.glyphs import FONT, printable

__all__ = ["FONT", "Bundle", "Card", "CutSheet", "cut_sheet", "printable"]
