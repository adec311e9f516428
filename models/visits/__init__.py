"""Visits: who comes to the gate, whom they want to see, and when they have gone again."""
