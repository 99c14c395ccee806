"""What a column is, by its header in Chinese or English: the guesses of `--init`, from `headers.yml`."""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import yaml

_NOISE = re.compile(r"[\s_\-.*:：/（）()\[\]【】]+")


def normal_header(header: str) -> str:
    """A header without case, spaces and punctuation; a camel-case name counts as its words.

    >>> normal_header("Close Date") == normal_header("close_date") == normal_header("CloseDate")
    True
    """
    return _NOISE.sub("", header.split("#")[0]).lower()


@lru_cache(maxsize=1)
def _by_header() -> dict[str, str]:
    """Normal header → concept, from the list that stands beside this file."""
    concepts = yaml.safe_load((files("streams.tabular") / "headers.yml").read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for concept, headers in concepts.items():
        for header in headers:
            names.setdefault(normal_header(header), concept)
    return names


def recognise(headers: Sequence[str]) -> dict[str, str]:
    """Concept → column for the headers of one table; of two columns for one concept the first is taken.

    >>> recognise(["客户", "负责人", "成交金额", "签约日期", "Whatever"])
    {'customer_name': '客户', 'owner': '负责人', 'amount': '成交金额', 'order_time': '签约日期'}
    """
    found: dict[str, str] = {}
    for header in headers:
        concept = _by_header().get(normal_header(header))
        if concept is not None:
            found.setdefault(concept, header)
    return found


def is_chinese(headers: Sequence[str]) -> bool:
    """Whether any header has Chinese characters."""
    return any("\u4e00" <= character <= "\u9fff" for header in headers for character in header)
