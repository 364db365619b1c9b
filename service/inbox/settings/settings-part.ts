import type {PropertyDeclarations} from 'lit';
import type {AppState, SettingsStore} from './settings-store.js';
import type {SettingsStrings} from '../strings/settings-strings.js';
import {InboxPart} from '../parts/inbox-part.js';

/** A part of the settings of one app. */
export class SettingsPart extends InboxPart {
  static override properties: PropertyDeclarations = {
    store: {attribute: false},
    current: {attribute: false},
  };

  declare store: SettingsStore;
  declare current: AppState;

  protected get strings(): SettingsStrings {
    return this.inbox.strings.settings;
  }
}
