"""The import's report as lines for a person."""

from streams.tabular.coverage_text import coverage_lines
from streams.tabular.importing import ImportReport
from streams.tabular.messages import Lang, left_out_text


def report_lines(report: ImportReport, lang: Lang, *, shown_bad_cells: int | None) -> list[str]:
    """Files, bad cells (all where `shown_bad_cells` is None), rows left out, coverage, where it was written."""
    zh = lang == "zh"
    lines = []
    for source in report.sources:
        sheet = f" [{source.sheet}]" if source.sheet else ""
        rows = f"{source.rows:,} 行" if zh else f"{source.rows:,} rows"
        lines.append(f"{source.file}{sheet}: {rows}, {source.encoding}")
    for name in report.unused_files:
        lines.append(f"{name}: 映射中没有用到此文件" if zh else f"{name}: no table of the mapping uses this file")
    lines += _bad_lines(report, lang, shown_bad_cells)
    for table, reasons in report.left_out.items():
        for reason, count in reasons.items():
            lines.append(f"{table}: {count:,} {left_out_text(reason, lang)}")
    lines += ["", "数据覆盖情况（判断之前请先看）：" if zh else "Coverage, before anyone is judged:"]
    lines += [f"  {line}" for line in coverage_lines(report.coverage, lang)]
    lines.append("")
    if report.output is None:
        lines.append("试运行：没有写入任何文件。" if zh else "Dry run: nothing was written.")
    else:
        written = ", ".join(f"{name} {count:,}" for name, count in report.events.items() if count)
        lines.append(f"{'已写入' if zh else 'Written to'} {report.output}: {written}")
    return lines


def _bad_lines(report: ImportReport, lang: Lang, shown: int | None) -> list[str]:
    zh = lang == "zh"
    cells = report.bad_cells
    if not cells:
        return ["没有不可用的单元格。" if zh else "No bad cells."]
    count = (
        f"{len(cells):,} 个单元格不可用，所在行不导入："
        if zh
        else f"{len(cells):,} bad cells; their rows are left out:"
    )
    lines = [count]
    for cell in cells[:shown]:
        sheet = f" [{cell.sheet}]" if cell.sheet else ""
        place = f"第 {cell.row} 行，列 {cell.column}" if zh else f"row {cell.row}, column {cell.column}"
        expected = cell.expected(lang) if zh else f"expected: {cell.expected(lang)}"
        lines.append(f"  {cell.file}{sheet} {place}: {cell.value!r}; {expected}")
    if shown is not None and len(cells) > shown:
        rest = len(cells) - shown
        lines.append(f"  … 其余 {rest:,} 个见 bad-cells.csv" if zh else f"  … {rest:,} more in bad-cells.csv")
    return lines
