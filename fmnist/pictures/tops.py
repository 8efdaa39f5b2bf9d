"""The shapes of clothes for the body: tops of every kind, folded shirts and trousers."""

import numpy as np

from fmnist.pictures.shapes import Shape, arc, both, chosen, dot, mirrored, one


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
        "stand": mirrored("part", [(neck * 0.85, -0.06), (neck, 0.03)]),  # the back of a folded collar
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
    outer, inner = np.array([(shoulder, drop), end]), np.array([armpit, inside])
    sleeves = chosen(details, {
        "seams": both("line", [(shoulder * 0.95, drop), armpit]),
        "raglan": both("line", [(neck * 1.1, 0.02), armpit]),
        "joined": both("line", [tuple(inside), armpit]),
        "hanging": both("line", [armpit, (waist, waist_y), (hem, 0.95)]),  # the body's side, under the sleeve
        "cuffs": both("line", [tuple(end - back), tuple(inside - back)]),
        "cuff_bands": both("part", [tuple(end), tuple(end - 1.6 * back), tuple(inside - 1.6 * back), tuple(inside)]),
        "sleeve_quilts": [shape for share in (0.3, 0.55, 0.8) for shape in both("line", [
            tuple(edge[0] + share * (edge[1] - edge[0])) for edge in (outer, inner)])],
    }) if sleeve else []
    return behind + body + opening + sleeves + _front(details, neck, depth, chest, waist, hem, waist_y)


def _front(details: set[str], neck: float, depth: float, chest: float, waist: float, hem: float, waist_y: float
           ) -> list[Shape]:
    """What is on the front of a top."""
    side, buttons, quilts = (waist + hem) / 2, np.arange(depth + 0.12, 0.95, 0.15), np.arange(0.3, 1, 0.14)
    peaks = np.linspace(-1, 1, 9)
    if "button_band" in details:  # two lines with the buttons between them, in place of one beside them
        details = details - {"opening", "buttons"}
    return chosen(details, {
        "crew": mirrored("line", [(neck * 1.25, 0.02), (neck * 0.8, depth + 0.04), (0.02, depth + 0.07)]),
        "hem_line": mirrored("line", [(hem * 0.98, 0.92)]),
        "drawstrings": both("line", [(neck * 0.45, depth + 0.06), (neck * 0.45, depth + 0.26)]),
        "slits": both("line", [(waist * 0.4, 0.66), (waist * 0.65, 0.82)]),  # of the pouch only where hands go in
        "pouch": mirrored("part", [(waist * 0.4, 0.6), (waist * 0.75, 0.85)]),
        "lapels": both("part", [(neck, 0), (neck + 0.07, 0.14), (neck * 0.75, 0.19), (0.01, 0.45), (neck / 2, 0.05)]),
        "collar": both("part", [(neck, -0.02), (neck + 0.05, 0.1), (neck / 2, 0.15), (0, depth + 0.02)]),
        "spread_collar": both("part", [(neck, -0.04), (neck + 0.09, 0.1), (neck * 0.7, 0.2), (0, depth + 0.03)]),
        "pointed_collar": both("part", [(neck, -0.03), (neck * 0.75, 0.13), (0, depth + 0.03)]),
        "fur": both("part", [(neck * 0.8, -0.06), (neck + 0.1, 0.02), (neck + 0.08, 0.14), (0.04, depth + 0.24),
                             (0, depth + 0.04)]),
        "facing": mirrored("part", [(neck, 0), (neck * 0.7, depth + 0.06), (0, depth + 0.18), (0, depth)]),
        "opening": one("line", [(0, -0.1 if "turtleneck" in details else depth), (0, 1)]),
        "split": one("line", [(0, depth), (0, depth + 0.2)]),
        "tie": mirrored("part", [(0.045, depth), (0.02, depth + 0.09), (0.06, 0.58), (0, 0.66)]),
        "yoke": mirrored("line", [(chest * 1.05, 0.34)]),
        "open_front": mirrored("part", [(neck * 0.6, 0.02), (0.04, 0.35), (0.05, 1)]),
        "wide_front": mirrored("part", [(neck * 0.9, 0.01), (0.1, 0.4), (0.13, 1)]),
        "placket": mirrored("part", [(0.045, depth), (0.045, depth + 0.24)]),
        "button_band": mirrored("part", [(0.06, depth), (0.06, 1)])
        + [shape for y in buttons for shape in dot(0, y, 0.018)],
        "double_row": [shape for y in (waist_y - 0.12, waist_y + 0.02, waist_y + 0.16) for x in (-0.09, 0.09)
                       for shape in dot(x, y, 0.022)],
        "one_button": dot(0.02, waist_y, 0.025),
        "toggles": [shape for y in (0.32, 0.5, 0.68) for shape in mirrored("line", [(0.1, y)])],
        "bow": both("part", [(0, depth + 0.03), (0.17, depth - 0.06), (0.17, depth + 0.13)]),
        "buttons": [shape for y in buttons for shape in one("line", [(0.03, y), (0.05, y + 0.012)])],
        "belt": mirrored("part", [(waist * 1.02, waist_y - 0.03), (waist * 1.02, waist_y + 0.03)]),
        "pockets": both("line", [(side * 0.4, waist_y + 0.12), (side * 0.8, waist_y + 0.09)]),
        "patches": both("part", [(side * 0.25, waist_y + 0.08), (side * 0.8, waist_y + 0.08),
                                 (side * 0.8, waist_y + 0.26), (side * 0.25, waist_y + 0.26)]),
        "chest_pocket": one("line", [(chest * 0.3, 0.34), (chest * 0.7, 0.34), (chest * 0.68, 0.46),
                                     (chest * 0.32, 0.46), (chest * 0.3, 0.34)]),
        "two_pockets": both("line", [(chest * 0.28, 0.34), (chest * 0.75, 0.34), (chest * 0.73, 0.46),
                                     (chest * 0.5, 0.49), (chest * 0.3, 0.46), (chest * 0.28, 0.34)]),
        "epaulettes": both("line", [(neck + 0.05, 0.06), (chest * 1.05, 0.1)]),
        "cutaway": both("line", [(0, 0.78), (hem * 0.35, 0.98)]),
        "quilts": [shape for y in quilts for shape in mirrored("line", [(chest * 0.97, y)])],
        "stripes": mirrored("part", [(chest * 0.98, 0.42), (chest * 0.98, 0.52)]),
        "zigzag": [shape for y in (0.4, 0.62) for shape in one("line", [(x * chest * 0.95, y + 0.05 * (-1) ** peak)
                                                                        for peak, x in enumerate(peaks)])],
        "sash": one("part", [(chest, 0.22), (chest, 0.36), (-waist, 0.82), (-waist, 0.68)]),
        "flowers": [shape for x, y in ((-0.55, 0.3), (0.6, 0.4), (-0.5, 0.62), (0.45, 0.7), (-0.65, 0.88), (0.7, 0.92))
                    for shape in dot(x * chest, y, 0.05)],
        "checks": [shape for y in (0.3, 0.52, 0.74) for shape in mirrored("line", [(chest * 0.95, y)])]
        + both("line", [(chest * 0.5, 0.16), (chest * 0.5, 0.98)]),
        "peplum": mirrored("line", [(waist, waist_y + 0.05)]),
        "number": one("line", [(-0.09, 0.38), (0.09, 0.38), (-0.02, 0.68)]),
        "block": mirrored("part", [(chest * 0.98, 0.3), (chest * 0.98, 0.46)]),
        "print": one("part", arc(0, 0.5, chest * 0.4, 0.12, 0, 360)),
        "folds": both("line", [(waist * 0.4, waist_y + 0.08), (hem * 0.5, 0.95)]),
    })


def folded(*, details: set[str], width: float, neck: float, length: float) -> list[Shape]:
    """A shirt folded to a rectangle, its sleeves behind or just seen at its sides."""
    bevel = 0.03  # keeps the corners of cloth from being rounded to a bag's
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
