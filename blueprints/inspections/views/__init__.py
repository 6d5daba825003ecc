"""Pages of visits at a door (visits.py), of what was written down (records.py) and of rounds (rounds.py)."""

from blueprints.inspections.views import records, rounds, visits

__all__ = ["records", "rounds", "visits"]
