"""Rounds with the doors they ask, and the visits made."""

from blueprints.inspections.models.inspections import Inspection, InspectionPerson
from blueprints.inspections.models.rounds import Round, RoundGrid, RoundHousehold

__all__ = ["Inspection", "InspectionPerson", "Round", "RoundGrid", "RoundHousehold"]
