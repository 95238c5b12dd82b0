"""Changing an agency's pack under change control: planned, applied, rolled back, and drafted."""
