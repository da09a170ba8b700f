"""Rules on the wording of stems and feedback, after Haladyna, Downing and Rodriguez (2002) and SAQUET (Moore et al. 2023).

Only what a program can tell for certain is a rule here; what needs judgement is left to the second key and to the author's report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.bank import Bank, Item
from course.kinds.options import Choice
from course.rules import Fault, item_rule
from course.rules.markup import render
from course.rules.reading import STOP, WORD, reading, root
from course.source import shown, walk

MAX_WORDS = 120
MIN_STEM = 6
MIN_FEEDBACK = 8
MAX_FRAME = 40

SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[^a-z])")
BLANK = re.compile(r"(?:^|(?<=[^\w]))_{2,}(?!\w)|(?:^|(?<=\s))(?:\.\.\.|\u2026)(?=\s)|(?:\.\.\.|\u2026)\W{0,4}$")
QUOTED = re.compile(r"\"[^\"]{0,500}\"|\u201c[^\u201d]{0,500}\u201d")
EMPTY_ASK = re.compile(r"^which (?:one )?of (?:the following|these)(?: \w+)? (?:is|are) (?:true|correct|right|false|incorrect|wrong)\b", re.I)
NEGATIVES = {"not", "except", "least", "never", "incorrect", "false"}
HIDDEN = re.compile(r"un(?!der)\w+able$|\w+n't$")
NEGATIVE = re.compile(r"\b(?:(?<!\bor )not|except|(?<!\bat )least|never|un(?!der)\w+able|incorrect|false|\w+n't)\b", re.I)
BEFORE = r"(?:(?!\b(?:who|that|which|when|where|because|if|since|although|as|but|and)\b)[^,;:])*?"
HELPING = r"\b(?:is|are|was|were|do|does|did|can|could|will|would|has|have|had|should|must)"
ASK = r"\b(?:which|what|who|whom|where|when)\b"
EXCEPTION = re.compile(
    rf"^(?:(?!{ASK}).)*{ASK}{BEFORE}{HELPING}(?:n't\b|(?: \w+){{0,3}}? \W*(?:not|never|incorrect|false|least likely)\b)"
    r"|\bexcept\b(?! (?:for|when|if|that)\b)",
    re.I | re.S,
)
DENIALS = {"not", "never", "no", "none", "nobody", "nothing", "cannot"}
OPINION = re.compile(r"\b(?:in your (?:opinion|view)|do you (?:think|believe|prefer|feel))\b", re.I)
LETTER = re.compile(
    r"\b(?:[Oo]ptions?|[Aa]nswers?|[Aa]lternatives?|[Cc]hoices?) [\"'(]?(?:[A-F]\b|[b-f]\b|a(?=[\"').,;:]|$))"
    r"|\b[Oo]ptions? (?:number |no\. )?\d\b|\b(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Ll]ast) (?:option|alternative)\b"
    r"|\b(?:options?|alternatives?) (?:above|below)\b|\banswers? above\b"
)
ON_OPTIONS = ("option", "Option", "nswer", "lternative", "hoice")
FILLER = frozenset({"answer", "choice", "correct", "false", "incorrect", "option", "right", "true", "wrong"})


def asking(stem: str) -> str:
    """Return the sentence of a stem that asks: the last with a question mark, else the last of all."""
    sentences = SENTENCE_END.split(stem)
    return next((sentence for sentence in reversed(sentences) if "?" in sentence), sentences[-1])


def blanks(stem: str) -> tuple[list[str], bool]:
    """Return the words before each blank that stands inside a stem, and whether one stands at its end. Quoted dots are no blank."""
    if "__" not in stem and "..." not in stem and "\u2026" not in stem:
        return [], False
    text = QUOTED.sub(lambda match: match[0].replace(".", " ").replace("\u2026", " "), stem)
    found = [(match.start(), len(text[match.end() :].split())) for match in BLANK.finditer(text)]
    return [shown(" ".join(text[:start].split()[-3:])) for start, after in found if after >= 3], any(after < 3 for _, after in found)


@item_rule("blank")
def no_blank_inside(item: Item, bank: Bank) -> Iterator[Fault]:
    """A stem has no blank in its middle: the reader would have to hold half a sentence in mind while reading all options."""
    for before in blanks(reading(item, bank).stem.text)[0]:
        yield ("stem",), f'has a blank in its stem, after "{before}".', "Ask a whole question."


@item_rule("blank-at-end", "warning")
def no_blank_at_end(item: Item, bank: Bank) -> Iterator[Fault]:
    """A stem is a question sooner than a sentence to complete, since options that complete one sentence give clues by their grammar."""
    if blanks(reading(item, bank).stem.text)[1]:
        yield ("stem",), "ends its stem in a blank.", "Ask a whole question."


@item_rule("stem", "warning")
def stem_asks_one_thing(item: Item, bank: Bank) -> Iterator[Fault]:
    """The stem of a question with options asks something that can be answered with the options covered."""
    if not isinstance(item.question, Choice):
        return
    stem = reading(item, bank).stem.text
    if "?" not in stem and not stem.endswith((":", "_", "...", "\u2026")):
        yield ("stem",), f'asks nothing: "{shown(asking(stem))}".', "End the stem in a question."
    match = EMPTY_ASK.match(asking(stem))
    if match:
        yield ("stem",), f'asks only "{match[0]}", so that each option is a question of its own.', "Ask what the right option answers."
    words = len(stem.split())
    if words < MIN_STEM:
        yield ("stem",), f'has a stem of {words} words, "{shown(stem)}".', "Say in the stem what the options are about."


@item_rule("stem", "warning")
def stem_holds_the_idea(item: Item, bank: Bank) -> Iterator[Fault]:
    """The stem is no shorter than an option is on average: the matter belongs in the stem, where it is read once."""
    known = reading(item, bank)
    words, total = len(known.stem.text.split()), sum(len(option.text.split()) for option in known.options)
    if words * len(known.options) < total:
        mean = total / len(known.options)
        yield ("stem",), f"has a stem of {words} words and options of {mean:.0f} on average.", "Move what the options share into the stem."


def negation(item: Item, bank: Bank) -> tuple[str, bool]:
    """Return the negative word of the asking sentence, or nothing, and whether it makes the reader look for what does not fit."""
    stem = reading(item, bank).stem
    hidden = "n't" in stem.text or "able" in stem.text
    if NEGATIVES.isdisjoint(stem.tokens) and not (hidden and any(HIDDEN.match(word) for word in stem.tokens)):
        return "", False
    sentence = asking(stem.text)
    match = NEGATIVE.search(sentence)
    return (match[0], EXCEPTION.search(sentence) is not None) if match else ("", False)


@item_rule("negative", "warning")
def stem_is_positive(item: Item, bank: Bank) -> Iterator[Fault]:
    """A stem asks for what is, since a reader who knows the matter may still miss a "not". What a case tells may be negative."""
    word, _ = negation(item, bank)
    if word:
        yield ("stem",), f'asks with "{word}".', "Ask for what holds."


@item_rule("negative-unmarked")
def exceptions_are_marked(item: Item, bank: Bank) -> Iterator[Fault]:
    """Where a stem does ask for what does not fit, its negative word is in capitals or bold, so that nobody is graded for overlooking it."""
    word, excludes = negation(item, bank)
    bold = re.search(rf"(\*\*|__)[^*_]*\b{re.escape(word)}\b[^*_]*\1", item.question.stem, re.I) if excludes else None
    if excludes and not word.isupper() and not bold:
        marked = "NOT" if "'" in word else word.upper()
        yield ("stem",), f'asks with "{word}", which is easily overlooked.', f"Ask for what holds, or write **{marked}**."


@item_rule("negative-twice")
def negations_are_single(item: Item, bank: Bank) -> Iterator[Fault]:
    """A negative stem has no negative option: two negations in one thought test logic, not the matter."""
    word, excludes = negation(item, bank)
    for option in reading(item, bank).options if excludes else ():
        denials = [token for token in option.tokens if token in DENIALS or token.endswith("n't")]
        if denials:
            yield option.place, f'asks with "{word}" and denies with "{denials[0]}" in option {option.option.id}.', "Make the stem positive."


@item_rule("opinion", "warning")
def no_opinion_is_asked(item: Item, bank: Bank) -> Iterator[Fault]:
    """A question that is graded asks for no opinion: whoever is asked what they think cannot be wrong."""
    stem = reading(item, bank).stem
    match = OPINION.search(stem.text) if "you" in stem.text else None
    if match and "according to" not in stem.text.lower():
        yield ("stem",), f'asks for an opinion with "{match[0]}".', "Ask what follows, or according to whom."


@item_rule("wordy", "warning")
def reading_is_short(item: Item, bank: Bank) -> Iterator[Fault]:
    """Stem and options have no more than 120 words together: more tests patience, and slow readers most."""
    known = reading(item, bank)
    words = sum(len(part.text.split()) for part in (known.stem, *known.options)) if known.options else 0
    if words > MAX_WORDS:
        yield ("stem",), f"has {words} words in stem and options, more than {MAX_WORDS}.", "Leave out what no option turns on."


@item_rule("thin-feedback", "warning")
def feedback_explains(item: Item, bank: Bank) -> Iterator[Fault]:
    """Feedback has eight words or more, since less can only say right or wrong, which the reader sees anyway."""
    for option in reading(item, bank).options:
        feedback = option.option.feedback
        if feedback and len(feedback.split()) < MIN_FEEDBACK:
            place = ("options", option.index, "feedback")
            words = len(feedback.split())
            yield place, f'has feedback of {words} words on option {option.option.id}, "{shown(feedback)}".', f"Say why, in {MIN_FEEDBACK} words or more."


@item_rule("thin-feedback", "warning")
def feedback_adds_something(item: Item, bank: Bank) -> Iterator[Fault]:
    """Feedback says more than its option does, since a repeated option explains nothing."""
    for option in reading(item, bank).options:
        feedback = option.option.feedback
        short = feedback and len(feedback) < len(option.text) + MAX_FRAME and len(feedback.split()) >= MIN_FEEDBACK
        if short and all(word in STOP or word in FILLER or root(word) in option.content for word in _words(feedback)):
            place = ("options", option.index, "feedback")
            yield place, f'only repeats option {option.option.id} in its feedback, "{shown(feedback)}".', "Say what is right or wrong in it."


def _words(text: str) -> Iterator[str]:
    for match in WORD.finditer(text):
        yield match[0].lower()


@item_rule("named-by-place", "warning")
def options_go_by_their_words(item: Item, bank: Bank) -> Iterator[Fault]:
    """No text of a question names an option by letter, number or place: options are shuffled for each reader."""
    known = reading(item, bank)
    if not known.options or known.in_order or not any(part in known.written for part in ON_OPTIONS):
        return
    texts = [(("hint",), item.question.hint or "")]
    for option in known.options:
        texts += ((option.place, option.text), (("options", option.index, "feedback"), option.option.feedback or ""))
    for location, text in texts:
        match = LETTER.search(text) if any(part in text for part in ON_OPTIONS) else None
        if match:
            yield location, f'names an option by "{match[0]}", but options are shuffled.', "Name it by its words."


@item_rule("alt")
def images_have_words(item: Item, bank: Bank) -> Iterator[Fault]:
    """An image says in words what it shows, for whoever cannot see it: a question that needs its image is else lost to them."""
    if "![" not in reading(item, bank).written:
        return
    for location, _, text in walk(item.raw):
        if isinstance(text, str) and "![" in text and re.search(r'<img\b(?![^>]*\balt="[^"]*[^"\s])', render(text, bank) or ""):
            yield location, f'shows an image without words for it, "{shown(text[text.index("![") :])}".', "Write what it shows between the brackets."
