"""Lists of licences and registrations as they come in: read, weighed, applied in one act."""
