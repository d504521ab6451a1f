"""Invented street scenes, and what happens to a photo between two phones."""

import random
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIZE = (640, 480)


def scene(seed: int, *, repaired: bool = False) -> Image.Image:
    """A road under a sky with houses, trees and one pothole; every scene has this build."""
    dice = random.Random(seed)
    width, height = SIZE
    image = Image.new("RGB", SIZE, _colour(dice, 150, 255))
    draw = ImageDraw.Draw(image)
    horizon = dice.randint(height // 4, height // 2)
    draw.rectangle((0, horizon, width, height), fill=_colour(dice, 60, 160))
    for _ in range(dice.randint(3, 8)):
        _building(draw, dice, horizon)
    vanishing, left, right = dice.randint(100, 540), dice.randint(-250, 200), dice.randint(400, 900)
    road = [(vanishing - 15, horizon), (vanishing + 15, horizon), (right, height), (left, height)]
    draw.polygon(road, fill=_colour(dice, 40, 140))
    x, y, size = dice.randint(150, 490), dice.randint(horizon + 40, 420), dice.randint(25, 70)
    hole = _colour(dice, 0, 50)
    if not repaired:
        draw.ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=hole)
    return _grain(image, seed)


def from_here(seed: int) -> Image.Image:
    """The middle of a scene, as a citizen photographs it."""
    return scene(seed).resize(SIZE, box=(40, 30, 600, 450))


def again(seed: int, degrees: float, moved: float) -> Image.Image:
    """The same spot after the repair, the phone turned and moved (share of the width), in another light."""
    dice = random.Random(seed)
    turned = scene(seed, repaired=True).rotate(dice.choice((-1, 1)) * degrees, Image.Resampling.BICUBIC)
    x, y = (dice.choice((-1, 1)) * moved * side for side in SIZE)
    return brightness(turned.resize(SIZE, box=(40 + x, 30 + y, 600 + x, 450 + y)), dice.uniform(0.8, 1.2))


def jpeg(image: Image.Image, quality: int = 75) -> Image.Image:
    content = BytesIO()
    image.convert("RGB").save(content, "JPEG", quality=quality)
    return Image.open(content)


def resized(image: Image.Image, factor: float) -> Image.Image:
    return image.resize((round(image.width * factor), round(image.height * factor)))


def brightness(image: Image.Image, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(factor)


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Cut `share` of the width and height away, evenly."""
    x, y = image.width * share / 2, image.height * share / 2
    return image.crop((round(x), round(y), round(image.width - x), round(image.height - y)))


def screenshot(image: Image.Image, size: tuple[int, int] = (720, 1600), bars: str = "black") -> Image.Image:
    """The photo as a phone's gallery shows it, with a clock above and a button below."""
    screen = Image.new("RGB", size, bars)
    shown = ImageOps.contain(image, size)
    screen.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
    draw = ImageDraw.Draw(screen)
    draw.text((40, 20), "09:41", fill="grey", font_size=28)
    draw.text((60, size[1] - 80), "Bagikan", fill="grey", font_size=32)
    return screen


def stamped(image: Image.Image) -> Image.Image:
    """The time and place a camera app writes into the corner."""
    marked = image.copy()
    draw = ImageDraw.Draw(marked)
    draw.text((12, image.height - 60), "22 Nov 2026 09.41\n-7.70310, 110.60210", fill="yellow", font_size=20)
    return marked


def _building(draw: ImageDraw.ImageDraw, dice: random.Random, horizon: int) -> None:
    x, wide, high = dice.randint(-50, 620), dice.randint(40, 200), dice.randint(30, 180)
    box = (x, horizon - high, x + wide, horizon + dice.randint(0, 40))
    (draw.ellipse if dice.random() < 0.4 else draw.rectangle)(box, fill=_colour(dice, 20, 230))


def _colour(dice: random.Random, low: int, high: int) -> tuple[int, int, int]:
    middle = dice.randint(low, high)
    red, green, blue = (min(255, max(0, middle + dice.randint(-30, 30))) for _ in "rgb")
    return red, green, blue


def _grain(image: Image.Image, seed: int) -> Image.Image:
    noise = np.random.default_rng(seed).normal(0, 10, (image.height, image.width, 1))
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(1)), np.float64) + noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
