"""Write survey.csv: a synthetic SERVQUAL survey of guests of Tangvig Badehotel, a hotel that does not exist.

120 guests answer 22 pairs on a scale of 1 to 7: what an excellent seaside hotel would offer (`_e`) and what Tangvig
gave them (`_p`). Each also shares out 100 points over the five SERVQUAL dimensions (`w_`). The seed is fixed, so every
run writes the same file. Standard library only:

    python3 make_survey.py
"""

import csv
import random
from pathlib import Path

SEED = 1988
GUESTS = 120
DIMENSIONS = ["tangibles", "reliability", "responsiveness", "assurance", "empathy"]

# item: (mean expectation, mean perception) before answers are rounded and kept within 1 to 7
ITEMS = {
    "tan1": (5.6, 6.2),
    "tan2": (5.1, 5.3),
    "tan3": (5.4, 5.6),
    "tan4": (3.9, 3.9),
    "rel1": (6.8, 5.7),
    "rel2": (6.7, 5.2),
    "rel3": (6.6, 5.4),
    "rel4": (6.5, 5.6),
    "rel5": (6.8, 5.6),
    "res1": (6.1, 5.5),
    "res2": (6.3, 5.2),
    "res3": (6.2, 5.9),
    "res4": (5.9, 5.2),
    "ass1": (5.9, 5.5),
    "ass2": (6.1, 6.0),
    "ass3": (6.3, 6.3),
    "ass4": (6.0, 5.1),
    "emp1": (5.2, 4.9),
    "emp2": (5.4, 5.2),
    "emp3": (5.0, 4.7),
    "emp4": (5.3, 4.4),
    "emp5": (5.1, 4.3),
}

# the points that an average guest gives to each SERVQUAL dimension
POINTS = [13, 34, 22, 16, 15]


def answer(rng, mean, *shifts):
    """One answer on the scale of 1 to 7: the mean, what is peculiar to the guest, and chance."""
    return min(7, max(1, round(mean + sum(shifts) + rng.gauss(0, 0.8))))


def share_points(rng):
    """Share out 100 points in steps of 5, at least 5 for each SERVQUAL dimension."""
    points = [5] * len(DIMENSIONS)
    pull = [rng.gammavariate(mean / 5, 1) for mean in POINTS]
    for choice in rng.choices(range(len(DIMENSIONS)), weights=pull, k=15):
        points[choice] += 5
    return points


def guest(rng, number):
    """One row: a guest has a way of marking (generous or strict), a stay that went well or badly, and points."""
    generous, stay = rng.gauss(0, 0.35), rng.gauss(0, 0.5)
    row = {"respondent": number}
    for item, (expected, perceived) in ITEMS.items():
        row[f"{item}_e"] = answer(rng, expected, generous)
        row[f"{item}_p"] = answer(rng, perceived, generous, stay)
    row.update({f"w_{name}": points for name, points in zip(DIMENSIONS, share_points(rng))})
    return row


def main():
    rng = random.Random(SEED)
    rows = [guest(rng, number) for number in range(1, GUESTS + 1)]
    with open(Path(__file__).with_name("survey.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
