"""The record of who did and saw what: written with each change, and before each page goes out."""

from casemgr.audit.services import record, record_reads

__all__ = ["record", "record_reads"]
