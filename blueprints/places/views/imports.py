"""Pages of the Excel import."""
