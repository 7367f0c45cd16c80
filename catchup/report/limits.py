"""What the model does not know. One list for the help page, the slate and whoever else prints it.

Each entry says what is missing, why that matters to somebody who decides, and what to do about it. The reasons stand in
`docs/decisions/`, `docs/ARGUMENT.md` and `docs/DATA-CONFLICTS.md`.
"""

from __future__ import annotations

from catchup.evidence import Record
from catchup.language import tr


class Limit(Record):
    """One thing the model does not know."""

    id: str
    title: str
    why: str
    do: str


def limits() -> tuple[Limit, ...]:
    """All of them in the language in force, those that can turn a plan first."""
    return (*_of_the_data(), *_of_the_world(), *_of_the_state(), *_of_the_method())


def _of_the_data() -> tuple[Limit, ...]:
    return (
        Limit(
            id="assumed", title=tr("Most figures are judgement"),
            why=tr("About seven in ten figures are assumed, because nobody publishes them: leakage by measure, the worth of a month behind the frontier, the odds that a partner consents. A plan can turn inside their ranges."),
            do=tr("Look at the figures a measure hangs on (page Why), move them to both ends of their range, and replace those you know."),
        ),
        Limit(
            id="flips", title=tr("Ranges are shown, not searched"),
            why=tr("A plan is made with central figures. The range beside a result moves delivery and yield of all measures together to their bad and their good end; costs and prices stay. No plan is chosen because it holds under all of that."),
            do=tr("Plan again in other futures and with the figures you doubt, and keep to the steps that stay."),
        ),
        Limit(
            id="pairing", title=tr("Some prices and costs describe different plants"),
            why=tr("The cost of a packaging plant is that of a memory maker, its price a fee for simple chips; at the central figures packaging cannot pay for itself. That is a property of the pairing and says nothing about packaging."),
            do=tr("Read docs/DATA-CONFLICTS.md before a verdict on a plant, and set price and cost from one source."),
        ),
    )


def _of_the_world() -> tuple[Limit, ...]:
    return (
        Limit(
            id="others", title=tr("How other states answer"),
            why=tr("Retaliation, export rules and a cut-off of foreign services are expected losses with fixed odds. No state in the model thinks, bargains or changes its mind because of what the plan does."),
            do=tr("Try the futures in which the rules tighten, and ask the foreign ministry before a levy or a ban."),
        ),
        Limit(
            id="shocks", title=tr("Shocks"),
            why=tr("A plan is made for expected values in one future. A currency crisis, a war, a drought or a jump in what models can do would change it, and nothing is held in reserve for that."),
            do=tr("Decide the first three years only, and plan again when something happens (catchup plan --actuals)."),
        ),
        Limit(
            id="frontier", title=tr("How fast AI goes on"),
            why=tr("Prices, efficiency, demand and the lag of open models follow one path a future. What AI does to the whole economy is in the model only as demand for AI services and what they are worth to users."),
            do=tr("Compare futures; distrust whatever rests on the years after 2035."),
        ),
        Limit(
            id="consent", title=tr("What partners will agree to"),
            why=tr("A measure that needs a partner or a licence is open if consent is more likely than not, and else closed. Nobody was asked."),
            do=tr("Take a closed measure as a question for a negotiator. Its odds are a figure that can be changed."),
        ),
    )


def _of_the_state() -> tuple[Limit, ...]:
    return (
        Limit(
            id="jobs", title=tr("Jobs, wages and prices at home"),
            why=tr("People are counted where a measure needs them. Who loses work to AI, what happens to wages, and who pays for a levy in which household is not in the model."),
            do=tr("Add a study of who wins and who loses before a measure is adopted; the slate leaves the table for it."),
        ),
        Limit(
            id="politics", title=tr("Politics"),
            why=tr("Political capital is a stock of points by judgement. Coalitions, courts, federal bargains and strikes appear only as that stock and as odds that a thing started is never finished."),
            do=tr("Lower the stock until the plan is one your cabinet could carry, and look at what goes first."),
        ),
        Limit(
            id="integrity", title=tr("Where leaked money goes"),
            why=tr("Leakage is a share by class of spending that reforms lower at measured rates from elsewhere. The model knows no person, firm or office, and it cannot tell theft from waste."),
            do=tr("Never use a leakage figure as a finding about anybody. Set it from audits if you have them."),
        ),
        Limit(
            id="places", title=tr("Places inside the country"),
            why=tr("A country is one point: one grid, one port system, one labour market. Which state or district gets a plant, and what that does there, is not decided."),
            do=tr("Read sites and projects named in a plan as candidates."),
        ),
        Limit(
            id="safety", title=tr("Security, safety and the environment"),
            why=tr("Military use, surveillance, misuse of models and emissions have no price here. Water and power have limits and no further worth."),
            do=tr("Bar a measure that must not be done, and state what must be reached as a target."),
        ),
    )


def _of_the_method() -> tuple[Limit, ...]:
    return (
        Limit(
            id="straight", title=tr("Effects are straight lines, with few exceptions"),
            why=tr("Twice as much of a measure does twice as much, but for whole units, learning, hurry and minimum fleets. That ports shorten the building of other things, and that forced demand makes a laboratory better, was left out on purpose."),
            do=tr("Distrust very large amounts of any one thing. docs/decisions/0001-formulation.md lists what was left out."),
        ),
        Limit(
            id="horizon", title=tr("The end of the horizon"),
            why=tr("What still stands after fifteen years is credited by a formula, never above its cost. Measures that pay late, such as schools and research, look poorer than they may be."),
            do=tr("Look at the line for worth after the horizon, and plan for a longer horizon."),
        ),
        Limit(
            id="gap", title=tr("The last per cent"),
            why=tr("A plan is proven to be within a gap of the best. Inside the gap other plans are as good, and two plans whose proven ranges overlap are not ranked."),
            do=tr("Where it says undecided, decide by what the model does not know."),
        ),
        Limit(
            id="argument", title=tr("The data do not back every belief"),
            why=tr("Some claims that this project began with fail at the central figures: Nigeria's plan does not begin with ports, India's calls a fab off. No figure was tuned to change that."),
            do=tr("Read docs/ARGUMENT.md, and disagree with figures rather than with verdicts."),
        ),
    )
