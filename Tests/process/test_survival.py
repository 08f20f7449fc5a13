"""The statistics of issuance, held against lifelines, statsmodels, sums written out again, and a solver of linear programs."""

import json
import math
import random
import subprocess
import warnings
from fractions import Fraction

import lifelines.datasets
import numpy
import pandas
import pytest
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy.optimize import linprog
from scipy.stats import norm
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import proportion_confint

from house import ROOT

CLOSE = 1e-9
ISSUED, REFUSED, CENSORED = 1, 2, 0
NAMES = {ISSUED: ["issued"], REFUSED: ["refused"], CENSORED: ["withdrawn", "open"]}

pytestmark = pytest.mark.filterwarnings("ignore")


class Check:
    """One `SurvivalCheck` that answers line by line."""

    def __init__(self):
        self.process = subprocess.Popen([ROOT / ".build/debug/SurvivalCheck"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        return json.loads(self.process.stdout.readline())

    def curves(self, days, status, level=0.95, within=(30, 60, 90)):
        endings = [NAMES[each][position % len(NAMES[each])] for position, each in enumerate(status)]
        return self.ask(curves={"days": list(map(int, days)), "endings": endings, "level": level, "within": list(within)})


@pytest.fixture(scope="module")
def check():
    check = Check()
    yield check
    check.process.stdin.close()
    assert check.process.wait(timeout=10) == 0


class WithoutJitter(AalenJohansenFitter):
    """lifelines moves tied times by chance, so that nothing can be held against it; its sums hold for ties as they stand."""

    @staticmethod
    def _check_for_duplicates(durations, events):
        return False


# lifelines' own data sets: which columns are time and event.
DATASETS = {
    "waltons": ("T", "E"), "larynx": ("time", "death"), "leukemia": ("t", "status"), "multicenter_aids_cohort_study": ("T", "D"), "lung": ("time", "status"),
    "rossi": ("week", "arrest"), "gbsg2": ("time", "cens"), "kidney_transplant": ("time", "death"), "g3": ("time", "event"), "lymphoma": ("Time", "Censor"),
    "psychiatric_patients": ("T", "C"), "dd": ("duration", "observed"), "regression_dataset": ("T", "E"), "canadian_senators": ("diff_days", "observed"),
}


def loaded(name):
    """Times as ranks: curves depend on nothing but their order. lifelines is given the times as they are."""
    frame = getattr(lifelines.datasets, f"load_{name}")()
    time, event = DATASETS[name]
    frame = frame[[time, event]].dropna()
    times = frame[time].to_numpy(dtype=float)
    events = frame[event].to_numpy()
    events = (events == "yes") | (events == "event") if events.dtype == object else events.astype(int) > 0
    keep = times >= 0
    return times[keep], events[keep].astype(int)


def reference(days, status, of):
    """The share, its variance and the share that waits, each day's from the definition with its sums written out."""
    found, waiting, share, terms = [], Fraction(1), Fraction(0), []
    for day in sorted(set(days)):
        n = sum(1 for each in days if each >= day)
        d = sum(1 for each, how in zip(days, status) if each == day and how == of)
        a = sum(1 for each, how in zip(days, status) if each == day and how)
        share += waiting * Fraction(d, n)
        terms.append((float(share), n, a, d, float(waiting)))
        waiting *= Fraction(n - a, n)
        here = float(share)
        variance = math.fsum(
            ((here - at) ** 2 * all_ / (n * (n - all_)) if all_ < n else 0) + before**2 * own * (n - own) / n**3 - 2 * (here - at) * before * own / n**2
            for at, n, all_, own, before in terms)
        found.append((day, here, variance))
    return found


def exact_median(days, status):
    waiting = Fraction(1)
    for day in sorted(set(days)):
        n = sum(1 for each in days if each >= day)
        d = sum(1 for each, how in zip(days, status) if each == day and how == ISSUED)
        waiting *= Fraction(n - d, n)
        if waiting <= Fraction(1, 2):
            return day
    return None


def first_below(curve):
    below = numpy.flatnonzero(curve.to_numpy() <= 0.5)
    return curve.index[below[0]] if len(below) else math.inf


def compare_kaplan_meier(told, times, days, status, level):
    """Every step, both limits, and the median."""
    fitter = KaplanMeierFitter().fit(times, event_observed=numpy.asarray(status) == ISSUED, alpha=1 - level)
    distinct = sorted(set(times))
    assert [step["day"] for step in told["waiting"]] == sorted(set(map(int, days)))
    curve = fitter.survival_function_.iloc[:, 0].loc[distinct]
    limits = fitter.confidence_interval_.loc[distinct]
    deviations = SurvfuncRight(numpy.asarray(times), (numpy.asarray(status) == ISSUED).astype(int))
    deviation = dict(zip(deviations.surv_times, deviations.surv_prob_se))
    for step, time in zip(told["waiting"], distinct):
        assert step["value"] == pytest.approx(curve[time], abs=CLOSE)
        assert step["limits"] == pytest.approx(sorted(limits.loc[time]), abs=CLOSE)
        # statsmodels knows no variance once nobody is left.
        if time in deviation and not math.isnan(deviation[time]):
            assert math.sqrt(step["variance"]) == pytest.approx(deviation[time], abs=CLOSE)
    by_day = dict(zip(sorted(set(map(int, days))), distinct))
    median, lower, upper = (by_day[day] if day is not None else math.inf for day in told["median"])
    # A share of a half that lifelines rounds to a little more is one all the same.
    if not numpy.isclose(curve, 0.5, rtol=0, atol=CLOSE).any():
        assert median == fitter.median_survival_time_ == median_survival_times(fitter.survival_function_)
    assert lower == first_below(limits.min(axis=1)) and upper == first_below(limits.max(axis=1))


def compare_incidence(told, days, status, level):
    """Every step of either answer, by three others: lifelines, statsmodels, and the sums written out."""
    days, status = list(map(int, days)), list(map(int, status))
    theirs = CumIncidenceRight(numpy.asarray(days), numpy.asarray(status)) if max(status) else None
    for answer, steps in zip((ISSUED, REFUSED), told["incidences"]):
        assert [step["day"] for step in steps] == sorted(set(days))
        for step, (_, share, variance) in zip(steps, reference(days, status, answer)):
            assert step["value"] == pytest.approx(share, abs=CLOSE) and step["variance"] == pytest.approx(variance, abs=CLOSE)
        if theirs is not None and answer <= len(theirs.cinc):
            for step, share, deviation in zip(steps, theirs.cinc[answer - 1], theirs.cinc_se[answer - 1]):
                assert step["value"] == pytest.approx(share, abs=CLOSE)
                if not math.isnan(deviation):
                    assert step["variance"] == pytest.approx(deviation**2, abs=CLOSE)
        compare_with_lifelines(steps, days, status, answer, level)


def compare_with_lifelines(steps, days, status, answer, level):
    # From day 1 on: what happens at time 0 is not counted there.
    fitter = WithoutJitter().fit(pandas.Series(days) + 1, pandas.Series(status), event_of_interest=answer, alpha=1 - level)
    for step in steps:
        at = step["day"] + 1
        share, variance = fitter.cumulative_density_.iloc[:, 0].loc[at], fitter.variance_.loc[at]
        assert step["value"] == pytest.approx(share, abs=CLOSE)
        # Where all that were left had an answer at once, 0 divided by 0.
        if not math.isfinite(variance):
            continue
        assert step["variance"] == pytest.approx(variance, abs=CLOSE)
        limits = fitter.confidence_interval_.loc[at]
        if 0 < share < 1 - CLOSE:
            assert step["limits"] == pytest.approx(sorted(limits), abs=CLOSE)
        else:
            assert "limits" not in step


@pytest.mark.parametrize("level", [0.95, 0.8, 0.99])
@pytest.mark.parametrize("name", DATASETS)
def test_lifelines_own_data_sets(check, name, level):
    times, events = loaded(name)
    assert len(times) > 10 and 0 < events.sum()
    days = numpy.unique(times, return_inverse=True)[1]
    told = check.curves(days, events, level)
    assert told["z"] == pytest.approx(norm.ppf((1 + level) / 2), abs=1e-13)
    compare_kaplan_meier(told, times, days, events, level)
    # Every third event is taken to be the other answer.
    status = [REFUSED if event and position % 3 == 2 else event for position, event in enumerate(events)]
    compare_incidence(check.curves(days, status, level), days, status, level)


def made(seed):
    """Requests by chance: few or many, long spans or everything tied, any mixture of endings; first the corners."""
    dice = random.Random(seed)
    corners = [
        ([0], [ISSUED]), ([0], [CENSORED]), ([0], [REFUSED]), ([7], [ISSUED]), ([7], [CENSORED]), ([7], [REFUSED]), ([5] * 6, [ISSUED, REFUSED, CENSORED] * 2), ([0] * 6, [ISSUED, REFUSED, CENSORED] * 2),
        ([1, 2, 3, 4], [CENSORED] * 4), ([3] * 9, [CENSORED] * 9), ([3] * 9, [ISSUED] * 9), ([3] * 9, [REFUSED] * 9), ([1, 1, 2, 2], [ISSUED, CENSORED, ISSUED, CENSORED]), ([1, 2, 3, 4], [ISSUED] * 4), ([1, 2], [ISSUED, REFUSED]),
    ]
    if seed < len(corners):
        return corners[seed]
    rows = dice.choice([1, 2, 3, 5, 10, 40, 40, 120])
    span = dice.choice([1, 3, 10, 60, 400])
    if seed % 20 == 0:
        weights = (1, 0, 0)
    else:
        weights = [dice.random() + 0.01 for _ in range(3)]
    return [dice.randint(0, span) for _ in range(rows)], dice.choices([CENSORED, ISSUED, REFUSED], weights, k=rows)


@pytest.mark.parametrize("block", range(20))
def test_a_thousand_random_sets(check, block):
    for seed in range(block * 50, block * 50 + 50):
        days, status = made(seed)
        told = check.curves(days, status)
        compare_kaplan_meier(told, days, days, status, 0.95)
        compare_incidence(told, days, status, 0.95)
        day = told["median"][0]
        assert day == exact_median(days, status), f"{seed}"


def test_the_random_sets_hold_all_that_is_difficult():
    sets = [made(seed) for seed in range(1000)]
    assert sum(len(days) == 1 for days, _ in sets) > 20 and sum(not any(status) for _, status in sets) > 40
    assert sum(len(set(zip(days, status))) < len(days) for days, status in sets) > 300, "ties"
    assert sum(any((day, CENSORED) in set(zip(days, status)) and (day, ISSUED) in set(zip(days, status)) for day in set(days)) for days, status in sets) > 200, "censored at the same instant"


def test_nothing_is_said_of_days_that_nobody_has_seen(check):
    told = check.curves([10, 20, 40], [ISSUED, CENSORED, CENSORED])
    assert told["shares"][0][0] == pytest.approx(1 / 3) and told["shares"][1:] == [None, None]
    assert check.curves([10, 20], [ISSUED, REFUSED])["shares"][2][0] == pytest.approx(0.5)


def test_limits_of_a_share_of_none_or_all_are_wilsons(check):
    for status, count in ((CENSORED, 0), (ISSUED, 12)):
        shares = check.curves([95] * 12 if status == CENSORED else [5] * 12, [status] * 12)["shares"]
        expected = proportion_confint(count, 12, alpha=0.05, method="wilson")
        for share in shares:
            assert share == pytest.approx([count / 12, *expected], abs=CLOSE)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99])
def test_wilson(check, level):
    pairs = [(count, total) for total in [1, 2, 3, 5, 10, 33, 1000, 10**6] for count in sorted({0, 1, total // 3, total // 2, total - 1, total}) if count <= total]
    told = check.ask(wilson=[[count, total, level] for count, total in pairs] + [[0, 0, level]])
    assert told.pop() is None
    for (count, total), limits in zip(pairs, told):
        assert limits == pytest.approx(proportion_confint(count, total, alpha=1 - level, method="wilson"), abs=CLOSE)


def kleinman(pairs):
    """The moments once more, with numpy."""
    x, n = (numpy.array(each, dtype=float) for each in zip(*pairs))
    mean, share = x.sum() / n.sum(), n / n.sum()
    spread = (n * (x / n - mean) ** 2).sum()
    base = (1 - share).sum()
    correlation = (spread / (mean * (1 - mean)) - base) / ((n * (1 - share)).sum() - base)
    return mean, (1 - correlation) / correlation if correlation > 0 else math.inf


def test_shrinkage(check):
    dice = numpy.random.default_rng(1)
    finite = 0
    for _ in range(200):
        groups = int(dice.integers(2, 60))
        n = dice.integers(1, 200, groups)
        x = dice.binomial(n, dice.beta(2, 5, groups) if dice.random() < 0.7 else 0.3)
        if not 0 < x.sum() < n.sum():
            continue
        told = check.ask(shrink=[[int(a), int(b)] for a, b in zip(x, n)])
        mean, strength = kleinman(list(zip(x, n)))
        assert told["mean"] == pytest.approx(mean, abs=CLOSE)
        if math.isinf(strength):
            assert "strength" not in told and told["weights"] == [0] * groups and told["values"] == pytest.approx([mean] * groups)
            continue
        finite += 1
        assert told["strength"] == pytest.approx(max(strength, 0), rel=1e-6, abs=1e-9)
        assert told["weights"] == pytest.approx(list(n / (n + max(strength, 0))), abs=CLOSE)
        assert told["values"] == pytest.approx(list((x + max(strength, 0) * mean) / (n + max(strength, 0))), abs=CLOSE)
    assert finite > 100


def test_shrinkage_finds_the_strength_that_was_put_in(check):
    """Beta(6, 14): a strength of 20 about 0.3."""
    dice = numpy.random.default_rng(7)
    n = dice.integers(5, 80, 5000)
    x = dice.binomial(n, dice.beta(6, 14, 5000))
    told = check.ask(shrink=[[int(a), int(b)] for a, b in zip(x, n)])
    assert told["mean"] == pytest.approx(0.3, abs=0.01) and told["strength"] == pytest.approx(20, rel=0.1)
