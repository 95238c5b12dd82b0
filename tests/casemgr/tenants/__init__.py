"""Tests of agency packs."""
