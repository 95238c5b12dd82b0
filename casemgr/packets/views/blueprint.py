"""The blueprint of the pages of packets."""

from flask import Blueprint

bp = Blueprint("packets", __name__, template_folder="../templates")
