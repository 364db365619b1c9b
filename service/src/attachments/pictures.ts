import {THUMBNAIL_LIMIT_PIXELS} from 'helpshift-chat/protocol';
import {
  AVIF_LIMIT_PIXELS,
  PICTURE_LIMIT_PIXELS,
  PICTURE_LIMIT_SECONDS,
  PICTURE_SIDE_LIMIT_PIXELS,
  PICTURES_AT_ONCE,
  PICTURES_WAITING_LIMIT,
} from '../limits.js';
import {PICTURE_TYPES} from './media-type.js';
import type {FileKind} from './media-type.js';
import type {Sharp} from 'sharp';

/** Where the two files of a picture are written. */
export interface PictureTargets {
  readonly original: string;
  readonly thumbnail: string;
}

/** Who has sent a picture, and how large it may become. */
export interface PictureOrder {
  /** Pictures of one sender are made one after the other, so that other senders do not wait for all of them. */
  readonly sender: string;
  /** The most bytes that it may have. */
  readonly limitBytes: number;
}

/** A picture that was made again. */
export interface MadePicture extends FileKind {
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Too many pictures wait to be made. The upload stays, and its client can ask again. */
export class TooManyPictures extends Error {}

/** How each type is written. Quality 88 cannot be told from the original by eye. */
const WRITE: Readonly<Record<string, {mediaType: string; write: (picture: Sharp) => Sharp}>> = {
  'image/jpeg': {mediaType: 'image/jpeg', write: (picture) => picture.jpeg({quality: 88})},
  'image/png': {mediaType: 'image/png', write: (picture) => picture.png({compressionLevel: 6})},
  'image/webp': {mediaType: 'image/webp', write: (picture) => picture.webp({quality: 88})},
  'image/gif': {mediaType: 'image/gif', write: (picture) => picture.gif({effort: 1})},
  // To write AVIF takes more than ten seconds for a photo.
  'image/avif': {mediaType: 'image/webp', write: (picture) => picture.webp({quality: 88})},
};

/** Only these parts of libvips read what users send. */
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((name) => `VipsForeignLoad${name}`);

/** Makes pictures again, a few at a time: what the camera wrote into them, such as the place, is left out. */
export class Pictures {
  /** The senders of the pictures that are made now. */
  readonly #running = new Set<string>();
  #waiting: readonly {readonly sender: string; readonly begin: () => void}[] = [];
  #library: Promise<typeof import('sharp')> | undefined;

  /**
   * Makes a picture and its thumbnail from a file of this kind. Returns `undefined` when it is none that can be read: it is too large, or
   * becomes too large, is damaged, or takes too long. Throws `TooManyPictures`, and errors of the disk.
   */
  async make(
    source: string,
    {mediaType}: FileKind,
    targets: PictureTargets,
    {sender, limitBytes}: PictureOrder,
  ): Promise<MadePicture | undefined> {
    const form = WRITE[mediaType];
    if (!form) return undefined;
    await this.#begin(sender);
    try {
      const {default: sharp} = await this.#load();
      const options = {
        limitInputPixels: mediaType === 'image/avif' ? AVIF_LIMIT_PIXELS : PICTURE_LIMIT_PIXELS,
        failOn: 'error',
        animated: mediaType === 'image/gif' || mediaType === 'image/webp',
      } as const;
      const {width, height, pageHeight = height} = await sharp(source, options).metadata();
      if (Math.max(width, pageHeight) > PICTURE_SIDE_LIMIT_PIXELS) return undefined;
      const picture = sharp(source, options).autoOrient().timeout({seconds: PICTURE_LIMIT_SECONDS});
      const made = await form.write(picture).toFile(targets.original);
      if (made.size > limitBytes) return undefined;
      await sharp(targets.original, {limitInputPixels: PICTURE_LIMIT_PIXELS})
        .resize({
          width: THUMBNAIL_LIMIT_PIXELS,
          height: THUMBNAIL_LIMIT_PIXELS,
          fit: 'inside',
          withoutEnlargement: true,
        })
        .timeout({seconds: PICTURE_LIMIT_SECONDS})
        .webp({quality: 80})
        .toFile(targets.thumbnail);
      return {
        mediaType: form.mediaType,
        endings: PICTURE_TYPES[form.mediaType] ?? [],
        width: made.width,
        // The pages of an animation are one above the other.
        height: made.pageHeight ?? made.height,
        bytes: made.size,
      };
    } catch (error) {
      if (isOfDisk(error)) throw error;
      return undefined;
    } finally {
      this.#end(sender);
    }
  }

  async #begin(sender: string): Promise<void> {
    if (this.#running.size < PICTURES_AT_ONCE && !this.#running.has(sender)) {
      this.#running.add(sender);
      return;
    }
    if (this.#waiting.length >= PICTURES_WAITING_LIMIT) throw new TooManyPictures();
    await new Promise<void>((begin) => {
      this.#waiting = [...this.#waiting, {sender, begin}];
    });
  }

  /** Gives the place to the next one, or frees it. */
  #end(sender: string): void {
    this.#running.delete(sender);
    const next = this.#waiting.find((one) => !this.#running.has(one.sender));
    if (!next) return;
    this.#waiting = this.#waiting.filter((one) => one !== next);
    this.#running.add(next.sender);
    next.begin();
  }

  /** Loaded with the first picture: the service starts faster without it. */
  #load(): Promise<typeof import('sharp')> {
    this.#library ??= import('sharp').then((library) => {
      const {default: sharp} = library;
      sharp.cache(false);
      sharp.concurrency(1);
      sharp.block({operation: ['VipsForeignLoad']});
      sharp.unblock({operation: LOADERS});
      return library;
    });
    return this.#library;
  }
}

/** Whether the disk is full, broken, or not to be written. libvips gives its reason in words alone. */
function isOfDisk(error: unknown): boolean {
  return (
    error instanceof Error &&
    /no space left|input\/output error|read-only file system|disk quota|permission denied/i.test(error.message)
  );
}
