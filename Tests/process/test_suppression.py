"""Hidden counts, attacked by a solver that knows everything that is shown: every total, every filter, and that counts are whole and not negative."""

import itertools
import random

import numpy
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from test_survival import Check

LIMIT = 5
ALL = -1


@pytest.fixture(scope="module")
def check():
    check = Check()
    yield check
    check.process.stdin.close()
    assert check.process.wait(timeout=10) == 0


class Table:
    """Counts of cells; a figure is a category of each dimension or all of them."""

    def __init__(self, counts, views=None):
        self.counts = counts
        self.views = views
        self.sizes = counts.shape
        self.figures = [figure for figure in itertools.product(*([*range(size), ALL] for size in self.sizes)) if self.is_shown(figure)]

    def is_shown(self, figure):
        detailed = {dimension for dimension, category in enumerate(figure) if category != ALL}
        return self.views is None or any(detailed <= set(view) for view in self.views)

    def part(self, figure):
        return tuple(slice(None) if category == ALL else category for category in figure)

    def value(self, figure):
        return int(self.counts[self.part(figure)].sum())

    def sums(self, figure):
        """Which cells a figure is the sum of."""
        marked = numpy.zeros(self.sizes)
        marked[self.part(figure)] = 1
        return marked.ravel()

    def question(self, spread, hides_zeros):
        cells = [[*place, int(count)] for place, count in numpy.ndenumerate(self.counts)]
        return {"sizes": list(self.sizes), "cells": cells, "views": self.views, "under": LIMIT, "spread": spread, "hidesZeros": hides_zeros}

    def bounds(self, hidden, only=None):
        """The smallest and largest whole value of each hidden figure that agrees with all that is shown."""
        known = [figure for figure in self.figures if figure not in hidden]
        rules = [LinearConstraint(numpy.array([self.sums(figure) for figure in known]), *[[self.value(figure) for figure in known]] * 2)] if known else []
        cells = self.counts.size
        for figure in only or hidden:
            ends = []
            for sign in (1, -1):
                found = milp(sign * self.sums(figure), integrality=numpy.ones(cells), bounds=Bounds(0, 10**6), constraints=rules)
                assert found.success, found.message
                ends.append(round(sign * found.fun))
            yield figure, *ends


def attack(check, table, spread=3, hides_zeros=True, sample=None):
    """Hides, then tries to find out; answers what was hidden and how many more than the small ones."""
    told = check.ask(suppress=table.question(spread, hides_zeros))
    hidden = {tuple(figure) for figure in told["hidden"]}
    small = {figure for figure in table.figures if table.value(figure) < LIMIT and (hides_zeros or table.value(figure) > 0)}
    assert small <= hidden and len(small) == told["primary"] and len(hidden) == told["primary"] + told["secondary"]
    chosen = hidden if sample is None or len(hidden) <= sample else random.Random(1).sample(sorted(hidden), sample)
    for figure, least, most in table.bounds(hidden, chosen):
        assert least <= table.value(figure) <= most and most - least >= spread, f"{figure}: {least}…{most}\n{table.counts}"
    for figure, other in zip(told["hidden"], told["others"]):
        assert other >= 0 and abs(other - table.value(tuple(figure))) == 1
    return hidden, told["secondary"]


def made(shape, dice, typical):
    return numpy.array(numpy.random.default_rng(dice).negative_binomial(0.6, 0.6 / (0.6 + typical), shape))


@pytest.mark.parametrize("hides_zeros", [True, False])
@pytest.mark.parametrize("spread", [1, 3, 5])
@pytest.mark.parametrize("shape", [(1,), (2,), (6,), (1, 1), (2, 2), (4, 5), (8, 3), (2, 2, 2), (4, 3, 3), (2, 3, 2, 2)])
def test_no_hidden_count_of_a_table_can_be_found_out(check, shape, spread, hides_zeros):
    hidden = 0
    for dice in range(12):
        hidden += len(attack(check, Table(made(shape, dice, [1, 4, 8, 40][dice % 4])), spread, hides_zeros, sample=6)[0])
    assert hidden


def test_countries_by_reporting_countries(check):
    """As large as the page: sixty by eleven, most of them small."""
    hidden, secondary = attack(check, Table(made((60, 11), 3, 12)), sample=15)
    assert 0 < secondary < len(hidden)


@pytest.mark.parametrize("dice", range(6))
def test_filters_that_share_cells_are_hidden_together(check, dice):
    """Origin by outcome and origin by reporting country are shown, never all three at once; the origins' totals are in both."""
    attack(check, Table(made((5, 3, 4), dice, 15), views=[[0, 1], [0, 2]]))


def test_the_attack_succeeds_where_only_the_small_are_hidden():
    """Otherwise the tests above would show nothing."""
    table = Table(numpy.array([[3, 20, 30], [40, 50, 60]]))
    ((_, least, most),) = table.bounds({(0, 0)})
    assert least == most == 3


def least_possible(table, spread, small):
    """The smallest number of further figures, by trying all of them."""
    others = [figure for figure in table.figures if figure not in small]
    for count in range(len(others) + 1):
        for more in itertools.combinations(others, count):
            hidden = small | set(more)
            if all(most - least >= spread for _, least, most in table.bounds(hidden)):
                return count
    raise AssertionError("hiding everything is enough")


# The fourth has a ring of six around its three small counts, which a block of four does not see.
@pytest.mark.parametrize(("counts", "more"), [
    ([[3, 20, 30], [40, 50, 60]], 0), ([[3, 20], [2, 50], [11, 12]], 0), ([[1, 9, 14], [8, 22, 31], [17, 25, 4]], 0), ([[2, 30, 40], [50, 3, 60], [70, 80, 4]], 1), ([[0, 2, 31], [12, 9, 8]], 0),
])
def test_hardly_more_is_hidden_than_need_be(check, counts, more):
    table = Table(numpy.array(counts))
    hidden, secondary = attack(check, table)
    small = {figure for figure in table.figures if table.value(figure) < LIMIT}
    assert secondary == least_possible(table, 3, small) + more


def test_a_page_with_a_filter_is_hidden_as_one(check):
    """Sixty origins, eleven reporting countries, three population groups."""
    hidden, _ = attack(check, Table(made((60, 11, 3), 3, 12)), sample=3)
    assert len(hidden) > 1000
