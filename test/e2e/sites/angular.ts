/** A shop made with Angular and its zone. The browser compiles it. */
import 'zone.js';
import '@angular/compiler';
import {Component, provideZoneChangeDetection} from '@angular/core';
import {bootstrapApplication} from '@angular/platform-browser';
import {HelpshiftChat} from 'docs:src/app/helpshift-chat.ts';

const {shop} = window;

@Component({
  selector: '#shop',
  imports: [HelpshiftChat],
  template: `
    <main>
      <button (click)="chats.push(chats.length)">Mount</button>
      <button (click)="chats.shift()">Unmount</button>
      <button (click)="user = users.ann">Log in as Ann</button>
      <button (click)="user = users.bob">Log in as Bob</button>
      <button (click)="user = null">Log out</button>
      <button (click)="isHidden = !isHidden">Hide or show</button>
      <output>{{ unread }} unread</output>
      @for (key of chats; track key) {
        <app-helpshift-chat [user]="user" [isHidden]="isHidden" (unread)="handleUnread($event)" />
      }
    </main>
  `,
})
class Shop {
  users = shop.users;
  chats = [];
  user = null;
  isHidden = false;
  unread = 0;

  handleUnread(count) {
    shop.heard.push(count);
    this.unread = count;
  }

  /** Counts how often Angular looks for changes. */
  ngDoCheck() {
    shop.checks = (shop.checks ?? 0) + 1;
  }
}

bootstrapApplication(Shop, {providers: [provideZoneChangeDetection()]}).catch(console.error);
