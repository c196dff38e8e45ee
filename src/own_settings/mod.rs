//! The user's own settings for this program (config.toml): parsing and error messages. An invalid
//! line is skipped and the others still apply. This module reads no files, and only the TUI knows
//! which actions and keys exist.

mod messages;
mod toml_lines;

use std::fmt;

use crate::text::nearest::nearest;
use toml_lines::{Line, Written};

/// The file name, also used in messages.
pub(crate) const FILE_NAME: &str = "config.toml";

/// The section for key bindings.
pub const KEYS: &str = "keys";

/// Each setting's name, default and purpose, for the manual and the example file.
pub const SETTINGS: [(&str, &str, &str); 3] = [
    (
        "theme",
        "\"auto\"",
        "Colors: \"auto\" detects the background, \"dark\" and \"light\" set it, \"none\" uses no colors.",
    ),
    ("ascii", "false", "Symbols and borders in ASCII. Without this line the terminal decides."),
    ("mouse", "true", "Use the mouse on the screen. false leaves it to the terminal."),
];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// Follows the terminal's background.
    #[default]
    Auto,
    Dark,
    Light,
    None,
}

impl ThemeChoice {
    pub const ALL: [Self; 4] = [Self::Auto, Self::Dark, Self::Light, Self::None];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::None => "none",
        }
    }
}

/// A value and the line that sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set<T> {
    pub value: T,
    pub line: usize,
}

/// The keys that a line binds to an action, as written; empty if the line unbinds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    pub action: String,
    pub keys: Vec<String>,
    pub line: usize,
}

/// A problem with one line or with the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    pub line: Option<usize>,
    pub sentence: String,
}

impl SettingsError {
    pub const fn at(line: usize, sentence: String) -> Self {
        Self { line: Some(line), sentence }
    }

    pub const fn of_file(sentence: String) -> Self {
        Self { line: None, sentence }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{FILE_NAME}:{line}: {}", self.sentence),
            None => write!(f, "{FILE_NAME}: {}", self.sentence),
        }
    }
}

/// The contents of a settings file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnSettings {
    pub theme: Option<Set<ThemeChoice>>,
    pub ascii: Option<Set<bool>>,
    pub mouse: Option<Set<bool>>,
    /// In file order.
    pub keys: Vec<KeyLine>,
    /// In file order.
    pub faults: Vec<SettingsError>,
}

impl OwnSettings {
    /// Parses the text of a settings file.
    pub fn read(text: &str) -> Self {
        let (lines, faults) = toml_lines::read(text);
        let mut settings = Self { faults, ..Self::default() };
        for line in lines {
            let at = line.number;
            if let Err(sentence) = settings.take(line) {
                settings.faults.push(SettingsError::at(at, sentence));
            }
        }
        settings.faults.sort_by_key(|fault| fault.line);
        settings
    }

    fn take(&mut self, line: Line) -> Result<(), String> {
        let Line { section, name, value, number } = line;
        match (section.as_deref(), &*name) {
            (Some(KEYS), _) => {
                let keys = match value {
                    Written::Text(key) if key.is_empty() => Vec::new(),
                    Written::Text(key) => vec![key],
                    Written::Texts(keys) => keys,
                    other => return Err(messages::no_keys(&name, &other.in_words())),
                };
                self.keys.push(KeyLine { action: name, keys, line: number });
            }
            (Some(section), _) => return Err(messages::unknown_section(section)),
            (None, "theme") => self.theme = Some(Set { value: theme(&value)?, line: number }),
            (None, "ascii") => {
                self.ascii = Some(Set { value: switch(&name, &value)?, line: number });
            }
            (None, "mouse") => {
                self.mouse = Some(Set { value: switch(&name, &value)?, line: number });
            }
            (None, _) => {
                let near = nearest(&name, SETTINGS.iter().map(|(name, ..)| *name));
                return Err(messages::unknown_setting(&name, near));
            }
        }
        Ok(())
    }
}

fn theme(value: &Written) -> Result<ThemeChoice, String> {
    let named = match value {
        Written::Text(text) => ThemeChoice::ALL.into_iter().find(|theme| theme.name() == text),
        _ => None,
    };
    named.ok_or_else(|| messages::unknown_theme(&value.in_words()))
}

fn switch(name: &str, value: &Written) -> Result<bool, String> {
    match value {
        Written::Switch(is_on) => Ok(*is_on),
        other => Err(messages::no_switch(name, &other.in_words())),
    }
}

#[cfg(test)]
mod tests;
