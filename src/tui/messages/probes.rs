//! What is being validated, and what came of it.

pub const VALIDATING: &str = "Validating…";

/// That a connection is being validated, and for how long once that is worth saying.
pub fn validating_for(seconds: u64) -> String {
    match seconds {
        0 => VALIDATING.to_owned(),
        seconds => format!("{VALIDATING} {seconds} s"),
    }
}

/// On the row of a connection, others being validated before it.
pub const WAITING_TO_VALIDATE: &str = "waiting";

/// How far the validation of several connections is.
pub fn batch_progress(done: usize, all: usize) -> String {
    format!("Validating {all} connections: {done} done · esc cancels")
}

pub fn batch_cancelled(done: usize, all: usize) -> String {
    format!("Validation canceled: {done} of {all} done")
}

pub const VALIDATION_CANCELLED: &str = "Validation canceled";

pub fn all_valid(all: usize) -> String {
    format!("All {all} connections are valid")
}

/// What came of the validation of several connections, not all of them being valid.
pub fn batch_counts(valid: usize, failed: usize, unproven: usize) -> String {
    let unproven = match unproven {
        0 => String::new(),
        n => format!(", {n} unproven"),
    };
    format!("{valid} valid, {failed} failed{unproven}")
}

/// The same with how long it took, and the key that goes to what failed where something did.
pub fn batch_ended(counts: &str, took: &str, next: Option<&str>) -> String {
    let next = next.map(|key| format!(" · {key} next failure")).unwrap_or_default();
    format!("{counts} · {took}{next}")
}

/// That an endpoint answers, and no model is there to chat with.
pub const VALID_WITHOUT_MODEL: &str = "Connection valid, but no model";

/// The words of a row for what came of its validation.
pub const VALID: &str = "valid";
pub const VALID_NO_MODEL: &str = "valid, no model";
pub const NOT_COMPLETE: &str = "not complete";
pub const NOT_REACHED: &str = "not reached";
pub const MODEL_FAILED: &str = "model failed";

pub fn valid_but(remark: &str) -> String {
    format!("valid, {remark}")
}

/// That it answers, and of a full test these parts do not work.
pub fn valid_without(parts: &[String]) -> String {
    valid_but(&format!("no {}", parts.join(", no ")))
}

/// The key that chooses a model, in the place of what the report advises.
pub fn chooses_model(key: &str) -> String {
    format!("{key} chooses a model.")
}

/// A stage that failed, or a secret.
pub fn failed(what: &str) -> String {
    format!("{what} failed")
}

pub fn refused(secret: &str) -> String {
    format!("{secret} refused")
}

pub fn not_allowed(secret: &str) -> String {
    format!("{secret} not allowed")
}

pub fn http_status(status: u16) -> String {
    format!("status {status}")
}

/// What a connection proves itself with, by its authentication type.
pub const fn secret_of(is_login: bool) -> &'static str {
    if is_login { "login" } else { "key" }
}

/// The title of what comes of the probe of a draft, by its name where it has one.
pub fn validation_of(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("Validation of “{name}”"),
        None => "Validation".to_owned(),
    }
}

pub const CLOSE_VALIDATION: &str = "Close";
pub const VALIDATE_AGAIN: &str = "Again";
pub const CHOOSE_A_MODEL: &str = "Choose a model";

/// The hint of the key that gives up what is being asked.
pub const CANCEL_PROBE: &str = "cancel";

pub fn validating(name: &str) -> String {
    format!("Validating “{name}” · esc cancels")
}

/// That a connection works only at another URL: `sentence` says where, `key` takes it.
pub fn works_elsewhere(name: &str, sentence: &str, key: &str) -> String {
    format!("“{name}”: {sentence} {key} uses it.")
}

pub fn result_of(name: &str, sentence: &str, advice: &str) -> String {
    format!("“{name}”: {sentence} {advice}")
}

/// What the toast of a new connection adds in the demo.
pub fn demo_does_not_validate(validate: &str) -> String {
    format!("The demo does not validate by itself: press {validate} to try.")
}
