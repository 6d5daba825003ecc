"""Forms of orders, by who fills them in."""
