"""Communities, grids, buildings, households, residents; QR tokens, posters, import."""

from flask import Blueprint

blueprint = Blueprint("places", __name__)
