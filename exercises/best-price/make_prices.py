"""Write prices.csv: a year of prices in seven clothing chains of a Swedish town. No chain of them exists.

One row is one week; a column holds the price in SEK of the same basket of children's clothes. Lågvall keeps its price
within a narrow band. The six others, named by colours, lie above it on average and vary widely, with a level of
their own each. The seed is fixed, so every run writes the same file. Standard library only:

    python3 make_prices.py
"""

import csv
import random
from pathlib import Path

SEED = 1961
WEEKS = 52
LOWEST, HIGHEST = 200, 300  # what the six others ask, before their own level is added
LEVELS = {"blue": -4, "red": 6, "green": 0, "grey": -2, "white": 3, "black": -3}
LAGVALL = 230


def week(rng, number):
    """One row: Lågvall's price moves little, each of the others lands anywhere in its range."""
    row = {"week": number, "lagvall": round(min(246, max(214, rng.gauss(LAGVALL, 7))))}
    row.update({name: round(rng.uniform(LOWEST, HIGHEST) + level) for name, level in LEVELS.items()})
    return row


def main():
    rng = random.Random(SEED)
    rows = [week(rng, number) for number in range(1, WEEKS + 1)]
    with open(Path(__file__).with_name("prices.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
