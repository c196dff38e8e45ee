//! Validations in progress and their results.

pub const VALIDATING: &str = "Validating…";

/// Shown during a validation, with its duration once that reaches a second.
pub(crate) fn validating_for(seconds: u64) -> String {
    match seconds {
        0 => VALIDATING.to_owned(),
        seconds => format!("{VALIDATING} {seconds} s"),
    }
}

/// Shown on a connection's row while other validations run first.
pub const WAITING_TO_VALIDATE: &str = "waiting";

/// The progress of validating several connections.
pub fn batch_progress(done: usize, all: usize) -> String {
    format!("Validating {all} connections: {done} done · esc cancels")
}

pub(crate) fn batch_canceled(done: usize, all: usize) -> String {
    format!("Validation canceled: {done} of {all} done")
}

pub const VALIDATION_CANCELED: &str = "Validation canceled";

pub fn all_valid(all: usize) -> String {
    format!("All {all} connections are valid")
}

/// The result of validating several connections, not all of them valid.
pub fn batch_counts(valid: usize, failed: usize, unproven: usize) -> String {
    let unproven = match unproven {
        0 => String::new(),
        n => format!(", {n} unknown"),
    };
    format!("{valid} valid, {failed} failed{unproven}")
}

/// [`batch_counts`] with the duration, and the key for the next failure if there is one.
pub(crate) fn batch_ended(counts: &str, took: &str, next: Option<&str>) -> String {
    let next = next.map(|key| format!(" · {key} next failure")).unwrap_or_default();
    format!("{counts} · {took}{next}")
}

/// The endpoint answers, but the connection has no model to chat with.
pub(crate) const VALID_WITHOUT_MODEL: &str = "Connection valid, but no model";

/// Validation results on a connection's row.
pub const VALID: &str = "valid";
pub const VALID_NO_MODEL: &str = "valid, no model";
pub(crate) const NOT_REACHED: &str = "not reached";
pub(crate) const MODEL_FAILED: &str = "model failed";

pub(crate) fn valid_but(remark: &str) -> String {
    format!("valid, {remark}")
}

/// The endpoint answers, but these parts of the full test failed.
pub fn valid_without(parts: &[String]) -> String {
    valid_but(&format!("no {}", parts.join(", no ")))
}

/// Replaces the report's advice with the key that chooses a model.
pub fn chooses_model(key: &str) -> String {
    format!("{key} chooses a model.")
}

/// A failed stage or secret.
pub fn failed(what: &str) -> String {
    format!("{what} failed")
}

pub fn refused(secret: &str) -> String {
    format!("{secret} refused")
}

pub(crate) fn not_allowed(secret: &str) -> String {
    format!("{secret} not allowed")
}

pub(crate) fn http_status(status: u16) -> String {
    format!("status {status}")
}

/// The kind of secret that a connection authenticates with.
pub const fn secret_of(is_login: bool) -> &'static str {
    if is_login { "login" } else { "key" }
}

/// The title of a draft's report, with the draft's name if it has one.
pub fn validation_of(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Validation of “{name}”"),
        None => "Validation".to_owned(),
    }
}

pub(crate) const CLOSE_VALIDATION: &str = "Close";
pub(crate) const VALIDATE_AGAIN: &str = "Again";
pub const CHOOSE_A_MODEL: &str = "Choose a model";

/// The hint of the key that cancels the probe.
pub(crate) const CANCEL_PROBE: &str = "cancel";

pub fn validating(name: &str) -> String {
    format!("Validating “{name}” · esc cancels")
}

/// The connection works only at another URL: `sentence` names the URL, and `key` applies it.
pub(crate) fn works_elsewhere(name: &str, sentence: &str, key: &str) -> String {
    format!("“{name}”: {sentence} {key} uses it.")
}

pub fn result_of(name: &str, sentence: &str, advice: Option<&str>) -> String {
    let advice = advice.map(|advice| format!(" {advice}")).unwrap_or_default();
    format!("“{name}”: {sentence}{advice}")
}

/// Added to a new connection's toast in the demo.
pub fn demo_does_not_validate(validate: &str) -> String {
    format!("The demo does not validate by itself: press {validate} to try.")
}
