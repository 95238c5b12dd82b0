"""Every table of the platform, gathered for migrations and for the tests that inspect them."""

import casemgr.accounts.models
import casemgr.audit.models
import casemgr.cases.models
import casemgr.evidence.models
import casemgr.jobs.models
import casemgr.packets.models
import casemgr.parties.models
import casemgr.reports.models
import casemgr.statutes.models
import casemgr.tenants.models
import casemgr.workflows.models
from casemgr.database.base import Base

METADATA = Base.metadata
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers}
