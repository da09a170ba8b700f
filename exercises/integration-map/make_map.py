"""Write people.csv and arrows.csv: two Integration Maps of a hospital kitchen in Bodø, which does not exist.

Spolia AB, a maker of dishwashers that does not exist either, drew them after two talks with the head of the kitchen. A strength
is the chance that what one person thinks about the matter changes what the other thinks: 0.9 (nearly always), 0.6 (often),
0.3 (now and then). "told" means that somebody told of the arrow or it was seen, "guessed" that it is a guess. Nothing here is
drawn by lot, so every run writes the same files. Standard library only:

    python3 make_map.py
"""

import csv
from pathlib import Path

# layer, person, roles, x and y on the sheet
PEOPLE = """
sales, director, approver, 3.0, 4.6
sales, purchaser, case handler, 2.4, 3.0
sales, finance officer, influencer, 1.2, 4.3
sales, technical manager, influencer, 5.0, 3.0
sales, hygiene nurse, influencer, 0.6, 2.1
sales, head of kitchen, user, 2.4, 1.8
sales, electrician, influencer, 5.8, 2.1
sales, safety delegate, influencer, 4.1, 2.0
sales, ward sister, influencer, 0.3, 1.0
sales, neighbour's cook, influencer, 1.4, 0.8
sales, shift leader, user, 3.0, 0.9
sales, dish assistant, initiator + user, 3.0, 0.0
sales, storekeeper, influencer, 0.0, 3.4
sales, dietician, user, 5.2, 1.0
sales, patients' council, influencer, 5.2, 4.6
loyalty, technical manager, approver, 3.0, 4.6
loyalty, electrician, case handler, 4.6, 3.3
loyalty, finance officer, influencer, 1.0, 3.3
loyalty, head of kitchen, user, 2.6, 2.2
loyalty, hygiene nurse, influencer, 0.8, 1.2
loyalty, shift leader, initiator + user, 3.4, 1.1
loyalty, dish assistant, user, 3.4, 0.0
loyalty, night cleaner, user, 5.4, 1.2
"""

# layer, from, to, strength, known
ARROWS = """
sales, purchaser, director, 0.6, told
sales, purchaser, finance officer, 0.3, told
sales, purchaser, storekeeper, 0.3, guessed
sales, finance officer, director, 0.6, guessed
sales, technical manager, director, 0.3, guessed
sales, technical manager, purchaser, 0.6, told
sales, hygiene nurse, director, 0.3, told
sales, hygiene nurse, purchaser, 0.3, told
sales, head of kitchen, purchaser, 0.3, told
sales, head of kitchen, hygiene nurse, 0.9, told
sales, head of kitchen, technical manager, 0.3, told
sales, head of kitchen, dietician, 0.6, guessed
sales, electrician, technical manager, 0.9, told
sales, ward sister, hygiene nurse, 0.3, guessed
sales, neighbour's cook, head of kitchen, 0.6, told
sales, shift leader, head of kitchen, 0.6, told
sales, shift leader, safety delegate, 0.3, guessed
sales, safety delegate, director, 0.3, guessed
sales, dish assistant, shift leader, 0.9, told
sales, director, patients' council, 0.3, guessed
loyalty, electrician, technical manager, 0.9, told
loyalty, finance officer, technical manager, 0.3, told
loyalty, head of kitchen, technical manager, 0.3, told
loyalty, head of kitchen, electrician, 0.3, told
loyalty, hygiene nurse, head of kitchen, 0.6, told
loyalty, shift leader, head of kitchen, 0.6, told
loyalty, shift leader, electrician, 0.6, guessed
loyalty, dish assistant, shift leader, 0.9, told
loyalty, night cleaner, electrician, 0.6, told
"""

FILES = {
    "people.csv": ("layer,person,roles,x,y", PEOPLE),
    "arrows.csv": ("layer,from,to,strength,known", ARROWS),
}


def main():
    for name, (head, lines) in FILES.items():
        with open(Path(__file__).with_name(name), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head.split(","))
            writer.writerows([cell.strip() for cell in line.split(",")] for line in lines.strip().splitlines())


if __name__ == "__main__":
    main()
