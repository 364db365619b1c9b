/** The largest picture in a log, in CSS pixels. */
const WIDTH_LIMIT_PX = 320;
const HEIGHT_LIMIT_PX = 280;

/** What is seen of a picture that is a thin line. */
const SIDE_MIN_PX = 24;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** How large a picture is drawn in a log. It is never drawn larger than it is, apart from one that could hardly be seen. Pure. */
export function pictureSize({width, height}: PictureSize): PictureSize {
  const scale = Math.min(1, WIDTH_LIMIT_PX / Math.max(width, 1), HEIGHT_LIMIT_PX / Math.max(height, 1));
  const side = (pixels: number): number => Math.max(SIDE_MIN_PX, Math.round(pixels * scale));
  return {width: side(width), height: side(height)};
}
