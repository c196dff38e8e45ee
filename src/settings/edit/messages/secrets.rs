//! Edits of credentials, in a few words. `what` is the label of the credential.

pub fn stored_secret(what: &str, name: &str) -> String {
    format!("Stored the {what} of “{name}”")
}

pub fn removed_secret(what: &str, name: &str) -> String {
    format!("Removed the {what} of “{name}”")
}

/// Follows the label of an edit that stores a credential, too.
pub fn and_its(what: &str) -> String {
    format!(" and its {what}")
}

/// The state after an undo.
pub fn secret_as_before(what: &str, name: &str) -> String {
    format!("the {what} of “{name}” is as before")
}

/// A part that a credential needs, by its field's label.
pub fn part_missing(label: &str) -> String {
    format!("{label} is missing: enter it.")
}

// What a save does to what is stored.

pub fn removes_secret(what: &str) -> String {
    format!("Removes its stored {what}.")
}

/// The new authentication, by its label, does not use it.
pub fn removes_unused_secret(what: &str, auth: &str) -> String {
    format!("Removes its stored {what}, which “{auth}” does not use.")
}

/// A stored credential goes to this place.
pub fn secret_is_sent(what: &str, there: &str) -> String {
    format!("Its stored {what} is kept and sent to {there}.")
}
