"""How well a learner's confidence fits: forecasts over the whole course, scored and drawn.

Each forecast is a probability for something that is settled by now: that an answer of one's own is right,
that a claim of the op-ed stands as one said, or that a prediction came true. The first forecast counts, since
the later ones know the feedback.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import mean

from course_lib.models._ledger import ledger
from course_lib.models.parts import Chart, Part, Say, Series
from course_lib.quiz.bank import Bank
from course_lib.quiz.notes import NOTE
from course_lib.quiz.records import Record
from course_lib.quiz.scoring import Forecast, forecast

__all__ = ["bands", "of_claims", "of_course", "shown"]

#: Bands of stated probability, by their lower ends; the last one is closed.
BANDS = (0.0, 0.2, 0.4, 0.6, 0.8)
#: Fewer forecasts than this say little.
FEW = 10


def of_course(banks: Mapping[str, Bank], records: Mapping[str, Record]) -> tuple[Forecast, ...]:
    """Return the first forecast of each check that asks for a confidence.

    Parameters
    ----------
    banks : mapping of str to Bank
        The checks of the lessons.
    records : mapping of str to Record
        What is recorded.

    Returns
    -------
    tuple of Forecast
        Probability and outcome; checks without an answer are left out.
    """
    found = []
    for bank in banks.values():
        for item in bank.items.values():
            record = records.get(item.id)
            if (
                item.type == "confidence"
                and item.keyed
                and record
                and not (record.draft and not record.history)
            ):
                found.append(forecast(item, record.first))
    return tuple(bet for bet in found if bet is not None)


def of_claims(records: Mapping[str, Record]) -> tuple[Forecast, ...]:
    """Return the forecasts that stand on the cards of the claim checker, in whatever lesson.

    Parameters
    ----------
    records : mapping of str to Record
        What is recorded.

    Returns
    -------
    tuple of Forecast
        One a card with a verdict and how sure it was; the earliest, where several lessons have the card.
    """
    known = ledger()
    found: dict[str, tuple[str, Forecast]] = {}
    for note, record in records.items():
        place, _, name = note.rpartition("/")
        step, _, card = name.partition(".")
        sure, settings = records.get(f"{place}/sure.{card}"), records.get(f"{place}/settings")
        if not note.startswith(NOTE) or step != "verdict" or card not in known or None in (sure, settings):
            continue
        p, looked_up = (
            sure.first,
            isinstance(settings.response, dict) and settings.response.get(f"check.{card}"),
        )
        # What was not looked up yet is not settled: the score would give the verdict away.
        if looked_up and isinstance(p, int | float) and not isinstance(p, bool) and 0 <= p <= 100:
            bet = Forecast(p / 100, int(record.first == known[card].found))
            found[card] = min(found.get(card, (record.at, bet)), (record.at, bet), key=lambda dated: dated[0])
    return tuple(bet for _, bet in found.values())


def bands(forecasts: Iterable[Forecast]) -> list[tuple[float, float, int]]:
    """Return stated probability and frequency, band by band.

    Parameters
    ----------
    forecasts : iterable of Forecast
        Of any number.

    Returns
    -------
    list of (float, float, int)
        Mean of the stated probabilities, share that came true, and how many; empty bands are left out.
    """
    sorted_in: dict[int, list[Forecast]] = {}
    for bet in forecasts:
        band = max(at for at, low in enumerate(BANDS) if bet.p >= low)
        sorted_in.setdefault(band, []).append(bet)
    return [
        (mean(b.p for b in group), mean(float(b.outcome) for b in group), len(group))
        for _, group in sorted(sorted_in.items())
    ]


def shown(forecasts: tuple[Forecast, ...]) -> tuple[Part, ...]:
    """Return what there is to see of some forecasts.

    Parameters
    ----------
    forecasts : tuple of Forecast
        Settled ones.

    Returns
    -------
    tuple of Part
        The Brier score in a sentence, and a chart of the bands.
    """
    if not forecasts:
        return (
            Say(
                "No settled forecast yet. Checks that ask how sure you are, and predictions once the curtain "
                "is lifted, are counted here.",
                "quiet",
            ),
        )
    loss = mean(bet.brier for bet in forecasts)
    right = sum(bet.outcome for bet in forecasts)
    count = len(forecasts)
    few = f" Fewer than {FEW} forecasts say little: read the dots with care." if count < FEW else ""
    points = tuple(
        (
            round(100 * p, 1),
            round(100 * share, 1),
            f"Said {100 * p:.0f} %: true in {100 * share:.0f} % of {n}",
        )
        for p, share, n in bands(forecasts)
    )
    ticks = tuple((float(at), f"{at} %") for at in (0, 50, 100))
    return (
        Say(
            f"{count} settled forecast{'' if count == 1 else 's'}, {right} of them true. Brier score "
            f"{loss:.2f}: 0 is perfect, 0.25 comes of saying 50 % each time, 1 is sure and wrong.{few}"
        ),
        Chart(
            "How often what you called likely was true; on the dashed line, as often as you said",
            (Series("Bands of what you said", points, "dots"),),
            (0, 100),
            (0, 100),
            ticks,
            ticks,
            left=60,
            diagonal=True,
        ),
    )
