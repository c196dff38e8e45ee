//! Parts of sentences, for checks of a text that a screen cuts or that has a part of its own.

use llm_connections::settings::connection::provider::AUTH_TYPES;

/// The part of a message before the name in it.
pub fn before_name(sentence: fn(&str) -> String) -> String {
    let sentence = sentence("\0");
    let before = sentence.split('\0').next().unwrap_or_default();
    before.trim_end_matches(['“', ' ']).to_owned()
}

/// The part of a sentence before its first colon.
pub fn before_colon(sentence: &str) -> &str {
    sentence.split_once(':').expect("a colon").0
}

/// The label of an authentication type.
pub fn auth_label(auth: &str) -> &'static str {
    AUTH_TYPES.iter().find(|(value, _)| *value == auth).expect("a known type").1
}
