// Who is the same person as who, and whether anybody is named: the core's rule (person.rs, plain.rs).

// Blanks, controls, zero-width characters, fillers and marks that only choose a glyph.
const UNSEEN = /[\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2028-\u202e\u2060-\u206f\u2800\ufff0-\ufffb]/gu;

function seen(name: string): string {
  return name.replace(UNSEEN, '').normalize('NFKC').replace(UNSEEN, '');
}

/** Something of the name can be seen. */
export function isNamed(name: string): boolean {
  return seen(name) !== '';
}

/** The same person: width, composition, case, blanks and what cannot be seen do not make another one. */
export function sameName(a: string, b: string): boolean {
  const folded = (name: string): string => seen(seen(name).toUpperCase().toLowerCase());
  return folded(a) !== '' && folded(a) === folded(b);
}
