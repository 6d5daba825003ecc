"""The home page of each role: Today, community summary, subdistrict summary. Owns no tables."""

from flask import Blueprint

blueprint = Blueprint("summary", __name__)
