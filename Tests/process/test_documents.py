"""The plan's matrix as a document, opened by the programs that its readers use."""

import csv
import io
import os
import shutil
import subprocess
import zipfile

import cv2
import docx
import pytest

from house import Person, fields

ACTIVITIES = ["1.1.1", "1.1.2", "1.2.1", "1.3.1", "1.3.2", "1.3.3", "1.4.1", "1.5.1", "1.5.2", "2.1.1", "2.1.2", "2.1.3", "3.1.1", "3.1.2"]
COLUMNS = {"es": ["TEMAS", "OBJETIVOS", "ACTIVIDADES", "CALENDARIO"], "en": ["THEMES", "OBJECTIVES", "ACTIVITIES", "CALENDAR"]}


def run(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": str(command[-1])})
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Turns a document into a PDF by LibreOffice, which starts with a profile of its own."""
    assert shutil.which("soffice") and shutil.which("pdftotext"), "LibreOffice or poppler is missing: make setup-tests"
    folder = tmp_path_factory.mktemp("office")

    def printed(document):
        run("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", document.parent, document)
        return document.with_suffix(".pdf")

    return printed


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("form", ["docx", "odt", "pdf"])
def test_the_matrix_is_opened_and_read(demo, office, tmp_path, form, language):
    answer = demo.get(f"/plan/matrix.{form}?lang={language}&since=2020-01-01")
    assert answer.status_code == 200, answer.text
    document = tmp_path / f"plan.{form}"
    document.write_bytes(answer.content)
    printed = document if form == "pdf" else office(document)
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert [number for number in ACTIVITIES if number not in text] == []
    assert [name for name in COLUMNS[language] if name not in text] == []
    # Looked at as a picture: ink over the whole width of the page, and no page without any.
    subprocess.run(["pdftoppm", "-r", "50", "-png", printed, tmp_path / "page"], check=True)
    pages = sorted(tmp_path.glob("page*.png"))
    assert 1 <= len(pages) <= 6
    for page in pages:
        dark = cv2.imread(str(page), cv2.IMREAD_GRAYSCALE) < 128
        columns = dark.any(axis=0).nonzero()[0]
        assert dark.mean() > 0.002, page
        assert columns[0] < dark.shape[1] * 0.2 and columns[-1] > dark.shape[1] * 0.6, page
        # The cells have borders: lines across the table's width and, on the first page, down its height.
        lines = cv2.imread(str(page), cv2.IMREAD_GRAYSCALE) < 245
        assert (lines.mean(axis=1) > 0.5).sum() >= 3, page
        assert page != pages[0] or (lines.mean(axis=0) > 0.3).sum() >= 4, page


def sent_back(demo, file):
    """What the dry run says of a DOCX that the Secretariat sends back."""
    secretariat = Person(demo.url).sign_in("st@demo.enlace.example")
    page = secretariat.get("/es/plan/editions/2008/import")
    answer = secretariat.post("/es/plan/editions/2008/import", data={"csrf": fields(page)["csrf"]}, files={"file": ("plan.docx", file, "application/octet-stream")})
    answer = secretariat.get(answer.headers["Location"]) if answer.status_code == 303 else answer
    assert answer.status_code == 200 and 'role="alert"' not in answer.text, answer.text
    return answer.text


def test_what_libreoffice_saves_can_be_imported_again(demo, office, tmp_path):
    """An edit in LibreOffice, saved as DOCX, is still the plan's table for the house."""
    document = tmp_path / "plan.docx"
    document.write_bytes(demo.get("/plan/matrix.docx?lang=es").content)
    run("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", tmp_path / "again", document)
    assert "dice lo mismo que el plan" in sent_back(demo, (tmp_path / "again" / "plan.docx").read_bytes())


def test_cells_merged_in_word_are_read_as_one_above_the_others(demo, tmp_path):
    document = docx.Document(io.BytesIO(demo.get("/plan/matrix.docx?lang=es").content))
    for table in document.tables:
        for column in (0, 1):
            cells = table.columns[column].cells
            first = 1
            for number in range(2, len(cells) + 1):
                if number == len(cells) or cells[number].text.strip() not in ("", cells[first].text.strip()):
                    if number - first > 1:
                        for cell in cells[first + 1:number]:
                            cell.text = ""
                        cells[first].merge(cells[number - 1])
                    first = number
    document.save(tmp_path / "merged.docx")
    with zipfile.ZipFile(tmp_path / "merged.docx") as parts:
        assert b"vMerge" in parts.read("word/document.xml")
    assert "dice lo mismo que el plan" in sent_back(demo, (tmp_path / "merged.docx").read_bytes())


def test_the_csv_has_the_source_s_four_columns(demo):
    rows = list(csv.reader(io.StringIO(demo.get("/plan/matrix.csv?lang=es").content.decode("utf-8-sig"), newline="")))
    assert rows[0] == COLUMNS["es"] and len(rows) == 15 and all(len(row) == 4 for row in rows)
