//! The fields that a new connection cannot do without, which the form asks for first.

use super::fields::{Field, Need};
use super::object::{Connection, is_blank};

/// The fields that come first for a new connection to a custom endpoint. All parts of the
/// credential follow the protocol.
const BEFORE_THE_KEY: [&str; 3] = ["name", "baseUrl", "customEndpoint.api"];
const AFTER_THE_KEY: [&str; 1] = [MODEL];

const MODEL: &str = "defaultModel";

/// The message for an empty required field, with its consequence.
pub fn left_empty(field: &Field) -> String {
    let why = match field.path {
        MODEL => "Craft needs a model to chat",
        _ => "chats will fail without it",
    };
    format!("{} is empty: {why}.", field.label)
}

impl Connection {
    /// Whether a required field is empty, so that the connection cannot work yet. Stored
    /// credentials are not known here: their fields count as required and empty.
    pub fn lacks(&self, field: &Field) -> bool {
        let is_needed = (field.need)(self) == Need::Required
            || field.path == MODEL && self.is_without_model() && !self.is_on_this_machine();
        (field.applies)(self) && is_needed && is_blank(self.get(field.path))
    }

    /// Whether to ask the endpoint for its models: it is on this machine, where listing costs
    /// nothing, and the connection has no model.
    pub(crate) fn needs_a_listed_model(&self) -> bool {
        self.is_without_model() && self.is_on_this_machine()
    }

    /// Moves the few fields that decide whether a new connection to a custom endpoint works to the
    /// front and returns how many there are. None if the fields keep the table's order.
    pub fn first_fields(&self, fields: &mut [&'static Field]) -> Option<usize> {
        if !self.is_compat() {
            return None;
        }
        let position = |field: &Field| {
            let before = BEFORE_THE_KEY.iter().position(|path| *path == field.path);
            let behind = AFTER_THE_KEY.iter().position(|path| *path == field.path);
            match (before, behind) {
                (Some(at), _) => Some(at),
                (_, Some(at)) => Some(BEFORE_THE_KEY.len() + 1 + at),
                _ => field.secret().map(|_| BEFORE_THE_KEY.len()),
            }
        };
        fields.sort_by_key(|field| position(field).unwrap_or(usize::MAX));
        Some(fields.iter().filter(|field| position(field).is_some()).count())
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;
    use crate::settings::connection::fields::FIELDS;
    use crate::settings::connection::presets::presets;
    use crate::settings::credential::fields::SECRET_FIELDS;

    fn lacking(preset: &str) -> Vec<&'static str> {
        let preset = presets().iter().find(|p| p.name == preset).expect("a preset");
        let connection = preset.connection(&Settings::empty(), 1);
        let all = FIELDS.iter().chain(SECRET_FIELDS);
        all.filter(|field| connection.lacks(field)).map(|field| field.path).collect()
    }

    #[test]
    fn preset_lacks_only_user_specific_fields() {
        assert_eq!(lacking("Anthropic"), ["secret.apiKey"]);
        assert_eq!(lacking("Azure OpenAI"), ["baseUrl", "secret.apiKey"]);
        assert_eq!(lacking("Custom"), ["baseUrl", "defaultModel", "secret.apiKey"]);
        assert_eq!(lacking("Amazon Bedrock"), ["secret.accessKeyId", "secret.secretAccessKey"]);
        for needs_nothing in ["Ollama", "Claude subscription", "Amazon Bedrock (environment)"] {
            assert_eq!(lacking(needs_nothing), [""; 0], "{needs_nothing}");
        }
    }

    #[test]
    fn required_fields_of_custom_endpoint_come_first() {
        let preset = presets().iter().find(|p| p.name == "Custom").expect("a preset");
        let connection = preset.connection(&Settings::empty(), 1);
        let all = FIELDS.iter().chain(SECRET_FIELDS);
        let mut fields: Vec<_> = all.filter(|field| (field.applies)(&connection)).collect();
        let count = connection.first_fields(&mut fields).expect("some");
        let first: Vec<_> = fields[..count].iter().map(|field| field.path).collect();
        let wanted = ["name", "baseUrl", "customEndpoint.api", "secret.apiKey", "defaultModel"];
        assert_eq!(first, wanted);
    }
}
