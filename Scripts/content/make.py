#!/usr/bin/env python3
"""Makes the real content of the consular directory.

    make.py POSTS OUTPUT        POSTS: the Wikidata list of posts (CSV); OUTPUT: Sources/App/Content

Reads the curated tables beside this file and the gazetteer in Sources/Geography/Data. Needs the PyPI package phonenumbers.
Writes posts.csv, sources.csv and differences.csv, and prints the counts that SOURCES.md states. Stops at the first thing that
is not as it must be: every fault is one line on standard error.
"""

import collections
import csv
import glob
import os
import re
import sys

import phonenumbers

from gazetteer import CITIES, COUNTIES, HERE, NAMES, OF_ES, fold, place, slug, subdivision_at, table

MEMBERS = "BZ CA CR DO GT HN MX NI PA SV US".split()
HEADER = ("key,sending_state,receiving_state,class,name_es,name_en,city,honorary,subdivision,address,postal_code,latitude,longitude,phones,"
          "emergency_phone,email,website,hours,time_zone,services,status,status_from,status_until,districts").split(",")
CLASSES = {
    "embassy": "embassy", "high commission": "embassy", "British High Commission": "embassy", "apostolic nunciature": "embassy",
    "consulate general": "consulate-general", "Consulate General of Sweden": "consulate-general", "consulate": "consulate",
    "consulates of Sweden": "consulate", "consular office": "consulate", "honorary consulate": "consulate",
    "de facto embassy": "representative-office", "de facto consulate": "representative-office", "trade office": "representative-office",
    "Interests Section": "representative-office", "liaison office": "representative-office",
}
TITLES = {
    "consulate-general": ("Consulado General", "Consulate-General"), "consulate": ("Consulado", "Consulate"),
    "vice-consulate": ("Viceconsulado", "Vice-Consulate"), "consular-agency": ("Agencia Consular", "Consular Agency"),
    "embassy": ("Embajada", "Embassy"), "representative-office": ("Oficina de Representación", "Representative Office"),
}
SOURCES = {row["source"]: row for row in table("sources.csv")}
CHECKED = ["address", "phones", "emergency_phone", "email", "website"]
faults = []


def fault(text):
    faults.append(text)


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


# --- facts -------------------------------------------------------------------------------------------------------------------

class Post:
    def __init__(self, sending, receiving, group, city):
        self.sending, self.receiving, self.group, self.city = sending, receiving, group, city
        self.facts = collections.defaultdict(list)  # field: [(value, source)]

    def add(self, field, value, source):
        if value and (value, source) not in self.facts[field]:
            self.facts[field].append((value, source))


POSTS = {}


def group(klass, honorary):
    return {"embassy": "embassy", "representative-office": "office"}.get(klass, "honorary" if honorary else "consulate")


def post(sending, receiving, klass, honorary, city):
    known = CITIES.get((receiving, city), {})
    key = f"{sending}-{receiving}-".lower()
    if klass == "embassy":
        key += "embassy"
    else:
        key += known.get("slug") or slug(known.get("city") or city)
        key += {"office": "-office", "honorary": "-honorary"}.get(group(klass, honorary), "")
    return POSTS.setdefault(key, Post(sending, receiving, group(klass, honorary), known.get("city") or city))


COUNTRIES = {row["name"]: code for code, row in NAMES["en"].items() if len(code) == 2} | {"United States of America": "US", "The Bahamas": "BS"}


def read_wikidata(path):
    left = collections.defaultdict(list)
    fixes = {row["wikidata_id"]: row for row in table("wikidata_fixes.csv")}
    senders = {row["code"]: row["sending_state"] for row in table("sending_names.csv")}
    merged = 0
    for row in csv.DictReader(open(path, encoding="utf-8", newline="")):
        fix = fixes.get(row["wikidata_id"], {})
        sending = row["sending_state"] or senders.get(row["sending_state_name"], "")
        city = fix.get("city") or row["city"]
        klass = fix.get("class") or CLASSES.get(row["type"])
        honorary = row["type"] == "honorary consulate"
        if fix.get("leave_out"):
            left[fix["reason"]].append(row["wikidata_id"])
        elif not klass or sending not in NAMES["en"]:
            left["no class or no State by ISO 3166"].append(row["wikidata_id"])
        elif not city:
            left["no city in the file"].append(row["wikidata_id"])
        else:
            count = len(POSTS)
            it = post(sending, row["receiving_state"], klass, honorary, city)
            merged += len(POSTS) == count
            it.add("class", klass, "wikidata")
            it.add("nunciature", "yes" if row["type"] == "apostolic nunciature" else "", "wikidata")
            if row["latitude"] and not it.facts["position"]:
                if subdivision_at(row["receiving_state"], float(row["latitude"]), float(row["longitude"])):
                    it.add("position", f"{row['latitude']},{row['longitude']}", "wikidata")
                else:
                    left["position outside the receiving State: dropped, the post kept"].append(row["wikidata_id"])
            for field, column in (("address", "address"), ("phones", "phone"), ("email", "email"), ("website", "website")):
                it.add(field, row[column], "wikidata")
            if klass == "embassy":
                named = row["receiving_state"] in [COUNTRIES.get(name) for name in row["jurisdictions"].split("|")]
                it.add("districts", row["receiving_state"], "wikidata" if named else "vienna")
    return left, merged


def read_tables():
    for path in sorted(glob.glob(os.path.join(HERE, "facts_*.csv"))):
        rows = table(os.path.basename(path))
        # A row without a class speaks of the career consulate that another row names.
        for row in rows:
            honorary = row.get("honorary", "") == "true"
            it = post(row["sending_state"], row["receiving_state"], row["class"] or ("embassy" if row["city"] == "Washington, D.C." else "consulate"), honorary, row["city"])
            if row["source"] not in SOURCES:
                fault(f"{path}: unknown source {row['source']}")
            if row["class"] not in TITLES and row["class"]:
                fault(f"{path}: unknown class {row['class']}")
            it.subdivision = getattr(it, "subdivision", "") or row["subdivision"]
            for field in ["class", "place", "phones", "emergency_phone", "email", "website", "status", "status_from", "status_until", "districts"]:
                it.add(field, row[field], row["source"])
            if row["address"]:
                parts = re.fullmatch(r"(.*), ([^,]+), ([A-Z]{2})(?: ([0-9]{5}))?", row["address"]) if row["receiving_state"] == "US" else None
                address, code = (parts[1] if fold(parts[2]) in (fold(row["city"]), "washington") else f"{parts[1]}, {parts[2]}", parts[4]) if parts else (row["address"], row.get("postal_code"))
                it.add("address", address, row["source"])
                it.add("postal_code", code or "", row["source"])
            if row["class"] == "embassy" and not row["districts"]:
                it.add("districts", row["receiving_state"], "vienna")


def read_mexican_districts():
    rows = table("mexico_districts.csv")
    taken = collections.defaultdict(dict)
    lists = []
    for row in rows:
        for code in row["subdivision"].split("; "):
            wanted = row["counties"]
            if wanted in ("all", "*"):
                lists.append((row, code, wanted))
                continue
            for name in wanted.split("; "):
                short = re.sub(r"^saint ", "st ", fold(name))
                found = [full for full, known in COUNTIES[code].items() if known.replace(" ", "") == short.replace(" ", "")]
                if len(found) != 1:
                    fault(f"mexico_districts.csv: {code} {name}: {len(found)} counties")
                elif found[0] in taken[code]:
                    fault(f"mexico_districts.csv: {code} {name} twice")
                else:
                    taken[code][found[0]] = row["city"]
            lists.append((row, code, None))
    rest = {code: row["city"] for row, code, wanted in lists if wanted == "*"}
    for row, code, wanted in lists:
        city = row["city"]
        if wanted == "all":
            areas = [code]
            if code in taken:
                fault(f"mexico_districts.csv: {code} whole and in parts")
        else:
            areas = [f"{code}:{name}" for name in sorted(COUNTIES[code]) if taken[code].get(name, rest.get(code)) == city]
        if code not in rest and wanted is None and len(taken[code]) != len(COUNTIES[code]):
            missing = sorted(set(COUNTIES[code]) - set(taken[code]))
            fault(f"mexico_districts.csv: {code}: nobody has {missing}")
        it = post("MX", "US", "embassy" if city.startswith("Washington") else "consulate", False, city)
        it.facts["districts"] = [fact for fact in it.facts["districts"] if fact[1] not in ("wikidata", "vienna")]
        for area in areas:
            it.add("districts", area, f"sre:{row['as_of']}:{row['url']}")
    if len({code for _, code, _ in lists}) != 53:
        fault("mexico_districts.csv: not every state, the capital's district, Puerto Rico and the Virgin Islands once")


# --- putting together ----------------------------------------------------------------------------------------------------------

def rank(source):
    return int(SOURCES[source]["rank"]) if source in SOURCES else 60


def phones(text, country, key):
    result = []
    for part in text.split(";"):
        try:
            number = phonenumbers.parse(part.strip(), country)
        except phonenumbers.NumberParseException as error:
            fault(f"{key}: phone {part!r}: {error}")
            continue
        if not phonenumbers.is_valid_number(number):
            fault(f"{key}: phone {part!r} is not valid")
        result.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    return result


STREET = {"street": "st", "avenue": "ave", "boulevard": "blvd", "drive": "dr", "road": "rd", "suite": "", "ste": "", "floor": "", "parkway": "pkwy",
          "3rd": "3", "6th": "6", "oficina": "", "freeway": "fwy", "west": "w", "east": "e", "north": "n", "south": "s"}


def same(field, a, b):
    if field == "phones":
        return bool(set(a) & set(b))
    if field == "address":
        words = [set(STREET.get(w, w) for w in fold(x).split()) - {""} for x in (a, b)]
        return words[0] <= words[1] or words[1] <= words[0]
    return fold(str(a)) == fold(str(b))


def source_of(source, field):
    if source.startswith("sre:"):
        _, day, url = source.split(":", 2)
        return {"name": "Secretaría de Relaciones Exteriores: list of counties, as transcribed in aboydnw/ice-map", "url": url, "as_of": day, "licence": SOURCES["sre-lists"]["licence"]}
    return SOURCES[source]


def settle(key, it, differences):
    """One row of posts.csv and the sources of each field."""
    row = {"key": key, "sending_state": it.sending, "receiving_state": it.receiving, "city": it.city, "honorary": "true" if it.group == "honorary" else ""}
    used = collections.defaultdict(list)
    for field in ["class", "status", "status_from", "status_until", "postal_code"] + CHECKED:
        facts = sorted(it.facts[field], key=lambda fact: -rank(fact[1]))
        if field in ("phones", "emergency_phone"):
            facts = [(phones(value, it.receiving, key), source) for value, source in facts]
        other = next((fact for fact in facts[1:] if not same(field, facts[0][0], fact[0])), None) if field in CHECKED else None
        if other:
            (a, source_a), (b, source_b) = facts[0], other
            text = [", ".join(v) if isinstance(v, list) else v for v in (a, b)]
            one, two = source_of(source_a, field), source_of(source_b, field)
            differences.append({"key": key, "field": field, "value_a": text[0], "source_a": one["name"], "as_of_a": one["as_of"], "value_b": text[1], "source_b": two["name"], "as_of_b": two["as_of"]})
            continue
        if facts:
            value = facts[0][0]
            if isinstance(value, list):
                value = "; ".join(dict.fromkeys(number for numbers, _ in facts for number in numbers))
            elif field == "address":
                value = max((fact[0] for fact in facts), key=len)
            row[field] = value
            for fact in facts if field in CHECKED else facts[:1]:
                used[fact[1]].append(field)
    if any(d["key"] == key and d["field"] == "address" for d in differences):
        row.pop("postal_code", None)
        for fields in used.values():
            if "postal_code" in fields:
                fields.remove("postal_code")
    row.setdefault("status", "open")
    used[min((source for _, source in it.facts["class"]), key=lambda s: -rank(s))] += ["sending_state", "receiving_state", "city"]

    wanted = getattr(it, "subdivision", "")
    if it.facts["position"] and not it.facts["place"]:
        row["latitude"], row["longitude"] = it.facts["position"][0][0].split(",")
        used["wikidata"] += ["latitude", "longitude"]
    else:
        name = it.facts["place"][0][0] if it.facts["place"] else CITIES.get((it.receiving, it.city), {}).get("place") or it.city
        centre = place(it.receiving, name, wanted) or place(it.receiving, it.city, wanted)
        if centre:
            row["latitude"], row["longitude"] = centre["latitude"], centre["longitude"]
            used["geonames"] += ["latitude", "longitude"]
        else:
            print(f"no position: {key} ({name}, {wanted})")
    if "latitude" in row:
        found = subdivision_at(it.receiving, float(row["latitude"]), float(row["longitude"]), wanted)
        if not found:
            fault(f"{key}: position {row['latitude']}, {row['longitude']} is not in {it.receiving}")
        if wanted and found != wanted:
            fault(f"{key}: position in {found}, seat in {wanted}")
        row["subdivision"] = wanted or found
    else:
        row["subdivision"] = wanted
    if row["subdivision"] not in NAMES["en"]:
        fault(f"{key}: subdivision {row['subdivision']!r}")
    used["wikidata" if "wikidata" in used and not wanted else next(iter(used))].append("subdivision")

    row["districts"] = "; ".join(dict.fromkeys(area for value, _ in it.facts["districts"] for area in value.split("; ")))
    for _, source in it.facts["districts"]:
        if "districts" not in used[source]:
            used[source].append("districts")

    city = CITIES.get((it.receiving, it.city), {})
    spanish, english = TITLES[row["class"]]
    if it.facts["nunciature"]:
        spanish, english = "Nunciatura Apostólica", "Apostolic Nunciature"
    if it.group == "honorary":
        spanish, english = spanish.replace("Consulado", "Consulado Honorario", 1), "Honorary " + english
    row["name_es"] = f"{spanish} {OF_ES.get(it.sending) or 'de ' + NAMES['es'][it.sending]['name']} en {city.get('city_es') or it.city}"
    row["name_en"] = f"{english} of {NAMES['en'][it.sending]['with_article']} in {city.get('city_en') or it.city}"
    return row, used


def check(rows):
    for row in rows:
        key = row["key"]
        if not re.fullmatch(r"[a-z0-9-]{1,80}", key):
            fault(f"{key}: key")
        if row["receiving_state"] not in MEMBERS or row["sending_state"] not in NAMES["en"] or row["sending_state"] == row["receiving_state"]:
            fault(f"{key}: States {row['sending_state']}, {row['receiving_state']}")
        if row["class"] not in TITLES:
            fault(f"{key}: class {row['class']}")
        if row.get("email") and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", row["email"]):
            fault(f"{key}: e-mail {row['email']}")
        if row.get("website") and not re.match(r"https?://[^/]+\.", row["website"]):
            fault(f"{key}: website {row['website']}")
        for area in row["districts"].split("; ") if row["districts"] else []:
            code, _, county = area.partition(":")
            if code not in NAMES["en"] or code[:2] != row["receiving_state"] or county and county not in COUNTIES[code]:
                fault(f"{key}: district {area}")
        limits = {"name_es": 200, "name_en": 200, "city": 100, "address": 300, "postal_code": 20, "email": 254, "website": 300}
        for field, limit in limits.items():
            if len(row.get(field, "")) > limit or any(ord(c) < 32 for c in row.get(field, "")):
                fault(f"{key}: {field} is too long or has a control character")


def main(posts, output):
    left, merged = read_wikidata(posts)
    read_tables()
    read_mexican_districts()
    rows, sources, differences = [], [], []
    for key, it in sorted(POSTS.items()):
        row, used = settle(key, it, differences)
        rows.append(row)
        for source, fields in sorted(used.items(), key=lambda item: -rank(item[0])):
            fields = sorted(set(fields), key=HEADER.index)
            if fields:
                about = source_of(source, fields[0])
                sources.append({"key": key, "fields": " ".join(fields), "name": about["name"], "url": about["url"], "as_of": about["as_of"], "licence": about["licence"]})
    check(rows)
    if faults:
        sys.exit("\n".join(sorted(set(faults))))
    write(os.path.join(output, "posts.csv"), HEADER, rows)
    write(os.path.join(output, "sources.csv"), ["key", "fields", "name", "url", "as_of", "licence"], sources)
    write(os.path.join(output, "differences.csv"), ["key", "field", "value_a", "source_a", "as_of_a", "value_b", "source_b", "as_of_b"], differences)
    print(f"{len(rows)} posts, {len(sources)} source rows, {len(differences)} differences; {merged} rows of the list merged into another")
    for reason, ids in sorted(left.items()):
        print(f"left out {len(ids)}: {reason}: {' '.join(ids)}")
    for field in ["address", "phones", "email", "website", "latitude", "districts"]:
        print(f"with {field}: {sum(bool(row.get(field)) for row in rows)}; of one member in another: {sum(bool(row.get(field)) for row in rows if row['sending_state'] in MEMBERS)}")
    pairs = collections.Counter((row["sending_state"], row["receiving_state"]) for row in rows if row["sending_state"] in MEMBERS)
    print(sum(pairs.values()), "of one member in another:", ", ".join(f"{a}→{b} {n}" for (a, b), n in sorted(pairs.items())))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
