//! Names of people: who is the same person as who, and whether anybody was named at all. Duties are kept apart by
//! names alone, so a name that only looks different must not count as another one.

use crate::plain;

/// Somebody is named: something of the name can be seen.
#[must_use]
pub fn is_named(name: &str) -> bool {
    plain::is_visible(name)
}

/// The same person: width, composition, case, blanks and what cannot be seen do not make another one.
#[must_use]
pub fn same_name(a: &str, b: &str) -> bool {
    // Through the upper case, where ß is SS.
    let folded = |name: &str| plain::folded(&plain::folded(name).to_uppercase().to_lowercase());
    let (a, b) = (folded(a), folded(b));
    !a.is_empty() && a == b
}

#[cfg(test)]
mod tests {
    use super::same_name;

    #[test]
    fn case_is_folded_where_one_letter_is_two_in_capitals() {
        assert!(same_name("Straße", "STRASSE"));
        assert!(!same_name("Straße", "Strase"));
    }
}
