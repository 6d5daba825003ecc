"""HTTP of accounts, by noun: signing in, the own page, the people who work here."""

from blueprints.accounts.views import keys, own, people
from blueprints.accounts.views.own import must_change_first
from blueprints.accounts.views.sign_in import sign_in_page

__all__ = ["keys", "must_change_first", "own", "people", "sign_in_page"]
