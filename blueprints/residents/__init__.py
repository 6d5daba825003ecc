"""The public side: what a scanned code opens. Owns no tables."""

from flask import Blueprint

blueprint = Blueprint("residents", __name__)
