"""When nothing was found: what was tried, which filter keeps how many out, what may be meant."""

from dataclasses import dataclass

from casemgr.navigation import here
from regulatory.registry.filters import FilterForm
from regulatory.registry.finding import Question, count_up_to, known_words, list_spellings
from regulatory.registry.typed import SHORTEST_PART

MOST = 1000
WORDS = {
    "number": "that number",
    "earlier": "a number that it had earlier",
    "key": "the first three and last five of a number",
    "phone": "that telephone number",
    "zip": "that ZIP code",
    "begins": "a number that begins so",
    "sequence": "a number that ends so",
    "ends": "a number that ends so",
    "part": "that part within a number",
    "name": "a name that begins so",
    "trade": "a trade name that begins so",
    "person": "people of that name",
    "words": "all the words in the name, the address or the number",
    "sounds": "names that sound like it",
    "heard": "people whose name sounds like it",
    "near": "words that are spelled nearly so",
    "close": "people whose name is spelled nearly so",
}
TOO_SHORT = f"what lies within a number is looked for from {SHORTEST_PART} characters on"


@dataclass(frozen=True)
class Way:
    """A way on: a link, and what it leads to."""

    words: str
    url: str


@dataclass(frozen=True)
class Nothing:
    """What was tried in vain, and the ways on from there."""

    tried: list[str]
    unknown: list[str]
    spellings: list[Way]
    filters: list[Way]


def explain(question: Question, form: FilterForm) -> Nothing:
    """Tell somebody who found nothing what to change."""
    typed = question.typed
    tried = [] if typed.is_empty else [WORDS[tier.name] for tier in question.tiers()]
    tried += [TOO_SHORT] if 0 < len(typed.compact) < SHORTEST_PART else []
    words = [word for word in typed.words if word.isalpha() and len(word) > 2]
    known = known_words(words)
    unknown = [word for word in words if word not in known]
    spellings = [way for word in unknown for way in _spellings(typed.text, word)]
    return Nothing(list(dict.fromkeys(tried)), unknown, spellings, _filters(question, form))


def _spellings(text: str, word: str) -> list[Way]:
    """Offer the nearest words in the place of one that occurs nowhere."""
    near = list_spellings(word) if word.isascii() else []
    lower = text.lower()
    return [Way(one.upper(), here(q=lower.replace(word, one))) for one in near]


def _filters(question: Question, form: FilterForm) -> list[Way]:
    """Say of each filter how many it alone keeps out."""
    ways = []
    for name, conditions in form.conditions().items():
        wider = question
        for condition in conditions:
            wider = wider.without(condition)
        count = count_up_to(wider)
        if count:
            ways.append(
                Way(f"{form.words_of(name)} keeps {_many(count)} out", here(**{name: None}))
            )
    return ways


def _many(count: int) -> str:
    return f"more than {MOST:,}" if count > MOST else f"{count:,}"
