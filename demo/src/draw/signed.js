/** Signed numbers as pixels: no colour for an exact zero, one hue for each sign, the stronger the larger. */

/** @param {HTMLElement} place @param {string} name of a custom property @returns {[number, number, number]} */
export function colourOf(place, name) {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    place.append(probe);
    const [red, green, blue] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
    probe.remove();
    return [red, green, blue];
}

/** The fainter half of the scale is lifted, so that a small weight can be told from none. */
const LIFT = 0.6;

/**
 * RGBA bytes of a picture.
 * @param {ArrayLike<number>} values
 * @param {number} largest the absolute value that gets the full colour
 * @param {{ positive: readonly number[], negative: readonly number[] }} colours
 * @returns {Uint8ClampedArray<ArrayBuffer>}
 */
export function signedPixels(values, largest, { positive, negative }) {
    const pixels = new Uint8ClampedArray(4 * values.length);
    for (let i = 0; i < values.length; i++) {
        const colour = values[i] < 0 ? negative : positive;
        const strength = Math.min(1, Math.abs(values[i]) / largest) ** LIFT;
        pixels.set([...colour, values[i] ? Math.max(24, 255 * strength) : 0], 4 * i);
    }
    return pixels;
}

/** @param {HTMLCanvasElement} canvas @param {Uint8ClampedArray<ArrayBuffer>} pixels @param {number} width */
export function paint(canvas, pixels, width) {
    canvas.width = width;
    canvas.height = pixels.length / 4 / width;
    canvas.getContext('2d')?.putImageData(new ImageData(pixels, width), 0, 0);
}
