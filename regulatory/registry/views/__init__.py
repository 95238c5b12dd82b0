"""The pages of the query: finding licences, keeping a query, exporting what it finds."""

from regulatory.registry.views import across, export, kept, query
from regulatory.registry.views.blueprint import bp

__all__ = ["across", "bp", "export", "kept", "query"]
