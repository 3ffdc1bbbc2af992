"""Series can be told apart in greyscale and by colour-blind eyes, by mark or dash if not by colour."""

from __future__ import annotations

from itertools import combinations

import pytest

from course_lib.figures._theme import DIVERGING, PARTIES, VOTES
from tests.figures.drawn import NAMES, data_traces, flat

#: Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency
#: (2009), severity 1.0, for linear RGB.
EYES = {
    "any": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
#: CIE 1976 distances: apart at a glance, and in lightness alone.
APART, LIGHTER = 15, 12


def linear(colour):
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(rgb):
    """Return CIELAB of linear sRGB, white point D65."""
    r, g, b = (min(1, max(0, part)) for part in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour, eye):
    rgb = linear(colour)
    return lab([sum(a * b for a, b in zip(row, rgb, strict=True)) for row in EYES[eye]])


def distance(one, other, eye):
    return sum((a - b) ** 2 for a, b in zip(seen(one, eye), seen(other, eye), strict=True)) ** 0.5


def lightness(colour):
    return lab(linear(colour))[0]


def contrast(one, other):
    light, dark = sorted(
        (sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def told_apart(one, other):
    return (
        all(distance(one, other, eye) >= APART for eye in EYES)
        and abs(lightness(one) - lightness(other)) >= LIGHTER
    )


def look(trace):
    """Return what is left of a series without colour: kind, mark, dash, pattern."""
    marker, mode = trace.get("marker", {}), trace.get("mode", "")
    symbol = marker.get("symbol", "circle") if "markers" in mode else None
    dash = trace.get("line", {}).get("dash", "solid") if "lines" in mode else None
    pattern = marker.get("pattern", {}).get("shape", "") if trace["type"] == "bar" else None
    return trace["type"], str(symbol), dash, str(pattern)


def colours(trace):
    found = [trace.get("marker", {}).get("color"), trace.get("line", {}).get("color")]
    return {c for f in found if f for c in (f if isinstance(f, list) else [f]) if isinstance(c, str)}


def test_the_measure_is_that_of_the_colour_spaces():
    assert lightness("#FFFFFF") == pytest.approx(100, abs=0.1)
    assert lightness("#000000") == pytest.approx(0, abs=0.1)
    assert seen("#FF0000", "any") == pytest.approx((53.2, 80.1, 67.2), abs=0.5)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    # Red and green of the same lightness are what these eyes confuse.
    assert distance("#C04040", "#6E7F2E", "any") > 2 * distance("#C04040", "#6E7F2E", "deuteranopia")
    for rows in EYES.values():
        assert [sum(row) for row in rows] == pytest.approx([1, 1, 1], abs=1e-5)


@pytest.mark.parametrize("pair", [*combinations(PARTIES, 2)], ids="-".join)
def test_parties_are_told_apart(pair):
    one, other = (PARTIES[code] for code in pair)
    assert one.symbol != other.symbol
    # The mark alone would be enough; the line helps where marks are small.
    assert one.dash != other.dash or all(distance(one.colour, other.colour, eye) >= APART for eye in EYES)


@pytest.mark.parametrize("code", PARTIES)
def test_words_in_a_partys_colour_can_be_read(code):
    assert contrast(PARTIES[code].text, "#FFFFFF") >= 4.5
    assert contrast(PARTIES[code].colour, "#FFFFFF") >= 1.9


def test_votes_are_told_apart_by_letter_and_can_be_read():
    assert len({vote.letter for vote in VOTES.values()}) == len(VOTES)
    for vote in VOTES.values():
        assert contrast(vote.ink, vote.fill) >= 4.5
    for one, other in combinations(("yes", "abstain", "no"), 2):
        assert all(distance(VOTES[one].fill, VOTES[other].fill, eye) >= APART for eye in EYES)


def test_the_scale_of_warmth_never_turns_round():
    lights = [lightness(colour) for colour in DIVERGING]
    assert lights[:4] == sorted(lights[:4])
    assert lights[3:] == sorted(lights[3:], reverse=True)
    for eye in EYES:
        assert distance(DIVERGING[0], DIVERGING[-1], eye) >= APART


@pytest.mark.parametrize("name", NAMES)
def test_series_are_told_apart_in_any_light(name):
    for one, other in combinations(data_traces(name), 2):
        same_axes = all(one.get(a) == other.get(a) for a in ("xaxis", "yaxis"))
        if one["meta"]["series"] == other["meta"]["series"] or not same_axes:
            continue
        by_colour = all(told_apart(a, b) for a in colours(one) for b in colours(other))
        assert look(one) != look(other) or (colours(one) and colours(other) and by_colour), (
            one["meta"]["series"],
            other["meta"]["series"],
        )


@pytest.mark.parametrize("name", NAMES)
def test_fills_of_a_matrix_are_written_out(name):
    for trace in data_traces(name):
        if "z" in trace["meta"]["columns"]:
            shown = [
                (z, t) for z, t in zip(flat(trace["z"]), flat(trace["text"]), strict=True) if z is not None
            ]
            assert all(text for _, text in shown)
            by_fill = {z: {t for v, t in shown if v == z} for z, _ in shown}
            for one, other in combinations(by_fill.values(), 2):
                assert not one & other, "one fill, one letter"
