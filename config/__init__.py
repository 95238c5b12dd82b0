"""Settings of an installation and the configuration packs of its agencies."""
