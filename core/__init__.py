"""What every slice stands on: settings, database, audit, permissions, forms, htmx, errors, clock, i18n.

Core knows no product noun and imports no blueprint; tests/guards holds it to that.
"""
