//! The titles of boxes.

use llm_connections::tui::messages;

/// A title as it stands in the frame of its box.
pub fn titled(title: &str) -> String {
    format!("┌ {title}")
}

fn before_name(title: &str) -> String {
    title.split_inclusive('“').next().expect("a title").to_owned()
}

/// The title of the prompt for another name of a connection.
pub fn title_of_renaming() -> String {
    before_name(&messages::rename_title(""))
}

/// That of the list of a connection's models.
pub fn title_of_models() -> String {
    before_name(&messages::models_of(""))
}
