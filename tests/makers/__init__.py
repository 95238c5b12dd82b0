"""Makers: fixtures that make the records a test speaks of."""
