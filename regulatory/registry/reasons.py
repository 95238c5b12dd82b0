"""Why a licence was found, in words, told from the licence and what was typed."""

from collections.abc import Iterator

from casemgr.wording import plain
from regulatory.registry.finding import Question
from regulatory.registry.folding import key_of, sound_of
from regulatory.registry.models import Licence
from regulatory.registry.spellings import readings_of
from regulatory.registry.typed import SHORTEST_PART


def reason_of(licence: Licence, question: Question) -> str:
    """Say what of the licence answers to what was typed."""
    if question.typed.is_empty:
        return ""
    told = _by_words(licence, question)
    words = "; ".join(dict.fromkeys(filter(None, told)))
    return (
        _known(licence, question, "earlier")
        or _by_number(licence, question)
        or _by_name(licence, question.typed.key)
        or _known(licence, question, "person")
        or (words if all(told) else "")
        or _known(licence, question, "heard", "close")
        or words
        or "all words"
    )


def _known(licence: Licence, question: Question, *ways: str) -> str:
    told = (question.known.get(way, {}).get(licence.id) for way in ways)
    return next(filter(None, told), "")


def _by_number(licence: Licence, question: Question) -> str:
    typed, number = question.typed, licence.compact
    if typed.phone and typed.phone == licence.phone:
        return "this telephone number"
    if not typed.compact:
        return ""
    if number == typed.compact:
        return "this number"
    if zips := [one for one in typed.zips if licence.zip.startswith(one)]:
        return f"ZIP {zips[0]}"
    return _by_part(licence, typed.compact)


def _by_part(licence: Licence, part: str) -> str:
    number = licence.compact
    if number.startswith(part):
        return f"number begins with {part}"
    if len(part) == 8 and number[:3] + licence.sequence == part:
        return "first three and last five of the number"
    if licence.sequence == part or number.endswith(part):
        return f"number ends with {part}"
    return f"{part} within the number" if len(part) >= SHORTEST_PART and part in number else ""


def _by_name(licence: Licence, key: str) -> str:
    if licence.name_key == key:
        return "this name"
    if licence.name_key.startswith(key):
        return f"name begins with “{key}”"
    if licence.trade_key == key:
        return "this trade name"
    return f"trade name begins with “{key}”" if licence.trade_key.startswith(key) else ""


def _by_words(licence: Licence, question: Question) -> list[str]:
    places = _places(licence)
    return [_by_word(ways, places, question, licence) for ways in readings_of(question.typed.words)]


def _by_word(
    ways: list[str], places: dict[str, list[str]], question: Question, licence: Licence
) -> str:
    for name, words in places.items():
        text = f" {' '.join(words)} "
        if any(f" {way}" in text for way in ways):
            return f"“{ways[0]}” in the {name}"
    if f"county:{licence.county_fips}" in ways:
        return f"in {plain(ways[0])}"
    meant = dict.fromkeys(question.spelled.get(ways[0], ()), "spelled nearly")
    for word, name in [(word, name) for name, words in places.items() for word in words]:
        if sound_of(word) and sound_of(word) == sound_of(ways[0]):
            return f"sounds like: {word.upper()} in the {name}"
        if word in meant:
            return f"{meant[word]}: {word.upper()} in the {name}"
    return ""


def _places(licence: Licence) -> dict[str, list[str]]:
    def folded() -> Iterator[tuple[str, str]]:
        yield "name", licence.name_key
        yield "trade name", licence.trade_key
        yield "city", key_of(licence.city)
        yield "state", licence.state.lower()
        yield "street", key_of(f"{licence.street} {licence.street2}")
        yield "mailing address", key_of(f"{licence.mail_street} {licence.mail_city}")
        yield "number", key_of(licence.number)
        yield "place", licence.place_key

    return {name: text.split() for name, text in folded()}
