"""Values for controls, drawn by hypothesis: what each can have, and what nobody should ever send."""

from __future__ import annotations

from hypothesis import strategies as st

from course_lib.models.parts import Control, Pick, Press, Slide, Ticks, Write

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def values(control: Control) -> st.SearchStrategy:
    """Return what a person can set a control to."""
    match control:
        case Pick():
            return st.sampled_from([c.slug for c in control.options])
        case Ticks():
            slugs = [c.slug for c in control.options]
            return st.lists(st.sampled_from(slugs), unique=True, max_size=len(slugs))
        case Slide():
            return st.floats(control.low, control.high, allow_nan=False)
        case Write():
            return st.text(max_size=control.limit + 2)
        case Press():
            return st.just(True) if control.on is None else st.booleans()
    raise AssertionError(f"{type(control).__name__} has no strategy: the contract test would pass it over")
