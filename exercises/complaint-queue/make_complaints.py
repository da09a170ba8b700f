"""Write complaints.csv and guests.csv: four weeks of July at the desk of Tangvig Badehotel, which does not exist.

The desk answers for the hotel and for 600 holiday cottages.
A complaint has a kind: "harm" (it grows while the guest waits), "public" (others read it) or "other". It arrives at
random, more often between 17 and 21 than otherwise, and takes a clerk some minutes to answer. The guests of the second file
met no failure, or one that was made good, or one to which nobody answered; how they rate the hotel and whether they came
back within two years is drawn by lot from shares that this program sets. The seeds are fixed, so every run writes the same
files. Standard library only:

    python3 make_complaints.py
"""

import csv
import random
from pathlib import Path

SEED, GUEST_SEED = 1755, 1985
DAYS = 28
OPEN, PEAK = 840, (540, 780)  # minutes after 8.00: the desk closes at 22, the peak lasts from 17 to 21
RATE = {"quiet": 4.0, "peak": 13.0}  # complaints in an hour
KINDS = {"harm": 0.15, "public": 0.25, "other": 0.60}
WORK = 6.0  # minutes that an answer takes on average
GROUPS = {  # number of guests, mean rating, spread, share who came back
    "nothing happened": (420, 7.7, 1.3, 0.50),
    "made good": (160, 8.2, 1.4, 0.50),
    "no answer": (120, 5.4, 1.9, 0.34),
}


def complaints(rng):
    """Yield (day, minute of arrival, kind, minutes of work) in the order of arrival."""
    for day in range(1, DAYS + 1):
        minute = 0.0
        while True:
            rate = RATE["peak" if PEAK[0] <= minute < PEAK[1] else "quiet"]
            minute += rng.expovariate(rate / 60)
            if minute >= OPEN:
                break
            kind = rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
            yield day, round(minute, 1), kind, round(max(rng.expovariate(1 / WORK), 0.5), 1)


def guests(rng):
    """Yield (group, rating from 1 to 10, came back: 1 or 0)."""
    for group, (number, mean, spread, share) in GROUPS.items():
        for _ in range(number):
            yield group, min(max(round(rng.gauss(mean, spread)), 1), 10), int(rng.random() < share)


def write(name, head, rows):
    with open(Path(__file__).with_name(name), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows([number, *row] for number, row in enumerate(rows, start=1))


def main():
    write("complaints.csv", ["complaint", "day", "arrived", "kind", "work"], complaints(random.Random(SEED)))
    write("guests.csv", ["guest", "group", "rating", "came_back"], guests(random.Random(GUEST_SEED)))


if __name__ == "__main__":
    main()
