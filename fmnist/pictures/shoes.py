"""The shapes of shoes, from the side and with the toe on the left: sneakers and boots, sandals, high heels."""

import numpy as np

from fmnist.pictures.shapes import Shape, arc, chosen, one


def shoe(*, details: set[str], height: float, shaft: float, toe: float, heel: float, sole: float, spring: float = 0,
         dip: float = 0.0, rise: float = 0.0, bars: float = 4) -> list[Shape]:
    """A shoe from the side, its toe on the left and raised by `spring`: `height` of its opening, `shaft` its width.

    `dip`: how far the opening goes down between tongue and heel; `rise`: how much its heel end lies above the tongue;
    `bars`: of the laces.
    """
    back, front, lift = 0.48, 0.48 - shaft, heel * 0.25
    tongue, instep = np.array([front, -height]), np.array([min(front - 0.1, -0.02), -min(height * 0.6, toe + 0.12)])
    rim = [(back, -height - rise), (back - 0.3 * shaft, -height + dip - 0.5 * rise),
           (front + 0.35 * shaft, -height + dip)]  # the opening, from the heel to the tongue
    outline = [rim[0], (back + 0.01, -0.1), (0.48, -sole), (-0.46, -sole), (-0.5, -sole - toe * 0.5),
               (-0.4, -sole - toe), (-0.2, -sole - toe * 1.15), tuple(instep), tuple(tongue), *rim[:0:-1]]
    bottom = [(-0.48, -sole), (0.5, -sole), (0.5, lift), (0.28, lift), (0.26, 0 if heel else 0.02), (-0.46, 0)]
    holes = [instep + share * (tongue - instep) for share in np.linspace(0.15, 0.85, int(bars))]
    middle = (front + back) / 2
    if "wave" in details:  # a sole that rises at the heel and at the toe
        bottom = [(-0.5, -sole * 1.3), (-0.3, -sole * 0.9), (0.05, -sole * 0.9), (0.32, -sole * 1.5),
                  (0.52, -sole * 1.7), *bottom[2:]]
    shapes = one("body", outline) + one("part", bottom) + chosen(details, {
        "laces": [shape for x, y in holes for shape in one("line", [(x, y), (x + 0.1, y + 0.07)])],
        "out_laces": [shape for x, y in holes for shape in one("line", [(x - 0.04, y - 0.03), (x + 0.09, y + 0.06)])],
        "zigzag": one("line", [tuple(point + (number % 2) * np.array([0.11, 0.07]))
                               for number, point in enumerate(holes)]),
        "eyestay": one("line", [(x + 0.03 + 0.09 * share, y + 0.1) for share, (x, y) in enumerate((instep, tongue))]),
        "velcro": [shape for share in (0.25, 0.7) for x, y in [instep + share * (tongue - instep)]
                   for shape in one("part", [(x - 0.03, y - 0.04), (x + 0.04, y - 0.07), (x + 0.2, y + 0.08),
                                             (x + 0.13, y + 0.12)])],
        "toe_panel": one("part", [(-0.49, -sole), (-0.5, -sole - toe * 0.5), (-0.4, -sole - toe), (-0.26, -sole - toe),
                                  (-0.2, -sole)]),
        "heel_panel": one("part", [(0.16, -sole), (0.26, -height * 0.5), (0.47, -height * 0.72), (0.48, -sole)]),
        "side_wave": one("line", [(x, -sole - (0.35 + 0.25 * np.sin(9 * x)) * (height - sole - 0.05))
                                  for x in np.linspace(-0.05, 0.46, 6)]),
        "lightning": one("line", [(-0.06, -sole - 0.03), (0.12, -height * 0.55), (0.16, -height * 0.36),
                                  (0.4, -height * 0.66)]),
        "toe_cap": one("line", [(-0.3, -sole - toe * 1.1), (-0.24, -sole)]),
        "swoosh": one("line", [(-0.1, -sole - 0.04), (0.1, -sole - 0.07), (0.42, -height * 0.7)]),
        "stripes": [shape for x in (-0.12, 0.02, 0.16)
                    for shape in one("line", [(x, -sole - 0.03), (x + 0.1, -height * 0.62)])],
        "tongue": one("part", [(front - 0.03, -height + 0.03), (front - 0.02, -height - 0.09),
                               (front + 0.07, -height - 0.07), (front + 0.1, -height + 0.02)]),
        "sole_line": one("line", [(-0.47, -sole * 0.5), (0.49, -sole * 0.5)]),
        "tread": [shape for x in np.linspace(-0.4, 0.42, 6) for shape in one("line", [(x, 0), (x, -sole * 0.5)])],
        "pull": one("stroke", [(back - 0.03, rim[0][1] + 0.04), (back + 0.01, rim[0][1] - 0.08),
                               (back + 0.07, rim[0][1] - 0.02), (back, rim[0][1] + 0.12)]),
        "mouth": one("part", arc(middle, -height + dip * 0.5, shaft * 0.52, 0.04 + dip * 0.4, 0, 360)[:-1]),
        "patch": one("part", arc(middle + 0.02, -height * 0.62, 0.08, 0.08, 0, 360)),
        "speed": [shape for share in (0.25, 0.6) for shape in one("stroke", [(0.6, -height * share),
                                                                             (0.76, -height * share)])],
        "heel_tab": one("line", [(back - 0.14, rim[0][1] + 0.4 * (rim[1][1] - rim[0][1])), (back - 0.12, -sole)]),
        "zip": one("line", [(middle, -height), (middle, -sole - 0.05)]),
        "fur": one("part", [(x, y - height) for x, y in ((front - 0.04, 0.12), (front - 0.04, -0.02), (0.52, -0.02),
                                                         (0.52, 0.12))]),
    })
    if spring:
        shapes = [shape.at(shape.points - [0, spring] * np.clip(-0.1 - shape.points[:, :1], 0, 0.4) ** 1.5 / 0.25)
                  for shape in shapes]
    if "pair" in details:
        toes = -0.6 if "toes_apart" in details else 0.6
        narrow = [shape.at(shape.points * [toes, 1] + [0.34, 0]) for shape in shapes]
        shapes = narrow + [shape.at(shape.points * [-1, 1]) for shape in narrow]
    return shapes


def sandal(*, details: set[str], heel: float, sole: float, strap: float, wedge: float) -> list[Shape]:
    """A sole, flat or raised at the heel, and straps across it, `strap` high; a heel begins at `wedge`."""

    def low(x: float) -> float:
        return -heel * np.clip((x + 0.15) / 0.5, 0, 1) ** 1.3

    def high(x: float) -> float:
        return low(x) - sole

    along = np.linspace(-0.5, 0.5, 9)
    body = one("body", [(x, high(x)) for x in along] + [(x, low(x)) for x in along[::-1]])
    if heel > 0.12:
        body += one("body", [(wedge, low(wedge)), (0.5, low(0.5)), (0.46, 0.02), (max(wedge, 0.32), 0.02)])
    ankle = high(0.4) - strap * 2
    return body + chosen(details, {
        "toe_strap": one("stroke", [(-0.4, -sole), (-0.3, -sole - strap * 0.7), (-0.14, -sole - strap), (0, -sole)]),
        "band": one("part", [(-0.36, -sole), (-0.26, -sole - strap), (-0.06, -sole - strap * 1.1), (0.06, high(0.06))]),
        "crossed": one("stroke", [(-0.4, -sole), (0.05, -sole - strap * 1.2)])
        + one("stroke", [(-0.1, -sole), (-0.28, -sole - strap)]),
        "heel_strap": one("stroke", [(0.46, high(0.45)), (0.44, high(0.45) - strap * 1.3), (0.18, high(0.45) - strap),
                                     (0.08, high(0.1))]),
        "ankle": one("stroke", [(0.46, high(0.4)), (0.47, ankle), (0.2, ankle + 0.02)]),
        "thong": one("stroke", [(-0.32, -sole), (-0.27, -sole - strap), (0.12, high(0.12))]),
    })


def pump(*, details: set[str], heel: float, sole: float, height: float, width: float) -> list[Shape]:
    """A closed shoe on a high heel, its toe on the left: `height` of its back above the heel, `width` of the heel."""
    outline = [(0.46, -heel), (0.42, -heel - height), (0.36, -heel - height), (0.2, -heel * 0.95), (-0.02, -heel * 0.5),
               (-0.14, -0.16), (-0.24, -0.13), (-0.46, -sole), (-0.5, 0), (-0.2, 0), (0.02, -heel * 0.4),
               (0.2, -heel * 0.75), (0.3, -heel * 0.8), (0.42 - width / 2, 0), (0.42 + width / 2, 0)]
    return one("body", outline) + chosen(details, {
        "line": one("line", [(-0.5, -0.01), (-0.18, -0.03), (0.04, -heel * 0.5), (0.26, -heel * 0.9)]),
        "ankle": one("stroke", [(0.42, -heel - height), (0.43, -heel - height * 2), (0.2, -heel - height * 2)]),
    })
