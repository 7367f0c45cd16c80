"""Fills a slate: one document of three depths from a plan, the country's file, the catalogue and the texts, the same numbers in all."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from catchup.catalogue import LeverFile
from catchup.errors import SlateError
from catchup.language import speaking, tr
from catchup.library import lever_ids, load_lever
from catchup.report.besides import Alternative, Given
from catchup.report.words import horizon_name, share
from catchup.slate import (
    tables_delivery,
    tables_evidence,
    tables_key,
    tables_money,
    tables_options,
    tables_people,
    tables_results,
    tables_risk,
    tables_short,
    tables_slate,
)
from catchup.slate.annex import annex
from catchup.slate.brief import brief
from catchup.slate.conventions import clean, date_words, rate_year, territory
from catchup.slate.document import DEPTHS, Depth, Part, Slate, Table
from catchup.slate.note import note
from catchup.slate.setting import Setting
from catchup.slate.signature import needed_file, replay_command, signature_of, signed
from catchup.slate.texts import load_measures, load_offices, texts_digest

if TYPE_CHECKING:
    from catchup.comparing import Comparison
    from catchup.explain import PlanExplanation
    from catchup.frontier import Frontier
    from catchup.plan import Plan
    from catchup.profile import CountryProfile
    from catchup.readiness import Readiness
    from catchup.scoring.score import Score

PARTS = {"brief": brief, "note": note, "annex": annex}


def slate_of(
    plan: Plan, *, profile: CountryProfile, catalogue: Mapping[str, LeverFile] | None = None, alternatives: Sequence[Alternative] | None = None,
    explanation: PlanExplanation | None = None, score: Score | None = None, frontier: Frontier | None = None, comparison: Comparison | None = None,
    readiness: Readiness | None = None, depths: Iterable[Depth] = DEPTHS, language: str = "en", date: datetime.date | None = None,
) -> Slate:
    """The slate of a plan, signed. It is not checked here: `catchup.slate.checks.refuse` does that.

    Args:
        plan: the plan. profile: the country's file. catalogue: levers by name; all that ship if left out.
        alternatives: plans beside it. explanation, score, frontier, comparison: what was worked out besides, as far as it was.
        readiness: what a country without AI at home needs first. depths: the parts to fill. language: `en` or `fr`.
        date: day the slate speaks of; today if left out.

    Raises:
        SlateError: a measure of the plan has no card in data/slate/measures.yaml. DataFileError: a text file has faults.
    """
    given = Given(tuple(alternatives or ()), explanation, score, frontier, comparison, readiness)
    region = territory(plan.country)
    with speaking(language, region):
        s = Setting(
            plan=plan, profile=profile, catalogue=catalogue if catalogue is not None else {lever: load_lever(lever) for lever in lever_ids()},
            texts=load_measures(), offices=load_offices(plan.country), given=given, day=date or _today(),
        )
        _known(s)
        wanted = set(depths)
        tables = _tables(s, wanted)
        parts = tuple(PARTS[depth](s, tables) for depth in DEPTHS if depth in wanted)
        return signed(_whole(s, parts, tables, f"{language}-{region}" if region else language))


def _today() -> datetime.date:
    return datetime.datetime.now(tz=datetime.UTC).date()


def _known(s: Setting) -> None:
    missing = sorted({step.lever for step in s.plan.steps} - s.texts.measures.keys())
    if missing:
        raise SlateError(f"no card for {', '.join(missing)}", "add one to data/slate/measures.yaml: type, indicator, review, roles and consequence")


def _tables(s: Setting, wanted: set[Depth]) -> dict[str, Table]:
    """All tables once, in the order in which a workbook shows them. A brief alone reads no other country's file."""
    register = tables_evidence.register_tables(s)
    whole, given = tables_slate.slate_table(s), tables_slate.recommendations(s)
    results, risks = tables_results.results_table(s), tables_risk.risk_table(s)
    sides, reviews = tables_people.consultation_table(s), tables_people.sunset_table(s)
    beside, left = tables_options.table_j(s), tables_options.left_table(s)
    key, delivery = tables_key.key_figures(s), tables_risk.delivery_table(s)
    made = [
        whole, given, key, tables_key.basis(s), tables_money.table_b(s), tables_money.fiscal_table(s), tables_money.sources_table(s), tables_money.uses_table(s),
        results, tables_results.yearly_table(s), risks, delivery, tables_risk.binding_table(s), tables_risk.exposure_table(s), tables_delivery.raci_table(s),
        tables_delivery.implementation_table(s), tables_delivery.calendar_table(s), sides, reviews, tables_people.legal_table(s), tables_options.options_table(s),
        *([beside] if beside else []), left, *tables_options.found_tables(s), *register, tables_evidence.limits_table(), tables_evidence.change_table(s),
        tables_money.short_money(s), *([tables_short.situation_table(s)] if wanted - {"brief"} else []), tables_short.brief_table(s, given), tables_short.plan_table(s, whole), tables_short.results_short(s, results),
        tables_short.ranges_table(s, key), tables_short.odds_table(delivery), tables_short.closed_table(s, left), tables_short.risks_short(risks), tables_short.sides_short(s, sides), tables_short.reviews_short(s, reviews),
    ]
    return {one.id: one for one in made}


def _whole(s: Setting, parts: tuple[Part, ...], tables: dict[str, Table], language: str) -> Slate:
    plan, problem = s.plan, s.plan.parameters
    name = clean(problem.country_name)
    title = tr("{country}: a policy slate for AI, {years}", country=name, years=horizon_name(problem))
    verdict = tr("Not yet, and what comes first") if s.not_yet else tr("What to build, buy, ban and reform, and in which year")
    return Slate(
        id=f"{plan.country}-{s.day.isoformat()}-{s.digest[:8]}", title=title, subtitle=verdict, country=name, language=language,
        date=s.day.isoformat(), front=tuple(_front(s)), signature=signature_of(plan, texts_digest(plan.country), digest=s.digest), parts=parts,
        tables=tuple(tables.values()), notes=tables_evidence.source_notes(s),
    )


def _front(s: Setting) -> list[tuple[str, str]]:
    plan, problem = s.plan, s.plan.parameters
    address = s.offices.address.value if s.offices.address else tr("to be filled by the issuing office")
    return [
        (tr("Slate"), f"{plan.country}-{s.day.isoformat()}-{s.digest[:8]}"), (tr("Country"), clean(problem.country_name)), (tr("For"), clean(address)),
        (tr("Date"), date_words(s.day)), (tr("Classification"), tr("to be set by the issuing office")), (tr("Future planned for"), clean(problem.scenario_name)),
        (tr("Data"), tr("profile {profile}, catalogue {catalogue}", profile=plan.profile_digest[:12], catalogue=plan.catalogue_digest[:12])),
        (tr("Model"), f"catchup {plan.code_version}"), (tr("Proof"), tr("gap of {gap} between the plan and the best there can be", gap=share(plan.objective.gap, 2))),
        (tr("Money"), tr("US dollars of the price year and {currency} at the rate of {year}", currency=problem.currency, year=rate_year(plan))),
        (tr("Replay"), replay_command(plan)), *([(tr("Needed for it"), needed)] if (needed := needed_file(plan)) else []),
    ]
