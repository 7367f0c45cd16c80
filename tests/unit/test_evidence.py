"""Bad files: every fault at once, with line and path, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchup.errors import DataFileError
from catchup.evidence import MAX_FILE_BYTES, load_record, read_yaml
from catchup.library import check_all, data_root, figures, load_country, load_lever, load_scenario, load_world
from catchup.profile import CountryProfile

NIGERIA = (data_root() / "countries" / "NGA.yaml").read_text()


def faults_of(tmp_path: Path, text: str) -> list[tuple[int, str, str]]:
    file = tmp_path / "country.yaml"
    file.write_text(text)
    with pytest.raises(DataFileError) as caught:
        load_record(file, CountryProfile)
    return caught.value.faults


def test_everything_that_ships_is_whole_and_cited() -> None:
    read, wrong = check_all()
    assert not wrong
    assert {"IND", "NGA", "world", "baseline", "fab_mature"} <= set(read)
    assert len(read) >= 2 + 20 + 7 + 1


def test_no_figure_is_without_source_unit_or_range() -> None:
    trees = [load_country("IND"), load_country("NGA"), load_world(), load_lever("ai_lab")]
    seen = 0
    for tree in trees:
        for path, one in figures(tree):
            seen += 1
            assert one.low <= one.value <= one.high, path
            assert len(one.source) >= 8, path
    assert seen > 300


def test_data_files_hold_no_bare_numbers() -> None:
    inside = {"value", "low", "high"}
    for file in sorted(data_root().rglob("*.yaml")):
        if file.name == "priors.yaml" or file.parent.name in ("actuals", "slates"):
            continue  # triples [value, low, high] with unit, year and reason; dates and sizes of what somebody did or proposes
        content, _, _ = read_yaml(file)
        stack = [(content, "")]
        while stack:
            node, key = stack.pop()
            if isinstance(node, dict):
                stack += [(item, name) for name, item in node.items()]
            elif isinstance(node, list):
                stack += [(item, key) for item in node]
            elif isinstance(node, int | float) and not isinstance(node, bool):
                assert key in inside, f"{file.name}: bare number under {key!r}"


def test_all_faults_are_named_at_once_with_line_and_path(tmp_path: Path) -> None:
    text = NIGERIA.replace("discount_rate:", "discount_rat:", 1).replace("unit: WGI", "unit: WIG", 1)
    found = faults_of(tmp_path, text)
    paths = {path for _, path, _ in found}
    assert "fiscal.discount_rate" in paths
    assert "fiscal.discount_rat" in paths
    assert any("unknown unit 'WIG'" in said for _, _, said in found)
    assert all(line > 0 for line, _, _ in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('unit: "LCU/USD"', "unit: years", "wrong unit 'years'"),
        ("release_ratio: {value: 0.3", "release_ratio: {value: .nan", "number"),
        ("release_ratio: {value: 0.3", "release_ratio: {value: nan", "finite"),
        ("format: country/1", "format: country/9", "country/1"),
        ("quality: assumed", "quality: guessed", "measured"),
    ],
)
def test_a_wrong_leaf_says_what_is_wrong(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in NIGERIA
    found = faults_of(tmp_path, NIGERIA.replace(old, new, 1))
    assert any(says in said for _, _, said in found), found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a: [1, 2", "not valid YAML"),
        ("a: 1\na: 2\n", "twice"),
        ("a: &x {b: 1}\nc: *x\n", "anchors"),
        ("a: !!python/object/apply:os.system ['echo hi']\n", "tag"),
        ("a: !custom 1\n", "tag"),
        ("- just\n- a list\n", "valid dictionary"),
    ],
)
def test_what_is_not_plain_yaml_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert any(says in said for _, _, said in faults_of(tmp_path, text))


def test_a_bomb_of_aliases_is_refused_quickly(tmp_path: Path) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [*{before},*{before},*{before},*{before}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert any("anchors" in said for _, _, said in faults_of(tmp_path, bomb))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    file.write_bytes(b"a" * (50_000_000))
    assert file.stat().st_size > MAX_FILE_BYTES
    with pytest.raises(DataFileError, match="over the limit"):
        load_record(file, CountryProfile)


def test_binary_and_missing_files_are_one_clear_error(tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(DataFileError, match="UTF-8"):
        load_record(file, CountryProfile)
    with pytest.raises(DataFileError, match="cannot be read"):
        load_record(tmp_path / "nowhere.yaml", CountryProfile)


def test_plain_words_stay_words(tmp_path: Path) -> None:
    file = tmp_path / "words.yaml"
    file.write_text("norway: NO\nnumber: 1e6\ntime: 12:30\nyes: yes\n")
    content, _, _ = read_yaml(file)
    assert content == {"norway": "NO", "number": 1e6, "time": "12:30", "yes": "yes"}


def test_scenarios_say_who_believes_them() -> None:
    for name in ("compute_crunch", "export_cap", "slow_demand", "slip_two_years", "cheap_money", "full_fiat"):
        scenario = load_scenario(name)
        assert scenario.patches
        assert len(scenario.believed_by) > 10
        assert len(scenario.rationale) > 20
