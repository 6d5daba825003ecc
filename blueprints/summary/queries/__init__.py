"""Every SELECT of the summary pages that no other slice has: many figures counted at once."""
