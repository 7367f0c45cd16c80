"""The reform path: chosen once, for the whole horizon, outside the working model.

Each path is a model of its own with its leakage, credibility and costs as data, because choosing institutions
by year inside the model is what made it slow, and because nobody can buy Georgia: a path gives its controls and the
median national shift, which is zero.
"""

from __future__ import annotations

from catchup.algebra import Model


def add_reform(model: Model) -> None:
    """Books what the model's path costs and gives."""
    problem, path, books = model.problem, model.path, model.books
    lever = problem.reform_lever
    for year in problem.clock.years:
        discount = problem.clock.discount[year]
        books.add("money", f"outlay: {lever}", year, -path.cost[year])
        books.add("delivered: institutions", lever, year, path.delivered[year])
        real = path.delivered[year] + problem.money.social_loss * (path.cost[year] - path.delivered[year])
        books.worth("programmes", lever, -discount * real)
        books.worth("other_users", lever, discount * problem.weight * path.spillover[year])
        books.add("politics", f"launch: {lever}", year, -path.politics[year])
        books.add("administration", f"under way: {lever}", year, -path.admin[year])
        for staff, need in path.staff.items():
            books.add(f"staff_{staff}", f"at work: {lever}", year, -need[year])


