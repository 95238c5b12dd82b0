"""Every table of the platform, gathered for migrations and for the tests that inspect them."""

from importlib import import_module

from casemgr.database.base import Base

FEATURES = (
    "casemgr.accounts",
    "casemgr.attachments",
    "casemgr.audit",
    "casemgr.bulk",
    "casemgr.cases",
    "casemgr.changes",
    "casemgr.evidence",
    "casemgr.jobs",
    "casemgr.packets",
    "casemgr.parties",
    "casemgr.reports",
    "casemgr.statutes",
    "casemgr.tenants",
    "casemgr.workflows",
    "regulatory.public_check",
    "regulatory.imports",
    "regulatory.licences",
    "regulatory.registry",
    "regulatory.substances",
)
for feature in FEATURES:
    import_module(f"{feature}.models")

METADATA = Base.metadata
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
