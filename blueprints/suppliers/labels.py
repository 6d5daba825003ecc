from flask_babel import lazy_gettext as _l

from blueprints.suppliers.rules import SupplierKind
from core import labels

labels.register(
    {
        SupplierKind.SUPERMARKET: _l("超市"),
        SupplierKind.PHARMACY: _l("药店"),
        SupplierKind.OTHER: _l("其他商家"),
    }
)
