"""The volume of a packet: its documents in order, laid out, numbered and bound into one PDF."""
