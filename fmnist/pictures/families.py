"""The families of drawings, as data: a maker, the ranges of its numbers, the chances of its details.

Written from how clothes are drawn in icons, emoji and by hand: a top lies flat and is about as wide as tall, a shoe is
seen from the side, and what tells classes apart stands inside: collar, zip, hood, laces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fmnist.pictures.shapes import Shape, bag, folded, pump, sandal, shoe, top, trousers

Ranges = Mapping[str, tuple[float, float]]
Chances = Mapping[str, float]


@dataclass(frozen=True)
class Family:
    """`weight`: how often it is drawn, relative to the others; `tilt`: most degrees that three in ten lean."""

    label: str
    name: str
    weight: float
    maker: Callable[..., list[Shape]]
    ranges: Ranges
    details: Chances
    tilt: float = 12


TOP: Ranges = dict(neck=(0.12, 0.2), depth=(0.05, 0.14), shoulder=(0.3, 0.4), drop=(0.04, 0.12), sleeve=(0.18, 0.34),
                   angle=(25, 60), cuff=(0.15, 0.24), chest=(0.27, 0.37), waist=(0.27, 0.37), hem=(0.28, 0.38))
SLEEVELESS: Ranges = TOP | dict(sleeve=(0, 0), shoulder=(0.2, 0.28), depth=(0.14, 0.28), drop=(0, 0.03))
LONG: Ranges = TOP | dict(sleeve=(0.6, 0.82), angle=(62, 84), cuff=(0.1, 0.18))  # sleeves that hang
WIDE: Ranges = TOP | dict(sleeve=(0.5, 0.72), angle=(38, 64), cuff=(0.12, 0.18))  # sleeves that spread
CLOSE: Ranges = TOP | dict(sleeve=(0.58, 0.85), angle=(70, 90), cuff=(0.12, 0.18), shoulder=(0.28, 0.38),  # against it
                          chest=(0.22, 0.3), hem=(0.22, 0.31), waist_y=(0.3, 0.52))
HOODED: Ranges = dict(depth=(0.02, 0.08), drop=(0.05, 0.22), shoulder=(0.26, 0.38), cuff=(0.12, 0.24))
DRESS: Ranges = TOP | dict(sleeve=(0, 0), shoulder=(0.13, 0.2), chest=(0.15, 0.21), waist=(0.11, 0.17), drop=(0, 0.04),
                           hem=(0.2, 0.45), neck=(0.08, 0.12), depth=(0.06, 0.16), waist_y=(0.36, 0.5))
SHOE: Ranges = dict(height=(0.38, 0.56), shaft=(0.24, 0.38), toe=(0.14, 0.26), heel=(0, 0), sole=(0.07, 0.16),
                    spring=(0, 0.1))
BOOT: Ranges = dict(height=(0.66, 0.9), shaft=(0.34, 0.46), toe=(0.14, 0.22), heel=(0.06, 0.4), sole=(0.05, 0.12))
FLAT: Ranges = dict(heel=(0, 0.08), sole=(0.05, 0.12), strap=(0.16, 0.3), wedge=(0, 0.1))

KNIT: Chances = dict(crew=0.55, cuffs=0.4, hem_line=0.4, hanging=0.6, bent=0.15, seams=0.2, raglan=0.15, stripes=0.1,
                     zigzag=0.12)
HOOD: Chances = dict(hood=1, pouch=0.6, slits=0.15, cuffs=0.4, hem_line=0.4, hanging=0.5, drawstrings=0.5, bent=0.2)
FRONT: Chances = dict(opening=1, buttons=0.4, pockets=0.5, hanging=0.4, cuffs=0.3, hanger=0.04)
SHIRT: Chances = dict(collar=1, opening=1, buttons=0.6, chest_pocket=0.4, cuffs=0.5, hanging=0.3, hanger=0.04,
                      curved_hem=0.2, tie=0.08)
BLOUSE: Ranges = TOP | dict(depth=(0.08, 0.24), cuff=(0.14, 0.22), chest=(0.26, 0.32), waist=(0.17, 0.25),
                            hem=(0.24, 0.34), waist_y=(0.5, 0.66))

FAMILIES = (
    Family("T-shirt/top", "T-shirt", 5, top, TOP,
           dict(crew=0.4, v_neck=0.15, seams=0.25, cuffs=0.2, print=0.12, stripes=0.1, hem_line=0.1)),
    Family("T-shirt/top", "tank top", 1.5, top, SLEEVELESS, dict(sash=0.3, print=0.15, crew=0.3, v_neck=0.2)),
    Family("T-shirt/top", "camisole", 0.4, top, TOP | dict(sleeve=(0, 0), neck=(0.14, 0.2)), dict(straps=1)),
    Family("Trouser", "trousers", 2, trousers,
           dict(waist=(0.16, 0.26), hip=(0.2, 0.3), outer=(0.2, 0.36), leg=(0.12, 0.2), crotch=(0.25, 0.42)),
           dict(band=0.5, fly=0.4, pockets=0.4, rolled=0.2, crease=0.15)),
    Family("Trouser", "wide trousers", 1, trousers,
           dict(waist=(0.16, 0.24), hip=(0.2, 0.28), outer=(0.3, 0.45), leg=(0.2, 0.32), crotch=(0.25, 0.4)),
           dict(band=0.5, fly=0.3)),
    Family("Pullover", "sweater, sleeves hanging", 2, top, LONG, KNIT),
    Family("Pullover", "sweater, sleeves spread", 1, top, WIDE, KNIT | dict(stripes=0.2, v_neck=0.15)),
    Family("Pullover", "hoodie, sleeves hanging", 1.5, top, LONG | HOODED, HOOD),
    Family("Pullover", "hoodie, sleeves spread", 1, top, WIDE | HOODED, HOOD),
    Family("Pullover", "sweater, sleeves against the body", 1.5, top, CLOSE,
           KNIT | dict(joined=1, hanging=0, v_neck=0.15)),
    Family("Pullover", "hoodie, sleeves against the body", 1.5, top, CLOSE | HOODED | dict(neck=(0.1, 0.18)),
           HOOD | dict(hood=0.5, hood_peak=0.5, pouch=0.75, joined=1, hanging=0)),
    Family("Pullover", "hoodie with a small hood", 1.2, top,
           WIDE | HOODED | dict(neck=(0.1, 0.16), drop=(0.1, 0.24), angle=(44, 76)),
           HOOD | dict(hood=0, hood_peak=1, pouch=0.8, joined=0.4, hanging=0, raglan=0.3)),
    Family("Pullover", "hoodie, hood behind the neck", 1, top, CLOSE | dict(depth=(0.1, 0.24), neck=(0.14, 0.21)),
           HOOD | dict(hood=0, hood_back=1, v_neck=0.8, split=0.5, joined=0.8, hanging=0)),
    Family("Pullover", "hoodie, sleeves longer than the body", 1.2, top,
           CLOSE | HOODED | dict(sleeve=(0.8, 1.05), angle=(72, 88), neck=(0.11, 0.18)),
           HOOD | dict(hood=0.3, hood_flat=0.7, pouch=0.4, slits=0.3, joined=1, hanging=0, bent=0.7, drawstrings=0.7)),
    Family("Pullover", "sweater, sleeves longer than the body", 0.5, top,
           CLOSE | dict(sleeve=(0.8, 1.05), angle=(72, 88)), KNIT | dict(joined=1, hanging=0, bent=0.6)),
    Family("Pullover", "hoodie, hood down", 1, top, LONG | HOODED | dict(angle=(50, 84)),
           HOOD | dict(hood=0, hood_down=1)),
    Family("Pullover", "hoodie, hood in front", 1, top, LONG | HOODED | dict(angle=(50, 84)),
           HOOD | dict(hood=0, hood_front=1, raglan=0.3)),
    Family("Pullover", "turtleneck", 0.8, top, LONG | dict(neck=(0.1, 0.15), depth=(0, 0.02)),
           KNIT | dict(crew=0, turtleneck=1)),
    Family("Dress", "dress with straps", 1.5, top, DRESS | dict(hem=(0.24, 0.45), neck=(0.09, 0.14)),
           dict(straps=1, belt=0.5, folds=0.3)),
    Family("Dress", "dress", 1.2, top, DRESS, dict(belt=0.4, v_neck=0.4, folds=0.3)),
    Family("Dress", "dress with sleeves", 1, top, DRESS | dict(sleeve=(0.1, 0.24), cuff=(0.1, 0.15), drop=(0.04, 0.1)),
           dict(belt=0.5, folds=0.3, v_neck=0.3)),
    Family("Coat", "coat", 2, top, LONG | dict(sleeve=(0.5, 0.68), depth=(0.08, 0.3), hem=(0.28, 0.4)),
           FRONT | dict(lapels=0.75, belt=0.15)),
    Family("Coat", "trench coat", 1, top,
           LONG | dict(sleeve=(0.42, 0.58), shoulder=(0.22, 0.28), neck=(0.1, 0.14), chest=(0.2, 0.25),
                       waist=(0.17, 0.24), hem=(0.22, 0.38), waist_y=(0.42, 0.54)),
           FRONT | dict(lapels=0.75, collar=0.4, belt=0.8)),
    Family("Coat", "lab coat", 1, top,
           LONG | dict(sleeve=(0.42, 0.6), shoulder=(0.24, 0.3), chest=(0.2, 0.26), waist=(0.2, 0.26), hem=(0.22, 0.32),
                       depth=(0.1, 0.3)),
           FRONT | dict(lapels=1, patches=0.8, pockets=0, chest_pocket=0.5)),
    Family("Coat", "suit jacket", 1, top, LONG | dict(depth=(0.2, 0.45)),
           FRONT | dict(lapels=1, v_neck=1, hanging=0.7, chest_pocket=0.3)),
    Family("Coat", "cardigan", 1, top, LONG | dict(depth=(0.2, 0.5)),
           FRONT | dict(v_neck=1, opening=1, hanging=0.7, hem_line=0.3)),
    Family("Coat", "jacket with a zip", 1, top, LONG,
           FRONT | dict(opening=1, buttons=0, collar=0.4, turtleneck=0.3, quilts=0.35, hem_line=0.3, slits=0.2)),
    Family("Coat", "windbreaker", 1.2, top, CLOSE,
           FRONT | dict(buttons=0, joined=0.8, hanging=0, collar=0.5, turtleneck=0.5, hem_line=0.8, cuffs=0.7,
                        pockets=0.9, yoke=0.3)),
    Family("Coat", "jacket, sleeves against the body", 1.2, top, CLOSE | dict(depth=(0.08, 0.35)),
           FRONT | dict(joined=1, hanging=0, lapels=0.8, v_neck=0.5, slits=0.2)),
    Family("Coat", "long coat, sleeves against the body", 1.2, top,
           CLOSE | dict(sleeve=(0.44, 0.64), neck=(0.08, 0.13), shoulder=(0.2, 0.28), chest=(0.14, 0.2),
                        depth=(0.08, 0.25), cuff=(0.09, 0.13), hem=(0.16, 0.26), waist_y=(0.24, 0.36)),
           FRONT | dict(joined=1, hanging=0, lapels=0.6, collar=0.4, patches=0.5, pockets=0.3, cuffs=0.5,
                        chest_pocket=0.4)),
    Family("Coat", "parka", 0.5, top, LONG, FRONT | dict(opening=1, hood=1, pockets=0.6, hem_line=0.2)),
    Family("Coat", "open jacket", 1, top, LONG, dict(open_front=1, lapels=0.6, pockets=0.6, hanging=0.4)),
    Family("Sandal", "flat sandal", 1.5, sandal, FLAT, dict(toe_strap=0.9, heel_strap=0.7, crossed=0.3, ankle=0.2), 30),
    Family("Sandal", "slide", 1, sandal, FLAT | dict(heel=(0, 0.2), strap=(0.2, 0.3), wedge=(-0.1, 0.2)),
           dict(band=1), 30),
    Family("Sandal", "heeled sandal", 1.5, sandal,
           dict(heel=(0.22, 0.5), sole=(0.04, 0.08), strap=(0.14, 0.26), wedge=(-0.1, 0.42)),
           dict(toe_strap=0.8, band=0.4, ankle=0.5, heel_strap=0.4), 30),
    Family("Sandal", "flip-flop from the side", 0.4, sandal, FLAT | dict(strap=(0.14, 0.22)), dict(thong=1), 30),
    Family("Sandal", "stiletto", 0.7, pump,
           dict(heel=(0.26, 0.6), sole=(0.05, 0.1), height=(0.1, 0.25), width=(0.04, 0.22)),
           dict(line=0.4, ankle=0.2), 20),
    Family("Sandal", "high heel", 1.5, pump,
           dict(heel=(0.24, 0.6), sole=(0.02, 0.12), height=(0.14, 0.3), width=(0.06, 0.2)),
           dict(straight=1, line=0.3, inside=0.5, ankle=0.05), 8),
    Family("Sandal", "pump with a block heel", 1.5, pump,
           dict(heel=(0.2, 0.55), sole=(0.02, 0.14), height=(0.16, 0.34), width=(0.1, 0.3)),
           dict(straight=1, block=1, line=0.3, inside=0.4), 8),
    Family("Shirt", "shirt", 2, top, LONG | dict(depth=(0.03, 0.1)), SHIRT),
    Family("Shirt", "shirt, sleeves against the body", 1, top, CLOSE | dict(depth=(0.03, 0.1)),
           SHIRT | dict(joined=1, hanging=0)),
    Family("Shirt", "shirt, sleeves rolled up", 1, top, WIDE | dict(sleeve=(0.3, 0.48), depth=(0.03, 0.1)),
           SHIRT | dict(collar=0.4, spread_collar=0.6, cuffs=1, hanging=0)),
    Family("Shirt", "shirt with short sleeves", 1.5, top, TOP | dict(depth=(0.03, 0.1)),
           SHIRT | dict(cuffs=0.3, hanging=0)),
    Family("Shirt", "polo shirt", 0.8, top, TOP | dict(depth=(0.02, 0.06)),
           dict(collar=0.6, spread_collar=0.4, placket=1, cuffs=0.4)),
    Family("Shirt", "blouse", 1, top, BLOUSE, dict(v_neck=1, facing=0.9, spread_collar=0.3, split=0.2, cuffs=0.3)),
    Family("Shirt", "blouse with buttons", 0.8, top, BLOUSE | dict(depth=(0.05, 0.12), sleeve=(0.18, 0.6)),
           SHIRT | dict(collar=0.3, spread_collar=0.7, chest_pocket=0, tie=0, hanging=0)),
    Family("Shirt", "folded shirt", 1.2, folded, dict(width=(0.3, 0.4), neck=(0.12, 0.2), length=(0.8, 1)),
           dict(collar=0.5, spread_collar=0.5, opening=1, buttons=0.5, chest_pocket=0.4, sleeves=0.3,
                folds_of_sleeves=0.3, tie=0.05, round=0.35), 6),
    Family("Shirt", "collar with a tie", 1.2, folded, dict(width=(0.32, 0.52), neck=(0.14, 0.24), length=(0.75, 1)),
           dict(collar=0.4, spread_collar=0.6, tie=0.9, pinstripes=0.3, opening=0.2), 6),
    Family("Sneaker", "sneaker", 3, shoe, SHOE,
           dict(domed=0.25, laces=0.7, toe_cap=0.3, swoosh=0.3, heel_tab=0.3, stripes=0.15, tongue=0.2, sole_line=0.15,
                speed=0.03), 45),
    Family("Sneaker", "high-topped sneaker", 1.5, shoe,
           SHOE | dict(height=(0.52, 0.84), shaft=(0.3, 0.46), toe=(0.12, 0.2), sole=(0.09, 0.18), spring=(0, 0.06)),
           dict(laces=0.95, toe_cap=0.85, patch=0.4, tongue=0.4, sole_line=0.4, heel_tab=0.3, stripes=0.1), 35),
    Family("Sneaker", "running shoe with a thick sole", 1.5, shoe,
           SHOE | dict(height=(0.44, 0.6), shaft=(0.22, 0.34), toe=(0.08, 0.16), sole=(0.15, 0.25)),
           dict(laces=0.7, swoosh=0.4, heel_tab=0.4, tongue=0.4, sole_line=0.4, stripes=0.2, speed=0.12), 45),
    Family("Sneaker", "running shoe", 2, shoe,
           SHOE | dict(height=(0.36, 0.54), shaft=(0.2, 0.32), toe=(0.12, 0.2), heel=(0, 0.1)),
           dict(domed=0.3, laces=0.6, swoosh=0.4, heel_tab=0.3, stripes=0.3, speed=0.12), 45),
    Family("Sneaker", "boxy sneaker", 1.2, shoe,
           SHOE | dict(height=(0.48, 0.62), shaft=(0.32, 0.44), toe=(0.2, 0.32), sole=(0.08, 0.18), spring=(0, 0.05)),
           dict(domed=0.5, laces=0.8, toe_cap=0.4, tongue=0.5, sole_line=0.2, swoosh=0.15, heel_tab=0.2), 45),
    Family("Sneaker", "football boot", 0.5, shoe, SHOE | dict(height=(0.34, 0.5), sole=(0.04, 0.08)),
           dict(studs=1, laces=0.5, swoosh=0.3, stripes=0.4, heel_tab=0.2), 45),
    Family("Sneaker", "lace-up shoe", 1.6, shoe,
           SHOE | dict(height=(0.36, 0.52), toe=(0.16, 0.26), heel=(0.1, 0.4), sole=(0.03, 0.1), spring=(0, 0)),
           dict(domed=0.7, laces=0.85, toe_cap=0.4), 20),
    Family("Bag", "handbag", 3, bag,
           dict(width=(0.4, 0.6), upper=(0.3, 0.5), height=(0.45, 0.75), handle=(0.14, 0.3), rise=(0.15, 0.4)),
           dict(clasp=0.3, flap=0.25, two_handles=0.2, long_strap=0.08, round=0.3, zip=0.2, seam=0.2)),
    Family("Bag", "shopping bag", 1.5, bag,
           dict(width=(0.36, 0.48), upper=(0.34, 0.46), height=(0.8, 1), handle=(0.12, 0.22), rise=(0, 0.25)),
           dict(loop=0.4, hole=0.15, square_handle=0.15, seam=0.2)),
    Family("Bag", "backpack", 2, bag,
           dict(width=(0.34, 0.46), upper=(0.3, 0.4), height=(0.8, 1.1), handle=(0.08, 0.16), rise=(0.08, 0.18)),
           dict(dome=1, square_handle=0.4, zip_pull=0.3, pocket=0.5, low_pocket=0.4, pocket_zip=0.5, zip=0.3,
                tag=0.45, side_pockets=0.3, seam=0.2)),
    Family("Bag", "duffel bag", 0.7, bag,
           dict(width=(0.5, 0.62), upper=(0.4, 0.55), height=(0.5, 0.7), handle=(0.2, 0.32), rise=(0.1, 0.35)),
           dict(round=0.7, bands=0.8, zip=0.4, long_strap=0.3)),
    Family("Bag", "briefcase", 1, bag,
           dict(width=(0.5, 0.6), upper=(0.5, 0.6), height=(0.6, 0.8), handle=(0.14, 0.24), rise=(0.1, 0.2)),
           dict(square_handle=0.6, flap=0.3, clasp=0.6, seam=0.5)),
    Family("Bag", "backpack with straps", 1, bag,
           dict(width=(0.3, 0.42), upper=(0.28, 0.38), height=(0.8, 1), handle=(0.08, 0.14), rise=(0.08, 0.18)),
           dict(dome=0.6, round=0.6, shoulder_straps=1, flap=0.3, pocket=0.6, seam=0.3)),
    Family("Bag", "clutch", 0.7, bag,
           dict(width=(0.5, 0.6), upper=(0.45, 0.6), height=(0.4, 0.6), handle=(0.1, 0.2), rise=(0, 0)),
           dict(flap=0.5, clasp=0.3, zip=0.6, round=0.5)),
    Family("Ankle boot", "ankle boot", 2, shoe, BOOT, dict(zip=0.3, heel_tab=0.2, toe_cap=0.1, fur=0.12), 25),
    Family("Ankle boot", "laced boot", 1.5, shoe, BOOT | dict(toe=(0.16, 0.24), heel=(0.12, 0.5), sole=(0.06, 0.12)),
           dict(laces=1, heel_tab=0.2), 25),
    Family("Ankle boot", "tall boot", 1, shoe, BOOT | dict(height=(0.9, 1.25), heel=(0, 0.7)),
           dict(zip=0.3, heel_tab=0.2, fur=0.15), 25),
    Family("Ankle boot", "two boots", 0.6, shoe, BOOT | dict(height=(0.7, 1.1)),
           dict(pair=1, toes_apart=0.5, laces=0.5), 25),
)
