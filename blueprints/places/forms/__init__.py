"""Shape and wording of what is typed about places, by noun."""
