"""Alerts 告警: what the secretary must see at once; raised by inspections and care, closed with what was done."""

from flask import Blueprint

blueprint = Blueprint("alerts", __name__)
