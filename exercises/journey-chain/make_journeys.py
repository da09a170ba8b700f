"""Write journeys.csv: what became of 400 people who answered a film of Fjellvolt Bil, a car dealer that does not exist.

Each row is one contact with one person: the state in which the person was, and the state after the contact. Each journey is
told to its end, in loyalty or gone. In stand-by there are two kinds of people, the warm and the cool, and the log does not say
who is which. The seed is fixed, so every run writes the same file. Standard library only:

    python3 make_journeys.py
"""

import csv
import random
from pathlib import Path

SEED = 1924
PEOPLE = 400
WARM = 0.5  # the share of people who are warm
MOVES = {
    "contact": {"contact": 0.58, "sales": 0.31, "gone": 0.11},
    "sales": {"stand-by": 0.50, "loyalty": 0.30, "gone": 0.20},
    "warm": {"stand-by": 0.66, "sales": 0.24, "gone": 0.10},
    "cool": {"stand-by": 0.87, "sales": 0.03, "gone": 0.10},
}


def journey(rng):
    """Yield (state, next state) for each contact with one person, until loyalty or gone."""
    kind = "warm" if rng.random() < WARM else "cool"
    state = "contact"
    while state not in ("loyalty", "gone"):
        moves = MOVES[kind if state == "stand-by" else state]
        following = rng.choices(list(moves), weights=list(moves.values()))[0]
        yield state, following
        state = following


def main():
    rng = random.Random(SEED)
    with open(Path(__file__).with_name("journeys.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["person", "contact", "state", "next"])
        for person in range(1, PEOPLE + 1):
            for number, (state, following) in enumerate(journey(rng), start=1):
                writer.writerow([person, number, state, following])


if __name__ == "__main__":
    main()
