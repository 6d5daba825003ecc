"""Rounds 排查轮次 and inspections 入户排查."""

from flask import Blueprint

blueprint = Blueprint("inspections", __name__)
