//! The user's own editor, on a file of its own that nobody else can read.

use std::env;
use std::io::Write;
use std::process::Command;

use super::effect::Draft;

/// Lets the user edit a draft's text. The terminal must have been handed back. With the draft, as it is then, comes why
/// there was no editing, when there was none: no editor is named, or it did not end well.
pub fn edit(draft: Draft) -> (Draft, Option<String>) {
    match edited(&draft.text) {
        Ok(text) => (Draft { text, ..draft }, None),
        Err(why) => (draft, Some(why)),
    }
}

fn edited(text: &str) -> Result<String, String> {
    let named = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let editor = named("VISUAL")
        .or_else(|| named("EDITOR"))
        .ok_or("No editor is named: set $VISUAL or $EDITOR, for example EDITOR=vim.")?;
    let told =
        |error: std::io::Error| format!("The text could not be handed to the editor: {error}.");
    // Its owner's alone, as every temporary file of this library; gone when this function ends.
    let mut file = tempfile::Builder::new()
        .prefix("connection-")
        .suffix(".json")
        .tempfile()
        .map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)?;
    // The variable may hold arguments, which the shell takes apart; the path is not its to interpret.
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("sh")
        .arg(file.path())
        .status()
        .map_err(|error| format!("{editor} could not be started: {error}."))?;
    match status.code() {
        Some(0) => {}
        // What a shell says of a command that it does not find.
        Some(127) => {
            return Err(format!(
                "{editor} was not found: check $VISUAL and $EDITOR."
            ));
        }
        _ => {
            return Err(format!(
                "{editor} ended with {status}: nothing was changed."
            ));
        }
    }
    // By its name: an editor may have put another file in its place.
    std::fs::read_to_string(file.path())
        .map_err(|error| format!("What the editor left cannot be read: {error}."))
}
