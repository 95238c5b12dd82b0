"""The controlled substances by their official list: codes, schedules and names."""
