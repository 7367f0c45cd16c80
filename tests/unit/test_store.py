"""The store keeps what it is given: on a file, on PostgreSQL, and with many writers at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from programs import program
from sqlalchemy import create_engine, insert, inspect, update

from catchup.errors import InputError
from catchup.kept import digest_of_text
from catchup.planner import request_of
from catchup.store import Store, keeping
from catchup.store.tables import Base, SavedQuestion, now
from catchup.whatif import WhatIf

QUESTION = WhatIf(request=request_of("NGA"))
HOSTILE = "Robert'); DROP TABLE saved_question;-- <script>alert(1)</script> ../../etc/passwd \x00"


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server of its own, on a socket in a temporary folder."""
    programs = Path(program("initdb", package="postgresql", folders="/usr/lib/postgresql/*/bin")).parent
    folder = tmp_path_factory.mktemp("pg")
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        if subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode:
            subprocess.run(["useradd", "--system", "postgres"], check=True)
        for place in (folder, *folder.parents):
            if place.stat().st_uid != 0 or place.stat().st_mode & 0o005 == 0o005:
                break
            place.chmod(0o755)
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data, socket = folder / "data", folder

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C"})

    run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8")
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", f"-k {socket} -c listen_addresses=", "-w", "-l", str(folder / "log"), "start")
    yield f"postgresql+psycopg://postgres@/postgres?host={socket}"
    run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-t", "180", "stop")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.sqlite'}"
    return str(request.getfixturevalue("postgres"))


def test_what_is_saved_is_opened_again(url: str) -> None:
    store = Store(url)
    saved = store.save("ada", QUESTION, "First")
    again = Store(url).open(saved.id)
    assert again.question.request == QUESTION.request
    assert again.name == "First"
    assert saved.id in [one.id for one in store.listed("ada")]
    assert saved.id not in [one.id for one in store.listed("bob")]
    assert not store.remove("bob", saved.id)
    assert store.remove("ada", saved.id)
    with pytest.raises(InputError, match="no such"):
        store.open(saved.id)


def test_two_who_save_over_one_another_both_keep_theirs(url: str) -> None:
    store, other = Store(url), Store(url)
    opened = store.save("ada", QUESTION, "Shared")
    mine = store.save("ada", QUESTION.changed(scenario="export_cap"), "Mine", over=opened)
    theirs = other.save("ada", QUESTION.changed(gap=0.02), "Theirs", over=opened)
    assert mine.id == opened.id
    assert mine.revision == 2
    assert theirs.id != opened.id
    assert store.open(theirs.id).question.request.gap == 0.02
    assert store.open(mine.id).question.request.scenario == "export_cap"


def test_many_processes_writing_at_once_lose_nothing(url: str) -> None:
    code = (
        "import sys; from catchup.store import Store; from catchup.whatif import WhatIf; from catchup.planner import request_of\n"
        "s = Store(sys.argv[1]); q = WhatIf(request=request_of('NGA'))\n"
        "[s.save('crowd', q, f'{sys.argv[2]}-{at}') for at in range(10)]"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, url, str(number)]) for number in range(3)]
    assert [one.wait(timeout=120) for one in writers] == [0, 0, 0]
    names = {one.name for one in Store(url).listed("crowd")}
    assert names == {f"{number}-{at}" for number in range(3) for at in range(10)}


def test_a_saved_question_that_cannot_be_read_costs_the_others_nothing(url: str, caplog: pytest.LogCaptureFixture) -> None:
    store = Store(url)
    whole, broken = store.save("eve", QUESTION, "Whole"), store.save("eve", QUESTION, "Broken")
    with create_engine(url).begin() as connection:
        connection.execute(update(SavedQuestion).where(SavedQuestion.id == broken.id).values(content="{"))
    found = store.listed("eve")
    assert [one.id for one in found] == [whole.id]
    assert found.unreadable == 1
    assert broken.id in caplog.text
    assert store.remove("eve", broken.id)
    assert store.listed("eve").unreadable == 0


def test_hostile_names_are_only_names(url: str) -> None:
    store = Store(url)
    name = HOSTILE.replace("\x00", "")
    saved = store.save(name, QUESTION, name[:120])
    assert store.open(saved.id).name == name[:120]
    assert [one.id for one in store.listed(name)] == [saved.id]


def test_migrations_make_the_tables_that_the_code_expects(url: str) -> None:
    Store(url).close()
    found = inspect(create_engine(url))
    for table in Base.metadata.tables.values():
        assert {one["name"] for one in found.get_columns(table.name)} == set(table.columns.keys())
        assert {one["name"] for one in found.get_indexes(table.name)} >= {one.name for one in table.indexes}


def test_an_address_that_cannot_be_opened_is_told_with_a_remedy() -> None:
    for wrong in ("sqlite:////nowhere/at/all.sqlite", "nonsense", "postgresql+psycopg://nobody@127.0.0.1:1/none"):
        with pytest.raises(InputError) as found:
            Store(wrong)
        assert "CATCHUP_STORE" in found.value.remedy


def test_a_country_file_is_kept_by_its_content_for_each_owner(url: str) -> None:
    store, text = Store(url), f"# {HOSTILE.replace(chr(0), '')}\nformat: country/1\nname: \"Österreich ₦ 中\"\n"
    digest = store.keep_country("ada", "Mine" * 50, text)
    assert store.keep_country("ada", "Again", text) == digest == digest_of_text(text)
    assert store.keep_country("bob", "Bob's", text) == digest
    found = Store(url).country(digest)
    assert found is not None
    assert found.text == text
    assert [(one.digest, one.name) for one in store.countries("ada")] == [(digest, ("Mine" * 50)[:120])]
    assert not store.remove_country("eve", digest)
    assert store.remove_country("ada", digest)
    assert store.countries("ada") == []
    assert store.country(digest) is not None
    assert store.remove_country("bob", digest)
    assert store.country(digest) is None


def test_files_kept_by_many_processes_at_once_are_kept_once(url: str) -> None:
    code = "import sys; from catchup.store import Store\ns = Store(sys.argv[1])\n[s.keep_country('crowd', 'x', f'text {at}') for at in range(10)]"
    writers = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(3)]
    assert [one.wait(timeout=120) for one in writers] == [0, 0, 0]
    assert sorted(one.text for one in Store(url).countries("crowd")) == sorted(f"text {at}" for at in range(10))


def test_a_store_of_the_version_before_is_brought_up_with_all_that_is_in_it(tmp_path: Path, postgres: str) -> None:
    fresh = postgres.replace("/postgres?", "/older?")
    with create_engine(postgres, isolation_level="AUTOCOMMIT").connect() as server:
        server.exec_driver_sql("CREATE DATABASE older")
    for older in (f"sqlite:///{tmp_path / 'older.sqlite'}", fresh):
        engine = create_engine(older)
        config = Config()
        config.set_main_option("script_location", str(Path(keeping.__file__).parent / "migrations"))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            connection.execute(insert(SavedQuestion).values(id="1", owner="ada", name="Old", content=QUESTION.to_json(), revision=3, created=now(), changed=now()))
        assert "kept_country" not in inspect(engine).get_table_names()
        engine.dispose()
        store = Store(older)
        assert [(one.name, one.revision) for one in store.listed("ada")] == [("Old", 3)]
        assert store.country(store.keep_country("ada", "New", "a: 1")) is not None
        store.close()
