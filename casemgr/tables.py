"""Every table of the platform, gathered for migrations and for the tests that inspect them."""

from importlib import import_module

from casemgr.database.base import Base

FEATURES = (
    "accounts",
    "attachments",
    "audit",
    "bulk",
    "cases",
    "changes",
    "evidence",
    "jobs",
    "packets",
    "parties",
    "reports",
    "statutes",
    "tenants",
    "workflows",
)
for feature in FEATURES:
    import_module(f"casemgr.{feature}.models")

METADATA = Base.metadata
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
