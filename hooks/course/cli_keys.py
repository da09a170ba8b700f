"""`course key paper|record|confirm|status`: the commands by which questions get and keep their second keys."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from course.bank import Bank, Item, load_bank
from course.keys import CannotConfirm, Recorded, confirm, confirmable, difference, lock_problems, record, standings, wilson
from course.lock import STATES, load_lock
from course.model import Problem
from course.paper import read_paper, write_paper
from course.source import did_you_mean


def add_key_commands(commands: argparse._SubParsersAction) -> None:
    """Add `key` and its commands to the command line."""
    key = commands.add_parser("key", help="second keys: have the questions answered by somebody who did not write them")
    actions = key.add_subparsers(required=True, metavar="ACTION")
    paper = actions.add_parser("paper", help="write a paper without keys, outside the checkout")
    paper.add_argument("lessons", nargs="+", metavar="LESSON", help="path below docs without .md, or the folder of a part")
    paper.add_argument("--all", action="store_true", help="also questions whose key is agreed")
    paper.add_argument("--to", type=Path, metavar="FILE", help="where to write (default: a new file in the folder for temporary files)")
    paper.set_defaults(run=_paper)
    recording = actions.add_parser("record", help="store the answers of a paper")
    recording.add_argument("paper", type=Path, metavar="PAPER")
    recording.add_argument("--as", dest="role", required=True, type=_filled, metavar="ROLE", help="who answered: a role, such as second-reader, no name")
    recording.add_argument("--partial", action="store_true", help="store what is answered although something is missing")
    recording.set_defaults(run=_record)
    confirming = actions.add_parser("confirm", help="keep a key after a change that does not touch it, such as a spelling")
    confirming.add_argument("ids", nargs="+", metavar="ID")
    confirming.add_argument("--as", dest="role", type=_filled, metavar="ROLE", help="who looked at the change; without it the change is only shown")
    confirming.add_argument("--why", type=_filled, metavar="TEXT", help="why the key still holds; without it the change is only shown")
    confirming.set_defaults(run=_confirm)
    status = actions.add_parser("status", help="count the keys by state and list those that are not agreed")
    status.add_argument("lessons", nargs="*", metavar="LESSON")
    status.set_defaults(run=_status)


def _filled(text: str) -> str:
    """Return an argument without spaces about it; raises ArgumentTypeError where nothing is left."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text.strip()


def _chosen(bank: Bank, names: list[str]) -> set[str]:
    """Return the lessons that names or folders stand for; raises LookupError with a message for one that stands for none."""
    chosen: set[str] = set()
    for name in names:
        name = name.removesuffix(".md").removeprefix("docs/").rstrip("/")
        found = {lesson for lesson in bank.quizzes if lesson == name or lesson.startswith(name + "/")}
        if not found:
            raise LookupError(f'there is no quiz for "{name}".{did_you_mean(name, bank.quizzes)}')
        chosen |= found
    return chosen or set(bank.quizzes)


def _paper(options: argparse.Namespace) -> int:
    bank = load_bank(options.root)
    try:
        lessons = _chosen(bank, options.lessons)
    except LookupError as error:
        return _refuse(str(error))
    if _unreadable(bank, lessons):
        return 1
    items = [s.item for s in standings(bank) if s.item.lesson in lessons and (options.all or s.state != "agreed")]
    if not items:
        print("All keys are agreed; there is nothing to ask. --all asks everything again.")
        return 0
    target = options.to or _free(Path(tempfile.gettempdir()), options.lessons[0].rstrip("/").rsplit("/", 1)[-1])
    if target.resolve().is_relative_to(bank.root.resolve()):
        return _refuse(f"{target} lies in the checkout, where the keys are. Choose a place outside it.")
    if target.exists():
        return _refuse(f"{target} exists already and may hold answers. Choose another name.")
    try:
        target.write_text(write_paper(bank, items), encoding="utf-8")
    except OSError as error:
        return _refuse(f"{target} cannot be written: {error.strerror}.")
    print(f"wrote {target}: {len(items)} questions. Give it to somebody who did not write them and has not seen the keys.")
    return 0


def _unreadable(bank: Bank, lessons: Iterable[str]) -> bool:
    """Print what keeps a paper from being written: locks and lessons that cannot be read. Tell whether there was anything."""
    problems = lock_problems(bank, lessons)
    for lesson in sorted(lessons):
        if lesson not in bank.lessons or not bank.lessons[lesson].text:
            fact = f"The lesson {bank.settings.docs}/{lesson}.md cannot be read."
            problems.append(Problem(bank.quizzes[lesson].path, 1, "lesson", fact, 'See "course check".'))
    for problem in problems:
        print(problem)
    return bool(problems)


def _free(folder: Path, name: str) -> Path:
    number = 1
    while (path := folder / f"second-key-{name}-{number}.txt").exists():
        number += 1
    return path


def _record(options: argparse.Namespace) -> int:
    bank = load_bank(options.root)
    try:
        text = options.paper.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"{options.paper} cannot be read: {error}")
    recorded = record(bank, read_paper(text), str(options.paper), options.role, options.partial)
    for problem in recorded.problems:
        print(problem)
    if recorded.problems and not recorded.stored:
        print("Nothing was stored. Mend that first, or store the rest with --partial.", file=sys.stderr)
        return 1
    _report(recorded)
    return 1 if recorded.problems else 0


def _report(recorded: Recorded) -> None:
    print(f"{recorded.stored} answers stored, {len(recorded.disputed)} of them disputed.")
    if recorded.first:
        low, high = wilson(recorded.agreed_at_first, recorded.first)
        share = recorded.agreed_at_first / recorded.first
        print(f"Agreement at first keying: {recorded.agreed_at_first} of {recorded.first}, {share:.1%} (95 % Wilson {low:.0%} to {high:.0%}).")
    for item, entry in recorded.disputed:
        print(f"{item.path}:{item.line('id')}: {item.question.id}: the paper says {entry.answer}, the author {item.question.key}.")
        if entry.doubt:
            print(f"    doubt: {entry.doubt}")


def _confirm(options: argparse.Namespace) -> int:
    bank = load_bank(options.root)
    for id in options.ids:
        if id not in bank.items:
            return _refuse(f'there is no question "{id}".{did_you_mean(id, bank.items)}')
    kept = [_confirm_one(bank, bank.items[id], options) for id in options.ids]
    if any(kept) and not (options.role and options.why):
        return _refuse("nothing was changed. To keep a key, say who looked at this, and why it still holds: --as ROLE --why TEXT")
    return 0 if all(kept) else 1


def _confirm_one(bank: Bank, item: Item, options: argparse.Namespace) -> bool:
    """Show what has changed about a question and, if it is said who looked and why, keep its key. Tell whether it may be kept."""
    id = item.question.id
    entry = load_lock(bank, item.lesson)[0].get(id)
    for change in difference(item, entry, bank) if entry else []:
        print(change)
    try:
        confirmable(bank, item)
    except CannotConfirm as error:
        print(f"{item.path}:{item.line('id')}: [second-key] {id}: {error}")
        return False
    if options.role and options.why:
        confirm(bank, item, options.role, options.why)
        print(f"Confirmed: {id} keeps its key.")
    return True


def _status(options: argparse.Namespace) -> int:
    bank = load_bank(options.root)
    try:
        lessons = _chosen(bank, options.lessons)
    except LookupError as error:
        return _refuse(str(error))
    problems = lock_problems(bank, sorted(lessons))
    for problem in problems:
        print(problem)
    found = [standing for standing in standings(bank) if standing.item.lesson in lessons]
    for standing in found:
        if standing.state != "agreed":
            print(f"{standing.item.path}:{standing.item.line('id')}: {standing.item.question.id} is {standing.state}.")
    print(key_summary(Counter(standing.state for standing in found)))
    return 1 if problems or any(standing.state != "agreed" for standing in found) else 0


def key_summary(states: Counter[str]) -> str:
    """Return the counts by state in one line."""
    return "Second keys: " + ", ".join(f"{states[state]} {state}" for state in STATES if states[state] or state == "agreed") + "."


def _refuse(message: str) -> int:
    print(f"course: {message}", file=sys.stderr)
    return 2
