"""The shape of the house: contracts, sizes, documents that are generated, names that are public."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import catchup
from catchup.mathdoc import SECTIONS
from catchup.rules import REGISTRY

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*(ROOT / "catchup").rglob("*.py"), *(ROOT / "app").rglob("*.py")])


def test_public_names_are_what_can_be_imported() -> None:
    for name in catchup.__all__:
        assert getattr(catchup, name) is not None
    assert len(catchup.__all__) <= 12


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert len(text.splitlines()) <= 510, "split the file by concern"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"


APP = ROOT / "app"
APP_SOURCES = sorted(APP.rglob("*.py"))
# What the app may not import: the parts that make plans. It asks `catchup` for a plan and shows what `catchup.report` says of it.
HIDDEN_FROM_THE_APP = (
    "catchup.model", "catchup.levers", "catchup.solver", "catchup.search", "catchup.rules", "catchup.spending", "catchup.matrix", "catchup.algebra",
    "catchup.reading", "catchup.extract", "catchup.steps", "catchup.assemble", "catchup.calibration", "catchup.delivery",
    "catchup.impossible", "catchup.audit", "catchup.metrics", "numpy", "scipy", "pyomo", "highspy", "math", "statistics", "operator",
)
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COUNTING = {"sum", "round", "min", "max", "abs", "pow", "divmod"}
FRAME_COUNTING = {
    "sum", "cumsum", "mean", "median", "diff", "mul", "div", "multiply", "divide", "agg", "aggregate", "pct_change", "prod", "min", "max",
    "abs", "std", "transform_calculate", "transform_aggregate", "transform_window", "transform_joinaggregate",
}
# Arithmetic that is not about numbers of a plan, beyond what `_is_layout` knows. File -> expressions, each line with its reason.
ALLOWED_ARITHMETIC = {
    "keeping.py": {"time.monotonic() - self._tried"},  # waiting
    "state.py": {"visit.notices += kept.notices", "count + 1"},  # puts lists together, numbers a widget
    "components/answering.py": {"time.monotonic() - job.began"},  # waiting
    "components/batch_control.py": {  # progress of a batch: cells done, seconds, processes
        "max((os.cpu_count() or 2) // 2, 1)", "status.total - status.done", "min(status.done / max(status.total, 1), 1.0)", "round(status.seconds_left)",
    },
    "components/controls.py": {  # ends and steps of sliders, made of the question and the data file
        "min(max(year or usual, years[0]), years[-1])", "min(figure.low, figure.high, current)", "max(figure.low, figure.high, current)", "max(start, end)",
        "abs(chosen - current)", "1e-09 * max(abs(current), 1.0)", "(high - low) / STEPS",
    },
    "components/evidence_edit.py": {"min(one.low, now)", "max(one.high, now)"},  # ends of a slider
    "components/evidence_moves.py": {"time.monotonic() - job.began", "min(elapsed / SECONDS, 1.0)"},  # waiting, its progress bar
    "components/standing.py": {"min(0, frame.low.min())", "frame.high.max()", "min(TABLE_HEIGHT, TABLE_ROW * (rows + 1) + 3)"},  # ends of an axis, height
    "components/welcome.py": {"min(here.welcome or 0, len(pages) - 1)"},  # which page of the overlay
    "components/words.py": {"abs(amount)"},  # an infinite bound is said as "not known"
    "components/worldmap.py": {"round(at * (len(STEPS) - 1) / last)"},  # which colour
}


def _is_text(node: ast.expr) -> bool:
    """Whether `+` at this node puts texts or lists together, as far as the source shows."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.IfExp):
        return _is_text(node.body) or _is_text(node.orelse)
    if isinstance(node, ast.Call):
        return (node.func.attr in ("join", "upper", "lower") if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "") in ("tr", "trn", "plain"))
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple)


def _is_layout(node: ast.expr) -> bool:
    """Whether an expression is made of written numbers, CONSTANTS, lengths, positions (`at`) and the clock only: sizes, colours, places, waiting."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id.isupper() or node.id == "at"
    if isinstance(node, ast.BinOp):
        return _is_layout(node.left) and _is_layout(node.right)
    if isinstance(node, ast.UnaryOp):
        return _is_layout(node.operand)
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called in ("len", "time.monotonic", "turn", "state.turn") or (called in ("min", "max") and all(_is_layout(one) for one in node.args))
    return False


def _counts_items(node: ast.Call) -> bool:
    """Whether a sum only counts how many of something there are."""
    first = node.args[0] if node.args else None
    return isinstance(first, ast.GeneratorExp) and isinstance(first.elt, ast.Compare | ast.BoolOp | ast.UnaryOp) and not isinstance(
        getattr(first.elt, "op", None), ast.USub
    )


def _counts(node: ast.AST) -> bool:
    """Whether a part of a source does arithmetic that is neither text, layout nor a path."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
        text = isinstance(node.op, ast.Add) and _is_text(node)
        path = isinstance(node.op, ast.Div) and _is_text(node.right)
        inside_a_path = isinstance(node.op, ast.Div) and "Path(" in ast.unparse(node.left)
        return not (text or path or inside_a_path or _is_layout(node))
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ARITHMETIC):
        return not (isinstance(node.op, ast.Add) and (_is_text(node.value) or _is_layout(node.value)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return not _is_layout(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in COUNTING and not _is_layout(node) and not (node.func.id == "sum" and _counts_items(node))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FRAME_COUNTING


def _arithmetic(source: str) -> list[tuple[int, str]]:
    """Every outermost place of a source that counts, with its line."""
    found: list[tuple[int, str]] = []
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if _counts(node):
                found.append((node.lineno, ast.unparse(node)))
            else:
                waiting.append(node)
    return found


@pytest.mark.parametrize("file", APP_SOURCES, ids=lambda file: str(file.relative_to(APP)))
def test_the_app_does_no_arithmetic_on_plan_numbers(file: Path) -> None:
    allowed = ALLOWED_ARITHMETIC.get(str(file.relative_to(APP)), set())
    counted = [f"line {line}: {text}" for line, text in _arithmetic(file.read_text()) if text not in allowed]
    assert not counted, "let catchup.report count, or say in ALLOWED_ARITHMETIC why this is no number of a plan"


def test_arithmetic_is_seen_where_it_is_and_text_is_left_alone() -> None:
    counts = ["a + b", "plan.x * 2", "sum(x)", "-row.y", "frame['a'].sum()", "x % 2", "100 * part", "a // b", "max(x)", "sum(one.x for one in rows)", "total += one.x", "ROW * plan.x"]
    assert all(_arithmetic(source) for source in counts)
    assert not any(_arithmetic(source) for source in ["'a' + b", "f'{a}' + f'{b}'", "[*a] + b", "x[:-1]", "', '.join(a) + b", "len(a)", "a | b", "34 * len(order)", "at + 1", "folder / 'a'"])


def test_what_is_allowed_to_count_still_stands_there() -> None:
    for name, allowed in ALLOWED_ARITHMETIC.items():
        there = {text for _, text in _arithmetic((APP / name).read_text())}
        assert allowed <= there, f"{name}: take {sorted(allowed - there)} off the list"


@pytest.mark.parametrize("file", APP_SOURCES, ids=lambda file: str(file.relative_to(APP)))
def test_the_app_never_imports_what_makes_plans(file: Path) -> None:
    # app/ is a folder of scripts and no package, so import-linter cannot hold this contract; the source is read instead.
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imported |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{one.name}" for one in node.names} | {str(node.module)}
    hidden = {name for name in imported if any(name == one or name.startswith(f"{one}.") for one in HIDDEN_FROM_THE_APP)}
    assert not hidden


def test_the_mathematics_are_up_to_date() -> None:
    # In a process of its own: other tests may register rules of theirs.
    code = "from catchup.mathdoc import render; print(render(), end='')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (ROOT / "docs" / "MATH.md").read_text() == done.stdout, "run `catchup math --out docs/MATH.md`"


def test_every_rule_has_sentence_formula_and_section() -> None:
    for rule in REGISTRY.values():
        assert rule.sentence.endswith((".", "otherwise money flows on and nothing comes of it.")), rule.name
        assert rule.sentence[0].isupper(), rule.name
        assert rule.function.__doc__, rule.name
        assert rule.number in SECTIONS, rule.name


def test_all_nineteen_rules_are_there() -> None:
    from catchup.mathdoc import STATED_ELSEWHERE

    stated = {rule.number for rule in REGISTRY.values()} | set(STATED_ELSEWHERE)
    assert {str(number) for number in range(1, 20)} <= stated


def test_the_package_knows_no_app_and_help_is_quick_to_import() -> None:
    code = "import sys, catchup, catchup.cli; print([m for m in ('streamlit','pyomo','highspy','pandas','pydantic') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_committed_files_hold_no_addresses_of_registries() -> None:
    assert "://" not in (ROOT / "constraints.txt").read_text()


def test_the_readme_has_its_two_commands() -> None:
    lines = (ROOT / "README.md").read_text().splitlines()
    assert "catchup plan IND" in lines[lines.index("# run") + 1]
    assert "pytest" in lines[lines.index("# test") + 1]
