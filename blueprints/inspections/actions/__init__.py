"""What happens to rounds (rounds.py), the doors they ask (doors.py), and visits (inspections.py, household_file.py)."""
