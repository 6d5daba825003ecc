"""Every SELECT about rounds (rounds.py), the doors they ask (doors.py) and ought to ask (asking.py) and visits (inspections.py)."""
