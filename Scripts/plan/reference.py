"""Makes Sources/Plan/Content/reference.{docx,odt}, the page and table styles of the exported matrix, out of Pandoc's own.

    python3 Scripts/plan/reference.py
"""

import io
import pathlib
import subprocess
import zipfile

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources" / "Plan" / "Content"
BORDER = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A8F98"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
# Each: file in the archive, what stands there, what shall stand there (A4, landscape).
CHANGES = {
    "docx": [
        ("word/document.xml", "<w:sectPr />", '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
         '<w:pgMar w:top="850" w:right="850" w:bottom="850" w:left="850" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr>'),
        ("word/styles.xml", '<w:tblInd w:w="0" w:type="dxa" />', f'<w:tblInd w:w="0" w:type="dxa" /><w:tblBorders>{BORDER}</w:tblBorders>'),
    ],
    "odt": [
        ("styles.xml", 'fo:page-width="8.5in"', 'fo:page-width="297mm"'),
        ("styles.xml", 'fo:page-height="11in"', 'fo:page-height="210mm"'),
        ("styles.xml", 'style:print-orientation="portrait"', 'style:print-orientation="landscape"'),
        *(("styles.xml", f'fo:margin-{side}="1in"', f'fo:margin-{side}="15mm"') for side in ("top", "bottom", "left", "right")),
    ],
}


def make(form):
    whole = subprocess.run(["pandoc", "--print-default-data-file", f"reference.{form}"], check=True, capture_output=True).stdout
    source, target = zipfile.ZipFile(io.BytesIO(whole)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            content = source.read(entry)
            for name, old, new in CHANGES[form]:
                if name == entry.filename:
                    assert old.encode() in content, f"{name} has no {old}"
                    content = content.replace(old.encode(), new.encode(), 1)
            # The same bytes each time: no dates of today.
            fresh = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            # ODF 1.2, part 3, 3.3: the media type stands first and uncompressed.
            fresh.compress_type = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(fresh, content)
    (FOLDER / f"reference.{form}").write_bytes(target.getvalue())


for form in CHANGES:
    make(form)
