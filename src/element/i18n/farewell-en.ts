import type {FarewellStrings} from './strings.js';

export const farewellEnglish: FarewellStrings = {
  resolutionQuestion: 'Did this solve your question?',
  solved: 'Yes, thank you',
  notSolved: 'No, not yet',
  over: 'This conversation is over.',
  ratingQuestion: 'How was this conversation?',
  stars: '{count} of 5',
  feedback: 'Would you like to add something?',
  sendRating: 'Send the rating',
  thanks: 'Thank you for your rating!',
  newConversation: 'New conversation',
  close: 'Close',
};
