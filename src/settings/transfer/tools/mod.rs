//! What other programs and the environment offer: providers with their endpoints and keys, read
//! from their own files, which are never written. Logins stay where they are: the tokens of
//! another program are renewed by it, and would end here.

mod cc_switch;
mod claude_code;
mod codex;
mod crush;
mod env;
mod jsonc;
mod opencode;
mod preset;
mod references;
mod take;
mod wanted;
pub mod words;

use std::fmt;

use serde_json::Value;

pub use take::{Taken, take};

use crate::settings::Settings;
use crate::settings::connection::object::Connection;
use crate::settings::connection::slug::{next_free, slugify};
use crate::settings::credential::key;
use crate::settings::credential::key_format::public_prefix;
use crate::settings::credential::save::Fields;
use crate::settings::secret::{Secret, wipe};
use wanted::Wanted;

/// Where connections can come from.
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

    /// What people call it.
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

    /// Where its settings are, for people.
    pub const fn places(self) -> &'static str {
        match self {
            Self::Environment => "variables such as OPENAI_API_KEY",
            Self::Crush => "~/.config/crush/crush.json and ~/.local/share/crush/crush.json",
            Self::OpenCode => {
                "~/.config/opencode/opencode.json and ~/.local/share/opencode/auth.json"
            }
            Self::ClaudeCode => "~/.claude/settings.json",
            Self::Codex => "~/.codex/config.toml and ~/.codex/auth.json",
            Self::CcSwitch => "~/.cc-switch/config.json",
        }
    }

    /// What it offers for these settings, at a moment in milliseconds since the epoch.
    pub fn find(self, sources: &dyn Sources, settings: &Settings, moment: u64) -> Found {
        let mut found = Found::default();
        let mut finder = Finder { sources, settings, moment, found: &mut found };
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

/// The machine that the settings of other programs are on.
pub trait Sources {
    /// The value of a variable; none where it is not set, or empty.
    fn variable(&self, name: &str) -> Option<Secret>;

    /// What a file holds, whose path may begin with `~/`; none where there is no such file.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn file(&self, path: &str) -> Result<Option<Secret>, String>;
}

/// What a program offers, and what of its settings cannot be taken.
#[derive(Debug, Default)]
pub struct Found {
    pub offers: Vec<Offer>,
    /// What is left out, and why, in sentences.
    pub left_out: Vec<String>,
}

/// A connection that can be added, with its credential.
#[derive(Clone)]
pub struct Offer {
    /// What it is called where it is chosen.
    pub id: String,
    pub connection: Connection,
    /// Its credential, by the names of [`key`].
    pub typed: Fields,
    /// Where it was found: a file or a variable.
    pub source: String,
    /// What a person should know of it, in sentences.
    pub notes: Vec<String>,
    /// The name of a connection that asks the same endpoint already.
    pub like: Option<String>,
}

impl fmt::Debug for Offer {
    /// Nothing of its credential.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Offer")
            .field("id", &self.id)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Offer {
    /// The beginning of its key that all keys of its format share, or what else stands for it.
    pub fn masked_key(&self) -> String {
        let part = |name: &str| self.typed.iter().find(|(key, _)| *key == name);
        let id = part(key::AWS_ACCESS_KEY_ID).or_else(|| part(key::VALUE));
        match id.and_then(|(_, secret)| secret.as_ref()) {
            Some(secret) => {
                let key = secret.expose();
                match public_prefix(key) {
                    0 => "set".to_owned(),
                    public => format!("{}…", &key[..public]),
                }
            }
            None if self.connection.auth_type() == "environment" => "environment".to_owned(),
            None => "none".to_owned(),
        }
    }

    pub fn has_key(&self) -> bool {
        !self.typed.is_empty()
    }
}

/// What the readers of all programs have in common.
struct Finder<'a> {
    sources: &'a dyn Sources,
    settings: &'a Settings,
    moment: u64,
    found: &'a mut Found,
}

impl Finder<'_> {
    /// Adds an offer, or why there is none.
    fn offer(&mut self, mut wanted: Wanted) {
        let base = slugify(&wanted.id);
        let is_taken = |id: &str| self.found.offers.iter().any(|offer| offer.id == id);
        wanted.id = next_free(&base, is_taken);
        let name = if wanted.name.is_empty() { &wanted.id } else { &wanted.name }.clone();
        match wanted.offer(self.settings, self.moment) {
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

    /// The folder that a variable names, else a usual one.
    fn folder(&self, variable: &str, usual: &str) -> String {
        self.text(variable).unwrap_or_else(|| usual.to_owned())
    }

    /// The text of a file; a file that cannot be read is left out.
    fn read(&mut self, path: &str) -> Option<Secret> {
        match self.sources.file(path) {
            Ok(text) => text,
            Err(why) => {
                self.leave_out(path, &why);
                None
            }
        }
    }

    /// What a file of JSON, with comments or without, holds.
    fn json(&mut self, path: &str) -> Option<Parsed> {
        let text = self.read(path)?;
        match jsonc::parse(text.expose()) {
            Ok(value) if value.is_object() => Some(Parsed(value)),
            Ok(_) => {
                self.leave_out(path, words::NO_OBJECT);
                None
            }
            Err(why) => {
                self.leave_out(path, &why);
                None
            }
        }
    }
}

/// The value of a file that may hold keys: wiped when it goes.
struct Parsed(Value);

impl Drop for Parsed {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// A text at a place of a value; none where it is empty.
fn text_at<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
