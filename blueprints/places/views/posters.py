"""Pages of QR tokens and posters."""
