"""Write diary.csv: what 200 neighbours of Kafé Ljungen, a café that does not exist, heard or saw of it, and what they then thought.

Each row is one signal that reached one neighbour in one of 26 weeks: good or bad, the impression before it and the impression
after it, both from 0 (the worst café in town) to 100 (the best). The seed is fixed, so every run writes the same file.
Standard library only:

    python3 make_diary.py
"""

import csv
import random
from pathlib import Path

SEED = 1996
NEIGHBOURS = 200
WEEKS = 26
GAIN = 0.08  # a good signal closes this share of the distance to 100
LOSS = 0.30  # a bad signal takes this share of what is there
CHANCE_OF_GOOD, CHANCE_OF_BAD = 0.22, 0.05
NOISE = 2.5


def moved(impression, kind, rng):
    """The impression after a signal, with chance, rounded and kept within 0 to 100."""
    change = GAIN * (100 - impression) if kind == "good" else -LOSS * impression
    return min(100, max(0, round(impression + change + rng.gauss(0, NOISE))))


def diary(rng):
    """Yield one row for each signal, neighbour by neighbour."""
    for neighbour in range(1, NEIGHBOURS + 1):
        impression = min(95, max(10, round(rng.gauss(55, 18))))
        for week in range(1, WEEKS + 1):
            draw = rng.random()
            if draw >= CHANCE_OF_GOOD + CHANCE_OF_BAD:
                continue
            kind = "good" if draw < CHANCE_OF_GOOD else "bad"
            after = moved(impression, kind, rng)
            yield {"neighbour": neighbour, "week": week, "signal": kind, "before": impression, "after": after}
            impression = after


def main():
    rows = list(diary(random.Random(SEED)))
    with open(Path(__file__).with_name("diary.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
