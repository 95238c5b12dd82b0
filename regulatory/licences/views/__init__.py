"""The pages of a licence, and those of a case that tell of its licences."""

from regulatory.licences.views import licence, linking, opening, people
from regulatory.licences.views.blueprint import bp

__all__ = ["bp", "licence", "linking", "opening", "people"]
