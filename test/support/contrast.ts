/** Computes the contrast of colours as the browser draws them. */

const canvas = document.createElement('canvas');
canvas.width = canvas.height = 1;
const pixel = canvas.getContext('2d', {willReadFrequently: true}) as CanvasRenderingContext2D;

/** The relative luminance of several layers of colour; the lowest comes first. */
function luminance(...colours: readonly string[]): number {
  for (const colour of ['#fff', ...colours]) {
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
  }
  const [red = 0, green = 0, blue = 0] = [...pixel.getImageData(0, 0, 1, 1).data].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The WCAG contrast, 1 to 21, of `colour` painted over `ground`. */
export function contrast(colour: string, ground: string): number {
  const [darker = 0, lighter = 0] = [luminance(ground, colour), luminance(ground)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
