"""The page of `evaluate`: whole without a network or a script, in both languages, with plots that draw the figures."""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.evaluation.plots import Line, Row, lines_plot, rows_plot
from tests.cli.test_evaluate import run
from tests.cli.test_evaluate_figures import written

SVG = "{http://www.w3.org/2000/svg}"


class Tags(HTMLParser):
    """Every tag that opens, with what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "onload", "onclick", "style")]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["How well the judgements meet the labels", "threshold", "Recall of each fraudulent kind", "honest"]),
        ("zh", ["判断与标签的符合程度", "阈值", "各违规类型的召回率", "正常"]),
    ],
)
def test_the_page_needs_nothing_else(lang: str, words: list[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run(*written(tmp_path), "--lang", lang, "--html", page, "--fairness").exit_code == 0
    text = page.read_text("utf-8")
    assert [word for word in words if word not in text] == []
    tags = Tags()
    tags.feed(text)
    assert tags.loads == []
    assert not {"script", "link", "img", "iframe"} & set(tags.names)
    assert "url(" not in text and "@import" not in text
    assert tags.names.count("svg") == tags.names.count("figure") == 6
    for plot in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(plot)


def test_names_are_no_markup(tmp_path: Path) -> None:
    world, result = written(tmp_path / "<b>bold")
    renamed = world.rename(world.with_name("<i>world"))
    page = tmp_path / "page.html"
    run(renamed, result, "--html", page)
    assert "&lt;i&gt;world" in page.read_text("utf-8")
    assert "<i>" not in page.read_text("utf-8")


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = run(*written(tmp_path), "--html", tmp_path / "file" / "page.html")
    assert "cannot be written" in str(failed.exception)


def test_lines_stand_where_their_figures_are() -> None:
    plot = ElementTree.fromstring(lines_plot("t", [Line("f", "a", [(0, 0), (50, 1.0), (100, 0.5)])], "x", 100, 50))
    line = plot.find(f"{SVG}polyline")
    assert line is not None
    (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert x1 - x0 == pytest.approx(x2 - x1)
    assert y0 - y1 == pytest.approx(2 * (y0 - y2))
    mark = plot.find(f"{SVG}line[@class='mark']")
    assert mark is not None
    assert float(mark.attrib["x1"]) == pytest.approx(x1)


def test_rows_stand_where_their_figures_are() -> None:
    rows = [Row("a", 0.5, 0.25, 1.0, "", loud=True), Row("b", 9.0, None, None, ""), Row("c", None, None, None, "–")]
    plot = ElementTree.fromstring(rows_plot("t", rows, 2.0, [1.0, 2.0]))
    left, right = (float(mark.attrib["x1"]) for mark in plot.findall(f"{SVG}line[@class='mark']"))
    unit = right - left
    points = plot.findall(f"{SVG}circle")
    assert [(right - float(point.attrib["cx"])) / unit for point in points] == pytest.approx([1.5, 0.0])
    (span,) = (line for line in plot.findall(f"{SVG}line") if "span" in line.attrib["class"])
    assert (float(span.attrib["x2"]) - float(span.attrib["x1"])) / unit == pytest.approx(0.75, abs=0.01)
    assert [point.attrib["class"] for point in points] == ["loud", "dot"]
