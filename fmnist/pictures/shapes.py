"""The shapes of clothes as points: a maker each for tops, folded shirts, trousers, shoes, sandals and bags.

Coordinates: x from the middle to the right, y from the top down; an item's height or a shoe's length is about 1. A
maker takes lengths by name and the names of the details to draw, and returns shapes from the back to the front.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """`points`: float `(n, 2)`; `kind`: "body", "part" (of the body, perhaps in another tone), "hole", "line" (on the
    body) or "stroke" (a strap or a handle)."""

    kind: str
    points: np.ndarray

    @property
    def closed(self) -> bool:
        return self.kind in ("body", "part", "hole")

    def at(self, points: np.ndarray) -> "Shape":
        return replace(self, points=points)


def one(kind: str, points: Iterable[Point]) -> list[Shape]:
    return [Shape(kind, np.array(list(points), float))]


def mirrored(kind: str, right: list[Point]) -> list[Shape]:
    """A symmetrical shape from its right half, top to bottom."""
    return one(kind, [*right, *((-x, y) for x, y in reversed(right))])


def both(kind: str, right: list[Point]) -> list[Shape]:
    """A shape and its mirror image."""
    return one(kind, right) + one(kind, [(-x, y) for x, y in right])


def arc(x: float, y: float, width: float, height: float, start: float = 180, stop: float = 360) -> list[Point]:
    """Points on an ellipse about (x, y), in degrees, clockwise from the right; `width`, `height`: its radii."""
    return [(x + width * np.cos(a), y + height * np.sin(a)) for a in np.deg2rad(np.linspace(start, stop, 9))]


def chosen(details: set[str], table: Mapping[str, list[Shape]]) -> list[Shape]:
    """The shapes of those of the table's details that are to be drawn, in the table's order."""
    return [shape for name, shapes in table.items() if name in details for shape in shapes]


def top(*, details: set[str], neck: float, depth: float, shoulder: float, drop: float, sleeve: float, angle: float,
        cuff: float, chest: float, waist: float, hem: float, waist_y: float = 0.6) -> list[Shape]:
    """T-shirts, pullovers, shirts, coats and dresses: a body with sleeves of any length, hanging at any angle."""
    along = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])  # down the sleeve
    end = np.array([shoulder, drop]) + sleeve * along
    inside = end + cuff * np.array([-along[1], along[0]])
    armpit = (chest, drop + 0.16 + 0.4 * cuff)
    arm = [tuple(end), tuple(inside), armpit] if sleeve else [(chest * 0.9, armpit[1] * 0.75), armpit]
    side = [(waist, waist_y), (hem, 1)]
    if "joined" in details:  # a sleeve that lies against the body: one line parts them, from its end to `waist_y`
        end[0] = max(end[0], hem + cuff)
        inside = np.array([hem, end[1] + 0.02])
        armpit, arm, side = (chest, min(waist_y, end[1] - 0.2)), [tuple(end), tuple(inside)], [(hem, 1)]
    if "bent" in details:  # at the elbow
        arm = [tuple((end + np.array([shoulder, drop])) / 2 + 0.25 * sleeve * np.array([along[1], -along[0]])), *arm]
    if "curved_hem" in details:
        side = [*side[:-1], (hem, 0.88), (hem * 0.5, 1)]
    neckline = [(0, depth)] if "v_neck" in details else [(0, depth), (neck * 0.6, depth * 0.8)]
    shoulders = [(neck, 0), (shoulder, drop)]
    if "straps" in details:
        neckline = [(0, 0.2)]
        shoulders = [(neck * 0.7, 0.16), (neck, 0), (neck + 0.05, 0), (chest * 0.8, 0.14)]
    behind = chosen(details, {
        "hanger": one("stroke", [(-neck * 1.5, 0.04), (0, -0.1), (neck * 1.5, 0.04)])
        + one("stroke", [(0, -0.1), (0, -0.16), *arc(0, -0.21, 0.05, 0.05, 90, -150)]),
        "hood": mirrored("body", [(0, -0.2), (neck * 1.1, -0.17), (neck * 1.9, -0.02), (shoulder * 0.9, drop)]),
        "hood_peak": mirrored("body", [(0, -0.19), (neck * 0.8, -0.15), (neck * 1.3, 0), (shoulder * 0.8, drop * 0.8)]),
        "hood_flat": mirrored("body", [(neck * 1.4, -0.16), (shoulder, drop)]),
        "hood_back": mirrored("body", [(neck * 1.3, -0.16), (neck * 1.9, -0.08), (neck * 1.5, 0.06)]),
        "turtleneck": mirrored("part", [(neck * 0.9, -0.12), (neck, 0.03)]),
    })
    body = mirrored("body", [*neckline, *shoulders, *arm, *side])
    opening = chosen(details, {"hood": mirrored("part", [(0, -0.12), (neck * 0.9, -0.06), (neck, 0.04),
                                                         (0, depth + 0.08)]),
        "hood_peak": mirrored("part", [(0, -0.11), (neck * 0.6, -0.08), (neck * 0.8, 0.04), (0, depth + 0.1)]),
        "hood_flat": mirrored("part", [(neck * 1.2, -0.1), (neck * 1.9, 0.03), (0, depth + 0.14)]),
        "hood_down": mirrored("part", [(neck * 1.2, -0.14), (neck * 1.6, 0.02), (neck, 0.12), (0, depth + 0.18)]),
        "hood_front": mirrored("part", [(neck * 0.8, -0.16), (neck * 1.5, 0.08), (neck * 0.8, 0.16), (0, depth + 0.1)]),
    })
    back = (0.12 * sleeve + 0.02) * along
    sleeves = chosen(details, {
        "seams": both("line", [(shoulder * 0.95, drop), armpit]),
        "raglan": both("line", [(neck * 1.1, 0.02), armpit]),
        "joined": both("line", [tuple(inside), armpit]),
        "hanging": both("line", [armpit, (waist, waist_y), (hem, 0.95)]),  # the body's side, under the sleeve
        "cuffs": both("line", [tuple(end - back), tuple(inside - back)]),
    }) if sleeve else []
    return behind + body + opening + sleeves + _front(details, neck, depth, chest, waist, hem, waist_y)


def _front(details: set[str], neck: float, depth: float, chest: float, waist: float, hem: float, waist_y: float
           ) -> list[Shape]:
    """What is on the front of a top."""
    side, buttons, quilts = (waist + hem) / 2, np.arange(depth + 0.12, 0.95, 0.15), np.arange(0.3, 1, 0.14)
    peaks = np.linspace(-1, 1, 9)
    return chosen(details, {
        "crew": mirrored("line", [(neck * 1.25, 0.02), (neck * 0.8, depth + 0.04), (0.02, depth + 0.07)]),
        "hem_line": mirrored("line", [(hem * 0.98, 0.92)]),
        "drawstrings": both("line", [(neck * 0.45, depth + 0.06), (neck * 0.45, depth + 0.26)]),
        "slits": both("line", [(waist * 0.4, 0.66), (waist * 0.65, 0.82)]),  # of the pouch only where hands go in
        "pouch": mirrored("part", [(waist * 0.4, 0.6), (waist * 0.75, 0.85)]),
        "lapels": both("part", [(neck, 0), (neck + 0.07, 0.14), (neck * 0.75, 0.19), (0.01, 0.45), (neck / 2, 0.05)]),
        "collar": both("part", [(neck, -0.02), (neck + 0.05, 0.1), (neck / 2, 0.15), (0, depth + 0.02)]),
        "spread_collar": both("part", [(neck, -0.04), (neck + 0.09, 0.1), (neck * 0.7, 0.2), (0, depth + 0.03)]),
        "facing": mirrored("part", [(neck, 0), (neck * 0.7, depth + 0.06), (0, depth + 0.18), (0, depth)]),
        "opening": one("line", [(0, -0.1 if "turtleneck" in details else depth), (0, 1)]),
        "split": one("line", [(0, depth), (0, depth + 0.2)]),
        "tie": mirrored("part", [(0.08, depth), (0.04, depth + 0.12), (0.1, 0.66), (0, 0.78)]),
        "pinstripes": [shape for x in (0.35, 0.75) for shape in both("line", [(chest * x, 0.24), (chest * x, 0.97)])],
        "yoke": mirrored("line", [(chest * 1.05, 0.34)]),
        "open_front": mirrored("part", [(neck * 0.6, 0.02), (0.04, 0.35), (0.05, 1)]),
        "placket": mirrored("part", [(0.045, depth), (0.045, depth + 0.24)]),
        "buttons": [shape for y in buttons for shape in one("line", [(0.03, y), (0.05, y + 0.012)])],
        "belt": mirrored("part", [(waist * 1.02, waist_y - 0.03), (waist * 1.02, waist_y + 0.03)]),
        "pockets": both("line", [(side * 0.4, waist_y + 0.12), (side * 0.8, waist_y + 0.09)]),
        "patches": both("part", [(side * 0.25, waist_y + 0.08), (side * 0.8, waist_y + 0.08),
                                 (side * 0.8, waist_y + 0.26), (side * 0.25, waist_y + 0.26)]),
        "chest_pocket": one("line", [(chest * 0.3, 0.34), (chest * 0.7, 0.34), (chest * 0.68, 0.46),
                                     (chest * 0.32, 0.46), (chest * 0.3, 0.34)]),
        "quilts": [shape for y in quilts for shape in mirrored("line", [(chest * 0.97, y)])],
        "stripes": mirrored("part", [(chest * 0.98, 0.42), (chest * 0.98, 0.52)]),
        "zigzag": [shape for y in (0.4, 0.62) for shape in one("line", [(x * chest * 0.95, y + 0.05 * (-1) ** peak)
                                                                        for peak, x in enumerate(peaks)])],
        "sash": one("part", [(chest, 0.22), (chest, 0.36), (-waist, 0.82), (-waist, 0.68)]),
        "print": one("part", arc(0, 0.5, chest * 0.4, 0.12, 0, 360)),
        "folds": both("line", [(waist * 0.4, waist_y + 0.08), (hem * 0.5, 0.95)]),
    })


def folded(*, details: set[str], width: float, neck: float, length: float) -> list[Shape]:
    """A shirt folded to a rectangle, its sleeves behind or just seen at its sides."""
    bevel = 0.14 if "round" in details else 0.03  # cloth's corners are seldom as round as a bag's
    behind = chosen(details, {
        "sleeves": both("body", [(width * 0.8, 0.03), (width + 0.1, 0.16), (width + 0.08, 0.5), (width, 0.54)])})
    body = mirrored("body", [(neck, 0), (width - bevel, 0.05), (width, 0.05 + bevel), (width, 0.9 * length),
                             (width - bevel, 0.9 * length + bevel)])
    lines = chosen(details, {"folds_of_sleeves": both("line", [(neck + 0.08, 0.04), (width * 0.96, 0.42)])})
    return behind + body + lines + [shape.at(np.minimum(shape.points, [1, 0.9 * length])) for shape in
                                    _front(details, neck, 0.1, width * 0.8, width, width, 0.6)]


def trousers(*, details: set[str], waist: float, hip: float, outer: float, leg: float, crotch: float) -> list[Shape]:
    """Two legs: `outer` is where the hem ends on the outside, `leg` the hem's width."""
    inner = max(0.02, outer - leg)
    body = mirrored("body", [(waist, 0), (hip, crotch * 0.75), (outer, 1), (inner, 1), (0, crotch)])
    return body + chosen(details, {
        "band": mirrored("part", [(waist, 0), (waist * 1.03, 0.08)]),
        "fly": one("line", [(0, 0.08), (0, crotch)]),
        "pockets": both("line", [(waist * 0.45, 0.08), (waist * 0.7, 0.2), (hip * 0.98, 0.22)]),
        "rolled": both("part", [(outer * 0.99, 0.9), (outer + 0.01, 1), (inner - 0.01, 1), (inner, 0.9)]),
        "crease": both("line", [((hip + 0.02) / 2, crotch), ((outer + inner) / 2, 0.92)]),
    })


def shoe(*, details: set[str], height: float, shaft: float, toe: float, heel: float, sole: float, spring: float = 0
         ) -> list[Shape]:
    """A shoe from the side, its toe on the left and raised by `spring`: `height` of its opening, `shaft` its width."""
    back, front, lift = 0.48, 0.48 - shaft, heel * 0.25
    tongue, instep = np.array([front, -height]), np.array([min(front - 0.1, -0.02), -min(height * 0.6, toe + 0.12)])
    outline = [(back, -height), (back + 0.01, -0.1), (0.48, -sole), (-0.46, -sole), (-0.5, -sole - toe * 0.5),
               (-0.4, -sole - toe), (-0.2, -sole - toe * 1.15), tuple(instep), tuple(tongue)]
    if "domed" in details:  # no dip between the toe and the laces
        roof = -max(height * 0.9, sole + toe)
        outline = [*outline[:5], (-0.44, -sole - toe * 0.9), (-0.28, (roof - sole - toe) / 2), (front - 0.1, roof),
                   tuple(tongue)]
    if height < 0.5:  # the opening of a low shoe dips
        outline += [((front + back) / 2, -height + 0.06)]
    bottom = [(-0.48, -sole), (0.5, -sole), (0.5, lift), (0.28, lift), (0.26, 0 if heel else 0.02), (-0.46, 0)]
    holes = [instep + share * (tongue - instep) for share in np.linspace(0.15, 0.85, 4)]
    shapes = one("body", outline) + one("part", bottom) + chosen(details, {
        "laces": [shape for x, y in holes for shape in one("line", [(x, y), (x + 0.1, y + 0.07)])],
        "toe_cap": one("line", [(-0.3, -sole - toe * 1.1), (-0.24, -sole)]),
        "swoosh": one("line", [(-0.1, -sole - 0.04), (0.1, -sole - 0.07), (0.42, -height * 0.7)]),
        "stripes": [shape for x in (-0.12, 0.02, 0.16)
                    for shape in one("line", [(x, -sole - 0.03), (x + 0.1, -height * 0.62)])],
        "tongue": one("part", [(front - 0.03, -height + 0.03), (front - 0.02, -height - 0.09),
                               (front + 0.07, -height - 0.07), (front + 0.1, -height + 0.02)]),
        "sole_line": one("line", [(-0.47, -sole * 0.5), (0.49, -sole * 0.5)]),
        "patch": one("part", arc((front + back) / 2 + 0.02, -height * 0.62, 0.08, 0.08, 0, 360)),
        "speed": [shape for share in (0.25, 0.6) for shape in one("stroke", [(0.6, -height * share),
                                                                             (0.76, -height * share)])],
        "heel_tab": one("line", [(back - 0.14, -height), (back - 0.12, -sole)]),
        "zip": one("line", [((front + back) / 2, -height), ((front + back) / 2, -sole - 0.05)]),
        "studs": [shape for x in (-0.38, -0.2, 0.2, 0.38)
                  for shape in one("part", [(x - 0.03, -0.02), (x + 0.03, -0.02), (x + 0.02, 0.07), (x - 0.02, 0.07)])],
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
    top = -heel - height
    outline = [(0.46, -heel), (0.42, top), (0.36, top), (0.2, -heel * 0.95), (-0.02, -heel * 0.5), (-0.14, -0.16),
               (-0.24, -0.13), (-0.46, -sole), (-0.5, 0)]
    if "straight" in details:  # a slope from the back to a toe that is as high as a foot
        toe = sole + 0.09
        outline = [(0.48, -heel), (0.47, top), (0.3, top - 0.02), (-0.05, (top - toe) * 0.52), (-0.24, -toe * 1.15),
                   (-0.42, -toe), (-0.5, -toe * 0.5), (-0.5, 0)]
    breast, foot = (0.42 - width / 2, 0), (0.42 + width / 2, 0)
    arch = [(-0.2, 0), (0.02, -heel * 0.4), (0.2, -heel * 0.75), (0.3, -heel * 0.8)]
    if "block" in details:  # a heel as wide below as above
        breast, foot, arch = (0.46 - width, 0), (0.48, 0), [(-0.12, 0), (0.44 - width, -heel * 0.6)]
    return one("body", [*outline, *arch, breast, foot]) + chosen(details, {
        "inside": one("part", [(0.4, top + 0.02), (0.3, top), (-0.05, (top - sole) * 0.5), (-0.12, -sole - 0.1),
                               (0.04, (top - sole) * 0.45)]),
        "line": one("line", [(-0.5, -0.01), (-0.18, -0.03), (0.04, -heel * 0.5), (0.26, -heel * 0.9)]),
        "ankle": one("stroke", [(0.42, top), (0.43, top - height), (0.2, top - height)]),
    })


def bag(*, details: set[str], width: float, upper: float, height: float, handle: float, rise: float) -> list[Shape]:
    """A body, `upper` wide above and `width` below, and a handle that rises above it."""
    body = [(upper, 0), (width, height)]
    if "round" in details:
        body = [(upper * 0.6, 0), (upper, height * 0.12), (width, height * 0.85), (width * 0.85, height)]
    if "dome" in details:  # a backpack
        bow = np.linspace(0.35, np.pi / 2, 5)
        body = [(0.02, 0), *((width * np.sin(a), height * 0.4 * (1 - np.cos(a))) for a in bow), (width, height)]
    if "square_handle" in details:
        behind = one("stroke", [(-handle, 0.03), (-handle, -rise), (handle, -rise), (handle, 0.03)])
    else:
        behind = one("stroke", arc(0, 0.02, handle, rise)) if rise > 0.02 else []
    side = [(width, 0.5), (width + 0.12, 0.52), (width + 0.12, 0.9), (width, 0.92)]
    behind += chosen(details, {
        "long_strap": one("stroke", [(-width * 0.9, height * 0.3), (-handle, -rise * 1.6), (handle, -rise * 1.6),
                                     (width * 0.9, height * 0.3)]),
        "two_handles": one("stroke", arc(0, 0.02, handle * 0.8, rise * 0.75)),
        "shoulder_straps": both("stroke", [(upper * 0.7, 0.05), (width + 0.08, height * 0.3),
                                           (width + 0.08, height * 0.75), (width, height * 0.9)]),
        "side_pockets": both("body", [(x, y * height) for x, y in side]),
    })
    return behind + mirrored("body", body) + chosen(details, {
        "hole": mirrored("hole", [(upper * 0.4, height * 0.1), (upper * 0.35, height * 0.2)]),
        "flap": mirrored("part", [(upper, 0), (upper * 0.95, height * 0.3), (0.03, height * 0.5)]),
        "clasp": mirrored("part", [(0.05, height * 0.42), (0.05, height * 0.52)]),
        "zip": mirrored("line", [(upper * 0.8, height * 0.15)]),
        "pocket": mirrored("part", [(width * 0.65, height * 0.52), (width * 0.65, height * 0.88)]),
        "low_pocket": mirrored("part", [(width * 0.6, height * 0.55), (width * 0.6, height)]),
        "pocket_zip": mirrored("line", [(width * 0.65, height * 0.66)]),
        "zip_pull": one("line", [(width * 0.3, height * 0.66), (width * 0.3, height * 0.74)]),
        "tag": mirrored("line", [(width * 0.25, height * 0.25)]),
        "bands": both("line", [(upper * 0.45, 0), (upper * 0.5, height)]),
        "seam": mirrored("line", [((upper + width) / 2, height * 0.45)]),
        "loop": one("line", arc(0, height * 0.2, handle * 0.8, height * 0.25, 0, 180)),
    })
