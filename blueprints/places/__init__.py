"""Communities, grids, buildings, households, residents; QR tokens, posters, import."""

from flask import Blueprint

from blueprints.places import names

blueprint = Blueprint("places", __name__, cli_group=None)
blueprint.add_app_template_filter(names.unit_label, "unit_label")
blueprint.add_app_template_filter(names.masked_phone, "masked_phone")
blueprint.add_app_template_filter(names.readable_phone, "readable_phone")
blueprint.add_app_template_filter(names.age_on, "age")
