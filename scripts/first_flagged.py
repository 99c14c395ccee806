"""Print the id of the order that `./try` explains: of those in `review` the one with the highest score."""

import sys
from pathlib import Path

import msgspec


class _Assessment(msgspec.Struct):
    assessment_id: str
    outcome: str
    score: int
    order_id: str | None = None


def first_flagged(result_dir: Path) -> str | None:
    """Give the order id with the highest score in `review`, ties to the lower id; None where no order is flagged."""
    decoder = msgspec.json.Decoder(_Assessment)
    with (result_dir / "assessments.ndjson").open("rb") as lines:
        flagged = [
            (-assessment.score, assessment.order_id)
            for assessment in map(decoder.decode, lines)
            if assessment.outcome == "review" and assessment.order_id is not None
        ]
    return min(flagged)[1] if flagged else None


if __name__ == "__main__":
    print(first_flagged(Path(sys.argv[1])) or "")
