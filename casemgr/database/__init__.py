"""The database: keys, roles, signed context, row security, and how rows are reached."""
