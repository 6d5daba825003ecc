"""Subdistrict → Community → Estate → Building → BuildingUnit → Household → Resident; Grid; QrToken."""

from blueprints.places.models.areas import Community, Estate, Grid, GridWorker, Subdistrict
from blueprints.places.models.buildings import Building, BuildingUnit, Household, QrToken
from blueprints.places.models.imports import ImportChunk, ImportJob
from blueprints.places.models.residents import Resident

__all__ = [
    "Building",
    "BuildingUnit",
    "Community",
    "Estate",
    "Grid",
    "GridWorker",
    "Household",
    "ImportChunk",
    "ImportJob",
    "QrToken",
    "Resident",
    "Subdistrict",
]
