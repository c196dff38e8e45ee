//! The titles of boxes.

use llm_connections::tui::messages;

/// A title as it appears in the frame of its box.
pub fn titled(title: &str) -> String {
    format!("┌ {title}")
}

fn before_name(title: &str) -> String {
    title.split_inclusive('“').next().expect("a title").to_owned()
}

/// The title of a connection's rename prompt.
pub fn title_of_renaming() -> String {
    before_name(&messages::rename_title(""))
}

/// The title of a connection's model list.
pub fn title_of_models() -> String {
    before_name(&messages::models_of(""))
}
