"""The figures of the index by lifelines, from the file of `EnlaceBench requests`: seconds, then the figures as JSON.

Reading the file is not counted. Ties are not jittered, which lifelines would do at first: the figures would be others, and its
time several times as long.
"""

import json
import math
import sys
import time
import warnings

import pandas
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import median_survival_times
from statsmodels.stats.proportion import proportion_confint

warnings.simplefilter("ignore")


class WithoutJitter(AalenJohansenFitter):
    @staticmethod
    def _check_for_duplicates(durations, events):
        return False


def day(value):
    return None if math.isinf(value) else int(value)


def figures(rows):
    kaplan_meier = KaplanMeierFitter().fit(rows.days, rows.ending == "issued")
    limits = median_survival_times(kaplan_meier.confidence_interval_).iloc[0]
    # From day 1 on: what happens at time 0 is not counted there.
    incidence = WithoutJitter().fit(rows.days + 1, rows.ending.map({"issued": 1, "refused": 2}).fillna(0).astype(int), event_of_interest=1)
    shares = incidence.cumulative_density_.iloc[:, 0]
    # Beyond the last day seen something is known only where nobody was left to be censored.
    last = rows.days.max()
    is_closed = rows.ending[rows.days == last].isin(["issued", "refused"]).all()
    found = []
    for days in (30, 60, 90):
        if days <= last or is_closed:
            at = shares.index[shares.index <= days + 1][-1]
            found.append([shares[at], *sorted(incidence.confidence_interval_.loc[at])])
    refused, issued = (rows.ending == "refused").sum(), (rows.ending == "issued").sum()
    return {
        "median": [day(kaplan_meier.median_survival_time_), *sorted((day(value) for value in limits), key=lambda each: math.inf if each is None else each)],
        "shares": found, "refusals": list(proportion_confint(refused, refused + issued, method="wilson")),
    }


requests = pandas.read_csv(sys.argv[1])
began = time.perf_counter()
told = {str(origin): figures(rows) for origin, rows in requests.groupby("origin")}
told["all"] = figures(requests)
print(time.perf_counter() - began, json.dumps(told))
