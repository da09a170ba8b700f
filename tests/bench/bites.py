"""Figures of the proof that the checks bite: every mutant of the real bank, and what notices it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from course.bank import load_bank
from measure import ROOT, Figure

sys.path.insert(0, str(ROOT / "tests"))

from mutants import judge, mutants  # noqa: E402  found by the line above


def figures(folder: Path) -> Iterator[Figure]:
    """Yield how many mutants there are, how many survive the strict check, and the share that the rules catch without the locks."""
    bank = load_bank(ROOT)
    verdicts = [judge(mutant, bank) for mutant in mutants(bank)]
    survivors = [verdict.mutant for verdict in verdicts if not (verdict.rules or verdict.locks)]
    note = "; ".join(f"{mutant.item.question.id}: {mutant.name}" for mutant in survivors[:5])
    yield Figure("mutants of the real bank", len(verdicts), "")
    yield Figure("  not caught by the strict check", len(survivors), "", 0, note)
    yield Figure("  caught by the rules with the locks left aside", 100 * sum(verdict.rules for verdict in verdicts) / len(verdicts), "%")
