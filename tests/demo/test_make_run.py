"""`make run` on an empty folder: a site that answers, a demo to look at, and the same data the next time."""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds, on a machine busy with other tests


@contextmanager
def site(folder: Path, *, host: str = "127.0.0.1", password: str = ""):
    """What `make run` starts; yields (the local address, what it printed)."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("LINLI_", "DATABASE_URL"))}
    environment |= {"LINLI_INSTANCE": str(folder), "HOST": host, "PORT": str(port), "LINLI_WORKERS": "1", "LINLI_DEMO_PASSWORD": password}
    log = folder / "printed"
    with log.open("w") as output:
        server = subprocess.Popen([sys.executable, "serve.py", "--demo"], cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        for _ in range(PATIENCE * 5):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in")
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", log.read_text()
    finally:
        server.terminate()
        server.wait(20)


def test_it_ends_with_a_running_site_and_keeps_its_data(tmp_path):
    with site(tmp_path) as (address, printed):
        password = re.search(r"password of all: (\S+)\)", printed)
        assert password and len(password[1]) >= 12  # made at random, printed, and nowhere in the repository
        assert (
            re.search(r"网格员\s+wangge", printed) and re.search(r"社区书记\s+shuji", printed) and re.search(r"街道干部\s+jiedao", printed)
        )
        public = re.search(rf"{address}/b/\w+", printed)
        assert public, printed
        page = urllib.request.urlopen(public[0]).read().decode()
        assert "银杏苑1号楼" in page and "0571-00000001" in page
    look(tmp_path / "linli.sqlite3")
    assert (tmp_path / "demo_password").stat().st_mode & 0o077 == 0
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0

    with site(tmp_path) as (address, again):
        assert f"password of all: {password[1]})" in again
        assert public[0].rsplit("/", 1)[1] in again
    look(tmp_path / "linli.sqlite3")


def test_other_phones_of_the_network_get_an_address_they_can_reach(tmp_path):
    with site(tmp_path, host="0.0.0.0", password="chosen by the tester") as (_, printed):
        assert "password of all: chosen by the tester)" in printed
        found = re.search(r"(http://[\d.]+:\d+)/b/\w+", printed)
        assert found and "0.0.0.0" not in found[1] and f"Linli is at {found[1]}" in printed


def look(database: Path) -> None:
    """Three communities, a dozen buildings, 300 doors, two rounds each, contacts and requests of all kinds."""
    with closing(sqlite3.connect(database)) as connection:

        def ask(question: str) -> list[tuple]:
            return connection.execute(question).fetchall()

        assert ask("SELECT count(*) FROM community") == [(3,)]
        assert ask("SELECT count(*) FROM building")[0][0] >= 12
        assert ask("SELECT count(*) FROM household")[0][0] >= 300
        assert ask("SELECT state, count(*) FROM round GROUP BY state ORDER BY state") == [("closed", 3), ("open", 3)]
        assert {state for (state,) in ask("SELECT DISTINCT state FROM round_household")} == {"done", "missing", "revisit"}
        states = {state for (state,) in ask("SELECT DISTINCT state FROM purchase_request")}
        assert states >= {"submitted", "approved", "bought", "out_for_delivery", "delivered", "rejected", "cancelled"}
        assert {state for (state,) in ask("SELECT DISTINCT state FROM purchase_order")} == {"draft", "sent", "received", "closed"}
        assert ask("SELECT count(*) FROM order_line WHERE reply = 'waiting'")[0][0] > 0
        assert ask("SELECT count(*) FROM complaint WHERE closed_at IS NULL") == [(1,)]
        assert ask("SELECT count(*) FROM purse WHERE cents > 0")[0][0] > 0
        assert ask("SELECT count(*) FROM usual_order")[0][0] == 3
        assert ask("SELECT count(*) FROM usual_order WHERE next_on <= date('now', '+8 hours')") == [(1,)]
        owed = "SELECT sum(goods + fee - discount - credit - paid + refunded - owed - written_off) FROM request_account"
        assert ask(f"{owed} WHERE order_id IN (SELECT id FROM purchase_order WHERE state = 'closed')") == [(0,)]
        assert {state for (state,) in ask("SELECT DISTINCT state FROM alert")} == {"open", "acknowledged", "closed"}
        assert ask("SELECT count(*) FROM care_case WHERE ended_at IS NULL AND next_due_at < datetime('now')")[0][0] > 0
        assert ask("SELECT count(*) FROM qr_token WHERE revoked_at IS NULL") == ask("SELECT count(*) FROM building")
        youngest, oldest = ask("SELECT max(birth_date), min(birth_date) FROM resident")[0]
        assert youngest > "2015" and oldest < "1945"
        assert not ask("SELECT 1 FROM resident WHERE phone NOT LIKE '1990000____'"), "only test numbers"


@pytest.mark.guard
def test_no_default_password_stands_in_the_code():
    for path in [*ROOT.glob("demo/*.py"), ROOT / "serve.py", ROOT / "commands.py"]:
        assert not re.search(r"password\s*=\s*[\"']", path.read_text()), path
