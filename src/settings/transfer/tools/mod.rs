//! Imports from other programs and the environment: providers with their endpoints and keys, read
//! from the programs' own files, which are never written. Logins are not imported: the other
//! program renews its tokens, so a copy would soon expire.

mod cc_switch;
mod claude_code;
mod codex;
mod crush;
mod crushrc;
mod env;
mod jsonc;
mod opencode;
mod preset;
mod references;
mod take;
mod tool_provider;
pub mod words;

use std::fmt;

use serde_json::{Map, Value};

pub use take::{Taken, take};

use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::connection::slug::{next_free, slugify};
use crate::settings::credential::key;
use crate::settings::credential::save::Fields;
use crate::settings::redact::masked_key;
use crate::settings::secret::{Secret, wipe};
use tool_provider::ToolProvider;

/// A source of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Environment,
    Crush,
    OpenCode,
    ClaudeCode,
    Codex,
    CcSwitch,
}

impl Tool {
    pub const ALL: [Self; 6] = [
        Self::Environment,
        Self::Crush,
        Self::OpenCode,
        Self::ClaudeCode,
        Self::Codex,
        Self::CcSwitch,
    ];

    /// Its name in commands.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Environment => "env",
            Self::Crush => "crush",
            Self::OpenCode => "opencode",
            Self::ClaudeCode => "claude-code",
            Self::Codex => "codex",
            Self::CcSwitch => "cc-switch",
        }
    }

    /// Its display name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Environment => "environment variables",
            Self::Crush => "Crush",
            Self::OpenCode => "OpenCode",
            Self::ClaudeCode => "Claude Code",
            Self::Codex => "Codex",
            Self::CcSwitch => "CC Switch",
        }
    }

    /// The location of its settings, for display.
    pub const fn locations(self) -> &'static str {
        match self {
            Self::Environment => "variables such as OPENAI_API_KEY",
            Self::Crush => {
                "~/.config/crush/crushrc, crush.json and ~/.local/share/crush/crush.json"
            }
            Self::OpenCode => {
                "~/.config/opencode/opencode.json and ~/.local/share/opencode/auth.json"
            }
            Self::ClaudeCode => "~/.claude/settings.json and ~/.claude.json",
            Self::Codex => "~/.codex/config.toml and ~/.codex/auth.json",
            Self::CcSwitch => "~/.cc-switch/config.json",
        }
    }

    /// What it offers, at a time in milliseconds since the epoch.
    pub fn find(self, sources: &dyn Sources, settings: &Settings, now_ms: u64) -> Found {
        let mut found = Found::default();
        let mut finder = Finder { sources, settings, now_ms, found: &mut found };
        match self {
            Self::Environment => env::find(&mut finder),
            Self::Crush => crush::find(&mut finder),
            Self::OpenCode => opencode::find(&mut finder),
            Self::ClaudeCode => claude_code::find(&mut finder),
            Self::Codex => codex::find(&mut finder),
            Self::CcSwitch => cc_switch::find(&mut finder),
        }
        found
    }
}

/// The machine with the settings of other programs.
pub trait Sources {
    /// The value of a variable; None if it is unset or empty.
    fn variable(&self, name: &str) -> Option<Secret>;

    /// The contents of a file, with a path that may start with `~/`; None if there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn file(&self, path: &str) -> Result<Option<Secret>, String>;
}

/// What a program offers, and which of its settings cannot be imported.
#[derive(Debug, Default)]
pub struct Found {
    pub offers: Vec<Offer>,
    /// What is skipped, and why, in sentences.
    pub left_out: Vec<String>,
}

/// A connection that can be added, with its credential.
#[derive(Clone)]
pub struct Offer {
    /// Its identifier for selection.
    pub id: String,
    pub connection: Connection,
    /// Its credential, by the names in [`key`].
    pub typed: Fields,
    /// Where it was found: a file or a variable.
    pub source: String,
    /// What a person should know about it, in sentences.
    pub notes: Vec<String>,
    /// The name of an existing connection with the same endpoint.
    pub like: Option<String>,
}

impl fmt::Debug for Offer {
    /// Omits its credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offer")
            .field("id", &self.id)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Offer {
    /// The public prefix of its key, or a placeholder.
    pub(crate) fn masked_key(&self) -> String {
        let part = |name: &str| self.typed.iter().find(|(key, _)| *key == name);
        let id = part(key::AWS_ACCESS_KEY_ID).or_else(|| part(key::VALUE));
        match id.and_then(|(_, secret)| secret.as_ref()) {
            Some(secret) => masked_key(secret),
            None if self.connection.is_environment_auth() => "environment".to_owned(),
            None => "none".to_owned(),
        }
    }

    pub fn has_key(&self) -> bool {
        !self.typed.is_empty()
    }
}

/// The shared part of all programs' readers.
struct Finder<'a> {
    sources: &'a dyn Sources,
    settings: &'a Settings,
    now_ms: u64,
    found: &'a mut Found,
}

impl Finder<'_> {
    /// Adds an offer, or the reason that there is none.
    fn offer(&mut self, mut tool_provider: ToolProvider) {
        let base = slugify(&tool_provider.id);
        let is_taken = |id: &str| self.found.offers.iter().any(|offer| offer.id == id);
        tool_provider.id = next_free(&base, is_taken);
        let name =
            if tool_provider.name.is_empty() { &tool_provider.id } else { &tool_provider.name }
                .clone();
        match tool_provider.offer(self.settings, self.now_ms) {
            Ok(offer) => self.found.offers.push(offer),
            Err(why) => self.leave_out(&name, &why),
        }
    }

    fn leave_out(&mut self, what: &str, why: &str) {
        self.found.left_out.push(words::about(what, why));
    }

    fn variable(&self, name: &str) -> Option<Secret> {
        self.sources.variable(name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.variable(name).map(|secret| secret.expose().trim().to_owned())
    }

    /// The directory in a variable, else the default one.
    fn folder(&self, variable: &str, usual: &str) -> String {
        self.text(variable).unwrap_or_else(|| usual.to_owned())
    }

    /// The text of a file; an unreadable file is reported as skipped.
    fn read(&mut self, path: &str) -> Option<Secret> {
        match self.sources.file(path) {
            Ok(text) => text,
            Err(why) => {
                self.leave_out(path, &why);
                None
            }
        }
    }

    /// The contents of a JSON file, with or without comments.
    fn json(&mut self, path: &str) -> Option<Parsed> {
        let text = self.read(path)?;
        self.parsed(path, &text)
    }

    /// The JSON object in a text from somewhere; anything else is reported as skipped.
    fn parsed(&mut self, origin: &str, text: &Secret) -> Option<Parsed> {
        let why = match jsonc::parse(text.expose()) {
            Ok(value) if value.is_object() => return Some(Parsed(value)),
            Ok(_) => words::NO_OBJECT.to_owned(),
            Err(why) => why,
        };
        self.leave_out(origin, &why);
        None
    }
}

/// The value of a file that may contain keys: wiped on drop.
struct Parsed(Value);

impl Drop for Parsed {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// The object at a key of an object, which is made where there is none.
fn object_in<'a>(object: &'a mut Value, key: &str) -> &'a mut Map<String, Value> {
    let value = &mut object[key];
    if !value.is_object() {
        wipe(value);
        *value = Value::Object(Map::new());
    }
    value.as_object_mut().expect("an object")
}

/// A string at a pointer into a value; None if it is empty.
fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
