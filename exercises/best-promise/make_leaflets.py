"""Write lunches.csv, leaflets.csv and guests.csv: a synthetic trial of Kafé Ljungen, a café that does not exist.

The café times 300 lunches with a clock. It then hands out leaflets with six different promises, each in eight office
blocks drawn by lot, and notes every guest who comes with one: how long the first lunch took, whether the café tried to
mend a broken promise, and how often the guest came in the year after. The seed is fixed, so every run writes the same
files. Standard library only:

    python3 make_leaflets.py
"""

import csv
import math
import random
from pathlib import Path

SEED = 1962
LUNCHES = 300
BLOCKS = 8  # for each promise
LEAFLETS = 125  # for each block
COST = 6  # SEK for each leaflet, printed and handed out

# promised minutes: share of leaflets that bring a guest
PULL = {6: 0.112, 8: 0.100, 10: 0.080, 12: 0.062, 15: 0.030, 20: 0.012}

# visits in the year after the first lunch, on average
KEPT, LET_DOWN, MENDED = 30, 5, 14


def minutes(rng):
    """How long a lunch takes, in whole minutes, rounded up as a guest's watch would have it."""
    late = rng.random() < 0.05
    return max(5, math.ceil(rng.gauss(9.8, 2.2) + (rng.uniform(3, 7) if late else 0)))


def visits(rng, mean):
    """Visits of one guest: most come now and then, some nearly every week."""
    return round(rng.gammavariate(2, mean / 2))


def guest(rng, block, promise):
    """One guest: first lunch, mended or not (drawn by lot among those let down), and visits in the year after."""
    took = minutes(rng)
    mended = took > promise and rng.random() < 0.5
    mean = KEPT if took <= promise else MENDED if mended else LET_DOWN
    return {"block": block, "promise": promise, "minutes": took, "mended": int(mended), "visits": visits(rng, mean)}


def write(name, rows):
    with open(Path(__file__).with_name(name), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    rng = random.Random(SEED)
    write("lunches.csv", [{"lunch": number, "minutes": minutes(rng)} for number in range(1, LUNCHES + 1)])
    promises = [promise for promise in PULL for _ in range(BLOCKS)]
    rng.shuffle(promises)
    leaflets, guests = [], []
    for block, promise in enumerate(promises, start=1):
        liking = rng.gauss(1, 0.15)  # some blocks lunch out more than others
        came = [guest(rng, block, promise) for _ in range(LEAFLETS) if rng.random() < PULL[promise] * liking]
        leaflets.append({"block": block, "promise": promise, "leaflets": LEAFLETS, "cost": LEAFLETS * COST, "new_guests": len(came)})
        guests += came
    write("leaflets.csv", leaflets)
    write("guests.csv", guests)


if __name__ == "__main__":
    main()
