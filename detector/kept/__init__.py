"""What a running worker keeps of one customer, and what it says when something changed.

`customer` holds it together: a timeline, what was said so far (`assessments`, `alerts`, `ledgers`), and what is frozen
(`verdicts`, `handovers`): judged for the last time, its events forgotten. `tables` is its form as bytes.
"""
