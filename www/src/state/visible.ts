// Text of the delivery as a person may safely read it. A name may hold characters that turn the reading direction
// (`report\u202Egpj.exe` reads `reportexe.jpg`) or are not there at all: each is shown by its number instead.

const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\uFFF9-\uFFFB]/gu;

/** The text with every unseen or direction-turning character written as `⟨U+202E⟩`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (c) => `⟨U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`);
}
