import type {PropertyDeclarations} from 'lit';
import type {AppState} from './settings-state.js';
import type {SettingsStrings} from '../strings/settings-strings.js';
import {InboxPart} from '../parts/inbox-part.js';

/** A part of the settings of one app. */
export class SettingsPart extends InboxPart {
  static override properties: PropertyDeclarations = {
    current: {attribute: false},
  };

  declare current: AppState;

  protected get strings(): SettingsStrings {
    return this.inbox.strings.settings;
  }
}
