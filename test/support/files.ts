/** Gives files to a chat, as a user does. */
import {allElements, getInput, getPart, type HelpshiftChat, shownControl} from './chat.js';

/** A picture of one colour, as a PNG file. */
export async function picture(name: string, width = 60, height = 40): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = 'teal';
  context.fillRect(0, 0, width, height);
  return new File([await canvas.convertToBlob({type: 'image/png'})], name, {type: 'image/png'});
}

export function textFile(name: string, text = name): File {
  return new File([text], name, {type: 'text/plain'});
}

function transfer(files: readonly File[], text?: Readonly<Record<string, string>>): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  for (const [type, value] of Object.entries(text ?? {})) data.setData(type, value);
  return data;
}

/** Uses a button that lets the user choose, and chooses these files. */
function chooseWith(button: HTMLElement, files: readonly File[]): void {
  const {prototype} = (button.ownerDocument.defaultView as typeof globalThis & Window).HTMLInputElement;
  const click = Object.getOwnPropertyDescriptor(prototype, 'click');
  prototype.click = function (this: HTMLInputElement): void {
    this.files = transfer(files).files;
    this.dispatchEvent(new Event('change'));
  };
  button.click();
  if (click) Object.defineProperty(prototype, 'click', click);
  else Reflect.deleteProperty(prototype, 'click');
}

/** Chooses files with the button beside the text field. */
export function chooseFiles(chat: HelpshiftChat, ...files: readonly File[]): void {
  chooseWith(getPart(chat, 'attach-button'), files);
}

/** Chooses a file that is missing again. */
export async function chooseAgain(chat: HelpshiftChat, file: File): Promise<void> {
  chooseWith(await shownControl(chat, 'Choose the file'), [file]);
}

/** Pastes into the text field. Returns whether the chat has taken it. */
export function pasteFiles(
  chat: HelpshiftChat,
  files: readonly File[],
  text?: Readonly<Record<string, string>>,
): boolean {
  const init = {clipboardData: transfer(files, text), bubbles: true, composed: true, cancelable: true};
  return !getInput(chat).dispatchEvent(new ClipboardEvent('paste', init));
}

/** Drags something over the panel, or drops it there. Returns whether the chat has kept it from the browser. */
export function drag(
  chat: HelpshiftChat,
  type: 'dragenter' | 'dragover' | 'dragleave' | 'drop',
  files: readonly File[],
  text?: Readonly<Record<string, string>>,
): boolean {
  const init = {dataTransfer: transfer(files, text), bubbles: true, composed: true, cancelable: true};
  return !getPart(chat, 'messages').dispatchEvent(new DragEvent(type, init));
}

/** Elements of the chat with this name. */
export function elementsNamed(chat: HelpshiftChat, name: string): HTMLElement[] {
  return [...allElements(chat.shadowRoot as ShadowRoot)].filter(
    (element): element is HTMLElement => element.localName === name && (element as HTMLElement).checkVisibility(),
  );
}

/** The names of the files on their way. */
export function waitingNames(chat: HelpshiftChat): string[] {
  const [list] = elementsNamed(chat, 'hs-waiting-files');
  return [...(list?.shadowRoot?.querySelectorAll<HTMLElement & {file: {name: string}}>('hs-attachment') ?? [])].map(
    ({file}) => file.name,
  );
}

/** The names of the files among the messages. */
export function sentNames(chat: HelpshiftChat): string[] {
  return elementsNamed(chat, 'hs-attachment')
    .filter((element) => element.part.contains('message'))
    .map((element) => (element as HTMLElement & {file: {name: string}}).file.name);
}

/** Holds back all requests that bring bytes of files, until `release`. */
export function holdUploads(): {readonly held: () => number; readonly release: () => void} {
  const Original = XMLHttpRequest;
  const waiting: (() => void)[] = [];
  globalThis.XMLHttpRequest = class extends Original {
    #method = '';

    override open(method: string, url: string | URL): void {
      this.#method = method;
      super.open(method, url);
    }

    override send(body?: XMLHttpRequestBodyInit | null): void {
      const send = (): void => super.send(body);
      if (this.#method === 'PATCH') waiting.push(() => this.readyState === Original.OPENED && send());
      else send();
    }
  };
  return {
    held: () => waiting.length,
    release: () => {
      globalThis.XMLHttpRequest = Original;
      for (const go of waiting.splice(0)) go();
    },
  };
}
