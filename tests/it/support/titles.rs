//! The titles of boxes.

use llm_connections::tui::messages;

use super::sentences::before_name;

/// A title as it appears in the frame of its box.
pub fn titled(title: &str) -> String {
    format!("┌ {title}")
}

/// A title up to the quotation mark that opens the name in it.
fn up_to_name(title: fn(&str) -> String) -> String {
    format!("{} “", before_name(title))
}

/// The title of a connection's form.
pub fn title_of_editing() -> String {
    up_to_name(messages::edit_title)
}

/// The title of a connection's rename prompt.
pub fn title_of_renaming() -> String {
    up_to_name(messages::rename_title)
}

/// The title of a connection's model list.
pub fn title_of_models() -> String {
    up_to_name(messages::models_of)
}
