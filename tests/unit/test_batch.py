"""A batch's keys, folder, tables and index: what must hold whoever dies and whoever else writes."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from test_store import postgres, url

from catchup.batch import CellResult, Run, batch_of
from catchup.batch.inputs import packed, unpacked
from catchup.batch.keeping import cell_plan, export_table
from catchup.batch.results import Solved
from catchup.batch.run import RunFolderError
from catchup.batch.tables import Tables
from catchup.errors import InputError, OverrideError, UnknownNameError
from catchup.requests import parse_lock, parse_target
from catchup.store.runs import RunIndex

FIXTURES = (postgres, url)
QUICK: dict[str, Any] = {"horizon": 3, "gap": 0.2}
MOMENT = "2026-11-23T12:00:00+00:00"


def row(key: str, status: Any = "optimal", **found: Any) -> CellResult:
    return CellResult(key=key, country="NGA", scenario="baseline", objective="value", status=status, **found)


def a_step(year: int) -> dict[str, Any]:
    return {"year": year, "lever": "osat", "requires": "ports; power"}


def test_a_key_changes_with_everything_the_answer_depends_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def key(**options: Any) -> str:
        return batch_of(["NGA"], **{**QUICK, **options}).cells[0].key

    changes: list[dict[str, Any]] = [
        {}, {"gap": 0.1}, {"seed": 2}, {"horizon": 4}, {"overrides": ("fiscal.room=x2",)}, {"locks": (parse_lock("osat=out"),)},
        {"targets": (parse_target("home_share>=0.1@2029"),)}, {"other_users_weight": 0.0}, {"time_limit": 5.0},
    ]
    keys = [key(**one) for one in changes]
    assert len(set(keys)) == len(changes)
    assert key() == keys[0]
    data = tmp_path / "data"
    shutil.copytree(Path(__file__).parents[2] / "data", data)
    monkeypatch.setenv("CATCHUP_DATA", str(data))
    assert key() == keys[0]
    file = data / "countries" / "NGA.yaml"
    file.write_text(file.read_text().replace("name: Nigeria", "name: Nigeria, changed", 1))
    assert key() not in keys


def test_all_means_every_one_and_nothing_is_asked_twice() -> None:
    batch = batch_of(["nga", "NGA", "KEN"], ["all"], ["value", "tokens", "value"], **QUICK)
    assert len({one.key for one in batch.cells}) == len(batch.cells)
    assert {one.request.country for one in batch.cells} == {"NGA", "KEN"}
    assert len(batch.cells) == 2 * len({one.request.scenario for one in batch.cells}) * 2


@pytest.mark.parametrize(
    ("countries", "options", "error"),
    [
        (["XXX"], {}, UnknownNameError), (["NGA"], {"overrides": ("nothing.here=1",)}, UnknownNameError), ([], {}, InputError),
        (["NGA"], {"time_limit": 0.0}, OverrideError), (["NGA"], {"time_limit": float("nan")}, OverrideError),
        (["NGA"], {"objectives": ["least_cost"]}, OverrideError), (["NGA"], {"scenarios": ["../x"]}, UnknownNameError),
        (["no/such.yaml"], {}, InputError),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_begins(countries: list[str], options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        batch_of(countries, **options)


def test_inputs_never_leave_their_folder() -> None:
    for name in ("../x", "/etc/x", "a/../../x", "a\\..\\x"):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, b"x")
        with pytest.raises(InputError, match="outside"):
            unpacked(stream.getvalue())
    with pytest.raises(InputError):
        unpacked(b"no archive")
    assert packed({"b": b"2", "a": b"1"}) == packed({"a": b"1", "b": b"2"})


def test_a_run_is_opened_again_with_all_it_was_asked(tmp_path: Path) -> None:
    batch = batch_of(["NGA"], ["baseline", "export_cap"], overrides=("fiscal.room=x2",), **QUICK)
    made = Run.create(batch, tmp_path / "run")
    shutil.copytree(tmp_path / "run", tmp_path / "elsewhere")
    again = Run.open(tmp_path / "elsewhere")
    assert again.batch.cells == batch.cells
    assert again.batch.inputs.digest == batch.inputs.digest
    assert again.id == made.id
    assert [one.status for one in again.results()] == ["stopped", "stopped"]
    with pytest.raises(InputError, match="holds something"):
        Run.create(batch, tmp_path / "run")


@pytest.mark.parametrize("harm", ["run.json", "inputs.zip", "cut", "changed", "none"])
def test_a_damaged_run_is_refused_with_a_remedy(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "run"
    Run.create(batch_of(["NGA"], **QUICK), folder)
    if harm == "cut":
        (folder / "run.json").write_bytes((folder / "run.json").read_bytes()[:100])
    elif harm == "changed":
        (folder / "inputs.zip").write_bytes(packed({"world.yaml": b"x"}))
    elif harm == "none":
        folder = tmp_path / "nowhere"
    else:
        (folder / harm).write_bytes(b"\x00\xff not json")
    with pytest.raises(InputError) as found:
        Run.open(folder)
    assert found.value.remedy


def test_a_part_without_its_cells_does_not_count(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    tables.add([row("a")], [{"key": "a", **a_step(2027)}])
    tables.add([row("b")], [{"key": "b", **a_step(2027)}])
    last = sorted((tmp_path / "cells").glob("*.parquet"))[-1]
    last.unlink()
    assert list(Tables(tmp_path).rows()) == ["a"]
    assert list(tables.frame("steps")["key"]) == ["a"]


def test_a_cell_counts_once_with_what_settled_it(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    tables.add([row("a", "failed", cause="crash"), row("b", "infeasible", cause="no")])
    tables.add([row("a", "optimal", value=1.0), row("b", "failed", cause="late crash")])
    rows = tables.rows()
    assert (rows["a"].status, rows["a"].value, rows["b"].status) == ("optimal", 1.0, "infeasible")
    assert rows["a"].cause is None
    assert len(tables.frame("cells")) == 2


def test_putting_parts_together_loses_and_doubles_nothing_wherever_it_is_cut(tmp_path: Path) -> None:
    tables = Tables(tmp_path / "run")
    for name in "abcd":
        tables.add([row(name)], [{"key": name, **a_step(2027)}, {"key": name, **a_step(2028)}], [{"key": name, "year": 2027, "metric": "m"}])
    shutil.copytree(tmp_path / "run", tmp_path / "before")
    tables.compact()
    assert len(list((tmp_path / "run" / "cells").glob("*.parquet"))) == 1
    # As if the client had died after the new part was written and before the old ones were removed.
    shutil.copytree(tmp_path / "before", tmp_path / "run", dirs_exist_ok=True)
    again = Tables(tmp_path / "run")
    assert sorted(again.frame("cells")["key"]) == list("abcd")
    assert len(again.frame("steps")) == 8
    assert len(again.frame("metrics")) == 4
    again.add([row("e")])
    again.compact()
    assert sorted(again.rows()) == list("abcde")
    assert len(again.frame("steps")) == 8


def test_tables_can_be_asked_with_duckdb_and_pandas(tmp_path: Path) -> None:
    import duckdb

    tables = Tables(tmp_path)
    tables.add([row("a", value=2.5), row("b", "infeasible")])
    found = duckdb.sql(f"SELECT status, value FROM '{tmp_path}/cells/*.parquet' ORDER BY key").fetchall()
    assert found == [("optimal", 2.5), ("infeasible", None)]
    assert tables.frame("cells").set_index("key").loc["a", "value"] == 2.5


def test_a_full_disk_is_told_and_harms_nothing(tmp_path: Path) -> None:
    # The system refuses files beyond a size, as a full disk does in the middle of one.
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from catchup.batch.files import RunFolderError, write_whole\n"
        "write_whole(Path(sys.argv[1]) / 'kept', b'x' * 1000)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try:\n    write_whole(Path(sys.argv[1]) / 'kept', b'y' * 5000)\n"
        "except RunFolderError as problem:\n    print(problem)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    assert "--resume" in done.stdout
    assert (tmp_path / "kept").read_bytes() == b"x" * 1000
    assert [one.name for one in tmp_path.iterdir()] == ["kept"]


def test_a_table_goes_to_other_programs_and_formulas_stay_words(tmp_path: Path) -> None:
    import openpyxl

    run = Run.create(batch_of(["NGA"], **QUICK), tmp_path / "run")
    key = run.batch.cells[0].key
    run.keep([(row(key, "infeasible", cause="=HYPERLINK(\"x\")"), Solved({}))])
    for kind in ("csv", "xlsx", "parquet", "json"):
        assert export_table(run, "cells", tmp_path / f"cells.{kind}") == 1
    sheet = openpyxl.load_workbook(tmp_path / "cells.xlsx").active
    assert sheet is not None
    kinds = {cell.value: cell.data_type for cell in next(sheet.iter_rows(min_row=2))}
    assert kinds["=HYPERLINK(\"x\")"] == "s"
    assert "'=HYPERLINK" in (tmp_path / "cells.csv").read_text()
    with pytest.raises(InputError, match="kind of table"):
        export_table(run, "cells", tmp_path / "cells.docx")
    with pytest.raises(InputError, match="no table"):
        run.to_frame("../cells")
    with pytest.raises(InputError, match="no plan"):
        cell_plan(run, "NGA/baseline/value")
    with pytest.raises(InputError, match="no cell"):
        run.plan("../../etc/passwd")


def test_one_client_at_a_time(tmp_path: Path) -> None:
    from catchup.batch import run_batch
    from catchup.batch.files import held

    run = Run.create(batch_of(["NGA"], **QUICK), tmp_path / "run")
    index = RunIndex(f"sqlite:///{tmp_path / 'store.sqlite'}")
    with held(run.folder):
        assert run.active
        with pytest.raises(RunFolderError, match="being run already"):
            next(run_batch(run, index=index))
    assert not run.active


def test_the_index_finds_cells_and_forgets_runs(url: str) -> None:
    index = RunIndex(url)
    index.register("one", "/runs/one", MOMENT, "code", 3)
    index.add("one", [("k1", "optimal", "d1"), ("k2", "infeasible", None)])
    index.add("one", [("k1", "optimal", "d1")])
    assert index.whereabouts(["k1", "k2", "k3"]) == {"k1": "/runs/one", "k2": "/runs/one"}
    assert index.whereabouts(["k1"], without="one") == {}
    index.register("one", "/moved/one", MOMENT, "code", 3)
    index.settle("one", {"optimal": 1, "infeasible": 1, "failed": 1}, finished=True)
    found = index.find("one")
    assert found is not None
    assert (found.folder, found.done, found.failed, found.finished) == ("/moved/one", 3, 1, True)
    index.forget("one")
    assert index.find("one") is None
    assert index.whereabouts(["k1"]) == {}


def test_two_batches_writing_to_one_store_at_once_lose_nothing(url: str) -> None:
    code = (
        "import sys; from catchup.store.runs import RunIndex\n"
        "index = RunIndex(sys.argv[1]); name = sys.argv[2]\n"
        f"index.register(name, '/runs/' + name, {MOMENT!r}, 'code', 400)\n"
        "for at in range(20):\n"
        "    index.add(name, [(f'shared-{at}-{n}', 'optimal', 'd') for n in range(10)] + [(f'{name}-{at}-{n}', 'optimal', 'd') for n in range(10)])\n"
        "index.settle(name, {'optimal': 400}, finished=True)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, url, f"crowd{number}"]) for number in range(3)]
    assert [one.wait(timeout=120) for one in writers] == [0, 0, 0]
    index = RunIndex(url)
    for number in range(3):
        assert index.cells(f"crowd{number}") == 400
        found = index.find(f"crowd{number}")
        assert found is not None
        assert found.done == 400
