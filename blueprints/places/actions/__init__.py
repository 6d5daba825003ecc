"""What changes places and the people in them, by noun. Each verb records one event."""
