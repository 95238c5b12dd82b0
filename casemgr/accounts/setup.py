"""The service account through which a tenant acts on what arrives from another."""

from casemgr.accounts.models import Account
from casemgr.accounts.queries import find_account, list_clearances, list_grants
from casemgr.accounts.services import create_account, grant_clearance, grant_role
from casemgr.tenants.pack import Pack

USERNAME = "exchange"
ROLE = "exchange_service"
REASON = "Applies what other tenants send and answer"


def set_up_service_account(pack: Pack) -> None:
    """Give the tenant its service account, cleared for every compartment of its pack."""
    account = find_account(USERNAME)
    if account is None:
        account = create_account(
            USERNAME, "Exchange service", office=next(iter(pack.offices)), kind="service", by=None
        )
    _grant(account, pack)


def _grant(account: Account, pack: Pack) -> None:
    held = {clearance.compartment for clearance in list_clearances(account)}
    if ROLE in pack.roles and not list_grants(account):
        grant_role(account, ROLE, by=account, reason=REASON)
    for name in pack.compartments.keys() - held:
        grant_clearance(account, name, by=account, reason=REASON)
