"""The stories walked through the real web application, as people would, without a screen."""
