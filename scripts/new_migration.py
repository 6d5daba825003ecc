"""Write the next migration from the models, numbered 0001, 0002, …

Autogenerate does not see an added or changed CHECK: add those by hand. `--initial` writes 0001 anew
(only before the first release) and adds the statements that make the audit table append-only.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from flask_migrate import revision, upgrade

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from core.audit import guard_statements  # noqa: E402

VERSIONS = ROOT / "migrations" / "versions"


def main() -> None:
    initial = "--initial" in sys.argv
    if initial:
        for old in VERSIONS.glob("*.py"):
            old.unlink()
    number = f"{len(list(VERSIONS.glob('*.py'))) + 1:04d}"
    message = "initial" if initial else sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_DIR": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/scratch.sqlite3"})
        with app.app_context():
            if not initial:
                upgrade()
            revision(message=message, autogenerate=True, rev_id=number)
    path = next(VERSIONS.glob(f"{number}_*.py"))
    if initial:
        path.write_text(with_guards(path.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603
    # Read off SQLite, where false is 0; PostgreSQL wants the word.
    path.write_text(path.read_text().replace('sa.Boolean(), server_default=sa.text("0")', "sa.Boolean(), server_default=sa.false()"))
    print(path.relative_to(ROOT))


def with_guards(text: str) -> str:
    """Put the audit table's triggers behind the tables, and take the function away on the way down."""
    lines = ["    # The audit table refuses UPDATE and DELETE.", "    guards = {"]
    for dialect in ("sqlite", "postgresql"):
        lines.append(f"        {dialect!r}: {guard_statements(dialect)!r},")
    lines += ["    }", "    for statement in guards[op.get_bind().dialect.name]:", "        op.execute(sa.text(statement))", "", ""]
    up, down = text.split("def downgrade():", 1)
    down = (
        down.rstrip()
        + '\n    if op.get_bind().dialect.name == "postgresql":\n        op.execute("DROP FUNCTION audit_event_append_only()")\n'
    )
    return up.rstrip() + "\n" + "\n".join(lines) + "\ndef downgrade():" + down


if __name__ == "__main__":
    main()
