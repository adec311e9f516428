"""What the school's workbook means: its sheets, what a row may hold, and what changes by it."""
