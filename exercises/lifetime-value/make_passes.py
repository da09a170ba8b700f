"""Write passes.csv: ten years of coffee passes at Kafé Ljungen, a café that does not exist.

One row is one holder: the first and the last year in which he or she bought a pass, and the cups drunk in a year. Each
holder has a chance of not renewing that stays the same from year to year. It differs between holders (a beta
distribution), and those who are likeliest to renew drink most. 2023 is the last year on record. The seed is fixed,
so every run writes the same file. Standard library only:

    python3 make_passes.py
"""

import csv
import random
from pathlib import Path

SEED = 3012
LAST_YEAR = 2023
# the holders who bought their first pass in each year; in 2021 there was a campaign
NEW_HOLDERS = {2014: 400, 2015: 90, 2016: 90, 2017: 90, 2018: 90, 2019: 90, 2020: 90, 2021: 420, 2022: 90, 2023: 90}
ALPHA, BETA = 1, 3  # a quarter of all holders leave after their first year


def holder(rng, number, first):
    """One row: the chance of leaving is drawn once and then holds for each year."""
    chance = rng.betavariate(ALPHA, BETA)
    last = first
    while last < LAST_YEAR and rng.random() > chance:
        last += 1
    cups = round(min(470, max(40, rng.gauss(440 - 560 * chance, 40))))
    return {"holder": number, "first": first, "last": last, "cups": cups}


def main():
    rng = random.Random(SEED)
    years = [year for year, new in NEW_HOLDERS.items() for _ in range(new)]
    rows = [holder(rng, number, year) for number, year in enumerate(years, start=1)]
    with open(Path(__file__).with_name("passes.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
