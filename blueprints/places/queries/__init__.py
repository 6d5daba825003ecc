"""Every SELECT about places, by noun. Scope (who may see which door) is in scope.py."""
