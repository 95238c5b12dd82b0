"""Records of fixed width: how long they are, and whether they stand in lines."""

LENGTHS = (236, 237, 244)  # of 2009, of other copies, of 2017
NUMBER = 9
STATUS_BEGINS = 236
# By what stands after the 236 signs that every record has, when blanks are lost or were added.
BY_STATUS = {"": 236, "A": 237, "I": 237, "ACTIVE": 244, "INACTIVE": 244}


def length_of(record: str) -> int:
    """Return the length that a record has, or had before blanks at its end were cut; 0 if none."""
    if len(record) in LENGTHS:
        return len(record)
    if len(record) < STATUS_BEGINS:
        return 0
    return BY_STATUS.get(record[STATUS_BEGINS:].strip().upper(), 0)


def begins_like_number(text: str) -> bool:
    """Whether the first nine signs look like a registration number, be it right or not."""
    return text[:NUMBER].isalnum() and text[2:6].isdigit()


def unbroken_length(text: str) -> int:
    """Return how long the records of a text without line ends are, or 0."""
    for length in LENGTHS:
        starts = range(0, min(len(text), 20 * length), length)
        if len(starts) > 1 and all(begins_like_number(text[start:]) for start in starts):
            return length
    return 0
