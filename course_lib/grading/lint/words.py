"""Words that the rules look for, and the form in which texts are compared. Change the lists here."""

from __future__ import annotations

import re

from course_lib.quiz.reading import normalise

__all__ = [
    "ABSOLUTE",
    "COUNTED",
    "FUNCTION",
    "HARMLESS",
    "IMPERATIVE",
    "LIMITING",
    "NEGATIVE",
    "PAST",
    "PLURAL",
    "SINGULAR",
    "VERBS",
    "asking",
    "content",
    "plain",
    "unquoted",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: A question that holds one of these asks for the opposite of what it names: it stands in capitals.
NEGATIVE = _words("not never except least cannot neither nor none false incorrect untrue unlikely")
#: With these begins a sentence that asks without a question mark.
IMPERATIVE = _words(
    "assign choose compare complete draft fill find give mark match name order pair pick put select set sort "
    "state tick write"
)
#: Where those words turn nothing round: fixed phrases, and what is set against something or said in passing.
HARMLESS = (
    r"\b(?:at least|least first|not only|whether or not|if not|not yet|why not)\b",
    r", (?:(?:and |but )?not|none of)\b",
)
#: What no option says: it can be found by knowing half of the others, and it breaks when options are mixed.
ABSOLUTE = (
    r"\b(all|none|any|both|neither)( of)? the above\b",
    r"^(all|none|any|both|neither) of (these|those|them|the others|the options|the answers)\b",
    r"^(all|none|both|neither) (is|are) (right|true|correct|wrong|false)\b",
    r"\b(options|answers) above\b",
)
#: Where most options are of this form, they are the numbers from which one is chosen.
COUNTED = r"^\w+ of (these|those|them)\b"
#: Words that carry no content of their own.
FUNCTION = _words(
    "a an the of to in on at by for from with as and or that this these those which who whom whose what it "
    "its is are was were be been being has have had do does did their his her there then than so such into "
    "upon one they he she we you i will would may can"
)
#: Words by which a longer text says something else than the shorter one that it holds.
LIMITING = _words(
    "not no never nor neither without whether unless only except but until before after instead rather "
    "cannot nobody none nothing if"
)
#: The verbs by which a whole sentence is told from a group of words.
VERBS = _words("is are was were has have had may must can could will would shall should does do did cannot")
#: Forms of verbs that no ending gives away.
PAST = _words(
    "began bound broke came chose drew fell found gave held kept knew led left lost made met paid rose said "
    "saw sent sought spoke stood struck told took went won wrote"
)
#: First words that fix the number of an option.
SINGULAR = _words("a an one this that each every either another")
PLURAL = _words("two three four five six several many both all these those few some")


def plain(text: str) -> str:
    """Return a text without its punctuation and case.

    Parameters
    ----------
    text : str
        Of an option or a step.

    Returns
    -------
    str
        The form in which two texts are the same.
    """
    return re.sub(r"[^\w\s]", "", normalise(text)).strip()


def content(text: str) -> tuple[str, ...]:
    """Return the words of a text that carry content, each without the ending of its plural.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str
        In the order of the text.
    """
    found = re.findall(r"[^\W_]+", re.sub(r"['\u2019]s\b", "", text.casefold()))
    return tuple(_singular(word) for word in found if word not in FUNCTION)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word


def unquoted(text: str) -> str:
    """Return a text without what stands in quotation marks.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The writer's own words.
    """
    return re.sub(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|\u2018[^\u2019]*\u2019", " ", text)


def asking(stem: str) -> str:
    """Return what a stem asks: its questions, else what it tells to do, else the whole.

    Parameters
    ----------
    stem : str
        Of an item.

    Returns
    -------
    str
        Without quotations; the case that is told before the question is not in it.
    """
    sentences = re.findall(r"[^.?!]+[.?!]*", re.sub(r"(?<=\d)\.(?=\d)", "", unquoted(stem)))
    questions = [sentence for sentence in sentences if "?" in sentence]
    told = [s for s in sentences if "__" in s or IMPERATIVE.intersection(content(s)[:1])]
    return " ".join(questions or told or sentences)
