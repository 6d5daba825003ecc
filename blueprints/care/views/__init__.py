"""Pages of care, by what they are for."""

from blueprints.care.views import cases, contacts, directing, due, log, opening

__all__ = ["cases", "contacts", "directing", "due", "log", "opening"]
