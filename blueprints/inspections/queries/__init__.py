"""Every SELECT about rounds (rounds.py), the doors they ask (doors.py) and visits (inspections.py)."""
