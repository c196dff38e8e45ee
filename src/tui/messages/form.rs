//! The form: its fields' notes and help, its buttons, and why a save fails.

pub fn new_connection(preset: &str) -> String {
    format!("New connection · {preset}")
}

pub fn edit_title(name: &str) -> String {
    format!("Edit “{name}”")
}

pub(crate) const SAVE: &str = "Save";
pub(crate) const VALIDATE: &str = "Validate";

/// The row that stands for the hidden fields.
pub const MORE_FIELDS: &str = "More";

/// Shown beside the buttons while the form has unsaved changes.
pub const CHANGED: &str = "changed, not saved";

// Help for the focused field or button.

pub const GONE_UNDER_FORM: &str =
    "Another program deleted this connection: a save would be refused.";
pub(crate) const ABOUT_MORE: &str = "More fields. enter shows them.";
pub(crate) const ABOUT_SAVE: &str = "Save to Craft's files.";
pub(crate) const ABOUT_VALIDATE: &str =
    "Ask the provider whether these values work. Nothing is saved.";
pub const ABOUT_CANCEL: &str = "Close without saving.";

/// Added to the help of a field.
pub(crate) fn how_to_log_in(sign_in: &str) -> String {
    format!(" Save it, then sign in with {sign_in}, or paste a token below.")
}

pub fn list_from_endpoint(validate: &str) -> String {
    format!(" {validate} lists the endpoint's models.")
}

pub(crate) const TYPING_REPLACES: &str = " Typing replaces this text.";

// The content of fields.

/// A required field.
pub fn required(label: &str) -> String {
    format!("{label} *")
}

/// An existing connection's slug, in full and in short.
pub fn fixed_slug(slug: &str) -> [String; 2] {
    [
        format!("{slug}   can't change: sessions and keys refer to it"),
        format!("{slug}   can't change"),
    ]
}

pub(crate) fn models_behind_enter(models: &str) -> String {
    format!("{models}   enter edits them")
}

pub(crate) const NOTHING_CHOSEN: &str = "choose one";
pub(crate) const NO_MODELS: &str = "none listed";

pub fn listed_models(count: usize) -> String {
    match count {
        0 => "an empty list".to_owned(),
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}

// Notes below a field.

/// A key that fixes a mistake, and what it does.
pub fn offered_fix(key: &str, fix: &str) -> String {
    format!("{key} {fix}")
}

pub const CHOOSE_MODEL: &str = "Choose a model";

/// Another program changed a field while the form was open.
pub fn changed_underneath(value: &str, is_kept: bool) -> String {
    let kept = if is_kept { "; what you typed is kept" } else { "" };
    format!("Another program changed this to “{value}”{kept}.")
}

/// The possible completions of the typed path.
pub fn completions(names: &str) -> String {
    format!("→ {names}")
}

pub fn move_key_to(field: &str) -> String {
    format!("Press enter to move it to “{field}”.")
}

pub const TAKES_NO_KEY: &str =
    "This authentication takes no key: clear the field, or choose another authentication.";

pub fn moved_key(field: &str) -> String {
    format!("Moved the key to “{field}”")
}

/// How to save a connection although a required field is empty.
pub fn save_unfilled(key: &str) -> String {
    format!("{key} again saves without it.")
}

// Secret fields.

pub(crate) const SHOW_SECRET: &str = "show";
pub(crate) const MASK_SECRET: &str = "mask";
pub(crate) const REMOVE_SECRET: &str = "remove";
pub(crate) const KEEP_SECRET: &str = "keep";

pub const REMOVED_WITH_SAVE: &str = "removed when you save";
pub(crate) const TYPE_PATH: &str = "type its path, or paste its text";
pub const TYPE_SECRET: &str = "type or paste it";
pub(crate) const NONE_STORED: &str = "none stored";

/// Shown in a service account's field after its text was pasted.
pub const PASTED: &str = "(pasted)";

pub fn is_replaced(stored: &str) -> String {
    format!("{stored}; what you type replaces it")
}

pub fn service_account(email: &str, project: &str) -> String {
    format!("Service account {email} of {project}.")
}

pub const CREDENTIAL_CHANGED: &str = "Another program changed the stored credential.";

/// What a paste left out; none if it left out nothing.
pub const fn left_out_of_paste(around: bool, breaks: bool) -> Option<&'static str> {
    match (around, breaks) {
        (true, true) => Some("Left out: white space around it and line breaks."),
        (true, false) => Some("Left out: white space around it."),
        (false, true) => Some("Left out: line breaks."),
        (false, false) => None,
    }
}

pub const STORED_NEVER_SHOWN: &str = "Stored secrets are never shown; only what you type";
pub const UNKNOWN_IF_STORED: &str = "Can't tell what is stored: credentials.enc is unusable";
pub(crate) const NOTHING_TO_REMOVE: &str = "No stored secret to remove";
pub(crate) const EMPTY_TO_REMOVE: &str =
    "What you typed replaces the stored secret: clear the field first";
pub const NOTHING_TO_PASTE_INTO: &str = "Can't paste here: go to a text field first";
pub const NO_PATH: &str = "Not a path. Paste the whole file, from { to }, or type its path";
pub const NO_ACCOUNT_FILE: &str =
    "File not found. Type the path of the JSON file, such as ~/keys/project.json.";

// Saving.

pub const UNCHANGED: &str = "Nothing changed";

/// Asks before a save with further consequences.
pub const fn save_it(is_new: bool) -> &'static str {
    if is_new { "Add this connection?" } else { "Save this change?" }
}

/// Asks before storing a key in the format of another provider.
pub const STORE_ANYWAY: &str = "Store it anyway?";

/// Warns that the save overwrites another program's change.
pub fn overwrites(field: &str, value: &str) -> String {
    format!("Another program changed {field} to “{value}”. Saving overwrites that.")
}

pub fn overwrites_stored(credential: &str) -> String {
    format!("Another program changed its stored {credential}. Saving overwrites that.")
}

/// The field's secret was typed, but the authentication chosen later does not use it.
pub fn typed_but_unused(field: &str) -> String {
    format!("Not saved: {field}. This authentication doesn't use it.")
}

/// Follows the help of a key's field where the endpoint is on this machine.
pub const KEY_IS_OPTIONAL: &str = " Optional: the endpoint is on this machine.";
