"""Codes, names, places and outlines: the project's own gazetteer, as make.py needs it."""

import collections
import csv
import math
import os
import re
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "Sources", "Geography", "Data")


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name):
    return rows(HERE, name)


def data(name):
    return rows(DATA, name)


def fold(text):
    text = unicodedata.normalize("NFD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text).split())


def slug(text):
    return fold(text).replace(" ", "-")


NAMES = {language: {row["code"]: row for row in data(f"names/{language}.csv")} for language in ("es", "en")}
OF_ES = {row["code"]: row["of"] for row in table("names_es.csv")}
CITIES = {(row["receiving_state"], row["alias"]): row for row in table("cities.csv")}
PLACES = collections.defaultdict(list)
for row in data("places.csv"):
    for name in {fold(row["name"])} | {fold(other) for other in re.split(r"[;|]", row["other_names"]) if other}:
        PLACES[row["subdivision"][:2], name].append(row)
COUNTIES = collections.defaultdict(dict)
for row in data("municipalities.csv"):
    COUNTIES[row["subdivision"]][row["name"]] = re.sub(r" (county|parish|borough|city|municipality|census area)$", "", fold(row["name"]))


def outlines():
    for line in open(os.path.join(DATA, "outlines.txt"), encoding="utf-8"):
        code, *rings = line.rstrip("\n").split("|")
        shapes = []
        for ring in rings:
            x = y = 0
            corners = []
            for corner in ring[1:].split(" "):
                dx, dy = corner.split(",")
                x, y = x + int(dx, 36), y + int(dy, 36)
                corners.append((x / 1000, y / 1000))
            shapes.append(corners)
        yield code, shapes


OUTLINES = list(outlines())


def inside(shapes, x, y):
    result = False
    for ring in shapes:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1]):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                result = not result
    return result


def subdivision_at(country, latitude, longitude, wanted=None):
    """As the product does it: inside an outline, or within 6 km of its nearest corner; the wanted one first."""
    candidates = [(code, shapes) for code, shapes in OUTLINES if code == wanted]
    if wanted and candidates and (found := subdivision_at(wanted, latitude, longitude)):
        return found
    candidates = [(code, shapes) for code, shapes in OUTLINES if code.startswith(country)]
    for code, shapes in candidates:
        if inside(shapes, longitude, latitude):
            return code
    shrink = math.cos(math.radians(latitude))
    near = min((min(math.hypot((x - longitude) * shrink, y - latitude) for ring in shapes for x, y in ring) * 111.2, code) for code, shapes in candidates)
    if near[0] <= 6:
        return near[1]
    if country == "US" and 17.5 <= latitude <= 18.7 and -67.5 <= longitude <= -64.4:
        return "US-PR" if longitude < -65.1 else "US-VI"
    return "US-GU" if country == "US" and -15 <= latitude <= 21 and (longitude > 143 or longitude < -167) else None


def place(country, name, subdivision):
    found = [p for p in PLACES[country, fold(name)] if not subdivision or p["subdivision"] == subdivision]
    exact = [p for p in found if fold(p["name"]) == fold(name)] or found
    return max(exact, key=lambda p: int(p["population"] or 0), default=None)
