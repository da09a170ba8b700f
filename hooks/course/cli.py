"""The command line: `course check`, `new`, `key`, `rules`, `report`, `schema`, `publish`. Exit status 0 sound, 1 problems, 2 wrong use."""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from pathlib import Path

from course.bank import load_bank
from course.cli_keys import add_key_commands, key_summary
from course.compress import compress
from course.headers import FRAMERS_FIX
from course.new import write_skeleton
from course.parallel import at_once, in_turn
from course.publish import publish
from course.rules import check_with_states, failing, tally
from course.rules.listing import listing
from course.schema import quiz_schema
from course.settings import read_settings

LARGE = 100  # quiz files, from which on two processes are worth their start


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    if not (options.root / "mkdocs.yml").is_file():
        print(f"course: {options.root}/mkdocs.yml is missing. Run this from the folder of mkdocs.yml, or give --root DIR.", file=sys.stderr)
        return 2
    gc.disable()  # for the same reason as in run
    try:
        return options.run(options)
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="course", description="Checks and writes the course's lessons and quizzes.")
    parser.add_argument("--root", type=Path, default=Path("."), metavar="DIR", help="folder of mkdocs.yml (default: this one)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check_command = commands.add_parser("check", help="check lessons, quizzes, exercises and concepts without building the site")
    check_command.add_argument("--strict", action="store_true", help="warnings and keys that are not agreed count as problems, too")
    check_command.set_defaults(run=_check)
    new_command = commands.add_parser("new", help="write a valid skeleton of a lesson and its quiz")
    new_command.add_argument("lesson", metavar="LESSON", help="path below docs without .md, such as interactive-marketing/waiting")
    new_command.set_defaults(run=_new)
    add_key_commands(commands)
    rules_command = commands.add_parser("rules", help="list the rules, from their own documentation")
    rules_command.set_defaults(run=_rules)
    report_command = commands.add_parser("report", help="coverage, keys, guessers, warnings and reading time, in figures")
    report_command.add_argument("--learner", action="store_true", help="with the cue learner, which takes longer and needs scipy")
    report_command.set_defaults(run=_report)
    schema_command = commands.add_parser("schema", help="write quizzes/schema.json from the model")
    schema_command.set_defaults(run=_schema)
    publish_command = commands.add_parser("publish", help="make a built site ready for any host: policy, header files, compressed copies")
    publish_command.add_argument("site", nargs="?", type=Path, metavar="SITE", help="folder of the built site (default: site)")
    publish_command.set_defaults(run=_publish)
    return parser


def _check(options: argparse.Namespace) -> int:
    quizzes = sum(1 for _ in options.root.glob("quizzes/**/*.yml"))
    together = at_once if quizzes > LARGE else in_turn
    bank = load_bank(options.root, together)
    problems, states = check_with_states(bank, options.strict, together)
    for problem in problems:
        print(problem)
    lessons = sum(lesson.is_lesson for lesson in bank.lessons.values())
    print(f"{lessons} lessons, {len(bank.items)} questions, {len(bank.exercises)} exercises: {tally(problems)}.", file=sys.stderr)
    print(key_summary(states), file=sys.stderr)
    return 1 if failing(problems, options.strict) else 0


def _rules(options: argparse.Namespace) -> int:
    print(listing())
    return 0


def _report(options: argparse.Namespace) -> int:
    from course.report import report_of, report_text  # brings numpy, which no other command needs

    try:
        print(report_text(report_of(load_bank(options.root), options.learner)))
    except ModuleNotFoundError as error:
        print(f"course: {error}", file=sys.stderr)
        return 2
    return 0


def _new(options: argparse.Namespace) -> int:
    lesson = options.lesson.removesuffix(".md").removeprefix("docs/")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*", lesson):
        print(f'course: "{lesson}" is no name of a lesson. Use lower-case letters, digits, hyphens, and / between folders.', file=sys.stderr)
        return 2
    try:
        written = write_skeleton(load_bank(options.root), lesson)
    except FileExistsError as error:
        print(f"course: {error.filename} exists already, and nothing was changed. Choose another name.", file=sys.stderr)
        return 2
    for path in written:
        print(f"wrote {path}")
    print("Now write the lesson, and add it to nav in mkdocs.yml.")
    return 0


def _schema(options: argparse.Namespace) -> int:
    (options.root / "quizzes" / "schema.json").write_text(quiz_schema(), encoding="utf-8")
    print("wrote quizzes/schema.json")
    return 0


def _publish(options: argparse.Namespace) -> int:
    site = options.site or options.root / "site"
    if not (site / "index.html").is_file():
        print(f"course: {site}/index.html is missing. Build the site first, or name its folder.", file=sys.stderr)
        return 2
    try:
        publish(site, read_settings((options.root / "mkdocs.yml").read_text(encoding="utf-8")).course)
    except ValueError as error:
        print(f"course: mkdocs.yml: {error} {FRAMERS_FIX}", file=sys.stderr)
        return 1
    saving = compress(site)
    print(f"{site}: {saving.files} files, {saving.before / 1e6:.1f} MB, are {saving.after / 1e6:.1f} MB when compressed.")
    return 0


def run() -> None:
    """Run the command line and leave at once: giving the memory of a large course back piece by piece would cost a second more."""
    try:
        status = main()
    except SystemExit as exit:  # how argparse ends
        status = exit.code if isinstance(exit.code, int) else 2
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    run()
