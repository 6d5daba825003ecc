"""The public side: what a scanned code opens. Owns no tables.

Whoever holds a building's code may file a request for one of its doors; whoever holds a slip's address may
follow it. Nothing here tells whether a household, a name or a phone is known to the community.
"""

from flask import Blueprint

blueprint = Blueprint("residents", __name__)
