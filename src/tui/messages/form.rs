//! What the form says: its fields' notes and help, its buttons, and why something is not saved.

pub fn new_connection(preset: &str) -> String {
    format!("New connection · {preset}")
}

pub fn edit_title(name: &str) -> String {
    format!("Edit “{name}”")
}

pub const SAVE: &str = "Save";
pub const TEST: &str = "Test";

/// The row of the fields that are hidden.
pub const MORE_FIELDS: &str = "More";

/// Beside the buttons, while the form holds changes.
pub const CHANGED: &str = "changed, not saved";

// Help of what has the focus.

pub const GONE_UNDER_FORM: &str =
    "Another program deleted this connection: a save would be refused.";
pub const ABOUT_MORE: &str = "The other fields. enter shows them.";
pub const ABOUT_SAVE: &str = "Write it to the files.";
pub const ABOUT_TEST: &str = "Ask the provider whether it works like this. Nothing is saved.";
pub const ABOUT_CANCEL: &str = "Leave everything as it was.";

/// Behind the help of a field.
pub const LOGIN_IN_CRAFT: &str = " The login itself happens in Craft.";
pub const LIST_FROM_ENDPOINT: &str = " ctrl-t asks the endpoint for those that it has.";
pub const TYPING_REPLACES: &str = " Typing replaces this text.";

// What stands in a field.

/// A field that has to be filled in.
pub fn required(label: &str) -> String {
    format!("{label} *")
}

/// The slug of a connection that exists, in full and where there is little room.
pub fn fixed_slug(slug: &str) -> [String; 2] {
    [format!("{slug}   can't change: sessions and keys refer to it"), format!("{slug}   fixed")]
}

pub fn models_behind_enter(models: &str) -> String {
    format!("{models}   enter edits them")
}

pub const NOTHING_CHOSEN: &str = "choose one";
pub const NO_MODELS: &str = "none listed";

pub fn listed_models(count: usize) -> String {
    match count {
        0 => "an empty list".to_owned(),
        1 => "1 model".to_owned(),
        n => format!("{n} models"),
    }
}

// Notes under a field.

/// What a key does about something that is wrong.
pub fn offered_fix(key: &str, fix: &str) -> String {
    format!("{key} {fix}")
}

pub const CHOOSE_MODEL: &str = "Choose a model";

/// What another program did to a field while the form was open.
pub fn changed_underneath(value: &str, is_kept: bool) -> String {
    let kept = if is_kept { "; what you typed is kept" } else { "" };
    format!("Changed by another program to “{value}”{kept}.")
}

/// What the path that is typed may go on to.
pub fn completions(names: &str) -> String {
    format!("→ {names}")
}

pub fn move_key_to(field: &str) -> String {
    format!("Press enter to move it to “{field}”.")
}

pub const TAKES_NO_KEY: &str =
    "This authentication takes no key: empty the field, or choose another.";

pub fn moved_key(field: &str) -> String {
    format!("Moved the key to “{field}”")
}

// Secret fields.

pub const SHOW_SECRET: &str = "show";
pub const MASK_SECRET: &str = "mask";
pub const REMOVE_SECRET: &str = "remove";
pub const KEEP_SECRET: &str = "keep";

pub const REMOVED_WITH_SAVE: &str = "is removed when you save";
pub const TYPE_PATH: &str = "type its path, or paste its text";
pub const TYPE_SECRET: &str = "type or paste it";
pub const NONE_STORED: &str = "none stored";

/// What stands in the field of a service account when its text was pasted.
pub const PASTED: &str = "(pasted)";

pub fn is_replaced(stored: &str) -> String {
    format!("{stored}; what you type replaces it")
}

pub fn service_account(email: &str, project: &str) -> String {
    format!("Service account {email} of {project}.")
}

pub const CREDENTIAL_CHANGED: &str = "Another program has changed what is stored.";

/// What a paste left out; none where that is nothing.
pub const fn left_out_of_paste(around: bool, breaks: bool) -> Option<&'static str> {
    match (around, breaks) {
        (true, true) => Some("White space around it and line breaks in it were left out."),
        (true, false) => Some("White space around it was left out."),
        (false, true) => Some("Line breaks in it were left out."),
        (false, false) => None,
    }
}

pub const STORED_NEVER_SHOWN: &str = "What is stored is never shown; what you type can be";
pub const UNKNOWN_IF_STORED: &str = "Unknown what is stored: credentials.enc is unusable";
pub const NOTHING_TO_REMOVE: &str = "Nothing is stored to remove";
pub const EMPTY_TO_REMOVE: &str = "What you typed replaces what is stored: empty it to remove that";
pub const NOTHING_TO_PASTE_INTO: &str =
    "Nothing can be pasted here: go to the field that it is meant for";
pub const NO_PATH: &str =
    "That is no path: paste the whole text of the file, from { to }, or type its path";
pub const NO_ACCOUNT_FILE: &str =
    "No file is there: give the path of the JSON file, such as ~/keys/project.json.";

// Saving.

pub const UNCHANGED: &str = "Nothing was changed";

/// The question before a save that does more than it seems.
pub const fn save_it(is_new: bool) -> &'static str {
    if is_new { "Add it like this?" } else { "Save this change?" }
}

/// That another program's change of a field is lost.
pub fn overwrites(field: &str, value: &str) -> String {
    format!("{field} is “{value}” by now: another program changed it, and this replaces it")
}

pub fn overwrites_stored(credential: &str) -> String {
    format!("Another program has changed its stored {credential} meanwhile, and this replaces it.")
}

/// A secret that was typed before another authentication was chosen.
pub fn typed_in_vain(field: &str) -> String {
    format!("Not stored: {field}, which this authentication does not use.")
}
