"""What is typed about a visit (visits.py) and about a round (rounds.py)."""

from blueprints.inspections.forms.rounds import CloseRoundForm, RoundForm
from blueprints.inspections.forms.visits import CorrectionForm, InspectionForm, QuickForm

__all__ = ["CloseRoundForm", "CorrectionForm", "InspectionForm", "QuickForm", "RoundForm"]
