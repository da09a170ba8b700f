"""The checks bite: a sample of mutants of the real bank, each noticed. The whole is in the benchmarks."""

from __future__ import annotations

import random
from pathlib import Path

from course.bank import load_bank
from mutants import judge, mutants

ROOT = Path(__file__).parent.parent
SAMPLE = 80


def test_every_sampled_mutant_is_caught():
    bank = load_bank(ROOT)
    every = list(mutants(bank))
    assert len({mutant.name for mutant in every}) >= 8
    sample = random.Random(2026).sample(every, SAMPLE)
    survivors = [f"{v.mutant.item.question.id}: {v.mutant.name}" for v in (judge(m, bank) for m in sample) if not (v.rules or v.locks)]
    assert not survivors
