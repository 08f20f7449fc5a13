#!/usr/bin/env python3
"""Makes the visa requirements with which an empty database begins.

    visas.py DATASET OUTPUT     DATASET: passport → destination → requirement (CSV with the columns Passport, Destination,
                                Requirement); OUTPUT: Sources/App/Content

Keeps the eleven members as destinations and writes visas.csv: one line for each destination and requirement, with the nationalities
that it concerns. Stops at a value that it does not know.
"""

import collections
import csv
import pathlib
import sys

MEMBERS = "BZ CA CR DO GT HN MX NI PA SV US".split()
WORDS = {"visa free": "visa_free", "visa on arrival": "visa_on_arrival", "eta": "electronic_authorisation", "e-visa": "e_visa",
         "visa required": "visa_required", "no admission": "not_admitted"}
NAMES = pathlib.Path(__file__).parents[2] / "Sources/Geography/Data/names/en.csv"


def requirement(value):
    """The requirement and the days of stay, where a number stands for them; nothing for a State's own nationals."""
    if value == "-1":
        return None
    if value.isdigit():
        return "visa_free", int(value)
    if value not in WORDS:
        sys.exit(f"unknown requirement: {value}")
    return WORDS[value], ""


def main(dataset, output):
    with open(NAMES, encoding="utf-8", newline="") as file:
        codes = {row[0] for row in csv.reader(file)}
    found, unknown = collections.defaultdict(list), set()
    with open(dataset, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stated = requirement(row["Requirement"])
            if row["Destination"] not in MEMBERS or stated is None:
                continue
            if row["Passport"] not in codes:
                unknown.add(row["Passport"])
                continue
            found[row["Destination"], *stated].append(row["Passport"])
    with open(pathlib.Path(output) / "visas.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["destination", "requirement", "days", "nationalities"])
        for (destination, name, days), nationalities in sorted(found.items(), key=lambda item: tuple(map(str, item[0]))):
            writer.writerow([destination, name, days, " ".join(sorted(nationalities))])
    print(f"{sum(map(len, found.values()))} rules in {len(found)} lines; left out, not in ISO 3166-1: {', '.join(sorted(unknown)) or 'none'}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
