"""A number that stays nearly the same when a photo is resized, recompressed, brightened or screenshot.

The 64-bit DCT hash known as pHash: the signs, about their median, of the 8 x 8 lowest frequencies of a
32 x 32 grey picture. Cropping, turning and mirroring change it; see tests/storage/test_photo_likeness.py.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.fft import dctn

GREY: Final = 256  #: pixels a side in which plain bars are looked for
SMALL, LOWEST = 32, 8
#: Grey levels (0-255), standard deviation: below, a row is a bar, and a picture is not worth a hash.
PLAIN_ROW, PLAIN_PICTURE = 1.5, 4.0
#: Longer sides are a phone's screen (18:9 and up). A camera's photo (4:3, 16:9) keeps its plain sky: where it
#: ends depends on the light and on JPEG, so cutting it there lost a quarter of the copies.
SCREEN: Final = 1.9

Grey = NDArray[np.uint8]


def photo_hash(image: Image.Image) -> int | None:
    """Return 64 bits, or None for a picture too dark or plain to be told from others."""
    grey = np.asarray(image.convert("L").resize((GREY, GREY), Image.Resampling.BOX))
    if image.height > SCREEN * image.width:
        grey = _without_bars(grey)
    elif image.width > SCREEN * image.height:
        grey = _without_bars(grey.T).T
    small = Image.fromarray(grey).resize((SMALL, SMALL), Image.Resampling.LANCZOS)
    pixels: NDArray[Any] = np.asarray(small, np.float64)
    if pixels.std() < PLAIN_PICTURE:
        return None
    lowest = dctn(pixels, norm="ortho")[:LOWEST, :LOWEST]
    return int("".join("01"[bit] for bit in (lowest > np.median(lowest)).ravel().astype(int)), 2)


def _without_bars(grey: Grey) -> Grey:
    """Return the longest run of rows that are not plain: the photo that a screenshot shows."""
    plain = np.flatnonzero(grey.std(axis=1) < PLAIN_ROW)
    edges = [-1, *plain.tolist(), len(grey)]
    start, end = max(pairwise(edges), key=lambda run: run[1] - run[0])
    return grey[start + 1 : end] if end - start > SMALL else grey
