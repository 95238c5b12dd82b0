"""The pages of the query: finding licences, keeping a query, exporting what it finds."""

from regulatory.registry.views import export, kept, query
from regulatory.registry.views.blueprint import bp

__all__ = ["bp", "export", "kept", "query"]
