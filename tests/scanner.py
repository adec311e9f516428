"""A phone's camera and eyes for paper: what a rendered page says, and where its QR codes lead."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

needs_poppler = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm (poppler-utils) is not installed"
)


def words_of(pdf: bytes, folder: Path) -> list[str]:
    """The words of each page without spaces."""
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, check=True)
    return ["".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def codes_of(pdf: bytes, folder: Path, dots: int = 120) -> list[list[str]]:
    """Where the codes of each page lead, in reading order, rendered as a printer would."""
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    page = str(folder / "page")
    subprocess.run(["pdftoppm", "-r", str(dots), "-gray", str(paper), page], check=True)
    found = []
    for file in sorted(folder.glob("page-*.pgm")):
        with Image.open(file) as image:
            codes = zxingcpp.read_barcodes(image.convert("L"))
        file.unlink()
        codes.sort(
            key=lambda code: (round(code.position.top_left.y / dots), code.position.top_left.x)
        )
        found.append([code.text for code in codes])
    return found
