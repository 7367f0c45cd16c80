"""Sentences in other languages: the catalogue is whole, plurals and numbers follow the language, and nothing in data is taken for a place."""

from __future__ import annotations

import datetime
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from streamlit.testing.v1 import AppTest

from catchup import make_plan
from catchup.language import LANGUAGES, language, marked, speaking, tr, trn, written
from catchup.library import load_country
from catchup.messages import collected, data_texts, faults_of, places, sentences_in
from catchup.plan import Plan
from catchup.planner import request_of
from catchup.problem import Target
from catchup.report.retold import retold
from catchup.report.sayings import SAYINGS
from catchup.report.terms import read_glossary
from catchup.report.words import grouped, money, share
from catchup.sentences import target_sentence
from catchup.slate.checks import faults_of as slate_faults
from catchup.slate.document import Slate
from catchup.slate.fill import slate_of
from catchup.whatif import View, WhatIf

ROOT = Path(__file__).resolve().parents[2]
HARD = "\u00a0"
"""No-break space."""
NARROW = "\u202f"
"""The narrow one, which French groups digits with."""


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (ROOT / "catchup" / "locale" / "fr" / "LC_MESSAGES" / "catchup.po").open("rb") as stream:
        return read_po(stream, locale="fr")


def test_every_sentence_is_translated_and_keeps_its_places(french: Catalog) -> None:
    template = collected(ROOT)
    assert len(template) > 2000
    assert faults_of(template, french) == []


def test_the_catalogue_holds_nothing_that_is_not_said_any_more(french: Catalog) -> None:
    template = collected(ROOT)
    assert [one.id for one in french if one.id and template.get(one.id) is None] == []


def test_a_missing_translation_or_place_is_told() -> None:
    template, given = Catalog(), Catalog(locale="fr")
    template.add("one {a}")
    template.add("two")
    template.add(("{count} step of {b}", "{count} steps of {b}"))
    given.add("one {a}", "un {c}")
    given.add("two", "")
    given.add(("{count} step of {b}", "{count} steps of {b}"), ("une étape", "{count} étapes de {b}"))
    assert faults_of(template, given) == ["other places than the original: one {a}", "not translated: two", "other places than the original: {count} step of {b}"]


def test_sentences_within_f_strings_are_collected() -> None:
    source = 'x = f"**{tr(\'bold\')}** {trn(\'{count} step\', \'{count} steps\', n)}"; y = marked("name"); z = tr(name)'
    assert set(sentences_in(source)) == {"bold", ("{count} step", "{count} steps"), "name"}


def test_places_by_name() -> None:
    assert places("{a} of {b:.2f} {{c}}") == {"a", "b"}


@pytest.mark.parametrize(("count", "said"), [(0, "**0 chiffre modifié**"), (1, "**1 chiffre modifié**"), (1.5, "**1.5 chiffre modifié**"), (2, "**2 chiffres modifiés**")])
def test_french_counts_less_than_two_as_one(count: float, said: str) -> None:
    with speaking("fr"):
        assert trn("**{count} figure changed**", "**{count} figures changed**", count) == said


def test_english_counts_one_alone_as_one() -> None:
    assert [trn("{count} step", "{count} steps", count) for count in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


def test_each_thread_speaks_its_own_language() -> None:
    heard: dict[str, str] = {}
    both = threading.Barrier(2)

    def speak_in(named: str) -> None:
        with speaking(named):
            both.wait(timeout=30)
            heard[named] = tr("Help")
            both.wait(timeout=30)

    threads = [threading.Thread(target=speak_in, args=(one,)) for one in ("en", "fr")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert heard == {"en": "Help", "fr": "Aide"}
    assert language() == "en"


def test_an_unknown_language_is_english_and_the_one_before_comes_back() -> None:
    with speaking("fr"):
        with speaking("xx"):
            assert tr("Help") == "Help"
        assert tr("Help") == "Aide"
    assert set(LANGUAGES) == {"en", "fr"}


@pytest.mark.parametrize("hostile", ["{0}", "{name.__class__}", "{", "}}{", "{measure!r:>9999}"])
def test_braces_in_data_are_never_places(hostile: str) -> None:
    for named in LANGUAGES:
        with speaking(named):
            assert tr(hostile) == hostile
            assert retold(hostile) == hostile
            assert tr("{name}: {text}", name=hostile, text="x").startswith(hostile)
            assert hostile in retold(f"no partner more likely than not (odds 0.{hostile})") or hostile in retold(f"Target: {hostile}.")


def test_numbers_in_french() -> None:
    with speaking("fr"):
        assert (grouped(1234.5, 1), grouped(-1234567), written("+100"), written("1,234.5")) == (
            f"1{NARROW}234,5", f"-1{NARROW}234{NARROW}567", "+100", f"1{NARROW}234,5"
        )
        assert share(0.123) == f"12,3{HARD}%"
        assert money(1234.0).startswith(f"1{NARROW}234 million")
    assert (grouped(1234.5, 1), share(0.123)) == ("1,234.5", "12.3 %")


def test_signs_of_two_parts_stand_behind_a_space_that_does_not_break(french: Catalog) -> None:
    loose = [one.string for one in french if isinstance(one.string, str) and any(f" {sign}" in one.string for sign in (";", "?", "!", "»")) and one.id != "; "]
    assert loose == []


def test_findings_of_plans_are_told_in_french() -> None:
    with speaking("fr"):
        assert retold("no partner more likely than not (odds 0.20)") == "aucun partenaire plus probable qu'improbable (probabilité 0,20)"
        assert retold("52% of the value is credited after the horizon; nothing is started that could not come online within it").startswith(f"52{HARD}% de la valeur")
        assert retold("Nigeria") == "Nigeria"
        assert retold("India") == "Inde"
        assert retold("Levy of 25%") == f"Prélèvement de 25{HARD}%"
        assert retold("Rural Electrification Agency") == "Rural Electrification Agency"


@pytest.mark.parametrize("already", ["0,28 %", "3,6 MW", "1 234,5", "12 mois", "de 1 à 2", "IMF, from 2020 to 2030", "Lagos, in 2027"])
def test_what_is_french_or_free_text_stays(already: str) -> None:
    with speaking("fr"):
        assert retold(already) == already


def test_a_wish_is_said_and_retold_the_same_way() -> None:
    target = Target(metric="compute_h100e", sense=">=", amount=5000, year=2030)
    english = target_sentence(target)
    assert english == "AI compute of at least 5,000 H100 equivalents in 2030"
    with speaking("fr"):
        assert target_sentence(target) == retold(english) != english


def test_every_form_is_itself_retold() -> None:
    """A form whose translation is missing, or which another form hides, would come out in English."""
    with speaking("fr"):
        left = [one for one in SAYINGS if not places(one) and retold(one) != tr(one)]
    assert left == []


def test_data_texts_are_told_exactly() -> None:
    with speaking("fr"):
        assert [text for text in data_texts() if retold(text) != tr(text)] == []


def test_both_glossaries_have_the_same_terms() -> None:
    english = read_glossary((ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8"))
    other = read_glossary((ROOT / "docs" / "GLOSSARY.fr.md").read_text(encoding="utf-8"))
    assert [[term.names[0] for term in section.terms] for section in english] == [[term.english for term in section.terms] for section in other]
    assert all(term.meaning and term.title for section in other for term in section.terms)


def test_marked_is_the_text_itself() -> None:
    with speaking("fr"):
        assert marked("Help") == "Help"


def english_sentences(french: Catalog) -> list[re.Pattern[str]]:
    """Keys that read otherwise in French, as patterns with anything in their places: long ones wherever they stand, short ones alone."""
    found = []
    for one in french:
        for key, said in zip(*((forms,) if isinstance(forms, str) else forms for forms in (one.id, one.string)), strict=False):
            letters = re.sub(r"\{[^}]*\}|[^A-Za-z]", "", key)
            if key and key != said and len(letters) > 12:
                pattern = ".+?".join(re.escape(part) for part in re.split(r"\{[^}]*\}", key))
                found.append(re.compile(pattern if len(letters) > 35 else rf"^\W*(?:{pattern})\W*$", re.DOTALL))
    return found


def english_in(texts: set[str], french: Catalog) -> list[tuple[str, str]]:
    """Texts with a sentence of the catalogue in English."""
    keys = english_sentences(french)
    return [(text, key.pattern) for text in texts for key in keys if key.search(text)]


def test_an_english_sentence_would_be_found(french: Catalog) -> None:
    assert english_in({"**What to do this year (2027)**", "La marge budgétaire"}, french)


@pytest.fixture
def app_on_path(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit puts the script's folder on the path; so does the test, and leaves nothing behind."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(ROOT / "app"))
    yield
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("cached", "components", "keeping", "slates", "state", "views"):
            del sys.modules[name]


def shown_on(app: AppTest) -> set[str]:
    """Everything a visitor reads: texts, labels, help, and the cells of tables without the sources of figures."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    found = {str(one.value) for kind in kinds for one in kind}
    controls = (app.button, app.selectbox, app.text_input, app.slider, app.number_input, app.checkbox, app.toggle, app.segmented_control, app.metric)
    found |= {str(getattr(one, "label", "")) for kind in controls for one in kind}
    found |= {option for one in app.selectbox for option in one.options} | {str(one.help or "") for one in app.button}
    for table in app.table:
        found |= {str(cell) for row in table.value.values.tolist() for cell in row} | set(map(str, table.value.columns))
    for frame in app.dataframe:
        found |= set(map(str, frame.value.columns))
    return found


@pytest.mark.xdist_group("processes")
@pytest.mark.usefixtures("app_on_path")
def test_a_plan_page_in_french_shows_no_english_sentence(french: Catalog) -> None:
    app = AppTest.from_file(str(ROOT / "app" / "streamlit_app.py"), default_timeout=180)
    app.query_params["q"] = WhatIf(request=request_of("NGA"), view=View(language="fr")).to_link()
    app.run()
    for _ in range(200):
        if len(app.header) > 8 and not any("premier plan" in one.value or "pas encore" in one.value for one in app.info):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    shown = shown_on(app)
    assert any("faire cette année (2027)" in text for text in shown)
    assert english_in(shown, french) == []


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan("NGA", gap=0.01)


@pytest.fixture(scope="module")
def slate(plan: Plan) -> Slate:
    return slate_of(plan, profile=load_country("NGA"), language="fr", date=datetime.date(2027, 1, 15))


def test_a_french_slate_passes_its_checks(slate: Slate, plan: Plan) -> None:
    """Among them: every number of the prose is a reference to a cell of a table, and totals are the sums of their rows."""
    assert slate_faults(slate, plan) == ()


def test_a_french_slate_holds_the_numbers_of_the_english_one(slate: Slate, plan: Plan) -> None:
    english = slate_of(plan, profile=load_country("NGA"), language="en", date=datetime.date(2027, 1, 15))
    assert [(one.id, [[cell.number for cell in row.cells] for row in one.rows]) for one in slate.tables] == [
        (one.id, [[cell.number for cell in row.cells] for row in one.rows]) for one in english.tables
    ]


def test_a_french_slate_shows_no_english_sentence(slate: Slate, french: Catalog) -> None:
    texts = {cell.text for table in slate.tables for row in table.rows for cell in row.cells}
    texts |= {text for table in slate.tables for text in (table.caption, table.note, *(one.title for one in table.columns))}
    texts |= {run.text for part in slate.parts for block in part.blocks for run in getattr(block, "runs", ()) if run.run == "words"}
    assert english_in({text for text in texts if text}, french) == []
