"""The forms in which a pack is changed. Each asks for what the draft's files then say."""
