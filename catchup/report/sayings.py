"""Forms of the sentences that plans, explanations and refusals carry in English; `catchup.report.retold` tells them in other languages.

Each form is a sentence of the module named above it, with a place for everything that differs. A test makes those modules speak and
checks that what they say has one of these forms.
"""

from __future__ import annotations

from catchup.language import marked

_TARGETS_AND_LOCKS = (  # catchup.sentences
    marked("{name} of at least {amount} from {year} on"), marked("{name} of at least {amount} in {year}"),
    marked("{name} of at most {amount} from {year} on"), marked("{name} of at most {amount} in {year}"),
    marked("begun by {year}"), marked("begun at some time"), marked("left out"), marked("not before {year}"), marked("not after {year}"),
    marked("{amount} at most by {year}"), marked("{amount} at most"), marked("{amount} at least by {year}"), marked("{amount} at least"),
    marked("exactly {amount} in {year}"), marked("{lever} ({option}): {instruction}"), marked("{first} to {last}"),
)
_CLOSED = (  # catchup.assemble
    marked("a treaty or partner stands in the way (odds {odds})"), marked("no partner more likely than not (odds {odds})"),
    marked("sites, fuel or partners allow none here"), marked("cannot come online within the horizon"),
    marked("cannot come online within what is left of the horizon"), marked("sites, fuel or partners allow less than one unit here"),
    marked("one unit costs more than all the money of the horizon"), marked("all that sites and money allow is started"),
    marked("goes on from what was done by the end of {year}"), marked("the country's file names nothing of the kind"),
)
_CHECKS = (  # catchup.checks
    marked("one count"), marked("no free site"), marked("last dollar"), marked("homes"), marked("stance after supply"), marked("cash"), marked("ends"),
    marked("institutions"), marked("home, foreign and unserved supply add up to demand in every year, to the dollar"),
    marked("at US shell and power cost one more unit of compute is worth its cost within {share}; it rents for USD {amount} a year in {year}"),
    marked("USD {amount} m of released money is left unused over {count} years: nothing more passes at its social cost"),
    marked("all released money is used in every year, so the last dollar is worth at least its cost"),
    marked("the plan's own use is met by spare power and its own new supply; nobody's supply falls"),
    marked("the plan's own use is met by spare power and its own new supply; by explicit choice {amount} MW may be taken from others; nobody's supply falls"),
    marked("in force before anything is served at home: {measures}; it raises revenue, it moves nobody home yet"), marked("{what} from {year}"),
    marked("unserved demand over the horizon: USD {amount} m"), marked("no ban or levy is adopted"),
    marked("first year: USD {out} m paid out of USD {room} m in hand (vote USD {vote} m, of which USD {cash} m is released)"),
    marked("{share} of the value is credited after the horizon; nothing is started that could not come online within it"),
    marked("{share} of the value is credited after the horizon; the plan hangs on what comes later; nothing is started that could not come online within it"),
    marked("path '{path}' cuts leakage of a class by at most {share} through its own controls; the national shift is the median one, zero (95th percentile over ten years: +0.54 index points)"),
)
_EXPLAINED = (  # catchup.explain
    marked("the time ran out before a plan that does the opposite was found"),
    marked("no plan without it keeps to what is asked"), marked("no plan with it keeps to what is asked"),
    marked("The country's file changed since the plan was made: what follows explains the plan made anew from today's data."),
    marked("The catalogue of measures changed since the plan was made: what follows explains the plan made anew from today's data."),
    marked("The program changed since the plan was made: what follows explains the plan made anew from today's data."),
    marked("{one} and {other} changed since the plan was made: what follows explains the plan made anew from today's data."),
    marked("the country's file"), marked("the catalogue of measures"), marked("the program"),
    marked("The plan in the file is not the plan that its request gives today: what follows explains the plan made anew."),
    marked("10 % more public money a year"), marked("10 % more private money a year"), marked("10 % more foreign exchange a year"),
    marked("10 % more political capital a year"), marked("10 % more technicians to hire"), marked("10 % more engineers to hire"),
    marked("10 % more researchers to hire"), marked("10 % more sites with water"), marked("10 % more programmes under way at once"),
    marked("{amount} MW more spare power"), marked("without the target: {target}"), marked("without the lock: {lock}"),
)
_IMPOSSIBLE = (  # catchup.impossible, catchup.search
    marked("Target: {target}."), marked("Lock: {lock}."), marked("{rule} ({years})"),
    marked("{country} has no plan in this scenario"), marked("check the overrides for absurd values"),
    marked("this cannot be done in {country}"), marked("these cannot all hold for {country}"),
    marked("this cannot be done in {country} (not proven to be the smallest such list: the time for it ran out)"),
    marked("these cannot all hold for {country} (not proven to be the smallest such list: the time for it ran out)"),
    marked("take one of the ways out below"), marked("drop or weaken one of them: a later year, a smaller amount, another lock"),
    marked("Find {more}."), marked("{amount} % more {what}"), marked("{amount} times the {what}"), marked("Let AI take {amount} MW from existing users."),
    marked("Find {more} of each of these: {names}."), marked("amount"), marked("public money"), marked("private money"), marked("foreign exchange"),
    marked("power"), marked("wires"), marked("politics"), marked("people"), marked("export regime"),
    marked("public money for the plan every year"), marked("private investment"), marked("foreign exchange every year"), marked("spare power for AI"),
    marked("new supply that the grid can carry"), marked("political capital every year"), marked("compute that the export regime lets the country hold"),
    marked("technicians who can be hired"), marked("engineers who can be hired"), marked("researchers who can be hired"),
    marked("{staff} and {others} who can be hired"), marked("technicians"), marked("engineers"), marked("researchers"),
    marked("it has no known price"), marked("it costs nothing but what was asked for"),
    marked("extra public money over all planned years, discounted; USD {amount} million of it in {year}"),
    marked("its cost can be said only where the goal is value and the plan without it is known"),
    marked("value the plan loses against the best plan without this wish"),
    marked("value the plan loses against the best plan without this wish, USD {low} to {high} million"),
    marked("Drop the target: {target}."), marked("Drop the instruction: {lock}."), marked("Weaken the instruction: {lock}."), marked("Drop all of these: {wishes}"),
    marked("Allow {name} of {amount} from {year} on instead of {asked}."), marked("Allow {name} of {amount} in {year} instead of {asked}."),
    marked("Ask for {name} of {amount} from {year} on instead of {asked}: about as much as can be reached."),
    marked("Ask for {name} of {amount} in {year} instead of {asked}: about as much as can be reached."),
    marked("Ask for it one year later: {name}, {amount}, from {year}."), marked("Ask for it one year later: {name}, {amount}, in {year}."),
    marked("Ask for it {count} years later: {name}, {amount}, from {year}."), marked("Ask for it {count} years later: {name}, {amount}, in {year}."),
    marked("no plan satisfies the rules, targets and locks together"), marked("These cannot all hold: {rules}"),
    marked("a limit was reached before any plan was found"), marked("raise --time-limit, or ask for a wider --gap"),
)
_STRATEGIES = (  # catchup.scoring
    marked("It is closed here: {why}."), marked("Sites, partners and money allow {amount} at most."), marked("Everything else is left alone"),
    marked("{what}, not at all"), marked("{what}, {count} amounts"), marked("{what}, {count} amounts, {first} to {last}"),
    marked("{what}, exactly {amount} in {year}"), marked("{what}, exactly {amount} by {year}"), marked("{what}, exactly {amount}"),
    marked("{what}, at least {amount} in {year}"), marked("{what}, at least {amount} by {year}"), marked("{what}, at least {amount}"),
    marked("{what}, at most {amount} in {year}"), marked("{what}, at most {amount} by {year}"), marked("{what}, at most {amount}"),
    marked("{what}, in {year}"), marked("{what}, by {year}"), marked("{what}, in {year} until {end}"), marked("{what}, by {year} until {end}"),
    marked("{firm}: given up"), marked("{firm}: not given up"), marked("{firm}: given up in {year}"), marked("{firm}: given up by {year}"),
    marked("AI chips"), marked("H100 equivalents"), marked("thousand H100 equivalents"),
    marked("finding out what collides"), marked("looking for the nearest version that can be done"), marked("finding out what stands against it"),
    marked("best plan"), marked("the best plan"), marked("the strategy as it is written"), marked("proving what the strategy is worth"),
    marked("leaving part {at} of {count} open"), marked("ruling part {at} of {count} out"), marked("looking for the changes that win most"),
    marked("the other reading"), marked("without {measure}"), marked("with {measure}"),
    marked("cannot be done"), marked("not priced"), marked("costs nothing"), marked("no difference"), marked("costs"), marked("helps"), marked("undecided"),
)
_REFUSALS = (  # app, catchup.desk, catchup.store, catchup.whatif, catchup.kept, catchup.requests, catchup.library, catchup.errors
    marked("the store of saved questions does not answer"), marked("try again in a minute; nothing on the page is lost"),
    marked("this is not the identifier of a saved question"), marked("copy the link again, whole"), marked("the link is damaged"), marked("copy it again, whole"),
    marked("the question speaks of {country}, and its country file of {other}"), marked("choose a country anew, or upload the file on the page Evidence"),
    marked("stopped before it began"), marked("ask again"), marked("replaced by a newer question"), marked("stopped before it was done"),
    marked("the process that worked on this was lost"), marked("ask again; nothing else was lost"),
    marked("there is no such saved question"), marked("it may have been deleted; open another"), marked("the store cannot be opened: {why}"),
    marked("the country file cannot be kept: {why}"), marked("ask who runs this server to look at its disk"),
    marked("this question uses a country file that is not kept here"), marked("this question uses a country file that is not kept here ({which})"),
    marked("upload that file on the page Evidence, or, on the command line, plan with the file itself: catchup plan my-country.yaml"),
    marked("the file is larger than a saved question can be"), marked("choose a file saved by this program"), marked("the file is not JSON"),
    marked("this is no saved question"), marked("{paths} cannot be written into this country file"), marked("download the file and write it in by hand"),
    marked("Saved by another version of the program ({version}); what it no longer knows was left out."), marked("Left out: {place}."),
    marked("is none of the kinds of file that can be read: {kinds}"), marked("{size} MB is over the limit of {limit} MB"), marked("is not UTF-8 text"),
    marked("anchors and aliases are not allowed; write the value out"), marked("nested deeper than {count} levels"), marked("has more than {count} parts"),
    marked("not valid YAML: {why}"), marked("unknown country {name}"), marked("unknown scenario {name}"), marked("unknown lever {name}"),
    marked("unknown parameter {name}"), marked("unknown metric {name}"), marked("did you mean {names}?"), marked("did you mean {names}?; {also}"), marked("known: {names}"),
    marked("1 fault in {file}"), marked("{count} faults in {file}"), marked("correct the lines named, then run `catchup check`"),
    marked("cannot read the override {text}"), marked("write path=number, path=x1.5 to scale or path=+2 to add, e.g. --set fab_mature.lead_time=5"),
    marked("{text}: {number} is not a number"), marked("give a finite number"),
    marked("least_cost without a target costs nothing"), marked("state one, e.g. --target 'compute_h100e>=100000@2035'"),
    marked("cannot read the lock {text}"), marked("cannot read the target {text}"),
)
_BOOKS = (  # catchup.extract, catchup.metrics, catchup.steps, catchup.comparing
    marked("administration"), marked("chips kh100e"), marked("compute kh100e"), marked("demand private"), marked("demand state"), marked("fx"),
    marked("grid mw"), marked("money"), marked("power mw"), marked("private"), marked("staff engineer"), marked("staff researcher"),
    marked("staff technician"), marked("water"), marked("appropriation released"), marked("at work"), marked("cancelled"), marked("cancelled projects"),
    marked("cancelling projects"), marked("capacity"), marked("ceiling"), marked("closing"), marked("closing balance"), marked("delivered"),
    marked("demand"), marked("envelope"), marked("foreign investment"), marked("foreign services avoided"), marked("freed by cancelled projects"),
    marked("freed by closed firms"), marked("from abroad"), marked("hirable"), marked("home"), marked("homes and firms"), marked("imports"), marked("inflow"),
    marked("investment"), marked("lapsed"), marked("launch"), marked("lost"), marked("not hired"), marked("opening"), marked("opening balance"),
    marked("price response"), marked("profits sent home"), marked("recycled receipts"), marked("released by cancelled projects"), marked("repeat"),
    marked("serving"), marked("sites"), marked("spare power"), marked("standing"), marked("supply"), marked("training"), marked("under way"), marked("unused"),
    marked("use"), marked("useful compute"), marked("worn or failed"), marked("shortfall"), marked("own use"), marked("engineer equivalents"),
    marked("ai services share"), marked("best home lag months"), marked("cognitive labour"), marked("compute h100e"), marked("home services musd"),
    marked("home share"), marked("homes power mw"), marked("new power mw"), marked("packaged chips share"), marked("wafers advanced share"),
    marked("wafers mature share"), marked("wafers memory share"), marked("build shell"), marked("buy chips"), marked("bring home"), marked("open places"),
    marked("adopt"), marked("begin"), marked("fund"), marked("end funding"), marked("close or sell"), marked("call off"), marked("step"), marked("programme"),
    marked("only in the first"), marked("only in the second"), marked("sooner in the first"), marked("later in the first"), marked("something else"),
    marked("another size"), marked("the same"), marked("value"), marked("compute"), marked("tokens"), marked("position"), marked("least cost"),
    marked("discounted MUSD"), marked("mean share of demand"), marked("share of world stock, summed over years"),
    marked("discounted MUSD of public cash"), marked("mean share of world output"), marked("labs"), marked("firm"), marked("project"),
)
_UNITS = (  # catchup.catalogue, where a country takes a unit in another size
    marked("block of {amount} MW"), marked("dam of {amount} MW"), marked("reactor of {amount} MW"), marked("terminal of {amount} million TEU a year"),
    marked("fab of {amount} wafer starts a month"), marked("{share} times {what}"),
)
SAYINGS = (*_TARGETS_AND_LOCKS, *_UNITS, *_CLOSED, *_CHECKS, *_EXPLAINED, *_IMPOSSIBLE, *_STRATEGIES, *_REFUSALS, *_BOOKS)
"""All forms. A sentence without a place is among them so that the catalogue holds it."""
