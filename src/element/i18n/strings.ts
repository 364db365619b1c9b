import type {Text} from '../../client/texts.js';

/** The texts of the launcher. The English ones load with every page. */
export interface LauncherStrings {
  readonly openChat: string;
  readonly closeChat: string;
  /** Beside the launcher. A click tries again. In some browsers only a reload of the page can load a failed part. */
  readonly loadFailed: string;
}

/** The texts of the panel. The English ones load with it. */
export interface PanelStrings extends LauncherStrings {
  /** The language of the texts, as a BCP 47 tag. */
  readonly locale: string;
  /** Part of the launcher's name while `{count}` (1 or more) messages are unread. The launcher gets it from the chat. */
  readonly unread: Text;
  /** Name of the panel and its heading. */
  readonly title: string;
  readonly messages: string;
  readonly loading: string;
  /** In place of the messages, when they take several seconds. The reason is not known yet. */
  readonly slowTitle: string;
  readonly slowText: string;
  /** First line of an empty chat, when the app has no greeting of its own. */
  readonly greeting: string;
  readonly inputLabel: string;
  readonly inputPlaceholder: string;
  readonly send: string;
  /** Name of the button that chooses files. */
  readonly attach: string;
  /** Over the panel, while files are dragged over it. */
  readonly drop: string;
  readonly you: string;
  /** Below a message of the user, while it is on its way. */
  readonly sending: string;
  /** Below a message of the user, while the service cannot be reached. */
  readonly waiting: string;
  /** Below the user's newest message: the service has it; an agent has seen it. */
  readonly sent: string;
  readonly seen: string;
  readonly notSent: string;
  readonly retry: string;
  /** The text is over the limit by `{count}` (1 or more) characters. */
  readonly tooLong: Text;
  readonly newMessages: string;
  /** A line above the messages that have come since the user looked. */
  readonly new: string;
  /** Lines between the messages: what became of the conversation. */
  readonly resolved: string;
  readonly rejected: string;
  readonly reopened: string;
  /** A line between the messages: the user's rating, `{count}` of 5 stars. */
  readonly rated: Text;
  /** Above the text field: what the user's next message does. */
  readonly reopens: string;
  readonly begins: string;
  /** In place of an entry that only a newer version of the chat can show. */
  readonly unknown: string;
  /** The browser reports that it is offline. */
  readonly offline: string;
  /** The service does not answer, and the browser reports no reason. */
  readonly reconnecting: string;
  /** After one of these two: what waits to be sent ends with the page. */
  readonly notKept: string;
  readonly unverifiedTitle: string;
  readonly unverifiedText: string;
  readonly failedTitle: string;
  readonly failedText: string;
}

/** Labels, errors and button of the Identity Bot. The English ones load with it. */
export interface IdentityBotStrings {
  readonly name: string;
  readonly email: string;
  readonly nameMissing: string;
  readonly emailInvalid: string;
  readonly start: string;
}

/** The questions at the end of a conversation. The English ones load with them. */
export interface FarewellStrings {
  readonly resolutionQuestion: string;
  readonly solved: string;
  readonly notSolved: string;
  readonly over: string;
  readonly ratingQuestion: string;
  /** The name of a rating: `{count}` of 5 stars. */
  readonly stars: Text;
  readonly feedback: string;
  readonly sendRating: string;
  readonly thanks: string;
  readonly newConversation: string;
  readonly close: string;
}

/** Who types, and whether somebody is there. The English ones load with what draws them. */
export interface SignStrings {
  /** Below the messages: the agent with this `{name}` types. */
  readonly typing: string;
  /** Below the title: an agent looks at the inbox. */
  readonly isThere: string;
}

/** The texts of a new message beside the launcher. The English ones load with it. */
export interface PreviewStrings {
  /** Name of the preview, which holds the message's author and beginning. */
  readonly newMessage: string;
  readonly closePreview: string;
}

/** The texts of files. The English ones load with the first of them. */
export interface AttachmentStrings {
  /** Names of buttons. `{name}`: the file's. */
  readonly openPicture: string;
  readonly download: string;
  readonly cancelFile: string;
  readonly removeFile: string;
  readonly retryFile: string;
  /** Buttons of a file that is on its way, or was refused. */
  readonly cancel: string;
  readonly remove: string;
  /** Below a file on its way. `{percent}` is written as the language does. */
  readonly uploading: string;
  readonly fileWaits: string;
  /** After a reload: the browser could not keep the file. */
  readonly chooseAgain: string;
  readonly chooseFile: string;
  /** Why a file is not sent. */
  readonly tooLarge: string;
  readonly wrongKindPictures: string;
  readonly wrongKindDocuments: string;
  readonly notAllowed: string;
  readonly unreadable: string;
  readonly fileNotSent: string;
  /** In the place of a picture, and below a file. */
  readonly pictureFailed: string;
  readonly downloadFailed: string;
  /** For screen readers. */
  readonly filesAdded: Text;
  readonly fileFailed: string;
  /** The viewer of pictures. */
  readonly viewer: string;
  readonly closeViewer: string;
  readonly nextPicture: string;
  readonly previousPicture: string;
  readonly zoom: string;
  /** `{count}` of `{total}` pictures. */
  readonly place: string;
}

/** All texts for the user. A language other than English is one file in `languages/`. */
export interface Strings
  extends PanelStrings, IdentityBotStrings, FarewellStrings, SignStrings, PreviewStrings, AttachmentStrings {}
