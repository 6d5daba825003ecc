"""Write the next migration from the models, numbered 0001, 0002, …

Autogenerate does not see an added or changed CHECK: add those by hand. Where a table is created that is only ever
added to (core/append_only.py), the statements that hold it to that are written behind it. `--initial` writes 0001 anew
(only before the first release).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flask_migrate import revision, upgrade

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app import create_app  # noqa: E402
from core.append_only import guard_statements, protected  # noqa: E402
from core.database import Base  # noqa: E402

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
    path.write_text(with_guards(path.read_text()))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603
    # Read off SQLite, where false is 0; PostgreSQL wants the word.
    path.write_text(path.read_text().replace('sa.Boolean(), server_default=sa.text("0")', "sa.Boolean(), server_default=sa.false()"))
    print(path.relative_to(ROOT))


def with_guards(text: str) -> str:
    """Behind the tables, the triggers of those created here that are only ever added to; their functions go on the way down."""
    tables = [name for name in protected(Base.metadata) if re.search(rf'create_table\(\s*[\'"]{name}[\'"]', text)]
    if not tables:
        return text
    lines = [f"    # {', '.join(tables)}: the database refuses UPDATE and DELETE.", "    guards = {"]
    for dialect in ("sqlite", "postgresql"):
        lines.append(f"        {dialect!r}: {[one for table in tables for one in guard_statements(table, dialect)]!r},")
    lines += ["    }", "    for statement in guards[op.get_bind().dialect.name]:", "        op.execute(sa.text(statement))", "", ""]
    up, down = text.split("def downgrade():", 1)
    drops = "".join(f'\n        op.execute("DROP FUNCTION {table}_append_only()")' for table in tables)
    down = down.rstrip() + f'\n    if op.get_bind().dialect.name == "postgresql":{drops}\n'
    return up.rstrip() + "\n" + "\n".join(lines) + "\ndef downgrade():" + down


if __name__ == "__main__":
    main()
