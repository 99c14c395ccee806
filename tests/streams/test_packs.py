"""A pack loads whole, or says which file is wrong, what was expected and what was found."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.errors import PackError
from streams.pack_check import find_problems, run_examples
from streams.pack_files import SHIPPED, find_pack_files
from streams.pack_lock import lock_differences, make_lock
from streams.packs import load_pack


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the shipped rules."""
    copy = tmp_path / "rules"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("__pycache__", "*.lock"))
    return copy


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text, f"{file} does not say {old!r} any more: change this test"
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return change


def written(file: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / file).write_text(text, "utf-8")

    return change


def removed(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


RULE = "no_reason"
CHINESE, ENGLISH = "转移客户须说明原因，未见说明", "A reason is demanded for this transfer and none was given."
BROKEN = [
    (replaced("no_reason.yml", "id: no_reason", "id: other"), "no_reason.yml", "expected the file's name"),
    (replaced("no_reason.yml", "max: 20", "max: 0"), "no_reason.yml", "points is"),
    (replaced("no_reason.yml", "effective_from: \"1990", "effective_from: \"190"), "no_reason.yml", "effective_from"),
    (replaced("no_reason.yml", "expect: no_hit", "expect: hit"), "no_reason.yml", "stays silent"),
    (replaced("no_reason.yml", "unit: points", "unti: points"), "no_reason.yml", "unti"),
    (replaced("no_reason.yml", ENGLISH, '"{hours} ago"'), "no_reason.yml", "same figures"),
    (replaced("no_reason.yml", ENGLISH, '"{hours"'), "no_reason.yml", "message 'hit'"),
    (replaced("no_reason.yml", "en: A reason is demanded", "fr: Une raison"), "no_reason.yml", "languages"),
    (written("no_reason.yml", "id: [unclosed"), "no_reason.yml", "    id: [unclosed\n        ^"),  # the line itself
    (written("no_reason.py", "def evaluate(f, p:\n"), "no_reason.py", "SyntaxError"),
    (written("no_reason.py", "import nothing_of_this_name\n"), "no_reason.py", "ModuleNotFoundError"),
    (written("no_reason.py", "def evaluate(f):\n    return None\n"), "no_reason.py", "evaluate(features, params)"),
    (removed("no_reason.py"), "no_reason.py", "is missing"),
    (replaced("company.yml", "Asia/Shanghai", "Asia/Nowhere"), "company.yml", "time_zone 'Asia/Nowhere'"),
    (replaced("company.yml", "plan: transferred-customer", "plan: none"), "company.yml", "among the plans by-effort"),
    (replaced("company.yml", "starts_on_day: 1", "starts_on_day: 31"), "company.yml", "month_starts_on_day"),
    (replaced("pack.yml", "        note: ", "        memo: "), "pack.yml", "effort.types"),
    (replaced("pack.yml", "horizon_days: 400", "horizon_days: 0"), "pack.yml", "horizon_days"),
    (replaced("words.yml", "      leaver:", "      leavers:"), "words.yml", "must name exactly leaver, leave_cover"),
    (replaced("words.yml", "離离", "離离了"), "words.yml", "traditional has '離离了'"),
    (replaced("words.yml", "reasons: [pool_recycle]", "reasons: []"), "words.yml", "no example claims pool_recycle"),
    (replaced("words.yml", "asks: false", "asks: true"), "words.yml", "one that asks for a contact and one that"),
    (replaced("words.yml", "version: 1\n    effective_from: \"1990", "version: 1\n    effective_from: \"190"),
     "words.yml", "effective_from"),
    (replaced("words.yml", "zh: [特别, ", "zhs: [特别, "), "words.yml", "zhs"),
    (replaced("plans/by-effort.yml", "by_effort", "by_luck"), "plans/by-effort.yml", "by_luck"),
    (replaced("plans/by-effort.yml", "id: by-effort", "id: effort"), "plans/by-effort.yml", "expected the file's name"),
]  # fmt: skip


@pytest.mark.parametrize(("breaks", "file", "told"), BROKEN, ids=lambda value: value if isinstance(value, str) else "")
def test_a_broken_pack_says_where(own: Path, breaks: Callable[[Path], None], file: str, told: str) -> None:
    breaks(own)
    with pytest.raises(PackError) as error:
        load_pack(own)
    assert str(error.value).startswith(str(own / file))
    assert told in str(error.value)
    assert [problem for problem in find_problems(own) if told in problem]


def test_all_problems_show_at_once(own: Path) -> None:
    for file in ("ripe.yml", "chain.yml"):
        (own / file).write_text("id: x\n", "utf-8")
    (own / "pack.yml").write_text("versions: []\n", "utf-8")
    (own / "alone.py").write_text("", "utf-8")
    problems = find_problems(own)
    for file in ("ripe.yml", "chain.yml", "pack.yml", "alone.py"):
        assert len([problem for problem in problems if problem.startswith(str(own / file))]) == 1
    assert len(problems) == 4
    assert find_problems(None) == []


def test_a_folder_with_one_file_changes_only_that(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "company.yml", tmp_path)
    replaced("company.yml", "time_zone: Asia/Shanghai", "time_zone: Europe/Berlin")(tmp_path)
    loaded, shipped = load_pack(tmp_path), load_pack()
    assert loaded.pack.company.calendar.time_zone == "Europe/Berlin"
    assert set(loaded.files) == set(shipped.files)
    assert loaded.pack.digest != shipped.pack.digest


def test_a_folder_with_a_rule_has_only_its_own(tmp_path: Path) -> None:
    for ending in ("py", "yml"):
        shutil.copy(SHIPPED / f"{RULE}.{ending}", tmp_path)
    assert list(load_pack(tmp_path).files) == [RULE]
    (tmp_path / f"{RULE}.py").unlink()
    with pytest.raises(PackError, match="is missing"):
        load_pack(tmp_path)


def test_the_digest_names_what_judging_depends_on(own: Path) -> None:
    digest = load_pack(own).pack.digest
    assert digest == load_pack().pack.digest, "a copy is the same pack"
    assert digest != load_pack(own, horizon_days=399).pack.digest
    (own / "README.txt").write_text("not judged by", "utf-8")
    assert digest == load_pack(own).pack.digest
    for path in find_pack_files(own).used:
        before = path.read_bytes()
        path.write_bytes(before + b"\n# changed\n")
        assert load_pack(own).pack.digest != digest, path.name
        path.write_bytes(before)


def test_a_folder_with_only_words_reads_texts_by_them(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "words.yml", tmp_path)
    replaced("words.yml", "zh: [离职, ", "zh: [毕业, 离职, ")(tmp_path)
    loaded, shipped = load_pack(tmp_path), load_pack()
    assert loaded.pack.text_rules.reasons_in("她毕业了", 0) == "leaver"
    assert shipped.pack.text_rules.reasons_in("她毕业了", 0) == ""
    assert set(loaded.files) == set(shipped.files)
    assert [name for name in make_lock(tmp_path).files if "words" in name] == ["words.yml"]


def test_a_text_that_is_read_otherwise_than_its_example_is_noticed(own: Path) -> None:
    replaced("words.yml", "{text: not on leave, reasons: []}", "{text: not on leave, reasons: [leave_cover]}")(own)
    replaced("words.yml", "{text: 能不能换个人跟我们对接, asks: true}", "{text: 报价, asks: true}")(own)
    wrong = [run for run in run_examples(load_pack(own)) if run.wrong]
    assert [(run.rule_id, run.name, run.wrong) for run in wrong] == [
        ("words", "not on leave", "expected the claims ['leave_cover'], read []"),
        ("words", "报价", "expected asks: true, read false"),
    ]


def test_a_lock_tells_what_changed(own: Path) -> None:
    kept = make_lock(own)
    assert lock_differences(kept, make_lock(own)) == []
    (own / "ripe.yml").write_text((own / "ripe.yml").read_text("utf-8") + "\n", "utf-8")
    for ending in ("py", "yml"):
        (own / f"{RULE}.{ending}").unlink()
    assert lock_differences(kept, make_lock(own)) == [
        "no_reason.py: is gone since rules.lock was written",
        "no_reason.yml: is gone since rules.lock was written",
        "ripe.yml: has changed since rules.lock was written",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("features: {link: path, path_counted: true}", "features: {link: path}", "expected hit, got no_hit"),
        ("path_counted: true}}", "path_countet: true}}", "names no feature: path_countet"),
        ("path_counted: true}}", "path_counted: 3}}", "features: "),
    ],
)
def test_a_wrong_example_is_noticed(own: Path, old: str, new: str, told: str) -> None:
    replaced("no_reason.yml", old, new)(own)
    wrong = [run.wrong for run in run_examples(load_pack(own)) if run.wrong]
    assert wrong
    assert told in wrong[0]


def test_a_hit_without_its_figures_is_noticed(own: Path) -> None:
    replaced("no_reason.yml", CHINESE, '"{hours:t}"')(own)
    replaced("no_reason.yml", ENGLISH, '"{hours:t}"')(own)
    assert "lacks the figures hours" in next(run.wrong for run in run_examples(load_pack(own)) if run.wrong)


def test_a_changed_rule_runs_as_it_is_now(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where its length and its time are those of before, as copies and images keep them."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = own / f"{RULE}.py"
    at = path.stat()
    for word in ("one", "two"):
        path.write_text(f"def evaluate(f, p):\n    return {word!r}\n", "utf-8")
        os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
        (rule,) = (rule for rule in load_pack(own).pack.rules if rule.id == RULE)
        assert rule.function(None, None) == word  # type: ignore[arg-type,comparison-overlap]


def test_a_rule_that_fails_hides_no_other(own: Path) -> None:
    (own / "ripe.py").write_text("def evaluate(f, p):\n    return 1 // 0\n", "utf-8")
    wrong = {run.rule_id for run in run_examples(load_pack(own)) if run.wrong}
    assert wrong == {"ripe"}
