"""Every SELECT about orders, by noun."""
