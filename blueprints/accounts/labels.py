from flask_babel import lazy_gettext as _l

from blueprints.accounts.rules import Role
from core import labels

labels.register({Role.GRID_WORKER: _l("网格员"), Role.SECRETARY: _l("社区书记"), Role.OFFICER: _l("街道干部")})
