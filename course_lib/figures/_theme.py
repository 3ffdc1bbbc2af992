"""Who has which colour and mark, the type, and the template that every figure starts from."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.errors import unknown

__all__ = [
    "BAND",
    "CONFIG",
    "DIVERGING",
    "FONT",
    "GRID",
    "INK",
    "MUTED",
    "PARTIES",
    "SMALL",
    "TEMPLATE",
    "VOTES",
    "Party",
    "Vote",
    "party",
]

INK, MUTED, GRID, BAND = "#222222", "#555555", "#E6E6E6", "#EFEFEF"
#: One set of widths in three fonts: what is measured here fits there.
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
#: The smallest type in a figure, in pixels.
SMALL = 12


@dataclass(frozen=True)
class Party:
    """Whose line it is, in every figure of the course.

    Attributes
    ----------
    name : str
        As prose has it.
    colour, text : str
        Of its marks, and the darker one of words on white, with a contrast of at least 4.5 to 1.
    symbol, dash : str
        Its mark and its line, as plotly names them: they tell it apart where colour does not.
    """

    name: str
    colour: str
    text: str
    symbol: str
    dash: str


#: Okabe and Ito's colours, safe for the common forms of colour blindness. Dashes are set in pixels: plotly's
#: own leave such wide spaces that a line seems to have gaps.
PARTIES = {
    "RUS": Party("Russia", "#0072B2", "#0072B2", "circle", "solid"),
    "PRK": Party("North Korea", "#D55E00", "#B34F00", "square", "solid"),
    "KOR": Party("South Korea", "#009E73", "#00795A", "diamond", "12px,4px"),
    "CHN": Party("China", "#CC79A7", "#9B4F7C", "triangle-up", "8px,3px,2px,3px"),
    "USA": Party("United States", "#56B4E9", "#2A6F97", "triangle-down", "2px,3px"),
    "UN": Party("United Nations", "#6E6E6E", "#595959", "x", "solid"),
}
_ALSO = {
    **dict.fromkeys(("SUN", "SOV", "USSR", "USSR/Russia", "Russia", "Soviet Union", "Moscow"), "RUS"),
    **dict.fromkeys(("DPRK", "North Korea", "Pyongyang"), "PRK"),
    **dict.fromkeys(("ROK", "South Korea", "Seoul"), "KOR"),
    **dict.fromkeys(("China", "PRC", "Beijing"), "CHN"),
    **dict.fromkeys(("US", "United States", "Washington"), "USA"),
    **dict.fromkeys(("United Nations", "WLD", "world", "World", "other", "Other", "others"), "UN"),
}

#: Purple for cold, green for warm (ColorBrewer's PRGn, seven steps); the number is always written beside it.
DIVERGING = ("#762A83", "#AF8DC3", "#E7D4E8", "#F7F7F7", "#D9F0D3", "#7FBF7B", "#1B7837")


@dataclass(frozen=True)
class Vote:
    """How a vote looks: a fill, the colour of the letter on it, and the letter."""

    word: str
    letter: str
    fill: str
    ink: str


#: The fills differ in lightness, the letters in any case.
VOTES = {
    "yes": Vote("in favour", "Y", "#1B7837", "#FFFFFF"),
    "abstain": Vote("abstained", "A", "#D9F0D3", INK),
    "no": Vote("against", "N", "#762A83", "#FFFFFF"),
    "veto": Vote("against: a veto", "V", "#40004B", "#FFFFFF"),
    "absent": Vote("absent", "–", "#DEDEDE", INK),
    "not participating": Vote("took no part", "P", "#DEDEDE", INK),
    "without vote": Vote("adopted without a vote", "C", "#FFFFFF", INK),
    "unknown": Vote("not known", "?", "#FFFFFF", MUTED),
}

#: Nothing but "download"; a figure is no place to get lost in; nothing asks another computer. Not
#: `responsive`: JupyterLab's renderer follows the width of a cell by itself, and with it a figure loses its
#: height there as soon as a window changes.
CONFIG = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
    "showAxisDragHandles": False,
    "typesetMath": False,
    "plotlyServerURL": "",
}

_AXIS = {
    "automargin": False,
    "fixedrange": True,
    "showgrid": False,
    "gridcolor": GRID,
    "zeroline": False,
    "linecolor": "#888888",
    "tickfont": {"size": 13, "color": INK},
    "ticklabeloverflow": "allow",
}
TEMPLATE = {
    "layout": {
        "autosize": True,
        "font": {"family": FONT, "size": SMALL, "color": INK},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "xaxis": {**_AXIS, "showline": True, "ticks": "outside", "ticklen": 4, "tickcolor": "#888888"},
        "yaxis": {**_AXIS, "ticklabelstandoff": 6},
        "hoverlabel": {
            "align": "left",
            "bgcolor": "#FFFFFF",
            "bordercolor": "#888888",
            "font": {"family": FONT, "size": 13, "color": INK},
        },
        "modebar": {"bgcolor": "rgba(255,255,255,0)", "color": MUTED, "activecolor": INK},
        "annotationdefaults": {"showarrow": False, "font": {"size": SMALL, "color": MUTED}},
    }
}


def party(name: str) -> Party:
    """Return colour and mark of a party.

    Parameters
    ----------
    name : str
        A code as the tables have it (``"PRK"``, ``"SUN"``) or the name in prose.

    Returns
    -------
    Party
        Those without a colour of their own share the one of the United Nations: name them yourself.

    Raises
    ------
    UnknownName
        There is no such party.
    """
    code = _ALSO.get(name, name)
    if code not in PARTIES:
        raise unknown("party", name, [*PARTIES, *_ALSO])
    return PARTIES[code]
