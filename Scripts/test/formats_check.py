#!/usr/bin/env python3
"""Reads the files that the product gives out with parsers that are not ours, and fails on what they would not take.

    Scripts/test/formats_check.py [--qr TEXT] FILE…

FILE is told by its ending: .vcf (vCard 4.0, vobject), .geojson (RFC 7946, geojson), .csv (RFC 4180, the standard library),
.svg (a QR picture, OpenCV's decoder). `--qr` is what every QR picture must say; without it, any address of the web will do.
Needs the packages vobject, geojson and opencv-python-headless. Exits 1 when anything is wrong.
"""
import argparse
import csv
import io
import pathlib
import re
import sys


class Wrong(Exception):
    pass


def require(holds, message):
    if not holds:
        raise Wrong(message)


def check_vcards(data):
    import vobject

    text = data.decode("utf-8")
    lines = text.split("\r\n")
    require(lines[-1] == "" and "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", ""), "lines do not all end with CRLF")
    for number, line in enumerate(lines, 1):
        require(len(line.encode()) <= 75, f"line {number} is longer than 75 octets (RFC 6350, 3.2)")
    cards = list(vobject.readComponents(text))
    require(cards, "no card")
    require(len(cards) == lines.count("BEGIN:VCARD") == lines.count("END:VCARD"), "cards are lost")
    for number, card in enumerate(cards, 1):
        name = getattr(card, "fn", None)
        require(name is not None and name.value.strip(), f"card {number} has no FN (RFC 6350, 6.2.1)")
        require(card.contents.get("version") and card.version.value == "4.0", f"card {number} is not of version 4.0")
        for phone in card.contents.get("tel", []):
            uri = "uri" in [value.lower() for value in phone.params.get("VALUE", [])]
            require(re.fullmatch(r"tel:\+[0-9]{6,15}(;ext=[0-9]+)?" if uri else r"\+?[0-9 ().-]{6,}( ext\.? ?[0-9]+)?", phone.value), f"card {number}: telephone {phone.value!r}")
        for mail in card.contents.get("email", []):
            require(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mail.value), f"card {number}: e-mail {mail.value!r}")
        for place in card.contents.get("geo", []):
            match = re.fullmatch(r"geo:(-?[0-9.]+),(-?[0-9.]+)", place.value)
            require(match and abs(float(match[1])) <= 90 and abs(float(match[2])) <= 180, f"card {number}: position {place.value!r}")
        for address in card.contents.get("adr", []):
            value = address.value
            require(not isinstance(value, str) or len(re.split(r"(?<!\\);", value)) == 7, f"card {number}: an address has seven parts (RFC 6350, 6.3.1)")
    return f"{len(cards)} cards"


def check_geojson(data):
    import geojson

    collection = geojson.loads(data.decode("utf-8"))
    require(isinstance(collection, geojson.FeatureCollection), "not a FeatureCollection")
    require("crs" not in collection, "crs is not of RFC 7946 (4)")
    ids, placed = set(), 0
    for feature in collection.features:
        require(isinstance(feature, geojson.Feature), f"not a Feature: {feature!r:.80}")
        require(feature.get("id") is not None and feature["id"] not in ids, f"id {feature.get('id')!r} is missing or stands twice")
        ids.add(feature["id"])
        require(isinstance(feature.properties, dict), f"{feature['id']}: no properties")
        if feature.geometry is None:
            continue
        placed += 1
        require(feature.is_valid, f"{feature['id']}: {feature.errors()}")
        require(isinstance(feature.geometry, geojson.Point), f"{feature['id']}: not a Point")
        longitude, latitude = feature.geometry.coordinates
        require(-180 <= longitude <= 180 and -90 <= latitude <= 90, f"{feature['id']}: {longitude}, {latitude} is not on the earth")
    return f"{len(ids)} features, {placed} with a position"


def check_csv(data):
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    require(rows, "empty")
    header = rows[0]
    require(all(header) and len(set(header)) == len(header), f"header {header}")
    for number, row in enumerate(rows[1:], 2):
        require(len(row) == len(header), f"record {number} has {len(row)} fields, not {len(header)}")
        for name, cell in zip(header, row):
            harmless = re.fullmatch(r"[-+]?[0-9]+([.,][0-9]+)?|\+[0-9][-0-9 ().,;+]*(ext[a-z.]*[ =]?[0-9]+)?", cell)
            require(harmless or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), f"record {number}, {name}: a spreadsheet takes {cell!r} for a formula")
    return f"{len(rows) - 1} records of {len(header)} fields"


def check_qr(data, expected):
    import cv2
    import numpy

    svg = data.decode("utf-8")
    box = re.search(r'viewBox="0 0 ([0-9]+) ([0-9]+)"', svg)
    require(box and box[1] == box[2], "no square viewBox")
    side, scale = int(box[1]), 8
    picture = numpy.full((side, side), 255, numpy.uint8)
    runs = re.findall(r"M([0-9]+) ([0-9]+)h([0-9]+)v1h-[0-9]+z", svg)
    require(runs, "no modules")
    for x, y, length in (map(int, run) for run in runs):
        picture[y, x : x + length] = 0
    picture = picture.repeat(scale, axis=0).repeat(scale, axis=1)
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    require(text, "the decoder reads nothing")
    require(text == expected if expected is not None else re.match(r"https?://\S+$", text), f"it says {text!r}")
    return f"it says {text}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--qr", metavar="TEXT", help="what the QR pictures must say")
    arguments.add_argument("files", nargs="+", metavar="FILE", type=pathlib.Path)
    given = arguments.parse_args()
    checks = {".vcf": check_vcards, ".geojson": check_geojson, ".csv": check_csv, ".svg": lambda data: check_qr(data, given.qr)}
    failed = 0
    for file in given.files:
        try:
            require(file.suffix in checks, "expected .vcf, .geojson, .csv or .svg")
            print(f"{file}: {checks[file.suffix](file.read_bytes())}")
        except Exception as error:  # Whatever a parser stumbles over is a fault of the file.
            failed += 1
            print(f"{file}: {type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
