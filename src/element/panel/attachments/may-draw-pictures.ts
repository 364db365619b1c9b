const SMALLEST_GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

let answer: Promise<boolean> | undefined;

/** Whether the page's policy allows pictures that were read by the chat (`img-src blob:`). It is tried once: a browser reports each try. */
export function mayDrawPictures(): Promise<boolean> {
  return (answer ??= new Promise((resolve) => {
    const bytes = Uint8Array.from(atob(SMALLEST_GIF), (letter) => letter.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], {type: 'image/gif'}));
    const picture = new Image();
    picture.onload = picture.onerror = (event) => {
      URL.revokeObjectURL(address);
      resolve((event as Event).type === 'load');
    };
    picture.src = address;
  }));
}
