"""The registries of an agency: every licence, permit and registration, and whence it is known."""
