"""A small application that shows every component with sample data, for the tests to look at."""

from tests.casemgr.gallery.application import create_gallery

__all__ = ["create_gallery"]
