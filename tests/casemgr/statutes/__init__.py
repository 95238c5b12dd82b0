"""Tests of the catalogue of statutes."""
