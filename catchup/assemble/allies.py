"""Resolves an alliance: each member's problem with what the others offer and take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catchup.allied import AllianceFile, AlliedProblem, Ally, Terms
from catchup.errors import InputError
from catchup.evidence import load_record
from catchup.library import data_root
from catchup.problem import SENSITIVITIES, ByYear, Problem, Sensitivity, Stance

OPEN = "open"
AGREEMENT = "cuts_landed_cost"


def load_alliance() -> AllianceFile:
    """Reads the alliance file.

    Raises:
        DataFileError: with every fault of the file.
    """
    return load_record(data_root() / "alliance.yaml", AllianceFile)


def terms_of(file: AllianceFile) -> Terms:
    """The central figures of the alliance file."""
    return Terms(
        crossing_share=file.crossing_share.value, transit_loss=file.transit_loss.value, distance_loss=file.distance_loss.value,
    )


def allied(problems: Sequence[Problem], terms: Terms) -> tuple[AlliedProblem, ...]:
    """Every member's problem inside the alliance, in the order given.

    Raises:
        InputError: members that do not plan the same years, or a country named twice.
    """
    names = [one.country for one in problems]
    if len(set(names)) != len(names):
        raise InputError(f"{'+'.join(names)} names a country twice", "name each member once, e.g. IND+NGA")
    if len({(one.clock.first_year, one.clock.horizon) for one in problems}) > 1:
        raise InputError("members plan different years", "give all members the same first year and horizon")
    return tuple(
        AlliedProblem(
            # Parts are shared and not copied; they are checked already.
            **{name: getattr(one, name) for name in Problem.model_fields},
            agreement=_agreement(one), terms=terms, allies=tuple(_ally(other, one, terms) for other in problems if other is not one),
        )
        for one in problems
    )


def _ally(problem: Problem, seen_by: Problem, terms: Terms) -> Ally:
    market = problem.market
    return Ally(
        country=problem.country, name=problem.country_name, lags=_lags(problem), demand=market.demand, share=market.share,
        compute_per_musd=market.compute_per_musd, asks=_settled_at(seen_by, _lags(problem), terms),
        pays=_settled_at(problem, _lags(seen_by), terms),
    )


def _lags(problem: Problem) -> dict[str, ByYear]:
    """Ways in which a country can serve, and how far behind the frontier."""
    programme = problem.programme
    tiers = programme.tiers if programme and programme.last_start >= 0 else ()
    return {OPEN: problem.market.open_lag} | {one.id: one.lag for one in tiers}


def _settled_at(taker: Problem, lags: Mapping[str, ByYear], terms: Terms) -> dict[Sensitivity, dict[str, ByYear]]:
    """What a border-price dollar of the taker's demand is settled at: what makes an ally's service as good for it as a foreign one.

    A foreign service costs it the shadow price of foreign exchange and the risk of being cut off, and is at the frontier. An ally's is
    behind by its lag and its distance. The price makes up for the difference; it is never below nothing.
    """
    market, shadow = taker.market, taker.external.shadow_factor

    def price(kind: Sensitivity, lag: float) -> float:
        kept = max(1 - market.quality_loss * lag, 0.0) if kind == "sensitive" else 1.0
        lost = market.worth * (1 - kept * (1 - terms.distance_loss))
        return max((shadow + market.cutoff_loss - lost) / shadow, 0.0)

    return {kind: {mode: tuple(price(kind, lag) for lag in by_year) for mode, by_year in lags.items()} for kind in SENSITIVITIES}


def _agreement(problem: Problem) -> Stance | None:
    """The lever that signing uses, unless it is closed here or the user has barred it."""
    barred = {lock.lever for lock in problem.locks if lock.kind == "out"}
    found = [one for one in problem.stances if one.effect == AGREEMENT and one.last_start >= 0 and one.lever not in barred]
    return found[0] if found else None
